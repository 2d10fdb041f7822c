"""The list of an article's points, folded from its stored texts and from what members have signed about them."""

from typing import Final

from activities.storage.database import Connection, Database
from activities.storage.keys import KeyStore
from activities.storage.ledger import about_points
from newsroom.article import ArticleId
from newsroom.checklist.listed import ListedPoint, PointsOfText, SaidOfPoints, listed
from newsroom.checklist.points import Point, points_digest, points_from
from newsroom.ledger.proof import Signatures
from newsroom.ledger.proofs import pointed

# The same words may have come twice: the article's own text goes before one that was only sent along.
_OF_TEXT: Final = (
    "SELECT points FROM revisions JOIN articles ON id = article_id WHERE article_id = $1 "
    "AND revisions.content_hash = $2 ORDER BY number <> articles.revision, number DESC LIMIT 1"
)


async def points_of(
    connection: Connection, signatures: Signatures, article_id: str, *revisions: int
) -> tuple[ListedPoint, ...]:
    """The points of some texts of an article, and the comments of members, read in the caller's transaction."""
    rows = await connection.fetch(
        "SELECT number, made_at, points FROM revisions WHERE article_id = $1 AND points <> '' ORDER BY number",
        article_id,
    )
    texts = [PointsOfText(revision=r["number"], at=r["made_at"], points=points_from(r["points"])) for r in rows]
    read = pointed(await about_points(connection, article_id), ArticleId(article_id), signatures)
    return listed(texts, (each for each in read if isinstance(each, SaidOfPoints)), revisions)


async def points_at_hand(connection: Connection, signatures: Signatures, article_id: str) -> tuple[ListedPoint, ...]:
    """The points of the present text and of a newer one that was sent along and is not the article's yet."""
    row = await connection.fetchrow(
        "SELECT articles.revision, max(number) AS newest FROM articles JOIN revisions ON article_id = id "
        "WHERE id = $1 GROUP BY articles.revision",
        article_id,
    )
    numbers = () if row is None else dict.fromkeys((row["revision"], row["newest"]))
    return await points_of(connection, signatures, article_id, *numbers)


async def digest_of_text(connection: Connection, article_id: str, revision: int) -> str:
    """What a claim must say of the points of one text that it brings."""
    stored = await connection.fetchval(
        "SELECT points FROM revisions WHERE article_id = $1 AND number = $2", article_id, revision
    )
    return points_digest(points_from(stored or ""))


class PointStore:
    """The lists of points, for whoever looks."""

    def __init__(self, database: Database, keys: KeyStore) -> None:
        self._database = database
        self._keys = keys

    async def at_hand(self, article_id: str) -> tuple[ListedPoint, ...]:
        """The points of the present text, of a newer one that is not the article's yet, and the comments."""
        async with self._database.reading() as connection:
            return await points_at_hand(connection, await self._keys.ring(connection), article_id)

    async def of_text(self, article_id: str, text: str) -> tuple[Point, ...]:
        """What the manuscript of a text held that a person must look at, closed or not."""
        async with self._database.reading() as connection:
            stored = await connection.fetchval(_OF_TEXT, article_id, text)
        return points_from(stored or "")

    async def of_revision(self, article_id: str, revision: int) -> tuple[ListedPoint, ...]:
        """The points of one text, and the comments."""
        async with self._database.reading() as connection:
            return await points_of(connection, await self._keys.ring(connection), article_id, revision)
