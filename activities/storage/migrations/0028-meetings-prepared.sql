-- Papers of meetings as files, by the digest of their bytes: what was sent is what is read, and is never changed.
-- depends: 0026-incidents

CREATE TABLE meeting_files (
    digest text PRIMARY KEY,
    bytes bytea NOT NULL,
    kept_at timestamptz NOT NULL
);
ALTER TABLE meeting_papers ADD COLUMN file_digest text NOT NULL DEFAULT '', ADD COLUMN file_name text NOT NULL DEFAULT '';

-- Matters that are no article: on the agenda of a meeting, or of the next one while meeting_id is null.
CREATE TABLE meeting_matters (
    id text PRIMARY KEY,
    meeting_id text REFERENCES meetings,
    title text NOT NULL,
    text text NOT NULL,
    added_by text NOT NULL,
    added_at timestamptz NOT NULL,
    outcome text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '',
    settled_at timestamptz
);
CREATE INDEX meeting_matters_of ON meeting_matters (meeting_id);
CREATE INDEX meeting_matters_waiting ON meeting_matters (added_at) WHERE meeting_id IS NULL;

-- Who prepares what for a meeting, and by when.
CREATE TABLE meeting_preparations (
    id text PRIMARY KEY,
    meeting_id text NOT NULL REFERENCES meetings,
    member text NOT NULL,
    what text NOT NULL,
    due_at timestamptz NOT NULL,
    given_by text NOT NULL,
    given_at timestamptz NOT NULL
);
CREATE INDEX meeting_preparations_of ON meeting_preparations (meeting_id);
