"""Who hears of a meeting of the board, and how it is said to members and to operators."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from newsroom.article import spoken
from newsroom.board import BOARD_MEMBERS, Office
from newsroom.consequences import asking
from newsroom.entitlement.addressees import Notification, NotificationKind, first_to_each, told
from newsroom.matters.kinds import MEETING_STAGE_LABELS, OUTCOME_LABELS, MeetingStage, Outcome
from newsroom.matters.meetings import Item, Meeting, Preparation, meeting_in_words
from newsroom.roster import Presence
from newsroom.standing import Standing
from newsroom.text import as_clause, literal
from newsroom.working_time import ZONE, local

MINUTES_WITHIN: Final = timedelta(hours=2)
"""The secretary is reminded when a meeting began this long ago and has no minutes."""

CONCLUDE_WITHIN: Final = timedelta(hours=24)
"""The Head is reminded when minutes have waited this long for the signature."""

_NEXT_MORNING: Final = time(8)
_PAPERS: Final = " Mời chuẩn bị tài liệu họp."
_SETTLED: Final = {
    Outcome.RELEASE: "họp Ban Biên tập thống nhất cho làm tiếp",
    Outcome.RETURN: "họp Ban Biên tập trả lại biên tập",
    Outcome.REJECT: "họp Ban Biên tập kết luận không đăng",
}


class Lack(StrEnum):
    """What a meeting still lacks."""

    PREPARATION = "preparation"
    MINUTES = "minutes"
    CONCLUSION = "conclusion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """An hour at which somebody is reminded of what a meeting lacks; `step` counts the repeats from 1."""

    at: datetime
    lack: Lack
    step: int = 1


def to_convene(there: Presence, what: str, *, again: bool = False) -> tuple[Notification, ...]:
    """The task, for the Head and whoever acts for the Head, to call a meeting while none is called.

    Source: rules 5, 21, 35 and 42; ambiguity A38; promise 3 of the design.
    """
    kind = NotificationKind.WARNING if again else NotificationKind.TASK
    still = "vẫn " if again else ""
    text = f"{what} {still}chờ họp Ban Biên tập mà chưa có cuộc họp nào; mời triệu tập (`toasoan meeting convene`)."
    return told(there, kind, text, Office.HEAD)


def convened_notifications(there: Presence, meeting: Meeting) -> tuple[Notification, ...]:
    """The invitation for everybody who sits in the meeting; the secretary is asked for the papers too.

    Source: rules 5, 21, 29 and 59.
    """
    said = f"Mời dự họp Ban Biên tập. {meeting_in_words(meeting)}"
    with_papers = told(there, NotificationKind.TASK, f"{said}{_PAPERS}", Office.SECRETARY)
    return first_to_each((*with_papers, *told(there, NotificationKind.TASK, said, *BOARD_MEMBERS)))


def paper_notifications(there: Presence, meeting: Meeting, title: str) -> tuple[Notification, ...]:
    """News of a new paper.

    Source: rules 29 and 59.
    """
    return _everybody(there, f"Có tài liệu họp “{title}”. {meeting_in_words(meeting)}")


def raised_notifications(there: Presence, meeting: Meeting, title: str) -> tuple[Notification, ...]:
    """News of a matter that is now on the agenda.

    Source: rules 5 and 29.
    """
    return _everybody(there, f"Chương trình họp có thêm vấn đề “{title}”. {meeting_in_words(meeting)}")


def directed_notifications(there: Presence, meeting: Meeting, given: Preparation) -> tuple[Notification, ...]:
    """The task to prepare something for a meeting, for that member alone.

    Source: rule 29.
    """
    text = f"Mời chuẩn bị “{given.what}” trước {local(given.due_at):%H:%M %d/%m/%Y}. {meeting_in_words(meeting)}"
    return told(there, NotificationKind.TASK, text, given.member)


def minuted_notifications(there: Presence, meeting: Meeting) -> tuple[Notification, ...]:
    """The task, for the Head and whoever acts for the Head, to read the minutes and to conclude.

    Source: rules 5, 35, 42 and 60.
    """
    text = f"Đã có biên bản; mời đọc và kết luận. {meeting_in_words(meeting)}"
    return told(there, NotificationKind.TASK, text, Office.HEAD)


def concluded_notifications(there: Presence, meeting: Meeting) -> tuple[Notification, ...]:
    """News of what was decided.

    Source: rules 5 and 60.
    """
    decided = "; ".join(f"“{item.title}”: {_outcome(item)}" for item in meeting.agenda)
    articles = f" Kết luận: {decided}." if decided else ""
    return _everybody(there, f"Cuộc họp {_when(meeting)} về “{meeting.topic}” đã kết luận.{articles}")


def cancelled_notifications(there: Presence, meeting: Meeting, reason: str) -> tuple[Notification, ...]:
    """News that a meeting is called off.

    Source: rule 21.
    """
    waiting = " Các bài chưa thống nhất chờ cuộc họp sau." if meeting.items else ""
    return _everybody(there, f"Hủy cuộc họp {_when(meeting)} về “{meeting.topic}”: {as_clause(reason)}.{waiting}")


def settled_notifications(there: Presence, standing: Standing, item: Item) -> tuple[Notification, ...]:
    """Who hears what the board has decided on one article, and what they are asked to do now.

    Shape: `standing` is the one after the decision.
    Source: rules 5, 33 and 54; ambiguity A38.
    """
    if item.outcome is None or item.outcome is Outcome.CARRY:
        return ()
    note = f": {as_clause(item.note)}" if item.note else ""
    said = f"“{item.title}” ({spoken(item.article_id)}), {_SETTLED[item.outcome]}{note}"
    asked = () if item.outcome is Outcome.REJECT else asking(there, standing, said)
    editor = () if item.outcome is Outcome.RELEASE else (Office.FINAL_EDITOR,)
    return first_to_each((*asked, *told(there, NotificationKind.NEWS, f"{said}.", standing.author, *editor)))


def nudges(meeting: Meeting) -> tuple[Nudge, ...]:
    """When somebody is reminded that the minutes, or the signature under them, are missing; in order.

    Source: rules 21 and 60 (the notice sets no time for either).
    """
    match meeting.stage:
        case MeetingStage.CALLED:
            day = local(meeting.starts_at).date() + timedelta(days=1)
            morning = datetime.combine(day, _NEXT_MORNING, ZONE).astimezone(meeting.starts_at.tzinfo)
            first = Nudge(at=meeting.starts_at + MINUTES_WITHIN, lack=Lack.MINUTES)
            hours = sorted({given.due_at for given in meeting.preparations if not given.done})
            unprepared = (Nudge(at=hour, lack=Lack.PREPARATION) for hour in hours)
            return (*unprepared, first, Nudge(at=morning, lack=Lack.MINUTES, step=2))
        case MeetingStage.MINUTED if meeting.minuted_at is not None:
            return (Nudge(at=meeting.minuted_at + CONCLUDE_WITHIN, lack=Lack.CONCLUSION),)
        case _:
            return ()


def nudge_notifications(there: Presence, meeting: Meeting, nudge: Nudge) -> tuple[Notification, ...]:
    """The reminder of what a meeting still lacks; nothing is concluded by the clock.

    Source: rules 21, 35, 42 and 60; promise 3 of the design.
    """
    if nudge.lack is Lack.PREPARATION:
        late = [given for given in meeting.preparations if not given.done and given.due_at <= nudge.at]
        return tuple(message for given in late for message in _unprepared(there, meeting, given))
    if nudge.lack is Lack.MINUTES:
        text = (
            f"Cuộc họp đã bắt đầu {_when(meeting)} mà chưa có biên bản; mời ghi biên bản. {meeting_in_words(meeting)}"
        )
        return told(there, NotificationKind.WARNING, text, Office.SECRETARY)
    text = f"Biên bản đã chờ kết luận hơn một ngày; các bài vẫn dừng lại. {meeting_in_words(meeting)}"
    return told(there, NotificationKind.WARNING, text, Office.HEAD)


def meeting_summary(meeting: Meeting) -> str:
    """A meeting for operators.

    Source: design, "readable to ops without code".
    """
    lines = [f"**{literal(meeting_in_words(meeting))}**", f"Trạng thái: {MEETING_STAGE_LABELS[meeting.stage]}"]
    lines += [f"- {literal(item.title)} ({spoken(item.article_id)}): {_outcome(item)}" for item in meeting.items]
    # What the others are about was said in people's own words, which stay in the storage.
    lines += [f"- {spoken(item.article_id)}: {_outcome(item)}" for item in meeting.matters]
    return "\n\n".join(lines)


def _unprepared(there: Presence, meeting: Meeting, given: Preparation) -> tuple[Notification, ...]:
    due = f"{local(given.due_at):%H:%M %d/%m/%Y}"
    text = f"Việc chuẩn bị họp “{given.what}” đến hạn {due} mà chưa có tài liệu. {meeting_in_words(meeting)}"
    return told(there, NotificationKind.WARNING, text, given.member, Office.STANDING_DEPUTY)


def _everybody(there: Presence, text: str) -> tuple[Notification, ...]:
    return told(there, NotificationKind.NEWS, text, *BOARD_MEMBERS)


def _outcome(item: Item) -> str:
    return OUTCOME_LABELS[item.outcome] if item.outcome else "chưa kết luận"


def _when(meeting: Meeting) -> str:
    return f"lúc {local(meeting.starts_at):%H:%M %d/%m/%Y}"
