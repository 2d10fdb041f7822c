"""Members' own keys in a storage: registered, confirmed, removed, by devices that are played in software."""

import uuid
from typing import Any

from activities.contracts import Recorded
from activities.storage.database import now
from newsroom.article import MemberId
from newsroom.board import Office
from newsroom.personal import KeyAct
from newsroom.signed.assertions import Registered
from newsroom.signed.personal_keys import KeyClaim, named
from tests.support.authenticators import Device
from tests.support.storages import Storage


async def key_claim(
    storage: Storage, act: KeyAct, owner: MemberId, key: Registered, *, by: str = "", **said: Any
) -> KeyClaim:
    """A fresh claim about a key."""
    member = (await storage.stores.boards.in_force()).board.member(by or owner)
    assert member is not None
    return KeyClaim(
        act_id=uuid.uuid4().hex,
        act=act,
        owner=owner,
        key=key if act is KeyAct.REGISTER else named(key),
        member=member.id,
        office=member.office,
        made_at=now(),
        **said,
    )


async def record_key(storage: Storage, claim: KeyClaim) -> Recorded:
    return await storage.stores.straight_acts.record(claim.subject, storage.key.sign(claim))


async def done_key(
    storage: Storage,
    act: KeyAct,
    owner: MemberId,
    key: Device,
    *,
    by: str = "",
    with_: Device | None = None,
) -> None:
    """An act about a key that is accepted."""
    claim = await key_claim(storage, act, owner, key.registered, by=by)
    answer = await record_key(storage, claim if with_ is None else with_.signed(claim))
    assert answer.accepted, answer.message


async def first_two(storage: Storage, head: Device, secretary: Device) -> tuple[MemberId, MemberId]:
    """The first two keys of an installation, each confirmed with the other."""
    one, two = (await storage.holder(Office.HEAD)).id, (await storage.holder(Office.SECRETARY)).id
    await done_key(storage, KeyAct.REGISTER, one, head)
    await done_key(storage, KeyAct.REGISTER, two, secretary)
    await done_key(storage, KeyAct.CONFIRM, two, secretary, by=one, with_=head)
    await done_key(storage, KeyAct.CONFIRM, one, head, by=two, with_=secretary)
    return one, two


async def confirmed(storage: Storage, owner: MemberId, key: Device, secretary: Device) -> None:
    """A further member's key, confirmed by the secretary."""
    await done_key(storage, KeyAct.REGISTER, owner, key)
    by = (await storage.holder(Office.SECRETARY)).id
    await done_key(storage, KeyAct.CONFIRM, owner, key, by=by, with_=secretary)
