"""All work that is not finished by the rows: what the workflow server must be carrying."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from activities.storage.database import Database, now
from activities.storage.stages import staged
from newsroom.article import ArticleId, tail_in
from newsroom.matters.acts import kind_of
from newsroom.matters.kinds import MatterKind
from newsroom.stages import OPEN, Stage

_OPEN_ROWS: Final[dict[MatterKind, str]] = {
    MatterKind.ABSENCE: """
SELECT id FROM absences JOIN LATERAL (
    SELECT starts_at, ends_at FROM terms WHERE subject = 'absence/' || id ORDER BY known_from DESC LIMIT 1
) AS term ON ends_at > greatest($1, starts_at)
""",
    MatterKind.DELEGATION: """
SELECT id FROM grants JOIN LATERAL (
    SELECT starts_at, ends_at FROM terms WHERE subject = 'grant/' || id ORDER BY known_from DESC LIMIT 1
) AS term ON ends_at > greatest($1, starts_at) WHERE absence = ''
""",
    MatterKind.MEETING: staged("SELECT id FROM meetings WHERE stage IN (MeetingStage.CALLED, MeetingStage.MINUTED)"),
    MatterKind.AMENDMENT: staged("""
SELECT id FROM amendments WHERE stage IN (AmendmentStage.PROPOSED, AmendmentStage.APPLYING)
    OR (urgent AND confirmed_at IS NULL AND stage <> AmendmentStage.REFUSED)
"""),
    MatterKind.BOARD: "SELECT DISTINCT left(digest, 12) FROM board_versions WHERE effective_from > $1",
    MatterKind.INCIDENT: staged("SELECT id FROM incidents WHERE stage <> IncidentStage.DECIDED"),
}

OPEN_MATTERS: Final = " UNION ALL ".join(
    f"SELECT '{kind}/' || id FROM ({_OPEN_ROWS[kind]}) AS {kind} (id)"  # noqa: S608 - every word is ours
    for kind in MatterKind
)
"""The names of all open matters at an hour ($1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenArticle:
    """An article that is not finished. Shape: `started` says that the workflow server once had its workflow."""

    id: ArticleId
    stage: Stage
    started: bool


def name_in_rows(matter: str) -> str:
    """The name under which a matter is listed here: rows know the text of a notice, not which adoption this is."""
    if kind_of(matter) is not MatterKind.BOARD:
        return matter
    return f"{MatterKind.BOARD}/{digest_in(matter.partition('/')[2])}"


def digest_in(board_id: str) -> str:
    """The beginning of the digest of the notice that a matter is about, by the matter's id."""
    return tail_in(board_id).partition("-")[0]


class OpenWorkStore:
    """Lists what is open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def articles(self) -> tuple[OpenArticle, ...]:
        """All open articles, the oldest first."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                "SELECT id, stage, workflow_started_at IS NOT NULL AS started FROM articles WHERE stage = ANY($1) "
                "ORDER BY submitted_at, id",
                list(OPEN),
            )
        return tuple(
            OpenArticle(id=ArticleId(row["id"]), stage=Stage(row["stage"]), started=row["started"]) for row in rows
        )

    async def matters(self) -> tuple[str, ...]:
        """The names of all open matters, which are the ids of their workflows."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(OPEN_MATTERS, now())
        return tuple(row[0] for row in rows)

    async def known(self, article_ids: list[str]) -> Mapping[str, tuple[Stage, datetime]]:
        """Those of the articles that the newsroom has, open or not: where each stands, and since when."""
        async with self._database.reading() as connection:
            rows = await connection.fetch("SELECT id, stage, since FROM articles WHERE id = ANY($1)", article_ids)
        return {row["id"]: (Stage(row["stage"]), row["since"]) for row in rows}
