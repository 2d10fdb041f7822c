"""What one run over an intent to publish works on: looked at as a whole, judged, and only then taken up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from activities.storage.articles.proven import PROOF, Proven
from activities.storage.database import Connection, now
from activities.storage.ledger import MOVING
from activities.storage.obligations import IS_BREACHED
from activities.storage.publishing.intents import Intent, IntentState, intent_from, intent_key
from activities.storage.publishing.older_texts import overtaken_at
from newsroom.article import ChannelName, Content, ContentHash
from newsroom.publishing import Outcome
from newsroom.standing import Standing

SHOWN: Final = """(
    SELECT coalesce(jsonb_agg(to_jsonb(settled) ORDER BY visible_at), '[]') FROM (
        SELECT channel, content_hash, amendment, outcome, url, photo_urls, visible_at FROM intents
        WHERE article_id = $1 AND state = 'published') AS settled)"""
LOOK: Final = f"SELECT articles.*, {PROOF}, {SHOWN} AS shown, {IS_BREACHED} AS breached FROM articles WHERE id = $1"  # noqa: S608 - every word is ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An intent with the approved text and what the Portal gave for it.

    Shape: `content` is what is to be shown, and `text` its hash; `sent` is the text of the intent, an older one when
    what was begun with it has still to be settled, since `overtaken_at`; `late` when the intent is settled and a
    promise of the article is known to be broken.
    """

    intent: Intent
    standing: Standing
    content: Content
    text: ContentHash
    sent: Content
    portal_url: str
    portal_photos: dict[str, str]
    overtaken_at: datetime | None = None
    late: bool = False

    @property
    def is_left_over(self) -> bool:
        """Whether an older text was sent, and what became of it is not known."""
        return self.intent.state is not IntentState.PUBLISHED and self.intent.content_hash != self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What may go out. Shape: `shown` are the settled intents of the article in the order in which they were shown."""

    proven: Proven
    text: ContentHash
    shown: Sequence[Mapping[str, Any]]
    breached: bool = False

    @property
    def texts(self) -> frozenset[str]:
        """The texts that have become this one, itself among them."""
        return self.proven.proof.made_into(self.text)

    @property
    def channels(self) -> frozenset[str]:
        """The channels that are known to show it, or one of those."""
        settled = (each for each in self.shown if not each["amendment"] and each["content_hash"] in self.texts)
        return frozenset(each["channel"] for each in settled)

    def portal(self, channel: ChannelName) -> Sequence[Mapping[str, Any]]:
        """What the Portal gave for the article, as another channel needs it; the latest comes last."""
        ours = (each for each in self.shown if each["channel"] == ChannelName.PORTAL != channel)
        return [each for each in ours if each["outcome"] == Outcome.PUBLISHED]


async def take_up(connection: Connection, judged: Judged, channel: ChannelName) -> Intent | None:
    """The intent, taken from whoever had it; None when the article has moved since it was judged."""
    standing = judged.proven.proof.standing
    row = await connection.fetchrow(
        "SELECT * FROM take_up($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        intent_key(standing.article_id, judged.text, channel),
        standing.article_id,
        judged.text,
        channel,
        standing.revision,
        list(judged.texts),
        judged.proven.judged,
        MOVING,
        now(),
    )
    return None if row is None else intent_from(row)


async def job_of(connection: Connection, judged: Judged, intent: Intent) -> Job:
    """The intent with what a run needs beside it."""
    # A change may have given the Portal's page new photos: the latest address of each counts.
    portal = judged.portal(intent.channel)
    proven, text = judged.proven, judged.text
    settled, older = intent.state is IntentState.PUBLISHED, intent.content_hash != text
    return Job(
        intent=intent,
        standing=proven.proof.standing,
        content=proven.text(text),
        text=text,
        sent=proven.text(intent.content_hash),
        portal_url=portal[-1]["url"] if portal else "",
        portal_photos={digest: url for each in portal for digest, url in each["photo_urls"].items()},
        overtaken_at=await overtaken_at(connection, intent.article_id) if older else None,
        late=settled and judged.breached,
    )
