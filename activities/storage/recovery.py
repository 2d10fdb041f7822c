"""After a restore of the storage: what is held, what lets it go, and what the ledger has of an act or not."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from activities.storage import obligations
from activities.storage.articles.rows import locked_article
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, now
from activities.storage.ledger import append, recoveries_of
from activities.storage.roster import known_at
from activities.storage.rows import seat_data, standing_from
from activities.storage.stages import staged
from newsroom.article import ArticleId
from newsroom.board import OFFICE_LABELS
from newsroom.consequences import asking
from newsroom.entitlement.titles import seat_of
from newsroom.ledger.chain import Head
from newsroom.ledger.recoveries import Released, Restored
from newsroom.stages import Stage
from newsroom.standing import Standing

_APPROVED: Final = staged(
    "SELECT * FROM articles WHERE stage IN (Stage.SCHEDULED, Stage.PUBLISHING) ORDER BY id FOR UPDATE"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldArticle:
    """An article that goes nowhere until somebody entitled says so. Shape: `asked` is a Vietnamese name of office."""

    id: ArticleId
    title: str
    stage: Stage
    since: datetime
    asked: str


class RecoveryStore:
    """Holds back what was approved before a restore, and lets go what is proven. Both need the administrator."""

    def __init__(self, database: Database, boards: BoardStore) -> None:
        self._database = database
        self._boards = boards

    async def hold(self, made_at: datetime, head: Head, last_act: str) -> tuple[HeldArticle, ...]:
        """What is held from now on: every article that is approved and not yet published.

        Shape: `made_at` and `head` are the backup's; `last_act` is the last accepted act of the database before.
        Source: promise 5 of the design; decision 0034.
        """
        at = now()
        async with self._database.writing() as connection:
            board, roster = (await self._boards.within(connection, at)).board, await known_at(connection, at)
            held = []
            for row in await connection.fetch(_APPROVED):
                approved = replace(standing_from(row), held_since=at)
                standing = replace(approved, seat=seat_of(board, roster, approved, at))
                await _save(connection, standing)
                what = f"“{row['title']}” ({standing.article_id}) đang bị giữ sau khi phục hồi kho dữ liệu"
                occasion = f"{standing.article_id}/held/{at.isoformat()}"
                await obligations.notify(connection, standing.article_id, occasion, asking(board, standing, what), at)
                held.append(_shown(standing, row["title"]))
            restored = Restored(at=at, made_at=made_at, head_seq=head.seq, head_hash=head.hash, last_act=last_act)
            await append(connection, restored)
        return tuple(held)

    async def release(self, article_id: ArticleId, run_id: str, events: int, evidence: str) -> bool:
        """Whether an article is let go, because nothing happened to it by the workflow server's own record.

        Again: what is no longer held stays as it is.
        Source: decision 0034.
        """
        at = now()
        async with self._database.writing() as connection:
            standing = standing_from(await locked_article(connection, article_id))
            if standing.held_since is None:
                return False
            board, roster = (await self._boards.within(connection, at)).board, await known_at(connection, at)
            free = replace(standing, held_since=None)
            await _save(connection, replace(free, seat=seat_of(board, roster, free, at)))
            released = Released(at=at, article_id=article_id, run_id=run_id, events=events, evidence=evidence)
            await append(connection, released)
        return True

    async def held(self) -> tuple[HeldArticle, ...]:
        """All that is held now, the longest first."""
        async with self._database.reading() as connection:
            rows = await connection.fetch("SELECT * FROM articles WHERE held_since IS NOT NULL ORDER BY held_since, id")
        return tuple(_shown(standing_from(row), row["title"]) for row in rows)

    async def last_restore(self) -> Restored | None:
        """The last restore of the storage; None when there was none."""
        async with self._database.reading() as connection:
            lines = await recoveries_of(connection, "")
        return next((line.entry for line in reversed(lines) if isinstance(line.entry, Restored)), None)

    async def recorded(self, act_ids: Iterable[str]) -> frozenset[str]:
        """Those of the acts that the ledger has, accepted or refused."""
        async with self._database.reading() as connection:
            rows = await connection.fetch("SELECT act_id FROM ledger WHERE act_id = ANY($1)", list(act_ids))
        return frozenset(row["act_id"] for row in rows)


def _shown(standing: Standing, title: str) -> HeldArticle:
    return HeldArticle(
        id=standing.article_id,
        title=title,
        stage=standing.stage,
        since=standing.held_since or standing.since,
        asked=OFFICE_LABELS[standing.seat.office or standing.route.owner],
    )


async def _save(connection: Connection, standing: Standing) -> None:
    await connection.execute(
        "UPDATE articles SET held_since = $2, seat = $3, asked = $4, seat_version = seat_version + 1 WHERE id = $1",
        standing.article_id,
        standing.held_since,
        seat_data(standing.seat),
        standing.seat.asked,
    )
