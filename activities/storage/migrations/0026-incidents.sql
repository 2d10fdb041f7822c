-- Incidents: what goes wrong, the secretary's summary, the Head's decision; and the urgent alarms of the watch, each of
-- which opens one unless one is open already.
-- depends: 0023-records-index

CREATE TABLE incidents (
    id text PRIMARY KEY,
    stage text NOT NULL,
    title text NOT NULL,
    account text NOT NULL,
    proposal text NOT NULL,
    reported_by text NOT NULL,
    reported_at timestamptz NOT NULL,
    alarm text NOT NULL DEFAULT '',
    summary text NOT NULL DEFAULT '',
    compiled_at timestamptz,
    decision text NOT NULL DEFAULT '',
    decided_by text,
    decided_at timestamptz,
    concerns text[] NOT NULL DEFAULT '{}'
);
CREATE INDEX incidents_open ON incidents (reported_at) WHERE stage <> 'decided';
CREATE UNIQUE INDEX incidents_of_alarm ON incidents (alarm) WHERE alarm <> '' AND stage <> 'decided';

-- The watch adds rows and can do nothing else with them; they are short, whatever it is made to say.
CREATE TABLE alarms (
    id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{12}$'),
    alarm text NOT NULL CHECK (length(alarm) BETWEEN 1 AND 200),
    summary text NOT NULL CHECK (length(summary) <= 1000),
    since timestamptz NOT NULL,
    incident text NOT NULL DEFAULT ''
);
CREATE INDEX alarms_without_incident ON alarms (since) WHERE incident = '';

CREATE INDEX articles_by_author ON articles (author, submitted_at);
