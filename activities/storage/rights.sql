-- Who may do what: run whole after the migrations, each time, in one transaction. What is not said here is not allowed.
-- The roles: toasoan_desk takes in and says no; toasoan_editorial decides; toasoan_channel sends; toasoan_worker is both
-- of the latter, for one machine; toasoan_watch looks; toasoan_courier carries messages; toasoan_app is the one of before, for commands on one machine and
-- for workers of an earlier build, and may do no more than these together.

DO $$
DECLARE
    given record;
BEGIN
    FOR given IN
        SELECT DISTINCT c.oid::regclass AS name, a.grantee::regrole AS role
        FROM pg_class c, aclexplode(c.relacl) a WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v')
        AND pg_get_userbyid(a.grantee) LIKE 'toasoan\_%' AND a.grantee <> c.relowner
        UNION
        SELECT DISTINCT t.attrelid::regclass, a.grantee::regrole
        FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid, aclexplode(t.attacl) a
        WHERE c.relnamespace = 'public'::regnamespace AND pg_get_userbyid(a.grantee) LIKE 'toasoan\_%'
    LOOP
        EXECUTE format('REVOKE ALL ON %s FROM %s', given.name, given.role);
    END LOOP;
    IF NOT EXISTS (SELECT FROM pg_auth_members WHERE roleid = 'toasoan_editorial'::regrole
                   AND member = 'toasoan_worker'::regrole) THEN
        GRANT toasoan_editorial, toasoan_channel TO toasoan_worker;
    END IF;
END
$$;

GRANT USAGE, CREATE ON SCHEMA public TO toasoan_keeper;
ALTER FUNCTION lock_article(text) OWNER TO toasoan_keeper;
ALTER FUNCTION begin_publishing(text, timestamptz) OWNER TO toasoan_keeper;
ALTER FUNCTION close_article(text, timestamptz) OWNER TO toasoan_keeper;
ALTER FUNCTION close_amendment(text, timestamptz) OWNER TO toasoan_keeper;
ALTER FUNCTION meet_promise(text, text, text, timestamptz) OWNER TO toasoan_keeper;
ALTER FUNCTION draw_number(text) OWNER TO toasoan_keeper;
ALTER FUNCTION number_alarm() OWNER TO toasoan_keeper;
ALTER FUNCTION send_out() OWNER TO toasoan_keeper;
ALTER FUNCTION count_ended() OWNER TO toasoan_keeper;
ALTER FUNCTION count_closed() OWNER TO toasoan_keeper;
ALTER FUNCTION fold_tallies(bigint, bigint) OWNER TO toasoan_keeper;
REVOKE CREATE ON SCHEMA public FROM toasoan_keeper;

REVOKE ALL ON FUNCTION lock_article(text), begin_publishing(text, timestamptz), close_article(text, timestamptz),
    close_amendment(text, timestamptz), meet_promise(text, text, text, timestamptz), draw_number(text), number_alarm(),
    count_ended(), count_closed(), fold_tallies(bigint, bigint), send_out() FROM PUBLIC;

GRANT USAGE ON SCHEMA public TO toasoan_desk, toasoan_editorial, toasoan_channel, toasoan_watch, toasoan_courier,
    toasoan_app;

-- What the functions change.
GRANT SELECT ON articles, intents, amendments, obligations TO toasoan_keeper;
GRANT UPDATE (stage, since, published_at, held_since) ON articles TO toasoan_keeper;
GRANT UPDATE (stage, done_at) ON amendments TO toasoan_keeper;
GRANT UPDATE (met_at, breached_at) ON obligations TO toasoan_keeper;
GRANT SELECT, INSERT, UPDATE (last) ON numbers TO toasoan_keeper;
GRANT SELECT ON numbers_unsure, alarms, destinations TO toasoan_keeper;
GRANT INSERT ON deliveries TO toasoan_keeper;
GRANT SELECT, INSERT, DELETE ON promises_ended, articles_closed, entries_counted TO toasoan_keeper;
GRANT SELECT, UPDATE (seq) ON entries_upto TO toasoan_keeper;
GRANT SELECT ON ledger, ledger_head TO toasoan_keeper;
GRANT SELECT ON ledger_kinds, upgrades TO toasoan_ledger;

-- What everybody who acts reads.
GRANT SELECT ON articles, revisions, photos, obligations, intents, notifications, board_versions, board_drafts, absences,
    grants, terms, openings, meetings, meeting_items, meeting_papers, meeting_files,
    meeting_matters, meeting_preparations, amendments, incidents, alarms, checks, upgrades, numbers, numbers_unsure,
    ledger, ledger_head
    TO toasoan_desk, toasoan_editorial, toasoan_app;
GRANT EXECUTE ON FUNCTION ledger_append(text, text, text)
    TO toasoan_desk, toasoan_editorial, toasoan_channel, toasoan_app;
GRANT EXECUTE ON FUNCTION lock_article(text), meet_promise(text, text, text, timestamptz)
    TO toasoan_desk, toasoan_editorial, toasoan_channel, toasoan_app;

-- The desk: texts come in, workflows are started, messages are read.
GRANT INSERT ON articles, revisions, photos, obligations, notifications, openings, board_drafts, board_versions,
    meeting_files TO toasoan_desk, toasoan_app;
GRANT SELECT, INSERT ON tokens, token_revocations TO toasoan_desk, toasoan_app;
GRANT SELECT, INSERT, DELETE, UPDATE (seen_at, ended_at) ON sessions TO toasoan_desk, toasoan_app;
GRANT SELECT, INSERT, UPDATE (name, password, secret, last_step, disabled_at) ON accounts TO toasoan_desk, toasoan_app;
GRANT SELECT, INSERT, DELETE, UPDATE (used_at) ON recovery_codes TO toasoan_desk, toasoan_app;
GRANT SELECT, INSERT, UPDATE (ends_at, used_at, used_by) ON entry_links TO toasoan_desk, toasoan_app;
GRANT SELECT, INSERT, DELETE, UPDATE (count) ON tries TO toasoan_desk, toasoan_app;
GRANT UPDATE (workflow_started_at, told_version) ON articles TO toasoan_desk, toasoan_app;
-- The words of acts go past the workflow server: the desk puts them down, the editorial worker takes them up.
GRANT INSERT ON acts_apart TO toasoan_desk, toasoan_app;
GRANT SELECT ON acts_apart TO toasoan_desk, toasoan_editorial, toasoan_app;
-- What waits for a device is the desk's; who records an act keeps how far the device has counted.
GRANT SELECT, INSERT, UPDATE (said, at) ON prepared_acts TO toasoan_desk, toasoan_app;
GRANT SELECT, INSERT, UPDATE (seen) ON personal_key_counts TO toasoan_desk, toasoan_editorial, toasoan_app;
GRANT UPDATE (read_at) ON notifications TO toasoan_desk, toasoan_app;
-- A number is drawn and never set: which was given last is for whoever restores to say.
GRANT EXECUTE ON FUNCTION draw_number(text) TO toasoan_desk, toasoan_app;

-- Whoever says no counts how often, and joins alarms that say the same.
GRANT SELECT, INSERT, UPDATE ON refusals TO toasoan_desk, toasoan_editorial, toasoan_app;
GRANT SELECT, INSERT ON counted_acts TO toasoan_desk, toasoan_editorial, toasoan_app;
GRANT UPDATE (times, latest_at) ON notifications TO toasoan_desk, toasoan_editorial, toasoan_channel, toasoan_app;
GRANT SELECT, INSERT, UPDATE ON unforeseen TO toasoan_editorial, toasoan_channel, toasoan_app;

-- The editorial worker: what follows from decisions. An author, a submission and a receipt stay as they are.
GRANT INSERT ON obligations, intents, notifications, board_versions, absences, grants, terms, meetings, meeting_items,
    meeting_papers, meeting_matters, meeting_preparations, amendments, incidents, checks TO toasoan_editorial, toasoan_app;
GRANT UPDATE (title, kind, topics, stage, since, route, revision, content_hash, channels, approved_hash, approved_at,
    publish_at, board_version, seat, asked, parked_at, prechecked, held_since, seat_version, told_version, assign_raised_at)
    ON articles TO toasoan_editorial, toasoan_app;
GRANT UPDATE (met_at, dropped_at, breached_at) ON obligations TO toasoan_editorial, toasoan_app;
GRANT UPDATE (run, state, outcome, explanation, updated_at) ON intents TO toasoan_editorial;
GRANT UPDATE (text, articles) ON notifications TO toasoan_editorial, toasoan_app;
GRANT UPDATE (meeting_id, outcome, note, settled_at) ON meeting_matters TO toasoan_editorial, toasoan_app;
GRANT UPDATE ON meetings, meeting_items, checks TO toasoan_editorial, toasoan_app;
GRANT UPDATE (stage, decided_by, decided_at, confirmed_at, escalated_at, done_at, channels, overtaken_by) ON amendments
    TO toasoan_editorial, toasoan_app;
GRANT UPDATE (stage, summary, compiled_at, decision, decided_by, decided_at, concerns) ON incidents
    TO toasoan_editorial, toasoan_app;
GRANT UPDATE (incident) ON alarms TO toasoan_editorial, toasoan_app;
GRANT SELECT (channel, granted_until) ON channel_tokens TO toasoan_desk, toasoan_editorial;
-- Numbers, members and ends, never a token: the nightly look holds them against the ledger.
GRANT SELECT ON tokens, token_revocations TO toasoan_editorial;
GRANT EXECUTE ON FUNCTION close_article(text, timestamptz), close_amendment(text, timestamptz),
    forget(text, timestamptz, int) TO toasoan_editorial, toasoan_app;

-- The workers of the channels: their intents and their tokens. The rest through the functions.
GRANT SELECT ON articles, revisions, photos, obligations, intents, board_versions, absences, grants, terms, amendments,
    ledger
    TO toasoan_channel;
GRANT INSERT ON intents TO toasoan_channel, toasoan_app;
GRANT UPDATE (run, doubted, state, attempts, absent_reads, attempt_started_at, external_id, outcome, explanation, not_before, url,
    photo_urls, visible_at, updated_at, cause) ON intents TO toasoan_channel, toasoan_app;
GRANT INSERT ON notifications TO toasoan_channel;
GRANT SELECT (dedupe, joined, member, kind, read_at, times) ON notifications TO toasoan_channel;
GRANT SELECT, INSERT, UPDATE ON channel_tokens, token_leases TO toasoan_channel, toasoan_app;
GRANT EXECUTE ON FUNCTION begin_publishing(text, timestamptz), close_article(text, timestamptz),
    close_amendment(text, timestamptz) TO toasoan_channel, toasoan_app;

-- The watch: it looks, writes the hour into its one row, and adds what is urgent.
GRANT SELECT ON articles, obligations, intents, notifications, amendments, board_versions, absences, grants, terms,
    meetings, incidents, checks, channel_tokens, unforeseen, ledger, ledger_head, watch_probe, numbers TO toasoan_watch;
-- It adds up for all who are scraped.
GRANT SELECT ON promises_ended, articles_closed, entries_counted, entries_upto
    TO toasoan_editorial, toasoan_watch, toasoan_app;
GRANT EXECUTE ON FUNCTION fold_tallies(bigint, bigint) TO toasoan_watch, toasoan_app;
GRANT INSERT (id, alarm, summary, since) ON alarms TO toasoan_watch;
GRANT UPDATE (at) ON watch_probe TO toasoan_watch;
GRANT SELECT, UPDATE (at) ON watch_probe TO toasoan_app;

-- The courier: it carries what is written to where members are reached, and writes what came of it.
GRANT SELECT (id, title, content_hash, author) ON articles TO toasoan_courier;
GRANT SELECT ON notifications, obligations, board_versions, absences, grants, terms, ledger, destinations, deliveries,
    channel_tokens, token_leases TO toasoan_courier;
GRANT INSERT (member, way, destination, wanted_at, next_at) ON deliveries TO toasoan_courier;
GRANT UPDATE (wanted_at, next_at, attempts, gathered_in, outcome, ended_at, said) ON deliveries TO toasoan_courier;
GRANT UPDATE (ended_at, ended_because) ON destinations TO toasoan_courier;
GRANT INSERT, UPDATE ON channel_tokens, token_leases TO toasoan_courier;
GRANT SELECT ON destinations, deliveries TO toasoan_desk, toasoan_app;
-- Whether somebody is reached, and never where.
GRANT SELECT ON deliveries TO toasoan_watch, toasoan_editorial;
GRANT SELECT (member, ended_at) ON destinations TO toasoan_watch, toasoan_editorial;
GRANT INSERT (member, way, address, keys, pace, added_at, added_by), UPDATE (pace, keys, ended_at, ended_because)
    ON destinations TO toasoan_desk, toasoan_app;

-- Until the workers of the build before are gone: they close and meet without the functions.
GRANT UPDATE (published_at) ON articles TO toasoan_app;

-- Who writes which line of the ledger, and what it must say.
DELETE FROM ledger_kinds;
INSERT INTO ledger_kinds (kind, outcome, writers, required) VALUES
    ('submission', '', '{toasoan_desk, toasoan_app}',
        '{"member": "string", "content_hash": "string", "revision": "number", "route": "object"}'),
    ('act', 'accepted', '{toasoan_editorial, toasoan_app}',
        '{"act_id": "string", "act": "string", "member": "string", "office": "string", "board_version": "number",
          "claim": "string", "signature": "string", "ground": "object", "stage": "string", "content_hash": "string"}'),
    ('act', 'refused', '{toasoan_editorial, toasoan_desk, toasoan_app}',
        '{"act": "string", "member": "string", "office": "string", "board_version": "number", "claim": "string",
          "signature": "string", "code": "string", "message": "string"}'),
    ('point', 'accepted', '{toasoan_desk, toasoan_app}',
        '{"act_id": "string", "act": "string", "member": "string", "office": "string", "board_version": "number",
          "claim": "string", "signature": "string"}'),
    ('point', 'refused', '{toasoan_desk, toasoan_app}',
        '{"act": "string", "member": "string", "office": "string", "board_version": "number", "claim": "string",
          "signature": "string", "code": "string", "message": "string"}'),
    ('personal_key', 'accepted', '{toasoan_desk, toasoan_app}',
        '{"act_id": "string", "act": "string", "owner": "string", "credential": "string", "member": "string",
          "office": "string", "board_version": "number", "claim": "string", "signature": "string"}'),
    ('personal_key', 'refused', '{toasoan_desk, toasoan_app}',
        '{"act": "string", "member": "string", "office": "string", "board_version": "number", "claim": "string",
          "signature": "string", "code": "string", "message": "string"}'),
    ('deed', 'accepted', '{toasoan_editorial, toasoan_app}',
        '{"act_id": "string", "matter": "string", "act": "string", "member": "string", "office": "string",
          "board_version": "number", "facts": "object", "claim": "string", "signature": "string", "ground": "object"}'),
    ('deed', 'refused', '{toasoan_editorial, toasoan_desk, toasoan_app}',
        '{"matter": "string", "act": "string", "member": "string", "office": "string", "board_version": "number",
          "facts": "object", "claim": "string", "signature": "string", "code": "string", "message": "string"}'),
    ('board_decision', '', '{toasoan_editorial, toasoan_app}',
        '{"matter": "string", "stage": "string", "content_hash": "string", "ground": "object", "member": "string",
          "claim": "string", "signature": "string"}'),
    ('receipt', '', '{toasoan_channel, toasoan_app}',
        '{"channel": "string", "url": "string", "external_id": "string", "content_hash": "string",
          "fingerprint": "string", "attempts": "number"}'),
    ('amended', '', '{toasoan_channel, toasoan_app}',
        '{"amendment": "string", "channel": "string", "content_hash": "string", "fingerprint": "string"}'),
    ('removed', '', '{toasoan_channel, toasoan_app}',
        '{"amendment": "string", "channel": "string", "content_hash": "string"}'),
    ('channel_stopped', '', '{toasoan_channel, toasoan_app}',
        '{"channel": "string", "outcome": "string", "explanation": "string", "content_hash": "string"}'),
    ('breach', '', '{toasoan_editorial, toasoan_channel, toasoan_app}',
        '{"promise": "string", "channels": "array", "due_at": "string"}'),
    ('key', '', '{toasoan_desk, toasoan_app}', '{"public_key": "string", "by": "string", "signature": "string"}'),
    -- Only whoever owns the database vouches for an unsigned beginning.
    ('entered', '', '{}', '{"author": "string", "content_hash": "string", "revision": "number", "route": "object"}'),
    ('confirmed', '', '{toasoan_desk, toasoan_app}',
        '{"act_id": "string", "member": "string", "office": "string", "digest": "string", "count": "number", "claim": "string",
          "signature": "string"}'),
    ('remark', '', '{toasoan_desk, toasoan_app}',
        '{"act_id": "string", "member": "string", "office": "string", "text": "string", "claim": "string",
          "signature": "string"}'),
    ('refusals', '', '{toasoan_desk, toasoan_editorial, toasoan_app}',
        '{"member": "string", "hour": "string", "count": "number"}'),
    ('token', '', '{toasoan_desk, toasoan_app}',
        '{"jti": "string", "member": "string", "office": "string", "purpose": "string", "until": "string", "via": "string"}'),
    ('account', '', '{toasoan_desk, toasoan_app}',
        '{"change": "string", "member": "string", "by": "string", "via": "string"}'),
    ('access', '', '{toasoan_desk, toasoan_app}', '{"member": "string", "barred": "string"}'),
    ('restored', '', '{}', '{"made_at": "string", "head_seq": "number", "head_hash": "string"}'),
    ('released', '', '{}', '{"run_id": "string", "events": "number", "evidence": "string"}'),
    ('board', '', '{toasoan_editorial, toasoan_desk, toasoan_app}',
        '{"by": "string", "version": "number", "digest": "string"}');
