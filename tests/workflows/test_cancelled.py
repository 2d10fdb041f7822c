"""A click on Cancel in Temporal's interface ends no matter: only signed acts do, and its own clock."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from newsroom.authority import Hold
from newsroom.board import Office
from newsroom.matters.acts import kind_of
from newsroom.matters.kinds import AmendmentKind, MatterAct, MatterKind
from newsroom.roster import GrantKind
from tests.support.amendment_scenarios import propose, published
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import report_of, standing_of
from tests.support.matters import call, cancelled_from_outside, facts, hour, is_open, matter_ended, now_of
from tests.workflows.test_incident import decided, reported

pytestmark = pytest.mark.usefixtures("no_other_meeting")

_REASON = {"reason": "Đã xong việc"}


async def absence(live: LiveNewsroom) -> tuple[str, Callable[[], Awaitable[object]]]:
    member, said = live.holder(Office.DEPUTY), facts(starts_at=hour(timedelta()), ends_at=hour(timedelta(hours=8)))
    matter = (await live.matter_desk.open(member, MatterAct.FILE_ABSENCE, MatterKind.ABSENCE, said | _REASON)).matter
    return matter, lambda: live.matter_desk.do(
        member, MatterAct.CHANGE_ABSENCE, matter, facts(ends_at=datetime.now(UTC))
    )


async def delegation(live: LiveNewsroom) -> tuple[str, Callable[[], Awaitable[object]]]:
    editor, to = live.holder(Office.FINAL_EDITOR), live.holder(Office.SECRETARY).id
    said = facts(kind=GrantKind.PRECHECK, to=to, ends_at=hour(timedelta(hours=8)))
    matter = (await live.matter_desk.open(editor, MatterAct.DELEGATE, MatterKind.DELEGATION, said)).matter
    return matter, lambda: live.matter_desk.do(editor, MatterAct.REVOKE, matter, _REASON)


async def meeting(live: LiveNewsroom) -> tuple[str, Callable[[], Awaitable[object]]]:
    head = live.holder(Office.HEAD)
    matter = (await live.matter_desk.open(head, MatterAct.CONVENE, MatterKind.MEETING, call())).matter
    return matter, lambda: live.matter_desk.do(head, MatterAct.CANCEL_MEETING, matter, _REASON)


async def amendment(live: LiveNewsroom) -> tuple[str, Callable[[], Awaitable[object]]]:
    article_id = await published(live)
    matter, owner = await propose(live, article_id, AmendmentKind.TAKE_DOWN), await live.owner(article_id)
    return matter, lambda: live.matter_desk.do(owner, MatterAct.REFUSE_AMENDMENT, matter, _REASON)


async def incident(live: LiveNewsroom) -> tuple[str, Callable[[], Awaitable[object]]]:
    matter = await reported(live)
    return matter, lambda: decided(live, matter)


@pytest.mark.parametrize("begun", [absence, delegation, meeting, amendment, incident])
async def test_a_matter_outlives_every_cancellation_until_the_act_that_ends_it(
    live: LiveNewsroom, begun: Callable[[LiveNewsroom], Awaitable[tuple[str, Callable[[], Awaitable[object]]]]]
) -> None:
    """Without the shield the rows stay open for ever and the act that would end them finds nobody."""
    matter, end_it = await begun(live)
    assert kind_of(matter) == begun.__name__
    for _ in range(2):
        await cancelled_from_outside(live, matter)
        assert await is_open(live, matter)
    assert (await now_of(live, matter)).opened
    await end_it()
    assert (await matter_ended(live, matter)).over
    assert not await is_open(live, matter)


async def test_the_articles_come_back_from_a_cancelled_absence(live: LiveNewsroom) -> None:
    """What the cancelled workflow used to forget: to move the articles when the member is back."""
    owner = live.holder(Office.STANDING_DEPUTY)
    article_id = await live.ready_for_approval("Bài chờ người đi công tác.")
    said = facts(starts_at=hour(timedelta()), ends_at=hour(timedelta(hours=8))) | _REASON
    matter = (await live.matter_desk.open(owner, MatterAct.FILE_ABSENCE, MatterKind.ABSENCE, said)).matter

    async def held(hold: Hold) -> bool:
        seats = [(await standing_of(live, article_id)).seat, (await report_of(live, article_id)).standing.seat]
        return [seat.hold for seat in seats] == [hold, hold]

    try:
        await eventually(lambda: held(Hold.HEAD_TO_ASSIGN))
        await cancelled_from_outside(live, matter)
    finally:
        # Whatever went wrong, the next test finds the approver back.
        await live.matter_desk.do(owner, MatterAct.CHANGE_ABSENCE, matter, facts(ends_at=datetime.now(UTC)))
    await eventually(lambda: held(Hold.OWNER))
    await matter_ended(live, matter)
    assert not await is_open(live, matter)
