-- Published articles number `bench.after` + 1 to `bench.upto`, 48 a day, with the rows that each leaves behind, copied of
-- the article `bench.article`: own titles, authors and hours. The ledger's hashes are made up: nothing here checks the chain.
SET LOCAL session_replication_role = replica;
CREATE TEMP TABLE made ON COMMIT DROP AS
SELECT n, 'old-' || n AS id, now() - n * interval '30 minutes' AS at, current_setting('bench.article') AS copied
FROM generate_series(current_setting('bench.after')::int + 1, current_setting('bench.upto')::int) AS n;

INSERT INTO articles SELECT (jsonb_populate_record(articles, jsonb_build_object('id', made.id, 'request_id', made.id,
    'title', 'Bài cũ số ' || n, 'stage', 'published', 'author', 'reporter-' || n % 40, 'submitted_at', at, 'since', at,
    'workflow_started_at', at, 'asked', NULL))).*
FROM made JOIN articles ON articles.id = copied;

INSERT INTO revisions
SELECT made.id, 1, md5(n::text), left(content, 200), made_by, made_at, md5('body' || n)
FROM made JOIN revisions ON article_id = copied;

INSERT INTO obligations (article_id, promise, channel, started_at, due_at, met_at)
SELECT id, promise, '', at, at + interval '40 minutes', at
FROM made CROSS JOIN unnest(ARRAY['same_day', 'edit', 'publish']) AS promise;

INSERT INTO intents (key, article_id, revision, channel, content_hash, state, visible_at, updated_at)
SELECT channel || n, id, 1, channel, md5(n::text), 'published', at, at
FROM made CROSS JOIN unnest(ARRAY['portal', 'fanpage', 'zalo_oa']) AS channel;

INSERT INTO notifications (article_id, member, kind, text, dedupe, created_at, read_at)
SELECT id, 'member-' || n % 50, 'task', 'Mời xem', 'old/' || n, at, CASE WHEN n % 3 > 0 THEN at END FROM made;

INSERT INTO amendments (id, article_id, kind, stage, proposed_by, proposed_at, reason, base_hash, decided_at)
SELECT 'amendment-' || n, id, 'typo', 'applied', 'final_editor', at, 'Sửa lỗi gõ', md5(n::text), at FROM made;

-- Older lines have lower numbers: the first call makes room for them below those of articles that are there.
UPDATE ledger SET seq = seq + 10000000 WHERE article_id <> '' AND current_setting('bench.after') = '0';
UPDATE ledger_head SET seq = seq + 10000000 WHERE current_setting('bench.after') = '0';
INSERT INTO ledger (seq, article_id, body, prev_hash, hash)
SELECT (SELECT min(seq) FROM ledger WHERE article_id <> '') - row_number() OVER (ORDER BY n, line), id,
    format('{"act_id":null,"article_id":"%s","at":"%s","channels":[],"due_at":"%2$s","kind":"breach","promise":"edit"}',
        id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"')),
    md5('a' || n), md5('b' || n)
FROM made CROSS JOIN generate_series(0, 2) AS line;
