-- Who is asking a channel for a new pair of tokens, and until when nobody else may begin to.
-- A row and not a lock: the question is asked outside every transaction, and ends with nobody's connection.
-- depends: 0009-retention

CREATE TABLE token_leases (
    channel text PRIMARY KEY,
    owner text NOT NULL,
    ends_at timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE ON token_leases TO toasoan_app;
