"""Things that are half dead, on real processes: whatever a worker hangs on, a new one goes on with its work soon."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

import psutil
import pytest
import pytest_asyncio

from activities.storage.database import StorageUnreachable
from desk.server_trouble import ServerUnreachable
from newsroom.article import ArticleId
from newsroom.errors import Refused
from newsroom.ledger.kinds import ACCEPTED
from newsroom.stages import Act, Stage
from tests.support.amendment_scenarios import new_mark
from tests.support.gated import Room, Worker
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import all_with, ended, entries, standing_of
from tests.support.newsroom import opened_newsroom
from tests.support.tcp_gate import Line
from workers.embedded import ChildProcess, EmbeddedPostgres, EmbeddedTemporal

ACTS_WITHIN: Final = 60
"""Seconds, by the promise, from the moment it happens or from when a killed server is back."""

_ON_A_BUSY_MACHINE: Final = 3
_DEAD_FOR: Final = 3
_REPLY_AFTER: Final = 8
_OPEN: Final = {None, Stage.AWAITING_APPROVAL}
_EVERYWHERE: Final = ["fanpage", "portal", "zalo_oa"]
# In the act's transaction, with the newsroom's lock and before it is committed.
_WITHIN_AN_ACT: Final = 4

pytestmark = [pytest.mark.trust, pytest.mark.timeout(_ON_A_BUSY_MACHINE * 4 * ACTS_WITHIN)]


class Fault(StrEnum):
    """What happens. Shape: what comes back was frozen, until the others had done its work."""

    CUT = "cut"
    FROZEN = "frozen"
    HALF_OPEN = "half-open"
    KILLED = "killed"
    COME_BACK = "come-back"


class Part(StrEnum):
    """What it happens to; to a worker itself, or to what it sees of the two servers."""

    POSTGRES = "postgres"
    WORKER = "worker"
    TEMPORAL = "temporal"


CELLS: Final = tuple(itertools.product(Part, Fault))
_SAMPLE: Final = ((Part.POSTGRES, Fault.CUT), (Part.TEMPORAL, Fault.FROZEN))
_LINES: Final = {Fault.CUT: Line.CUT, Fault.HALF_OPEN: Line.HALF_OPEN}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def room(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    folder = Path(tmp_path_factory.mktemp("newsroom"))
    async with opened_newsroom(folder) as newsroom, contextlib.AsyncExitStack() as lines:
        await newsroom.stack.stop_process("worker")
        yield Room(newsroom=newsroom, lines=lines)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    cells = CELLS if metafunc.config.getoption("--proof") else _SAMPLE
    metafunc.parametrize(("part", "fault"), cells)


@pytest.mark.proof("halfdead")
async def test_new_workers_act_soon_whatever_the_others_hang_on(
    room: Room, part: Part, fault: Fault, record_property: Callable[[str, object], None]
) -> None:
    """An article is being shown, an act is under way, and another is begun afterwards."""
    live, old = room.live, await room.worker()
    shown, mark = await _on_the_line(live)
    acted, later = await live.ready_for_approval(), await live.ready_for_approval()
    caught = old.postgres.catch(_WITHIN_AN_ACT)
    acting = asyncio.create_task(_accepted(live, acted))
    await asyncio.wait_for(caught.wait(), 30)
    since = await _befallen(room, old, part, fault)
    new = await room.worker()
    work = {
        "act": acting,
        "fresh act": _accepted(live, later),
        "shown": _shown(live, shown),
        "act shown": _shown(live, acted),
        "fresh act shown": _shown(live, later),
    }
    for name, seconds in (await _all_done(since, work)).items():
        record_property(name, seconds)
    if fault is Fault.COME_BACK:
        await _come_back(room, old, new, part)
    for article_id in (shown, acted, later):
        await _published_once(live, article_id)
    assert await all_with(live, mark) == _EVERYWHERE
    await _ended(old.child)
    await _ended(new.child)
    assert await live.stores.ledger.faults() == ()


async def _on_the_line(live: LiveNewsroom) -> tuple[ArticleId, str]:
    """An approved article that the Portal has and has not answered for; and its mark."""
    mark = new_mark()
    article_id = await live.ready_for_approval(title=f"Học sinh vùng cao đón năm học mới {mark}")
    fault = {"channel": "portal", "call": "put_article", "fault": "slow_reply", "match": mark, "seconds": _REPLY_AFTER}
    assert (await live.simulator.post("/_sim/faults", json=fault)).is_success
    await live.approve(article_id)

    async def asked() -> bool:
        return not (await live.simulator.get("/_sim/faults")).json()["faults"]

    await eventually(asked)
    return article_id, mark


async def _befallen(room: Room, old: Worker, part: Part, fault: Fault) -> float:
    """When it happened, or when the killed server was back."""
    if part is Part.WORKER and fault is Fault.KILLED:
        await old.child.kill()
    elif part is Part.WORKER and fault in {Fault.FROZEN, Fault.COME_BACK}:
        psutil.Process(old.child.pid).suspend()
    elif fault is not Fault.KILLED:
        _turn(old, part, _LINES.get(fault, Line.FROZEN))
    else:
        await _killed_for_a_while(room.stack.postgres if part is Part.POSTGRES else room.stack.temporal)
    if part is Part.TEMPORAL or fault is Fault.KILLED or (part is Part.WORKER and fault not in _LINES):
        # What was caught there goes on, for as far as the fault lets it.
        old.postgres.turn(Line.OPEN)
    return time.monotonic()


def _turn(worker: Worker, part: Part, line: Line) -> None:
    gates = {Part.POSTGRES: [worker.postgres], Part.TEMPORAL: [worker.temporal]}
    for gate in gates.get(part, worker.gates):
        gate.turn(line)


async def _killed_for_a_while(server: EmbeddedPostgres | EmbeddedTemporal) -> None:
    await server.kill()
    await asyncio.sleep(_DEAD_FOR)
    await server.start()


async def _come_back(room: Room, old: Worker, new: Worker, part: Part) -> None:
    """What was frozen goes on beside the others, and alone when they have gone."""
    if part is Part.WORKER:
        psutil.Process(old.child.pid).resume()
    else:
        _turn(old, part, Line.OPEN)
    article_id = await room.live.ready_for_approval()
    await new.child.stop()
    alone = {"act": _accepted(room.live, article_id), "shown": _shown(room.live, article_id)}
    await _all_done(time.monotonic(), alone)
    await _published_once(room.live, article_id)


async def _accepted(live: LiveNewsroom, article_id: ArticleId) -> None:
    """An approval, given again as often as its member is told that it was not taken."""
    while (await _standing(live, article_id)) in _OPEN:
        try:
            await live.desk.act(await live.owner(article_id), Act.APPROVE, article_id)
        except (ServerUnreachable, StorageUnreachable):
            await asyncio.sleep(0.5)
        except Refused:
            # The earlier one has counted meanwhile.
            if (await _standing(live, article_id)) in _OPEN:
                raise


async def _shown(live: LiveNewsroom, article_id: ArticleId) -> None:
    async def there() -> bool:
        return await _standing(live, article_id) == Stage.PUBLISHED

    await eventually(there, seconds=_ON_A_BUSY_MACHINE * ACTS_WITHIN, every=0.2)


async def _standing(live: LiveNewsroom, article_id: ArticleId) -> Stage | None:
    """None while the storage is away."""
    try:
        return (await standing_of(live, article_id)).stage
    except StorageUnreachable:
        return None


async def _all_done(since: float, work: Mapping[str, Awaitable[None]]) -> dict[str, float]:
    """When each of it was done, in seconds from that moment."""

    async def seconds(each: Awaitable[None]) -> float:
        await each
        return round(time.monotonic() - since, 1)

    left = _ON_A_BUSY_MACHINE * ACTS_WITHIN - (time.monotonic() - since)
    done = await asyncio.wait_for(asyncio.gather(*map(seconds, work.values())), left)
    return dict(zip(work, done, strict=True))


async def _published_once(live: LiveNewsroom, article_id: ArticleId) -> None:
    """One visible post and one receipt on each channel, and one approval."""
    await ended(live, article_id)
    assert sorted(post["channel"] for post in await live.visible(article_id)) == _EVERYWHERE
    assert sorted(body["channel"] for body in await entries(live, article_id, kind="receipt")) == _EVERYWHERE
    assert len(await entries(live, article_id, kind="act", act="approve", outcome=ACCEPTED)) == 1


async def _ended(child: ChildProcess) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(child.pid).resume()
    await child.kill()
