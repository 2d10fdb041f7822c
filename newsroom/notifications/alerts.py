"""Who hears of a promise that is not yet kept, and in which words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from newsroom.article import MemberId, spoken
from newsroom.authority import Hold
from newsroom.board import OFFICE_LABELS, Board, Office
from newsroom.entitlement.addressees import (
    Addressee,
    Call,
    Notification,
    NotificationKind,
    first_to_each,
    leaders,
    responsible,
    told,
)
from newsroom.entitlement.titles import seat_of
from newsroom.publishing import channel_names
from newsroom.roster import Presence
from newsroom.sla import PROMISE_LABELS, Alert, Late, Moment, Obligation, Promise
from newsroom.stages import STAGE_LABELS, Stage
from newsroom.standing import Standing
from newsroom.working_time import local


def alert_notifications(
    there: Presence,
    standing: Standing,
    title: str,
    moment: Moment,
    unmet: Sequence[Obligation],
    opened_at: datetime | None = None,
) -> tuple[Notification, ...]:
    """The messages for a moment that has come; `unmet` holds at least one obligation.

    Shape: `opened_at` is when the member who is asked opened the text, if they did.
    Source: rules 14, 15, 26, 33, 52, 81; ambiguities A7, A11, A18; promise 3 of the design (a time-out only tells).
    """
    what = f"“{title}” ({spoken(standing.article_id)})"
    due = f"{local(unmet[0].due_at):%H:%M %d/%m/%Y}"
    promise = PROMISE_LABELS[moment.promise]
    match moment.alert:
        case Alert.REMIND_APPROVER:
            return _reminders(there, standing, what, moment, opened_at)
        case Alert.WARN:
            text = f"Sắp quá hạn {promise}: {what} {_where(standing, unmet)}; hạn {due}."
            return told(there, NotificationKind.WARNING, text, *responsible(standing, moment.promise))
        case Alert.BREACH:
            text = f"QUÁ HẠN {promise}: {what} {_where(standing, unmet)}; hạn {due} đã qua. Công việc vẫn tiếp tục."
            return told(there, NotificationKind.ALARM, text, *_told_of_breach(standing, moment.promise))


def late_notifications(
    there: Presence, standing: Standing, title: str, late: Sequence[Late], running: Sequence[Obligation]
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
        f"QUÁ HẠN {PROMISE_LABELS[first.promise]}: “{title}” ({spoken(standing.article_id)}), hạn "
        f"{local(first.due_at):%H:%M %d/%m/%Y}; tới {local(there.at):%H:%M %d/%m/%Y} {ended}{on}{left}. "
        "Đã ghi sổ là quá hạn."
    )
    return told(there, NotificationKind.ALARM, text, *_told_of_breach(standing, first.promise))


def still_late_notifications(
    there: Presence, standing: Standing, title: str, unmet: Sequence[Obligation]
) -> tuple[Notification, ...]:
    """The messages that a promise broken on an earlier day is still not kept; `unmet` are of one promise, at least one.

    Source: rules 14 and 81; ambiguity A18; decision 0067 (what stands broken is said again each day).
    """
    first = unmet[0]
    days = (local(there.at).date() - local(first.due_at).date()).days
    text = (
        f"VẪN QUÁ HẠN {PROMISE_LABELS[first.promise]}: “{title}” ({spoken(standing.article_id)}) "
        f"{_where(standing, unmet)}; hạn {local(first.due_at):%H:%M %d/%m/%Y} đã qua {days} ngày."
    )
    return told(there, NotificationKind.ALARM, text, *_told_of_breach(standing, first.promise))


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


def _reminders(
    there: Presence, standing: Standing, what: str, moment: Moment, opened_at: datetime | None
) -> tuple[Notification, ...]:
    seat = seat_of(there.board, there.roster, standing, there.at)
    minutes = int((there.at - (standing.seat.since or standing.since)).total_seconds() // 60)
    if seat.asked is None:
        text = f"{what} đã chờ {minutes} phút mà không có ai để trình. Cần liên hệ trực tiếp (điện thoại)."
        return told(there, NotificationKind.ALARM, text, *leaders(there.board), Office.SECRETARY, Call.ON_DUTY)
    if seat.hold is Hold.HEAD_TO_ASSIGN:
        text = f"{what} đã chờ phân công {minutes} phút. Hệ thống không tự chuyển, không tự duyệt."
        return told(there, NotificationKind.WARNING, text, seat.asked)
    office = OFFICE_LABELS[seat.office or standing.route.owner]
    opened = f"đã mở lúc {local(opened_at):%H:%M %d/%m}, chưa quyết định" if opened_at else "chưa mở"
    does = "chuyển biên tập" if standing.stage is Stage.RECEIVED else "duyệt"
    text = f"{what} đã chờ {office} {does} {minutes} phút ({opened}). Hệ thống không tự duyệt thay."
    reminded = told(there, NotificationKind.WARNING, text, seat.asked)
    if not raises_assignment(there.board, replace(standing, seat=seat), moment):
        return reminded
    taken_in = "Trưởng Ban có thể chuyển biên tập thay."
    decided = "Đề nghị Trưởng Ban phân công người khác hoặc nhận về quyết định."
    task = f"{text} {taken_in if standing.stage is Stage.RECEIVED else decided}"
    return first_to_each((*reminded, *told(there, NotificationKind.TASK, task, Office.HEAD)))


def _told_of_breach(standing: Standing, promise: Promise) -> tuple[Addressee, ...]:
    return (*responsible(standing, promise), Office.STANDING_DEPUTY, Office.HEAD)


def _names(obligations: Sequence[Obligation]) -> str:
    return channel_names([o.channel for o in obligations if o.channel])


def _where(standing: Standing, unmet: Sequence[Obligation]) -> str:
    if channels := _names(unmet):
        return f"chưa lên {channels}"
    return f"đang ở bước “{STAGE_LABELS[standing.stage]}”"
