-- What was looked after last, and how it was found: the ledger, the tokens, the backup. One row for each check.
-- depends: 0006-board-drafts

CREATE TABLE checks (
    name text PRIMARY KEY,
    ok boolean NOT NULL,
    at timestamptz NOT NULL,
    note text NOT NULL DEFAULT ''
);

GRANT SELECT, INSERT, UPDATE ON checks TO toasoan_app;
