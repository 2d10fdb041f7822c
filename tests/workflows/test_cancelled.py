"""A click on Cancel in Temporal's interface ends no matter of the house: only signed deeds do, and its own clock."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from newsroom.authority import Hold
from newsroom.board import Office
from newsroom.matters.deeds import kind_of
from newsroom.matters.kinds import AmendmentKind, DeedAct, MatterKind
from newsroom.roster import GrantKind
from tests.support.amendment_scenarios import propose, published
from tests.support.house import House, eventually
from tests.support.lives import report_of, standing_of
from tests.support.matters import call, cancelled_from_outside, facts, hour, is_open, matter_ended, now_of

pytestmark = pytest.mark.usefixtures("no_other_meeting")

_REASON = {"reason": "Đã xong việc"}


async def absence(house: House) -> tuple[str, Callable[[], Awaitable[object]]]:
    member, said = house.holder(Office.DEPUTY), facts(starts_at=hour(timedelta()), ends_at=hour(timedelta(hours=8)))
    matter = (await house.house_desk.open(member, DeedAct.FILE_ABSENCE, MatterKind.ABSENCE, said | _REASON)).matter
    return matter, lambda: house.house_desk.do(member, DeedAct.CHANGE_ABSENCE, matter, facts(ends_at=datetime.now(UTC)))


async def delegation(house: House) -> tuple[str, Callable[[], Awaitable[object]]]:
    editor, to = house.holder(Office.FINAL_EDITOR), house.holder(Office.SECRETARY).id
    said = facts(kind=GrantKind.PRECHECK, to=to, ends_at=hour(timedelta(hours=8)))
    matter = (await house.house_desk.open(editor, DeedAct.DELEGATE, MatterKind.DELEGATION, said)).matter
    return matter, lambda: house.house_desk.do(editor, DeedAct.REVOKE, matter, _REASON)


async def meeting(house: House) -> tuple[str, Callable[[], Awaitable[object]]]:
    head = house.holder(Office.HEAD)
    matter = (await house.house_desk.open(head, DeedAct.CONVENE, MatterKind.MEETING, call())).matter
    return matter, lambda: house.house_desk.do(head, DeedAct.CANCEL_MEETING, matter, _REASON)


async def amendment(house: House) -> tuple[str, Callable[[], Awaitable[object]]]:
    article_id = await published(house)
    matter, owner = await propose(house, article_id, AmendmentKind.TAKE_DOWN), await house.owner(article_id)
    return matter, lambda: house.house_desk.do(owner, DeedAct.REFUSE_AMENDMENT, matter, _REASON)


@pytest.mark.parametrize("begun", [absence, delegation, meeting, amendment])
async def test_a_matter_outlives_every_cancellation_until_the_deed_that_ends_it(
    house: House, begun: Callable[[House], Awaitable[tuple[str, Callable[[], Awaitable[object]]]]]
) -> None:
    """Without the shield the rows stay open for ever and the deed that would end them finds nobody."""
    matter, end_it = await begun(house)
    assert kind_of(matter) == begun.__name__
    for _ in range(2):
        await cancelled_from_outside(house, matter)
        assert await is_open(house, matter)
    assert (await now_of(house, matter)).opened
    await end_it()
    assert (await matter_ended(house, matter)).over
    assert not await is_open(house, matter)


async def test_the_articles_come_back_from_a_cancelled_absence(house: House) -> None:
    """What the cancelled workflow used to forget: to move the articles when the member is back."""
    owner = house.holder(Office.STANDING_DEPUTY)
    article_id = await house.ready_for_approval("Bài chờ người đi công tác.")
    said = facts(starts_at=hour(timedelta()), ends_at=hour(timedelta(hours=8))) | _REASON
    matter = (await house.house_desk.open(owner, DeedAct.FILE_ABSENCE, MatterKind.ABSENCE, said)).matter

    async def held(hold: Hold) -> bool:
        seats = [(await standing_of(house, article_id)).seat, (await report_of(house, article_id)).standing.seat]
        return [seat.hold for seat in seats] == [hold, hold]

    await eventually(lambda: held(Hold.HEAD_TO_ASSIGN))
    await cancelled_from_outside(house, matter)
    await house.house_desk.do(owner, DeedAct.CHANGE_ABSENCE, matter, facts(ends_at=datetime.now(UTC)))
    await eventually(lambda: held(Hold.OWNER))
    await matter_ended(house, matter)
    assert not await is_open(house, matter)
