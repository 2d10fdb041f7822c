"""After a restore: everything that differs, what is done about it, and what waits for a word of somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from temporalio.client import Client

from activities.clock import now
from activities.ports import Channel
from activities.reading_back import Seen, Sight, read_back
from activities.storage.recovery import HeldAmendment, HeldArticle, RecoveryStore
from desk.starting import Starter
from newsroom.article import ChannelName, credible
from newsroom.ledger.recoveries import Restored
from newsroom.working_time import local
from workers.upkeep.histories import Run, names_known, retention_of, runs_since
from workers.upkeep.lost_acts import Fate, LostAct, lost_acts, record_again
from workers.upkeep.proving import Proof, proof_of
from workers.upkeep.reconcile import Finding, Found, differences, mend
from workers.wiring.stores import Stores

SIGHTS: Final[Mapping[Sight, str]] = {
    Sight.AS_RECORDED: "khớp",
    Sight.NOT_SHOWN: "sổ ghi đã đăng nhưng kênh không còn hiện; nếu bài đã được gỡ sau lúc sao lưu thì làm lại lệnh gỡ",
    Sight.OTHER_TEXT: "kênh hiện nội dung khác bản đã duyệt trong sổ; nếu đã sửa sau lúc sao lưu thì đề nghị sửa lại",
    Sight.NOT_RECORDED: "kênh đang hiện bài mà sổ chưa ghi; người duyệt xem lại rồi quyết định, không đăng lần nữa",
    Sight.STILL_SHOWN: "sổ ghi đã gỡ nhưng kênh vẫn hiện; gỡ trên kênh ngay rồi chạy lại lệnh này",
    Sight.UNREADABLE: "không đọc được kênh; chạy lại lệnh này khi kênh trả lời",
}
"""What each sight means and what to do, in Vietnamese."""

_SETTLED: Final = frozenset({Finding.IN_STEP, Finding.WAITING_TO_START})


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """How the newsroom stands after a restore.

    Shape: `undone` are workflows that could not be put in step; `released` are articles that were let go by proof;
    `unsure` while no number is given, because nobody has asked which were given since the backup.
    """

    found: tuple[Found, ...]
    lost: tuple[LostAct, ...]
    seen: tuple[Seen, ...]
    held: tuple[HeldArticle, ...] = ()
    amendments: tuple[HeldAmendment, ...] = ()
    undone: tuple[Found, ...] = ()
    unsure: bool = False
    released: tuple[HeldArticle, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether nothing waits for anybody."""
        told = [each for each in self.lost if each.fate is not Fate.RECORDED]
        return not (told or self.seen or self.held or self.amendments or self.undone or self.unsure)


class Recoverer:
    """Compares the rows with the workflow server and the channels; `administrator` may let go what is proven."""

    def __init__(
        self,
        client: Client,
        stores: Stores,
        channels: Mapping[ChannelName, Channel],
        administrator: RecoveryStore | None = None,
    ) -> None:
        self._client = client
        self._stores = stores
        self._channels = channels
        self._administrator = administrator

    async def look(self) -> Recovery:
        """How the newsroom stands; nothing is changed."""
        seen = await self._seen()
        restored = await self._stores.recovery.last_restore()
        runs = await self._runs(restored)
        lost = await self._lost(restored, runs)
        found = await differences(self._client, self._stores)
        undone = tuple(each for each in found if each.finding not in _SETTLED)
        return await self._as_it_stands(Recovery(found=found, lost=lost, seen=seen, undone=undone))

    async def apply(self) -> Recovery:
        """How the newsroom stands once everything is done that needs nobody's word.

        Shape: the channels are read before anything else happens, lost acts are recorded before anything is let go.
        Again: what is done stays done.
        Source: promise 5 of the design; decision 0034.
        """
        seen = await self._seen()
        restored = await self._stores.recovery.last_restore()
        runs = await self._runs(restored)
        proofs = await self._proofs(restored, runs)
        lost = await record_again(await self._lost(restored, runs), self._stores.acts)
        released = await self._release(proofs)
        await self._know_numbers()
        found = await differences(self._client, self._stores)
        starter = Starter(self._client, self._stores.articles, self._stores.alarms, self._stores.moves)
        undone = tuple([each for each in found if not await mend(self._client, starter, each)])
        return await self._as_it_stands(Recovery(found=found, lost=lost, seen=seen, undone=undone, released=released))

    async def _as_it_stands(self, recovery: Recovery) -> Recovery:
        """The same with what is held now."""
        held, unsure = self._stores.recovery, await self._stores.numbers.are_unsure()
        return replace(recovery, held=await held.held(), amendments=await held.held_amendments(), unsure=unsure)

    async def _know_numbers(self) -> None:
        """Let no number be given again that the ledger, the anchors or the workflow server know of."""
        if self._administrator is None:
            return
        numbers = self._administrator.numbers
        proven = (*await numbers.in_ledger(), *await numbers.last(), *await self._stores.upkeep.anchors.given())
        await numbers.know((*proven, *credible(await names_known(self._client), proven, local(now()).year)))

    async def _seen(self) -> tuple[Seen, ...]:
        """What the channels show otherwise than the rows say, of what is open and of what the server still keeps."""
        sent = await self._stores.sent.since(now() - await retention_of(self._client))
        sights = [await read_back(each, self._channels[each.intent.channel]) for each in sent]
        return tuple(seen for seen in sights if seen.sight is not Sight.AS_RECORDED)

    async def _runs(self, restored: Restored | None) -> tuple[Run, ...]:
        return () if restored is None else await runs_since(self._client, restored.made_at)

    async def _lost(self, restored: Restored | None, runs: Sequence[Run]) -> tuple[LostAct, ...]:
        if restored is None:
            return ()
        return await lost_acts(runs, self._stores.acts, self._stores.recovery, restored.made_at)

    async def _proofs(self, restored: Restored | None, runs: Sequence[Run]) -> list[tuple[HeldArticle, Proof]]:
        if restored is None:
            return []
        recorded = await self._stores.recovery.recorded(act.said.act_id for run in runs for act in run.acts)
        held = await self._stores.recovery.held()
        return [(each, proof) for each in held if (proof := proof_of(each.id, restored, runs, recorded))]

    async def _release(self, proofs: Sequence[tuple[HeldArticle, Proof]]) -> tuple[HeldArticle, ...]:
        if self._administrator is None:
            return ()
        released = []
        for held, proof in proofs:
            if await self._administrator.release(held.id, proof.run_id, proof.events, proof.evidence):
                released.append(held)
        return tuple(released)
