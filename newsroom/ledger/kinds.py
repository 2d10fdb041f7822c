"""The kinds of lines in the ledger, by the names under which they are written, and what refusals share."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Final, Self

from newsroom.article import ArticleId
from newsroom.board import Office
from newsroom.errors import RefusalCode
from newsroom.shape import Fields


class EntryKind(StrEnum):
    """What a line is about."""

    SUBMISSION = "submission"
    ENTERED = "entered"
    CONFIRMED = "confirmed"
    REMARK = "remark"
    POINT = "point"
    ACT = "act"
    MATTER_ACT = "deed"
    BOARD_DECISION = "board_decision"
    RECEIPT = "receipt"
    AMENDED = "amended"
    REMOVED = "removed"
    CHANNEL_STOPPED = "channel_stopped"
    BREACH = "breach"
    BOARD = "board"
    KEY = "key"
    RESTORED = "restored"
    RELEASED = "released"
    REFUSALS = "refusals"
    PERSONAL_KEY = "personal_key"
    TOKEN = "token"  # noqa: S105 - a name


ACCEPTED: Final = "accepted"
"""The outcome of an act that was allowed, on an article or on a matter."""

REFUSED: Final = "refused"
"""The outcome of an act that was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    """An act of a kind that was not allowed, and why.

    Shape: `act` and `office` are None where the text was no claim; `act_id` is None where another line has that id
    (`reused_act_id`) or nothing was proven; `claimed` is whom a forged claim names, None unless it is one.
    """

    kind: ClassVar[EntryKind]
    acts: ClassVar[type[StrEnum]]
    at: datetime
    act_id: str | None
    act: StrEnum | None
    member: str
    office: Office | None
    board_version: int
    claim: str
    signature: str
    code: RefusalCode
    message: str
    reused_act_id: str | None = None
    claimed: str | None = None

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        said = {
            "outcome": REFUSED,
            "act": self.act or "",
            "member": self.member,
            "office": self.office or "",
            "board_version": self.board_version,
            "claim": self.claim,
            "signature": self.signature,
            "code": self.code,
            "message": self.message,
        }
        later = {"reused_act_id": self.reused_act_id, "claimed": self.claimed}
        return said | {name: value for name, value in later.items() if value is not None}

    @classmethod
    def read_with(cls, said: Fields, **own: Any) -> Self:
        """The line that fields state, with what only a line of its kind has. Errors: WrongShape."""
        return cls(
            **own,
            at=said.moment("at"),
            act_id=said.text_or_none("act_id"),
            act=said.one_of(cls.acts, "act") if said.says("act") else None,
            member=said.text("member"),
            office=said.one_of(Office, "office") if said.says("office") else None,
            board_version=said.number("board_version"),
            claim=said.text("claim"),
            signature=said.text("signature"),
            code=said.one_of(RefusalCode, "code"),
            message=said.text("message"),
            reused_act_id=said.text_or_none("reused_act_id"),
            claimed=said.text_or_none("claimed"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRefusal(RefusedLine):
    """One on an article, or on its points."""

    article_id: ArticleId

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls.read_with(said, article_id=ArticleId(said.text("article_id")))
