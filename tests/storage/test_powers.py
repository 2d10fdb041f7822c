"""Who decides is what signed deeds say: a row in a table of boards, absences or grants gives nobody any power."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from activities.storage.boards import BoardStore, NoBoard, UnprovenBoard, UnwrittenBoard
from activities.storage.migrate import migrate
from activities.storage.powers import PowerStore
from newsroom.article import ArticleId
from newsroom.authority import Ground
from newsroom.board import Office
from newsroom.errors import RefusalCode
from newsroom.ledger.matter_acts import Lent, MatterActAccepted
from newsroom.matters.kinds import MatterAct
from newsroom.stages import Act
from tests.support.intruder import Intruder, intruding
from tests.support.matter_acts import adopted, do, done
from tests.support.samples import BOARD_FILE
from tests.support.storages import Building, Storage, opened_storage

ALARMED = (Office.HEAD, Office.FINAL_EDITOR, Office.ENGINEER)
SOURCE = BOARD_FILE.read_text(encoding="utf-8")
TURNED = (
    SOURCE.replace('"standing-deputy"', '"nobody"')
    .replace('"reporter-1"', '"standing-deputy"')
    .replace('"nobody"', '"reporter-1"')
)
"""A notice in which a reporter and a deputy have changed their places."""


@pytest_asyncio.fixture
async def intruder(own_storage: Storage) -> AsyncIterator[Intruder]:
    async with intruding(own_storage) as who:
        yield who


async def awaiting(storage: Storage) -> ArticleId:
    article_id = await storage.submit()
    await storage.done(Act.FINISH_EDIT, article_id)
    return article_id


async def alarmed(storage: Storage, words: str) -> None:
    """Head, final editor and engineer have each been told once."""
    for office in ALARMED:
        told = [text for text in await storage.inbox((await storage.holder(office)).id, "alarm") if words in text]
        assert len(told) == 1, (office, told)


async def put_grant(intruder: Intruder, *, giver: str = "standing-deputy", to: str) -> str:
    grant = uuid.uuid4().hex[:12]
    await intruder.write(
        "INSERT INTO grants (id, kind, giver, seat, receiver, scope, given_at) "
        "VALUES ($1, 'delegation', $2, $2, $3, $4, now() - interval '1 minute')",
        grant, giver, to, {"classes": [], "topics": [], "kinds": []},
    )  # fmt: skip
    await intruder.write(
        "INSERT INTO terms VALUES ($1, now() - interval '1 minute', now() - interval '1 minute', "
        "now() + interval '1 day')",
        f"grant/{grant}",
    )
    return grant


@pytest.mark.trust
class TestRowsGiveNoPower:
    async def test_a_row_of_a_notice(self, own_storage: Storage, intruder: Intruder) -> None:
        """A reporter became an approver by one row."""
        article_id = await awaiting(own_storage)
        await intruder.write(
            "INSERT INTO board_versions (effective_from, adopted_at, adopted_by, digest, source) "
            "VALUES (now(), now(), 'head', encode(sha256(convert_to($1, 'UTF8')), 'hex'), $1)",
            TURNED,
        )
        answer = await own_storage.act(Act.APPROVE, article_id, by="reporter-1")
        assert answer.code in {RefusalCode.NOT_ENTITLED, RefusalCode.OWN_ARTICLE}
        assert (await own_storage.stores.boards.in_force()).number == 1
        await own_storage.act(Act.APPROVE, article_id, by="reporter-1")
        await alarmed(own_storage, "bản phân công số 2")

    async def test_a_row_before_the_first(self, own_storage: Storage, intruder: Intruder) -> None:
        """The numbers of versions are the database's, but whoever may insert may choose one."""
        await intruder.write(
            "INSERT INTO board_versions (version, effective_from, adopted_at, adopted_by, digest, source) "
            "OVERRIDING SYSTEM VALUE SELECT 0, now() + interval '1 year', now(), 'setup', digest, $1 "
            "FROM board_versions",
            TURNED,
        )
        fresh = PowerStore(own_storage.stores.keys, own_storage.settings.first_board_digest)
        assert (await BoardStore(own_storage.stores.database, fresh).in_force()).number == 1

    @pytest.mark.parametrize("to", ["engineer", "accountant", "deputy"])
    async def test_a_row_of_a_grant(self, own_storage: Storage, intruder: Intruder, to: str) -> None:
        article_id = await awaiting(own_storage)
        grant = await put_grant(intruder, to=to)
        answer = await own_storage.act(Act.APPROVE, article_id, by=to)
        assert (answer.accepted, answer.code) == (False, RefusalCode.NOT_ENTITLED)
        assert (await own_storage.stores.roster.at(datetime.now(UTC))).grants == ()
        await own_storage.done(Act.APPROVE, article_id)
        await alarmed(own_storage, grant)

    async def test_a_row_of_a_term(self, own_storage: Storage, intruder: Intruder) -> None:
        """A delegation that had been revoked ran on."""
        matter = f"delegation/{uuid.uuid4().hex[:12]}"
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        await done(own_storage, MatterAct.DELEGATE, matter, Office.STANDING_DEPUTY, to="deputy", ends_at=tomorrow)
        await done(own_storage, MatterAct.REVOKE, matter, Office.STANDING_DEPUTY, reason="Đã về")
        await intruder.write(
            "INSERT INTO terms SELECT subject, clock_timestamp(), starts_at, now() + interval '1 day' "
            "FROM terms LIMIT 1"
        )
        article_id = await awaiting(own_storage)
        assert not (await own_storage.act(Act.APPROVE, article_id, by="deputy")).accepted
        await alarmed(own_storage, matter.partition("/")[2])

    async def test_a_row_of_an_absence(self, own_storage: Storage, intruder: Intruder) -> None:
        """Whoever is said to be away decides nothing any more."""
        article_id = await awaiting(own_storage)
        await intruder.write(
            "INSERT INTO absences VALUES ('gia-mao', 'standing-deputy', 'x', 'secretary', now() - interval '1 hour')"
        )
        await intruder.write(
            "INSERT INTO terms VALUES ('absence/gia-mao', now() - interval '1 hour', now() - interval '1 hour', "
            "now() + interval '1 day')"
        )
        await own_storage.done(Act.APPROVE, article_id)
        await alarmed(own_storage, "gia-mao")

    async def test_a_line_that_nobody_signed(self, own_storage: Storage, intruder: Intruder) -> None:
        article_id = await awaiting(own_storage)
        grant = await put_grant(intruder, to="deputy")
        await intruder.append(
            MatterActAccepted(
                at=datetime.now(UTC),
                article_id=ArticleId(""),
                act_id=uuid.uuid4().hex,
                matter=f"delegation/{grant}",
                act=MatterAct.DELEGATE,
                member=(await own_storage.holder(Office.STANDING_DEPUTY)).id,
                office=Office.STANDING_DEPUTY,
                board_version=1,
                facts={},
                claim="{}",
                signature="",
                ground=Ground(office=Office.HEAD, rule=17, clause="", text=""),
                effect=Lent(grant=grant),
            )
        )
        assert not (await own_storage.act(Act.APPROVE, article_id, by="deputy")).accepted

    async def test_a_deed_that_was_refused(self, own_storage: Storage, intruder: Intruder) -> None:
        """The engineer lent himself the Head's place; signed it was, and refused."""
        matter, tomorrow = f"delegation/{uuid.uuid4().hex[:12]}", datetime.now(UTC) + timedelta(days=1)
        said: dict[str, Any] = {"kind": "acting", "to": "standing-deputy", "ends_at": tomorrow}
        answer = await do(own_storage, MatterAct.DELEGATE, matter, Office.ENGINEER, **said)
        assert not answer.accepted
        (row,) = await own_storage.rows("SELECT body FROM ledger WHERE article_id = '' AND act_id IS NOT NULL")
        body = row["body"].replace('"outcome":"refused"', '"outcome":"accepted"')
        for act_id in (None, uuid.uuid4().hex, json.loads(body)["act_id"]):
            with pytest.raises(asyncpg.IntegrityConstraintViolationError):
                await intruder.write("SELECT ledger_append('', $1, $2)", act_id, body)
        assert (await own_storage.stores.roster.at(datetime.now(UTC))).grants == ()


class TestTheFirstNotice:
    async def test_counts_by_its_digest_alone(self, own_storage: Storage) -> None:
        """Unset or wrong, nobody decides, and the sentence says what to set."""
        for digest in ("", "0" * 64):
            boards = BoardStore(own_storage.stores.database, PowerStore(own_storage.stores.keys, digest))
            with pytest.raises(UnprovenBoard, match="TOASOAN_FIRST_BOARD_DIGEST"):
                await boards.in_force()
        await own_storage.admin.execute("DELETE FROM board_versions")
        with pytest.raises(NoBoard, match="board adopt"):
            await boards.in_force()

    async def test_is_named_as_lost_when_its_row_is(self, own_storage: Storage) -> None:
        """What signed deeds prove has no row any more: the engineer read of a subscript."""
        stores = own_storage.stores
        async with stores.database.reading() as connection:
            await stores.powers.proven(connection)
        await own_storage.admin.execute("DELETE FROM board_versions")
        with pytest.raises(UnwrittenBoard, match="toasoan ledger verify"):
            await BoardStore(stores.database, stores.powers).in_force()

    async def test_is_not_rewritten_in_its_row(self, own_storage: Storage) -> None:
        """The digest in the settings is that of the text."""
        await own_storage.admin.execute("UPDATE board_versions SET source = source || '# x'")
        fresh = PowerStore(own_storage.stores.keys, own_storage.settings.first_board_digest)
        with pytest.raises(UnprovenBoard):
            await BoardStore(own_storage.stores.database, fresh).in_force()


class TestWhatDeedsProve:
    async def test_is_what_the_tables_say(self, own_storage: Storage) -> None:
        """A deed that the fold judged otherwise than the tables would void a power that somebody has."""
        soon, tomorrow = datetime.now(UTC) + timedelta(hours=1), datetime.now(UTC) + timedelta(days=1)
        away, lent = f"absence/{uuid.uuid4().hex[:12]}", f"delegation/{uuid.uuid4().hex[:12]}"
        deputy = Office.STANDING_DEPUTY
        said: dict[str, Any] = {"starts_at": datetime.now(UTC), "ends_at": tomorrow, "reason": "Đi công tác"}
        await done(own_storage, MatterAct.FILE_ABSENCE, away, Office.DEPUTY, **said)
        await done(own_storage, MatterAct.ASSIGN, away, to="standing-deputy", classes="R2")
        await done(own_storage, MatterAct.CHANGE_ABSENCE, away, Office.DEPUTY, ends_at=soon)
        await done(own_storage, MatterAct.DELEGATE, lent, deputy, to="deputy", ends_at=tomorrow)
        await done(own_storage, MatterAct.RENEW, lent, deputy, ends_at=tomorrow + timedelta(hours=3))
        await adopted(own_storage, f"{SOURCE}\n# bản sau\n")
        await done(own_storage, MatterAct.REVOKE, lent, deputy, reason="Đã xong")
        async with own_storage.stores.database.reading() as connection:
            assert await own_storage.stores.powers.foreign(connection) == ()
            assert (await own_storage.stores.powers.proven(connection)).doubts == ()
        fresh = PowerStore(own_storage.stores.keys, own_storage.settings.first_board_digest)
        async with own_storage.stores.database.reading() as connection:
            assert await fresh.proven(connection) == await own_storage.stores.powers.proven(connection)

    async def test_is_read_anew_from_another_ledger(self, own_storage: Storage, building: Building) -> None:
        """After a restore under a process that runs on."""
        powers = own_storage.stores.powers
        matter, tomorrow = f"delegation/{uuid.uuid4().hex[:12]}", datetime.now(UTC) + timedelta(days=1)
        await done(own_storage, MatterAct.DELEGATE, matter, Office.STANDING_DEPUTY, to="deputy", ends_at=tomorrow)
        assert len((await own_storage.stores.roster.at(datetime.now(UTC))).grants) == 1
        async with opened_storage(building) as other, other.stores.database.reading() as connection:
            assert (await powers.proven(connection)).grants == {}

    async def test_articles_are_entered_once_in_a_databases_life(self, own_storage: Storage) -> None:
        """Whoever could have it done again would have beginnings of their own vouched for."""
        article_id = await own_storage.submit()
        await asyncio.to_thread(migrate, own_storage.dsn, app_password=None)
        assert await own_storage.bodies(article_id, kind="entered") == []
        await own_storage.admin.execute("DELETE FROM upgrades")
        for _ in range(2):
            await asyncio.to_thread(migrate, own_storage.dsn, app_password=None)
        (entered,) = await own_storage.bodies(article_id, kind="entered")
        assert (entered["author"], entered["revision"]) == ("reporter-1", 1)
        await own_storage.done(Act.FINISH_EDIT, article_id)
        await own_storage.done(Act.APPROVE, article_id)
        assert await own_storage.stores.ledger.faults() == ()
