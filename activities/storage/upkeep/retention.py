"""What may be forgotten and what must stay: the newsroom's records are kept, its scraps are not.

The database enforces it: the application can delete nothing but through `forget()`, which knows no record.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from activities.storage.database import Connection, Database, now
from activities.storage.stages import staged
from activities.storage.timeouts import RETENTION

_BATCH: Final = 1000


class Scrap(StrEnum):
    """What is no record of the newsroom, by the database's own names."""

    READ_NOTIFICATIONS = "read_notifications"
    BOARD_DRAFTS = "board_drafts"
    UNUSED_TEXTS = "unused_texts"
    COUNTED_ACTS = "counted_acts"
    ACTS_APART = "acts_apart"
    PREPARED_ACTS = "prepared_acts"


SCRAP_LABELS: Final[dict[Scrap, str]] = {
    Scrap.READ_NOTIFICATIONS: "thông báo nội bộ đã đọc",
    Scrap.BOARD_DRAFTS: "bản nháp bản phân công",
    Scrap.UNUSED_TEXTS: "bản thảo tải lên nhưng không thao tác nào dùng tới, của bài đã khép lại",
    Scrap.COUNTED_ACTS: "mã thao tác bị từ chối chỉ được đếm",
    Scrap.ACTS_APART: "lời viết kèm thao tác, đã vào sổ",
    Scrap.PREPARED_ACTS: "thao tác chờ ký bằng khóa cá nhân, đã quá hạn",
}

KEPT_FOR: Final[dict[Scrap, timedelta]] = {
    Scrap.READ_NOTIFICATIONS: timedelta(days=365),
    Scrap.BOARD_DRAFTS: timedelta(days=90),
    Scrap.UNUSED_TEXTS: timedelta(days=365),
    Scrap.COUNTED_ACTS: timedelta(days=1),
    Scrap.ACTS_APART: timedelta(days=1),
    Scrap.PREPARED_ACTS: timedelta(days=1),
}

RECORD_TERM: Final = timedelta(days=5 * 365 + 2)
"""Records stay at least five years; afterwards people may destroy them with minutes, never this program."""

_DUE: Final[dict[Scrap, str]] = {
    Scrap.READ_NOTIFICATIONS: "SELECT count(*) FROM notifications WHERE read_at < $1",
    Scrap.BOARD_DRAFTS: "SELECT count(*) FROM board_drafts WHERE kept_at < $1",
    Scrap.UNUSED_TEXTS: (
        staged(
            "SELECT count(*) FROM revisions r JOIN articles a ON a.id = r.article_id WHERE r.made_at < $1 "
            "AND a.stage IN (Stage.PUBLISHED, Stage.REJECTED, Stage.WITHDRAWN, Stage.TAKEN_DOWN) "
            "AND unused_text(r.article_id, r.content_hash)"
        )
    ),
    Scrap.COUNTED_ACTS: "SELECT count(*) FROM counted_acts WHERE at < $1",
    Scrap.ACTS_APART: "SELECT count(*) FROM acts_apart WHERE at < $1",
    Scrap.PREPARED_ACTS: "SELECT count(*) FROM prepared_acts WHERE at < $1",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Scraps of one kind whose time is over. Shape: those from before `before`."""

    scrap: Scrap
    count: int
    before: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """What may go now, and what stays: articles, ledger entries, and the articles that people may decide about."""

    due: tuple[Due, ...]
    articles: int
    ledger_entries: int
    past_term: int


class RetentionStore:
    """Forgets scraps, and counts what stays."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def plan(self) -> Retention:
        """What `forget` would delete now; nothing is changed.

        Source: domain facts 2.6.
        """
        at = now()
        async with self._database.apart(RETENTION) as connection:
            due = [await _due(connection, scrap, at) for scrap in Scrap]
            articles = await connection.fetchval("SELECT count(*) FROM articles")
            entries = await connection.fetchval("SELECT seq FROM ledger_head")
            past_term = await connection.fetchval(
                staged(
                    "SELECT count(*) FROM articles WHERE since < $1 "
                    "AND stage IN (Stage.PUBLISHED, Stage.REJECTED, Stage.WITHDRAWN, Stage.TAKEN_DOWN)"
                ),
                at - RECORD_TERM,
            )
        return Retention(due=tuple(due), articles=articles, ledger_entries=entries, past_term=past_term)

    async def forget(self) -> dict[Scrap, int]:
        """How many scraps of each kind were deleted, in batches that hold up nobody.

        Again: what is gone is gone; the rest follows.
        Source: domain facts 2.6.
        """
        at = now()
        async with self._database.apart(RETENTION) as connection:
            return {scrap: await _forget(connection, scrap, at - KEPT_FOR[scrap]) for scrap in Scrap}


async def _forget(connection: Connection, scrap: Scrap, before: datetime) -> int:
    gone = 0
    while True:
        count: int = await connection.fetchval("SELECT forget($1, $2, $3)", scrap, before, _BATCH)
        gone += count
        if count < _BATCH:
            return gone


async def _due(connection: Connection, scrap: Scrap, at: datetime) -> Due:
    before = at - KEPT_FOR[scrap]
    return Due(scrap=scrap, count=await connection.fetchval(_DUE[scrap], before), before=before)
