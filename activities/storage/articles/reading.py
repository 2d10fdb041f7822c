"""What people look up: an article's card, its timeline, an inbox, the state of the channels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from activities.storage.articles.rows import unknown_article
from activities.storage.database import Connection, Database
from activities.storage.ledger import lines_of
from activities.storage.rows import standing_from
from activities.storage.stages import staged
from newsroom.ledger.acts import Submission
from newsroom.ledger.entries import Line, entry_from
from newsroom.sla import Promise
from newsroom.stages import OPEN, Stage
from newsroom.standing import Standing

_RECEIPTS: Final = (
    "SELECT articles.*, first.seq AS receipt, first.body AS first_line FROM articles JOIN LATERAL ("
    "SELECT seq, body FROM ledger WHERE article_id = articles.id ORDER BY seq LIMIT 1) AS first ON true "
    "WHERE author = ANY($1) AND stage = ANY($2) ORDER BY submitted_at DESC LIMIT $3"
)

_PRESSING: Final = (
    "SELECT articles.*, promise, channel, started_at, due_at FROM obligations "
    "JOIN articles ON articles.id = article_id WHERE met_at IS NULL AND dropped_at IS NULL "
    "AND due_at - (due_at - started_at) / 4 <= $1 ORDER BY due_at, articles.id, channel LIMIT $2"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRow:
    """How one channel stands for an article's current text."""

    channel: str
    outcome: str
    explanation: str
    url: str
    attempts: int
    visible_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationRow:
    """One clock of an article and what became of it."""

    promise: str
    channel: str
    started_at: datetime
    due_at: datetime
    met_at: datetime | None
    dropped_at: datetime | None
    breached_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An article as a list or a status page shows it."""

    standing: Standing
    title: str
    kind: str
    topics: tuple[str, ...]
    published_at: datetime | None
    channels: tuple[ChannelRow, ...] = ()
    obligations: tuple[ObligationRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressing:
    """A promise that is overdue or about to be. Shape: `channel` is empty but for the promise to publish."""

    card: Card
    promise: Promise
    channel: str
    started_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How a contributor's text came in: its line in the ledger, and the secretary who handed it in, if she did."""

    number: int
    intake: str
    card: Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """A message in an inbox. Shape: `times` and `latest_at` of an alarm that came again before it was read."""

    id: int
    article_id: str
    kind: str
    text: str
    created_at: datetime
    read_at: datetime | None
    times: int = 1
    latest_at: datetime | None = None


class ReadingStore:
    """Read-only questions of the desk."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def card(self, article_id: str) -> Card:
        """An article with its channels and clocks. Errors: Refused (unknown_article)."""
        async with self._database.reading() as connection:
            row = await connection.fetchrow("SELECT * FROM articles WHERE id = $1", article_id)
            if row is None:
                raise unknown_article(article_id)
            channels = await connection.fetch(
                "SELECT DISTINCT ON (channel) channel, outcome, explanation, url, attempts, visible_at FROM intents "
                "WHERE article_id = $1 AND (content_hash = $2 OR state <> 'claimed') "
                "ORDER BY channel, content_hash = $2 DESC, amendment <> '' DESC, updated_at DESC",
                article_id,
                row["content_hash"],
            )
            clocks = await connection.fetch(
                "SELECT promise, channel, started_at, due_at, met_at, dropped_at, breached_at FROM obligations "
                "WHERE article_id = $1 ORDER BY id",
                article_id,
            )
        return card_from(
            row, tuple(ChannelRow(**dict(c)) for c in channels), tuple(ObligationRow(**dict(c)) for c in clocks)
        )

    async def cards(self, *, stage: str | None = None, limit: int = 50) -> tuple[Card, ...]:
        """The newest articles, of one stage or of all."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                "SELECT * FROM articles WHERE $1::text IS NULL OR stage = $1 ORDER BY submitted_at DESC LIMIT $2",
                stage,
                limit,
            )
            days = await _days(connection, [row["id"] for row in rows])
        return tuple(card_from(row, clocks=days.get(row["id"], ())) for row in rows)

    async def open_cards(self, limit: int) -> tuple[Card, ...]:
        """The articles that are not finished with the clocks of their days, the longest at their step first."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                "SELECT * FROM articles WHERE stage = ANY($1) ORDER BY since LIMIT $2", list(OPEN), limit
            )
            days = await _days(connection, [row["id"] for row in rows])
        return tuple(card_from(row, clocks=days.get(row["id"], ())) for row in rows)

    async def receipts(self, authors: Sequence[str], *, only_open: bool, limit: int) -> tuple[Taken, ...]:
        """The texts of these authors, the newest first, each with how it came in."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(_RECEIPTS, list(authors), list(OPEN if only_open else Stage), limit)
        return tuple(_taken(row) for row in rows)

    async def tasks(
        self, member_id: str, *, channels: bool = False, raised: bool = False, limit: int = 200
    ) -> tuple[Card, ...]:
        """The articles that wait for a member, the longest waiting first.

        Shape: with `channels` also those that a channel has stopped, with `raised` also those of others whose approver
        has not answered, so that the Head may assign somebody.
        """
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                staged(
                    "SELECT * FROM articles WHERE asked = $1 OR ($3 AND assign_raised_at IS NOT NULL "
                    "AND stage IN (Stage.RECEIVED, Stage.AWAITING_APPROVAL)) "
                    "OR ($2 AND stage = Stage.PUBLISHING AND EXISTS ("
                    "SELECT FROM intents WHERE article_id = articles.id AND STILL_WANTED "
                    "AND outcome IN ('rejected', 'needs_person'))) ORDER BY since LIMIT $4"
                ),
                member_id,
                channels,
                raised,
                limit,
            )
        return tuple(card_from(row) for row in rows)

    async def pressing(self, at: datetime, limit: int) -> tuple[Pressing, ...]:
        """The open promises of which three quarters of the time are gone at an instant, the first due first."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(_PRESSING, at, limit)
        return tuple(
            Pressing(
                card=card_from(row),
                promise=Promise(row["promise"]),
                channel=row["channel"],
                started_at=row["started_at"],
                due_at=row["due_at"],
            )
            for row in rows
        )

    async def timeline(self, article_id: str) -> tuple[Line, ...]:
        """What the ledger says of an article, oldest first. Errors: Refused (unknown_article)."""
        async with self._database.reading() as connection:
            lines = await lines_of(connection, article_id)
        if not lines:
            raise unknown_article(article_id)
        return lines

    async def notifications(self, member_id: str, limit: int = 50) -> tuple[Notification, ...]:
        """A member's unread messages, newest first."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                "SELECT id, article_id, kind, text, created_at, read_at, times, latest_at FROM notifications "
                "WHERE member = $1 AND read_at IS NULL ORDER BY id DESC LIMIT $2",
                member_id,
                limit,
            )
        return tuple(Notification(**dict(row)) for row in rows)

    async def mark_read(self, member_id: str, up_to: int) -> None:
        """Take a member's messages up to that id as read."""
        async with self._database.reading() as connection:
            await connection.execute(
                "UPDATE notifications SET read_at = now() WHERE member = $1 AND id <= $2 AND read_at IS NULL",
                member_id,
                up_to,
            )


async def _days(connection: Connection, articles: Sequence[str]) -> dict[str, tuple[ObligationRow, ...]]:
    """The clocks of the same-day promise, by article."""
    rows = await connection.fetch(
        "SELECT article_id, promise, channel, started_at, due_at, met_at, dropped_at, breached_at FROM obligations "
        "WHERE article_id = ANY($1) AND promise = 'same_day' ORDER BY id",
        list(articles),
    )
    found: dict[str, tuple[ObligationRow, ...]] = {}
    for row in rows:
        said = dict(row)
        article_id = said.pop("article_id")
        found[article_id] = (*found.get(article_id, ()), ObligationRow(**said))
    return found


def _taken(row: Any) -> Taken:
    entry = entry_from(row["first_line"])
    intake = entry.intake if isinstance(entry, Submission) else ""
    return Taken(number=row["receipt"], intake=intake, card=card_from(row))


def card_from(row: Any, channels: tuple[ChannelRow, ...] = (), clocks: tuple[ObligationRow, ...] = ()) -> Card:
    """The card that an articles row states, with the channels and clocks that were read for it."""
    return Card(
        standing=standing_from(row),
        title=row["title"],
        kind=row["kind"],
        topics=tuple(row["topics"]),
        published_at=row["published_at"],
        channels=channels,
        obligations=clocks,
    )
