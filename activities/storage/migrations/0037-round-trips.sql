-- One round trip for what always follows one after the other in the recording of an act.
-- depends: 0035-causes

-- The roster is held first, then the article: in this order for everybody, so that nobody waits in a circle.
CREATE FUNCTION lock_for_act(p_id text) RETURNS SETOF articles LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('deeds'));
    RETURN QUERY SELECT * FROM lock_article(p_id);
END
$$;

-- The clocks of an article that run or are known as broken, after some were met, dropped and started, in this order;
-- those that have ended by this call too late, in it.
CREATE FUNCTION change_promises(p_id text, p_at timestamptz, p_met text[], p_dropped text[], p_of_channel text[],
    p_started text[], p_channels text[], p_from timestamptz[], p_due timestamptz[])
RETURNS TABLE (promise text, channel text, started_at timestamptz, due_at timestamptz, met_at timestamptz,
    dropped_at timestamptz, breached_at timestamptz, ended boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    now_ended bigint[] := '{}';
BEGIN
    FOR i IN 1 .. cardinality(p_met) LOOP
        now_ended := now_ended || ARRAY(SELECT id FROM meet_promise(p_id, p_met[i], '', p_at));
    END LOOP;
    FOR i IN 1 .. cardinality(p_dropped) LOOP
        WITH dropped AS (
            UPDATE obligations SET dropped_at = p_at,
                breached_at = CASE WHEN due_at < p_at THEN coalesce(breached_at, p_at) ELSE breached_at END
                WHERE met_at IS NULL AND dropped_at IS NULL AND article_id = p_id AND promise = p_dropped[i]
                AND (p_of_channel[i] IS NULL OR channel = p_of_channel[i]) RETURNING id)
        SELECT now_ended || array_agg(id) INTO now_ended FROM dropped;
    END LOOP;
    INSERT INTO obligations (article_id, promise, channel, started_at, due_at)
        SELECT p_id, * FROM unnest(p_started, p_channels, p_from, p_due)
        ON CONFLICT (article_id, promise, channel) WHERE met_at IS NULL AND dropped_at IS NULL DO NOTHING;
    RETURN QUERY SELECT promise, channel, started_at, due_at, met_at, dropped_at, breached_at, id = ANY (now_ended)
        FROM obligations WHERE article_id = p_id
        AND ((met_at IS NULL AND dropped_at IS NULL) OR breached_at IS NOT NULL) ORDER BY due_at, channel;
END
$$;
