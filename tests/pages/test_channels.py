"""The channels by a page: what stands still with what may be done about it, checks, and for whom it is."""

from activities.storage.checks import CheckName
from activities.storage.database import now
from newsroom.article import ChannelName
from newsroom.board import Office
from newsroom.publishing import CHANNEL_LABELS
from newsroom.stages import Stage
from tests.pages.visiting import Pages
from tests.support.lives import until, until_outcome


async def test_a_stopped_channel_is_shown_and_let_go_on(pages: Pages) -> None:
    live = pages.live
    article_id = await live.ready_for_approval(title="Kênh dừng khi đang đăng")
    await live.fault("fanpage", "create_post", "token_expired", match=article_id)
    await live.approve(article_id)
    await until_outcome(live, article_id, ChannelName.FANPAGE, "needs_person")
    async with pages.visit(live.holder(Office.ENGINEER).id) as visit:
        shown = await visit.opened("/kenh")
        assert "Kênh dừng khi đang đăng" in shown.words
        for label in CHANNEL_LABELS.values():
            assert label in shown.words
        path = f"/bai/{article_id}/resume-channel"
        assert f'href="{path}"' in shown.answer.text
        done = await (await visit.opened(path)).filled(channel="fanpage", reason="Đã gia hạn khóa")
        assert done.answer.status_code == 200, done.words
        await until(live, article_id, Stage.PUBLISHED)
        assert f'href="{path}"' not in (await visit.opened("/kenh")).answer.text


async def test_a_check_that_failed_stands_there_with_its_runbook(pages: Pages) -> None:
    await pages.live.stores.checks.record(CheckName.DRILL, False, "Bản sao lưu đêm qua không mở được.", now())
    async with pages.visit(pages.live.holder(Office.ENGINEER).id) as visit:
        shown = await visit.opened("/kenh")

    assert "Không đạt : Bản sao lưu đêm qua không mở được." in shown.words
    assert "deploy/runbooks/NewsroomDrillOld.md" in shown.words


async def test_the_channels_are_for_nobody_outside_the_board(pages: Pages) -> None:
    async with pages.visit("reporter-1") as visit:
        assert (await visit.opened("/kenh")).answer.status_code == 403
        assert 'href="/kenh"' not in (await visit.opened("/viec")).answer.text
