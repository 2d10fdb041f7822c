-- Who is signed in: a row for each session, known by what its cookie hashes to, never by the cookie itself.
-- depends: 0040-growth

CREATE TABLE sessions (
    hash bytea PRIMARY KEY CHECK (length(hash) = 32),
    member text NOT NULL,
    begun_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    ended_at timestamptz,
    device text NOT NULL CHECK (length(device) <= 200)
);
CREATE INDEX sessions_by_member ON sessions (member, begun_at);
