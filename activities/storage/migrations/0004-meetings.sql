-- Meetings of the board: what is on the agenda, the papers, the minutes, and what was decided on each article.
-- depends: 0003-roster

CREATE TABLE meetings (
    id text PRIMARY KEY,
    stage text NOT NULL,
    starts_at timestamptz NOT NULL,
    place text NOT NULL,
    topic text NOT NULL,
    minutes text NOT NULL DEFAULT '',
    minuted_at timestamptz,
    called_by text NOT NULL,
    called_at timestamptz NOT NULL,
    closed_at timestamptz
);
CREATE INDEX meetings_open ON meetings (starts_at) WHERE stage IN ('called', 'minuted');

-- parked_since tells for which of its stays before the board an article is on the agenda: an article that left and was
-- referred anew is a new matter.
CREATE TABLE meeting_items (
    meeting_id text NOT NULL REFERENCES meetings,
    article_id text NOT NULL REFERENCES articles,
    parked_since timestamptz NOT NULL,
    added_at timestamptz NOT NULL,
    outcome text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '',
    settled_at timestamptz,
    PRIMARY KEY (meeting_id, article_id, parked_since)
);
CREATE INDEX meeting_items_by_article ON meeting_items (article_id);

CREATE TABLE meeting_papers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id text NOT NULL REFERENCES meetings,
    title text NOT NULL,
    text text NOT NULL,
    added_by text NOT NULL,
    added_at timestamptz NOT NULL
);
CREATE INDEX meeting_papers_of ON meeting_papers (meeting_id, id);

GRANT SELECT, INSERT, UPDATE ON meetings, meeting_items TO toasoan_app;
GRANT SELECT, INSERT ON meeting_papers TO toasoan_app;
