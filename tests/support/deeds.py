"""Deeds put straight to the storage."""

import uuid
from datetime import datetime
from typing import Any

from activities.contracts import MatterNow, Recorded
from activities.storage import database
from newsroom.board import Office
from newsroom.matters.deeds import Deed
from newsroom.matters.kinds import DeedAct
from tests.support.rooms import Room


async def do(room: Room, act: DeedAct, matter: str, by: Office = Office.HEAD, **said: Any) -> Recorded:
    """The answer to a deed; two underscores in a name stand for the dot in it, and times travel as they do."""
    member = await room.holder(by)
    deed = Deed(
        act_id=uuid.uuid4().hex,
        act=act,
        matter=matter,
        member=member.id,
        office=by,
        made_at=database.now(),
        facts={
            name.replace("__", "."): value.isoformat() if isinstance(value, datetime) else str(value)
            for name, value in said.items()
        },
    )
    return await room.stores.acts.record(matter, room.key.sign(deed))


async def done(room: Room, act: DeedAct, matter: str, by: Office = Office.HEAD, **said: Any) -> Recorded:
    """A deed that is accepted."""
    answer = await do(room, act, matter, by, **said)
    assert answer.accepted, answer.message
    return answer


def now_of(answer: Recorded) -> MatterNow:
    """How the matter stands that an answer is about."""
    assert answer.now is not None
    return answer.now
