"""What is asked of the ledger: whether it is whole, and what proves one article."""

from collections.abc import Awaitable, Callable
from typing import Any

from activities.storage.articles.store import ArticleStore
from activities.storage.boards import BoardStore
from activities.storage.keys import KeyStore
from activities.storage.ledger import Ledger
from activities.storage.recording.confirming import RecordStore
from desk.evidence.pack import evidence_pack
from desk.reading.visible import visible_standing
from desk.viewpoint import Viewpoint
from newsroom.board import OFFICE_LABELS
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.chain import Head
from newsroom.ledger.unproven import Records
from newsroom.members.visibility import takes_evidence


class LedgerReading:
    """Questions on the ledger."""

    def __init__(
        self,
        ledger: Ledger,
        articles: ArticleStore,
        boards: BoardStore,
        keys: KeyStore,
        unproven: Callable[[], Awaitable[tuple[str, ...]]],
        records: RecordStore,
    ) -> None:
        self._records = records
        self._ledger = ledger
        self._unproven = unproven
        self._articles = articles
        self._boards = boards
        self._keys = keys

    async def verified(self) -> tuple[tuple[str, ...], Head]:
        """What is wrong with the ledger, or not proven by it, nothing when all is sound; and its last line."""
        faults = (*await self._ledger.faults(), *(await self._keys.present()).faults, *await self._unproven())
        return faults, await self._ledger.head()

    async def records(self) -> Records:
        """What the storage holds that no signed act proves, and what of it the Head has confirmed."""
        return await self._records.records()

    async def is_rolling(self) -> bool:
        """Whether an upgrade is under way, in which that list may still grow."""
        return await self._records.is_rolling()

    async def evidence(self, view: Viewpoint, article_id: str) -> dict[str, Any]:
        """The evidence on an article, ready for JSON. Errors: Refused (unknown_article, not_entitled)."""
        standing = await visible_standing(self._articles, view, article_id)
        if not takes_evidence(view.viewer, view.sight(standing)):
            raise Refused(
                RefusalCode.NOT_ENTITLED,
                f"{OFFICE_LABELS[view.viewer.office]} không lấy hồ sơ chứng cứ. Khi cần, hãy hỏi Thư ký Ban Biên tập.",
            )
        return await evidence_pack(article_id, self._ledger, self._articles, self._boards, self._keys)
