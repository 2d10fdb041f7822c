"""Acts that the workflow server knows and a restored ledger does not: recorded again, or named.

What takes a text away from readers counts as what it is. What brings one before them is never repeated: whoever is
entitled is asked once more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from activities.storage.recording.acts import ActStore
from activities.storage.recovery import RecoveryStore
from newsroom.errors import Refused
from newsroom.ledger.proofs import shows_to_readers
from newsroom.matters import facts
from newsroom.matters.acts import MatterClaim
from workers.upkeep.histories import SKEW, Run, TakenAct


class Fate(StrEnum):
    """What becomes of an act that the ledger has lost."""

    CAN_BE_RECORDED = "can_be_recorded"
    RECORDED = "recorded"
    ASKED_AGAIN = "asked_again"
    DOES_NOT_FIT = "does_not_fit"
    UNCLEAR = "unclear"


FATES: Final[Mapping[Fate, str]] = {
    Fate.CAN_BE_RECORDED: "chưa có trong sổ; `toasoan reconcile --apply` ghi lại đúng như đã ký",
    Fate.RECORDED: "đã ghi lại vào sổ đúng như đã ký",
    Fate.ASKED_AGAIN: "không ghi lại, vì đưa bài ra bạn đọc; người có thẩm quyền quyết định lại",
    Fate.DOES_NOT_FIT: "không ghi lại được; người đã thao tác xem lại bài và làm lại nếu cần",
    Fate.UNCLEAR: "người thao tác chưa được trả lời; xem lại bài và làm lại nếu cần",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LostAct:
    """An act that the ledger has lost, and what becomes of it. Shape: `why` is Vietnamese when it does not fit."""

    act: TakenAct
    fate: Fate
    why: str = ""


async def lost_acts(
    runs: Iterable[Run], acts: ActStore, recovery: RecoveryStore, since: datetime
) -> tuple[LostAct, ...]:
    """The acts in these runs that the ledger has lost since the backup, the oldest first; nothing is changed.

    Shape: a refused act is left out, and what its member or somebody else has decided since upon the same matter.
    """
    taken = await _taken(runs, acts)
    recorded = await recovery.recorded(taken)
    lost = [act for act_id, act in taken.items() if act_id not in recorded and act.at >= since - SKEW]
    lost.sort(key=lambda act: act.at)
    open_ones = [act for act in lost if not await recovery.answered_since(act.said.subject, act.said.made_at)]
    return tuple(LostAct(act=act, fate=_fate(act)) for act in open_ones)


async def record_again(lost: Iterable[LostAct], acts: ActStore) -> tuple[LostAct, ...]:
    """What became of lost acts, in their order.

    Again: what the ledger has by now is only answered.
    """
    return tuple([await _recorded(each, acts) for each in lost])


async def _recorded(lost: LostAct, acts: ActStore) -> LostAct:
    if lost.fate is not Fate.CAN_BE_RECORDED:
        return lost
    try:
        await acts.record_late(lost.act.said.subject, lost.act.signed, lost.act.at)
    except Refused as refused:
        return LostAct(act=lost.act, fate=Fate.DOES_NOT_FIT, why=refused.message)
    return LostAct(act=lost.act, fate=Fate.RECORDED)


def _fate(act: TakenAct) -> Fate:
    if act.done is None:
        return Fate.UNCLEAR
    return Fate.ASKED_AGAIN if shows_to_readers(act.said) else Fate.CAN_BE_RECORDED


async def _taken(runs: Iterable[Run], acts: ActStore) -> dict[str, TakenAct]:
    """The proven acts of these runs by their ids; one that several runs tell of counts where it came to an end."""
    found: dict[str, TakenAct] = {}
    for run in runs:
        for act in run.acts:
            if act.done is False or not await acts.is_proven(act.signed):
                continue
            known = found.get(act.said.act_id)
            if known is None or known.done is None:
                found[act.said.act_id] = act
    return found


def article_named(act: TakenAct) -> str:
    """The article that an act on a matter names; empty when it names none."""
    return act.said.said(facts.ARTICLE) if isinstance(act.said, MatterClaim) else act.said.article_id
