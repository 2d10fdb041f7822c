-- What was ever promised, closed and written down is added up beside the rows: a scrape reads sums, and what is newer.
-- An act only adds lines here, so that none waits for another; the watch folds the lines into sums.
-- And indexes by which a look takes as many pages in ten years as in the first.
-- depends: 0040-growth

-- The clocks of one promise of fifty articles are not all of their clocks.
DROP INDEX obligations_of_article;
CREATE INDEX obligations_of_article ON obligations (article_id, promise);
-- What is looked up whole has no use for a tree, which grows in height.
DROP INDEX articles_by_title;
CREATE INDEX articles_by_title ON articles USING hash (lower(title));
DROP INDEX revisions_by_body;
CREATE INDEX revisions_by_body ON revisions USING hash (body_fingerprint) WHERE body_fingerprint <> '';
-- The same as `articles_by_author`, read from its other end.
DROP INDEX articles_of_author;

-- How clocks ended: a sum, or one clock that has ended (+1), or was changed after its end (-1 and +1).
CREATE TABLE promises_ended (
    promise text NOT NULL,
    channel text NOT NULL,
    state text NOT NULL,
    told boolean NOT NULL,
    bucket int,
    seconds float8,
    n bigint NOT NULL
);

-- Where articles were closed: the same.
CREATE TABLE articles_closed (
    stage text NOT NULL,
    n bigint NOT NULL
);

-- What the ledger holds up to a line.
CREATE TABLE entries_counted (
    kind text,
    act text,
    outcome text,
    code text,
    channel text,
    unproven boolean,
    n bigint NOT NULL,
    counted bigint
);
CREATE TABLE entries_upto (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    seq bigint NOT NULL
);
INSERT INTO entries_upto (seq) VALUES (0);

-- What clocks have come to that are no longer open. The limits are those of `VISIBLE_WITHIN`: others ask for a migration
-- that adds up anew.
CREATE FUNCTION ended_as(p_promise text, p_channel text, p_started timestamptz, p_due timestamptz, p_met timestamptz,
    p_dropped timestamptz, p_breached timestamptz, p_n int) RETURNS SETOF promises_ended
LANGUAGE sql IMMUTABLE AS $$
    SELECT p_promise, p_channel, CASE WHEN coalesce(p_met, p_dropped) > p_due THEN 'late'
            WHEN p_met IS NOT NULL THEN 'kept' ELSE 'dropped' END, p_breached IS NOT NULL,
        width_bucket(took, '{60,300,600,900,1800,2700,3600,5400,7200,14400,86400}'::float8[]), took * p_n, p_n::bigint
    FROM (SELECT CASE WHEN p_promise = 'publish' AND p_met IS NOT NULL
        THEN greatest(0, extract(epoch FROM p_met - p_started))::float8 END AS took) AS timed
    WHERE p_met IS NOT NULL OR p_dropped IS NOT NULL
$$;

CREATE FUNCTION count_ended() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.met_at IS NOT NULL OR OLD.dropped_at IS NOT NULL) THEN
        INSERT INTO promises_ended SELECT * FROM ended_as(OLD.promise, OLD.channel, OLD.started_at, OLD.due_at,
            OLD.met_at, OLD.dropped_at, OLD.breached_at, -1);
    END IF;
    INSERT INTO promises_ended SELECT * FROM ended_as(NEW.promise, NEW.channel, NEW.started_at, NEW.due_at,
        NEW.met_at, NEW.dropped_at, NEW.breached_at, 1);
    RETURN NULL;
END
$$;
CREATE TRIGGER obligations_begun_ended AFTER INSERT ON obligations FOR EACH ROW
    WHEN (NEW.met_at IS NOT NULL OR NEW.dropped_at IS NOT NULL) EXECUTE FUNCTION count_ended();
CREATE TRIGGER obligations_ended AFTER UPDATE ON obligations FOR EACH ROW
    WHEN (NEW.met_at IS NOT NULL OR NEW.dropped_at IS NOT NULL OR OLD.met_at IS NOT NULL OR OLD.dropped_at IS NOT NULL)
    EXECUTE FUNCTION count_ended();

CREATE FUNCTION count_closed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO articles_closed SELECT stage, n FROM (VALUES (OLD.stage, -1), (NEW.stage, 1)) AS moved (stage, n)
        WHERE stage IN ('published', 'rejected', 'withdrawn', 'taken_down');
    RETURN NULL;
END
$$;
CREATE TRIGGER articles_begun_closed AFTER INSERT ON articles FOR EACH ROW
    WHEN (NEW.stage IN ('published', 'rejected', 'withdrawn', 'taken_down')) EXECUTE FUNCTION count_closed();
CREATE TRIGGER articles_closed AFTER UPDATE ON articles FOR EACH ROW
    WHEN (OLD.stage <> NEW.stage AND (OLD.stage IN ('published', 'rejected', 'withdrawn', 'taken_down')
        OR NEW.stage IN ('published', 'rejected', 'withdrawn', 'taken_down'))) EXECUTE FUNCTION count_closed();

-- Lines of the ledger after one and up to another. A tampered body must not blind those who count: what is no JSON is
-- left to the ledger's check.
CREATE FUNCTION entries_between(p_after bigint, p_upto bigint) RETURNS SETOF entries_counted LANGUAGE sql STABLE AS $$
    WITH bodies AS MATERIALIZED (
        SELECT CASE WHEN pg_input_is_valid(body, 'jsonb') THEN body::jsonb END AS body FROM ledger
        WHERE seq > p_after AND seq <= p_upto
    )
    SELECT kind, act, outcome, code, channel, member = '', count(*),
        sum(CASE WHEN pg_input_is_valid(count, 'int') THEN count::int END)
    FROM bodies, jsonb_to_record(CASE WHEN jsonb_typeof(body) = 'object' THEN body ELSE '{}' END)
        AS said(kind text, act text, outcome text, code text, channel text, member text, count text)
    GROUP BY 1, 2, 3, 4, 5, 6
$$;

-- Fold the lines into sums where there are more than `p_worth`, at most `p_most` of the ledger at once. One at a time,
-- who comes second does nothing; no act is waited for, and none waits.
CREATE FUNCTION fold_tallies(p_worth bigint, p_most bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    read_upto bigint;
    ends_at bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('tallies')) THEN
        RETURN;
    END IF;
    IF (SELECT count(*) FROM promises_ended) > p_worth THEN
        WITH gone AS (DELETE FROM promises_ended RETURNING *)
        INSERT INTO promises_ended SELECT promise, channel, state, told, bucket, sum(seconds), sum(n) FROM gone
            GROUP BY promise, channel, state, told, bucket HAVING sum(n) <> 0;
    END IF;
    IF (SELECT count(*) FROM articles_closed) > p_worth THEN
        WITH gone AS (DELETE FROM articles_closed RETURNING *)
        INSERT INTO articles_closed SELECT stage, sum(n) FROM gone GROUP BY stage HAVING sum(n) <> 0;
    END IF;
    SELECT upto.seq, head.seq INTO read_upto, ends_at FROM entries_upto AS upto, ledger_head AS head;
    IF ends_at - read_upto > p_worth THEN
        ends_at := least(ends_at, read_upto + p_most);
        WITH gone AS (DELETE FROM entries_counted RETURNING *)
        INSERT INTO entries_counted SELECT kind, act, outcome, code, channel, unproven, sum(n), sum(counted)
            FROM (SELECT * FROM gone UNION ALL SELECT * FROM entries_between(read_upto, ends_at)) AS known
            GROUP BY kind, act, outcome, code, channel, unproven;
        UPDATE entries_upto SET seq = ends_at;
    END IF;
END
$$;

INSERT INTO promises_ended SELECT promise, channel, state, told, bucket, sum(seconds), sum(n) FROM (
    SELECT ended.* FROM obligations CROSS JOIN LATERAL ended_as(obligations.promise, obligations.channel, started_at,
        due_at, met_at, dropped_at, breached_at, 1) AS ended) AS known
    GROUP BY promise, channel, state, told, bucket;
INSERT INTO articles_closed SELECT stage, count(*) FROM articles
    WHERE stage IN ('published', 'rejected', 'withdrawn', 'taken_down') GROUP BY stage;
UPDATE entries_upto SET seq = (SELECT seq FROM ledger_head);
INSERT INTO entries_counted SELECT * FROM entries_between(0, (SELECT seq FROM entries_upto));
