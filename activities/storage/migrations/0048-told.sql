-- What is seen of the newsroom is told as it changes, so that an open page need not ask: ids alone, on one channel.
-- depends: 0045-sessions

CREATE FUNCTION tell_of_article() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('desk', 'article ' || NEW.id);
    RETURN NULL;
END
$$;

CREATE FUNCTION tell_of_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('desk', 'article ' || NEW.article_id);
    RETURN NULL;
END
$$;

CREATE FUNCTION tell_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('desk', 'member ' || NEW.member);
    RETURN NULL;
END
$$;

CREATE FUNCTION tell_of_rights() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('desk', 'rights');
    RETURN NULL;
END
$$;

-- Not of what only the desk and the workflows keep for themselves: whether one was started, what it was told.
CREATE TRIGGER told AFTER INSERT OR UPDATE OF title, stage, since, route, revision, content_hash, channels, seat, asked,
    held_since, publish_at ON articles FOR EACH ROW EXECUTE FUNCTION tell_of_article();
CREATE TRIGGER told AFTER UPDATE OF state, outcome, explanation, url ON intents
    FOR EACH ROW EXECUTE FUNCTION tell_of_part();
CREATE TRIGGER told AFTER INSERT OR UPDATE OF stage ON amendments FOR EACH ROW EXECUTE FUNCTION tell_of_part();
CREATE TRIGGER told AFTER INSERT OR UPDATE OF read_at, times ON notifications
    FOR EACH ROW EXECUTE FUNCTION tell_member();
CREATE TRIGGER told AFTER UPDATE OF ended_at ON sessions FOR EACH STATEMENT EXECUTE FUNCTION tell_of_rights();
CREATE TRIGGER told AFTER INSERT OR UPDATE ON board_versions FOR EACH STATEMENT EXECUTE FUNCTION tell_of_rights();
