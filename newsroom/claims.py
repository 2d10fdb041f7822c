"""What a member claims when acting: who, in which office, on which text, doing what, when.

The desk signs the canonical text of a claim; nothing here knows how a signature is made or checked.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from newsroom.article import ArticleId, ChannelName, ContentHash, MemberId
from newsroom.board import Office
from newsroom.errors import RefusalCode, Refused
from newsroom.shape import Fields
from newsroom.stages import Act

CLAIM_LIFETIME: Final = timedelta(minutes=10)
"""A signed claim is good for this long, so that a stolen one cannot be kept for later."""

_LATER_DETAILS: Final = frozenset({"to"})
CLOCK_SKEW: Final = timedelta(minutes=1)
"""How far apart the clocks of desk and storage may be."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What some acts say besides their name.

    Shape: `reason_code` is one of `REASONS`; `publish_at` is an embargo; `channel` is for one-channel
    acts; `new_revision` and `new_hash` name the text that replaces the current one (edit, resubmission); `to` is the
    member who is to approve (re-assignment).
    """

    reason: str = ""
    reason_code: str = ""
    publish_at: datetime | None = None
    channel: ChannelName | None = None
    channels_off: tuple[ChannelName, ...] = ()
    new_revision: int = 0
    new_hash: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A member's act on one text, as it is signed.

    Shape: `act_id` is unique per act and is the Update's id too; `content_hash` is the text the member saw.
    """

    act_id: str
    act: Act
    article_id: ArticleId
    content_hash: ContentHash
    member: MemberId
    office: Office
    made_at: datetime
    details: Details = Details()


def claim_text(claim: Claim) -> str:
    """Canonical text of a claim: the bytes that are signed are its UTF-8.

    Shape: a detail that came later is left out while it says nothing, so that older claims keep their text.
    """
    data = asdict(claim) | {"details": details_data(claim.details)}
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def claim_from(text: str) -> Claim:
    """The claim that a canonical text states.

    Errors: Refused (bad_request) when the text is no claim.
    """
    try:
        data = json.loads(text)
        claim = Claim(
            act_id=str(data["act_id"]),
            act=Act(data["act"]),
            article_id=ArticleId(str(data["article_id"])),
            content_hash=ContentHash(str(data["content_hash"])),
            member=MemberId(str(data["member"])),
            office=Office(data["office"]),
            made_at=_moment(data["made_at"]),
            details=details_from(Fields(data["details"])),
        )
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as wrong:
        raise _no_claim() from wrong
    if claim_text(claim) != text:
        raise _no_claim()
    return claim


def details_data(details: Details) -> dict[str, Any]:
    """The JSON form of details, as claims and the ledger have it."""
    said = asdict(details) | {"publish_at": details.publish_at.isoformat() if details.publish_at else None}
    return {name: value for name, value in said.items() if name not in _LATER_DETAILS or value}


def details_from(said: Fields) -> Details:
    """The details that their JSON form states. Errors: WrongShape."""
    return Details(
        reason=said.text("reason"),
        reason_code=said.text("reason_code"),
        publish_at=said.moment("publish_at") if said.says("publish_at") else None,
        channel=said.one_of(ChannelName, "channel") if said.says("channel") else None,
        channels_off=said.all_of(ChannelName, "channels_off"),
        new_revision=said.number("new_revision"),
        new_hash=said.text("new_hash"),
        to=said.text("to", ""),
    )


def check_age(claim: Claim, now: datetime) -> None:
    """Nothing, when the claim is fresh.

    Errors: Refused (expired_claim) when it is older than `CLAIM_LIFETIME` or from the future.
    Source: promise 2 of the design.
    """
    if not -CLOCK_SKEW <= now - claim.made_at <= CLAIM_LIFETIME:
        raise Refused(
            RefusalCode.EXPIRED_CLAIM,
            "Chữ ký của thao tác đã quá hạn nên bị từ chối; bài giữ nguyên. Hãy mở lại bài và thao tác lại.",
        )


def _no_claim() -> Refused:
    return Refused(
        RefusalCode.BAD_REQUEST,
        "Yêu cầu không đúng dạng nên bị từ chối; bài giữ nguyên. Hãy thao tác lại từ bàn biên tập.",
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        message = "a time without zone"
        raise ValueError(message)
    return moment


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value))
