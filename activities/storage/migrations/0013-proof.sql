-- Who may approve, and what may go out, is read from signed lines alone: the newsroom's deeds are read from where a
-- process has left off. An article that came in before its first line was signed is entered once, by the administrator.
-- depends: 0011-token-leases

CREATE INDEX ledger_deeds ON ledger (seq) WHERE article_id = '' AND act_id IS NOT NULL;

CREATE TABLE upgrades (
    name text PRIMARY KEY,
    done_at timestamptz NOT NULL
);
GRANT SELECT ON upgrades TO toasoan_app;

-- Only whoever owns the database vouches for an unsigned beginning; a body in another spelling says nothing to anybody.
CREATE OR REPLACE FUNCTION ledger_append(p_article_id text, p_act_id text, p_body text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    head ledger_head;
    next_hash text;
BEGIN
    IF strpos(p_body, '"kind":"entered"') > 0 AND p_body::jsonb ->> 'kind' = 'entered' AND NOT pg_has_role(
        session_user, (SELECT datdba FROM pg_database WHERE datname = current_database()), 'USAGE') THEN
        RAISE EXCEPTION 'only the administrator enters articles' USING ERRCODE = 'insufficient_privilege';
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
