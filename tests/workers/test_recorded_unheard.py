"""An act that the ledger has and no history: worker, workflow server and desk have died between the two."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio

from newsroom.ledger.kinds import ACCEPTED
from newsroom.stages import Act, Stage
from tests.support.gated import Room
from tests.support.live import eventually
from tests.support.lives import ended, entries, report_of, standing_of
from tests.support.newsroom import opened_newsroom
from tests.support.tcp_gate import Line

_WITHIN: Final = 10
"""Seconds in which the article goes on, by the promise, from when a worker serves again."""

_ON_A_BUSY_MACHINE: Final = 3
_EVERYWHERE: Final = ["fanpage", "portal", "zalo_oa"]

pytestmark = [pytest.mark.trust, pytest.mark.timeout(240)]


@pytest_asyncio.fixture(loop_scope="session")
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with opened_newsroom(tmp_path) as newsroom, contextlib.AsyncExitStack() as lines:
        await newsroom.stack.stop_process("worker")
        yield Room(newsroom=newsroom, lines=lines)


async def test_an_approval_that_died_with_worker_server_and_desk_is_published(
    room: Room, record_property: Callable[[str, object], None]
) -> None:
    """The workflow believed that nobody had approved, for ever: no update and no result was left of the act."""
    live, old = room.live, await room.worker()
    article_id = await live.ready_for_approval()
    # Its task has arrived, and nothing that follows leaves it any more but the transaction.
    caught = old.postgres.catch(1)
    approving = asyncio.create_task(live.desk.act(await live.owner(article_id), Act.APPROVE, article_id))
    await asyncio.wait_for(caught.wait(), 30)
    old.temporal.turn(Line.FROZEN)
    old.postgres.turn(Line.OPEN)

    async def recorded() -> bool:
        return (await standing_of(live, article_id)).stage is not Stage.AWAITING_APPROVAL

    await eventually(recorded)
    await old.child.kill()
    await room.stack.temporal.kill()
    approving.cancel()
    await asyncio.gather(approving, return_exceptions=True)
    await room.stack.temporal.start()
    await room.worker()
    assert (await report_of(live, article_id)).standing.stage is Stage.AWAITING_APPROVAL, "no history knows of it"
    # Another desk than the one that sent the act.
    starter = asyncio.create_task(live.desk.starter.keep_starting(timedelta(seconds=3)))
    since = time.monotonic()
    async with asyncio.timeout(_ON_A_BUSY_MACHINE * _WITHIN):
        await ended(live, article_id)
    record_property("seconds", round(time.monotonic() - since, 1))
    starter.cancel()
    assert sorted(post["channel"] for post in await live.visible(article_id)) == _EVERYWHERE
    assert len(await entries(live, article_id, kind="act", act="approve", outcome=ACCEPTED)) == 1
    assert await live.stores.moves.untold(10) == ()
