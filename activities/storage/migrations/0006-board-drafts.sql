-- The text of a notice waits here until a deed adopts it, so that no history and no ledger entry carries it.
-- depends: 0005-amendments

CREATE TABLE board_drafts (
    digest text PRIMARY KEY,
    source text NOT NULL,
    kept_at timestamptz NOT NULL
);

GRANT SELECT, INSERT ON board_drafts TO toasoan_app;
