"""What a restore of the storage holds back: a word that is older than the restore sends nothing to readers.

Between the backup and the restore people may have taken their word back, and the ledger no longer knows. Whoever is
entitled says it again; a take-down is never held, because it hides and nothing that was signed can undo it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from newsroom.claims import Claim
from newsroom.ledger.entries import Line
from newsroom.ledger.matter_acts import MatterActAccepted
from newsroom.ledger.recoveries import Restored
from newsroom.matters import facts
from newsroom.matters.acts import MatterClaim
from newsroom.matters.kinds import MatterAct
from newsroom.stages import Act

_LETS_GO: Final = frozenset({Act.APPROVE, Act.GO_ON})
_AMENDS: Final = frozenset({MatterAct.APPROVE_AMENDMENT, MatterAct.TAKE_DOWN_NOW, MatterAct.RETRY_CHANNEL})


def amendment_held_since(lines: Iterable[Line], matter: str) -> datetime | None:
    """The hour of the restore that holds a decided amendment back; None when none does.

    Shape: `lines` are those of its article with all restores between them, in order. A channel that is let go on counts
    only by who decides: the rules accept nobody else's while it is held.
    Source: promise 5 of the design; decision 0034.
    """
    decided, held = False, None
    for line in lines:
        match line.entry:
            case Restored(at=at) if decided:
                held = at
            case MatterActAccepted(matter=named, act=act) if named == matter and act in _AMENDS:
                decided, held = True, None
            case _:
                pass
    return held


def in_order(*lines: Line) -> tuple[Line, ...]:
    """Lines from several questions, by their numbers."""
    return tuple(sorted(lines, key=lambda line: line.seq))


def shows_to_readers(said: Claim | MatterClaim) -> bool:
    """Whether an act brings a text before readers: found after a restore, it is asked for again and never repeated.

    Source: promise 5 of the design; decision 0034.
    """
    match said:
        case Claim(act=act):
            return act in _LETS_GO
        case MatterClaim(act=MatterAct.APPROVE_AMENDMENT):
            return bool(said.said(facts.NEW_HASH))
        case MatterClaim():
            return False
