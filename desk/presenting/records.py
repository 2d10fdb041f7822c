"""What nobody has signed for, as the API shows it."""

from desk.presenting.articles import Json
from newsroom.ledger.unproven import Records


def records_data(found: Records, *, rolling: bool) -> Json:
    """The list and its confirmation. Shape: `rolling` while an upgrade is under way and the list may grow."""
    return {
        "rolling": rolling,
        "digest": found.digest if found.waiting else "",
        "count": len(found.waiting),
        "waiting": [record.what for record in found.waiting],
        "confirmed": len(found.confirmed),
        "confirmed_at": [claim.made_at.isoformat() for claim in found.by],
    }
