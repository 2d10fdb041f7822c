"""What the recording of every act asks of the member's own key, and what it keeps of the answer."""

from dataclasses import replace

from activities.storage.database import Connection
from activities.storage.matters.kinds import Hearing, Judged
from newsroom.claims import Claim, MemberAct
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.acts import ActAccepted
from newsroom.ledger.matter_acts import MatterActAccepted
from newsroom.matters.acts import MatterClaim
from newsroom.members.personal_keys import SignedBy, signed_by_member, signed_in_words

# One statement, so that of two acts with one counter the second finds the first. A key that never counts says 0.
_COUNT = (
    "INSERT INTO personal_key_counts (credential, seen) VALUES ($1, $2) ON CONFLICT (credential) "
    "DO UPDATE SET seen = EXCLUDED.seen WHERE EXCLUDED.seen > personal_key_counts.seen RETURNING true"
)


def signed_personally(hearing: Hearing, act: MemberAct) -> SignedBy | None:
    """How an act is signed by its member; None when nothing is asked and nothing is there.

    Errors: Refused (unsigned_by_member, bad_personal_signature).
    Source: promise 2 of the design; decision 0068.
    """
    if not isinstance(act, Claim | MatterClaim):
        return None
    return signed_by_member(hearing.personal, hearing.version.board, act)


def unsigned_by_member(hearing: Hearing, act: MemberAct) -> Refused | None:
    """The refusal that an act will meet because of its member's signature; None when it will not."""
    try:
        signed_personally(hearing, act)
    except Refused as refused:
        return refused
    return None


async def count_up(connection: Connection, signed: SignedBy | None, act: MemberAct) -> None:
    """Keep the counter of the device. Errors: Refused (bad_personal_signature) when it has gone back.

    A copied device is found so, not an act that is sent twice: that is known by its id.
    """
    if signed is None or signed.key is None:
        return
    credential = signed.key.key.credential
    if signed.count == 0:
        known = await connection.fetchval("SELECT seen FROM personal_key_counts WHERE credential = $1", credential)
    else:
        known = not await connection.fetchval(_COUNT, credential, signed.count)
    if known:
        raise Refused(
            RefusalCode.BAD_PERSONAL_SIGNATURE,
            f"Không thể {act.label}: bộ đếm của khóa cá nhân chạy lùi, có thể khóa đã bị sao chép sang máy khác; "
            f"{act.kept} giữ nguyên. Hãy báo Thư ký gỡ khóa này và đăng ký khóa mới.",
        )


def grounded(judged: Judged, signed: SignedBy | None, act: MemberAct) -> Judged:
    """What was judged, its ground with how the member has signed."""
    entry = judged.entry
    if signed is None or not isinstance(entry, ActAccepted | MatterActAccepted):
        return judged
    via = act.via if isinstance(act, Claim | MatterClaim) else None
    ground = replace(entry.ground, reasons=(*entry.ground.reasons, signed_in_words(signed, via)))
    return replace(judged, entry=replace(entry, ground=ground))
