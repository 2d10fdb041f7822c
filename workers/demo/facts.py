"""What came of the day, gathered from outside: the readers' pages, the storage, the workflow server."""

import asyncio
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

import httpx
from temporalio.api.history.v1 import History
from temporalio.client import Client

from activities.storage.articles.reading import Card
from newsroom.describe import route_in_words
from newsroom.ledger.acts import ActAccepted
from newsroom.ledger.entries import Line, readable
from newsroom.publishing import CHANNEL_LABELS
from newsroom.stages import Act, Stage
from workers.demo.tales import Tale
from workers.demo.trouble import DemoFailed
from workers.wiring.stores import Stores
from workflows.messages import article_workflow_id

_PATIENCE: Final = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFacts:
    """One published article. Units: seconds from approval (or the embargo's end) to the first reader."""

    id: str
    title: str
    kind: str
    topics: tuple[str, ...]
    approver: str
    ground: str
    route: str
    events: int
    history_bytes: int
    submitted_at: str
    approved_at: str
    published_at: str
    seconds_to_visible: dict[str, float]
    links: dict[str, str]
    visible_posts: dict[str, int]
    wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything the promises are checked against."""

    tales: tuple[Tale, ...]
    articles: tuple[ArticleFacts, ...]
    cards: dict[str, Card]
    timelines: dict[str, tuple[Line, ...]]
    histories: dict[str, History]
    markers: dict[str, tuple[str, ...]]
    ledger_output: tuple[int, str]
    export_output: tuple[int, str]
    faults: dict[str, tuple[str, ...]]
    metrics: str
    unstarted: int

    @property
    def duplicates(self) -> int:
        """Visible posts beyond the one that each channel and text may have."""
        return sum(max(count - 1, 0) for article in self.articles for count in article.visible_posts.values())


async def until_published(stores: Stores, article_id: str) -> None:
    """Wait until an article is published on all its channels."""
    try:
        async with asyncio.timeout(_PATIENCE):
            while (await stores.articles.standing(article_id)).stage is not Stage.PUBLISHED:
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise DemoFailed(f"{article_id}: chưa đăng xong sau {_PATIENCE:.0f} giây") from None


async def history_of(client: Client, article_id: str) -> History:
    """The finished history of an article's workflow."""
    handle = client.get_workflow_handle(article_workflow_id(article_id))
    await handle.result()
    return History(events=[event async for event in handle.fetch_history_events()])


def article_facts(card: Card, lines: tuple[Line, ...], history: History, posts: list[dict[str, Any]]) -> ArticleFacts:
    """The facts of one article from what was stored and what is seen."""
    standing = card.standing
    approval = approvals(lines)[0]
    starts = max(filter(None, (standing.approved_at, standing.publish_at)))
    rows = {row.channel: row for row in card.channels}
    by_channel = {channel: [post for post in posts if post["url"] == row.url] for channel, row in rows.items()}
    seen = {channel: found[0] for channel, found in by_channel.items() if found}
    counted = Counter(post["channel"] for post in posts if _same_text(post, card, seen.get(post["channel"])))
    return ArticleFacts(
        id=standing.article_id,
        title=card.title,
        kind=card.kind,
        topics=card.topics,
        approver=approval.member,
        ground=approval.ground.clause,
        route=route_in_words(standing.route),
        events=len(history.events),
        history_bytes=history.ByteSize(),
        submitted_at=_hour(standing.submitted_at),
        approved_at=_hour(standing.approved_at),
        published_at=_hour(card.published_at),
        seconds_to_visible={channel: _seconds(starts, post["visible_since"]) for channel, post in seen.items()},
        links={CHANNEL_LABELS[row.channel]: row.url for row in card.channels if row.url},  # type: ignore[index]
        visible_posts={channel: counted.get(channel, 0) for channel in standing.channels},
        wanted=tuple(standing.channels),
    )


def approvals(lines: tuple[Line, ...]) -> list[ActAccepted]:
    """The accepted approvals of an article, the first one first."""
    acts = (entry for entry in readable(lines) if isinstance(entry, ActAccepted))
    return [act for act in acts if act.act is Act.APPROVE]


def as_data(article: ArticleFacts) -> dict[str, Any]:
    """The facts as they go into the JSON file."""
    return asdict(article)


async def visible_posts(simulator: httpx.AsyncClient, since: datetime) -> list[dict[str, Any]]:
    """All posts that the public sees on the simulated channels and has not seen before this day."""
    answer = await simulator.get("/_sim/visible", params={"since": since.isoformat()})
    answer.raise_for_status()
    return list(answer.json()["posts"])


def _same_text(post: dict[str, Any], card: Card, ours: dict[str, Any] | None) -> bool:
    if card.standing.article_id in f"{post['url']} {post.get('external_reference')}":
        return True
    return ours is not None and (post["channel"], post["title"], post["text"]) == (
        ours["channel"],
        ours["title"],
        ours["text"],
    )


def _hour(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat()


def _seconds(start: datetime, visible_since: str) -> float:
    return round((datetime.fromisoformat(visible_since) - start).total_seconds(), 3)
