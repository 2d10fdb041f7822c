-- How members sign in here: a login name, the hash of a password, a sealed second factor, codes for when it is lost.
-- Links that let in once, and how often whom has tried; never a link, a password or a code itself.
-- depends: 0045-sessions

CREATE TABLE accounts (
    member text PRIMARY KEY,
    name text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 64),
    password text NOT NULL DEFAULT '' CHECK (length(password) <= 200),
    secret bytea NOT NULL DEFAULT '' CHECK (length(secret) <= 200),
    last_step bigint NOT NULL DEFAULT 0,
    disabled_at timestamptz,
    made_at timestamptz NOT NULL
);

CREATE TABLE recovery_codes (
    member text NOT NULL REFERENCES accounts,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    used_at timestamptz,
    PRIMARY KEY (member, hash)
);

CREATE TABLE entry_links (
    hash bytea PRIMARY KEY CHECK (length(hash) = 32),
    member text NOT NULL,
    is_first boolean NOT NULL DEFAULT false,
    made_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    used_at timestamptz,
    used_by bytea
);
-- The first link of an installation is printed once, however many processes are asked for it.
CREATE UNIQUE INDEX entry_links_first ON entry_links (is_first) WHERE is_first;
CREATE INDEX entry_links_by_member ON entry_links (member);

CREATE TABLE tries (
    key text NOT NULL CHECK (length(key) <= 100),
    began_at timestamptz NOT NULL,
    count int NOT NULL,
    PRIMARY KEY (key, began_at)
);
CREATE INDEX tries_by_hour ON tries (began_at);

-- A session that has given a right password only opens nothing but the page that asks for the second factor.
ALTER TABLE sessions ADD COLUMN way text NOT NULL DEFAULT '', ADD COLUMN is_half boolean NOT NULL DEFAULT false;
