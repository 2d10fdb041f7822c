"""After a restore of the storage: what is held, what lets it go, and what the ledger has of an act or not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from activities.storage import obligations
from activities.storage.articles.approvals import ApprovalStore
from activities.storage.articles.numbers import NumberStore
from activities.storage.articles.rows import locked_article
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, now
from activities.storage.ledger import append, recoveries_of
from activities.storage.matters.amendment_rows import amendment_from
from activities.storage.rows import seat_data, standing_from
from activities.storage.stages import staged
from newsroom.article import ArticleId, spoken, subject_of
from newsroom.board import OFFICE_LABELS
from newsroom.consequences import asking
from newsroom.entitlement.titles import seat_of
from newsroom.ledger.acts import ActAccepted
from newsroom.ledger.chain import Head
from newsroom.ledger.entries import entry_from
from newsroom.ledger.matter_acts import MatterActAccepted
from newsroom.ledger.recoveries import Released, Restored
from newsroom.matters.kinds import AmendmentKind
from newsroom.stages import Stage
from newsroom.standing import Standing

_APPROVED: Final = staged(
    "SELECT * FROM articles WHERE stage IN (Stage.SCHEDULED, Stage.PUBLISHING) ORDER BY id FOR UPDATE"
)
_APPLYING: Final = staged(
    "SELECT amendments.*, title FROM amendments JOIN articles ON articles.id = article_id "
    "WHERE amendments.stage = AmendmentStage.APPLYING ORDER BY proposed_at"
)

# A run that was let go before finds out at its next write; one that is about to show its text tells what came of it.
_STOP_UNSHOWN: Final = (
    "UPDATE intents SET run = run + 1 WHERE article_id = $1 AND amendment = '' AND state IN ('claimed', 'sending')"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldArticle:
    """An article that goes nowhere until somebody entitled says so. Shape: `asked` is a Vietnamese name of office."""

    id: ArticleId
    title: str
    stage: Stage
    since: datetime
    asked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAmendment:
    """A decided change of a published text that goes nowhere until who decides says so."""

    id: str
    article_id: ArticleId
    title: str
    kind: AmendmentKind


# Who signed out or used a link since the backup must not be in again: everybody comes in anew.
_SHUT: Final = (
    "UPDATE sessions SET ended_at = $1 WHERE ended_at IS NULL",
    "UPDATE entry_links SET ends_at = $1 WHERE used_at IS NULL AND ends_at > $1",
)


class RecoveryStore:
    """Holds back what was approved before a restore, and lets go what is proven. Both need the administrator."""

    def __init__(self, database: Database, boards: BoardStore, approvals: ApprovalStore) -> None:
        self._database = database
        self._boards = boards
        self._approvals = approvals
        self.numbers = NumberStore(database)

    async def hold(self, made_at: datetime, head: Head, last_act: str) -> tuple[HeldArticle, ...]:
        """What is held from now on: every article that is approved and not yet published; nobody stays signed in.

        Shape: `made_at` and `head` are the backup's; `last_act` is the last accepted act of the database before.
        Source: promise 5 of the design; decision 0034.
        """
        at = now()
        async with self._database.writing() as connection:
            held = await self._hold(connection, await connection.fetch(_APPROVED), at, "sau khi phục hồi kho dữ liệu")
            for shut in _SHUT:
                await connection.execute(shut, at)
            restored = Restored(at=at, made_at=made_at, head_seq=head.seq, head_hash=head.hash, last_act=last_act)
            await append(connection, restored)
        return held

    async def hold_doubtful(self) -> tuple[HeldArticle, ...]:
        """What is held from now on because a thief may have approved it: signed by a key that was reported stolen.

        Shape: the gate holds them whatever the rows say; here whoever may let them go on is asked to.
        Again: what is held already stays as it is.
        Source: decision 0031.
        """
        at = now()
        async with self._database.writing() as connection:
            rows = [row for row in await connection.fetch(_APPROVED) if not row["held_since"]]
            doubtful = [row for row in rows if await self._approvals.is_doubtful(connection, row["id"])]
            return await self._hold(connection, doubtful, at, "vì khóa đã ký lần duyệt được báo mất")

    async def _hold(
        self, connection: Connection, rows: Iterable[Mapping[str, Any]], at: datetime, why: str
    ) -> tuple[HeldArticle, ...]:
        there = await self._boards.presence(connection, at)
        held = []
        for row in rows:
            approved = replace(standing_from(row), held_since=at)
            standing = replace(approved, seat=seat_of(there.board, there.roster, approved, at))
            await _save(connection, standing)
            await connection.execute(_STOP_UNSHOWN, standing.article_id)
            what = f"“{row['title']}” ({spoken(standing.article_id)}) bị giữ {why}"
            occasion = f"{standing.article_id}/held/{at.isoformat()}"
            await obligations.notify(connection, standing.article_id, occasion, asking(there, standing, what), at)
            held.append(_shown(standing, row["title"]))
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
            board, roster = (
                (await self._boards.within(connection, at)).board,
                await self._boards.known_at(connection, at),
            )
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

    async def held_amendments(self) -> tuple[HeldAmendment, ...]:
        """The amendments that are held now."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(_APPLYING)
            held = [row for row in rows if await self._approvals.is_held(connection, amendment_from(row))]
        return tuple(
            HeldAmendment(
                id=row["id"],
                article_id=ArticleId(row["article_id"]),
                title=row["title"],
                kind=AmendmentKind(row["kind"]),
            )
            for row in held
        )

    async def last_restore(self) -> Restored | None:
        """The last restore of the storage; None when there was none."""
        async with self._database.reading() as connection:
            lines = await recoveries_of(connection, "")
        return next((line.entry for line in reversed(lines) if isinstance(line.entry, Restored)), None)

    async def answered_since(self, subject: str, made_at: datetime) -> bool:
        """Whether somebody acted upon an article or a matter after an act that the ledger has lost.

        Shape: `made_at` is when the lost act was signed.
        """
        async with self._database.reading() as connection:
            restored = max((line.seq for line in await recoveries_of(connection, "")), default=0)
            rows = await connection.fetch(
                "SELECT body FROM ledger WHERE seq > $1 AND act_id IS NOT NULL ORDER BY seq", restored
            )
        entries = (entry_from(row["body"]) for row in rows)
        return any(
            entry.at > made_at and subject in {_subject_of(entry), subject_of(entry.article_id)}
            for entry in entries
            if isinstance(entry, ActAccepted | MatterActAccepted)
        )

    async def recorded(self, act_ids: Iterable[str]) -> frozenset[str]:
        """Those of the acts that the ledger has, accepted or refused."""
        async with self._database.reading() as connection:
            rows = await connection.fetch("SELECT act_id FROM ledger WHERE act_id = ANY($1)", list(act_ids))
        return frozenset(row["act_id"] for row in rows)


def _subject_of(entry: ActAccepted | MatterActAccepted) -> str:
    return entry.matter if isinstance(entry, MatterActAccepted) else subject_of(entry.article_id)


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
