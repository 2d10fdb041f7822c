"""The one row per (article, text, channel) that keeps a text from being posted twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from newsroom.article import ArticleId, ChannelName, ContentHash
from newsroom.publishing import STOPPED, ChannelResult, Outcome


class IntentState(StrEnum):
    """How far an attempt has come; what is written before each outgoing call.

    Shape: PREPARED is read and never written: only the builds before decision 0064 stopped between the two calls.
    """

    CLAIMED = "claimed"
    SENDING = "sending"
    PREPARED = "prepared"
    REVEALING = "revealing"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """The one row per (article, text, channel).

    Shape: `run` counts its claims; only the latest may write. `cause` is the last code by which the channel refused.
    """

    key: str
    run: int
    article_id: ArticleId
    channel: ChannelName
    content_hash: ContentHash
    state: IntentState
    attempts: int = 0
    absent_reads: int = 0
    attempt_started_at: datetime | None = None
    external_id: str = ""
    outcome: str = ""
    explanation: str = ""
    not_before: datetime | None = None
    url: str = ""
    visible_at: datetime | None = None
    amendment: str = ""
    updated_at: datetime | None = None
    doubted: bool = False
    cause: str = ""


class Overtaken(Exception):
    """Một lần gửi khác của bài này đang chạy trên kênh; lần này dừng lại, không gửi gì thêm."""

    def __init__(self) -> None:
        super().__init__((type(self).__doc__ or "").strip())


def intent_key(article_id: str, content_hash: str, channel: ChannelName, amendment: str = "") -> str:
    """The key of an intent: fixed for one text of one article on one channel (and one amendment), safe in a URL."""
    key = f"{article_id}-{content_hash[:16]}-{channel.replace('_', '-')}"
    return f"{key}-{amendment}" if amendment else key


def result_of(intent: Intent) -> ChannelResult:
    """The result that an intent states."""
    return ChannelResult(
        channel=intent.channel,
        outcome=Outcome(intent.outcome),
        explanation=intent.explanation,
        url=intent.url,
        external_id=intent.external_id,
        visible_at=intent.visible_at,
        not_before=intent.not_before,
    )


def intent_from(row: Mapping[str, Any]) -> Intent:
    """The intent that a row states."""
    return Intent(
        key=row["key"],
        run=row["run"],
        article_id=ArticleId(row["article_id"]),
        channel=ChannelName(row["channel"]),
        content_hash=ContentHash(row["content_hash"]),
        state=IntentState(row["state"]),
        attempts=row["attempts"],
        absent_reads=row["absent_reads"],
        attempt_started_at=row["attempt_started_at"],
        external_id=row["external_id"],
        outcome=row["outcome"],
        explanation=row["explanation"],
        not_before=row["not_before"],
        url=row["url"],
        visible_at=row["visible_at"],
        amendment=row["amendment"],
        updated_at=row["updated_at"],
        doubted=row["doubted"],
        cause=row["cause"],
    )


def is_doubted(intent: Intent) -> bool:
    """Whether only a restore says that the text may have been sent; no run has taken the intent since."""
    return intent.doubted


def is_under_way(intent: Intent) -> bool:
    """Whether a run has just shown, changed or removed the text, or is about to, and has not told what came of it."""
    # A claim empties `not_before`; a run that ends without a stop writes it.
    return intent.state is IntentState.REVEALING and intent.outcome not in STOPPED and intent.not_before is None


def may_come_late(intent: Intent) -> bool:
    """Whether a call of its last run may still have its effect: something was sent, and no answer has ended the run."""
    told = intent.outcome in STOPPED and not intent.attempts
    return intent.state in {IntentState.SENDING, IntentState.REVEALING} and not told
