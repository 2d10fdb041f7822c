"""Real processes in front of a storage that somebody holds who will never let go of it."""

import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from activities.storage.database import StorageBusy
from activities.storage.timeouts import DESK, WATCH, WORKER
from desk.acts import articles as actions
from desk.acts import matters as live
from newsroom.board import Office
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.stages import Stage
from tests.support.live import eventually
from tests.support.newsroom import Newsroom, opened_newsroom
from workers.stack import Stack

pytestmark = pytest.mark.timeout(240)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def newsroom(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Newsroom]:
    async with opened_newsroom(Path(tmp_path_factory.mktemp("newsroom"))) as opened:
        yield opened


@contextlib.asynccontextmanager
async def acts_held(stack: Stack) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """The house's one lock, by a connection on which no time-out is set."""
    holder = await asyncpg.connect(stack.postgres.admin_dsn.rsplit("/", 1)[0] + "/toasoan")
    try:
        async with holder.transaction():
            await holder.execute("SELECT pg_advisory_xact_lock(hashtext('deeds'))")
            yield holder
    finally:
        await holder.close()


async def test_processes_start_behind_a_held_lock_each_with_its_time_outs(newsroom: Newsroom) -> None:
    """No new worker began behind a lock held by a vanished one: two hours without a newsroom."""
    stack = newsroom.stack
    await stack.stop_process("worker", kill=True)
    async with acts_held(stack) as holder:
        await stack.start_processes(("worker", "desk", "watch"))
        wanted = {f"toasoan-{profile.name}" for profile in (DESK, WORKER, WATCH)}

        async def told() -> bool:
            rows = await holder.fetch("SELECT DISTINCT application_name FROM pg_stat_activity WHERE pid <> 0")
            return wanted <= {row[0] for row in rows}

        await eventually(told, seconds=30)
    await stack.stop_process("desk")
    await stack.stop_process("watch")


async def test_an_act_that_waits_for_the_storage_is_told_so_and_recorded_once_it_is_free(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told that the workflow server cannot be reached, people called the wrong engineer."""
    monkeypatch.setattr(actions, "ANSWER_WITHIN", timedelta(seconds=4))
    monkeypatch.setattr(live, "ANSWER_WITHIN", timedelta(seconds=4))
    desk, stores = newsroom.live.desk, newsroom.live.stores
    article_id = await newsroom.live.submit("Đoạn văn của bài.")
    editor, deputy = newsroom.live.holder(Office.FINAL_EDITOR), newsroom.live.holder(Office.DEPUTY)
    hours = {"starts_at": "2027-01-04T08:00:00+07:00", "ends_at": "2027-01-05T08:00:00+07:00"}
    absence = {"member": deputy.id, "reason": "Công tác", **hours}
    async with acts_held(newsroom.stack):
        with pytest.raises(StorageBusy, match="kho dữ liệu đang bận"):
            await desk.finish_edit(editor, article_id)
        with pytest.raises(StorageBusy, match="kho dữ liệu đang bận"):
            await newsroom.live.matter_desk.open(deputy, MatterAct.FILE_ABSENCE, MatterKind.ABSENCE, absence)

    async def recorded() -> bool:
        standing = await stores.articles.standing(article_id)
        return standing.stage is Stage.AWAITING_APPROVAL

    await eventually(recorded, seconds=40)
