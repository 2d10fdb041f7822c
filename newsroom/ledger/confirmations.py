"""Lines that keep a member's word: the Head's on what nobody has signed for, a remark, what is said about points."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self

from newsroom.article import ArticleId, MemberId
from newsroom.authority import Ground, ground_data, ground_from
from newsroom.board import Office
from newsroom.ledger.kinds import ACCEPTED, ArticleRefusal, EntryKind
from newsroom.shape import Fields
from newsroom.signed.pointing import PointAct


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsConfirmed:
    """The Head has confirmed a list. Shape: `claim` is the text that was signed, the other fields repeat it."""

    kind: ClassVar[EntryKind] = EntryKind.CONFIRMED
    article_id: ClassVar[ArticleId] = ArticleId("")
    at: datetime
    act_id: str
    member: MemberId
    office: Office
    digest: str
    count: int
    claim: str
    signature: str

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        return {
            "member": self.member,
            "office": self.office,
            "digest": self.digest,
            "count": self.count,
            "claim": self.claim,
            "signature": self.signature,
        }

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(
            at=said.moment("at"),
            act_id=said.text("act_id"),
            member=MemberId(said.text("member")),
            office=said.one_of(Office, "office"),
            digest=said.text("digest"),
            count=said.number("count"),
            claim=said.text("claim"),
            signature=said.text("signature"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarked:
    """A remark, on an article or, with an empty id, on the day.

    Shape: `claim` is the text that was signed, the other fields repeat it.
    """

    kind: ClassVar[EntryKind] = EntryKind.REMARK
    at: datetime
    article_id: ArticleId
    act_id: str
    member: MemberId
    office: Office
    text: str
    claim: str
    signature: str

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        return {
            "member": self.member,
            "office": self.office,
            "text": self.text,
            "claim": self.claim,
            "signature": self.signature,
        }

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(
            at=said.moment("at"),
            article_id=ArticleId(said.text("article_id")),
            act_id=said.text("act_id"),
            member=MemberId(said.text("member")),
            office=said.one_of(Office, "office"),
            text=said.text("text"),
            claim=said.text("claim"),
            signature=said.text("signature"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PointActAccepted:
    """What a member has done about points.

    Shape: `claim` is the text that was signed and names the points; `ground` is there where it takes an office.
    """

    kind: ClassVar[EntryKind] = EntryKind.POINT
    at: datetime
    article_id: ArticleId
    act_id: str
    act: PointAct
    member: MemberId
    office: Office
    board_version: int
    claim: str
    signature: str
    ground: Ground | None = None

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        said = {
            "outcome": ACCEPTED,
            "act": self.act,
            "member": self.member,
            "office": self.office,
            "board_version": self.board_version,
            "claim": self.claim,
            "signature": self.signature,
        }
        return said | ({"ground": ground_data(self.ground)} if self.ground else {})

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(
            at=said.moment("at"),
            article_id=ArticleId(said.text("article_id")),
            act_id=said.text("act_id"),
            act=said.one_of(PointAct, "act"),
            member=MemberId(said.text("member")),
            office=said.one_of(Office, "office"),
            board_version=said.number("board_version"),
            claim=said.text("claim"),
            signature=said.text("signature"),
            ground=ground_from(said.part("ground")) if "ground" in said else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PointActRefused(ArticleRefusal):
    """What was not allowed about points."""

    kind: ClassVar[EntryKind] = EntryKind.POINT
    acts: ClassVar[type[StrEnum]] = PointAct
    act: PointAct | None
