-- Reading and watching look at what they ask for, however many articles have been stored.
-- depends: 0028-meetings-prepared

CREATE INDEX articles_newest ON articles (submitted_at DESC);
CREATE INDEX articles_of_stage_newest ON articles (stage, submitted_at DESC);
CREATE INDEX articles_by_title ON articles (lower(title));
CREATE INDEX obligations_of_article ON obligations (article_id, id);
CREATE INDEX obligations_by_due ON obligations (due_at);
CREATE INDEX intents_shown ON intents (visible_at) WHERE state = 'published';
CREATE INDEX intents_stopped ON intents (article_id) WHERE outcome IN ('rejected', 'needs_person');
CREATE INDEX amendments_unsettled ON amendments (stage, proposed_at) WHERE stage IN ('proposed', 'applying');
CREATE INDEX amendments_unconfirmed ON amendments (id) WHERE urgent AND confirmed_at IS NULL AND stage <> 'refused';
CREATE INDEX notifications_newest ON notifications (member, id) WHERE read_at IS NULL;
CREATE INDEX notifications_forged ON notifications (article_id, created_at) WHERE dedupe LIKE 'forged/%';
CREATE INDEX notifications_gone ON notifications (article_id, created_at) WHERE dedupe LIKE 'gone/%';
DROP INDEX notifications_unread;
