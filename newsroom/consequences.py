"""What follows from an accepted act: clocks that start, are met or dropped, and who hears of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from newsroom.article import ArticleId, ChannelName, MemberId
from newsroom.board import OFFICE_LABELS, Board, Office
from newsroom.claims import Claim
from newsroom.decisions import REASONS, Standing
from newsroom.publishing import CHANNEL_LABELS, channel_names
from newsroom.sla import Obligation, Promise, edit_obligation, publish_obligations, same_day_obligation
from newsroom.stages import Act
from newsroom.working_time import local


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What happens to the obligations of an article; `drop` without channel means all open ones of the promise."""

    start: tuple[Obligation, ...] = ()
    meet: frozenset[Promise] = frozenset()
    drop: frozenset[tuple[Promise, ChannelName | None]] = frozenset()


class NoticeKind(StrEnum):
    """Why somebody is told: a task to do, news to know, a warning, or an alarm that something is wrong."""

    TASK = "task"
    NEWS = "news"
    WARNING = "warning"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to one member, in Vietnamese."""

    to: MemberId
    kind: NoticeKind
    text: str


_EVERYTHING = frozenset((promise, None) for promise in Promise)


def on_submission(board: Board, standing: Standing) -> Changes:
    """The clocks that a first submission starts.

    Source: rules 14 and 54.
    """
    return Changes(
        start=(edit_obligation(board, standing.submitted_at), same_day_obligation(standing.submitted_at)),
    )


def changes_after(board: Board, after: Standing, claim: Claim, now: datetime) -> Changes:
    """The clocks that an accepted act starts, meets and drops.

    Source: rules 14, 54, 81; ambiguities A13-A17; decision 0005 (an embargo moves the same-day promise to its day).
    """
    match claim.act:
        case Act.FINISH_EDIT | Act.RETURN_TO_AUTHOR:
            return Changes(meet=frozenset({Promise.EDIT}))
        case Act.RESUBMIT | Act.RETURN_FOR_EDIT:
            return Changes(start=(edit_obligation(board, now),))
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
        case Act.TAKE_OVER | Act.RESUME_CHANNEL:
            return Changes()


def notices_after(board: Board, after: Standing, claim: Claim, title: str) -> tuple[Notice, ...]:
    """Who hears of an accepted act, and what they are asked to do.

    Shape: never to the member who acted.
    Source: rules 17, 52, 81; ambiguity A1 (the other office is informed).
    """
    told = _told(board, after, claim, f"“{title}” ({after.article_id})")
    return tuple(notice for notice in told if notice.to != claim.member)


def forgery_notices(board: Board, article_id: ArticleId, message: str) -> tuple[Notice, ...]:
    """The alarm after an act without valid proof of authority.

    Source: promise 2 of the design; rules 50 and 90.
    """
    text = f"Có thao tác không có chữ ký hợp lệ gửi tới bài {article_id}: {message} Bài giữ nguyên; cần kiểm tra nguồn."
    offices = (Office.HEAD, Office.FINAL_EDITOR, Office.ENGINEER)
    return tuple(Notice(to=board.holder(office).id, kind=NoticeKind.ALARM, text=text) for office in offices)


def _approved(board: Board, after: Standing) -> Changes:
    start = _publishing(board, after)
    if after.publish_at is None or local(after.publish_at).date() == local(after.submitted_at).date():
        return Changes(start=start)
    return Changes(start=(*start, same_day_obligation(after.publish_at)), drop=frozenset({(Promise.SAME_DAY, None)}))


def _publishing(board: Board, after: Standing) -> tuple[Obligation, ...]:
    return publish_obligations(board.sla, after.approved_at or after.since, after.publish_at, after.channels)


def _told(board: Board, after: Standing, claim: Claim, what: str) -> tuple[Notice, ...]:
    owner, editor = board.holder(after.route.owner).id, board.holder(Office.FINAL_EDITOR).id
    engineer = board.holder(Office.ENGINEER).id
    reason = _reason(claim)
    match claim.act:
        case Act.FINISH_EDIT:
            return (_task(owner, f"Mời duyệt {what}. {' '.join(after.route.reasons)}"), *_informed(board, after, what))
        case Act.RETURN_TO_AUTHOR:
            return (_task(after.author, f"{what} được trả lại để sửa: {reason}"),)
        case Act.RESUBMIT:
            return (_task(editor, f"{what} đã được gửi lại, mời biên tập lần cuối."),)
        case Act.RETURN_FOR_EDIT:
            return (_task(editor, f"{what} được trả lại biên tập: {reason}"),)
        case Act.REJECT | Act.WITHDRAW:
            verb = "bị từ chối" if claim.act is Act.REJECT else "đã được rút"
            return tuple(_news(member, f"{what} {verb}: {reason}") for member in dict.fromkeys((after.author, editor)))
        case Act.APPROVE | Act.RESCHEDULE:
            when = f"lúc {local(after.publish_at):%H:%M %d/%m/%Y}" if after.publish_at else "ngay"
            text = f"{what} đã được duyệt, đăng {when} trên {channel_names(after.channels)}."
            return (_news(after.author, text), _task(engineer, text))
        case Act.TAKE_OVER:
            told = dict.fromkeys((*(board.holder(o).id for o in after.route.informed), editor, after.author))
            return tuple(_news(m, f"Trưởng Ban nhận về quyết định {what}: {reason}") for m in told)
        case Act.RESUME_CHANNEL | Act.WAIVE_CHANNEL:
            channel = CHANNEL_LABELS[claim.details.channel or ChannelName.PORTAL]
            verb = "được đăng tiếp" if claim.act is Act.RESUME_CHANNEL else "không đăng"
            return tuple(_news(m, f"{what} {verb} trên {channel}. {reason}".strip()) for m in (owner, engineer))


def _reason(claim: Claim) -> str:
    label = REASONS.get(claim.details.reason_code, "")
    return "; ".join(part for part in (label, claim.details.reason.strip()) if part)


def _informed(board: Board, after: Standing, what: str) -> tuple[Notice, ...]:
    owner = OFFICE_LABELS[after.route.owner]
    return tuple(
        _news(board.holder(office).id, f"Để biết: {what} thuộc cả lĩnh vực của đồng chí; người duyệt là {owner}.")
        for office in after.route.informed
    )


def _task(to: MemberId, text: str) -> Notice:
    return Notice(to=to, kind=NoticeKind.TASK, text=text)


def _news(to: MemberId, text: str) -> Notice:
    return Notice(to=to, kind=NoticeKind.NEWS, text=text)
