"""No number is given twice, whatever a restore has forgotten: others know, and till they are asked none is given."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from activities.storage.articles.numbers import NumberStore
from activities.storage.database import Database
from activities.storage.upkeep import whole
from newsroom.article import ARTICLES, Given, number_in
from newsroom.board import Office
from newsroom.ledger.anchors import Anchor
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.working_time import local
from tests.support.live import LiveNewsroom
from tests.support.matters import facts
from tests.support.restoring import command, done, staffed
from tests.support.storages import Building, Storage
from tests.upkeep.test_backup import databases
from workers.stack import Stack
from workers.upkeep.backup import backup
from workers.upkeep.restore import restore
from workers.wiring.stores import built_anchors

pytestmark = pytest.mark.timeout(300)

_NAMES: Iterator[str] = (f"numbered_{n}" for n in itertools.count(1))
_YEAR = local(datetime.now(UTC)).year


@pytest_asyncio.fixture
async def target(building: Building) -> AsyncIterator[str]:
    """Where a backup is brought back to; nothing is there yet."""
    name = next(_NAMES)
    yield building.dsn(name)
    for left in [found for found in await databases(building) if name in found]:
        await asyncio.to_thread(whole.drop, building.dsn(left))


@contextlib.asynccontextmanager
async def numbers_of(dsn: str) -> AsyncIterator[NumberStore]:
    database = await Database(dsn, max_size=1).open()
    try:
        yield NumberStore(database)
    finally:
        await database.close()


async def drawn(dsn: str) -> str:
    async with numbers_of(dsn) as numbers:
        return number_in(await numbers.new_id(ARTICLES))


async def test_the_database_that_is_replaced_tells_its_numbers(
    own_storage: Storage, target: str, tmp_path: Path
) -> None:
    settings = own_storage.settings
    dump, _ = await backup(settings, own_storage.dsn, tmp_path)
    await restore(settings, target, dump)
    async with numbers_of(target) as numbers:
        await numbers.know([Given(ARTICLES, _YEAR, 420)])
    assert [await drawn(target) for _ in range(3)] == [f"{_YEAR}-{count:04}" for count in (421, 422, 423)]
    await restore(settings, target, dump, replace=True)
    assert await drawn(target) == f"{_YEAR}-0424"


async def test_without_it_none_is_given_until_somebody_has_asked(
    own_storage: Storage, target: str, tmp_path: Path
) -> None:
    """What the anchors kept is known at once; what came after the last of them nobody can know yet."""
    settings = own_storage.settings.model_copy(update={"anchor_file": tmp_path / "anchors.log"})
    anchors = built_anchors(settings, own_storage.stores.database)
    head = await own_storage.stores.ledger.head()
    kept = (f"{ARTICLES}/{_YEAR}-0421", f"{MatterKind.MEETING}/{_YEAR}-0002")
    await anchors.write(Anchor(at=datetime.now(UTC), seq=head.seq, hash=head.hash, numbers=kept))
    dump, _ = await backup(settings, own_storage.dsn, tmp_path)
    await restore(settings, target, dump)
    assert await drawn(target) == ""
    async with numbers_of(target) as numbers:
        assert {given.name for given in await numbers.last()} == set(kept)
        # Replaced once more: a database that itself does not know cannot vouch for its numbers.
        assert await numbers.are_unsure()
    await restore(settings, target, dump, replace=True)
    assert await drawn(target) == ""


async def absent(live: LiveNewsroom, hours: int) -> str:
    now = datetime.now(UTC)
    trip = facts(starts_at=now, ends_at=now + timedelta(hours=hours), reason="Đi công tác")
    office = Office.DEPUTY if hours == 1 else Office.STANDING_DEPUTY
    return (await live.matter_desk.open(live.holder(office), MatterAct.FILE_ABSENCE, MatterKind.ABSENCE, trip)).matter


async def test_the_workflow_server_tells_what_was_given_since_an_older_backup(tmp_path: Path) -> None:
    """The database is gone altogether, and the newsroom takes texts in before anybody has asked the server."""
    stack = Stack(tmp_path / "house", durable=False)
    async with contextlib.AsyncExitStack() as cleanup:
        cleanup.push_async_callback(stack.stop)
        await stack.start_servers()
        await stack.start_processes(("simulator", "worker", "desk"))
        async with staffed(stack) as live:
            given = {number_in(await live.submit("Bài trước sao lưu.", title="Bài trước sao lưu"))}
            await done(stack, "backup", "--to", str(tmp_path / "backup"))
            (dump,) = (tmp_path / "backup").glob("*.dump")
            for count in range(3):
                given.add(number_in(await live.submit(f"Bài gửi sau {count}.", title=f"Bài gửi sau {count}")))
            away = await absent(live, 1)
        assert len(given) == 4
        for process in ("worker", "desk"):
            await stack.stop_process(process)
        await asyncio.to_thread(whole.drop, stack.admin_dsn)
        await done(stack, "restore", str(dump))
        await stack.start_processes(("worker", "desk"))
        async with staffed(stack) as live:
            between = await live.submit("Bài gửi khi chưa đối chiếu.", title="Bài gửi khi chưa đối chiếu")
            assert number_in(between) == ""
            code, said = await command(stack, "reconcile")
            assert code == 1
            assert "Chưa cấp số mới" in said
            _, said = await command(stack, "reconcile", "--apply")
            assert "Chưa cấp số mới" not in said
            after = number_in(await live.submit("Bài gửi sau đối chiếu.", title="Bài gửi sau đối chiếu"))
            assert after > max(given)
            assert number_in(await absent(live, 2)) > number_in(away)
            await done(stack, "status", after)
            await command(stack, "reconcile", "--apply")
            assert number_in(await live.submit("Bài nữa.", title="Bài nữa")) > after
