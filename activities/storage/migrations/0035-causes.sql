-- The last code by which a channel refused, so that whoever is called after the last try learns it.

ALTER TABLE intents ADD COLUMN cause text NOT NULL DEFAULT '';
