"""Numbers that people can say: given once, found again, and known again after a restore."""

import uuid
from collections.abc import Iterable
from typing import Final

from activities.storage.database import Database, now
from newsroom.article import ARTICLES, Given, given_in
from newsroom.matters.kinds import MatterKind

_TABLES: Final = {
    ARTICLES: "articles",
    MatterKind.ABSENCE: "absences",
    MatterKind.DELEGATION: "grants",
    MatterKind.MEETING: "meetings",
    MatterKind.AMENDMENT: "amendments",
    MatterKind.INCIDENT: "incidents",
}
_NUMBER: Final = "substring(id from '^([0-9]{4}-[0-9]{4,6})-')"
_TAIL: Final = 8
_LONE_TAIL: Final = 12
_IN_LEDGER: Final = """
SELECT DISTINCT 'article/' || article_id FROM ledger WHERE article_id <> ''
UNION SELECT DISTINCT body::jsonb->>'matter' FROM ledger WHERE body LIKE '%"matter":"%'
"""
_RAISE: Final = """
INSERT INTO numbers AS given (kind, year, last) SELECT * FROM unnest($1::text[], $2::int[], $3::int[])
ON CONFLICT (kind, year) DO UPDATE SET last = greatest(given.last, excluded.last)
"""


class NumberStore:
    """Numbers of articles and of matters, each kind with its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def new_id(self, kind: str, tail: str = "") -> str:
        """A new id: a number of its kind, never given before, and what makes it unique for ever (`tail`, if given).

        Shape: without a number while nobody knows which were given, after a restore.
        """
        async with self._database.reading() as connection:
            drawn = await connection.fetchrow("SELECT * FROM draw_number($1)", kind)
        if drawn is None:
            return tail or uuid.uuid4().hex[:_LONE_TAIL]
        return f"{Given(kind, drawn['year'], drawn['last']).number}-{tail or uuid.uuid4().hex[:_TAIL]}"

    async def ids(self, kind: str, number: str) -> tuple[str, ...]:
        """The ids that begin with a number: one, or none."""
        if (table := _TABLES.get(kind)) is None:
            return ()
        async with self._database.reading() as connection:
            rows = await connection.fetch(f"SELECT id FROM {table} WHERE {_NUMBER} = $1", number)  # noqa: S608 - ours
        return tuple(row["id"] for row in rows)

    async def last(self) -> tuple[Given, ...]:
        """The last number that was given of each kind, in the last year in which one was."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                "SELECT DISTINCT ON (kind) kind, year, last FROM numbers ORDER BY kind, year DESC"
            )
        return tuple(Given(row["kind"], row["year"], row["last"]) for row in rows)

    async def in_ledger(self) -> tuple[Given, ...]:
        """The numbers that the ledger tells of."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(_IN_LEDGER)
        return tuple(given for row in rows if (given := given_in(row[0] or "")))

    async def are_unsure(self) -> bool:
        """Whether none is given, because a restore may have forgotten some and nobody has asked for them yet."""
        async with self._database.reading() as connection:
            return bool(await connection.fetchval("SELECT EXISTS (SELECT FROM numbers_unsure)"))

    async def know(self, given: Iterable[Given], *, unsure: bool = False) -> None:
        """Give none of these again; and none at all for now, when there may be others. Needs the administrator.

        Again: what is known stays known.
        """
        last: dict[tuple[str, int], int] = {}
        for each in given:
            last[each.kind, each.year] = max(each.count, last.get((each.kind, each.year), 0))
        async with self._database.writing() as connection:
            kinds, years = [kind for kind, _ in last], [year for _, year in last]
            await connection.execute(_RAISE, kinds, years, list(last.values()))
            if unsure:
                await connection.execute("INSERT INTO numbers_unsure (since) VALUES ($1) ON CONFLICT DO NOTHING", now())
            else:
                await connection.execute("DELETE FROM numbers_unsure")
