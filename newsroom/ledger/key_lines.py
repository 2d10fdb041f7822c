"""Lines about the keys that sign acts: another key from now on, or a key that was stolen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final, Self

from newsroom.article import ArticleId
from newsroom.ledger.kinds import EntryKind
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
