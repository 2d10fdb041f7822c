-- The newsroom's tables. The application role may add and change rows where work needs it, and may never touch
-- a written ledger entry: only ledger_append() writes there, owned by a role nobody logs in as.
-- depends:

CREATE TABLE board_versions (
    version int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    effective_from timestamptz NOT NULL,
    adopted_at timestamptz NOT NULL,
    adopted_by text NOT NULL,
    digest text NOT NULL,
    source text NOT NULL
);

CREATE TABLE photos (
    digest text PRIMARY KEY,
    media_type text NOT NULL,
    data bytea NOT NULL
);

CREATE TABLE articles (
    id text PRIMARY KEY,
    request_id text NOT NULL UNIQUE,
    title text NOT NULL,
    kind text NOT NULL,
    topics text[] NOT NULL,
    author text NOT NULL,
    stage text NOT NULL,
    since timestamptz NOT NULL,
    route jsonb NOT NULL,
    revision int NOT NULL,
    content_hash text NOT NULL,
    submitted_at timestamptz NOT NULL,
    channels text[] NOT NULL,
    approved_hash text NOT NULL DEFAULT '',
    approved_at timestamptz,
    publish_at timestamptz,
    board_version int NOT NULL REFERENCES board_versions,
    workflow_started_at timestamptz,
    published_at timestamptz
);
CREATE INDEX articles_by_stage ON articles (stage, since);
CREATE INDEX articles_to_start ON articles (submitted_at) WHERE workflow_started_at IS NULL;

CREATE TABLE revisions (
    article_id text NOT NULL REFERENCES articles,
    number int NOT NULL,
    content_hash text NOT NULL,
    content text NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (article_id, number)
);

CREATE TABLE obligations (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    article_id text NOT NULL REFERENCES articles,
    promise text NOT NULL,
    channel text NOT NULL DEFAULT '',
    started_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    met_at timestamptz,
    dropped_at timestamptz,
    breached_at timestamptz
);
CREATE UNIQUE INDEX obligations_open ON obligations (article_id, promise, channel)
    WHERE met_at IS NULL AND dropped_at IS NULL;
CREATE INDEX obligations_due ON obligations (due_at) WHERE met_at IS NULL AND dropped_at IS NULL;

CREATE TABLE intents (
    key text PRIMARY KEY,
    article_id text NOT NULL REFERENCES articles,
    revision int NOT NULL,
    channel text NOT NULL,
    content_hash text NOT NULL,
    state text NOT NULL,
    attempts int NOT NULL DEFAULT 0,
    absent_reads int NOT NULL DEFAULT 0,
    attempt_started_at timestamptz,
    external_id text NOT NULL DEFAULT '',
    outcome text NOT NULL DEFAULT '',
    explanation text NOT NULL DEFAULT '',
    not_before timestamptz,
    url text NOT NULL DEFAULT '',
    photo_urls jsonb NOT NULL DEFAULT '{}',
    visible_at timestamptz,
    updated_at timestamptz NOT NULL,
    UNIQUE (article_id, content_hash, channel)
);

CREATE TABLE notifications (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    article_id text NOT NULL,
    member text NOT NULL,
    kind text NOT NULL,
    text text NOT NULL,
    dedupe text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    read_at timestamptz
);
CREATE INDEX notifications_unread ON notifications (member, created_at) WHERE read_at IS NULL;

CREATE TABLE channel_tokens (
    channel text PRIMARY KEY,
    sealed bytea NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE ledger (
    seq bigint PRIMARY KEY,
    article_id text NOT NULL,
    act_id text UNIQUE,
    body text NOT NULL,
    prev_hash text NOT NULL,
    hash text NOT NULL
);
CREATE INDEX ledger_by_article ON ledger (article_id, seq);

CREATE TABLE ledger_head (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    seq bigint NOT NULL,
    hash text NOT NULL
);
INSERT INTO ledger_head (seq, hash) VALUES (0, repeat('0', 64));

CREATE FUNCTION ledger_append(p_article_id text, p_act_id text, p_body text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    head ledger_head;
    next_hash text;
BEGIN
    SELECT * INTO head FROM ledger_head FOR UPDATE;
    next_hash := encode(sha256(convert_to(
        (head.seq + 1) || '|' || head.hash || '|' || encode(sha256(convert_to(p_body, 'UTF8')), 'hex'), 'UTF8')), 'hex');
    INSERT INTO ledger (seq, article_id, act_id, body, prev_hash, hash)
        VALUES (head.seq + 1, p_article_id, p_act_id, p_body, head.hash, next_hash);
    UPDATE ledger_head SET seq = head.seq + 1, hash = next_hash;
    RETURN head.seq + 1;
END
$$;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'toasoan_ledger') THEN
        CREATE ROLE toasoan_ledger NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'toasoan_app') THEN
        CREATE ROLE toasoan_app LOGIN;
    END IF;
END
$$;

GRANT USAGE, CREATE ON SCHEMA public TO toasoan_ledger;
ALTER TABLE ledger OWNER TO toasoan_ledger;
ALTER TABLE ledger_head OWNER TO toasoan_ledger;
ALTER FUNCTION ledger_append(text, text, text) OWNER TO toasoan_ledger;
REVOKE CREATE ON SCHEMA public FROM toasoan_ledger;
REVOKE ALL ON FUNCTION ledger_append(text, text, text) FROM PUBLIC;

GRANT USAGE ON SCHEMA public TO toasoan_app;
GRANT EXECUTE ON FUNCTION ledger_append(text, text, text) TO toasoan_app;
GRANT SELECT ON ledger, ledger_head TO toasoan_app;
GRANT SELECT, INSERT ON board_versions, photos, revisions TO toasoan_app;
GRANT SELECT, INSERT, UPDATE ON articles, obligations, intents, notifications, channel_tokens TO toasoan_app;
