-- Which tokens were issued to members, and which of them were taken back; never a token itself.
-- Rows are only added: who holds the application's password can issue none and give none back its force.
-- depends: 0011-token-leases

CREATE TABLE tokens (
    jti text PRIMARY KEY,
    member text NOT NULL,
    office text NOT NULL,
    purpose text NOT NULL,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    via text NOT NULL
);
CREATE INDEX tokens_by_end ON tokens (expires_at);

CREATE TABLE token_revocations (
    jti text PRIMARY KEY REFERENCES tokens,
    revoked_at timestamptz NOT NULL,
    via text NOT NULL
);
