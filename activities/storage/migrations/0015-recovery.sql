-- After a restore the ledger is as old as the backup: what was approved before it is held until somebody entitled says
-- go on, or until the workflow server's own record proves that nothing happened since. Both lines that say so are the
-- administrator's: whoever works for the newsroom by day may append neither.
-- depends: 0011-token-leases

ALTER TABLE articles ADD COLUMN held_since timestamptz;
CREATE INDEX articles_held ON articles (held_since) WHERE held_since IS NOT NULL;

-- The gate asks for them before every call. Nothing that people write stands in a line that begins so, but in quotes.
CREATE INDEX ledger_recoveries ON ledger (article_id, seq)
    WHERE body LIKE '{"act_id":null,%"kind":"restored"%' OR body LIKE '{"act_id":null,%"kind":"released"%';
