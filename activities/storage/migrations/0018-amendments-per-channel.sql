-- A change acts channel by channel, and a newer one overtakes what an older one has not brought to readers yet.
-- `channels` are those that showed the article when the change was approved; without them they are looked up.
-- depends: 0014-least-privilege

ALTER TABLE amendments ADD COLUMN channels text[];
ALTER TABLE amendments ADD COLUMN overtaken_by text NOT NULL DEFAULT '';

UPDATE amendments AS ended SET overtaken_by = down.id FROM amendments AS down
WHERE down.article_id = ended.article_id AND down.urgent AND down.id <> ended.id
AND ended.stage = 'refused' AND ended.decided_at = down.proposed_at;

DROP INDEX amendments_open;
CREATE UNIQUE INDEX amendments_proposed ON amendments (article_id, (kind = 'take_down')) WHERE stage = 'proposed';
CREATE UNIQUE INDEX amendments_applying ON amendments (article_id) WHERE stage = 'applying';
CREATE INDEX amendments_overtaken ON amendments (overtaken_by) WHERE overtaken_by <> '';

-- Which of its approved texts a channel shows is no matter here: a later change is brought there by its amendment.
CREATE OR REPLACE FUNCTION close_article(p_id text, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE articles SET stage = 'published', since = p_at, published_at = p_at, held_since = NULL WHERE id = p_id AND stage = 'publishing'
        AND NOT EXISTS (SELECT FROM unnest(channels) AS wanted WHERE wanted NOT IN (
            SELECT channel FROM intents WHERE article_id = p_id AND amendment = '' AND state = 'published'
            AND outcome = 'published'));
    RETURN FOUND;
END
$$;

-- None of its intents is unsettled, and every channel that is to be changed has one. Only who decides closes one without
-- any.
CREATE OR REPLACE FUNCTION close_amendment(p_id text, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE amendments SET stage = 'done', done_at = p_at WHERE id = p_id AND stage = 'applying'
        AND NOT EXISTS (SELECT FROM intents WHERE amendment = p_id AND state <> 'published')
        AND NOT EXISTS (SELECT FROM unnest(amendments.channels) AS wanted WHERE EXISTS (
            SELECT FROM intents WHERE article_id = amendments.article_id AND channel = wanted AND amendment = ''
            AND state IN ('revealing', 'published')) AND NOT EXISTS (
            SELECT FROM intents WHERE amendment = p_id AND channel = wanted))
        AND (logged_in_as('toasoan_editorial', 'toasoan_app') OR EXISTS (SELECT FROM intents WHERE amendment = p_id));
    RETURN FOUND;
END
$$;
