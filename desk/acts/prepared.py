"""Acts that a member's own device is to sign: prepared here, shown at the desk, and sent once they are signed."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from activities.storage.recording.prepared import PreparedStore, Waiting
from desk.acts.awaiting import Prepared
from newsroom.article import MemberId
from newsroom.claims import Claim, claim_from
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.acts import MatterClaim, matter_claim_from
from newsroom.members.personal_keys import NOW, PersonalKeys, Signable, text_to_sign
from newsroom.personal import KeyAct
from newsroom.signed.assertions import BadAssertion, assertion_text, challenge_of
from newsroom.signed.canonical import EARLIEST
from newsroom.signed.personal_keys import KeyClaim, key_claim_from


@dataclass(frozen=True, slots=True, kw_only=True)
class RelyingParty:
    """The desk as devices know it. Shape: `rp_id` is its host, `origins` its addresses, the first for links."""

    rp_id: str
    origins: tuple[str, ...]


class PreparedActs:
    """Acts on their way to a device and back."""

    def __init__(self, store: PreparedStore, party: RelyingParty) -> None:
        self._store = store
        self._party = party

    async def prepare(self, act: Signable) -> Prepared | None:
        """The act as it waits for its member's device; None for a member who has no key that can sign it.

        Again: an act whose id waits already is the one that waits.
        """
        keys = await self._store.personal_keys()
        if act.version == EARLIEST or not _able(keys, act):
            return None
        waiting = await self._store.keep(act.act_id, act.member, text_to_sign(act))
        return self._prepared(waiting, _read(waiting.said), keys)

    async def find(self, member: MemberId, act_id: str) -> Prepared:
        """An act of a member that waits. Errors: Refused (unknown_matter)."""
        waiting, act = await self._own(member, act_id)
        return self._prepared(waiting, act, await self._store.personal_keys())

    async def signed(self, member: MemberId, act_id: str, assertion: Mapping[str, Any]) -> Signable:
        """The act with what the device has answered; whether that is the right signature is for the recording to judge.

        Errors: Refused (unknown_matter, bad_personal_signature).
        """
        _, act = await self._own(member, act_id)
        try:
            return replace(act, personal=assertion_text(assertion))
        except BadAssertion as wrong:
            said = f"Không thể {act.label}: {wrong}; {act.kept} giữ nguyên. Hãy ký lại."
            raise Refused(RefusalCode.BAD_PERSONAL_SIGNATURE, said) from wrong

    async def _own(self, member: MemberId, act_id: str) -> tuple[Waiting, Signable]:
        waiting = await self._store.find(act_id)
        if waiting is None or waiting.member != member or not waiting.said:
            raise Refused(RefusalCode.UNKNOWN_MATTER, _NONE)
        return waiting, _read(waiting.said)

    def _prepared(self, waiting: Waiting, act: Signable, keys: PersonalKeys) -> Prepared:
        able = _able(keys, act)
        return Prepared(
            act_id=waiting.id,
            member=waiting.member,
            label=act.label,
            subject=act.subject,
            text=waiting.said,
            challenge=base64.urlsafe_b64encode(challenge_of(waiting.said)).rstrip(b"=").decode(),
            rp_id=able[0][1] if able else self._party.rp_id,
            credentials=tuple(credential for credential, _ in able),
            until=waiting.until,
            link=f"{self._party.origins[0]}{SIGNING}/{waiting.id}",
        )


SIGNING: Final = "/ky"
"""Where a member signs what waits, below the desk's address."""

_NONE: Final = (
    "Không có thao tác nào của anh/chị đang chờ ký với mã này, hoặc đã quá mười phút; mọi việc giữ nguyên. "
    "Hãy làm lại thao tác."
)


def _able(keys: PersonalKeys, act: Signable) -> tuple[tuple[str, str], ...]:
    """The keys, with their hosts, by which a member can sign an act now."""
    own = [each for each in keys.keys if each.owner == act.member and each.signs(NOW)]
    if isinstance(act, KeyClaim) and act.act is KeyAct.CONFIRM and not keys.any_counts():
        own = [each for each in keys.keys if each.owner == act.member and each.waits]
    return tuple((each.key.credential, each.key.rp_id) for each in own)


def _read(said: str) -> Signable:
    """The act that a prepared text states, of whatever kind. Errors: Refused."""
    for read in (claim_from, matter_claim_from):
        try:
            found: Claim | MatterClaim = read(said)
        except Refused:
            continue
        return found
    return key_claim_from(said)
