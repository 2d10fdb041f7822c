-- Members' own keys: acts that wait for a device to sign them, and how far each device has counted. The keys themselves
-- stand in the ledger.
-- depends: 0040-growth

-- What `said` is, is signed nowhere yet: the text of a claim, or empty while a key is being registered. An id that
-- was not signed in time may be used anew; rows are forgotten after a day.
CREATE TABLE prepared_acts (
    id text PRIMARY KEY,
    member text NOT NULL,
    said text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX prepared_acts_by_age ON prepared_acts (at);

CREATE TABLE personal_key_counts (
    credential text PRIMARY KEY,
    seen bigint NOT NULL
);

-- As before, and prepared acts.
CREATE OR REPLACE FUNCTION forget(p_kind text, p_before timestamptz, p_most int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    before timestamptz := least(p_before, now() - interval '30 days');
    gone int;
BEGIN
    CASE p_kind
    WHEN 'read_notifications' THEN
        DELETE FROM notifications WHERE id IN (
            SELECT id FROM notifications WHERE read_at < before ORDER BY id LIMIT p_most);
    WHEN 'board_drafts' THEN
        DELETE FROM board_drafts WHERE digest IN (
            SELECT digest FROM board_drafts WHERE kept_at < before ORDER BY kept_at LIMIT p_most);
    WHEN 'unused_texts' THEN
        DELETE FROM revisions USING (
            SELECT r.article_id, r.number FROM revisions r JOIN articles a ON a.id = r.article_id
            WHERE a.stage IN ('published', 'rejected', 'withdrawn', 'taken_down') AND r.made_at < before
            AND unused_text(r.article_id, r.content_hash)
            ORDER BY r.made_at LIMIT p_most
        ) AS unused WHERE revisions.article_id = unused.article_id AND revisions.number = unused.number;
    WHEN 'counted_acts' THEN
        DELETE FROM counted_acts WHERE act_id IN (
            SELECT act_id FROM counted_acts WHERE at < least(p_before, now() - interval '1 day')
            ORDER BY at LIMIT p_most);
    WHEN 'acts_apart' THEN
        DELETE FROM acts_apart WHERE act_id IN (
            SELECT act_id FROM acts_apart WHERE at < least(p_before, now() - interval '1 day')
            ORDER BY at LIMIT p_most);
    WHEN 'prepared_acts' THEN
        DELETE FROM prepared_acts WHERE id IN (
            SELECT id FROM prepared_acts WHERE at < least(p_before, now() - interval '1 day')
            ORDER BY at LIMIT p_most);
    ELSE
        RAISE EXCEPTION 'nothing of the kind % may be forgotten', p_kind;
    END CASE;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;
