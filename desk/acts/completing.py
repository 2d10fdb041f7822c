"""Acts that a member's device has signed, sent where they belong: the way of every act, with the signature in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from activities.contracts import Recorded
from activities.storage.database import now
from desk.acts.awaiting import Prepared
from desk.acts.prepared import PreparedActs
from newsroom.claims import Claim
from newsroom.errors import RefusalCode
from newsroom.matters.acts import MatterClaim
from newsroom.members.actors import Actor
from newsroom.members.personal_keys import PersonalKey
from newsroom.signed.personal_keys import KeyClaim
from workflows.messages import ActAnswer, MatterAnswer

_Act_contra = TypeVar("_Act_contra", contravariant=True)
_Answer_co = TypeVar("_Answer_co", covariant=True)


class Completes(Protocol[_Act_contra, _Answer_co]):
    """What does acts of one kind."""

    async def complete(self, claim: _Act_contra, /) -> _Answer_co:
        """Do an act that its member's device has signed."""
        ...


class KnowsAnswers(Protocol):
    """What knows what became of acts."""

    async def answer_to(self, act_id: str, /) -> Recorded | None:
        """What the ledger says of an act; None when it never got there."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Completing:
    """What waits for a device, and what becomes of it."""

    waiting: PreparedActs
    desk: Completes[Claim, ActAnswer]
    matters: Completes[MatterClaim, MatterAnswer]
    keys: Completes[KeyClaim, PersonalKey]
    acts: KnowsAnswers

    async def find(self, member: Actor, act_id: str) -> Prepared:
        """An act of the member that waits. Errors: Refused (unknown_matter)."""
        return await self.waiting.find(member.id, act_id)

    async def answer(self, prepared: Prepared) -> Recorded | None:
        """What became of a prepared act: None while it waits; what was not signed in time is told as not accepted."""
        if (known := await self.acts.answer_to(prepared.act_id)) is not None or now() < prepared.until:
            return known
        said = f"Quá mười phút chưa ký: thao tác {prepared.label} bị bỏ, mọi việc giữ nguyên. Hãy làm lại."
        return Recorded(accepted=False, code=RefusalCode.UNSIGNED_BY_MEMBER, message=said)

    async def complete(
        self, member: Actor, act_id: str, assertion: Mapping[str, Any]
    ) -> ActAnswer | MatterAnswer | PersonalKey:
        """The answer to an act that the device has signed, as the act itself is answered.

        Again: the same act gives the answer of the first time.
        Errors: Refused, recorded in the ledger; (unknown_matter) when nothing of that id waits for the member.
        """
        match await self.waiting.signed(member.id, act_id, assertion):
            case Claim() as claim:
                return await self.desk.complete(claim)
            case MatterClaim() as deed:
                return await self.matters.complete(deed)
            case key_claim:
                return await self.keys.complete(key_claim)
