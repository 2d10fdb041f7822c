-- One round trip for what a publication writes when it takes up an intent, and one for what it writes at its end.
-- depends: 0040-growth

-- The intent for a text on a channel: made when missing, else taken from whoever had it; a settled one stays.
-- To take it empties `not_before`: from here on the run may have a call on the line.
CREATE FUNCTION take_intent(p_key text, p_id text, p_text text, p_channel text, p_amendment text, p_revision int,
    p_external_id text, p_at timestamptz) RETURNS SETOF intents LANGUAGE sql AS $$
    INSERT INTO intents (key, article_id, revision, channel, content_hash, state, updated_at, amendment, external_id, run)
        VALUES (p_key, p_id, p_revision, p_channel, p_text, 'claimed', p_at, p_amendment, p_external_id, 1)
        ON CONFLICT (article_id, content_hash, channel, amendment) DO UPDATE SET doubted = false,
            run = CASE WHEN intents.state = 'published' THEN intents.run ELSE intents.run + 1 END,
            not_before = CASE WHEN intents.state = 'published' THEN intents.not_before END
        RETURNING *
$$;

-- The intent to publish, once the article is locked; none when the ledger has a line of the article that was not judged:
-- one after `p_judged` that can move it. Of the texts that became `p_text` one that shows comes first, then one of
-- them that was sent.
CREATE FUNCTION take_up(p_key text, p_id text, p_text text, p_channel text, p_revision int, p_texts text[],
    p_judged bigint, p_moving text[], p_at timestamptz) RETURNS SETOF intents LANGUAGE plpgsql AS $$
DECLARE
    now_at text;
BEGIN
    SELECT stage INTO now_at FROM lock_article(p_id);
    IF EXISTS (SELECT FROM ledger WHERE article_id = p_id AND seq > p_judged AND body LIKE ANY (p_moving)) THEN
        RETURN;
    END IF;
    IF now_at = 'scheduled' THEN
        PERFORM begin_publishing(p_id, p_at);
    END IF;
    RETURN QUERY SELECT * FROM intents WHERE article_id = p_id AND channel = p_channel AND amendment = ''
        AND content_hash = ANY (p_texts) AND state = 'published' AND outcome = 'published'
        ORDER BY visible_at DESC LIMIT 1;
    IF FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY UPDATE intents SET run = run + 1, not_before = NULL WHERE key = (SELECT key FROM intents
        WHERE article_id = p_id AND channel = p_channel AND amendment = '' AND content_hash = ANY (p_texts)
        AND content_hash <> p_text AND state IN ('sending', 'prepared', 'revealing') ORDER BY key LIMIT 1) RETURNING *;
    IF NOT FOUND THEN
        RETURN QUERY SELECT * FROM take_intent(p_key, p_id, p_text, p_channel, '', p_revision, '', p_at);
    END IF;
END
$$;

-- The intent as it is settled, and whether this run has done it: the text shows, or nothing does any more.
CREATE FUNCTION settle_intent(p_key text, p_run int, p_outcome text, p_url text, p_photos jsonb,
    p_visible_at timestamptz, p_external_id text, p_at timestamptz)
RETURNS TABLE (settled intents, changed boolean) LANGUAGE plpgsql AS $$
BEGIN
    UPDATE intents SET state = 'published', outcome = p_outcome, explanation = '', url = p_url, photo_urls = p_photos,
        visible_at = p_visible_at, updated_at = p_at, external_id = p_external_id
        WHERE key = p_key AND run = p_run AND state <> 'published';
    changed := FOUND;
    SELECT * INTO settled FROM intents WHERE key = p_key;
    RETURN NEXT;
END
$$;

-- The end of a publication on a channel: intent, clocks, article and receipt. Without a receipt whoever calls writes it
-- in the same transaction. With one, nothing is done and no row comes back when a promise would end too late by it:
-- then there is more to write.
CREATE FUNCTION end_publication(p_id text, p_channel text, p_key text, p_run int, p_url text, p_photos jsonb,
    p_external_id text, p_at timestamptz, p_receipt text)
RETURNS TABLE (settled intents, changed boolean, breached boolean) LANGUAGE plpgsql AS $$
DECLARE
    done record;
BEGIN
    PERFORM FROM lock_article(p_id);
    IF p_receipt IS NOT NULL AND EXISTS (SELECT FROM obligations WHERE met_at IS NULL AND dropped_at IS NULL
        AND article_id = p_id AND due_at < p_at AND breached_at IS NULL
        AND (promise = 'same_day' OR (promise = 'publish' AND channel = p_channel)))
    THEN
        RETURN;
    END IF;
    SELECT * INTO done FROM settle_intent(p_key, p_run, 'published', p_url, p_photos, p_at, p_external_id, p_at);
    settled := done.settled;
    changed := done.changed;
    IF changed THEN
        PERFORM FROM meet_promise(p_id, 'publish', p_channel, p_at);
        IF close_article(p_id, p_at) THEN
            PERFORM FROM meet_promise(p_id, 'same_day', '', p_at);
        END IF;
        IF p_receipt IS NOT NULL THEN
            PERFORM ledger_append(p_id, NULL, p_receipt);
        END IF;
    END IF;
    breached := EXISTS (SELECT FROM obligations WHERE article_id = p_id AND breached_at IS NOT NULL);
    RETURN NEXT;
END
$$;
