"""Keeping acts that were refused: each in the ledger or counted there, and an alarm for what nobody has signed."""

from dataclasses import replace
from typing import Any, Final

from activities.contracts import MatterNow, SignedAct
from activities.storage import obligations, refusals
from activities.storage.database import Connection
from activities.storage.ledger import append, entry_of_act
from activities.storage.matters.kinds import LONGEST_NAME, Hearing, Kind
from newsroom.article import article_of
from newsroom.consequences import forgery_notifications
from newsroom.errors import RefusalCode, Refused

_KEPT_OF_UNPROVEN: Final = 4_000
_KEPT_OF_SIGNATURE: Final = 200


async def refuse(kind: Kind[Any], hearing: Hearing, subject: str, refused: Refused) -> None:
    """Keep a refusal: of a member the first ones of an hour as lines of their own, the rest in one that counts them."""
    try:
        act = kind.read(hearing.signed.claim)
    except Refused:
        act = None
    forged = refused.code == RefusalCode.BAD_SIGNATURE
    if forged or refused.code == RefusalCode.BAD_PERSONAL_SIGNATURE:
        await _alarm(kind, hearing, subject, refused)
    if forged or act is None:
        # Anybody can send one: it gets no more room than a real act needs.
        kept = SignedAct(
            claim=hearing.signed.claim[:_KEPT_OF_UNPROVEN], signature=hearing.signed.signature[:_KEPT_OF_SIGNATURE]
        )
        hearing = replace(hearing, signed=kept)
    entry = kind.refused(hearing, subject, act, refused, forged=forged)
    # An act that came to the wrong place leaves its id to the delivery that it was signed for.
    astray = act is not None and act.subject != subject
    if entry.act_id is not None and (astray or await is_known(hearing.connection, entry.act_id)):
        entry = replace(entry, reused_act_id=entry.act_id, act_id=None)
    place = "" if entry.member else await _place(kind, hearing, subject)
    if await refusals.is_told(hearing.connection, entry.member, place, entry.article_id, hearing.at):
        await append(hearing.connection, entry)
    elif entry.act_id is not None:
        await refusals.keep_counted(hearing.connection, entry.act_id, entry.code, hearing.at)
    await refusals.write_down_past(hearing.connection, hearing.at)


async def _place(kind: Kind[Any], hearing: Hearing, subject: str) -> str:
    """What unproven acts are counted by: what there is by its name, what anybody can make up by its kind."""
    if article_of(subject) is None:
        stands = await kind.now(hearing, subject)
        if isinstance(stands, MatterNow) and not stands.opened:
            return subject.partition("/")[0][:LONGEST_NAME]
    return subject


async def is_known(connection: Connection, act_id: str) -> bool:
    """Whether an act was recorded, or counted as refused."""
    if await entry_of_act(connection, act_id) is not None:
        return True
    return await refusals.counted_as(connection, act_id) is not None


async def _alarm(kind: Kind[Any], hearing: Hearing, subject: str, refused: Refused) -> None:
    """One unread alarm about a subject, with the number of forgeries, however many are sent."""
    notifications = forgery_notifications(hearing.there, kind.called(subject), refused.message)
    occasion = f"forged/{await _place(kind, hearing, subject)}"
    await obligations.alarm(hearing.connection, article_of(subject) or "", occasion, notifications, hearing.at)
