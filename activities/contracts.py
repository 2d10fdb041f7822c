"""The activities as workflows know them: names, queues, and what goes in and comes out.

Workflows import this and nothing else of the activities, so no driver ever enters the sandbox.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from newsroom.article import ArticleId, ChannelName, ContentHash
from newsroom.decisions import Standing
from newsroom.sla import Moment


class ActivityName(StrEnum):
    """Wire names of the activities."""

    RECORD_DECISION = "record_decision"
    PUBLISH_TO_CHANNEL = "publish_to_channel"
    RAISE_ALERT = "raise_alert"


EDITORIAL_QUEUE: Final = "editorial"

CHANNEL_QUEUES: Final[dict[ChannelName, str]] = {
    ChannelName.PORTAL: "channel-portal",
    ChannelName.FANPAGE: "channel-fanpage",
    ChannelName.ZALO_OA: "channel-zalo-oa",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedAct:
    """A person's act as it travels: the canonical text of the claim and the desk's signature (base64) over it."""

    claim: str
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What the workflow must wake up for, and the two times that operators search by."""

    moments: tuple[Moment, ...] = ()
    due_at: datetime | None = None
    publish_due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActOrder:
    """An act to be judged and recorded, for one article."""

    article_id: ArticleId
    act: SignedAct


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The recorded answer to an act.

    Shape: `code` and `message` when refused; `standing` and `agenda` as they are after an accepted act.
    """

    accepted: bool
    code: str = ""
    message: str = ""
    standing: Standing | None = None
    agenda: Agenda = Agenda()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishOrder:
    """One approved text to be shown on one channel."""

    article_id: ArticleId
    content_hash: ContentHash
    channel: ChannelName


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertOrder:
    """A moment that has come, for one article."""

    article_id: ArticleId
    moment: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerted:
    """Whether the promise was indeed unmet, so that somebody was told."""

    told: bool
