-- A change acts channel by channel, and a newer one overtakes what an older one has not brought to readers yet.
-- `channels` are those that showed the article when the change was approved; without them they are looked up.
-- depends: 0011-token-leases

ALTER TABLE amendments ADD COLUMN channels text[];
ALTER TABLE amendments ADD COLUMN overtaken_by text NOT NULL DEFAULT '';

UPDATE amendments AS ended SET overtaken_by = down.id FROM amendments AS down
WHERE down.article_id = ended.article_id AND down.urgent AND down.id <> ended.id
AND ended.stage = 'refused' AND ended.decided_at = down.proposed_at;

DROP INDEX amendments_open;
CREATE UNIQUE INDEX amendments_proposed ON amendments (article_id, (kind = 'take_down')) WHERE stage = 'proposed';
CREATE UNIQUE INDEX amendments_applying ON amendments (article_id) WHERE stage = 'applying';
CREATE INDEX amendments_overtaken ON amendments (overtaken_by) WHERE overtaken_by <> '';
