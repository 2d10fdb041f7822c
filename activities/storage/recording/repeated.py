"""Acts that come a second time, or after what their member has done later."""

from datetime import timedelta
from typing import Any, Final

from activities.storage.ledger import acts_since
from activities.storage.matters.kinds import Hearing, Kind
from newsroom.claims import CLAIM_LIFETIME
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.entries import Entry, Unreadable, claim_in, outranks
from newsroom.matters.apart import apart_text
from newsroom.members.unheard import superseded

_UNDELAYED: Final = timedelta(seconds=5)
"""An act recorded this soon was held up by nothing: two of one member in that time are taken as they arrive."""


def earlier(kind: Kind[Any], hearing: Hearing) -> Entry | Unreadable | None:
    """What the ledger has of this very act. Errors: Refused when its id was used for another."""
    entry = hearing.entry
    said = None if entry is None else claim_in(entry)
    # The words may be forgotten here by now, and stand in the line alone.
    if entry is not None and (said is None or hearing.signed.claim not in {said, apart_text(said)}):
        used = f"Mã thao tác đã được dùng cho một thao tác khác; {kind.kept}. Hãy thao tác lại."
        raise Refused(RefusalCode.REPEATED_ACT, used)
    return entry


async def refuse_superseded(hearing: Hearing, act: Any) -> None:
    """Nothing, unless the member has done something later on the same subject meanwhile. Errors: Refused."""
    if not _UNDELAYED <= hearing.at - act.made_at <= CLAIM_LIFETIME:
        return
    if any(outranks(entry, act) for entry in await acts_since(hearing.connection, act.made_at)):
        raise superseded(act)
