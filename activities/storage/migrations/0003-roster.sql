-- Absences and grants are only ever added to: a new end is a new row of terms, so every past moment can be explained.
-- depends: 0002-intent-runs

CREATE TABLE absences (
    id text PRIMARY KEY,
    member text NOT NULL,
    reason text NOT NULL,
    filed_by text NOT NULL,
    filed_at timestamptz NOT NULL
);

CREATE TABLE grants (
    id text PRIMARY KEY,
    kind text NOT NULL,
    giver text NOT NULL,
    seat text NOT NULL,
    receiver text NOT NULL,
    scope jsonb NOT NULL,
    absence text NOT NULL DEFAULT '',
    document text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    given_at timestamptz NOT NULL
);
CREATE INDEX grants_of_absence ON grants (absence) WHERE absence <> '';

CREATE TABLE terms (
    subject text NOT NULL,
    known_from timestamptz NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    PRIMARY KEY (subject, known_from)
);
CREATE INDEX terms_by_end ON terms (ends_at);

-- Who has opened which text: it tells "not opened" from "opened, not decided".
CREATE TABLE openings (
    article_id text NOT NULL REFERENCES articles,
    member text NOT NULL,
    content_hash text NOT NULL,
    opened_at timestamptz NOT NULL,
    PRIMARY KEY (article_id, member, content_hash)
);

-- seat_version counts the moves made outside the article's workflow, told_version those it has been told of.
ALTER TABLE articles
    ADD COLUMN seat jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN asked text,
    ADD COLUMN parked_at text,
    ADD COLUMN prechecked boolean NOT NULL DEFAULT false,
    ADD COLUMN seat_version int NOT NULL DEFAULT 0,
    ADD COLUMN told_version int NOT NULL DEFAULT 0,
    ADD COLUMN assign_raised_at timestamptz;
CREATE INDEX articles_asked ON articles (asked, since) WHERE asked IS NOT NULL;
CREATE INDEX articles_untold ON articles (id) WHERE told_version < seat_version;
CREATE INDEX articles_assign_raised ON articles (assign_raised_at) WHERE assign_raised_at IS NOT NULL;

-- Several moves of one occasion are one message: `articles` counts them.
ALTER TABLE notifications ADD COLUMN articles int NOT NULL DEFAULT 1;

GRANT SELECT, INSERT ON absences, grants, terms, openings TO toasoan_app;
