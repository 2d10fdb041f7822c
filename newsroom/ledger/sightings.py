"""Lines about what was seen: a channel that shows, changed, removed or refused a text, a promise that was broken."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from newsroom.article import ArticleId, ChannelName, ContentHash
from newsroom.ledger.kinds import EntryKind
from newsroom.matters.kinds import AmendmentKind
from newsroom.publishing import OUTCOME_LABELS, Outcome
from newsroom.shape import Fields
from newsroom.sla import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A channel was seen to show the approved text."""

    kind: ClassVar[EntryKind] = EntryKind.RECEIPT
    act_id: ClassVar[None] = None
    at: datetime
    article_id: ArticleId
    channel: ChannelName
    url: str
    external_id: str
    content_hash: ContentHash
    fingerprint: str
    attempts: int

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        return {
            "channel": self.channel,
            "url": self.url,
            "external_id": self.external_id,
            "content_hash": self.content_hash,
            "fingerprint": self.fingerprint,
            "attempts": self.attempts,
        }

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(
            at=said.moment("at"),
            article_id=ArticleId(said.text("article_id")),
            channel=said.one_of(ChannelName, "channel"),
            url=said.text("url"),
            external_id=said.text("external_id"),
            content_hash=ContentHash(said.text("content_hash")),
            fingerprint=said.text("fingerprint"),
            attempts=said.number("attempts"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelAmended:
    """A channel was seen to show the changed text, or, when `gone`, to show the article no more."""

    act_id: ClassVar[None] = None
    at: datetime
    article_id: ArticleId
    amendment: str
    kind_of_amendment: AmendmentKind
    gone: bool
    channel: ChannelName
    url: str
    external_id: str
    content_hash: ContentHash
    fingerprint: str
    attempts: int

    @property
    def kind(self) -> EntryKind:
        """Under which name it is written."""
        return EntryKind.REMOVED if self.gone else EntryKind.AMENDED

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        return {
            "amendment": self.amendment,
            "kind_of_amendment": self.kind_of_amendment,
            "channel": self.channel,
            "url": self.url,
            "external_id": self.external_id,
            "content_hash": self.content_hash,
            "fingerprint": self.fingerprint,
            "attempts": self.attempts,
        }

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(
            at=said.moment("at"),
            article_id=ArticleId(said.text("article_id")),
            amendment=said.text("amendment"),
            kind_of_amendment=said.one_of(AmendmentKind, "kind_of_amendment"),
            gone=said.one_of(EntryKind, "kind") is EntryKind.REMOVED,
            channel=said.one_of(ChannelName, "channel"),
            url=said.text("url"),
            external_id=said.text("external_id"),
            content_hash=ContentHash(said.text("content_hash")),
            fingerprint=said.text("fingerprint"),
            attempts=said.number("attempts"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelStopped:
    """A channel does not go on without a person; `amendment` is empty for the first publication."""

    kind: ClassVar[EntryKind] = EntryKind.CHANNEL_STOPPED
    act_id: ClassVar[None] = None
    at: datetime
    article_id: ArticleId
    channel: ChannelName
    outcome: Outcome
    explanation: str
    content_hash: str
    evidence: str = ""
    amendment: str = ""

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        said = {
            "channel": self.channel,
            "outcome": self.outcome,
            "label": OUTCOME_LABELS[self.outcome],
            "explanation": self.explanation,
            "evidence": self.evidence,
            "content_hash": self.content_hash,
        }
        return said | ({"amendment": self.amendment} if self.amendment else {})

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(
            at=said.moment("at"),
            article_id=ArticleId(said.text("article_id")),
            channel=said.one_of(ChannelName, "channel"),
            outcome=said.one_of(Outcome, "outcome"),
            explanation=said.text("explanation"),
            content_hash=said.text("content_hash"),
            evidence=said.text("evidence"),
            amendment=said.text("amendment", ""),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A promise was not kept in time; `channels` are those that it was about."""

    kind: ClassVar[EntryKind] = EntryKind.BREACH
    act_id: ClassVar[None] = None
    at: datetime
    article_id: ArticleId
    promise: Promise
    channels: tuple[ChannelName, ...]
    due_at: datetime

    def said(self) -> dict[str, Any]:
        """Its own fields, as they are written."""
        return {"promise": self.promise, "channels": list(self.channels), "due_at": self.due_at.isoformat()}

    @classmethod
    def read(cls, said: Fields) -> Self:
        """The line that fields state. Errors: WrongShape."""
        return cls(
            at=said.moment("at"),
            article_id=ArticleId(said.text("article_id")),
            promise=said.one_of(Promise, "promise"),
            channels=said.all_of(ChannelName, "channels"),
            due_at=said.moment("due_at"),
        )
