"""The Head's word on what the storage holds and nobody has signed for."""

import uuid

from activities.storage.database import now
from activities.storage.recording.confirming import RecordStore
from desk.signing import DeskKey
from newsroom.ledger.unproven import Records
from newsroom.members.actors import Actor
from newsroom.signed.confirmations import Confirmation


class RecordDesk:
    """Confirming the list, once."""

    def __init__(self, store: RecordStore, key: DeskKey) -> None:
        self._store = store
        self._key = key

    async def confirm(self, member: Actor, *, seen: str, count: int) -> Records:
        """The list after it was confirmed as it was seen (digest and length).

        Errors: Refused, and nothing is written.
        """
        claim = Confirmation(
            act_id=member.act_id or uuid.uuid4().hex,
            member=member.id,
            office=member.office,
            digest=seen,
            count=count,
            made_at=now(),
            via=member.via,
        )
        return await self._store.confirm(self._key.sign(claim))
