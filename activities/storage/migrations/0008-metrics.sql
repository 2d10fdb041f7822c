-- What metrics ask of the rows: until when a channel's tokens renew themselves (then a person must grant access anew),
-- and the attempts that are not settled, however many were settled before.
-- depends: 0007-checks

ALTER TABLE channel_tokens ADD COLUMN granted_until timestamptz;

CREATE INDEX intents_unsettled ON intents (outcome) WHERE state <> 'published';
