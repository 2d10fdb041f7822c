"""Who hears of a meeting of the board, and how it is said to members and to operators."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from newsroom.article import MemberId
from newsroom.board import Board, Office
from newsroom.consequences import Notification, NotificationKind, asking, board_members
from newsroom.entitlement.titles import head_titles
from newsroom.matters.kinds import MEETING_STAGE_LABELS, OUTCOME_LABELS, MeetingStage, Outcome
from newsroom.matters.meetings import Item, Meeting, Preparation, meeting_in_words
from newsroom.roster import Roster
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


def to_convene(
    board: Board, roster: Roster, now: datetime, what: str, *, again: bool = False
) -> tuple[Notification, ...]:
    """The task, for the Head and whoever acts for the Head, to call a meeting while none is called.

    Source: rules 5, 21, 35 and 42; ambiguity A38; promise 3 of the design.
    """
    kind = NotificationKind.WARNING if again else NotificationKind.TASK
    still = "vẫn " if again else ""
    text = f"{what} {still}chờ họp Ban Biên tập mà chưa có cuộc họp nào; mời triệu tập (`toasoan meeting convene`)."
    return _to_heads(board, roster, now, kind, text)


def convened_notifications(board: Board, meeting: Meeting) -> tuple[Notification, ...]:
    """The invitation for everybody who sits in the meeting; the secretary is asked for the papers too.

    Source: rules 5, 21, 29 and 59.
    """
    said, secretary = f"Mời dự họp Ban Biên tập. {meeting_in_words(meeting)}", board.holder(Office.SECRETARY).id
    return tuple(
        Notification(to=member, kind=NotificationKind.TASK, text=f"{said}{_PAPERS if member == secretary else ''}")
        for member in board_members(board)
    )


def paper_notifications(board: Board, meeting: Meeting, title: str) -> tuple[Notification, ...]:
    """News of a new paper.

    Source: rules 29 and 59.
    """
    return _everybody(board, f"Có tài liệu họp “{title}”. {meeting_in_words(meeting)}")


def raised_notifications(board: Board, meeting: Meeting, title: str) -> tuple[Notification, ...]:
    """News of a matter that is now on the agenda.

    Source: rules 5 and 29.
    """
    return _everybody(board, f"Chương trình họp có thêm vấn đề “{title}”. {meeting_in_words(meeting)}")


def directed_notifications(meeting: Meeting, given: Preparation) -> tuple[Notification, ...]:
    """The task to prepare something for a meeting.

    Source: rule 29.
    """
    text = f"Mời chuẩn bị “{given.what}” trước {local(given.due_at):%H:%M %d/%m/%Y}. {meeting_in_words(meeting)}"
    return (Notification(to=given.member, kind=NotificationKind.TASK, text=text),)


def minuted_notifications(board: Board, roster: Roster, meeting: Meeting, now: datetime) -> tuple[Notification, ...]:
    """The task, for the Head and whoever acts for the Head, to read the minutes and to conclude.

    Source: rules 5, 35, 42 and 60.
    """
    text = f"Đã có biên bản; mời đọc và kết luận. {meeting_in_words(meeting)}"
    return _to_heads(board, roster, now, NotificationKind.TASK, text)


def concluded_notifications(board: Board, meeting: Meeting) -> tuple[Notification, ...]:
    """News of what was decided.

    Source: rules 5 and 60.
    """
    decided = "; ".join(f"“{item.title}”: {_outcome(item)}" for item in meeting.agenda)
    articles = f" Kết luận: {decided}." if decided else ""
    return _everybody(board, f"Cuộc họp {_when(meeting)} về “{meeting.topic}” đã kết luận.{articles}")


def cancelled_notifications(board: Board, meeting: Meeting, reason: str) -> tuple[Notification, ...]:
    """News that a meeting is called off.

    Source: rule 21.
    """
    waiting = " Các bài chưa thống nhất chờ cuộc họp sau." if meeting.items else ""
    return _everybody(board, f"Hủy cuộc họp {_when(meeting)} về “{meeting.topic}”: {as_clause(reason)}.{waiting}")


def settled_notifications(board: Board, standing: Standing, item: Item) -> tuple[Notification, ...]:
    """Who hears what the board has decided on one article, and what they are asked to do now.

    Shape: `standing` is the one after the decision.
    Source: rules 5, 33 and 54; ambiguity A38.
    """
    if item.outcome is None or item.outcome is Outcome.CARRY:
        return ()
    note = f": {as_clause(item.note)}" if item.note else ""
    said = f"“{item.title}” ({item.article_id}), {_SETTLED[item.outcome]}{note}"
    asked = () if item.outcome is Outcome.REJECT else asking(board, standing, said)
    editor = () if item.outcome is Outcome.RELEASE else (board.holder(Office.FINAL_EDITOR).id,)
    told = dict.fromkeys((standing.author, *editor)).keys() - {each.to for each in asked}
    return (*asked, *(Notification(to=member, kind=NotificationKind.NEWS, text=f"{said}.") for member in sorted(told)))


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


def nudge_notifications(
    board: Board, roster: Roster, meeting: Meeting, nudge: Nudge, now: datetime
) -> tuple[Notification, ...]:
    """The reminder of what a meeting still lacks; nothing is concluded by the clock.

    Source: rules 21, 35, 42 and 60; promise 3 of the design.
    """
    if nudge.lack is Lack.PREPARATION:
        late = [given for given in meeting.preparations if not given.done and given.due_at <= nudge.at]
        return tuple(_unprepared(meeting, given, to) for given in late for to in _told_of_lack(board, given))
    if nudge.lack is Lack.MINUTES:
        text = (
            f"Cuộc họp đã bắt đầu {_when(meeting)} mà chưa có biên bản; mời ghi biên bản. {meeting_in_words(meeting)}"
        )
        return (Notification(to=board.holder(Office.SECRETARY).id, kind=NotificationKind.WARNING, text=text),)
    text = f"Biên bản đã chờ kết luận hơn một ngày; các bài vẫn dừng lại. {meeting_in_words(meeting)}"
    return _to_heads(board, roster, now, NotificationKind.WARNING, text)


def meeting_summary(meeting: Meeting) -> str:
    """A meeting for operators.

    Source: design, "readable to ops without code".
    """
    lines = [f"**{literal(meeting_in_words(meeting))}**", f"Trạng thái: {MEETING_STAGE_LABELS[meeting.stage]}"]
    lines += [f"- {literal(item.title)} ({item.article_id}): {_outcome(item)}" for item in meeting.items]
    # What the others are about was said in people's own words, which stay in the storage.
    lines += [f"- {item.article_id}: {_outcome(item)}" for item in meeting.matters]
    return "\n\n".join(lines)


def _told_of_lack(board: Board, given: Preparation) -> tuple[MemberId, ...]:
    return tuple(dict.fromkeys((given.member, board.holder(Office.STANDING_DEPUTY).id)))


def _unprepared(meeting: Meeting, given: Preparation, to: MemberId) -> Notification:
    due = f"{local(given.due_at):%H:%M %d/%m/%Y}"
    text = f"Việc chuẩn bị họp “{given.what}” đến hạn {due} mà chưa có tài liệu. {meeting_in_words(meeting)}"
    return Notification(to=to, kind=NotificationKind.WARNING, text=text)


def _everybody(board: Board, text: str) -> tuple[Notification, ...]:
    return tuple(Notification(to=member, kind=NotificationKind.NEWS, text=text) for member in board_members(board))


def _to_heads(
    board: Board, roster: Roster, now: datetime, kind: NotificationKind, text: str
) -> tuple[Notification, ...]:
    heads = dict.fromkeys(title.member.id for title in head_titles(board, roster, now))
    return tuple(Notification(to=member, kind=kind, text=text) for member in heads)


def _outcome(item: Item) -> str:
    return OUTCOME_LABELS[item.outcome] if item.outcome else "chưa kết luận"


def _when(meeting: Meeting) -> str:
    return f"lúc {local(meeting.starts_at):%H:%M %d/%m/%Y}"
