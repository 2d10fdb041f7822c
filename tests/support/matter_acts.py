"""Acts put straight to the storage."""

import uuid
from datetime import datetime
from typing import Any

from activities.contracts import MatterNow, Recorded
from activities.storage import database
from activities.storage.rows import BoardVersion
from newsroom.board import Office
from newsroom.matters.acts import MatterClaim
from newsroom.matters.kinds import MatterAct, MatterKind
from tests.support.storages import Storage


async def do(storage: Storage, act: MatterAct, matter: str, by: Office = Office.HEAD, **said: Any) -> Recorded:
    """The answer to an act; two underscores in a name stand for the dot in it, and times travel as they do."""
    member = await storage.holder(by)
    claim = MatterClaim(
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
    return await storage.stores.acts.record(matter, storage.key.sign(claim))


async def done(storage: Storage, act: MatterAct, matter: str, by: Office = Office.HEAD, **said: Any) -> Recorded:
    """An act that is accepted."""
    answer = await do(storage, act, matter, by, **said)
    assert answer.accepted, answer.message
    return answer


async def adopted(storage: Storage, source: str, **said: Any) -> BoardVersion:
    """The notice in force after the Head has put another one in force, from an hour or at once."""
    digest = await storage.stores.boards.keep_draft(source)
    matter = f"{MatterKind.BOARD}/{digest[:12]}-{uuid.uuid4().hex[:4]}"
    await done(storage, MatterAct.ADOPT_BOARD, matter, digest=digest, **said)
    return await storage.stores.boards.in_force()


def now_of(answer: Recorded) -> MatterNow:
    """How the matter stands that an answer is about."""
    assert answer.now is not None
    return answer.now
