"""What is asked of the ledger: whether it is whole, and what proves one article."""

import itertools
from typing import Any

from activities.storage.articles.store import ArticleStore
from activities.storage.boards import BoardStore
from activities.storage.keys import KeyStore
from activities.storage.ledger import Ledger
from desk.evidence.pack import evidence_pack
from desk.reading.visible import visible_standing
from desk.viewpoint import Viewpoint
from newsroom.ledger.chain import Head


class LedgerReading:
    """Questions on the ledger."""

    def __init__(self, ledger: Ledger, articles: ArticleStore, boards: BoardStore, keys: KeyStore) -> None:
        self._ledger = ledger
        self._articles = articles
        self._boards = boards
        self._keys = keys

    async def verified(self) -> tuple[tuple[str, ...], Head]:
        """What is wrong with the ledger, nothing when it is whole, and its last line."""
        faults = await self._ledger.faults(), (await self._keys.present()).faults
        return tuple(itertools.chain(*faults)), await self._ledger.head()

    async def evidence(self, view: Viewpoint, article_id: str) -> dict[str, Any]:
        """The evidence on an article, ready for JSON. Errors: Refused (unknown_article)."""
        await visible_standing(self._articles, view, article_id)
        return await evidence_pack(article_id, self._ledger, self._articles, self._boards, self._keys)
