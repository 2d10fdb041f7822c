-- So many published articles (`bench.articles`), 48 a day until now, with the rows that each leaves behind, copied of the
-- article `bench.article`: own ids, titles, authors and hours, the oldest first. The ledger's hashes are made up: nothing
-- here checks the chain.
SET LOCAL session_replication_role = replica;
CREATE TEMP TABLE made ON COMMIT DROP AS
SELECT n, at, current_setting('bench.article') AS copied,
    -- As the newsroom gives them; from another ten thousand on, so that none is one of its own.
    format('%s-%s-%s', to_char(at, 'YYYY'), 10000 + extract(epoch FROM at - date_trunc('year', at))::int / 1800,
        left(md5(n::text), 8)) AS id
FROM (SELECT n, now() - n * interval '30 minutes' AS at
    FROM generate_series(1, current_setting('bench.articles')::int) AS n) AS hours;
ANALYZE made;

INSERT INTO articles SELECT (jsonb_populate_record(articles, jsonb_build_object('id', made.id, 'request_id', md5(made.id),
    'title', 'Bài cũ số ' || n, 'stage', 'published', 'author', 'reporter-' || n % 40, 'submitted_at', at, 'since', at,
    'content_hash', sha256(n::text::bytea)::text, 'workflow_started_at', at, 'asked', NULL,
    'told_version', seat_version))).*
FROM made JOIN articles ON articles.id = copied ORDER BY n DESC;

INSERT INTO revisions (article_id, number, content_hash, content, made_by, made_at, body_fingerprint)
SELECT made.id, 1, sha256(n::text::bytea)::text, left(content, 200), made_by, at, md5('body' || n)
FROM made JOIN revisions ON article_id = copied ORDER BY n DESC;

INSERT INTO obligations (article_id, promise, channel, started_at, due_at, met_at)
SELECT id, promise, '', at, at + interval '40 minutes', at
FROM made CROSS JOIN unnest(ARRAY['same_day', 'edit', 'publish']) AS promise ORDER BY n DESC;

INSERT INTO intents (key, article_id, revision, channel, content_hash, state, visible_at, updated_at)
SELECT md5(channel || n), id, 1, channel, sha256(n::text::bytea)::text, 'published', at, at
FROM made CROSS JOIN unnest(ARRAY['portal', 'fanpage', 'zalo_oa']) AS channel ORDER BY n DESC;

INSERT INTO notifications (article_id, member, kind, text, dedupe, created_at, read_at)
SELECT id, 'member-' || n % 50, 'task', 'Mời xem', id || '/task', at, CASE WHEN n % 3 > 0 THEN at END
FROM made ORDER BY n DESC;

INSERT INTO amendments (id, article_id, kind, stage, proposed_by, proposed_at, reason, base_hash, decided_at)
SELECT id, id, 'typo', 'applied', 'final_editor', at, 'Sửa lỗi gõ', md5(n::text), at FROM made ORDER BY n DESC;

-- Older lines have lower numbers: room for them is made below those of articles that are there.
UPDATE ledger SET seq = seq + 10000000 WHERE article_id <> '';
UPDATE ledger_head SET seq = seq + 10000000;
INSERT INTO ledger (seq, article_id, body, prev_hash, hash)
SELECT (SELECT min(seq) FROM ledger WHERE article_id <> '') - row_number() OVER (ORDER BY n, line), id,
    format('{"act_id":null,"article_id":"%s","at":"%s","channels":[],"due_at":"%2$s","kind":"breach","promise":"edit"}',
        id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"')),
    sha256(('a' || n)::bytea)::text, sha256(('b' || n)::bytea)::text
FROM made CROSS JOIN generate_series(0, 2) AS line ORDER BY n DESC, line DESC;

-- What triggers and the watch have added up by then.
INSERT INTO promises_ended SELECT promise, '', 'kept', false, CASE promise WHEN 'publish' THEN 0 END, 0, count(*)
FROM made CROSS JOIN unnest(ARRAY['same_day', 'edit', 'publish']) AS promise GROUP BY promise;
INSERT INTO articles_closed SELECT 'published', count(*) FROM made;
INSERT INTO entries_counted (kind, n) SELECT 'breach', 3 * count(*) FROM made;
UPDATE entries_upto SET seq = 10000000;
