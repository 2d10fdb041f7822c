"""May this member do this to this article now, on what ground, and what follows.

The one question behind every button: `decide` answers it from values alone; the storage asks it inside the
transaction that records the answer.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from newsroom.article import ArticleId, ChannelName, Content, ContentHash, Kind, MemberId, Topic, content_hash
from newsroom.authority import TAKEN_OVER, Ground, Route, ground_of, parts_of, route, taken_over
from newsroom.board import OFFICE_LABELS, Board, Member
from newsroom.claims import Claim
from newsroom.errors import RefusalCode, Refused
from newsroom.stages import ACT_LABELS, Act, Part, Stage, step

REASONS: Final[dict[str, str]] = {
    "outside_function": "ngoài chức năng, nhiệm vụ của Cổng",
    "against_policy": "trái chủ trương của Đảng, chính sách, pháp luật của Nhà nước",
    "state_secret": "có nội dung thuộc danh mục bí mật nhà nước",
    "not_public": "chưa được phép công khai hoặc lưu hành hạn chế",
    "unclear_origin": "chưa rõ nguồn gốc, chưa xác thực",
    "duplicate": "trùng với tin, bài đã có",
    "awaiting_verification": "đang chờ xác minh, làm rõ",
    "below_quality": "chất lượng chưa đạt yêu cầu",
    "form": "chưa đúng thể thức",
    "other": "lý do khác",
}
"""Reasons for returning or rejecting (domain facts 2.3); rules 9 and 12."""

LONGEST_EMBARGO: Final = timedelta(days=30)

_NEEDS_REASON: Final = frozenset(
    {Act.RETURN_TO_AUTHOR, Act.RETURN_FOR_EDIT, Act.REJECT, Act.WITHDRAW, Act.WAIVE_CHANNEL, Act.TAKE_OVER}
)
_NEEDS_REASON_CODE: Final = frozenset({Act.RETURN_TO_AUTHOR, Act.RETURN_FOR_EDIT, Act.REJECT})
_AUTHOR_NEVER: Final = frozenset({Act.APPROVE, Act.REJECT, Act.RETURN_FOR_EDIT, Act.TAKE_OVER})
_PART_ORDER: Final = (Part.OWNER, Part.HEAD, Part.FINAL_EDITOR, Part.ENGINEER, Part.AUTHOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one article stands: all that authority and the stage table ask about.

    Shape: `channels` are those the article still goes to; `publish_at` is an embargo; `approved_hash` is set by an
    approval and cleared by whatever takes the text out of the approved state.
    """

    article_id: ArticleId
    author: MemberId
    stage: Stage
    since: datetime
    route: Route
    revision: int
    content_hash: ContentHash
    submitted_at: datetime
    channels: tuple[ChannelName, ...]
    approved_hash: str = ""
    approved_at: datetime | None = None
    publish_at: datetime | None = None
    kind: Kind = Kind.NEWS
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An allowed act: the ground, and the article's standing after it."""

    ground: Ground
    standing: Standing


def first_standing(
    board: Board, article_id: ArticleId, content: Content, *, author: MemberId, now: datetime
) -> Standing:
    """The standing of an article that has just been submitted.

    Source: rules 54 (every item passes the final edit) and 14 (the day of submission counts).
    """
    return Standing(
        article_id=article_id,
        author=author,
        stage=Stage.EDITING,
        since=now,
        route=route(board, content, author),
        revision=1,
        content_hash=content_hash(content),
        submitted_at=now,
        channels=board.kind_channels[content.kind],
        kind=content.kind,
        topics=content.topics,
    )


def check_cheaply(standing: Standing, claim: Claim) -> None:
    """Nothing, when the act fits the stage and names the current text.

    Errors: Refused (wrong_stage, stale_text, bad_request).
    Source: promise 1 of the design; rule 12; ambiguity A20.
    """
    if claim.article_id != standing.article_id:
        raise Refused(RefusalCode.BAD_REQUEST, "Thao tác ghi cho bài khác nên bị từ chối; cả hai bài giữ nguyên.")
    step(standing.stage, claim.act)
    if claim.content_hash != standing.content_hash:
        raise Refused(
            RefusalCode.STALE_TEXT,
            f"Không thể {ACT_LABELS[claim.act]}: bài đã có bản mới hơn bản anh/chị đang xem. "
            "Bài giữ nguyên; hãy mở lại bài, đọc bản mới rồi quyết định.",
        )


def decide(board: Board, standing: Standing, claim: Claim, content: Content, now: datetime) -> Decision:
    """The decision on an act: its ground and the standing that follows.

    Shape: `content` is the text the article has after the act (the new one for an edit or a resubmission).
    Errors: Refused, with the reason in Vietnamese; nothing changes then.
    Source: rules 7, 12, 17, 22, 30, 39, 54, 55, 81; promises 1, 2 and 4 of the design.
    """
    check_cheaply(standing, claim)
    member = _known(board, claim)
    part = _entitled_part(board, standing, claim, member)
    _check_details(standing, claim, now)
    return Decision(
        ground=ground_of(claim.act, part, member.office, standing.route),
        standing=_after(board, standing, claim, content, now),
    )


def may(board: Board, standing: Standing, member: MemberId, act: Act) -> bool:
    """Whether a member could do an act now, details aside; for menus and inboxes, never for permission.

    Source: the stage table and `parts_of`.
    """
    try:
        allowed = step(standing.stage, act)
    except Refused:
        return False
    held = parts_of(board, member, author=standing.author, owner=standing.route.owner)
    return bool(allowed.parts & held) and not (act in _AUTHOR_NEVER and member == standing.author)


def _known(board: Board, claim: Claim) -> Member:
    member = board.member(claim.member)
    if member is None or member.office is not claim.office:
        raise Refused(
            RefusalCode.UNKNOWN_MEMBER,
            "Tài khoản không có trong Ban Biên tập đang áp dụng hoặc đã đổi chức danh; bài giữ nguyên. "
            "Hãy liên hệ Thư ký Ban Biên tập.",
        )
    return member


def _entitled_part(board: Board, standing: Standing, claim: Claim, member: Member) -> Part:
    if claim.act in _AUTHOR_NEVER and claim.member == standing.author:
        raise Refused(
            RefusalCode.OWN_ARTICLE,
            f"Tác giả không được {ACT_LABELS[claim.act]} bài của mình; bài giữ nguyên và chờ "
            f"{OFFICE_LABELS[standing.route.owner]}.",
        )
    allowed = step(standing.stage, claim.act).parts
    held = parts_of(board, member.id, author=standing.author, owner=standing.route.owner)
    for part in _PART_ORDER:
        if part in allowed and part in held:
            return part
    raise Refused(
        RefusalCode.NOT_ENTITLED,
        f"{OFFICE_LABELS[member.office]} không có quyền {ACT_LABELS[claim.act]} bài này; bài giữ nguyên. "
        f"Người có quyền duyệt: {OFFICE_LABELS[standing.route.owner]}. {' '.join(standing.route.reasons)}",
    )


def _check_details(standing: Standing, claim: Claim, now: datetime) -> None:
    details = claim.details
    if claim.act in _NEEDS_REASON and not details.reason.strip():
        raise _bad(claim, "cần ghi lý do")
    if claim.act in _NEEDS_REASON_CODE and details.reason_code not in REASONS:
        raise _bad(claim, f"cần chọn loại lý do trong danh sách ({', '.join(REASONS)})")
    if claim.act is Act.RESCHEDULE and details.publish_at is None:
        raise _bad(claim, "cần ghi giờ đăng mới")
    if details.publish_at is not None:
        _check_embargo(claim, details.publish_at, now)
    if claim.act in {Act.RESUME_CHANNEL, Act.WAIVE_CHANNEL} and details.channel not in standing.channels:
        raise _bad(claim, "kênh này không nằm trong các kênh của bài")
    if ChannelName.PORTAL in details.channels_off or (
        claim.act is Act.WAIVE_CHANNEL and details.channel is ChannelName.PORTAL
    ):
        raise _bad(claim, "Cổng TTĐT là kênh bắt buộc, không bỏ được")
    if details.channels_off and not details.reason.strip():
        raise _bad(claim, "bỏ kênh thì cần ghi lý do")
    if claim.act is Act.RESUBMIT and not details.new_hash:
        raise _bad(claim, "cần gửi kèm bản mới")
    if details.new_hash and details.new_revision <= standing.revision:
        raise _bad(claim, "bản mới phải mang số lớn hơn bản hiện có")


def _check_embargo(claim: Claim, publish_at: datetime, now: datetime) -> None:
    if claim.act not in {Act.APPROVE, Act.RESCHEDULE}:
        raise _bad(claim, "thao tác này không kèm giờ đăng")
    if publish_at <= now:
        raise _bad(claim, "giờ đăng (publish_at) đã qua; hãy chọn một giờ sau bây giờ")
    if publish_at - now > LONGEST_EMBARGO:
        raise _bad(claim, f"giờ đăng (publish_at) xa quá {LONGEST_EMBARGO.days} ngày")


def _bad(claim: Claim, what: str) -> Refused:
    return Refused(RefusalCode.BAD_REQUEST, f"Chưa thể {ACT_LABELS[claim.act]}: {what}. Bài giữ nguyên.")


def _after(board: Board, standing: Standing, claim: Claim, content: Content, now: datetime) -> Standing:
    details = claim.details
    after = replace(standing, stage=step(standing.stage, claim.act).leads_to, since=now)
    match claim.act:
        case Act.FINISH_EDIT | Act.RESUBMIT:
            return _with_text(board, after, claim, content)
        case Act.APPROVE:
            wanted = tuple(channel for channel in standing.channels if channel not in details.channels_off)
            stage = Stage.SCHEDULED if details.publish_at else Stage.PUBLISHING
            return replace(
                after,
                stage=stage,
                channels=wanted,
                approved_hash=claim.content_hash,
                approved_at=now,
                publish_at=details.publish_at,
            )
        case Act.RESCHEDULE:
            return replace(after, publish_at=details.publish_at)
        case Act.TAKE_OVER:
            return replace(after, since=standing.since, route=taken_over(standing.route, details.reason))
        case Act.WAIVE_CHANNEL:
            kept = tuple(channel for channel in standing.channels if channel is not details.channel)
            return replace(after, since=standing.since, channels=kept)
        case Act.RESUME_CHANNEL:
            return replace(after, since=standing.since)
        case Act.WITHDRAW:
            return replace(after, approved_hash="", approved_at=None, publish_at=None)
        case Act.RETURN_TO_AUTHOR | Act.RETURN_FOR_EDIT | Act.REJECT:
            return after


def _with_text(board: Board, standing: Standing, claim: Claim, content: Content) -> Standing:
    if claim.details.new_hash:
        standing = replace(
            standing,
            revision=claim.details.new_revision,
            content_hash=ContentHash(claim.details.new_hash),
            channels=board.kind_channels[content.kind],
            kind=content.kind,
            topics=content.topics,
        )
    if standing.route.name == TAKEN_OVER:
        return standing
    return replace(standing, route=route(board, content, standing.author))
