-- Who may approve, and what may go out, is read from signed lines alone: the newsroom's deeds are read from where a
-- process has left off. An article that came in before its first line was signed is entered once, by the administrator.
-- depends: 0011-token-leases

CREATE INDEX ledger_deeds ON ledger (seq) WHERE article_id = '' AND act_id IS NOT NULL;

CREATE TABLE upgrades (
    name text PRIMARY KEY,
    done_at timestamptz NOT NULL
);
