"""What follows from an accepted act: clocks that start, are met or dropped, and who hears of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from newsroom.article import ChannelName, MemberId
from newsroom.authority import Ground, Hold
from newsroom.board import OFFICE_LABELS, Board, Office
from newsroom.claims import REASONS, Claim
from newsroom.publishing import CHANNEL_LABELS, channel_names
from newsroom.sla import Obligation, Promise, edit_obligation, publish_obligations, same_day_obligation
from newsroom.stages import ACTS, Act, Stage
from newsroom.standing import Standing
from newsroom.text import as_clause
from newsroom.working_time import local


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What happens to the obligations of an article; `drop` without channel means all open ones of the promise."""

    start: tuple[Obligation, ...] = ()
    meet: frozenset[Promise] = frozenset()
    drop: frozenset[tuple[Promise, ChannelName | None]] = frozenset()


class NotificationKind(StrEnum):
    """Why somebody is told: a task to do, news to know, a warning, or an alarm that something is wrong."""

    TASK = "task"
    NEWS = "news"
    WARNING = "warning"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One message to one member, in Vietnamese."""

    to: MemberId
    kind: NotificationKind
    text: str


_BOARD_MEMBERS = (Office.HEAD, Office.STANDING_DEPUTY, Office.DEPUTY, Office.FINAL_EDITOR, Office.SECRETARY)
_EVERYTHING = frozenset((promise, None) for promise in Promise)


def on_submission(board: Board, standing: Standing) -> Changes:
    """The clocks that a first submission starts.

    Source: rules 14 and 54.
    """
    return Changes(
        start=(edit_obligation(board, standing.submitted_at), same_day_obligation(standing.submitted_at)),
    )


def changes_after(board: Board, before: Standing, after: Standing, claim: Claim, now: datetime) -> Changes:
    """The clocks that an accepted act starts, meets and drops.

    Source: rules 14, 54, 81; ambiguities A13-A17; decision 0005 (an embargo moves the same-day promise to its day).
    """
    match claim.act:
        case Act.FINISH_EDIT | Act.RETURN_TO_AUTHOR:
            return Changes(meet=frozenset({Promise.EDIT}))
        case Act.RESUBMIT | Act.RETURN_FOR_EDIT:
            void = [(Promise.PUBLISH, None)] if before.approved_hash else []
            return Changes(start=(edit_obligation(board, now),), drop=frozenset(void))
        case Act.APPROVE:
            return _approved(board, after)
        case Act.RESCHEDULE:
            day = same_day_obligation(max(after.publish_at or now, after.submitted_at))
            drop = frozenset({(Promise.PUBLISH, None), (Promise.SAME_DAY, None)})
            return Changes(start=(*_publishing(board, after), day), drop=drop)
        case Act.WAIVE_CHANNEL:
            return Changes(drop=frozenset({(Promise.PUBLISH, claim.details.channel)}))
        case Act.REJECT | Act.WITHDRAW:
            return Changes(drop=_EVERYTHING)
        case Act.TAKE_OVER:
            back_at_the_desk = after.stage is Stage.EDITING and before.stage is not Stage.EDITING
            start = (edit_obligation(board, now),) if back_at_the_desk else ()
            return Changes(start=start, drop=frozenset({(Promise.PUBLISH, None)}))
        case Act.REFER:
            # The desk has done its part; the edit begins anew if the board gives the text back.
            return Changes(meet=frozenset({Promise.EDIT}), drop=frozenset({(Promise.PUBLISH, None)}))
        case Act.RESUME_CHANNEL | Act.GO_ON | Act.REASSIGN | Act.ASK_REROUTE | Act.PRECHECK:
            return Changes()


def notifications_after(
    board: Board,
    after: Standing,
    claim: Claim,
    title: str,
    ground: Ground | None = None,
    before: Standing | None = None,
) -> tuple[Notification, ...]:
    """Who hears of an accepted act, and what they are asked to do.

    Shape: never to the member who acted, and at most one message of a kind to a member; `before` is where the article
    stood.
    Source: rules 17, 33, 35, 42, 52, 81; ambiguities A1 (the other office is informed), A9 (the Head is told).
    """
    what = f"“{title}” ({after.article_id})"
    told = (
        *_told(board, after, claim, what),
        *_told_of_title(board, after, claim, what, ground),
        *_told_of_void(board, before, claim, what),
    )
    first = {(each.to, each.kind): each for each in told if each.to != claim.member}
    return tuple(each for each in told if first.get((each.to, each.kind)) is each)


def asking(board: Board, standing: Standing, what: str) -> tuple[Notification, ...]:
    """The task for whoever is asked now, or the alarm when nobody is there to be asked.

    Source: rules 33, 54, 69; ambiguities A7, A11; promise 3 of the design.
    """
    seat = standing.seat
    reasons = " ".join(seat.reasons or standing.route.reasons)
    if seat.asked is None:
        text = f"{what} không có ai để trình: {reasons} Cần liên hệ trực tiếp (điện thoại)."
        offices = (Office.HEAD, *board.acting_order, Office.SECRETARY)
        return tuple(Notification(to=board.holder(o).id, kind=NotificationKind.ALARM, text=text) for o in offices)
    if seat.hold is Hold.HEAD_TO_ASSIGN:
        verb = "Mời phân công người biên tập" if standing.stage is Stage.EDITING else "Mời phân công người duyệt"
        return (_task(seat.asked, f"{verb} (hoặc quyết định trực tiếp) {what}. {reasons}"),)
    if standing.stage is Stage.AWAITING_APPROVAL:
        return (_task(seat.asked, f"Mời duyệt {what}. {reasons}"),)
    if standing.held_since is not None:
        return (_task(seat.asked, f"{what}: mời xem lại rồi {way_on(standing)}. {reasons}"),)
    verb = "mời kiểm tra giúp" if seat.hold is Hold.PRECHECK else "mời biên tập lần cuối"
    return (_task(seat.asked, f"{what}, {verb}. {' '.join(seat.reasons)}".strip()),)


def way_on(standing: Standing) -> str:
    """What an approver may do with an article that a restore holds, in Vietnamese.

    Source: the stage table.
    """
    scheduled = standing.stage is Stage.SCHEDULED
    otherwise = "rút bài" if scheduled else "đề nghị Trưởng Ban nhận về duyệt"
    return f"cho đăng tiếp (`toasoan go-on {standing.article_id}`), hoặc {otherwise}"


def board_members(board: Board) -> tuple[MemberId, ...]:
    """Those who sit in the board's meetings: the leaders, the final editor and the secretary.

    Source: rules 5, 21 and 60; ambiguity A5.
    """
    return tuple(board.holder(office).id for office in _BOARD_MEMBERS)


def forgery_notifications(board: Board, aimed_at: str, message: str) -> tuple[Notification, ...]:
    """The alarm after an act without valid proof of authority, aimed at an article or a matter.

    Source: promise 2 of the design; rules 50 and 90.
    """
    text = f"Có thao tác không có chữ ký hợp lệ gửi tới {aimed_at}: {message} Cần kiểm tra nguồn gửi."
    offices = (Office.HEAD, Office.FINAL_EDITOR, Office.ENGINEER)
    return tuple(Notification(to=board.holder(office).id, kind=NotificationKind.ALARM, text=text) for office in offices)


def workflow_gone_notifications(board: Board, what: str, message: str) -> tuple[Notification, ...]:
    """The alarm after an act on what is open while its workflow is gone, with the way back.

    Source: promise 7 of the design.
    """
    text = (
        f"Quy trình của {what} không còn trên máy chủ quy trình trong khi sổ còn mở. {message} "
        "Chạy `toasoan reconcile` để xem, rồi `toasoan reconcile --apply` để khởi động lại từ sổ."
    )
    return (Notification(to=board.holder(Office.ENGINEER).id, kind=NotificationKind.ALARM, text=text),)


def _approved(board: Board, after: Standing) -> Changes:
    start = _publishing(board, after)
    if after.publish_at is None or local(after.publish_at).date() == local(after.submitted_at).date():
        return Changes(start=start)
    return Changes(start=(*start, same_day_obligation(after.publish_at)), drop=frozenset({(Promise.SAME_DAY, None)}))


def _publishing(board: Board, after: Standing) -> tuple[Obligation, ...]:
    return publish_obligations(board.sla, after.approved_at or after.since, after.publish_at, after.channels)


def _told(board: Board, after: Standing, claim: Claim, what: str) -> tuple[Notification, ...]:
    reason = _reason(claim)
    match claim.act:
        case Act.FINISH_EDIT | Act.REASSIGN:
            return (*asking(board, after, what), *_informed(board, after, what))
        case Act.RETURN_TO_AUTHOR:
            return (_task(after.author, f"{what} được trả lại để sửa: {reason}"),)
        case Act.RESUBMIT:
            return asking(board, after, f"{what} đã được gửi lại")
        case Act.RETURN_FOR_EDIT:
            return asking(board, after, f"{what} được trả lại biên tập: {reason}")
        case Act.PRECHECK:
            said = f" (ý kiến: {reason})" if reason else ""
            return asking(board, after, f"{what} đã được Thư ký kiểm tra{said}")
        case Act.TAKE_OVER | Act.ASK_REROUTE | Act.REFER:
            return _told_of_move(board, after, claim, what, reason)
        case _:
            return _told_of_outcome(board, after, claim, what, reason)


def _told_of_move(board: Board, after: Standing, claim: Claim, what: str, reason: str) -> tuple[Notification, ...]:
    if claim.act is Act.ASK_REROUTE:
        return (_task(board.holder(Office.HEAD).id, f"Đề nghị phân công lại người duyệt {what}: {reason}"),)
    if claim.act is Act.REFER:
        text = f"{what} chưa thống nhất, đưa ra họp Ban Biên tập: {reason}. Bài không đăng cho tới khi có kết luận."
        return tuple(_news(m, text) for m in dict.fromkeys((*board_members(board), after.author)))
    editor = board.holder(Office.FINAL_EDITOR).id
    told = dict.fromkeys((*(board.holder(o).id for o in after.route.informed), editor, after.author))
    news = (_news(m, f"Trưởng Ban nhận về quyết định {what}: {reason}") for m in told)
    return (*asking(board, after, what), *news)


def _told_of_outcome(board: Board, after: Standing, claim: Claim, what: str, reason: str) -> tuple[Notification, ...]:
    owner, engineer = board.holder(after.route.owner).id, board.holder(Office.ENGINEER).id
    if claim.act in {Act.REJECT, Act.WITHDRAW}:
        verb = "bị từ chối" if claim.act is Act.REJECT else "đã được rút"
        told = dict.fromkeys((after.author, board.holder(Office.FINAL_EDITOR).id))
        return tuple(_news(member, f"{what} {verb}: {reason}") for member in told)
    if claim.act in {Act.APPROVE, Act.RESCHEDULE}:
        when = f"lúc {local(after.publish_at):%H:%M %d/%m/%Y}" if after.publish_at else "ngay"
        text = f"{what} đã được duyệt, đăng {when} trên {channel_names(after.channels)}."
        return (_news(after.author, text), _task(engineer, text))
    if claim.act is Act.GO_ON:
        text = f"{what} được cho đăng tiếp sau khi phục hồi kho dữ liệu."
        return (_news(after.author, text), _task(engineer, text))
    channel = CHANNEL_LABELS[claim.details.channel or ChannelName.PORTAL]
    verb = "được đăng tiếp" if claim.act is Act.RESUME_CHANNEL else "không đăng"
    return tuple(_news(m, f"{what} {verb} trên {channel}. {reason}".strip()) for m in (owner, engineer))


def _told_of_title(
    board: Board, after: Standing, claim: Claim, what: str, ground: Ground | None
) -> tuple[Notification, ...]:
    """Who hears that somebody else acted in their place."""
    if ground is None or not ACTS[claim.act].told_to_title:
        return ()
    done = f"{OFFICE_LABELS[claim.office]} đã {claim.label} {what}"
    if ground.acting_for is Office.HEAD:
        text = f"{done} thay Trưởng Ban. Trưởng Ban có thể nhận lại bài khi bài chưa đăng."
        return (_news(board.holder(Office.HEAD).id, text),)
    if ground.grant:
        return (_news(board.holder(after.route.owner).id, f"{done} ({ground.dates})."),)
    return ()


def _told_of_void(board: Board, before: Standing | None, claim: Claim, what: str) -> tuple[Notification, ...]:
    """Who counts on an approval that a return for edit has taken back."""
    if before is None or not before.approved_hash or claim.act is not Act.RETURN_FOR_EDIT:
        return ()
    hour = f" lúc {local(before.publish_at):%H:%M %d/%m/%Y}" if before.publish_at else ""
    text = f"{what} được trả lại biên tập: {_reason(claim)}. Bài không đăng{hour} như đã duyệt, và phải được duyệt lại."
    approver, engineer = board.holder(before.route.owner).id, board.holder(Office.ENGINEER).id
    return tuple(_news(member, text) for member in dict.fromkeys((before.author, approver, engineer)))


def _reason(claim: Claim) -> str:
    label = REASONS.get(claim.details.reason_code, "")
    return "; ".join(part for part in (label, as_clause(claim.details.reason)) if part)


def _informed(board: Board, after: Standing, what: str) -> tuple[Notification, ...]:
    owner = OFFICE_LABELS[after.route.owner]
    return tuple(
        _news(board.holder(office).id, f"Để biết: {what} thuộc cả lĩnh vực của đồng chí; người duyệt là {owner}.")
        for office in after.route.informed
    )


def _task(to: MemberId, text: str) -> Notification:
    return Notification(to=to, kind=NotificationKind.TASK, text=text)


def _news(to: MemberId, text: str) -> Notification:
    return Notification(to=to, kind=NotificationKind.NEWS, text=text)
