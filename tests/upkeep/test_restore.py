"""The worst day, played: a backup, work after it, the data lost, and a newsroom that goes on from the backup."""

import contextlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from activities.contracts import MatterNow
from newsroom.article import spoken
from newsroom.board import Office
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.stages import Stage
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import ended, until
from tests.support.matters import facts, matter_ended
from tests.support.restoring import command, done, restored, staffed
from workers.stack import Stack
from workers.temporal.client import connected_client
from workers.upkeep.reconcile import Finding, differences
from workflows.messages import MATTER_QUERY, article_workflow_id

pytestmark = pytest.mark.timeout(300)


async def test_a_newsroom_goes_on_from_its_backup(tmp_path: Path) -> None:
    """Nothing that was saved is lost, nothing is shown twice, and what was lost is named."""
    stack = Stack(tmp_path / "house", durable=False)
    async with contextlib.AsyncExitStack() as cleanup:
        cleanup.push_async_callback(stack.stop)
        await stack.start_servers()
        await stack.start_processes(("simulator", "worker", "desk"))
        async with staffed(stack) as live:
            approved_later = await live.ready_for_approval()
            edited_later = await live.submit("Bài còn đang biên tập.", title="Bài còn đang biên tập")
            untouched = await live.submit("Bài không ai đụng tới.", title="Bài không ai đụng tới")
            away = await live.matter_desk.open(
                live.holder(Office.DEPUTY), MatterAct.FILE_ABSENCE, MatterKind.ABSENCE, _trip()
            )
            await done(stack, "backup", "--to", str(tmp_path / "backup"))
            (dump,) = (tmp_path / "backup").glob("*.dump")
            await live.approve(approved_later)
            await ended(live, approved_later)
            await live.desk.finish_edit(live.holder(Office.FINAL_EDITOR), edited_later)
            lost = await live.submit("Bài gửi sau lúc sao lưu.", title="Bài gửi sau lúc sao lưu")

        # The workflow server has lost the absence altogether, the storage has not.
        await lost_matter(stack, away.matter)
        await restored(stack, dump)
        async with staffed(stack) as live:
            await seen_apart_and_mended(live, approved_later, edited_later, untouched, lost, away.matter)
            await came_back(live, away.matter)
            await published_once(live, approved_later)
            await published_once(live, edited_later)
            assert "Không còn việc nào chờ người." in await done(live.stack, "reconcile", "--apply")
            assert await live.stores.ledger.faults() == ()
    # Nothing runs any more: the drill opens the database itself, and closes it.
    assert "xóa kho tạm" in await done(stack, "restore", "--drill", str(dump))
    assert "xóa kho tạm" in await done(stack, "backup", "--verify", str(dump))


async def seen_apart_and_mended(
    live: LiveNewsroom, ended_one: str, apart: str, in_step: str, orphan: str, matter: str
) -> None:
    found = {each.name: each.finding for each in await differences(live.client, live.stores)}
    assert found == {
        article_workflow_id(ended_one): Finding.ENDED,
        article_workflow_id(apart): Finding.APART,
        article_workflow_id(in_step): Finding.IN_STEP,
        article_workflow_id(orphan): Finding.ORPHAN,
        matter: Finding.MATTER,
    }
    before = await live.stores.ledger.head()
    code, said = await command(live.stack, "reconcile")
    assert code == 1, said
    assert "Khớp: 1. Cần xử lý: 4." in said
    assert {each.name: each.finding for each in await differences(live.client, live.stores)} == found
    assert await live.stores.ledger.head() == before
    code, said = await command(live.stack, "reconcile", "--apply")
    assert code == 1, said
    assert "nội dung đã mất" in said
    assert "hãy chạy lại lệnh" not in said
    assert f"đã duyệt đăng ({spoken(ended_one)})" in said, "an approval is asked for again, never repeated"
    assert f"đã hoàn thành biên tập ({spoken(apart)})" in said
    assert "đã ghi lại vào sổ" in said
    again = await differences(live.client, live.stores)
    assert {each.name: each.finding for each in again} == {
        **{article_workflow_id(article): Finding.IN_STEP for article in (ended_one, apart, in_step)},
        matter: Finding.IN_STEP,
    }


def _trip() -> dict[str, str]:
    now = datetime.now(UTC)
    return facts(starts_at=now, ends_at=now + timedelta(hours=8), reason="Đi công tác")


async def lost_matter(stack: Stack, matter: str) -> None:
    """A matter whose workflow has ended although its rows go on."""
    client = await connected_client(stack.settings)
    await client.get_workflow_handle(matter).terminate()


async def came_back(live: LiveNewsroom, matter: str) -> None:
    """A matter that was resumed knows its rows before anybody acts on it; an act is recorded, and it ends by it."""

    async def knows() -> bool:
        now: MatterNow = await live.client.get_workflow_handle(matter).query(MATTER_QUERY, result_type=MatterNow)
        return now.opened and bool(now.moments)

    await eventually(knows)
    said = facts(ends_at=datetime.now(UTC))
    await live.matter_desk.do(live.holder(Office.DEPUTY), MatterAct.CHANGE_ABSENCE, matter, said)
    await matter_ended(live, matter)


async def published_once(live: LiveNewsroom, article_id: str) -> None:
    """An article that is approved now shows once on each channel, whatever was sent before the restore."""
    await live.approve(article_id)
    await until(live, article_id, Stage.PUBLISHED, seconds=60)
    posts = Counter(post["channel"] for post in await live.visible(article_id))
    assert sorted(posts.values()) == [1, 1, 1], posts
