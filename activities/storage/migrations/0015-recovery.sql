-- After a restore the ledger is as old as the backup: what was approved before it is held until somebody entitled says
-- go on, or until the workflow server's own record proves that nothing happened since. Both lines that say so are the
-- administrator's: whoever works for the newsroom by day may append neither.
-- depends: 0011-token-leases

ALTER TABLE articles ADD COLUMN held_since timestamptz;
CREATE INDEX articles_held ON articles (held_since) WHERE held_since IS NOT NULL;

-- The gate asks for them before every call. Nothing that people write stands in a line that begins so, but in quotes.
CREATE INDEX ledger_recoveries ON ledger (article_id, seq)
    WHERE body LIKE '{"act_id":null,%"kind":"restored"%' OR body LIKE '{"act_id":null,%"kind":"released"%';

CREATE OR REPLACE FUNCTION ledger_append(p_article_id text, p_act_id text, p_body text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    head ledger_head;
    next_hash text;
BEGIN
    IF (p_body LIKE '%"kind":"restored"%' OR p_body LIKE '%"kind":"released"%')
        AND p_body::jsonb ->> 'kind' IN ('restored', 'released')
        AND NOT pg_has_role(session_user, 'toasoan_ledger', 'MEMBER')
    THEN
        RAISE EXCEPTION 'only the administrator tells of restores' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO head FROM ledger_head FOR UPDATE;
    next_hash := encode(sha256(convert_to(
        (head.seq + 1) || '|' || head.hash || '|' || encode(sha256(convert_to(p_body, 'UTF8')), 'hex'), 'UTF8')), 'hex');
    INSERT INTO ledger (seq, article_id, act_id, body, prev_hash, hash)
        VALUES (head.seq + 1, p_article_id, p_act_id, p_body, head.hash, next_hash);
    UPDATE ledger_head SET seq = head.seq + 1, hash = next_hash;
    RETURN head.seq + 1;
END
$$;
