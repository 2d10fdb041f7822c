"""The activities as workflows know them: names, queues, and what goes in and comes out.

Workflows import this and nothing else of the activities, so no driver ever enters the sandbox.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from newsroom.article import ArticleId, ChannelName, ContentHash
from newsroom.board import Office
from newsroom.sla import Moment
from newsroom.standing import Standing


class ActivityName(StrEnum):
    """Wire names of the activities."""

    RECORD_DECISION = "record_decision"
    PUBLISH_TO_CHANNEL = "publish_to_channel"
    AMEND_ON_CHANNEL = "amend_on_channel"
    RAISE_ALERT = "raise_alert"
    LOOK_UP_ARTICLE = "look_up_article"
    RECORD_DEED = "record_deed"
    ATTEND_MATTER = "attend_matter"
    TELL_ARTICLES = "tell_articles"
    CHECK_CHANNEL = "check_channel"
    LOOK_AFTER = "look_after"


EDITORIAL_QUEUE: Final = "editorial"

CHANNEL_QUEUES: Final[dict[ChannelName, str]] = {
    ChannelName.PORTAL: "channel-portal",
    ChannelName.FANPAGE: "channel-fanpage",
    ChannelName.ZALO_OA: "channel-zalo-oa",
}


SILENT_AT_MOST: Final = timedelta(seconds=8)
"""A call to a channel, or the record of an act, that is not heard of for so long is given up for dead and begun again,
by another worker.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedAct:
    """A person's act as it travels: the canonical text of the claim and the desk's signature (base64) over it."""

    claim: str
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What the workflow must wake up for, the two times that operators search by, and whether a promise was broken."""

    moments: tuple[Moment, ...] = ()
    due_at: datetime | None = None
    publish_due_at: datetime | None = None
    breached: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActInput:
    """An act to be judged and recorded, for one article."""

    article_id: ArticleId
    act: SignedAct


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishInput:
    """One approved text to be shown on one channel, or what an amendment does there to a text already shown."""

    article_id: ArticleId
    content_hash: ContentHash
    channel: ChannelName
    amendment: str = ""
    removal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterNow:
    """How a matter stands.

    Shape: `moments` are the times ahead at which it must be attended to, in order; `over` ends its workflow; `summary`
    is Vietnamese Markdown for operators; `publish` is what an amendment still has to bring to the channels; `ended` are
    other matters that this one has put an end to, whose workflows have to hear of it.
    """

    opened: bool
    over: bool
    moments: tuple[datetime, ...] = ()
    summary: str = ""
    publish: tuple[PublishInput, ...] = ()
    ended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The recorded answer to an act.

    Shape: `code` and `message` when refused; `standing` and `agenda` of an article as they are after an accepted act;
    `now` of a matter, whatever the answer; `beside` when the process that recorded it serves the channels too, on the
    workflows' own queue.
    """

    accepted: bool
    code: str = ""
    message: str = ""
    standing: Standing | None = None
    agenda: Agenda = Agenda()
    now: MatterNow | None = None
    beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertInput:
    """A moment that has come, for one article."""

    article_id: ArticleId
    moment: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerted:
    """Whether the promise was not kept in time, so that somebody was told; `over` when it no longer runs."""

    told: bool
    over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleNow:
    """Where an article stands by the storage, and what its workflow must wake up for.

    Shape: `asked` is the office that sees to a channel that has stopped.
    """

    standing: Standing
    agenda: Agenda
    asked: Office = Office.ENGINEER


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterActInput:
    """An act to be judged and recorded, for one matter."""

    matter: str
    act: SignedAct


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendInput:
    """A matter to be attended to, because one of its moments has come or an act has changed it."""

    matter: str


class UpkeepJob(StrEnum):
    """What the newsroom looks after by the clock."""

    DAILY_DIGEST = "daily_digest"
    WEEKLY_DIGEST = "weekly_digest"
    TOKENS = "tokens"
    LEDGER = "ledger"
    RETENTION = "retention"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCheck:
    """How a channel answered when nothing was to be published.

    Shape: `note` is one Vietnamese line; `expires_at` only when a person must renew the token by then.
    """

    channel: ChannelName
    ok: bool
    note: str
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpkeepInput:
    """A job that the clock has brought up."""

    job: UpkeepJob


@dataclass(frozen=True, slots=True, kw_only=True)
class UpkeepTask:
    """A job with the instant it was planned for, and what the channels have answered when it is about them."""

    job: UpkeepJob
    planned_at: datetime
    channels: tuple[ChannelCheck, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpkeepReport:
    """How a job ended. Shape: `note` is one Vietnamese line without names of people or articles."""

    job: UpkeepJob
    ok: bool
    note: str
