"""Rows of meetings, agendas, papers and preparations; of articles an agenda has what still waits before the board."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from activities.storage.database import Connection
from activities.storage.rows import seat_data
from activities.storage.stages import staged
from newsroom.article import ArticleId, MemberId
from newsroom.claims import incomplete
from newsroom.matters import facts
from newsroom.matters.acts import MatterClaim
from newsroom.matters.kinds import MeetingStage, Outcome
from newsroom.matters.meetings import Item, Meeting, Preparation
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
_FILL_MATTERS: Final = staged("""
UPDATE meeting_matters SET meeting_id = (
    SELECT id FROM meetings WHERE stage = MeetingStage.CALLED AND starts_at > $1 ORDER BY starts_at, id LIMIT 1
) WHERE meeting_id IS NULL
""")
# Put off: the same matter comes on the next agenda under a number of its own, and the decision stays where it was made.
_PUT_OFF: Final = """
INSERT INTO meeting_matters (id, title, text, added_by, added_at)
SELECT id || '-', title, text, added_by, added_at FROM meeting_matters WHERE meeting_id = $1 AND outcome = 'carry'
"""
_PREPARATIONS: Final = """
SELECT id, member, what, due_at, EXISTS (
    SELECT FROM meeting_papers AS paper WHERE paper.meeting_id = given.meeting_id
    AND paper.added_by = given.member AND paper.added_at >= given.given_at
) AS done FROM meeting_preparations AS given WHERE meeting_id = $1 ORDER BY due_at, id
"""


async def fill_next(connection: Connection, at: datetime) -> None:
    """Put every article that waits for the board, and is on no open agenda, on that of the next meeting.

    Shape: the next is the first of those that have not begun; without one the articles wait for a meeting to be called.
    No meeting changes meanwhile: acts wait for whoever holds the roster.
    Again: what is on an agenda stays there.
    """
    await connection.execute(_FILL, at)
    await fill_matters(connection, at)


async def meeting_of(connection: Connection, meeting_id: str) -> Meeting | None:
    """A meeting with its agenda as it is now."""
    row = await connection.fetchrow("SELECT * FROM meetings WHERE id = $1", meeting_id)
    if row is None:
        return None
    return await meeting_with(connection, row)


async def meeting_with(connection: Connection, row: Any) -> Meeting:
    """The meeting that a row states, with its agenda and with who prepares what."""
    agendas, matters = await agendas_of(connection, [row["id"]]), await matters_of(connection, [row["id"]])
    return replace(
        meeting_from(row, agendas.get(row["id"], ()), matters.get(row["id"], ())),
        preparations=await preparations_of(connection, row["id"]),
    )


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


def meeting_from(row: Any, items: tuple[Item, ...], matters: tuple[Item, ...] = ()) -> Meeting:
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
        matters=matters,
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


async def add_paper(connection: Connection, meeting_id: str, claim: MatterClaim, at: datetime) -> None:
    """Write a paper, and which file it is. Errors: Refused when that file was never sent."""
    file = claim.said(facts.FILE)
    if file and not await connection.fetchval("SELECT true FROM meeting_files WHERE digest = $1", file):
        raise incomplete(claim, "không có tệp này (file); hãy gửi lại tệp")
    await connection.execute(
        "INSERT INTO meeting_papers (meeting_id, title, text, added_by, added_at, file_digest, file_name) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        meeting_id,
        claim.said(facts.TITLE),
        claim.said(facts.TEXT),
        claim.member,
        at,
        file,
        claim.said(facts.FILE_NAME),
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
    await save_decided(connection, meeting)


async def close_meeting(connection: Connection, meeting: Meeting, at: datetime) -> None:
    """Write that a meeting is concluded or cancelled, before its articles move on."""
    await close_matters(connection, meeting, at)
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


async def matters_of(connection: Connection, meeting_ids: Sequence[str]) -> dict[str, tuple[Item, ...]]:
    """The matters on the agendas of meetings, by meeting, each in the order in which they came."""
    found: dict[str, tuple[Item, ...]] = {}
    query = "SELECT * FROM meeting_matters WHERE meeting_id = ANY($1) ORDER BY added_at, id"
    for row in await connection.fetch(query, list(meeting_ids)):
        item = Item(
            article_id=ArticleId(row["id"]),
            title=row["title"],
            outcome=Outcome(row["outcome"]) if row["outcome"] else None,
            note=row["note"],
            text=row["text"],
        )
        found[row["meeting_id"]] = (*found.get(row["meeting_id"], ()), item)
    return found


async def preparations_of(connection: Connection, meeting_id: str) -> tuple[Preparation, ...]:
    """Who prepares what for a meeting, what is due first before the rest."""
    return tuple(
        Preparation(
            id=row["id"], member=MemberId(row["member"]), what=row["what"], due_at=row["due_at"], done=row["done"]
        )
        for row in await connection.fetch(_PREPARATIONS, meeting_id)
    )


async def add_matter(connection: Connection, meeting_id: str, matter: Item, by: str, at: datetime) -> None:
    """Write a matter onto an agenda."""
    await connection.execute(
        "INSERT INTO meeting_matters (id, meeting_id, title, text, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6)",
        matter.article_id,
        meeting_id,
        matter.title,
        matter.text,
        by,
        at,
    )


async def add_preparation(connection: Connection, meeting_id: str, given: Preparation, by: str, at: datetime) -> None:
    """Write who prepares what."""
    await connection.execute(
        "INSERT INTO meeting_preparations (id, meeting_id, member, what, due_at, given_by, given_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        given.id,
        meeting_id,
        given.member,
        given.what,
        given.due_at,
        by,
        at,
    )


async def fill_matters(connection: Connection, at: datetime) -> None:
    """Put every matter that is on no agenda on that of the next meeting, if one is called."""
    await connection.execute(_FILL_MATTERS, at)


async def save_decided(connection: Connection, meeting: Meeting) -> None:
    """Write what the minutes say of each matter."""
    await connection.executemany(
        "UPDATE meeting_matters SET outcome = $2, note = $3 WHERE id = $1",
        [(item.article_id, item.outcome, item.note) for item in meeting.matters],
    )


async def close_matters(connection: Connection, meeting: Meeting, at: datetime) -> None:
    """Write that the matters of a meeting are decided, or that they wait for the next one."""
    if meeting.stage is MeetingStage.CANCELLED:
        query = "UPDATE meeting_matters SET meeting_id = NULL, outcome = '', note = '' WHERE meeting_id = $1"
        await connection.execute(query, meeting.id)
        return
    await connection.execute("UPDATE meeting_matters SET settled_at = $2 WHERE meeting_id = $1", meeting.id, at)
    await connection.execute(_PUT_OFF, meeting.id)
