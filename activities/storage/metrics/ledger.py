"""What the ledger holds: acts accepted and refused, forgeries, results of publishing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from activities.storage.database import Connection
from newsroom.errors import RefusalCode
from newsroom.ledger.kinds import REFUSED, EntryKind
from newsroom.matters.kinds import MatterAct
from newsroom.publishing import Outcome
from newsroom.signed.pointing import PointAct
from newsroom.stages import Act

UNREADABLE: Final = "unreadable"
"""The act of an entry that names none of ours."""

_AT_ONCE: Final = 40_000
"""Lines that one look may read; the watch has long added up what is older."""

_ACTS: Final = frozenset({*Act, *MatterAct, *PointAct})
_SHOWN: Final[Mapping[str, Outcome]] = {
    EntryKind.RECEIPT: Outcome.PUBLISHED,
    EntryKind.AMENDED: Outcome.PUBLISHED,
    EntryKind.REMOVED: Outcome.REMOVED,
}

_UNREAD: Final = "SELECT $1 - seq FROM entries_upto"
# One statement, so that a line is in the sums or among the newer ones, whoever adds up meanwhile.
_ENTRIES: Final = (
    "SELECT * FROM entries_counted UNION ALL SELECT * FROM entries_between((SELECT seq FROM entries_upto), $1)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What was written down so far; all of it only ever grows.

    Shape: `decisions` by act and outcome, without the forged, whose words prove nothing; `publications` by channel and
    outcome.
    """

    decisions: Mapping[tuple[str, str], int]
    publications: Mapping[tuple[str, str], int]
    forged: int


async def entry_counts(connection: Connection, last: int) -> Counts | None:
    """What the ledger holds up to its last entry; None while more of it is not added up than one look may read."""
    if await connection.fetchval(_UNREAD, last) > _AT_ONCE:
        return None
    tally = _Tally()
    for row in await connection.fetch(_ENTRIES, last):
        tally.add(row)
    return Counts(decisions=dict(tally.decisions), publications=dict(tally.publications), forged=tally.forged)


@dataclass(slots=True)
class _Tally:
    """What was found so far."""

    decisions: Counter[tuple[str, str]] = field(default_factory=Counter)
    publications: Counter[tuple[str, str]] = field(default_factory=Counter)
    forged: int = 0

    def add(self, row: Mapping[str, Any]) -> None:
        match row["kind"]:
            case EntryKind.ACT | EntryKind.MATTER_ACT | EntryKind.POINT if row["code"] == RefusalCode.BAD_SIGNATURE:
                self.forged += row["n"]
            case EntryKind.ACT | EntryKind.MATTER_ACT | EntryKind.POINT:
                act = row["act"] if row["act"] in _ACTS else UNREADABLE
                self.decisions[act, row["outcome"]] += row["n"]
            case EntryKind.REFUSALS if row["unproven"]:
                self.forged += row["counted"] or 0
            case EntryKind.REFUSALS:
                self.decisions[UNREADABLE, REFUSED] += row["counted"] or 0
            case EntryKind.CHANNEL_STOPPED:
                self.publications[row["channel"], row["outcome"]] += row["n"]
            case kind if kind in _SHOWN:
                self.publications[row["channel"], _SHOWN[kind]] += row["n"]
