"""Putting every open article into the inbox in which it belongs now, after a change of the roster or of the notice.

Decisions never wait for this: each is judged by the roster of its own moment. What moves here is what people see.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from activities.storage.articles.rows import content_of
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, now
from activities.storage.roster import change_roster
from activities.storage.rows import BoardVersion, seat_data, standing_from
from activities.storage.stages import staged
from newsroom.article import ArticleId, MemberId
from newsroom.authority import HOLD_LABELS, Hold, rerouted, route_data
from newsroom.board import OFFICE_LABELS, TAKEN_OVER
from newsroom.entitlement.titles import seat_of
from newsroom.publishing import STOPPED
from newsroom.roster import Roster
from newsroom.stages import CLOSED, Stage
from newsroom.standing import Seat, Standing

_MOVING_STAGES: Final = tuple(stage for stage in Stage if stage not in CLOSED | {Stage.PUBLISHING})
_PAGE: Final = 500
_NAMED: Final = 3


@dataclass(slots=True)
class _Moved:
    """What one page has moved: by the member who is asked now, how many articles and the first titles."""

    counts: Counter[tuple[MemberId, Hold]] = field(default_factory=Counter)
    titles: defaultdict[tuple[MemberId, Hold], list[str]] = field(default_factory=lambda: defaultdict(list))
    seats: dict[tuple[MemberId, Hold], Seat] = field(default_factory=dict)

    def add(self, seat: Seat, title: str) -> None:
        if seat.asked is None:
            return
        key = (seat.asked, seat.hold)
        self.counts[key] += 1
        self.titles[key].append(title)
        self.seats[key] = seat


class MoveStore:
    """Moves open articles between inboxes."""

    def __init__(self, database: Database, boards: BoardStore) -> None:
        self._database = database
        self._boards = boards

    async def move(self, occasion: str, *, reroute: bool = False) -> int:
        """How many open articles have come to somebody else; each of these hears once, in one message.

        Shape: page by page, so that an article under decision is held up for an instant at most; `reroute` asks the
        notice anew whose the articles are (after a new version of it).
        Again: what is in its place already stays; the messages of an occasion grow instead of repeating.
        Source: rules 3, 32, 33 and 93; promise 3 of the design.
        """
        async with self._database.writing() as connection:
            # Whoever is seating an article by an older roster has finished after this.
            await change_roster(connection)
            await _see_to_channels_anew(connection)
        moved, after = 0, ""
        while True:
            async with self._database.reading() as connection:
                at = now()
                version, roster = await self._boards.ruling(connection, at)
                rows = await connection.fetch(
                    "SELECT * FROM articles WHERE (stage = ANY($1) OR held_since IS NOT NULL) AND id > $2 "
                    "ORDER BY id LIMIT $3",
                    list(_MOVING_STAGES),
                    after,
                    _PAGE,
                )
            if not rows:
                return moved
            after = rows[-1]["id"]
            stale = [row["id"] for row in rows if reroute or _misplaced(version, roster, standing_from(row), at)]
            if stale:
                moved += await self._move_page(stale, occasion, reroute=reroute)

    async def is_behind(self) -> bool:
        """Whether an open article still goes by an earlier notice, as when the hour of the present one was lost.

        Source: rule 93.
        """
        async with self._database.reading() as connection:
            version = await self._boards.within(connection, now())
            rows = await connection.fetch("SELECT * FROM articles WHERE stage = ANY($1)", list(_MOVING_STAGES))
            for before in map(standing_from, rows):
                if (await _under_notice(connection, version, before)).route != before.route:
                    return True
        return False

    async def untold(self, limit: int) -> tuple[tuple[ArticleId, int], ...]:
        """Articles whose workflow has not heard of a move, with the number of the move."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                "SELECT id, seat_version FROM articles WHERE told_version < seat_version ORDER BY id LIMIT $1", limit
            )
        return tuple((ArticleId(row["id"]), row["seat_version"]) for row in rows)

    async def told(self, heard: Sequence[tuple[ArticleId, int]]) -> None:
        """Note up to which move each workflow has heard; a later move stays untold."""
        async with self._database.reading() as connection:
            await connection.execute(
                "UPDATE articles SET told_version = least(seat_version, greatest(told_version, heard.version)) "
                "FROM unnest($1::text[], $2::int[]) AS heard (id, version) WHERE articles.id = heard.id",
                [article_id for article_id, _ in heard],
                [version for _, version in heard],
            )

    async def _move_page(self, ids: list[str], occasion: str, *, reroute: bool) -> int:
        async with self._database.writing() as connection:
            rows = await connection.fetch(
                "SELECT * FROM articles WHERE id = ANY($1) AND (stage = ANY($2) OR held_since IS NOT NULL) "
                "ORDER BY id FOR UPDATE",
                ids,
                list(_MOVING_STAGES),
            )
            # Not before the lock: whoever decided meanwhile has left another standing.
            at = now()
            version, roster = await self._boards.ruling(connection, at)
            moved, changed = _Moved(), []
            for row in rows:
                before = standing_from(row)
                routed = await _under_notice(connection, version, before) if reroute else before
                standing = replace(routed, seat=seat_of(version.board, roster, routed, at))
                if _shape(standing) != _shape(before) or not row["seat"]:
                    changed.append(standing)
                    if standing.seat.asked != before.seat.asked:
                        moved.add(standing.seat, row["title"])
            await _save_seats(connection, changed, version.number)
            await _tell(connection, occasion, moved, at)
        return len(changed)


async def _see_to_channels_anew(connection: Connection) -> None:
    """Let what waits for a stopped channel look who sees to it now (rule 81)."""
    await connection.execute(
        staged(
            "UPDATE articles SET seat_version = seat_version + 1 WHERE stage = Stage.PUBLISHING AND EXISTS "
            "(SELECT FROM intents WHERE article_id = articles.id AND amendment = '' AND outcome = ANY($1))"
        ),
        [*STOPPED],
    )


def _misplaced(version: BoardVersion, roster: Roster, standing: Standing, at: datetime) -> bool:
    seat = seat_of(version.board, roster, standing, at)
    return _shape(replace(standing, seat=seat)) != _shape(standing)


def _shape(standing: Standing) -> tuple[object, ...]:
    seat = standing.seat
    return seat.asked, seat.office, seat.hold, seat.reasons, standing.route


async def _under_notice(connection: Connection, version: BoardVersion, standing: Standing) -> Standing:
    """The standing under the notice in force; what the Head gave to somebody stays there."""
    if standing.route.name == TAKEN_OVER:
        return standing
    content = await content_of(connection, standing.article_id, standing.content_hash)
    return replace(standing, route=rerouted(standing.route, version.board, content, standing.author))


async def _save_seats(connection: Connection, changed: Sequence[Standing], board_version: int) -> None:
    await connection.executemany(
        "UPDATE articles SET seat = $2, asked = $3, route = $4, board_version = $5, assign_raised_at = NULL, "
        "seat_version = seat_version + 1 WHERE id = $1",
        [(s.article_id, seat_data(s.seat), s.seat.asked, route_data(s.route), board_version) for s in changed],
    )


async def _tell(connection: Connection, occasion: str, moved: _Moved, at: datetime) -> None:
    for (member, hold), count in moved.counts.items():
        key = f"{occasion}/moved/{member}/{hold}"
        row = await connection.fetchrow(
            "INSERT INTO notifications (article_id, member, kind, text, dedupe, created_at, articles) "
            "VALUES ('', $1, 'task', '', $2, $3, $4) "
            "ON CONFLICT (dedupe) DO UPDATE SET articles = notifications.articles + excluded.articles "
            "RETURNING id, articles",
            member,
            key,
            at,
            count,
        )
        text = _text(moved.seats[member, hold], moved.titles[member, hold], row["articles"])
        await connection.execute("UPDATE notifications SET text = $2 WHERE id = $1", row["id"], text)


def _text(seat: Seat, titles: list[str], count: int) -> str:
    named = "; ".join(f"“{title}”" for title in titles[:_NAMED])
    more = f" và {count - _NAMED} bài khác" if count > _NAMED else ""
    office = OFFICE_LABELS[seat.office] if seat.office else ""
    why = seat.reasons[-1] if seat.reasons else ""
    verb = "chờ phân công người duyệt" if seat.hold is Hold.HEAD_TO_ASSIGN else "chuyển đến đồng chí"
    return f"{count} bài {verb} ({office}, {HOLD_LABELS[seat.hold]}): {named}{more}. {why}".strip()
