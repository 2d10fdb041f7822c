"""The claim by which a member comments on a text, takes the own comment back, or closes points of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from newsroom.article import ArticleId, MemberId, subject_of
from newsroom.board import Office
from newsroom.shape import Fields
from newsroom.signed.canonical import EARLIEST, Signed, besides, besides_in, canonical, stated_in

LONGEST_COMMENT: Final = 2_000
"""Characters."""

_KEPT: Final = "bài"
_BESIDES: Final = frozenset(Signed.__dataclass_fields__)


class PointAct(StrEnum):
    """What is done about the points of a text."""

    COMMENT = "comment"
    WITHDRAW_COMMENT = "withdraw_comment"
    CLOSE_POINTS = "close_points"


POINT_ACT_LABELS: Final[dict[PointAct, str]] = {
    PointAct.COMMENT: "góp ý",
    PointAct.WITHDRAW_COMMENT: "rút góp ý",
    PointAct.CLOSE_POINTS: "đóng điểm",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPoint:
    """A point as a claim names it, so that the claim says by itself what was closed.

    Shape: `key` is its name within the article, `number` the one that people say; `words` are its first ones.
    """

    number: int
    key: str
    kind: str
    place: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointClaim(Signed):
    """What was done about points, as it is signed.

    Shape: `text` is a new comment's; `points` are those that are closed, or the comment that is withdrawn.
    """

    act_id: str
    act: PointAct
    article_id: ArticleId
    member: MemberId
    office: Office
    made_at: datetime
    text: str = ""
    points: tuple[NamedPoint, ...] = ()

    @property
    def subject(self) -> str:
        """The article, by the name that its workflow has too."""
        return subject_of(self.article_id)

    @property
    def label(self) -> str:
        """What is done, in Vietnamese."""
        return POINT_ACT_LABELS[self.act]

    @property
    def kept(self) -> str:
        """What stays as it is when it is not done."""
        return _KEPT


def point_claim_text(claim: PointClaim) -> str:
    """Canonical text of such a claim: the bytes that are signed are its UTF-8."""
    own = {name: value for name, value in asdict(claim).items() if name not in _BESIDES}
    return canonical(own | besides(claim))


def point_claim_from(text: str) -> PointClaim:
    """The claim that a canonical text states. Errors: Refused (bad_request) when the text is none."""
    return stated_in(text, _claim, point_claim_text, _KEPT)


def _claim(data: Mapping[str, Any]) -> PointClaim:
    said, extra = Fields(data), besides_in(data)
    if extra["version"] == EARLIEST:
        raise ValueError(EARLIEST)
    return PointClaim(
        act_id=said.text("act_id"),
        act=said.one_of(PointAct, "act"),
        article_id=ArticleId(said.text("article_id")),
        member=MemberId(said.text("member")),
        office=said.one_of(Office, "office"),
        made_at=said.moment("made_at"),
        text=said.text("text"),
        points=tuple(_named(Fields(each)) for each in data["points"]),
        **extra,
    )


def _named(said: Fields) -> NamedPoint:
    return NamedPoint(
        number=said.number("number"),
        key=said.text("key"),
        kind=said.text("kind"),
        place=said.text("place"),
        words=said.text("words"),
    )
