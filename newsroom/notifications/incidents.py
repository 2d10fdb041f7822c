"""Who hears of an incident, who is reminded of it, and how it is said to operators."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from newsroom.article import MemberId, spoken
from newsroom.board import OFFICE_LABELS, Board, Office
from newsroom.entitlement.addressees import Notification, NotificationKind, first_to_each, told
from newsroom.matters.incidents import Incident
from newsroom.matters.kinds import INCIDENT_STAGE_LABELS, IncidentStage
from newsroom.roster import Presence
from newsroom.text import as_clause, literal
from newsroom.working_time import ZONE, clock, local

COMPILE_WITHIN: Final = timedelta(hours=4)
"""The secretary is reminded when an incident has waited this long for her summary."""

DECIDE_WITHIN: Final = timedelta(hours=24)
"""The Head is reminded when an incident has waited this long for a decision."""

_NEXT_MORNING: Final = time(8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """An hour at which somebody is reminded of an incident; from step 2 on the Head is too."""

    at: datetime
    stage: IncidentStage
    step: int = 1


def reported_notifications(there: Presence, incident: Incident) -> tuple[Notification, ...]:
    """The task of the secretary; the Head hears at once of what the engineer or an alarm reports, or while she is away.

    Source: rules 35, 42, 90 and 94.
    """
    secretary, what = there.board.holder(Office.SECRETARY).id, _what(there.board, incident)
    asked = f"{what} Mời tổng hợp, báo cáo Trưởng Ban (`toasoan incident compile {spoken(incident.id)}`)."
    found = told(there, NotificationKind.TASK, asked, secretary)
    away = not there.is_there(secretary)
    if away or incident.alarm or _is_engineers(there.board, incident):
        why = " Thư ký đang vắng; Trưởng Ban quyết định được ngay." if away else ""
        kind = NotificationKind.TASK if away else NotificationKind.NEWS
        found += told(there, kind, f"{what}{why} Xem `toasoan incident show {spoken(incident.id)}`.", Office.HEAD)
    if incident.alarm:
        found += told(there, NotificationKind.NEWS, what, Office.ENGINEER)
    return _but(incident.reported_by, first_to_each(found))


def compiled_notifications(there: Presence, incident: Incident) -> tuple[Notification, ...]:
    """The task, for the Head and whoever acts for the Head, to decide.

    Source: rules 35, 42 and 94.
    """
    text = (
        f"{_what(there.board, incident)} Thư ký tổng hợp: {as_clause(incident.summary)}. "
        f"Mời quyết định (`toasoan incident decide {spoken(incident.id)}`)."
    )
    return told(there, NotificationKind.TASK, text, Office.HEAD)


def decided_notifications(there: Presence, incident: Incident) -> tuple[Notification, ...]:
    """Who hears what the Head has decided: whom it concerns as a task; the reporter and the secretary as news.

    Source: rules 90 and 94.
    """
    text = f"Trưởng Ban quyết định về “{incident.title}” ({spoken(incident.id)}): {as_clause(incident.decision)}."
    tasks = told(there, NotificationKind.TASK, text, *incident.concerns)
    news = told(there, NotificationKind.NEWS, text, incident.reported_by or Office.ENGINEER, Office.SECRETARY)
    return _but(incident.decided_by, first_to_each((*tasks, *news)))


def reminders(incident: Incident) -> tuple[Reminder, ...]:
    """When somebody is reminded that the summary or the decision is missing; in order.

    Source: rule 94 (the notice sets no time for either).
    """
    match incident.stage:
        case IncidentStage.REPORTED:
            since = incident.reported_at
            day = local(since + COMPILE_WITHIN).date() + timedelta(days=1)
            morning = datetime.combine(day, _NEXT_MORNING, ZONE).astimezone(since.tzinfo)
            first = Reminder(at=since + COMPILE_WITHIN, stage=incident.stage)
            return (first, Reminder(at=morning, stage=incident.stage, step=2))
        case IncidentStage.COMPILED if incident.compiled_at is not None:
            return (Reminder(at=incident.compiled_at + DECIDE_WITHIN, stage=incident.stage, step=2),)
        case _:
            return ()


def reminder_notifications(there: Presence, incident: Incident, reminder: Reminder) -> tuple[Notification, ...]:
    """The reminder of what an incident still waits for, to the Head too while the secretary is away.

    Shape: nothing is decided by the clock.
    Source: rules 35, 42 and 94; promise 3 of the design.
    """
    waits = INCIDENT_STAGE_LABELS[incident.stage]
    text = f"“{incident.title}” ({spoken(incident.id)}) từ {clock(incident.reported_at)} vẫn {waits}. Mời xem và xử lý."
    secretary = there.board.holder(Office.SECRETARY).id
    compiles = (secretary,) if reminder.stage is IncidentStage.REPORTED else ()
    decides = (Office.HEAD,) if reminder.step > 1 or not there.is_there(secretary) else ()
    return told(there, NotificationKind.WARNING, text, *compiles, *decides)


def incident_summary(board: Board, incident: Incident) -> str:
    """An incident for operators; what people wrote of it is not theirs to read.

    Source: design, "readable to ops without code"; decision 0038.
    """
    return f"**Sự việc:** {_by(board, incident)} lúc {clock(incident.reported_at)}\n\nTrạng thái: {_label(incident)}"


def _what(board: Board, incident: Incident) -> str:
    proposal = f" Đề xuất: {as_clause(incident.proposal)}." if incident.proposal else ""
    return (
        f"“{incident.title}” ({spoken(incident.id)}), {_by(board, incident)}: {as_clause(incident.account)}.{proposal}"
    )


def _by(board: Board, incident: Incident) -> str:
    if incident.alarm:
        return f"trạm canh báo khẩn {literal(incident.alarm)}"
    member = board.member(incident.reported_by)
    return f"{OFFICE_LABELS[member.office] if member else 'Thành viên cũ'} báo"


def _label(incident: Incident) -> str:
    return INCIDENT_STAGE_LABELS[incident.stage]


def _is_engineers(board: Board, incident: Incident) -> bool:
    return incident.reported_by == board.holder(Office.ENGINEER).id


def _but(own: MemberId | None, found: tuple[Notification, ...]) -> tuple[Notification, ...]:
    return tuple(each for each in found if each.to != own)
