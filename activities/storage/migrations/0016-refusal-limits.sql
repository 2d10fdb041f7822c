-- What outsiders can spend: refused acts beyond the first of an hour are counted and no lines of their own, alarms of
-- one kind about one subject are one message with a number, and what our own code failed at is kept for the watch.
-- depends: 0011-token-leases

-- One row for whoever is refused and the hour; `told` is how many of them the ledger tells of.
CREATE TABLE refusals (
    who text NOT NULL,
    hour timestamptz NOT NULL,
    article_id text NOT NULL,
    refused int NOT NULL,
    told int NOT NULL,
    PRIMARY KEY (who, hour)
);
CREATE INDEX refusals_untold ON refusals (hour) WHERE refused > told;

-- Acts that were refused without a line: an act that was answered is never judged anew.
CREATE TABLE counted_acts (
    act_id text PRIMARY KEY,
    at timestamptz NOT NULL,
    code text NOT NULL
);
CREATE INDEX counted_acts_by_age ON counted_acts (at);

-- What went wrong in our own code, by the name of the activity; the newest only.
CREATE TABLE unforeseen (
    activity text PRIMARY KEY,
    times int NOT NULL,
    first_at timestamptz NOT NULL,
    latest_at timestamptz NOT NULL
);

ALTER TABLE notifications ADD COLUMN joined text NOT NULL DEFAULT '';
ALTER TABLE notifications ADD COLUMN times int NOT NULL DEFAULT 1;
ALTER TABLE notifications ADD COLUMN latest_at timestamptz;
CREATE UNIQUE INDEX notifications_joined ON notifications (joined, member, kind) WHERE read_at IS NULL AND joined <> '';

-- As before, and the ids of counted acts: a claim is good for ten minutes, so a day is long enough to know them.
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
    ELSE
        RAISE EXCEPTION 'nothing of the kind % may be forgotten', p_kind;
    END CASE;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;
