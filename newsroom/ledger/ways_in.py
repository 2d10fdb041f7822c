"""Lines about ways in: a token was issued or taken back, an account was changed, somebody was not let in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self

from newsroom.article import ArticleId, MemberId
from newsroom.board import Office
from newsroom.ledger.kinds import EntryKind
from newsroom.members.accounts import AccountChange, Barred
from newsroom.members.ways_in import TokenPurpose
from newsroom.shape import Fields
from newsroom.signed.canonical import Via


class TokenChange(StrEnum):
    """What became of a token."""

    ISSUED = "issued"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenChanged:
    """A token was issued to a member, or taken back; the token itself is kept nowhere.

    Shape: `until` is when it ends by itself; `via` is the way in of whoever issued it or took it back.
    """

    kind: ClassVar[EntryKind] = EntryKind.TOKEN
    article_id: ClassVar[ArticleId] = ArticleId("")
    act_id: ClassVar[None] = None
    at: datetime
    change: TokenChange
    jti: str
    member: MemberId
    office: Office
    purpose: TokenPurpose
    until: datetime
    via: Via

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        return {
            "change": self.change,
            "jti": self.jti,
            "member": self.member,
            "office": self.office,
            "purpose": self.purpose,
            "until": self.until.isoformat(),
            "via": self.via,
        }

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(
            at=said.moment("at"),
            change=said.one_of(TokenChange, "change"),
            jti=said.text("jti"),
            member=MemberId(said.text("member")),
            office=said.one_of(Office, "office"),
            purpose=said.one_of(TokenPurpose, "purpose"),
            until=said.moment("until"),
            via=said.one_of(Via, "via"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChanged:
    """The account of a member was changed.

    Shape: `by` is who did it, empty when it was a command on the server; `via` is their way in.
    """

    kind: ClassVar[EntryKind] = EntryKind.ACCOUNT
    article_id: ClassVar[ArticleId] = ArticleId("")
    act_id: ClassVar[None] = None
    at: datetime
    change: AccountChange
    member: MemberId
    by: MemberId
    via: Via

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        return {"change": self.change, "member": self.member, "by": self.by, "via": self.via}

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(
            at=said.moment("at"),
            change=said.one_of(AccountChange, "change"),
            member=MemberId(said.text("member")),
            by=MemberId(said.text("by")),
            via=said.one_of(Via, "via"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRefused:
    """Somebody was not let in. Shape: `member` is whose account it was, empty when the name is nobody's."""

    kind: ClassVar[EntryKind] = EntryKind.ACCESS
    article_id: ClassVar[ArticleId] = ArticleId("")
    act_id: ClassVar[None] = None
    at: datetime
    member: MemberId
    barred: Barred

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        return {"member": self.member, "barred": self.barred}

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(at=said.moment("at"), member=MemberId(said.text("member")), barred=said.one_of(Barred, "barred"))
