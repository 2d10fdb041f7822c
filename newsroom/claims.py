"""What a member claims when acting: who, in which office, on what, doing what, when.

A claim is about an article; an act (`matters.acts`) is the same about a matter, and what holds for both is here. The
desk signs the canonical text of either; nothing here knows how a signature is made or checked.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final, Protocol

from newsroom.article import (
    ArticleId,
    ChannelName,
    Content,
    ContentHash,
    Kind,
    MemberId,
    Source,
    Topic,
    content_hash,
    subject_of,
)
from newsroom.board import Board, Member, Office
from newsroom.errors import RefusalCode, Refused
from newsroom.shape import Fields, moment_in
from newsroom.signed.canonical import (
    EARLIEST,
    Brought,
    Signed,
    besides,
    besides_in,
    brought,
    canonical,
    source_in,
    stated_in,
)
from newsroom.stages import ACTS, Act

CLAIM_LIFETIME: Final = timedelta(minutes=10)
"""A signed claim is good for this long, so that a stolen one cannot be kept for later."""

_OF_VERSION_2: Final = frozenset({"kind", "topics", "source"})
_LATER_DETAILS: Final = _OF_VERSION_2 | {"to", "topics_reason", "holds", "channels_on", "points"}
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


class MemberAct(Protocol):
    """What a claim and an act have in common."""

    @property
    def act_id(self) -> str:
        """Unique per act; the Update's id too."""

    @property
    def act(self) -> str:
        """What is done; the Update's name too."""

    @property
    def subject(self) -> str:
        """The article or the matter that it is done to."""

    @property
    def member(self) -> MemberId:
        """Who does it."""

    @property
    def office(self) -> Office:
        """In which office."""

    @property
    def made_at(self) -> datetime:
        """When."""

    @property
    def label(self) -> str:
        """What is done, in Vietnamese, as in "không thể duyệt đăng"."""

    @property
    def kept(self) -> str:
        """What stays as it is when it is not done, in Vietnamese."""


ARTICLE_KEPT: Final = "bài"
_BESIDES: Final = frozenset(Signed.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What some acts say besides their name.

    Shape: `reason_code` is one of `REASONS`; `publish_at` is an embargo; `channel` is for one-channel
    acts; `channels_off` and `channels_on` are what an approver takes from the kind's own channels and adds to them;
    `new_revision` and `new_hash` name the text that replaces the current one (edit, resubmission), `kind`,
    `topics` and `source` are its own; `to` is the member who is to approve (re-assignment, passing up);
    `topics_reason` says why reserved news has no reserved topic; what `holds` waits for the Head's answer;
    `points` is the digest of the new text's points, empty when it has none.
    """

    reason: str = ""
    reason_code: str = ""
    publish_at: datetime | None = None
    channel: ChannelName | None = None
    channels_off: tuple[ChannelName, ...] = ()
    channels_on: tuple[ChannelName, ...] = ()
    new_revision: int = 0
    new_hash: str = ""
    kind: Kind | None = None
    topics: tuple[Topic, ...] = ()
    source: Source | None = None
    to: str = ""
    topics_reason: str = ""
    holds: bool = False
    points: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Signed):
    """A member's act on one text, as it is signed. Shape: `content_hash` is the text the member saw."""

    act_id: str
    act: Act
    article_id: ArticleId
    content_hash: ContentHash
    member: MemberId
    office: Office
    made_at: datetime
    details: Details = Details()

    @property
    def subject(self) -> str:
        """The article, by the name that its workflow has too."""
        return subject_of(self.article_id)

    @property
    def label(self) -> str:
        """What is done, in Vietnamese."""
        return ACTS[self.act].label

    @property
    def kept(self) -> str:
        """What stays as it is when it is not done."""
        return ARTICLE_KEPT


def claim_text(claim: Claim) -> str:
    """Canonical text of a claim: the bytes that are signed are its UTF-8.

    Shape: a detail that came later is left out while it says nothing, so that older claims keep their text.
    """
    details = details_data(claim.details)
    if claim.version == EARLIEST:
        details = {name: value for name, value in details.items() if name not in _OF_VERSION_2}
    own = {name: value for name, value in asdict(claim).items() if name not in _BESIDES}
    return canonical(own | {"details": details} | besides(claim))


@lru_cache(maxsize=512)
def claim_from(text: str) -> Claim:
    """The claim that a canonical text states.

    Errors: Refused (bad_request) when the text is no claim.
    """
    return stated_in(text, _claim, claim_text, ARTICLE_KEPT)


def _claim(data: Mapping[str, Any]) -> Claim:
    return Claim(
        act_id=str(data["act_id"]),
        act=Act(data["act"]),
        article_id=ArticleId(str(data["article_id"])),
        content_hash=ContentHash(str(data["content_hash"])),
        member=MemberId(str(data["member"])),
        office=Office(data["office"]),
        made_at=moment_in(data["made_at"]),
        details=details_from(Fields(data["details"])),
        **besides_in(data),
    )


def bringing(content: Content, revision: int, points: str = "") -> Details:
    """What an act says that puts another text in place."""
    said = brought(content)
    return Details(
        new_revision=revision,
        new_hash=content_hash(content),
        kind=said.kind,
        topics=said.topics,
        source=said.source,
        points=points,
    )


def check_brought(claim: Claim, content: Content, points: str = "") -> None:
    """Nothing, when a claim says of the text that it brings what the text says itself.

    Errors: Refused (bad_request). Claims of version 1 say nothing of it.
    Source: promise 1 of the design.
    """
    said = claim.details
    if not said.new_hash or claim.version == EARLIEST:
        return
    if said.kind is None or Brought(kind=said.kind, topics=said.topics, source=said.source) != brought(content):
        raise incomplete(claim, "loại, chủ đề hoặc nguồn đã ký khác với bản đã lưu; hãy gửi lại bản sửa")
    if said.points != points:
        raise incomplete(claim, "điểm phải xem lại đã ký khác với bản đã lưu; hãy gửi lại bản sửa")


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
        channels_on=said.all_of(ChannelName, "channels_on") if "channels_on" in said else (),
        new_revision=said.number("new_revision"),
        new_hash=said.text("new_hash"),
        kind=said.one_of(Kind, "kind") if said.says("kind") else None,
        topics=tuple(Topic(name) for name in said.texts("topics")) if "topics" in said else (),
        source=source_in(said, "source"),
        to=said.text("to", ""),
        topics_reason=said.text("topics_reason", ""),
        holds=said.flag("holds", missing=False),
        points=said.text("points", ""),
    )


def check_age(act: MemberAct, now: datetime) -> None:
    """Nothing, when the act is fresh.

    Errors: Refused (expired_claim) when it is older than `CLAIM_LIFETIME` or from the future.
    Source: promise 2 of the design.
    """
    if not -CLOCK_SKEW <= now - act.made_at <= CLAIM_LIFETIME:
        raise Refused(
            RefusalCode.EXPIRED_CLAIM,
            f"Chữ ký của thao tác đã quá hạn nên bị từ chối; {act.kept} giữ nguyên. Hãy mở lại rồi thao tác lại.",
        )


def doer(board: Board, act: MemberAct) -> Member:
    """The member who acts, in the office that they hold now. Errors: Refused (unknown_member).

    Source: rule 7; ambiguity A36.
    """
    member = board.member(act.member)
    if member is None or member.office is not act.office:
        raise Refused(
            RefusalCode.UNKNOWN_MEMBER,
            "Tài khoản không có trong Ban Biên tập đang áp dụng hoặc đã đổi chức danh; "
            f"{act.kept} giữ nguyên. Hãy liên hệ Thư ký Ban Biên tập.",
        )
    return member


def incomplete(act: MemberAct, what: str) -> Refused:
    """The refusal of an act that lacks something or says something impossible."""
    return Refused(RefusalCode.BAD_REQUEST, f"Chưa thể {act.label}: {what}. {act.kept.capitalize()} giữ nguyên.")
