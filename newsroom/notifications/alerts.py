"""Who hears of a promise that is not yet kept, and in which words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from newsroom.article import MemberId
from newsroom.authority import Hold
from newsroom.board import OFFICE_LABELS, Board, Office
from newsroom.consequences import Notification, NotificationKind
from newsroom.entitlement.titles import head_titles
from newsroom.publishing import channel_names
from newsroom.roster import Roster
from newsroom.sla import PROMISE_LABELS, Alert, Late, Moment, Obligation, Promise
from newsroom.stages import STAGE_LABELS, Stage
from newsroom.standing import Standing
from newsroom.working_time import local

_NOBODY_AWAY: Final = Roster()


def alert_notifications(
    board: Board,
    standing: Standing,
    title: str,
    moment: Moment,
    unmet: Sequence[Obligation],
    now: datetime,
    opened_at: datetime | None = None,
    roster: Roster = _NOBODY_AWAY,
) -> tuple[Notification, ...]:
    """The messages for a moment that has come; `unmet` holds at least one obligation.

    Shape: `opened_at` is when the member who is asked opened the text, if they did; `roster` tells who acts for the
    Head.
    Source: rules 14, 15, 26, 33, 52, 81; ambiguities A7, A11, A18; promise 3 of the design (a time-out only tells).
    """
    what = f"“{title}” ({standing.article_id})"
    due = f"{local(unmet[0].due_at):%H:%M %d/%m/%Y}"
    promise = PROMISE_LABELS[moment.promise]
    match moment.alert:
        case Alert.REMIND_APPROVER:
            return _reminders(board, roster, standing, what, moment, now, opened_at)
        case Alert.WARN:
            text = f"Sắp quá hạn {promise}: {what} {_where(standing, unmet)}; hạn {due}."
            return _to(board, responsible(standing.route.owner, moment.promise), NotificationKind.WARNING, text)
        case Alert.BREACH:
            text = f"QUÁ HẠN {promise}: {what} {_where(standing, unmet)}; hạn {due} đã qua. Công việc vẫn tiếp tục."
            return _to(board, _told_of_breach(standing, moment.promise), NotificationKind.ALARM, text)


def late_notifications(
    board: Board, standing: Standing, title: str, late: Sequence[Late], running: Sequence[Obligation], now: datetime
) -> tuple[Notification, ...]:
    """The messages for what has just ended too late; `late` is of one promise and holds at least one.

    Shape: `running` are the clocks that still run.
    Source: rules 14 and 81; ambiguity A18; promise 6 of the design; decision 0036.
    """
    first = late[0].obligation
    where = _names([each.obligation for each in late])
    rest = _names([o for o in running if o.promise is first.promise])
    ended = "mới xong" if late[0].met else "không còn phải làm"
    on = f" trên {where}" if where else ""
    left = f", chưa lên {rest}" if rest else ""
    text = (
        f"QUÁ HẠN {PROMISE_LABELS[first.promise]}: “{title}” ({standing.article_id}), hạn "
        f"{local(first.due_at):%H:%M %d/%m/%Y}; tới {local(now):%H:%M %d/%m/%Y} {ended}{on}{left}. "
        "Đã ghi sổ là quá hạn."
    )
    return _to(board, _told_of_breach(standing, first.promise), NotificationKind.ALARM, text)


def catch_up_due(member: MemberId, promise: Promise, waiting: int) -> Notification:
    """The one message that replaces all warnings of a promise which came up while nothing ran.

    Source: rules 14 and 81; decision 0036 (one message after an outage, in words that are true then).
    """
    text = (
        f"Hệ thống vừa hoạt động trở lại: có {waiting} bài sắp quá hạn {PROMISE_LABELS[promise]}, đã qua giờ cảnh báo. "
        "Mời mở danh sách bài và xử lý ngay."
    )
    return Notification(to=member, kind=NotificationKind.WARNING, text=text)


def catch_up(member: MemberId, waiting: int) -> Notification:
    """The one message that replaces all reminders which fell due while nothing ran.

    Source: rule 33; decision 0017 (no storm of reminders after an outage).
    """
    text = (
        f"Hệ thống vừa hoạt động trở lại: có {waiting} bài đang chờ đồng chí và đã quá giờ nhắc. "
        "Hệ thống không tự duyệt thay; mời mở hộp việc."
    )
    return Notification(to=member, kind=NotificationKind.WARNING, text=text)


def raises_assignment(board: Board, standing: Standing, moment: Moment) -> bool:
    """Whether a reminder is the last one, after which the Head is asked to assign somebody.

    Source: rules 15 and 33; promise 3 of the design.
    """
    last = moment.alert is Alert.REMIND_APPROVER and moment.step >= len(board.sla.approval_reminders)
    return last and standing.seat.hold not in {Hold.HEAD_TO_ASSIGN, Hold.NOBODY}


def asked_to_assign(board: Board, roster: Roster, now: datetime) -> tuple[MemberId, ...]:
    """Who is asked to say who approves: the Head, and whoever acts for the Head.

    Source: rules 15, 33, 35 and 42; promise 3 of the design.
    """
    return tuple(dict.fromkeys(title.member.id for title in head_titles(board, roster, now)))


def _reminders(
    board: Board,
    roster: Roster,
    standing: Standing,
    what: str,
    moment: Moment,
    now: datetime,
    opened_at: datetime | None,
) -> tuple[Notification, ...]:
    seat = standing.seat
    minutes = int((now - (seat.since or standing.since)).total_seconds() // 60)
    head = board.holder(Office.HEAD).id
    if seat.hold is Hold.NOBODY:
        text = f"{what} đã chờ {minutes} phút mà không có ai để trình. Cần liên hệ trực tiếp (điện thoại)."
        return _to(board, (Office.HEAD, *board.acting_order, Office.SECRETARY), NotificationKind.ALARM, text)
    if seat.hold is Hold.HEAD_TO_ASSIGN:
        text = f"{what} đã chờ phân công {minutes} phút. Hệ thống không tự chuyển, không tự duyệt."
        return (Notification(to=seat.asked or head, kind=NotificationKind.WARNING, text=text),)
    asked = seat.asked or board.holder(standing.route.owner).id
    office = OFFICE_LABELS[seat.office or standing.route.owner]
    opened = f"đã mở lúc {local(opened_at):%H:%M %d/%m}, chưa quyết định" if opened_at else "chưa mở"
    does = "chuyển biên tập" if standing.stage is Stage.RECEIVED else "duyệt"
    text = f"{what} đã chờ {office} {does} {minutes} phút ({opened}). Hệ thống không tự duyệt thay."
    told = (Notification(to=asked, kind=NotificationKind.WARNING, text=text),)
    if not raises_assignment(board, standing, moment):
        return told
    taken_in = "Trưởng Ban có thể chuyển biên tập thay."
    decided = "Đề nghị Trưởng Ban phân công người khác hoặc nhận về quyết định."
    task = f"{text} {taken_in if standing.stage is Stage.RECEIVED else decided}"
    heads = (member for member in asked_to_assign(board, roster, now) if member != asked)
    return (*told, *(Notification(to=member, kind=NotificationKind.TASK, text=task) for member in heads))


def responsible(owner: Office, promise: Promise) -> tuple[Office, ...]:
    """The offices that are warned of a promise about an article of that owner.

    Source: rules 14, 54 and 81; ambiguity A18.
    """
    match promise:
        case Promise.EDIT:
            return (Office.FINAL_EDITOR,)
        case Promise.SAME_DAY:
            return (Office.FINAL_EDITOR, owner)
        case Promise.PUBLISH | Promise.AMEND | Promise.CONFIRM:
            return (Office.ENGINEER, Office.FINAL_EDITOR, Office.STANDING_DEPUTY)


def _told_of_breach(standing: Standing, promise: Promise) -> tuple[Office, ...]:
    return (*responsible(standing.route.owner, promise), Office.STANDING_DEPUTY, Office.HEAD)


def _names(obligations: Sequence[Obligation]) -> str:
    return channel_names([o.channel for o in obligations if o.channel])


def _where(standing: Standing, unmet: Sequence[Obligation]) -> str:
    if channels := _names(unmet):
        return f"chưa lên {channels}"
    return f"đang ở bước “{STAGE_LABELS[standing.stage]}”"


def _to(board: Board, offices: Sequence[Office], kind: NotificationKind, text: str) -> tuple[Notification, ...]:
    return tuple(Notification(to=board.holder(office).id, kind=kind, text=text) for office in dict.fromkeys(offices))
