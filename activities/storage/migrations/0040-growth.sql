-- A member's own texts, and what nobody has read yet, are found without reading what was ever stored.
-- depends: 0037-round-trips

CREATE INDEX articles_of_author ON articles (author, submitted_at DESC);
CREATE INDEX notifications_unread ON notifications (created_at) WHERE read_at IS NULL;
