"""Which other articles have the same title or the same body."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from activities.storage.database import Connection
from activities.storage.rows import standing_from
from activities.storage.stages import staged
from newsroom.article import ArticleId, Content
from newsroom.checklist.findings import Lookalike
from newsroom.standing import Standing
from newsroom.wording.likeness import body_fingerprint

_MOST: Final = 20
_ALIKE: Final = (
    "WITH alike AS (SELECT id, true AS same_title, false AS same_body FROM articles WHERE lower(title) = lower($2) "
    "UNION ALL SELECT a.id, false, true FROM revisions r JOIN articles a ON a.id = r.article_id "
    "AND a.content_hash = r.content_hash WHERE r.body_fingerprint = $3 AND r.body_fingerprint <> ''), "
    "told AS (SELECT id, bool_or(same_title) AS same_title, bool_or(same_body) AS same_body FROM alike "
    "WHERE id <> $1 GROUP BY id) "
    "SELECT articles.*, same_title, same_body FROM told JOIN articles USING (id) "
    "WHERE stage NOT IN (Stage.REJECTED, Stage.WITHDRAWN) ORDER BY submitted_at DESC LIMIT $4"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A live article like another, and where it stands, which says who may know of it."""

    lookalike: Lookalike
    standing: Standing


async def lookalikes_of(connection: Connection, article_id: str, content: Content) -> tuple[Alike, ...]:
    """The live articles with the same title or body, the newest first."""
    rows = await connection.fetch(staged(_ALIKE), article_id, content.title, body_fingerprint(content), _MOST)
    return tuple(Alike(lookalike=_lookalike(row), standing=standing_from(row)) for row in rows)


def _lookalike(row: Mapping[str, Any]) -> Lookalike:
    return Lookalike(
        article_id=ArticleId(row["id"]),
        title=row["title"],
        same_title=row["same_title"],
        same_body=row["same_body"],
    )
