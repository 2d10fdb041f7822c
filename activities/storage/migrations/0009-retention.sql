-- What may be forgotten, and nothing else: the application has no DELETE on any table, only this one door.
-- The door itself knows what is no record of the newsroom, and keeps everything for at least thirty days.
-- depends: 0007-checks

CREATE FUNCTION forget(p_kind text, p_before timestamptz, p_most int) RETURNS int
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
    ELSE
        RAISE EXCEPTION 'nothing of the kind % may be forgotten', p_kind;
    END CASE;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;

-- A text that nobody decided on: the ledger names it nowhere, no amendment carries it, no channel was sent it.
CREATE FUNCTION unused_text(p_article_id text, p_hash text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (SELECT FROM ledger WHERE article_id = p_article_id AND strpos(body, p_hash) > 0)
       AND NOT EXISTS (SELECT FROM ledger WHERE article_id = '' AND strpos(body, p_hash) > 0)
       AND NOT EXISTS (SELECT FROM amendments WHERE article_id = p_article_id AND p_hash IN (base_hash, new_hash))
       AND NOT EXISTS (SELECT FROM intents WHERE article_id = p_article_id AND content_hash = p_hash)
       AND NOT EXISTS (SELECT FROM articles WHERE id = p_article_id AND p_hash IN (content_hash, approved_hash))
$$;

REVOKE ALL ON FUNCTION forget(text, timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget(text, timestamptz, int) TO toasoan_app;
