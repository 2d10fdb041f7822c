"""The ledger: what the application may do to it, and what verification finds when somebody else did more."""

import asyncio
import gc
import json
import tracemalloc
from typing import Any, Final

import asyncpg
import pytest
import pytest_asyncio

from activities.storage.ledger import append
from newsroom.article import ArticleId
from newsroom.errors import RefusalCode
from newsroom.ledger.acts import ActRefused
from newsroom.ledger.chain import body_text
from tests.support.samples import NOW
from tests.support.storages import Storage

ROWS: Final = 6
PEAK_BYTES: Final = 15_000_000
"""Less than the ledger of the test (20 MB); a page holds 2,000 entries."""

FORBIDDEN: Final = (
    "INSERT INTO ledger VALUES (99, 'CB-1', NULL, '{}', '', '')",
    "INSERT INTO ledger_head (seq, hash) VALUES (1, '')",
    "UPDATE ledger SET body = '{}'",
    "UPDATE ledger_head SET seq = 0",
    "DELETE FROM ledger",
    "DELETE FROM ledger_head",
    "TRUNCATE ledger",
    "TRUNCATE ledger_head",
    "SELECT * FROM ledger FOR UPDATE",
    "SELECT * FROM ledger_head FOR UPDATE",
    "LOCK TABLE ledger_head IN ACCESS EXCLUSIVE MODE",
    "ALTER TABLE ledger ADD COLUMN x int",
    "ALTER TABLE ledger DISABLE TRIGGER ALL",
    "ALTER TABLE ledger OWNER TO toasoan_app",
    "DROP TABLE ledger",
    "DROP TABLE ledger_head",
    "CREATE RULE hide AS ON INSERT TO ledger DO INSTEAD NOTHING",
    "CREATE TRIGGER hide BEFORE INSERT ON ledger EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE TABLE public.ledger_copy (x int)",
    "CREATE OR REPLACE FUNCTION ledger_append(text, text, text) RETURNS bigint LANGUAGE sql AS 'SELECT 1'",
    "ALTER FUNCTION ledger_append(text, text, text) SECURITY INVOKER",
    "DROP FUNCTION ledger_append(text, text, text)",
    "SET ROLE toasoan_ledger",
    "SET session_replication_role = replica",
    "UPDATE revisions SET content = '{}'",
    "DELETE FROM revisions",
    "UPDATE board_versions SET source = ''",
    "UPDATE photos SET data = ''",
    "DELETE FROM articles",
    "DELETE FROM notifications",
    "DELETE FROM obligations",
    "DELETE FROM intents",
)

BREACH: Final[dict[str, Any]] = {
    "kind": "breach", "at": NOW.isoformat(), "article_id": "CB-1", "act_id": None,
    "promise": "publish", "channels": [], "due_at": NOW.isoformat(),
}  # fmt: skip
"""The body of a line that says little."""

TAMPERING: Final = {
    "a body": "UPDATE ledger SET body = replace(body, 'số 3', 'số 7') WHERE seq = 3",
    "a body that is no JSON any more": "UPDATE ledger SET body = 'sửa' WHERE seq = 3",
    "a body and its hash": "UPDATE ledger SET body = b.body, hash = encode(sha256(convert_to('3|' || prev_hash || '|' "
    "|| encode(sha256(convert_to(b.body, 'UTF8')), 'hex'), 'UTF8')), 'hex') "
    "FROM (SELECT replace(body, 'số 3', 'số 7') AS body FROM ledger WHERE seq = 3) b WHERE seq = 3",
    "the first row gone": "DELETE FROM ledger WHERE seq = 1",
    "a middle row gone": "DELETE FROM ledger WHERE seq = 3",
    "the last row gone": "DELETE FROM ledger WHERE seq = 6",
    "the last two rows gone": "DELETE FROM ledger WHERE seq > 4",
    "all rows gone": "DELETE FROM ledger",
    "all rows and the head gone": "WITH gone AS (DELETE FROM ledger) UPDATE ledger_head SET seq = 2",
    "two rows swapped": "UPDATE ledger SET seq = CASE seq WHEN 102 THEN 3 ELSE 2 END WHERE seq > 100",
    "an article's id": "UPDATE ledger SET article_id = 'CB-9' WHERE seq = 3",
    "an act's id": "UPDATE ledger SET act_id = 'khác' WHERE seq = 3",
    "an act's id taken away": "UPDATE ledger SET act_id = NULL WHERE seq = 3",
    "the head": "UPDATE ledger_head SET hash = repeat('0', 64)",
    "the head taken away": "DELETE FROM ledger_head",
}


def refusal(message: str, **said: Any) -> ActRefused:
    """An entry that says something."""
    fields: dict[str, Any] = {"article_id": ArticleId("CB-1"), "act_id": None}
    return ActRefused(
        at=NOW, act=None, member="", office=None, board_version=1, claim="", signature="",
        code=RefusalCode.BAD_REQUEST, message=message, **(fields | said),
    )  # fmt: skip


async def write(storage: Storage, number: int, *, article_id: str = "CB-1") -> int:
    entry = refusal(f"dòng số {number}", article_id=ArticleId(article_id), act_id=f"act-{number}")
    async with storage.stores.database.writing() as connection:
        return await append(connection, entry)


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def empty(storage: Storage) -> None:
    """The ledger without any row, whatever the test before did to it."""
    await storage.admin.execute("TRUNCATE ledger, ledger_head")
    await storage.admin.execute("INSERT INTO ledger_head (seq, hash) VALUES (0, repeat('0', 64))")


async def written(storage: Storage) -> None:
    """A ledger of `ROWS` rows."""
    for number in range(1, ROWS + 1):
        await write(storage, number)
    assert await storage.stores.ledger.faults() == ()


class TestTheApplicationRole:
    async def test_it_may_only_append(self, storage: Storage) -> None:
        """Whoever holds the application's password could rewrite the past."""
        await write(storage, 1)
        before = await storage.everything()
        connection = await asyncpg.connect(storage.app_dsn)
        try:
            # Postgres answers this one with a warning and does nothing.
            await connection.execute("GRANT ALL ON ledger, ledger_head TO toasoan_app")
            for statement in FORBIDDEN:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(f"BEGIN; {statement}")
                await connection.execute("ROLLBACK")
        finally:
            await connection.close()
        assert await storage.everything() == before

    async def test_what_it_appends_is_in_the_chain(self, storage: Storage) -> None:
        """The one way in must work, or nobody could act."""
        assert await write(storage, 2) == await write(storage, 1) - 1
        assert await storage.stores.ledger.faults() == ()

    async def test_a_look_alike_table_of_its_own_does_not_divert_the_ledger(self, storage: Storage) -> None:
        """A temporary table named like the ledger's head could feed the chain a false beginning."""
        connection = await asyncpg.connect(storage.app_dsn)
        try:
            await connection.execute("CREATE TEMP TABLE ledger_head (only_row bool, seq bigint, hash text)")
            await connection.execute("INSERT INTO pg_temp.ledger_head VALUES (true, 40, 'giả')")
            await connection.execute("SET search_path = pg_temp, public")
            body = body_text(BREACH)
            seq = await connection.fetchval("SELECT public.ledger_append('CB-1', NULL, $1)", body)
        finally:
            await connection.close()
        assert seq == (await storage.stores.ledger.head()).seq
        assert await storage.stores.ledger.faults() == ()


class TestTheChain:
    async def test_fifty_at_once_give_one_unbroken_chain(self, storage: Storage) -> None:
        """Two acts at the same moment could take the same place, or leave a hole that looks like a removal."""
        start = (await storage.stores.ledger.head()).seq
        numbers = await asyncio.gather(*(write(storage, number) for number in range(50)))
        assert sorted(numbers) == list(range(start + 1, start + 51))
        assert await storage.stores.ledger.faults() == ()

    async def test_an_append_that_is_rolled_back_leaves_no_hole(self, storage: Storage) -> None:
        """A failed act must not look like a removed row."""

        async def failed() -> None:
            async with storage.stores.database.writing() as connection:
                await append(connection, refusal(""))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await failed()
        await write(storage, 1)
        assert await storage.stores.ledger.faults() == ()

    async def test_the_same_act_cannot_stand_twice(self, storage: Storage) -> None:
        """One act counted twice would be two approvals."""
        await write(storage, 1)
        with pytest.raises(asyncpg.UniqueViolationError):
            await write(storage, 1)

    @pytest.mark.parametrize("strange", ["\x00", "\ud800", "a\x00b\udfff", "\\u0000", "\u2028", "𝔗ò𝔞"])
    async def test_strange_letters_neither_stop_an_entry_nor_the_verification(
        self, storage: Storage, strange: str
    ) -> None:
        """One entry that cannot be written or read again blocks an article, or the proof of all, for good."""
        async with storage.stores.database.writing() as connection:
            await append(connection, refusal(strange))
        assert await storage.stores.ledger.faults() == ()
        assert len((await storage.bodies("CB-1"))[-1]["message"]) == len(strange)


class TestTampering:
    @pytest.mark.parametrize("statement", TAMPERING.values(), ids=TAMPERING.keys())
    async def test_it_is_found(self, storage: Storage, statement: str) -> None:
        """Promise 9: a past that somebody with all rights has changed would pass for true."""
        await written(storage)
        if "seq > 100" in statement:
            await storage.admin.execute("UPDATE ledger SET seq = seq + 100 WHERE seq IN (2, 3)")
        await storage.admin.execute(statement)
        assert await storage.stores.ledger.faults() != ()

    async def test_the_altered_row_is_named(self, storage: Storage) -> None:
        """People must know where to look."""
        await written(storage)
        await storage.admin.execute(TAMPERING["a body"])
        (fault,) = await storage.stores.ledger.faults()
        assert "Dòng 3" in fault

    async def test_each_false_column_is_named_once(self, storage: Storage) -> None:
        """An entry moved to another article would be missing from its own timeline."""
        await written(storage)
        await storage.admin.execute("UPDATE ledger SET article_id = 'CB-9' WHERE seq IN (2, 5)")
        assert [fault.split()[1] for fault in await storage.stores.ledger.faults()] == ["2", "5"]


class TestLength:
    async def test_ten_thousand_entries_are_verified_page_by_page(self, storage: Storage) -> None:
        """A ledger of years must not need its whole size in memory."""
        padding = "x" * 1500
        await storage.admin.execute(
            "SELECT count(ledger_append('CB-1', NULL, jsonb_set($1::jsonb, '{n}', to_jsonb(n))::text)) "
            "FROM generate_series(1, 10000) n",
            body_text(BREACH | {"text": padding}),
        )
        gc.collect()
        tracemalloc.start()
        try:
            assert await storage.stores.ledger.faults() == ()
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < PEAK_BYTES, f"{peak / 1e6:.1f} MB"

    async def test_a_change_on_the_last_page_is_found(self, storage: Storage) -> None:
        """Only the first page would be proven."""
        await storage.admin.execute(
            "SELECT count(ledger_append('CB-1', NULL, $1)) FROM generate_series(1, 2500)", body_text(BREACH)
        )
        assert await storage.stores.ledger.faults() == ()
        await storage.admin.execute("UPDATE ledger SET body = body || ' ' WHERE seq = 2400")
        assert len(await storage.stores.ledger.faults()) == 1


async def test_entries_of_one_article_come_in_order(storage: Storage) -> None:
    """A timeline out of order tells another story."""
    for number in (1, 2, 3):
        await write(storage, number, article_id=f"CB-{number % 2}")
    found = [json.loads(entry.body)["act_id"] for entry in await storage.stores.ledger.links("CB-1")]
    assert found == ["act-1", "act-3"]
    assert len(await storage.stores.ledger.chain()) == (await storage.stores.ledger.head()).seq
