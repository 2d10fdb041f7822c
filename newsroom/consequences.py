"""What follows from an accepted act: clocks that start, are met or dropped, and who hears of it."""

from datetime import datetime
from typing import Final

from newsroom.article import ChannelName, MemberId, spoken
from newsroom.authority import Ground, Hold
from newsroom.board import BOARD_MEMBERS, OFFICE_LABELS, Board, Office
from newsroom.claims import REASONS, Claim
from newsroom.describe import way_on
from newsroom.entitlement.addressees import (
    Addressee,
    Call,
    Deciding,
    Notification,
    NotificationKind,
    leaders,
    responsible,
    told,
    whom,
)
from newsroom.publishing import CHANNEL_LABELS, channel_names
from newsroom.roster import Presence
from newsroom.sla import (
    PROMISE_LABELS,
    Changes,
    Obligation,
    Promise,
    edit_obligation,
    publish_obligations,
    same_day_obligation,
    warned_at_once,
)
from newsroom.stages import ACTS, Act, Stage
from newsroom.standing import Standing
from newsroom.text import as_clause
from newsroom.working_time import local

WATCH_OVER_TEXTS: Final = (Office.HEAD, Office.FINAL_EDITOR, Office.ENGINEER, Call.ON_DUTY)
"""Those who are called when something acts without authority (rules 17, 50, 80 and 90)."""

_EVERYTHING = frozenset((promise, None) for promise in Promise)


def on_submission(board: Board, standing: Standing) -> Changes:
    """The clocks that a first submission starts; the edit's own begins when the secretary has passed the text on.

    Source: rules 14, 54 and 72.
    """
    day = same_day_obligation(standing.submitted_at)
    if standing.stage is Stage.RECEIVED:
        return Changes(start=(day,))
    return Changes(start=(edit_obligation(board, standing.submitted_at), day))


def changes_after(board: Board, before: Standing, after: Standing, claim: Claim, now: datetime) -> Changes:
    """The clocks that an accepted act starts, meets and drops.

    Source: rules 14, 54, 72, 81; ambiguities A13-A17; decision 0005 (an embargo moves the same-day promise to its day).
    """
    match claim.act:
        case Act.FINISH_EDIT | Act.RETURN_TO_AUTHOR:
            return Changes(meet=frozenset({Promise.EDIT}))
        case Act.RESUBMIT | Act.RETURN_FOR_EDIT | Act.TAKE_IN:
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
        case Act.RESUME_CHANNEL | Act.GO_ON | Act.REASSIGN | Act.ASK_REROUTE | Act.PASS_UP | Act.PRECHECK:
            return Changes()


def notifications_after(
    there: Presence,
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
    what = f"“{title}” ({spoken(after.article_id)})"
    found = (
        *_told_of_title(there, after, claim, what, ground),
        *_told_of_topics(there, after, claim, what),
        *_told(there, after, claim, what),
        *_told_of_void(there, before, claim, what),
    )
    first: dict[tuple[MemberId, NotificationKind], Notification] = {}
    for each in found:
        first.setdefault((each.to, each.kind), each)
    return tuple(each for each in first.values() if each.to != claim.member)


def asking(there: Presence, standing: Standing, what: str) -> tuple[Notification, ...]:
    """The task for whoever is asked now, or the alarm when nobody is there to be asked.

    Source: rules 33, 54, 69, 72; ambiguities A7, A11; promise 3 of the design.
    """
    seat = standing.seat
    reasons = " ".join(seat.reasons or standing.route.reasons)
    if seat.asked is None:
        text = f"{what} không có ai để trình: {reasons} Cần liên hệ trực tiếp (điện thoại)."
        return told(there, NotificationKind.ALARM, text, *leaders(there.board), Office.SECRETARY, Call.ON_DUTY)
    if standing.stage is Stage.RECEIVED:
        why = " ".join(seat.reasons)
        said = f"{what} của cộng tác viên, mời tiếp nhận và chuyển biên tập. {why}"
        return _task(there, said.strip(), seat.asked)
    if seat.hold is Hold.HEAD_TO_ASSIGN:
        verb = "Mời phân công người biên tập" if standing.stage is Stage.EDITING else "Mời phân công người duyệt"
        return _task(there, f"{verb} (hoặc quyết định trực tiếp) {what}. {reasons}", seat.asked)
    if standing.stage is Stage.AWAITING_APPROVAL:
        return _task(there, f"Mời duyệt {what}. {reasons}", seat.asked)
    if standing.held_since is not None:
        return _task(there, f"{what}: mời xem lại rồi {way_on(standing)}. {reasons}", seat.asked)
    verb = "mời kiểm tra giúp" if seat.hold is Hold.PRECHECK else "mời biên tập lần cuối"
    return _task(there, f"{what}, {verb}. {' '.join(seat.reasons)}".strip(), seat.asked)


def late_in_the_evening(there: Presence, standing: Standing, what: str) -> tuple[Notification, ...]:
    """The warning about a text that comes after the last warning of its day, told as it comes; else nothing.

    Source: rule 14; ambiguity A14; decision 0043.
    """
    day = same_day_obligation(standing.submitted_at)
    if not warned_at_once(there.board.sla, day):
        return ()
    due = f"{local(day.due_at):%H:%M %d/%m/%Y}"
    text = f"Sắp quá hạn {PROMISE_LABELS[day.promise]}: {what} gửi sau giờ cảnh báo cuối trong ngày; hạn {due}."
    return told(there, NotificationKind.WARNING, text, *responsible(standing, day.promise))


def taken_in_notifications(there: Presence, standing: Standing, what: str, intake: str) -> tuple[Notification, ...]:
    """The news, for a contributor, that the secretary has handed the own text in; `intake` is empty without her.

    Source: rule 72.
    """
    command = f"toasoan status {spoken(standing.article_id)}"
    text = f"{what} đã được Thư ký Ban Biên tập tiếp nhận và gửi thay; xem tại `{command}`."
    return told(there, NotificationKind.NEWS, text, standing.author) if intake else ()


def forgery_notifications(there: Presence, aimed_at: str, message: str) -> tuple[Notification, ...]:
    """The alarm after an act without valid proof of authority, aimed at an article or a matter.

    Source: promise 2 of the design; rules 50 and 90.
    """
    text = f"Có thao tác không có chữ ký hợp lệ gửi tới {aimed_at}: {message} Cần kiểm tra nguồn gửi."
    return told(there, NotificationKind.ALARM, text, *WATCH_OVER_TEXTS)


def _approved(board: Board, after: Standing) -> Changes:
    start = _publishing(board, after)
    if after.publish_at is None or local(after.publish_at).date() == local(after.submitted_at).date():
        return Changes(start=start)
    return Changes(start=(*start, same_day_obligation(after.publish_at)), drop=frozenset({(Promise.SAME_DAY, None)}))


def _publishing(board: Board, after: Standing) -> tuple[Obligation, ...]:
    return publish_obligations(board.sla, after.approved_at or after.since, after.publish_at, after.channels)


def _told(there: Presence, after: Standing, claim: Claim, what: str) -> tuple[Notification, ...]:
    reason = _reason(claim)
    match claim.act:
        case Act.FINISH_EDIT | Act.REASSIGN | Act.PASS_UP:
            return (*asking(there, after, what), *_informed(there, after, what))
        case Act.RETURN_TO_AUTHOR:
            return _task(there, f"{what} được trả lại để sửa: {reason}.", after.author)
        case Act.RESUBMIT:
            unchanged = "" if claim.details.new_hash else " nguyên bản cũ"
            return asking(there, after, f"{what} đã được gửi lại{unchanged}{f' (lý do: {reason})' if reason else ''}")
        case Act.TAKE_IN:
            said = f"{what} đã được tiếp nhận và chuyển biên tập."
            return (*asking(there, after, f"Bài của cộng tác viên {what}"), *_news(there, said, after.author))
        case Act.RETURN_FOR_EDIT:
            return asking(there, after, f"{what} được trả lại biên tập: {reason}")
        case Act.PRECHECK:
            said = f" (ý kiến: {reason})" if reason else ""
            return asking(there, after, f"{what} đã được Thư ký kiểm tra{said}")
        case Act.TAKE_OVER | Act.ASK_REROUTE | Act.REFER:
            return _told_of_move(there, after, claim, what, reason)
        case _:
            return _told_of_outcome(there, after, claim, what, reason)


def _told_of_move(there: Presence, after: Standing, claim: Claim, what: str, reason: str) -> tuple[Notification, ...]:
    if claim.act is Act.ASK_REROUTE:
        wait = " Bài chờ trả lời, chưa ai duyệt được." if after.route.asked else ""
        text = f"Đề nghị phân công lại người duyệt {what}: {reason}.{wait}"
        asked = after.seat.asked if after.seat.hold is Hold.HEAD_TO_ASSIGN else None
        usual = whom(there, [Office.HEAD]).hear
        # Nobody says who judges the own article: then the next in line is asked.
        return _task(there, text, asked if asked and asked not in usual else Office.HEAD)
    if claim.act is Act.REFER:
        text = f"{what} chưa thống nhất, đưa ra họp Ban Biên tập: {reason}. Bài không đăng cho tới khi có kết luận."
        return _news(there, text, *BOARD_MEMBERS, after.author)
    news = f"Trưởng Ban nhận về quyết định {what}: {reason}."
    return (
        *asking(there, after, what),
        *_news(there, news, *after.route.informed, Office.FINAL_EDITOR, after.author),
    )


def _told_of_outcome(
    there: Presence, after: Standing, claim: Claim, what: str, reason: str
) -> tuple[Notification, ...]:
    if claim.act in {Act.REJECT, Act.WITHDRAW}:
        verb = "bị từ chối" if claim.act is Act.REJECT else "đã được rút"
        return _news(there, f"{what} {verb}: {reason}.", after.author, Office.FINAL_EDITOR)
    if claim.act in {Act.APPROVE, Act.RESCHEDULE}:
        when = f"lúc {local(after.publish_at):%H:%M %d/%m/%Y}" if after.publish_at else "ngay"
        text = f"{what} đã được duyệt, đăng {when} trên {channel_names(after.channels)}."
        return (*_news(there, text, after.author), *_task(there, text, Office.ENGINEER))
    if claim.act is Act.GO_ON:
        text = f"{what} được cho đăng tiếp sau khi phục hồi kho dữ liệu."
        return (*_news(there, text, after.author), *_task(there, text, Office.ENGINEER))
    channel = CHANNEL_LABELS[claim.details.channel or ChannelName.PORTAL]
    verb = "được đăng tiếp" if claim.act is Act.RESUME_CHANNEL else "không đăng"
    why = f": {reason}" if reason else ""
    return _news(there, f"{what} {verb} trên {channel}{why}.", Deciding(after), Office.ENGINEER)


def _told_of_title(
    there: Presence, after: Standing, claim: Claim, what: str, ground: Ground | None
) -> tuple[Notification, ...]:
    """Who hears that somebody else acted in their place: that person alone, away or not."""
    if ground is None or not ACTS[claim.act].told_to_title:
        return ()
    done = f"{OFFICE_LABELS[claim.office]} đã {claim.label} {what}"
    if ground.acting_for is Office.HEAD:
        text = f"{done} thay Trưởng Ban. Trưởng Ban có thể nhận lại bài khi bài chưa đăng."
        return _news(there, text, there.board.holder(Office.HEAD).id)
    if ground.grant:
        return _news(there, f"{done} ({ground.dates}).", there.board.holder(after.route.owner).id)
    return ()


def _told_of_topics(there: Presence, after: Standing, claim: Claim, what: str) -> tuple[Notification, ...]:
    """The Head hears that reserved news may go on without a reserved topic, and why."""
    board = there.board
    if not claim.details.topics_reason or board.reserved_topics.intersection(after.topics):
        return ()
    topics = ", ".join(board.topic_labels.get(topic, topic) for topic in after.topics) or "không có"
    why = as_clause(claim.details.topics_reason)
    text = (
        f"{OFFICE_LABELS[claim.office]} {claim.label} {what} không có chủ đề do Trưởng Ban duyệt (chủ đề: {topics}): "
        f"{why}. Trưởng Ban có thể nhận về duyệt hoặc phân công người khác khi bài chưa đăng."
    )
    return _news(there, text, Office.HEAD)


def _told_of_void(there: Presence, before: Standing | None, claim: Claim, what: str) -> tuple[Notification, ...]:
    """Who counts on an approval that a return for edit has taken back."""
    if before is None or not before.approved_hash or claim.act is not Act.RETURN_FOR_EDIT:
        return ()
    hour = f" lúc {local(before.publish_at):%H:%M %d/%m/%Y}" if before.publish_at else ""
    text = f"{what} được trả lại biên tập: {_reason(claim)}. Bài không đăng{hour} như đã duyệt, và phải được duyệt lại."
    return _news(there, text, before.author, Deciding(before), Office.ENGINEER)


def _reason(claim: Claim) -> str:
    label = REASONS.get(claim.details.reason_code, "")
    return "; ".join(part for part in (label, as_clause(claim.details.reason)) if part)


def _informed(there: Presence, after: Standing, what: str) -> tuple[Notification, ...]:
    owner = OFFICE_LABELS[after.route.owner]
    text = f"Để biết: {what} thuộc cả lĩnh vực của đồng chí; người duyệt là {owner}."
    return _news(there, text, *after.route.informed) if after.route.informed else ()


def _task(there: Presence, text: str, *addressees: Addressee) -> tuple[Notification, ...]:
    return told(there, NotificationKind.TASK, text, *addressees)


def _news(there: Presence, text: str, *addressees: Addressee) -> tuple[Notification, ...]:
    return told(there, NotificationKind.NEWS, text, *addressees)
