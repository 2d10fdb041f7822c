-- While two builds run side by side, a desk of the build before takes in articles that nobody signs for: each is entered
-- in the same moment, as the migration entered those before it. The administrator ends this for good (upgrades: rolled).
-- A part of a json keeps its text, so that the new line is in the one form that lines have; jsonb would spell it anew.
-- depends: 0014-least-privilege

CREATE FUNCTION entered_line(p_submission json) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT format('{"act_id":null,"article_id":%s,"at":%s,"author":%s,"content_hash":%s,"kind":"entered","revision":%s,"route":%s}',
        p_submission->'article_id', p_submission->'at', p_submission->'member', p_submission->'content_hash',
        p_submission->'revision', p_submission->'route')
$$;

CREATE OR REPLACE FUNCTION ledger_append(p_article_id text, p_act_id text, p_body text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    said json;
    head ledger_head;
    line text;
    lines text[] := ARRAY[p_body];
    first_seq bigint;
    next_hash text;
BEGIN
    PERFORM check_line(p_article_id, p_act_id, p_body);
    said := p_body::json;
    IF said->>'kind' = 'submission' AND said->'signature' IS NULL AND NOT EXISTS (SELECT FROM upgrades WHERE name = 'rolled')
    THEN
        lines := lines || entered_line(said);
    END IF;
    SELECT * INTO head FROM ledger_head FOR UPDATE;
    first_seq := head.seq + 1;
    FOREACH line IN ARRAY lines LOOP
        next_hash := encode(sha256(convert_to(
            (head.seq + 1) || '|' || head.hash || '|' || encode(sha256(convert_to(line, 'UTF8')), 'hex'), 'UTF8')), 'hex');
        INSERT INTO ledger (seq, article_id, act_id, body, prev_hash, hash)
            VALUES (head.seq + 1, p_article_id, CASE WHEN head.seq + 1 = first_seq THEN p_act_id END, line, head.hash, next_hash);
        head.seq := head.seq + 1;
        head.hash := next_hash;
    END LOOP;
    UPDATE ledger_head SET seq = head.seq, hash = head.hash;
    RETURN first_seq;
END
$$;
