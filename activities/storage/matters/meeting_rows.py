"""Rows of meetings, agendas and papers; an agenda is what still waits before the board, whatever was once put on it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from activities.storage.database import Connection
from activities.storage.rows import seat_data
from activities.storage.stages import staged
from newsroom.article import ArticleId
from newsroom.matters.kinds import MeetingStage, Outcome
from newsroom.matters.meetings import Item, Meeting
from newsroom.standing import Standing

# An open meeting has what is still parked for the very stay that was put on it, a concluded one what it settled.
_AGENDA: Final = staged("""
SELECT item.meeting_id, item.article_id, article.title, item.outcome, item.note FROM meeting_items AS item
JOIN meetings AS meeting ON meeting.id = item.meeting_id JOIN articles AS article ON article.id = item.article_id
WHERE item.meeting_id = ANY($1) AND CASE meeting.stage
    WHEN 'concluded' THEN item.settled_at IS NOT NULL
    WHEN 'cancelled' THEN false
    ELSE article.stage = Stage.BEFORE_BOARD AND article.since = item.parked_since END
ORDER BY item.parked_since, item.article_id
""")

_FILL: Final = staged("""
INSERT INTO meeting_items (meeting_id, article_id, parked_since, added_at)
SELECT next.id, article.id, article.since, $1 FROM articles AS article, (
    SELECT id FROM meetings WHERE stage = MeetingStage.CALLED AND starts_at > $1 ORDER BY starts_at, id LIMIT 1
) AS next
WHERE article.stage = Stage.BEFORE_BOARD AND NOT EXISTS (
    SELECT FROM meeting_items AS item JOIN meetings AS meeting ON meeting.id = item.meeting_id
    WHERE item.article_id = article.id AND item.parked_since = article.since
        AND meeting.stage IN (MeetingStage.CALLED, MeetingStage.MINUTED)
) ORDER BY article.id
ON CONFLICT DO NOTHING
""")


async def fill_next(connection: Connection, at: datetime) -> None:
    """Put every article that waits for the board, and is on no open agenda, on that of the next meeting.

    Shape: the next is the first of those that have not begun; without one the articles wait for a meeting to be called.
    No meeting changes meanwhile: acts wait for whoever holds the roster.
    Again: what is on an agenda stays there.
    """
    await connection.execute(_FILL, at)


async def meeting_of(connection: Connection, meeting_id: str) -> Meeting | None:
    """A meeting with its agenda as it is now."""
    row = await connection.fetchrow("SELECT * FROM meetings WHERE id = $1", meeting_id)
    if row is None:
        return None
    agendas = await agendas_of(connection, [meeting_id])
    return meeting_from(row, agendas.get(meeting_id, ()))


async def agendas_of(connection: Connection, meeting_ids: Sequence[str]) -> dict[str, tuple[Item, ...]]:
    """The agendas of meetings, by meeting, each in the order of the referrals; nothing for an empty one."""
    found: dict[str, tuple[Item, ...]] = {}
    for row in await connection.fetch(_AGENDA, list(meeting_ids)):
        item = Item(
            article_id=ArticleId(row["article_id"]),
            title=row["title"],
            outcome=Outcome(row["outcome"]) if row["outcome"] else None,
            note=row["note"],
        )
        found[row["meeting_id"]] = (*found.get(row["meeting_id"], ()), item)
    return found


def meeting_from(row: Any, items: tuple[Item, ...]) -> Meeting:
    """The meeting that a row states, with its agenda."""
    return Meeting(
        id=row["id"],
        stage=MeetingStage(row["stage"]),
        starts_at=row["starts_at"],
        place=row["place"],
        topic=row["topic"],
        minutes=row["minutes"],
        minuted_at=row["minuted_at"],
        items=items,
    )


async def lock_parked(connection: Connection, meeting_id: str) -> dict[str, Any]:
    """The rows of the articles once put on a meeting's agenda that still wait for the board, by id, locked."""
    rows = await connection.fetch(
        staged(
            "SELECT articles.* FROM articles WHERE stage = Stage.BEFORE_BOARD AND id IN "
            "(SELECT article_id FROM meeting_items WHERE meeting_id = $1) ORDER BY id FOR UPDATE"
        ),
        meeting_id,
    )
    return {row["id"]: row for row in rows}


async def add_meeting(connection: Connection, meeting: Meeting, called_by: str, at: datetime) -> None:
    """Write a new meeting."""
    await connection.execute(
        "INSERT INTO meetings (id, stage, starts_at, place, topic, called_by, called_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        meeting.id,
        meeting.stage,
        meeting.starts_at,
        meeting.place,
        meeting.topic,
        called_by,
        at,
    )


async def add_paper(
    connection: Connection, meeting_id: str, title: str, text: str, *, added_by: str, at: datetime
) -> None:
    """Write a paper."""
    await connection.execute(
        "INSERT INTO meeting_papers (meeting_id, title, text, added_by, added_at) VALUES ($1, $2, $3, $4, $5)",
        meeting_id,
        title,
        text,
        added_by,
        at,
    )


async def save_minutes(connection: Connection, meeting: Meeting) -> None:
    """Write the minutes and what they say of each article."""
    await connection.execute(
        "UPDATE meetings SET stage = $2, minutes = $3, minuted_at = $4 WHERE id = $1",
        meeting.id,
        meeting.stage,
        meeting.minutes,
        meeting.minuted_at,
    )
    await connection.executemany(
        "UPDATE meeting_items SET outcome = $3, note = $4 WHERE meeting_id = $1 AND article_id = $2 "
        "AND parked_since = (SELECT since FROM articles WHERE id = $2)",
        [(meeting.id, item.article_id, item.outcome, item.note) for item in meeting.items],
    )


async def close_meeting(connection: Connection, meeting: Meeting, at: datetime) -> None:
    """Write that a meeting is concluded or cancelled, before its articles move on."""
    if meeting.stage is MeetingStage.CONCLUDED:
        await connection.execute(
            staged(
                "UPDATE meeting_items SET settled_at = $2 FROM articles WHERE meeting_id = $1 "
                "AND articles.id = article_id AND articles.stage = Stage.BEFORE_BOARD AND articles.since = parked_since"
            ),
            meeting.id,
            at,
        )
    await connection.execute(
        "UPDATE meetings SET stage = $2, closed_at = $3 WHERE id = $1", meeting.id, meeting.stage, at
    )


async def save_settled(connection: Connection, standing: Standing, board_version: int) -> None:
    """Write where an article stands after the board's decision, and that its workflow is to be told."""
    await connection.execute(
        "UPDATE articles SET stage = $2, since = $3, seat = $4, asked = $5, parked_at = $6, board_version = $7, "
        "assign_raised_at = NULL, seat_version = seat_version + 1 WHERE id = $1",
        standing.article_id,
        standing.stage,
        standing.since,
        seat_data(standing.seat),
        standing.seat.asked,
        standing.parked_at,
        board_version,
    )
