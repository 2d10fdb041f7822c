"""What people look up: an article's card, its timeline, an inbox, the state of the channels."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from activities.storage.articles.rows import unknown_article
from activities.storage.database import Connection, Database, now
from activities.storage.ledger import lines_of
from activities.storage.rows import standing_from
from activities.storage.stages import staged
from newsroom.ledger.acts import Submission
from newsroom.ledger.entries import Line, entry_from
from newsroom.members.pages import Page
from newsroom.stages import CLOSED, OPEN, Stage
from newsroom.standing import Standing

_NEWEST: Final = Page()
_PART: Final = (
    "submitted_at >= $2 AND submitted_at < $3 AND (submitted_at, id) < ($4, $5) "
    "ORDER BY submitted_at DESC, id DESC LIMIT $1"
)
# One author after the other, each from the newest: nobody's texts are all read to put them in order.
_RECEIPTS: Final = (
    "SELECT theirs.*, first.seq AS receipt, first.body AS first_line FROM unnest($6::text[]) AS by "  # noqa: S608 - every word is ours
    f"CROSS JOIN LATERAL (SELECT * FROM articles WHERE author = by AND {_PART}) AS theirs CROSS JOIN LATERAL ("
    "SELECT seq, body FROM ledger WHERE article_id = theirs.id ORDER BY seq LIMIT 1) AS first "
    "ORDER BY submitted_at DESC, id DESC LIMIT $1"
)
_OPEN_RECEIPTS: Final = staged(_RECEIPTS.replace("author = by", "author = by AND STILL_OPEN"))
_LATE: Final = "SELECT DISTINCT article_id FROM obligations WHERE met_at IS NULL AND dropped_at IS NULL AND due_at < $6"
_CLOCKS: Final = (
    "SELECT article_id, promise, channel, started_at, due_at, met_at, dropped_at, breached_at FROM obligations "
    "WHERE article_id = ANY($1)"
)
_STOPPED: Final = (
    "SELECT article_id, channel, outcome, explanation, url, attempts, visible_at FROM intents "
    "JOIN articles ON articles.id = article_id WHERE article_id = ANY($1) AND articles.stage = Stage.PUBLISHING "
    "AND STILL_WANTED AND outcome IN ('rejected', 'needs_person') ORDER BY channel"
)
# The articles are looked up in one pass: one after the other, each would be a descent from the root. Said so that one
# plan is made for all members and kept; as a bare parameter, each member's own would be thought worth making each time.
_MESSAGES: Final = (
    "WITH messages AS MATERIALIZED (SELECT * FROM notifications WHERE member = (SELECT $1::text) AND read_at IS NULL "
    "AND {part} ORDER BY id DESC LIMIT {limit:d}), "
    "closed AS (SELECT id, since FROM articles WHERE id = ANY (ARRAY(SELECT article_id FROM messages)) "
    "AND stage = ANY($2)) "
    "SELECT messages.id, article_id, kind, text, created_at, read_at, times, latest_at, "
    "coalesce(created_at < closed.since, false) AS of_the_past "
    "FROM messages LEFT JOIN closed ON closed.id = article_id ORDER BY messages.id DESC"
)
_Row = TypeVar("_Row")


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
class Taken:
    """How a contributor's text came in: its line in the ledger, and the secretary who handed it in, if she did."""

    number: int
    intake: str
    card: Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """A message in an inbox.

    Shape: `times` and `latest_at` of an alarm that came again before it was read; one `of_the_past` came before its
    article was closed.
    """

    id: int
    article_id: str
    kind: str
    text: str
    created_at: datetime
    read_at: datetime | None
    times: int = 1
    latest_at: datetime | None = None
    of_the_past: bool = False


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

    async def cards(self, *, stage: str | None = None, page: Page = _NEWEST) -> tuple[Card, ...]:
        """A part of the articles, the newest first, of one stage or of all."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(*_part(stage, page))
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

    async def receipts(self, authors: Sequence[str], *, only_open: bool, page: Page = _NEWEST) -> tuple[Taken, ...]:
        """A part of the texts of these authors, the newest first, each with how it came in."""
        async with self._database.reading() as connection:
            query = _OPEN_RECEIPTS if only_open else _RECEIPTS
            rows = await connection.fetch(query, *_bounds(page), list(dict.fromkeys(authors)))
        return tuple(_taken(row) for row in rows)

    async def tasks(
        self, member_id: str, *, channels: bool = False, raised: bool = False, limit: int = 200
    ) -> tuple[Card, ...]:
        """The articles that wait for a member with the clocks that run and the channels that have stopped.

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
            ids = [row["id"] for row in rows]
            clocks, stopped = await _running(connection, ids), await _stopped(connection, ids)
        return tuple(card_from(row, stopped.get(row["id"], ()), clocks.get(row["id"], ())) for row in rows)

    async def timeline(self, article_id: str) -> tuple[Line, ...]:
        """What the ledger says of an article, oldest first. Errors: Refused (unknown_article)."""
        async with self._database.reading() as connection:
            lines = await lines_of(connection, article_id)
        if not lines:
            raise unknown_article(article_id)
        return lines

    async def notifications(
        self, member_id: str, limit: int = 50, *, before: int | None = None
    ) -> tuple[Notification, ...]:
        """A member's unread messages, newest first, those before an id or all."""
        async with self._database.reading() as connection:
            part, place = ("true", ()) if before is None else ("id < $3", (before,))
            query = _MESSAGES.format(part=part, limit=limit)
            rows = await connection.fetch(query, member_id, list(CLOSED), *place)
        return tuple(Notification(**dict(row)) for row in rows)

    async def mark_read(self, member_id: str, up_to: int) -> None:
        """Take a member's messages up to that id as read."""
        async with self._database.reading() as connection:
            await connection.execute(
                "UPDATE notifications SET read_at = now() WHERE member = $1 AND id <= $2 AND read_at IS NULL",
                member_id,
                up_to,
            )


def _part(stage: str | None, page: Page) -> tuple[Any, ...]:
    """The question for a part of the articles: said for what is asked, so that its plan is made for that."""
    # A stage that few are at has another plan than one at which all end.
    which = "true" if stage is None else f"stage = '{Stage(stage)}'"
    if page == Page(limit=page.limit):
        # The same whoever asks and however much is stored, so that its plan is made once.
        return (f"SELECT * FROM articles WHERE {which} ORDER BY submitted_at DESC, id DESC LIMIT {page.limit:d}",)  # noqa: S608 - ours
    if not page.late:
        return f"SELECT * FROM articles WHERE {which} AND {_PART}", *_bounds(page)  # noqa: S608 - every word is ours
    # What is late is looked up first: there is little of it among all that was ever stored.
    late = f"({_LATE}) AS late JOIN articles ON id = article_id"
    return f"SELECT articles.* FROM {late} WHERE {which} AND {_PART}", *_bounds(page), now()  # noqa: S608 - the same


def _bounds(page: Page) -> tuple[int, datetime, datetime, datetime, str]:
    return page.limit, page.since, page.until, page.after.at, page.after.id


async def _days(connection: Connection, articles: Sequence[str]) -> dict[str, tuple[ObligationRow, ...]]:
    """The clocks of the same-day promise, by article."""
    return _by_article(await connection.fetch(f"{_CLOCKS} AND promise = 'same_day' ORDER BY id", articles), _clock)


async def _running(connection: Connection, articles: Sequence[str]) -> dict[str, tuple[ObligationRow, ...]]:
    """The clocks that run, by article, the next to end first."""
    open_ones = f"{_CLOCKS} AND met_at IS NULL AND dropped_at IS NULL ORDER BY due_at, id"
    return _by_article(await connection.fetch(open_ones, articles), _clock)


async def _stopped(connection: Connection, articles: Sequence[str]) -> dict[str, tuple[ChannelRow, ...]]:
    """The channels that wait for a person, by article."""
    return _by_article(await connection.fetch(staged(_STOPPED), articles), lambda said: ChannelRow(**said))


def _by_article(rows: Iterable[Any], read: Callable[[dict[str, Any]], _Row]) -> dict[str, tuple[_Row, ...]]:
    found: dict[str, tuple[_Row, ...]] = {}
    for row in rows:
        said = dict(row)
        article_id = said.pop("article_id")
        found[article_id] = (*found.get(article_id, ()), read(said))
    return found


def _clock(said: dict[str, Any]) -> ObligationRow:
    return ObligationRow(**said)


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
