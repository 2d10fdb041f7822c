-- The same body under another title is found without reading every text; `migrate` fills what is older.
-- depends: 0028-meetings-prepared

ALTER TABLE revisions ADD COLUMN body_fingerprint text;
CREATE INDEX revisions_by_body ON revisions (body_fingerprint) WHERE body_fingerprint <> '';
CREATE INDEX revisions_without_fingerprint ON revisions (article_id) WHERE body_fingerprint IS NULL;
