-- Counts the claims of an intent: only the latest claim may write, so an attempt that was given up sends nothing more.
-- depends: 0001-newsroom

ALTER TABLE intents ADD COLUMN run int NOT NULL DEFAULT 0;
