-- What reading a manuscript could not carry over stands with the text that it belongs to.
-- depends: 0028-meetings-prepared

ALTER TABLE revisions ADD COLUMN points text NOT NULL DEFAULT '';
