-- Changes to published articles; each has intents of its own, so a text may be shown, changed and taken down again.
-- depends: 0004-meetings

CREATE TABLE amendments (
    id text PRIMARY KEY,
    article_id text NOT NULL REFERENCES articles,
    kind text NOT NULL,
    stage text NOT NULL,
    proposed_by text NOT NULL,
    proposed_at timestamptz NOT NULL,
    reason text NOT NULL,
    evidence text NOT NULL DEFAULT '',
    base_hash text NOT NULL,
    new_hash text NOT NULL DEFAULT '',
    new_revision int NOT NULL DEFAULT 0,
    urgent boolean NOT NULL DEFAULT false,
    ordered_by text NOT NULL DEFAULT '',
    decided_by text,
    decided_at timestamptz,
    confirm_due_at timestamptz,
    confirmed_at timestamptz,
    escalated_at timestamptz,
    done_at timestamptz
);
CREATE UNIQUE INDEX amendments_open ON amendments (article_id) WHERE stage IN ('proposed', 'applying');
CREATE INDEX amendments_by_article ON amendments (article_id, proposed_at);

ALTER TABLE intents ADD COLUMN amendment text NOT NULL DEFAULT '';
ALTER TABLE intents DROP CONSTRAINT intents_article_id_content_hash_channel_key;
CREATE UNIQUE INDEX intents_once ON intents (article_id, content_hash, channel, amendment);
CREATE INDEX intents_of_amendment ON intents (amendment) WHERE amendment <> '';

GRANT SELECT, INSERT, UPDATE ON amendments TO toasoan_app;
