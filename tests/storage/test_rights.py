"""As whom each process logs in, what it may do there, and what it may not."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import asyncpg
import pytest
from pydantic import SecretStr

from activities.storage.migrate import migrate
from activities.storage.roles import Role, dsn_as
from newsroom.article import ChannelName
from newsroom.ledger.chain import body_text
from newsroom.ledger.kinds import EntryKind
from tests.support.storages import Building, Storage, show
from workers.entrusting import passwords_of
from workers.wiring.stores import opened_stores

pytestmark = pytest.mark.trust

NOW: Final = datetime(2026, 11, 24, 2, 0, tzinfo=UTC).isoformat()
ADDS: Final = {
    Role.DESK: "accounts acts_apart articles board_drafts board_versions counted_acts destinations entry_links "
    "meeting_files notifications obligations openings personal_key_counts photos prepared_acts recovery_codes refusals "
    "revisions sessions token_revocations tokens tries",
    Role.EDITORIAL: "absences amendments board_versions checks counted_acts grants incidents intents meeting_items "
    "meeting_matters meeting_papers meeting_preparations meetings notifications obligations personal_key_counts "
    "refusals terms unforeseen",
    Role.CHANNEL: "channel_tokens intents notifications token_leases unforeseen",
    Role.WATCH: "alarms",
    Role.COURIER: "channel_tokens deliveries token_leases",
}
CHANGES: Final = {
    Role.DESK: "accounts(disabled_at,last_step,name,password,secret) articles(told_version,workflow_started_at) "
    "destinations(ended_at,ended_because,keys,pace) "
    "entry_links(ends_at,used_at,used_by) notifications(latest_at,read_at,times) personal_key_counts(seen) "
    "prepared_acts(at,said) recovery_codes(used_at) "
    "refusals(article_id,hour,refused,told,who) sessions(ended_at,seen_at) tries(count)",
    Role.EDITORIAL: "alarms(incident) "
    "amendments(channels,confirmed_at,decided_at,decided_by,done_at,escalated_at,overtaken_by,stage) "
    "articles(approved_at,approved_hash,asked,assign_raised_at,board_version,channels,content_hash,held_since,kind,"
    "parked_at,prechecked,publish_at,revision,route,seat,seat_version,since,stage,title,told_version,topics) "
    "checks(at,name,note,ok) "
    "incidents(compiled_at,concerns,decided_at,decided_by,decision,stage,summary) "
    "intents(explanation,outcome,run,state,updated_at) "
    "meeting_items(added_at,article_id,meeting_id,note,outcome,parked_since,settled_at) "
    "meeting_matters(meeting_id,note,outcome,settled_at) "
    "meetings(called_at,called_by,closed_at,id,minuted_at,minutes,place,stage,starts_at,topic) "
    "notifications(articles,latest_at,text,times) obligations(breached_at,dropped_at,met_at) "
    "personal_key_counts(seen) refusals(article_id,hour,refused,told,who) "
    "unforeseen(activity,first_at,latest_at,times)",
    Role.CHANNEL: "channel_tokens(channel,granted_until,sealed,updated_at) "
    "intents(absent_reads,attempt_started_at,attempts,cause,doubted,explanation,external_id,not_before,outcome,photo_urls,run,state,"
    "updated_at,url,visible_at) notifications(latest_at,times) token_leases(channel,ends_at,owner) "
    "unforeseen(activity,first_at,latest_at,times)",
    Role.WATCH: "watch_probe(at)",
    Role.COURIER: "channel_tokens(channel,granted_until,sealed,updated_at) "
    "deliveries(attempts,ended_at,gathered_in,next_at,outcome,said,wanted_at) destinations(ended_at,ended_because) "
    "token_leases(channel,ends_at,owner)",
}
LINES: Final[Mapping[Role, set[tuple[str, str]]]] = {
    Role.DESK: {
        *((kind, "refused") for kind in ("act", "deed", "personal_key", "point")),
        *((kind, "accepted") for kind in ("personal_key", "point")),
        *((kind, "") for kind in ("access", "account")),
        *((kind, "") for kind in ("submission", "board", "confirmed", "key", "refusals", "remark", "token")),
    },
    Role.EDITORIAL: {
        *((kind, outcome) for kind in ("act", "deed") for outcome in ("accepted", "refused")),
        ("board_decision", ""), ("breach", ""), ("board", ""), ("refusals", ""),
    },
    Role.CHANNEL: {(kind, "") for kind in ("receipt", "amended", "removed", "channel_stopped", "breach")},
    Role.WATCH: set(),
    Role.COURIER: set(),
}  # fmt: skip
FURTHER_NOTICE: Final = (
    "INSERT INTO board_versions (effective_from, adopted_at, adopted_by, digest, source) "
    "SELECT now(), now(), 'setup', '', source FROM board_versions LIMIT 1"
)
FORBIDDEN: Final = {
    Role.DESK: (
        "UPDATE articles SET stage = 'publishing', approved_hash = content_hash",
        "UPDATE obligations SET met_at = now()",
        "UPDATE intents SET state = 'published'",
        "INSERT INTO grants SELECT * FROM grants",
        "INSERT INTO terms SELECT * FROM terms",
        "SELECT * FROM channel_tokens",
        "SELECT sealed FROM channel_tokens",
        "SELECT close_article('CB-1', now())",
        "SELECT forget('read_notifications', now(), 1)",
        "UPDATE numbers SET last = 1",
        "INSERT INTO numbers VALUES ('article', 2026, 999999)",
        "DELETE FROM numbers_unsure",
        "SELECT fold_tallies(0, 10)",
        FURTHER_NOTICE,
    ),
    Role.EDITORIAL: (
        "UPDATE articles SET author = 'reporter-2'",
        "UPDATE articles SET workflow_started_at = NULL",
        "UPDATE intents SET url = 'https://la.vn'",
        "UPDATE incidents SET account = 'Không có gì'",
        "INSERT INTO alarms (id) VALUES ('0123456789ab')",
        "SELECT sealed FROM channel_tokens",
        "SELECT address FROM destinations",
        "INSERT INTO revisions SELECT * FROM revisions",
        "SELECT draw_number('article')",
        "INSERT INTO promises_ended SELECT * FROM promises_ended",
        "DELETE FROM articles_closed",
    ),
    Role.CHANNEL: (
        "UPDATE articles SET stage = 'publishing'",
        "UPDATE articles SET approved_hash = content_hash",
        "SELECT FROM articles FOR UPDATE",
        "UPDATE obligations SET met_at = now()",
        "UPDATE amendments SET stage = 'applying'",
        "INSERT INTO revisions SELECT * FROM revisions",
        "SELECT text FROM notifications",
        "SELECT meet_promise('CB-1', 'same_day', '', now())",
        "SELECT meet_promise('CB-1', 'edit', '', now())",
        "DELETE FROM intents",
        "SELECT fold_tallies(0, 10)",
    ),
    Role.WATCH: (
        "UPDATE articles SET since = now()",
        "INSERT INTO checks VALUES ('ledger', true, now(), '')",
        "INSERT INTO watch_probe VALUES (true, now())",
        "DELETE FROM watch_probe",
        "UPDATE alarms SET incident = 'x'",
        "SELECT * FROM alarms",
        "SELECT address FROM destinations",
        "INSERT INTO incidents SELECT * FROM incidents",
        "SELECT * FROM revisions",
        "SELECT lock_article('CB-1')",
        "SELECT draw_number('article')",
        "SELECT ledger_append('CB-1', NULL, '{}')",
        "UPDATE entries_upto SET seq = 9",
        "DELETE FROM entries_counted",
    ),
    Role.COURIER: (
        "SELECT * FROM revisions",
        "SELECT seat FROM articles",
        "UPDATE notifications SET read_at = now()",
        "INSERT INTO notifications (member) SELECT member FROM notifications",
        "INSERT INTO destinations (member) SELECT member FROM destinations",
        "UPDATE destinations SET address = 'la@la.vn'",
        "UPDATE deliveries SET key = gen_random_uuid()",
        "DELETE FROM deliveries",
        "SELECT ledger_append('CB-1', NULL, '{}')",
    ),
}


async def as_(storage: Storage, role: Role) -> Any:
    return await asyncpg.connect(dsn_as(role, storage.dsn, passwords_of(storage.settings)[role]))


async def granted(storage: Storage, role: Role, privilege: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    query = (
        "SELECT table_name, column_name FROM information_schema.column_privileges "
        "WHERE grantee = $1 AND privilege_type = $2 AND table_schema = 'public' ORDER BY 1, 2"
    )
    for row in await storage.rows(query, role, privilege):
        found.setdefault(row["table_name"], []).append(row["column_name"])
    return found


@pytest.mark.parametrize("role", ADDS)
async def test_a_role_adds_and_changes_what_its_work_needs_and_nothing_else(storage: Storage, role: Role) -> None:
    """A right too many is a way around the approval; one too few stops the newsroom."""
    assert " ".join(await granted(storage, role, "INSERT")) == ADDS[role]
    changes = await granted(storage, role, "UPDATE")
    assert " ".join(f"{table}({','.join(columns)})" for table, columns in changes.items()) == CHANGES[role]
    for privilege in ("DELETE", "TRUNCATE", "TRIGGER"):
        assert await granted(storage, role, privilege) == {}


async def test_the_editorial_worker_reads_all_that_the_nightly_look_compares(own_storage: Storage) -> None:
    """One table without the right, and no night would ever tell of anything."""
    dsn = dsn_as(Role.EDITORIAL, own_storage.dsn, passwords_of(own_storage.settings)[Role.EDITORIAL])
    settings = own_storage.settings.model_copy(update={"database_url": SecretStr(dsn)})
    async with opened_stores(settings) as stores:
        assert await stores.upkeep.audit() == ()


async def test_the_role_of_before_may_no_more_than_the_others_together(storage: Storage) -> None:
    """It stays until the last worker of the build before is gone: it must be no way around the new ones."""
    apart = {"watch_probe", "channel_tokens"}
    for privilege in ("SELECT", "INSERT", "UPDATE"):
        together: dict[str, set[str]] = {}
        for role in ADDS:
            for table, columns in (await granted(storage, role, privilege)).items():
                together.setdefault(table, set()).update(columns)
        for table, columns in (await granted(storage, Role.APP, privilege)).items():
            closes = {"published_at"} if (table, privilege) == ("articles", "UPDATE") else set()
            assert set(columns) <= together.get(table, set()) | closes or table in apart, (privilege, table)


@pytest.mark.parametrize(
    ("role", "statement"), [(role, said) for role, all_of_it in FORBIDDEN.items() for said in all_of_it]
)
async def test_a_role_is_refused(storage: Storage, role: Role, statement: str) -> None:
    """Whoever breaks into one process must not act as another."""
    connection = await as_(storage, role)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    finally:
        await connection.close()


async def test_the_watch_may_write_its_one_row_and_add_what_is_urgent(storage: Storage) -> None:
    connection = await as_(storage, Role.WATCH)
    add = "INSERT INTO alarms (id, alarm, summary, since) VALUES ($1, 'x', '', now()) ON CONFLICT DO NOTHING"
    try:
        assert await connection.execute("UPDATE watch_probe SET at = now()") == "UPDATE 1"
        assert await connection.execute(add, "0123456789ab") == "INSERT 0 1"
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute(add, "../another")
    finally:
        await connection.close()


def line(kind: str, **said: Any) -> dict[str, Any]:
    """A line of a kind with everything that any kind must say."""
    everything: dict[str, Any] = {
        **dict.fromkeys(("member", "content_hash", "act", "office", "claim", "signature", "stage", "code"), "x"),
        **dict.fromkeys(("message", "matter", "channel", "url", "external_id", "fingerprint", "amendment"), "x"),
        **dict.fromkeys(
            (
                "explanation",
                "promise",
                "due_at",
                "by",
                "digest",
                "public_key",
                "hour",
                "jti",
                "purpose",
                "until",
                "via",
                "text",
                "owner",
                "credential",
                "change",
                "barred",
            ),
            "x",
        ),
        **dict.fromkeys(("revision", "board_version", "attempts", "version", "count"), 1),
        **{name: {} for name in ("route", "ground", "facts")},
        "channels": [],
        "outcome": "needs_person",
    }
    return everything | {"kind": kind, "at": NOW, "article_id": "CB-1", "act_id": "act-1"} | said


async def append(connection: Any, body: dict[str, Any], article_id: str = "CB-1", act_id: str | None = "act-1") -> None:
    """Append a line and take it back."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute("SELECT ledger_append($1, $2, $3)", article_id, act_id, body_text(body))
    finally:
        await transaction.rollback()


@pytest.mark.parametrize("role", LINES)
async def test_a_role_writes_only_its_own_lines(storage: Storage, role: Role) -> None:
    """A receipt that the desk writes, or an approval that a channel's worker writes, would be believed."""
    connection = await as_(storage, role)
    judged = {"act", "deed", "personal_key", "point"}
    try:
        for kind in EntryKind:
            for outcome in ("accepted", "refused") if kind in judged else ("",):
                said = {"outcome": outcome} if outcome else {}
                if (kind, outcome) in LINES[role]:
                    await append(connection, line(kind, **said))
                else:
                    with pytest.raises(asyncpg.InsufficientPrivilegeError):
                        await append(connection, line(kind, **said))
    finally:
        await connection.close()


WRONG: Final[dict[str, dict[str, Any]]] = {
    "of no kind": {"kind": "khác"},
    "without a kind": {"kind": None},
    "an act neither allowed nor refused": {"kind": "act", "outcome": "maybe"},
    "without its claim": {"kind": "act", "outcome": "accepted", "claim": None},
    "a number for a name": {"kind": "act", "outcome": "accepted", "member": 7},
    "a name for a number": {"kind": "receipt", "attempts": "một"},
    "of another article": {"kind": "receipt", "article_id": "CB-2"},
    "of another act": {"kind": "receipt", "act_id": "act-2"},
    "at no hour": {"kind": "receipt", "at": "hôm qua"},
    "of any length": {"kind": "receipt", "url": "x" * 2_000_000},
}


@pytest.mark.parametrize("what", WRONG)
async def test_a_line_that_is_none_is_not_written(storage: Storage, what: str) -> None:
    """Not even by an administrator: what cannot be read back is no record."""
    for connection in (storage.admin, await as_(storage, Role.APP)):
        with pytest.raises(asyncpg.CheckViolationError):
            await append(connection, line("") | WRONG[what])
    await connection.close()


async def test_what_is_no_json_is_not_written(storage: Storage) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await storage.admin.execute("SELECT ledger_append('CB-1', NULL, 'duyệt rồi')")


async def test_whoever_sends_closes_and_meets_only_what_is_so(storage: Storage) -> None:
    """The functions look for themselves: a worker of a channel cannot say that an article is out."""
    article_id = await storage.approved()
    connection = await as_(storage, Role.CHANNEL)
    try:
        assert not await connection.fetchval("SELECT close_article($1, now())", article_id)
        for promise, channel in (("publish", "portal"), ("same_day", ""), ("amend", "")):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute("SELECT meet_promise($1, $2, $3, now())", article_id, promise, channel)
        await show(storage, article_id, ChannelName.PORTAL)
        await connection.execute("SELECT meet_promise($1, 'publish', 'portal', now())", article_id)
        assert not await connection.fetchval("SELECT close_article($1, now())", article_id)
    finally:
        await connection.close()


async def test_rights_that_somebody_added_are_gone_after_the_next_start(own_storage: Storage) -> None:
    """A right given by hand for an hour would stay for years."""
    await own_storage.admin.execute("GRANT UPDATE ON articles TO toasoan_watch")
    await own_storage.admin.execute("GRANT SELECT (content) ON revisions TO toasoan_watch")
    migrate(own_storage.dsn, app_password=None)
    assert await granted(own_storage, Role.WATCH, "UPDATE") == {"watch_probe": ["at"]}
    assert "revisions" not in await granted(own_storage, Role.WATCH, "SELECT")


async def test_every_kind_that_the_program_writes_has_its_rule(building: Building) -> None:
    """A kind without a rule cannot be written by anybody."""
    connection = await asyncpg.connect(building.dsn(building.template))
    try:
        kinds = {row["kind"] for row in await connection.fetch("SELECT kind FROM ledger_kinds")}
    finally:
        await connection.close()
    assert kinds == set(EntryKind)
