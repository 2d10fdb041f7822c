"""What people took back after a backup stays taken back after the restore, by the guide's own steps."""

import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsroom.article import ArticleId, spoken
from newsroom.board import Office
from newsroom.claims import Details
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.stages import Act, Stage
from tests.support.live import LiveNewsroom
from tests.support.lives import (
    FAR_AHEAD,
    REASON,
    at_stage,
    ended,
    entries,
    handle_of,
    in_time,
    shown_on,
    standing_of,
    until,
)
from tests.support.restoring import command, done, restored, staffed
from workers.stack import Stack

pytestmark = [pytest.mark.timeout(300), pytest.mark.trust]

_SOON = timedelta(seconds=2)
_EVERYWHERE = ["fanpage", "portal", "zalo_oa"]


async def scheduled(live: LiveNewsroom, hour: datetime, title: str) -> ArticleId:
    """An approved article that goes out at an hour unless somebody says otherwise."""
    article_id = await live.ready_for_approval(f"{title}: đoạn văn.", title=title)
    await live.desk.act(await live.owner(article_id), Act.APPROVE, article_id, details=Details(publish_at=hour))
    return article_id


async def test_nothing_that_was_taken_back_goes_out_after_a_restore(tmp_path: Path) -> None:
    """Two withdrawn, one taken back, one taken down since; one proven untouched, one that waits for a word."""
    stack = Stack(tmp_path / "house", durable=False)
    async with contextlib.AsyncExitStack() as cleanup:
        cleanup.push_async_callback(stack.stop)
        await stack.start_servers()
        await stack.start_processes(("simulator", "worker", "desk"))
        hour = datetime.now(UTC) + FAR_AHEAD
        async with staffed(stack) as live:
            withdrawn = [await scheduled(live, hour, f"Bài sẽ rút {number}") for number in (1, 2)]
            taken_back = await scheduled(live, hour, "Bài sẽ nhận lại")
            untouched = await scheduled(live, hour, "Bài không ai đụng tới")
            unproven = await scheduled(live, hour, "Bài không còn quy trình")
            taken_down = await at_stage(live, Stage.PUBLISHING, "Bài sẽ gỡ.", title="Bài sẽ gỡ")
            await done(stack, "backup", "--to", str(tmp_path / "backup"))
            (dump,) = (tmp_path / "backup").glob("*.dump")
            for article_id in withdrawn:
                await live.desk.act(await live.owner(article_id), Act.WITHDRAW, article_id, details=REASON)
            head = live.holder(Office.HEAD)
            await live.desk.act(head, Act.TAKE_OVER, taken_back, details=REASON)
            said = {"article": taken_down, "ordered_by": head.id, "reason": "Có lệnh gỡ ngay"}
            engineer = live.holder(Office.ENGINEER)
            await live.matter_desk.open(engineer, MatterAct.TAKE_DOWN_NOW, MatterKind.AMENDMENT, said)
            await ended(live, taken_down)
            await handle_of(live, unproven).terminate()
        await restored(stack, dump)
        async with staffed(stack) as live:
            code, said_now = await command(stack, "reconcile")
            assert code == 1
            for article_id in (*withdrawn, taken_back, untouched, unproven, taken_down):
                assert f"({spoken(article_id)})" in said_now, said_now
            code, said_now = await command(stack, "reconcile", "--apply")
            assert code == 1, said_now
            assert [(await standing_of(live, each)).stage for each in withdrawn] == [Stage.WITHDRAWN] * 2
            assert (await standing_of(live, taken_back)).stage is Stage.AWAITING_APPROVAL
            assert (await standing_of(live, taken_down)).stage is Stage.TAKEN_DOWN
            assert [held.id for held in await live.stores.recovery.held()] == [unproven], said_now
            assert await entries(live, untouched, kind="released")
            for article_id in (untouched, unproven):
                await live.desk.act(await live.owner(article_id), Act.RESCHEDULE, article_id, details=in_time(_SOON))
            await until(live, untouched, Stage.PUBLISHED, seconds=60)
            assert await shown_on(live, untouched) == _EVERYWHERE
            assert (await standing_of(live, unproven)).stage is Stage.SCHEDULED
            await live.desk.act(await live.owner(unproven), Act.GO_ON, unproven)
            await until(live, unproven, Stage.PUBLISHED, seconds=60)
            assert await shown_on(live, unproven) == _EVERYWHERE
            for article_id in (*withdrawn, taken_back, taken_down):
                assert await shown_on(live, article_id) == [], article_id
            assert await live.stores.ledger.faults() == ()
            code, said_now = await command(stack, "reconcile", "--apply")
            assert code == 0, said_now
