"""Shapes that change the whole house while they are played, one after the other: matters, and articles they move.

Each gives the id of the workflow whose history is kept; that workflow has closed.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from newsroom.authority import Hold
from newsroom.board import Office
from newsroom.matters.kinds import DeedAct, MatterKind, Outcome
from newsroom.roster import GrantKind
from newsroom.stages import Act, Stage
from tests.support.house import House
from tests.support.lives import REASON, at_stage, ended
from tests.support.matters import (
    absent,
    called,
    cancel,
    conclude,
    facts,
    hour,
    lent,
    matter_ended,
    minute,
    referred,
    until_agreed,
)
from tests.workflows.test_absence import until_held

HouseScenario = Callable[[House], Awaitable[str]]

_BOARD_FILE: Final = Path(__file__).parent.parent.parent / "boards" / "cao-bang.toml"


async def moved_by_absence(house: House) -> str:
    """An article that waits for the standing deputy, who goes on a trip, is stood in for, and returns early."""
    article_id = await house.ready_for_approval()
    async with absent(house, Office.STANDING_DEPUTY) as (absence,):
        await until_held(house, article_id, Hold.HEAD_TO_ASSIGN, Office.HEAD)
        await house.house_desk.do(
            house.holder(Office.HEAD), DeedAct.ASSIGN, absence, facts(to=house.holder(Office.DEPUTY).id)
        )
        await until_held(house, article_id, Hold.ASSIGNED, Office.DEPUTY)
    await until_held(house, article_id, Hold.OWNER, Office.STANDING_DEPUTY)
    await house.approve(article_id)
    return await _closed(house, article_id)


async def referred_and_released(house: House) -> str:
    """An article that goes before the board and comes back to its approver."""
    article_id = await referred(house)
    meeting = await called(house)
    await minute(house, meeting, {article_id: (Outcome.RELEASE, "")})
    await conclude(house, meeting)
    await until_agreed(house, article_id)
    await house.approve(article_id)
    return await _closed(house, article_id)


async def taken_back_from_schedule(house: House) -> str:
    """An approved article that the Head takes back before its hour, and then rejects."""
    article_id = await at_stage(house, Stage.SCHEDULED)
    head = house.holder(Office.HEAD)
    await house.desk.act(head, Act.TAKE_OVER, article_id, details=REASON)
    await house.desk.act(head, Act.REJECT, article_id, details=REASON)
    return await _closed(house, article_id)


async def absence_assigned(house: House) -> str:
    """The standing deputy's trip: assigned, and ended by an early return."""
    async with absent(house, Office.STANDING_DEPUTY) as (absence,):
        await house.house_desk.do(
            house.holder(Office.HEAD), DeedAct.ASSIGN, absence, facts(to=house.holder(Office.DEPUTY).id)
        )
    return absence


async def absence_run_out(house: House) -> str:
    """The Head's short trip, extended once, that ends by itself."""
    head, now = house.holder(Office.HEAD), datetime.now(UTC)
    said = facts(starts_at=now, ends_at=now + timedelta(seconds=3), reason="Đi công tác")
    absence = (await house.house_desk.open(head, DeedAct.FILE_ABSENCE, MatterKind.ABSENCE, said)).matter
    later = facts(ends_at=now + timedelta(seconds=5))
    await house.house_desk.do(head, DeedAct.CHANGE_ABSENCE, absence, later)
    await matter_ended(house, absence)
    return absence


async def delegation_revoked(house: House) -> str:
    """A delegation that is renewed and then taken back."""
    async with lent(house, Office.DEPUTY, Office.FINAL_EDITOR, GrantKind.DELEGATION) as delegation:
        said = facts(ends_at=hour(timedelta(days=2)))
        await house.house_desk.do(house.holder(Office.DEPUTY), DeedAct.RENEW, delegation, said)
    return delegation


async def delegation_run_out(house: House) -> str:
    """An authorisation to run the board that ends by itself."""
    head = house.holder(Office.HEAD)
    said = facts(kind=GrantKind.ACTING, to=house.holder(Office.DEPUTY).id, ends_at=hour(timedelta(seconds=3)))
    delegation = (await house.house_desk.open(head, DeedAct.DELEGATE, MatterKind.DELEGATION, said)).matter
    await matter_ended(house, delegation)
    return delegation


async def meeting_concluded(house: House) -> str:
    """A meeting that is prepared, minuted twice and signed."""
    article_id = await referred(house)
    meeting = await called(house)
    secretary = house.holder(Office.SECRETARY)
    await house.house_desk.do(secretary, DeedAct.ADD_PAPER, meeting, {"title": "Tờ trình", "text": "Các ý kiến."})
    await minute(house, meeting, {})
    await minute(house, meeting, {article_id: (Outcome.REJECT, "Không thuộc chức năng của Cổng")})
    await conclude(house, meeting)
    return meeting


async def meeting_cancelled(house: House) -> str:
    """A meeting that is called off."""
    meeting = await called(house)
    await cancel(house, meeting)
    return meeting


async def board_adopted(house: House) -> str:
    """A notice that comes into force a moment after it is signed; played last."""
    source = _BOARD_FILE.read_text(encoding="utf-8") + "\n# bản ghi lịch sử\n"
    digest = await house.stores.boards.keep_draft(source)
    said = {"digest": digest, **facts(effective_from=hour(timedelta(seconds=3)))}
    head = house.holder(Office.HEAD)
    board = await house.house_desk.open(head, DeedAct.ADOPT_BOARD, MatterKind.BOARD, said, matter_id=digest[:12])
    await matter_ended(house, board.matter)
    return board.matter


async def _closed(house: House, article_id: str) -> str:
    await ended(house, article_id)
    return f"article/{article_id}"


HOUSE_SCENARIOS: Final[dict[str, HouseScenario]] = {
    "moved_by_absence": moved_by_absence,
    "referred_and_released": referred_and_released,
    "taken_back_from_schedule": taken_back_from_schedule,
    "matter_absence_assigned": absence_assigned,
    "matter_absence_run_out": absence_run_out,
    "matter_delegation_revoked": delegation_revoked,
    "matter_delegation_run_out": delegation_run_out,
    "matter_meeting_concluded": meeting_concluded,
    "matter_meeting_cancelled": meeting_cancelled,
    "matter_board_adopted": board_adopted,
}
"""By name: what is recorded of the house, in this order."""
