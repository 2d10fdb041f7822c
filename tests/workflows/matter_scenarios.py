"""Shapes that change the whole newsroom while they are played, one after the other: matters, and articles they move.

Each gives the id of the workflow whose history is kept; that workflow has closed.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from newsroom.authority import Hold
from newsroom.board import Office
from newsroom.matters.kinds import AmendmentKind, MatterAct, MatterKind, Outcome
from newsroom.roster import GrantKind
from newsroom.stages import Act, Stage
from tests.support.amendment_scenarios import amended
from tests.support.live import LiveNewsroom
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
from tests.workflows.test_incident import decided, open_of, raised, reported, urgent
from workers.watch.alarms import Alarm

MatterScenario = Callable[[LiveNewsroom], Awaitable[str]]

_BOARD_FILE: Final = Path(__file__).parent.parent.parent / "boards" / "cao-bang.toml"


async def moved_by_absence(live: LiveNewsroom) -> str:
    """An article that waits for the standing deputy, who goes on a trip, is stood in for, and returns early."""
    article_id = await live.ready_for_approval()
    async with absent(live, Office.STANDING_DEPUTY) as (absence,):
        await until_held(live, article_id, Hold.HEAD_TO_ASSIGN, Office.HEAD)
        await live.matter_desk.do(
            live.holder(Office.HEAD), MatterAct.ASSIGN, absence, facts(to=live.holder(Office.DEPUTY).id)
        )
        await until_held(live, article_id, Hold.ASSIGNED, Office.DEPUTY)
    await until_held(live, article_id, Hold.OWNER, Office.STANDING_DEPUTY)
    await live.approve(article_id)
    return await _closed(live, article_id)


async def corrected_while_publishing(live: LiveNewsroom) -> str:
    """An article whose text is corrected while the Fanpage has stopped: the newest text goes there by itself."""
    article_id = await at_stage(live, Stage.PUBLISHING)
    await amended(live, article_id, AmendmentKind.CORRECTION)
    return await _closed(live, article_id)


async def referred_and_released(live: LiveNewsroom) -> str:
    """An article that goes before the board and comes back to its approver."""
    article_id = await referred(live)
    meeting = await called(live)
    await minute(live, meeting, {article_id: (Outcome.RELEASE, "")})
    await conclude(live, meeting)
    await until_agreed(live, article_id)
    await live.approve(article_id)
    return await _closed(live, article_id)


async def taken_back_from_schedule(live: LiveNewsroom) -> str:
    """An approved article that the Head takes back before its hour, and then rejects."""
    article_id = await at_stage(live, Stage.SCHEDULED)
    head = live.holder(Office.HEAD)
    await live.desk.act(head, Act.TAKE_OVER, article_id, details=REASON)
    await live.desk.act(head, Act.REJECT, article_id, details=REASON)
    return await _closed(live, article_id)


async def absence_assigned(live: LiveNewsroom) -> str:
    """The standing deputy's trip: assigned, and ended by an early return."""
    async with absent(live, Office.STANDING_DEPUTY) as (absence,):
        await live.matter_desk.do(
            live.holder(Office.HEAD), MatterAct.ASSIGN, absence, facts(to=live.holder(Office.DEPUTY).id)
        )
    return absence


async def absence_run_out(live: LiveNewsroom) -> str:
    """The Head's short trip, extended once, that ends by itself."""
    head, now = live.holder(Office.HEAD), datetime.now(UTC)
    said = facts(starts_at=now, ends_at=now + timedelta(seconds=3), reason="Đi công tác")
    absence = (await live.matter_desk.open(head, MatterAct.FILE_ABSENCE, MatterKind.ABSENCE, said)).matter
    later = facts(ends_at=now + timedelta(seconds=5))
    await live.matter_desk.do(head, MatterAct.CHANGE_ABSENCE, absence, later)
    await matter_ended(live, absence)
    return absence


async def delegation_revoked(live: LiveNewsroom) -> str:
    """A delegation that is renewed and then taken back."""
    async with lent(live, Office.DEPUTY, Office.FINAL_EDITOR, GrantKind.DELEGATION) as delegation:
        said = facts(ends_at=hour(timedelta(days=2)))
        await live.matter_desk.do(live.holder(Office.DEPUTY), MatterAct.RENEW, delegation, said)
    return delegation


async def delegation_run_out(live: LiveNewsroom) -> str:
    """An authorisation to run the board that ends by itself."""
    head = live.holder(Office.HEAD)
    said = facts(kind=GrantKind.ACTING, to=live.holder(Office.DEPUTY).id, ends_at=hour(timedelta(seconds=3)))
    delegation = (await live.matter_desk.open(head, MatterAct.DELEGATE, MatterKind.DELEGATION, said)).matter
    await matter_ended(live, delegation)
    return delegation


async def meeting_concluded(live: LiveNewsroom) -> str:
    """A meeting that is prepared, minuted twice and signed."""
    article_id = await referred(live)
    meeting = await called(live)
    secretary = live.holder(Office.SECRETARY)
    await live.matter_desk.do(secretary, MatterAct.ADD_PAPER, meeting, {"title": "Tờ trình", "text": "Các ý kiến."})
    await minute(live, meeting, {})
    await minute(live, meeting, {article_id: (Outcome.REJECT, "Không thuộc chức năng của Cổng")})
    await conclude(live, meeting)
    return meeting


async def meeting_cancelled(live: LiveNewsroom) -> str:
    """A meeting that is called off."""
    meeting = await called(live)
    await cancel(live, meeting)
    return meeting


async def board_adopted(live: LiveNewsroom) -> str:
    """A notice that comes into force a moment after it is signed; played last."""
    source = _BOARD_FILE.read_text(encoding="utf-8") + "\n# bản ghi lịch sử\n"
    digest = await live.stores.boards.keep_draft(source)
    said = {"digest": digest, **facts(effective_from=hour(timedelta(seconds=3)))}
    head = live.holder(Office.HEAD)
    board = await live.matter_desk.open(head, MatterAct.ADOPT_BOARD, MatterKind.BOARD, said, matter_id=digest[:12])
    await matter_ended(live, board.matter)
    return board.matter


async def incident_decided(live: LiveNewsroom) -> str:
    """An incident that is reported, compiled and decided."""
    matter = await reported(live)
    secretary = live.holder(Office.SECRETARY)
    await live.matter_desk.do(secretary, MatterAct.COMPILE_INCIDENT, matter, {"summary": "Đề nghị cho mở."})
    await decided(live, matter)
    return matter


async def incident_of_alarm(live: LiveNewsroom) -> str:
    """An incident that an urgent alarm has opened."""
    await raised(live, urgent(datetime.now(UTC)))
    (incident,) = await open_of(live, Alarm.STORAGE_DOWN)
    await decided(live, f"incident/{incident.id}")
    return f"incident/{incident.id}"


async def _closed(live: LiveNewsroom, article_id: str) -> str:
    await ended(live, article_id)
    return f"article/{article_id}"


MATTER_SCENARIOS: Final[dict[str, MatterScenario]] = {
    "moved_by_absence": moved_by_absence,
    "corrected_while_publishing": corrected_while_publishing,
    "referred_and_released": referred_and_released,
    "taken_back_from_schedule": taken_back_from_schedule,
    "matter_absence_assigned": absence_assigned,
    "matter_absence_run_out": absence_run_out,
    "matter_delegation_revoked": delegation_revoked,
    "matter_delegation_run_out": delegation_run_out,
    "matter_meeting_concluded": meeting_concluded,
    "matter_meeting_cancelled": meeting_cancelled,
    "matter_board_adopted": board_adopted,
    "matter_incident_decided": incident_decided,
    "matter_incident_of_alarm": incident_of_alarm,
}
"""By name: what is recorded of matters, in this order."""
