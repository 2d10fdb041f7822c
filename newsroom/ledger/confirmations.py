"""Lines that keep a member's word: the Head's on what nobody has signed for, a remark on the day or on a lateness."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from newsroom.article import ArticleId, MemberId
from newsroom.board import Office
from newsroom.ledger.kinds import EntryKind
from newsroom.shape import Fields


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
