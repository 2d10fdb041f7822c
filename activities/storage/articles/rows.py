"""The rows of an article: itself, its standing after a change, its texts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from activities.storage.database import Connection
from activities.storage.rows import seat_data, standing_from
from activities.storage.stages import staged
from newsroom.article import (
    Content,
    MemberId,
    canonical_content,
    content_from,
    content_hash,
)
from newsroom.authority import route_data
from newsroom.checklist.points import Point, check_few_enough, points_text
from newsroom.errors import RefusalCode, Refused
from newsroom.standing import Standing
from newsroom.text import quoted
from newsroom.wording.likeness import body_fingerprint

_AT_HAND: Final = staged(
    "SELECT content, EXISTS (SELECT FROM revisions WHERE article_id = $1 AND points <> '') "
    """OR EXISTS (SELECT FROM ledger WHERE article_id = $1 AND body LIKE '%"kind":"point"%') AS pointed, """
    "EXISTS (SELECT FROM amendments WHERE article_id = $1 AND stage IN (AmendmentStage.PROPOSED, "
    "AmendmentStage.APPLYING)) AS amended FROM revisions WHERE article_id = $1 AND content_hash = $2 LIMIT 1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A text of an article: its number, its hash, who brought it and when."""

    number: int
    content_hash: str
    made_by: MemberId
    made_at: datetime


async def locked_article(connection: Connection, article_id: str) -> Mapping[str, Any]:
    """The row of an article, locked until this transaction ends. Errors: Refused (unknown_article)."""
    row: Mapping[str, Any] | None = await connection.fetchrow("SELECT * FROM lock_article($1)", article_id)
    if row is None:
        raise unknown_article(article_id)
    return row


async def held_article(connection: Connection, article_id: str) -> Mapping[str, Any]:
    """The same after the roster is held, as `hold_roster` does."""
    row: Mapping[str, Any] | None = await connection.fetchrow("SELECT * FROM lock_for_act($1)", article_id)
    if row is None:
        raise unknown_article(article_id)
    return row


async def article_row(connection: Connection, article_id: str) -> Mapping[str, Any]:
    """The row of an article, read in the caller's transaction. Errors: Refused (unknown_article)."""
    row: Mapping[str, Any] | None = await connection.fetchrow("SELECT * FROM articles WHERE id = $1", article_id)
    if row is None:
        raise unknown_article(article_id)
    return row


async def standing_of(connection: Connection, article_id: str) -> Standing:
    """Where an article stands, read in the caller's transaction. Errors: Refused (unknown_article)."""
    return standing_from(await article_row(connection, article_id))


async def save_standing(
    connection: Connection, standing: Standing, content: Content, board_version: int, *, moves: bool = True
) -> None:
    """Write an article's standing after an accepted act.

    Shape: it `moves` when its workflow has to hear of it: until somebody has noted that it has, it counts as untold.
    """
    await connection.execute(
        "UPDATE articles SET stage = $2, since = $3, route = $4, revision = $5, content_hash = $6, channels = $7, "
        "approved_hash = $8, approved_at = $9, publish_at = $10, board_version = $11, title = $12, kind = $13, "
        "topics = $14, seat = $15, parked_at = $17, prechecked = $18, held_since = $19, asked = $16, "
        "assign_raised_at = CASE WHEN asked IS DISTINCT FROM $16 OR stage <> $2 THEN NULL ELSE assign_raised_at END, "
        "seat_version = seat_version + $20 WHERE id = $1",
        standing.article_id,
        standing.stage,
        standing.since,
        route_data(standing.route),
        standing.revision,
        standing.content_hash,
        list(standing.channels),
        standing.approved_hash,
        standing.approved_at,
        standing.publish_at,
        board_version,
        content.title,
        content.kind,
        list(content.topics),
        seat_data(standing.seat),
        standing.seat.asked,
        standing.parked_at,
        standing.prechecked,
        standing.held_since,
        int(moves),
    )


async def insert_article(
    connection: Connection, request_id: str, content: Content, standing: Standing, version: int
) -> bool | None:
    """Whether its workflow is to record its acts itself; None, and no row is written, when the request id is known."""
    records_here: bool | None = await connection.fetchval(
        "INSERT INTO articles (id, request_id, title, kind, topics, author, stage, since, route, revision, "
        "content_hash, submitted_at, channels, board_version, seat, asked) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) "
        "ON CONFLICT (request_id) DO NOTHING RETURNING EXISTS (SELECT FROM upgrades WHERE name = 'records-here')",
        standing.article_id,
        request_id,
        content.title,
        content.kind,
        list(content.topics),
        standing.author,
        standing.stage,
        standing.since,
        route_data(standing.route),
        standing.revision,
        standing.content_hash,
        standing.submitted_at,
        list(standing.channels),
        version,
        seat_data(standing.seat),
        standing.seat.asked,
    )
    return records_here


async def insert_revision(
    connection: Connection,
    article_id: str,
    number: int,
    content: Content,
    by: MemberId,
    at: datetime,
    points: tuple[Point, ...] = (),
) -> None:
    """Write one text of an article. Errors: InvalidInput when it has more points than a person can go through."""
    check_few_enough(points)
    await connection.execute(
        "INSERT INTO revisions (article_id, number, content_hash, content, made_by, made_at, body_fingerprint, points) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        article_id,
        number,
        content_hash(content),
        canonical_content(content),
        by,
        at,
        body_fingerprint(content),
        points_text(points),
    )


async def revisions_of(connection: Connection, article_id: str) -> tuple[Revision, ...]:
    """Every text that an article has had or is proposed to have, the newest first."""
    rows = await connection.fetch(
        "SELECT number, content_hash, made_by, made_at FROM revisions WHERE article_id = $1 ORDER BY number DESC",
        article_id,
    )
    return tuple(Revision(**dict(row)) for row in rows)


async def content_of(connection: Connection, article_id: str, text: str) -> Content:
    """The text of an article with that hash, read in the caller's transaction. Errors: Refused (unknown_article)."""
    stored = await connection.fetchval(
        "SELECT content FROM revisions WHERE article_id = $1 AND content_hash = $2 LIMIT 1", article_id, text
    )
    if stored is None:
        raise unknown_article(article_id)
    return content_from(json.loads(stored))


async def text_at_hand(connection: Connection, article_id: str, text: str) -> tuple[Content, bool, bool]:
    """The text of an article with that hash, whether it may have points or comments, whether a change of it is open.

    Errors: Refused (unknown_article).
    """
    row = await connection.fetchrow(_AT_HAND, article_id, text)
    if row is None:
        raise unknown_article(article_id)
    return content_from(json.loads(row["content"])), row["pointed"], row["amended"]


def unknown_article(article_id: str) -> Refused:
    """The refusal for an article, or a text of it, that the newsroom does not have."""
    message = f"Không có bài “{quoted(article_id)}” hoặc bản thảo này; mọi việc giữ nguyên, hãy kiểm tra mã bài."
    return Refused(RefusalCode.UNKNOWN_ARTICLE, message)
