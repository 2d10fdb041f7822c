"""What is asked of the ledger: whether it is whole, and what proves one article."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from activities.storage.articles.store import ArticleStore
from activities.storage.audit.anchors import AnchorStore
from activities.storage.audit.chain import Ledger
from activities.storage.boards import BoardStore
from activities.storage.database import now
from activities.storage.keys import KeyStore
from activities.storage.recording.confirming import RecordStore
from desk.evidence.pack import evidence_pack
from desk.reading.visible import visible_standing
from desk.viewpoint import Viewpoint
from newsroom.board import OFFICE_LABELS
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.anchors import Anchor, sealed_by
from newsroom.ledger.chain import Head
from newsroom.ledger.unproven import Records
from newsroom.members.visibility import takes_evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """How the ledger was found.

    Shape: `faults` are empty when all is sound; `notes` say what a reader should know beside it.
    """

    faults: tuple[str, ...]
    notes: tuple[str, ...]
    head: Head


class LedgerReading:
    """Questions on the ledger."""

    def __init__(
        self,
        ledger: Ledger,
        articles: ArticleStore,
        boards: BoardStore,
        keys: KeyStore,
        audit: Callable[[], Awaitable[tuple[str, ...]]],
        anchors: AnchorStore,
        records: RecordStore,
    ) -> None:
        self._records = records
        self._ledger = ledger
        self._articles = articles
        self._boards = boards
        self._keys = keys
        self._audit = audit
        self._anchors = anchors

    async def verified(self, pasted: str = "") -> Verified:
        """What is wrong with the ledger, its anchors, its signatures, and the tables beside it.

        Shape: `pasted` are further anchors, as they came by mail.
        """
        anchors = await self._anchors.compared(pasted)
        of_keys = (await self._keys.present()).faults
        faults = (*await self._ledger.faults(), *anchors.faults, *of_keys, *await self._audit())
        return Verified(faults=faults, notes=anchors.notes, head=await self._ledger.head())

    async def anchor(self, sign: Callable[[str], str] | None, restored: str = "") -> Anchor:
        """The anchor of this moment, kept beside the earlier ones. Errors: AnchorUnwritten.

        Shape: `sign` gives a second office's signature; `restored` says why the ledger is shorter than it was.
        """
        head = await self._ledger.head()
        anchor = Anchor(at=now(), seq=head.seq, hash=head.hash, restored=restored)
        anchor = sealed_by(anchor, sign) if sign else anchor
        await self._anchors.write(anchor)
        return anchor

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
