"""Lines about people and articles: a submission, an act allowed or refused, a decision of the board."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self

from newsroom.article import ArticleId, ContentHash, MemberId
from newsroom.authority import Ground, Hold, Route, ground_data, ground_from, route_data, route_from
from newsroom.board import OFFICE_LABELS, Office
from newsroom.claims import Details, details_data, details_from
from newsroom.ledger.kinds import ACCEPTED, ArticleRefusal, EntryKind
from newsroom.matters.kinds import Outcome
from newsroom.shape import Fields
from newsroom.stages import Act, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """An article of `member` has come in, perhaps by the hand of `intake`; `route` is the one it took at first.

    Shape: `claim` is the text that was signed; lines of before submissions were signed have none, nor act_id, office.
    """

    kind: ClassVar[EntryKind] = EntryKind.SUBMISSION
    at: datetime
    article_id: ArticleId
    member: MemberId
    content_hash: ContentHash
    revision: int
    route: Route
    act_id: str | None = None
    office: Office | None = None
    claim: str = ""
    signature: str = ""
    intake: str = ""
    awaits_intake: bool = False

    @property
    def is_signed(self) -> bool:
        """Whether the line holds what its author signed."""
        return bool(self.claim)

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        later = ("office", "claim", "signature", "intake", "awaits_intake")
        return {
            "member": self.member,
            "content_hash": self.content_hash,
            "revision": self.revision,
            "route": route_data(self.route),
            "owner_label": OFFICE_LABELS[self.route.owner],
        } | {name: value for name in later if (value := getattr(self, name))}

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(
            at=said.moment("at"),
            article_id=ArticleId(said.text("article_id")),
            member=MemberId(said.text("member")),
            content_hash=ContentHash(said.text("content_hash")),
            revision=said.number("revision"),
            route=route_from(said.part("route")),
            act_id=said.text_or_none("act_id"),
            office=said.one_of(Office, "office") if said.says("office") else None,
            claim=said.text("claim", ""),
            signature=said.text("signature", ""),
            intake=said.text("intake", ""),
            awaits_intake=said.flag("awaits_intake", False),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Who wrote an article whose first line nobody has signed, and whose it was: put down once, by the administrator.

    Shape: text and revision are those of the first line, the route is the one at that hour.
    """

    kind: ClassVar[EntryKind] = EntryKind.ENTERED
    act_id: ClassVar[None] = None
    at: datetime
    article_id: ArticleId
    author: MemberId
    content_hash: ContentHash
    revision: int
    route: Route

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        return {
            "author": self.author,
            "content_hash": self.content_hash,
            "revision": self.revision,
            "route": route_data(self.route),
        }

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(
            at=said.moment("at"),
            article_id=ArticleId(said.text("article_id")),
            author=MemberId(said.text("author")),
            content_hash=ContentHash(said.text("content_hash")),
            revision=said.number("revision"),
            route=route_from(said.part("route")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ActAccepted:
    """An act on an article that was allowed: the signed claim, its ground, and where the article stands after it.

    Shape: `claim` is the text that was signed; the other fields repeat it for reading. `hold` and `route` came later.
    """

    kind: ClassVar[EntryKind] = EntryKind.ACT
    at: datetime
    article_id: ArticleId
    act_id: str
    act: Act
    member: MemberId
    office: Office
    board_version: int
    details: Details
    claim: str
    signature: str
    ground: Ground
    stage: Stage
    revision: int
    content_hash: ContentHash
    waiting_for: str
    hold: Hold = Hold.OWNER
    route: Route | None = None

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        said = {
            "outcome": ACCEPTED,
            "act": self.act,
            "member": self.member,
            "office": self.office,
            "board_version": self.board_version,
            "details": details_data(self.details),
            "claim": self.claim,
            "signature": self.signature,
            "ground": ground_data(self.ground),
            "stage": self.stage,
            "revision": self.revision,
            "content_hash": self.content_hash,
            "waiting_for": self.waiting_for,
            "hold": self.hold,
        }
        return said | ({"route": route_data(self.route)} if self.route else {})

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(
            at=said.moment("at"),
            article_id=ArticleId(said.text("article_id")),
            act_id=said.text("act_id"),
            act=said.one_of(Act, "act"),
            member=MemberId(said.text("member")),
            office=said.one_of(Office, "office"),
            board_version=said.number("board_version"),
            details=details_from(said.part("details")),
            claim=said.text("claim"),
            signature=said.text("signature"),
            ground=ground_from(said.part("ground")),
            stage=said.one_of(Stage, "stage"),
            revision=said.number("revision"),
            content_hash=ContentHash(said.text("content_hash")),
            waiting_for=said.text("waiting_for"),
            hold=said.one_of(Hold, "hold", Hold.OWNER),
            route=route_from(said.part("route")) if "route" in said else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRefused(ArticleRefusal):
    """An act on an article that was not allowed."""

    kind: ClassVar[EntryKind] = EntryKind.ACT
    acts: ClassVar[type[StrEnum]] = Act
    act: Act | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardDecision:
    """What a meeting has decided on an article, and the signed act that concluded the meeting."""

    kind: ClassVar[EntryKind] = EntryKind.BOARD_DECISION
    act_id: ClassVar[None] = None
    at: datetime
    article_id: ArticleId
    matter: str
    outcome: Outcome
    note: str
    stage: Stage
    content_hash: ContentHash
    waiting_for: str
    hold: Hold
    board_version: int
    ground: Ground
    member: MemberId
    office: Office
    claim: str
    signature: str

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        return {
            "matter": self.matter,
            "outcome": self.outcome,
            "note": self.note,
            "stage": self.stage,
            "content_hash": self.content_hash,
            "waiting_for": self.waiting_for,
            "hold": self.hold,
            "board_version": self.board_version,
            "ground": ground_data(self.ground),
            "member": self.member,
            "office": self.office,
            "claim": self.claim,
            "signature": self.signature,
        }

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(
            at=said.moment("at"),
            article_id=ArticleId(said.text("article_id")),
            matter=said.text("matter"),
            outcome=said.one_of(Outcome, "outcome"),
            note=said.text("note"),
            stage=said.one_of(Stage, "stage"),
            content_hash=ContentHash(said.text("content_hash")),
            waiting_for=said.text("waiting_for"),
            hold=said.one_of(Hold, "hold"),
            board_version=said.number("board_version"),
            ground=ground_from(said.part("ground")),
            member=MemberId(said.text("member")),
            office=said.one_of(Office, "office"),
            claim=said.text("claim"),
            signature=said.text("signature"),
        )
