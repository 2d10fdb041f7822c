-- Every process logs in as itself: the desk takes in and says no, the editorial worker decides, the workers of the
-- channels send, the watch looks. What each may touch stands in ../rights.sql, which runs after the migrations.
-- What a channel's worker brings about beyond its own intents goes through these functions, each of which looks first.
-- depends: 0011-token-leases

DO $$
DECLARE
    wanted record;
BEGIN
    FOR wanted IN SELECT * FROM (VALUES
        ('toasoan_keeper', 'NOLOGIN'), ('toasoan_desk', 'LOGIN'), ('toasoan_editorial', 'LOGIN'),
        ('toasoan_channel', 'LOGIN'), ('toasoan_worker', 'LOGIN'), ('toasoan_watch', 'LOGIN')
    ) AS roles (name, login) LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
            EXECUTE format('CREATE ROLE %I %s', wanted.name, wanted.login);
        END IF;
    END LOOP;
END
$$;

-- The watch proves that the storage can be written to.
CREATE TABLE watch_probe (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    at timestamptz NOT NULL
);
INSERT INTO watch_probe (at) VALUES (now());

-- Who may write which line, and what it must say: names of fields with their types in JSON. No row, no line.
-- Without writers it is the administrator's. Its rows stand in ../rights.sql.
CREATE TABLE ledger_kinds (
    kind text NOT NULL,
    outcome text NOT NULL DEFAULT '',
    writers text[] NOT NULL,
    required jsonb NOT NULL,
    PRIMARY KEY (kind, outcome)
);

-- Whether whoever has logged in is one of these, or one of their members, whatever function is being run.
CREATE FUNCTION logged_in_as(VARIADIC p_roles text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM unnest(p_roles) AS role WHERE pg_has_role(session_user, role, 'MEMBER'))
$$;

CREATE FUNCTION check_line(p_article_id text, p_act_id text, p_body text) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    most_bytes constant int := 1048576;
    said jsonb;
    rule ledger_kinds;
    wrong text;
BEGIN
    IF octet_length(p_body) > most_bytes OR NOT pg_input_is_valid(p_body, 'jsonb') THEN
        RAISE EXCEPTION 'a line of the ledger is a JSON text of at most % bytes', most_bytes USING ERRCODE = 'check_violation';
    END IF;
    said := p_body::jsonb;
    SELECT * INTO rule FROM ledger_kinds
        WHERE kind = said->>'kind' AND outcome IN ('', coalesce(said->>'outcome', '')) ORDER BY outcome DESC LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no line of the kind % (%)', said->>'kind', said->>'outcome' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT logged_in_as(VARIADIC rule.writers || (
        SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = current_database())
    ) THEN
        RAISE EXCEPTION '% writes no line of the kind % (%)', session_user, rule.kind, rule.outcome
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF said->>'article_id' IS DISTINCT FROM p_article_id OR said->>'act_id' IS DISTINCT FROM p_act_id THEN
        RAISE EXCEPTION 'a line and its columns name different articles or acts' USING ERRCODE = 'check_violation';
    END IF;
    SELECT field INTO wrong
        FROM jsonb_each_text('{"at": "string", "article_id": "string"}' || rule.required) AS needed (field, type)
        WHERE jsonb_typeof(said->field) IS DISTINCT FROM type LIMIT 1;
    IF wrong IS NOT NULL OR NOT pg_input_is_valid(said->>'at', 'timestamptz') THEN
        RAISE EXCEPTION 'a line of the kind % lacks %', rule.kind, coalesce(wrong, 'its hour') USING ERRCODE = 'check_violation';
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION ledger_append(p_article_id text, p_act_id text, p_body text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    head ledger_head;
    next_hash text;
BEGIN
    PERFORM check_line(p_article_id, p_act_id, p_body);
    SELECT * INTO head FROM ledger_head FOR UPDATE;
    next_hash := encode(sha256(convert_to(
        (head.seq + 1) || '|' || head.hash || '|' || encode(sha256(convert_to(p_body, 'UTF8')), 'hex'), 'UTF8')), 'hex');
    INSERT INTO ledger (seq, article_id, act_id, body, prev_hash, hash)
        VALUES (head.seq + 1, p_article_id, p_act_id, p_body, head.hash, next_hash);
    UPDATE ledger_head SET seq = head.seq + 1, hash = next_hash;
    RETURN head.seq + 1;
END
$$;

-- The row of an article, locked until the transaction ends: to lock it is not to change it.
CREATE FUNCTION lock_article(p_id text) RETURNS SETOF articles
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT * FROM articles WHERE id = p_id FOR UPDATE
$$;

-- A scheduled article that a channel has been let begin with.
CREATE FUNCTION begin_publishing(p_id text, p_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE articles SET stage = 'publishing', since = p_at WHERE id = p_id AND stage = 'scheduled'
$$;

-- Whether the article was closed now: every channel that it goes to shows its text.
CREATE FUNCTION close_article(p_id text, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE articles SET stage = 'published', since = p_at, published_at = p_at, held_since = NULL WHERE id = p_id AND stage = 'publishing'
        AND NOT EXISTS (SELECT FROM unnest(channels) AS wanted WHERE wanted NOT IN (
            SELECT channel FROM intents WHERE article_id = p_id AND content_hash = articles.content_hash
            AND amendment = '' AND state = 'published'));
    RETURN FOUND;
END
$$;

-- Whether the amendment was closed now: none of its intents is unsettled. Only who decides closes one without any.
CREATE FUNCTION close_amendment(p_id text, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE amendments SET stage = 'done', done_at = p_at WHERE id = p_id AND stage = 'applying'
        AND NOT EXISTS (SELECT FROM intents WHERE amendment = p_id AND state <> 'published')
        AND (logged_in_as('toasoan_editorial', 'toasoan_app') OR EXISTS (SELECT FROM intents WHERE amendment = p_id));
    RETURN FOUND;
END
$$;

-- The open clocks that were met now, and broken when that is late. Who only sends meets a promise by what is so, not by saying so.
CREATE FUNCTION meet_promise(p_article_id text, p_promise text, p_channel text, p_at timestamptz)
RETURNS SETOF obligations LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT logged_in_as('toasoan_editorial', 'toasoan_desk', 'toasoan_app') AND NOT (CASE p_promise
        WHEN 'publish' THEN EXISTS (SELECT FROM intents WHERE article_id = p_article_id AND channel = p_channel
            AND amendment = '' AND state = 'published')
        WHEN 'same_day' THEN EXISTS (SELECT FROM articles WHERE id = p_article_id AND stage = 'published')
        WHEN 'amend' THEN EXISTS (SELECT FROM amendments WHERE article_id = p_article_id AND stage = 'done')
        ELSE false END)
    THEN
        RAISE EXCEPTION '% has not kept the promise %', session_user, p_promise USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY UPDATE obligations SET met_at = p_at,
        breached_at = CASE WHEN due_at < p_at THEN coalesce(breached_at, p_at) ELSE breached_at END
        WHERE met_at IS NULL AND dropped_at IS NULL
        AND article_id = p_article_id AND promise = p_promise AND channel = p_channel RETURNING *;
END
$$;

-- The desk may found the house with its first notice; later ones are adopted by who decides.
CREATE FUNCTION only_the_first_notice() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT logged_in_as('toasoan_editorial', 'toasoan_app') AND EXISTS (SELECT FROM board_versions) THEN
        RAISE EXCEPTION '% adopts no further notice', session_user USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER only_the_first_notice BEFORE INSERT ON board_versions
    FOR EACH ROW EXECUTE FUNCTION only_the_first_notice();
