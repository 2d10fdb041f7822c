"""Lines about matters: an act allowed or refused, and a version of the board that was adopted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self

from newsroom.article import ArticleId, ContentHash, MemberId
from newsroom.authority import Ground, ground_data, ground_from
from newsroom.board import Office
from newsroom.ledger.kinds import ACCEPTED, EntryKind, RefusedLine
from newsroom.matters.kinds import AmendmentKind, AmendmentStage, MatterAct
from newsroom.shape import Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Who is away."""

    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """Which grant was made, renewed or taken back."""

    grant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """Which articles a meeting was called for."""

    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusions:
    """What was minuted of each article on the agenda."""

    decisions: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amending:
    """Which change of a published text this is about, and how far it has come."""

    kind: AmendmentKind
    stage: AmendmentStage
    base_hash: ContentHash
    content_hash: ContentHash
    royalty_flag: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """Which version of the board was adopted."""

    version: int
    digest: str


Effect = Away | Lent | Agenda | Conclusions | Amending | Adopted
"""What an act made, said beside the act itself."""


def effect_data(effect: Effect | None) -> dict[str, Any]:
    """The fields of a line that say what an act made."""
    match effect:
        case None:
            return {}
        case Away(member=member):
            return {"away": member}
        case Lent(grant=grant):
            return {"grant": grant}
        case Agenda(articles=articles):
            return {"articles": list(articles)}
        case Conclusions(decisions=decisions):
            return {"decisions": dict(decisions)}
        case Amending():
            return {
                "kind_of_amendment": effect.kind,
                "amendment_stage": effect.stage,
                "base_hash": effect.base_hash,
                "content_hash": effect.content_hash,
                "royalty_flag": effect.royalty_flag,
            }
        case Adopted(version=version, digest=digest):
            return {"version": version, "digest": digest}


def effect_from(said: Fields) -> Effect | None:
    """What the fields of a line say that an act made. Errors: WrongShape."""
    if "away" in said:
        return Away(member=MemberId(said.text("away")))
    if "grant" in said:
        return Lent(grant=said.text("grant"))
    if "articles" in said:
        return Agenda(articles=said.texts("articles"))
    if "decisions" in said:
        return Conclusions(decisions=said.by_name("decisions"))
    if "kind_of_amendment" in said:
        return Amending(
            kind=said.one_of(AmendmentKind, "kind_of_amendment"),
            stage=said.one_of(AmendmentStage, "amendment_stage"),
            base_hash=ContentHash(said.text("base_hash")),
            content_hash=ContentHash(said.text("content_hash")),
            royalty_flag=said.flag("royalty_flag"),
        )
    if "version" in said:
        return Adopted(version=said.number("version"), digest=said.text("digest"))
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterActAccepted:
    """An act that was allowed: what was signed, its ground, what it made.

    Shape: `article_id` is empty unless the matter is about one article.
    """

    kind: ClassVar[EntryKind] = EntryKind.MATTER_ACT
    at: datetime
    article_id: ArticleId
    act_id: str
    matter: str
    act: MatterAct
    member: MemberId
    office: Office
    board_version: int
    facts: Mapping[str, str]
    claim: str
    signature: str
    ground: Ground
    effect: Effect | None = None

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        return {
            "outcome": ACCEPTED,
            "matter": self.matter,
            "act": self.act,
            "member": self.member,
            "office": self.office,
            "board_version": self.board_version,
            "facts": dict(self.facts),
            "claim": self.claim,
            "signature": self.signature,
            "ground": ground_data(self.ground),
            **effect_data(self.effect),
        }

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(
            at=said.moment("at"),
            article_id=ArticleId(said.text("article_id")),
            act_id=said.text("act_id"),
            matter=said.text("matter"),
            act=said.one_of(MatterAct, "act"),
            member=MemberId(said.text("member")),
            office=said.one_of(Office, "office"),
            board_version=said.number("board_version"),
            facts=said.by_name("facts"),
            claim=said.text("claim"),
            signature=said.text("signature"),
            ground=ground_from(said.part("ground")),
            effect=effect_from(said),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterActRefused(RefusedLine):
    """An act on a matter that was not allowed; nobody is named by what proves nothing.

    Shape: `facts` are empty where the text was no act or was forged.
    """

    kind: ClassVar[EntryKind] = EntryKind.MATTER_ACT
    article_id: ClassVar[ArticleId] = ArticleId("")
    acts: ClassVar[type[StrEnum]] = MatterAct
    act: MatterAct | None
    matter: str
    facts: Mapping[str, str]

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        # The class that `super()` would look from is another one once it has slots.
        return RefusedLine.said(self) | {"matter": self.matter, "facts": dict(self.facts)}

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls.read_with(said, matter=said.text("matter"), facts=said.by_name("facts"))


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardAdopted:
    """A version of the board has been adopted."""

    kind: ClassVar[EntryKind] = EntryKind.BOARD
    article_id: ClassVar[ArticleId] = ArticleId("")
    act_id: ClassVar[None] = None
    at: datetime
    by: str
    version: int
    digest: str

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        return {"by": self.by, "version": self.version, "digest": self.digest}

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(at=said.moment("at"), by=said.text("by"), version=said.number("version"), digest=said.text("digest"))
