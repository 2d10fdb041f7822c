"""Lines about keys: another key of the desk from now on, one that was stolen, what was done about a member's own."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Final, Self

from newsroom.article import ArticleId, MemberId
from newsroom.board import Office
from newsroom.ledger.kinds import ACCEPTED, EntryKind, RefusedLine
from newsroom.personal import KeyAct
from newsroom.shape import Fields
from newsroom.signed.canonical import canonical

CHANGED: Final = "changed"
STOLEN: Final = "stolen"

Theft = tuple[str, datetime]
"""A public key, and since when somebody else had it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyChanged:
    """From this line on the desk signs with another key.

    Shape: `public_key` is the new one, `before` the one it follows, `by` the key that signed `text`.
    """

    kind: ClassVar[EntryKind] = EntryKind.KEY
    article_id: ClassVar[ArticleId] = ArticleId("")
    act_id: ClassVar[None] = None
    at: datetime
    before: str
    public_key: str
    by: str
    signature: str

    @property
    def text(self) -> str:
        """What is signed; its instant is the line's."""
        return canonical({"act": "change_key", "at": self.at, "before": self.before, "public_key": self.public_key})

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        return {
            "outcome": CHANGED,
            "before": self.before,
            "public_key": self.public_key,
            "by": self.by,
            "signature": self.signature,
        }

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(
            at=said.moment("at"),
            before=said.text("before"),
            public_key=said.text("public_key"),
            by=said.text("by"),
            signature=said.text("signature"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStolen:
    """A key that somebody else has had since an hour; `by` is the key that signed `text`."""

    kind: ClassVar[EntryKind] = EntryKind.KEY
    article_id: ClassVar[ArticleId] = ArticleId("")
    act_id: ClassVar[None] = None
    at: datetime
    public_key: str
    stolen_from: datetime
    by: str
    signature: str

    @property
    def text(self) -> str:
        """What is signed; its instant is the line's."""
        said = {"at": self.at, "public_key": self.public_key, "stolen_from": self.stolen_from}
        return canonical(said | {"act": "report_stolen_key"})

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        return {
            "outcome": STOLEN,
            "public_key": self.public_key,
            "stolen_from": self.stolen_from.isoformat(),
            "by": self.by,
            "signature": self.signature,
        }

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(
            at=said.moment("at"),
            public_key=said.text("public_key"),
            stolen_from=said.moment("stolen_from"),
            by=said.text("by"),
            signature=said.text("signature"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyActAccepted:
    """An act about a member's own key that was allowed.

    Shape: `claim` is the text that was signed and says all of the key; the other fields repeat it for reading. `first`
    when it is one of the two confirmations by which the first two keys vouch for each other.
    """

    kind: ClassVar[EntryKind] = EntryKind.PERSONAL_KEY
    article_id: ClassVar[ArticleId] = ArticleId("")
    at: datetime
    act_id: str
    act: KeyAct
    owner: MemberId
    credential: str
    member: MemberId
    office: Office
    board_version: int
    claim: str
    signature: str
    first: bool = False

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        return {
            "outcome": ACCEPTED,
            "act": self.act,
            "owner": self.owner,
            "credential": self.credential,
            "member": self.member,
            "office": self.office,
            "board_version": self.board_version,
            "claim": self.claim,
            "signature": self.signature,
        } | ({"first": True} if self.first else {})

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(
            at=said.moment("at"),
            act_id=said.text("act_id"),
            act=said.one_of(KeyAct, "act"),
            owner=MemberId(said.text("owner")),
            credential=said.text("credential"),
            member=MemberId(said.text("member")),
            office=said.one_of(Office, "office"),
            board_version=said.number("board_version"),
            claim=said.text("claim"),
            signature=said.text("signature"),
            first=said.flag("first", missing=False),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyActRefused(RefusedLine):
    """An act about a member's own key that was not allowed."""

    kind: ClassVar[EntryKind] = EntryKind.PERSONAL_KEY
    acts: ClassVar[type[StrEnum]] = KeyAct
    article_id: ClassVar[ArticleId] = ArticleId("")
    act: KeyAct | None

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls.read_with(said)
