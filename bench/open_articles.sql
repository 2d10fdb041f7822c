-- So many open articles (setting `bench.articles`) and as many closed ones, with the clocks, attempts, messages and
-- ledger entries that such articles leave behind. The ledger's hashes are made up: nothing here checks the chain.
CREATE TEMP TABLE made ON COMMIT DROP AS
SELECT 'bench-' || n AS id, n, n <= current_setting('bench.articles')::int AS open,
    CASE WHEN n > current_setting('bench.articles')::int THEN 'published'
        ELSE (ARRAY['editing', 'editing', 'editing', 'awaiting_approval', 'awaiting_approval', 'awaiting_approval',
            'awaiting_approval', 'returned', 'scheduled', 'publishing'])[1 + n % 10] END AS stage,
    (ARRAY['head', 'standing_deputy', 'deputy', 'final_editor'])[1 + n % 4] AS office,
    now() - make_interval(mins => n % 5000) AS at
FROM generate_series(1, 2 * current_setting('bench.articles')::int) AS n;

INSERT INTO articles (id, request_id, title, kind, topics, author, stage, since, route, revision, content_hash,
    submitted_at, channels, approved_hash, approved_at, board_version, workflow_started_at, seat, asked)
SELECT id, id, 'Bài đo số ' || n, 'news', ARRAY['economy'], 'reporter-1', stage, at,
    jsonb_build_object('name', 'kinh tế', 'owner', office, 'rule', 7, 'clause', '2.1', 'text', repeat('x', 200),
        'reasons', '[]'::jsonb, 'informed', '[]'::jsonb),
    1, md5(id), at, ARRAY['portal', 'fanpage', 'zalo_oa'],
    CASE WHEN stage IN ('scheduled', 'publishing', 'published') THEN md5(id) ELSE '' END,
    CASE WHEN stage IN ('scheduled', 'publishing', 'published') THEN at END,
    (SELECT min(version) FROM board_versions), at,
    jsonb_build_object('asked', 'member', 'office', office, 'hold', CASE WHEN n % 50 = 0 THEN 'head_to_assign'
        ELSE 'owner' END, 'since', at, 'reasons', '[]'::jsonb, 'absence', ''),
    'member'
FROM made;

INSERT INTO obligations (article_id, promise, channel, started_at, due_at, met_at)
SELECT id, promise, '', at, at + interval '8 hours',
    CASE WHEN open AND promise = 'same_day' OR stage = 'editing' THEN NULL ELSE at + make_interval(mins => n % 600) END
FROM made CROSS JOIN unnest(ARRAY['edit', 'same_day']) AS promise;

INSERT INTO obligations (article_id, promise, channel, started_at, due_at, met_at)
SELECT id, 'publish', channel, at, at + interval '60 minutes',
    CASE WHEN stage = 'published' THEN at + make_interval(secs => n % 4000) END
FROM made CROSS JOIN unnest(ARRAY['portal', 'fanpage', 'zalo_oa']) AS channel
WHERE stage IN ('publishing', 'published');

INSERT INTO intents (key, article_id, revision, channel, content_hash, state, outcome, updated_at)
SELECT id || channel, id, 1, channel, md5(id), CASE WHEN open THEN 'sending' ELSE 'published' END,
    CASE WHEN NOT open THEN 'published' ELSE (ARRAY['', 'waiting', 'ambiguous', 'needs_person'])[1 + n / 10 % 4] END, at
FROM made CROSS JOIN unnest(ARRAY['portal', 'fanpage', 'zalo_oa']) AS channel
WHERE stage IN ('publishing', 'published');

INSERT INTO notifications (article_id, member, kind, text, dedupe, created_at, read_at)
SELECT id, 'member-' || n % 12, 'task', repeat('nội dung ', 20), id || '/' || copy, at,
    CASE WHEN n % 2 = 0 THEN at END
FROM made CROSS JOIN generate_series(1, 2) AS copy;

INSERT INTO ledger (seq, article_id, act_id, body, prev_hash, hash)
SELECT (SELECT seq FROM ledger_head) + row_number() OVER (ORDER BY n, act), id, id || act,
    jsonb_build_object('kind', 'act', 'act', act, 'outcome', CASE WHEN n % 20 = 0 THEN 'refused' ELSE 'accepted' END,
        'article_id', id, 'act_id', id || act, 'member', 'member', 'claim', repeat('c', 700), 'signature', repeat('s', 88),
        'ground', jsonb_build_object('reasons', repeat('r', 400)))::text,
    repeat('0', 64), repeat('1', 64)
FROM made CROSS JOIN unnest(ARRAY['resubmit', 'finish_edit', 'precheck', 'approve', 'reschedule']) AS act;
UPDATE ledger_head SET seq = (SELECT max(seq) FROM ledger);
