"""What nobody has signed for, as the API shows it."""

from typing_extensions import TypedDict

from desk.presenting.values import Hash, Moment
from newsroom.ledger.unproven import Records


class RecordsShown(TypedDict):
    """What nobody has signed for, and what was confirmed."""

    rolling: bool
    digest: Hash
    count: int
    waiting: list[str]
    confirmed: int
    confirmed_at: list[Moment]


def records_data(found: Records, *, rolling: bool) -> RecordsShown:
    """The list and its confirmation. Shape: `rolling` while an upgrade is under way and the list may grow."""
    return {
        "rolling": rolling,
        "digest": found.digest if found.waiting else "",
        "count": len(found.waiting),
        "waiting": [record.what for record in found.waiting],
        "confirmed": len(found.confirmed),
        "confirmed_at": [claim.made_at.isoformat() for claim in found.by],
    }
