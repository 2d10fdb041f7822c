"""Whole lives of articles on a real server, from submission to the readers or to an end without readers."""

import pytest

from newsroom.article import ChannelName
from newsroom.board import TAKEN_OVER, Office
from newsroom.claims import Details
from newsroom.errors import Refused
from newsroom.stages import Act, Stage
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import (
    REASON,
    at_stage,
    ended,
    entries,
    handle_of,
    history_of,
    manuscript,
    report_of,
    shown_on,
    standing_of,
)

_EVERYWHERE = ["fanpage", "portal", "zalo_oa"]


async def test_an_approved_article_is_seen_once_on_each_channel(live: LiveNewsroom) -> None:
    """The straight-through path: without it nothing else matters."""
    article_id = await live.ready_for_approval()
    await live.approve(article_id)

    report = await ended(live, article_id)

    assert report.standing.stage is Stage.PUBLISHED
    assert not report.breached
    assert (await standing_of(live, article_id)).stage is Stage.PUBLISHED
    assert await shown_on(live, article_id) == _EVERYWHERE
    assert len(await entries(live, article_id, kind="receipt")) == len(_EVERYWHERE)
    assert await live.stores.ledger.faults() == ()


async def test_nothing_is_visible_before_the_approval(live: LiveNewsroom) -> None:
    """No bypass: an edited article is nowhere until somebody entitled has approved it."""
    for stage in (Stage.EDITING, Stage.RETURNED, Stage.AWAITING_APPROVAL, Stage.REJECTED, Stage.WITHDRAWN):
        article_id = await at_stage(live, stage)
        assert await shown_on(live, article_id) == []
        assert await entries(live, article_id, kind="receipt") == []


async def test_a_returned_article_is_mended_and_published_as_mended(live: LiveNewsroom) -> None:
    """Readers see the text that was approved, never the one that was returned."""
    article_id = await live.submit("Bản đầu còn lỗi.")
    editor, author = live.holder(Office.FINAL_EDITOR), await live.member("reporter-1")
    await live.desk.act(editor, Act.RETURN_TO_AUTHOR, article_id, details=REASON)
    await live.desk.resubmit(author, article_id, manuscript=manuscript(live, "Bản thứ hai đã sửa."))
    await live.desk.finish_edit(editor, article_id)
    await live.approve(article_id)

    report = await ended(live, article_id)

    assert report.standing.revision == 2
    shown = await live.visible(article_id)
    assert sorted(post["channel"] for post in shown) == _EVERYWHERE
    assert "Bản đầu" not in str(shown)
    assert "Bản thứ hai" in str(shown)


async def test_an_article_returned_by_its_approver_is_edited_and_approved_again(live: LiveNewsroom) -> None:
    """The edited text needs an approval of its own."""
    article_id = await live.ready_for_approval("Bản trình lần một.")
    owner, editor = await live.owner(article_id), live.holder(Office.FINAL_EDITOR)
    await live.desk.act(owner, Act.RETURN_FOR_EDIT, article_id, details=REASON)
    await live.desk.finish_edit(editor, article_id, manuscript=manuscript(live, "Bản trình lần hai."))
    await live.approve(article_id)

    report = await ended(live, article_id)

    assert report.standing.approved_hash == report.standing.content_hash
    assert "Bản trình lần một" not in str(await live.visible(article_id))
    assert await shown_on(live, article_id) == _EVERYWHERE


@pytest.mark.parametrize(("act", "stage"), [(Act.REJECT, Stage.REJECTED), (Act.WITHDRAW, Stage.WITHDRAWN)])
async def test_a_rejected_or_withdrawn_article_ends_unseen(live: LiveNewsroom, act: Act, stage: Stage) -> None:
    """The workflow closes, all clocks are dropped, and nothing can be done to the article any more."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    member = await live.owner(article_id) if act is Act.REJECT else live.holder(Office.HEAD)
    await live.desk.act(member, act, article_id, details=REASON)

    assert (await ended(live, article_id)).standing.stage is stage
    card = await live.stores.reading.card(article_id)
    assert all(clock.met_at or clock.dropped_at for clock in card.obligations)
    assert await shown_on(live, article_id) == []
    with pytest.raises(Refused, match="đang ở bước"):
        await live.approve(article_id)


@pytest.mark.parametrize("stage", [Stage.EDITING, Stage.RETURNED, Stage.AWAITING_APPROVAL])
async def test_the_author_may_withdraw_until_the_approval(live: LiveNewsroom, stage: Stage) -> None:
    """Until then the text is the author's own."""
    article_id = await at_stage(live, stage)
    await live.desk.act(await live.member("reporter-1"), Act.WITHDRAW, article_id, details=REASON)

    assert (await ended(live, article_id)).standing.stage is Stage.WITHDRAWN
    assert await shown_on(live, article_id) == []


async def test_once_approved_only_the_approver_or_the_head_withdraws(live: LiveNewsroom) -> None:
    """Rule of the stage table for a scheduled article: nothing is published afterwards."""
    article_id = await at_stage(live, Stage.SCHEDULED)
    with pytest.raises(Refused) as refused:
        await live.desk.act(await live.member("reporter-1"), Act.WITHDRAW, article_id, details=REASON)
    assert refused.value.code == "not_entitled"

    await live.desk.act(await live.owner(article_id), Act.WITHDRAW, article_id, details=REASON)

    report = await ended(live, article_id)
    assert report.standing.stage is Stage.WITHDRAWN
    assert report.standing.approved_hash == ""
    assert await shown_on(live, article_id) == []


async def test_the_head_takes_an_article_over_and_approves_it(live: LiveNewsroom) -> None:
    """After that the office that had it before can no longer decide."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    deputy, head = await live.owner(article_id), live.holder(Office.HEAD)
    await live.desk.act(head, Act.TAKE_OVER, article_id, details=REASON)
    with pytest.raises(Refused) as refused:
        await live.desk.act(deputy, Act.APPROVE, article_id)
    assert refused.value.code == "not_entitled"

    await live.desk.act(head, Act.APPROVE, article_id)

    report = await ended(live, article_id)
    assert report.standing.route.name == TAKEN_OVER
    approved = await entries(live, article_id, act="approve", outcome="accepted")
    assert [(body["member"], body["ground"]["rule"]) for body in approved] == [(head.id, 17)]
    assert await shown_on(live, article_id) == _EVERYWHERE


async def test_a_notice_goes_to_the_portal_only(live: LiveNewsroom) -> None:
    """A kind with one channel is closed after one channel."""
    article_id = await live.ready_for_approval(kind="notice", title="Thông báo nghỉ lễ")
    await live.approve(article_id)

    assert [result.channel for result in (await ended(live, article_id)).results] == ["portal"]
    assert await shown_on(live, article_id) == ["portal"]


@pytest.mark.parametrize("stage", [Stage.EDITING, Stage.AWAITING_APPROVAL, Stage.SCHEDULED, Stage.PUBLISHING])
async def test_a_cancellation_from_the_temporal_pages_does_not_orphan_an_article(
    live: LiveNewsroom, stage: Stage
) -> None:
    """One wrong click there is no signed act: the article must not stay open with nobody to carry it."""
    article_id = await at_stage(live, stage)
    before = await report_of(live, article_id)

    await handle_of(live, article_id).cancel()

    async def seen() -> bool:
        kinds = [event.WhichOneof("attributes") for event in await history_of(live, article_id)]
        asked = "workflow_execution_cancel_requested_event_attributes"
        return asked in kinds and "workflow_task_completed_event_attributes" in kinds[kinds.index(asked) :]

    await eventually(seen)
    assert await report_of(live, article_id) == before
    if stage is Stage.PUBLISHING:
        again = Details(channel=ChannelName.FANPAGE)
        await live.desk.act(live.holder(Office.ENGINEER), Act.RESUME_CHANNEL, article_id, details=again)
        assert (await ended(live, article_id)).standing.stage is Stage.PUBLISHED
        assert await shown_on(live, article_id) == _EVERYWHERE
    else:
        await live.desk.act(live.holder(Office.HEAD), Act.WITHDRAW, article_id, details=REASON)
        assert (await ended(live, article_id)).standing.stage is Stage.WITHDRAWN
