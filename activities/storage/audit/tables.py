"""Every table held against the ledger, and the ledger against every table, in one snapshot, page by page."""

import hashlib
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, Final

from activities.storage.articles.approvals import ApprovalStore
from activities.storage.articles.proven import NotApproved, Proven
from activities.storage.audit.points import point_faults
from activities.storage.audit.tokens import token_faults
from activities.storage.database import Connection, Database, now
from activities.storage.ledger import deeds_since, told_of
from activities.storage.matters.amendment_rows import amendment_from
from activities.storage.powers import PowerStore
from activities.storage.publishing.intents import IntentState, intent_from
from activities.storage.rows import standing_from
from activities.storage.timeouts import VERIFY
from newsroom.article import ArticleId
from newsroom.errors import Refused
from newsroom.ledger.audit import Clock, Sent, Told, audited
from newsroom.ledger.proof import Deed, proven
from newsroom.matters import facts
from newsroom.matters.kinds import MatterKind, MeetingStage
from newsroom.matters.meeting_audit import meeting_faults
from newsroom.sla import Promise

_PAGE: Final = 500
_LOST: Final = (
    "SELECT article_id, min(seq) AS first FROM ledger WHERE article_id <> '' AND article_id > $1 "
    'AND NOT (body LIKE \'%"outcome":"refused"%\') AND NOT EXISTS (SELECT FROM articles WHERE id = article_id) '
    "GROUP BY article_id ORDER BY article_id LIMIT $2"
)
_PHOTOS: Final = (
    "SELECT digest FROM photos WHERE digest > $1 AND digest <> encode(sha256(data), 'hex') ORDER BY digest LIMIT $2"
)
_MEETINGS: Final = "SELECT id, stage, minutes FROM meetings ORDER BY id"
_SETTLED: Final = r"""
SELECT meeting_id, article_id, outcome FROM meeting_items AS item WHERE settled_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM ledger WHERE ledger.article_id = item.article_id AND body LIKE '%"kind":"board\_decision"%'
    AND body LIKE '%"matter":"meeting/' || meeting_id || '"%' AND body LIKE '%"outcome":"' || outcome || '"%'
) ORDER BY meeting_id, article_id
"""


_STRANGE: Final = (LookupError, TypeError, ValueError, AttributeError, Refused)
"""How a row shows that nobody of ours has written it."""


class AuditStore:
    """What is in the tables and not in the ledger, or in the ledger and not in the tables.

    Shape: `powers` and `approvals` are this store's own: it looks at one moment, while others' memory goes on.
    """

    def __init__(self, database: Database, powers: PowerStore, approvals: ApprovalStore) -> None:
        self._database = database
        self._powers = powers
        self._approvals = approvals

    async def faults(self) -> tuple[str, ...]:
        """Everything, in Vietnamese; empty in a sound newsroom. Each names its article, line or row."""
        async with (
            self._database.apart(VERIFY) as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            found = [*await self._of_powers(connection)]
            async for row in _paged(connection, "SELECT * FROM articles WHERE id > $1 ORDER BY id LIMIT $2", "id"):
                try:
                    found += await self._article(connection, row)
                except _STRANGE:
                    found.append(f"Bài {row['id']}: dòng của bài trong các bảng không đọc được, đã bị sửa.")
            async for row in _paged(connection, _LOST, "article_id"):
                found.append(f"Sổ có bài {row['article_id']} (từ dòng {row['first']}) mà bảng bài không có.")
            async for row in _paged(connection, _PHOTOS, "digest"):
                found.append(f"Ảnh {row['digest'][:12]} trong kho khác với mã của nó: ảnh đã bị thay.")
            return (*found, *await self._meetings(connection), *await token_faults(connection))

    async def _of_powers(self, connection: Connection) -> tuple[str, ...]:
        try:
            return (*await self._powers.findings(connection), *await self._powers.missing(connection))
        except _STRANGE:
            return ("Bảng phân công, ủy quyền hoặc vắng mặt có dòng không đọc được, đã bị sửa.",)

    async def _article(self, connection: Connection, row: Mapping[str, Any]) -> list[str]:
        article_id = row["id"]
        try:
            found = await self._approvals.proven(connection, article_id)
        except NotApproved:
            return [f"Bài {article_id}: sổ không chứng minh được bài đã vào như thế nào."]
        doubts = [f"Bài {article_id}, dòng sổ {d.line} không được tính: {d.why}" for d in found.proof.doubts]
        differs = found.differences(standing_from(row), now())
        told = await _told(connection, row, found)
        said = (*(f"bảng bài khác với các thao tác đã ký ({each})" for each in differs), *audited(told))
        points = await point_faults(connection, article_id, told.lines, await self._powers.signatures(connection))
        return [*doubts, *(f"Bài {article_id}: {each}." for each in (*said, *_title(row, found), *points))]

    async def _meetings(self, connection: Connection) -> list[str]:
        signatures = await self._powers.signatures(connection)
        lines = [row.line for row in await deeds_since(connection, 0)]
        deeds = [deed for deed in proven(lines, ArticleId(""), signatures).deeds if _is_of_meeting(deed)]
        done = [(_id(deed), deed.claim.act, deed.claim.said(facts.SEEN)) for deed in deeds]
        rows = await connection.fetch(_MEETINGS)
        known = [(r["id"], _digest(r["minutes"]), r["stage"] == MeetingStage.CONCLUDED) for r in rows]
        settled = (
            f"Cuộc họp {r['meeting_id']}: kho ghi đã quyết định bài {r['article_id']} ({r['outcome']}) mà sổ không có."
            for r in await connection.fetch(_SETTLED)
        )
        return [*meeting_faults(known, done), *settled]


async def _told(connection: Connection, row: Mapping[str, Any], found: Proven) -> Told:
    article_id = row["id"]
    intents = await connection.fetch("SELECT * FROM intents WHERE article_id = $1 ORDER BY key", article_id)
    clocks = await connection.fetch("SELECT * FROM obligations WHERE article_id = $1 ORDER BY id", article_id)
    amendments = await connection.fetch("SELECT * FROM amendments WHERE article_id = $1 ORDER BY id", article_id)
    return Told(
        at=now(),
        standing=standing_from(row),
        proof=found.proof,
        lines=await told_of(connection, article_id),
        sent=tuple(_sent(each) for each in intents),
        clocks=tuple(_clock(each) for each in clocks),
        amendments=tuple(amendment_from(each) for each in amendments),
    )


def _sent(row: Mapping[str, Any]) -> Sent:
    intent = intent_from(row)
    return Sent(
        channel=intent.channel,
        content_hash=intent.content_hash,
        amendment=intent.amendment,
        is_settled=intent.state is IntentState.PUBLISHED,
        outcome=intent.outcome,
        url=intent.url,
        external_id=intent.external_id,
    )


def _clock(row: Mapping[str, Any]) -> Clock:
    named = ("channel", "started_at", "due_at", "met_at", "dropped_at", "breached_at")
    return Clock(promise=Promise(row["promise"]), **{name: row[name] for name in named})


def _title(row: Mapping[str, Any], found: Proven) -> Iterator[str]:
    """What a list shows of an article, against its text."""
    text = found.texts.get(row["content_hash"])
    if text and (row["title"], row["kind"], row["topics"]) != (text.title, text.kind, list(text.topics)):
        yield "tiêu đề, loại hoặc chủ đề trong bảng khác với bản thảo"


def _is_of_meeting(deed: Deed) -> bool:
    return deed.claim.matter.startswith(f"{MatterKind.MEETING}/")


def _id(deed: Deed) -> str:
    return deed.claim.matter.partition("/")[2]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


async def _paged(connection: Connection, query: str, key: str) -> AsyncIterator[Mapping[str, Any]]:
    """The rows of a query page by page, in the order of their key."""
    after = ""
    while rows := await connection.fetch(query, after, _PAGE):
        for row in rows:
            yield row
        after = rows[-1][key]
