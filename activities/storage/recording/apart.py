"""An act as it arrives, proven, and put together again with the words that went past the workflow server.

A row of words is written before its act is sent, and is needed until the act is in the ledger; then it is a scrap.
"""

from dataclasses import asdict
from typing import Any

from activities.contracts import SignedAct
from activities.storage.database import Connection, Database, now
from activities.storage.keys import KeyStore
from activities.storage.matters.kinds import Kind
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.keys import KeyRing
from newsroom.matters.apart import apart_text, lacks_words
from newsroom.text import storable


async def put_apart(connection: Connection, act_id: str, signed: SignedAct) -> None:
    """Keep an act with its words. Again: an id that is there keeps what it has."""
    await connection.execute(
        "INSERT INTO acts_apart (act_id, claim, signature) VALUES ($1, $2, $3) ON CONFLICT (act_id) DO NOTHING",
        act_id,
        signed.claim,
        signed.signature,
    )


async def understood(
    database: Database, keys: KeyStore, kind: Kind[Any], subject: str, sent: SignedAct
) -> tuple[SignedAct, Any]:
    """What was signed, with its words if the storage has them, and the act that it states; else the refusal.

    Shape: without them, as after a restore, the act counts as it was sent: that is signed too.
    """
    # By the keys that this process knows: whoever records asks again, within the locks. What is signed by another may
    # be signed by a new one.
    ring = keys.known
    if not ring.admits(sent.claim, sent.signature, now()):
        ring = await keys.present()
    act = _proven(kind, subject, sent, ring)
    if isinstance(act, Refused) or not lacks_words(act):
        return sent, act
    whole = await _found(database, act.act_id)
    if whole is None:
        return sent, act
    with_words = _proven(kind, subject, whole, ring)
    if isinstance(with_words, Refused) or apart_text(whole.claim) != sent.claim:
        said = f"Lời viết kèm thao tác trong kho không còn đúng như đã ký nên thao tác bị từ chối; {kind.kept}."
        return sent, Refused(RefusalCode.BAD_SIGNATURE, said)
    return whole, with_words


def not_signed(kind: Kind[Any]) -> Refused:
    """The refusal of what no key of the desk that counts now has signed."""
    said = f"Thao tác không có chữ ký hợp lệ của bàn biên tập nên bị từ chối và đã được ghi sổ; {kind.kept}."
    return Refused(RefusalCode.BAD_SIGNATURE, said)


async def _found(database: Database, act_id: str) -> SignedAct | None:
    """The act with its words; None when the storage has none, or has none any more."""
    async with database.reading() as connection:
        row = await connection.fetchrow("SELECT claim, signature FROM acts_apart WHERE act_id = $1", act_id)
    return None if row is None else SignedAct(claim=row["claim"], signature=row["signature"])


def _proven(kind: Kind[Any], subject: str, signed: SignedAct, ring: KeyRing) -> Any:
    """The act, when the desk has signed it for this subject and it can be kept; else the refusal."""
    if not ring.admits(signed.claim, signed.signature, now()):
        return not_signed(kind)
    try:
        act = kind.read(signed.claim)
    except Refused as unreadable:
        return unreadable
    if act.subject != subject:
        said = f"Thao tác ghi cho {kind.one} khác nên bị từ chối; {kind.kept}."
        return Refused(RefusalCode.BAD_REQUEST, said)
    if storable(asdict(act)) != asdict(act):
        said = f"Thao tác chứa ký tự không lưu được; {kind.kept}. Hãy gõ lại nội dung."
        return Refused(RefusalCode.BAD_REQUEST, said)
    return act
