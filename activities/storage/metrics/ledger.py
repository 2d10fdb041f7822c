"""What the ledger holds, counted once: acts accepted and refused, forgeries, results of publishing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
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

_PAGE = 10_000
_PAGES_AT_ONCE = 4
_ACTS: Final = frozenset({*Act, *MatterAct, *PointAct})
_SHOWN: Final[Mapping[str, Outcome]] = {
    EntryKind.RECEIPT: Outcome.PUBLISHED,
    EntryKind.AMENDED: Outcome.PUBLISHED,
    EntryKind.REMOVED: Outcome.REMOVED,
}

# A tampered body must not blind the metrics that tell of it: what is no JSON is left to the ledger's check.
_ENTRIES = """
WITH bodies AS MATERIALIZED (
    SELECT CASE WHEN pg_input_is_valid(body, 'jsonb') THEN body::jsonb END AS body FROM ledger
    WHERE seq > $1 AND seq <= $2
)
SELECT kind, act, outcome, code, channel, member = '' AS unproven, count(*) AS n,
    sum(CASE WHEN pg_input_is_valid(count, 'int') THEN count::int END) AS counted
FROM bodies, jsonb_to_record(CASE WHEN jsonb_typeof(body) = 'object' THEN body ELSE '{}' END)
    AS said(kind text, act text, outcome text, code text, channel text, member text, count text)
GROUP BY kind, act, outcome, code, channel, unproven
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What was written down so far; all of it only ever grows.

    Shape: `decisions` by act and outcome, without the forged, whose words prove nothing; `publications` by channel and
    outcome.
    """

    decisions: Mapping[tuple[str, str], int]
    publications: Mapping[tuple[str, str], int]
    forged: int


class LedgerTally:
    """Counts entries of the ledger, each once in a process."""

    def __init__(self) -> None:
        self._start_over()

    def _start_over(self) -> None:
        self._seen = 0
        self._decisions: Counter[tuple[str, str]] = Counter()
        self._publications: Counter[tuple[str, str]] = Counter()
        self._forged = 0

    async def upto(self, connection: Connection, last: int) -> Counts | None:
        """What the ledger holds up to its last entry; None while more of it is unread than one look may take."""
        if last < self._seen:
            # The ledger of a restored database ends earlier.
            self._start_over()
        for _ in range(_PAGES_AT_ONCE):
            if self._seen >= last:
                break
            until = min(self._seen + _PAGE, last)
            rows = await connection.fetch(_ENTRIES, self._seen, until)
            for row in rows:
                self._add(row)
            self._seen = until
        if self._seen < last:
            return None
        return Counts(decisions=dict(self._decisions), publications=dict(self._publications), forged=self._forged)

    def _add(self, row: Mapping[str, Any]) -> None:
        match row["kind"]:
            case EntryKind.ACT | EntryKind.MATTER_ACT | EntryKind.POINT if row["code"] == RefusalCode.BAD_SIGNATURE:
                self._forged += row["n"]
            case EntryKind.ACT | EntryKind.MATTER_ACT | EntryKind.POINT:
                act = row["act"] if row["act"] in _ACTS else UNREADABLE
                self._decisions[act, row["outcome"]] += row["n"]
            case EntryKind.REFUSALS if row["unproven"]:
                self._forged += row["counted"] or 0
            case EntryKind.REFUSALS:
                self._decisions[UNREADABLE, REFUSED] += row["counted"] or 0
            case EntryKind.CHANNEL_STOPPED:
                self._publications[row["channel"], row["outcome"]] += row["n"]
            case kind if kind in _SHOWN:
                self._publications[row["channel"], _SHOWN[kind]] += row["n"]
