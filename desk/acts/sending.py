"""Sending a signed act to its workflow, and finding out what became of it when no answer comes back.

| dies | what is told | what holds |
|---|---|---|
| the desk before the call | nothing | nothing was done; words put apart for it are forgotten in a day |
| the desk after the call | nothing | what the workflow recorded; the act's id is used once |
| the reply | what the ledger says | the ledger; nothing is sent twice |
| the answer, whatever the cause | that the act is called off | the ledger: called off there before it is told so |
| the answer, and the storage too | until when it may still count | the age of its signature |
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final, Protocol, TypeVar

from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.contracts import Recorded, SignedAct
from activities.failures import FailureType
from activities.storage.database import StorageUnreachable
from desk.acts.awaiting import AwaitsSignature, Prepared
from desk.server_trouble import SERVER_AWAY, ServerUnreachable, may_still_count, told_called_off
from desk.signing import DeskKey
from newsroom.claims import Claim, MemberAct
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.acts import MatterClaim
from newsroom.matters.apart import apart
from newsroom.signed.canonical import EARLIEST

ANSWER_WITHIN: Final = timedelta(seconds=20)
_ASK_AGAIN_AFTER: Final = 0.3
_FAILURES: Final = (*SERVER_AWAY, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError)
_Answer = TypeVar("_Answer")


class Recorder(Protocol):
    """What keeps the acts of one kind."""

    async def foretold(self, signed: SignedAct, act: MemberAct, /) -> Refused | None:
        """The refusal that an act would meet now; None when it is worth sending."""

    async def put_apart(self, act_id: str, act: SignedAct, /) -> None:
        """Keep an act with its words, which the recording looks for when the act comes without them."""

    async def record_refusal(self, subject: str, act: SignedAct, refused: Refused, /) -> None:
        """Keep a refusal; an act that is already recorded stays as it is."""

    async def record_without_workflow(self, subject: str, act: SignedAct, over: Refused, /) -> None:
        """Keep the refusal of an act that found no workflow: `over`, or the alarm when the subject is still open."""

    async def claims_version(self) -> int:
        """The version of claims that every worker reads."""

    async def answer_to(self, act_id: str, /) -> Recorded | None:
        """What the ledger says of an act; None when it never got there."""

    async def call_off(self, subject: str, act: SignedAct, /) -> Recorded:
        """What the ledger says of an act; one that never got there takes no effect from now on."""


class NamedRecorder(Recorder, Protocol):
    """What keeps acts, and knows them by their names."""

    async def named(self, beginning: str, /) -> tuple[tuple[str, str], ...]:
        """Id and code of refusal (empty when accepted) of each act whose id begins so."""

    async def subject_of(self, act_id: str, /) -> str:
        """The matter that an accepted act was on; empty when there is none of that id."""


class Prepares(Protocol):
    """What keeps acts until their members' devices have signed them."""

    async def prepare(self, act: Claim | MatterClaim, /) -> Prepared | None:
        """The act as it waits; None for a member who has no key that can sign it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """The way of every act to its workflow, signed here; `over` says in Vietnamese that there is none to take it."""

    recorder: Recorder
    key: DeskKey
    over: str
    waiting: Prepares

    async def answer(
        self,
        act: Claim | MatterClaim,
        ask: Callable[[SignedAct], Awaitable[_Answer]],
        recorded: Callable[[], Awaitable[_Answer]],
        *,
        named: bool = False,
    ) -> _Answer:
        """The answer of the workflow that `ask` sends the act to; `recorded` gives it when only the ledger knows.

        Shape: an act that is `named` by who does it may have been sent before.
        Errors: AwaitsSignature when the member's own key is to sign it first; Refused, recorded in the ledger;
        ServerUnreachable when the act was called off; StorageUnreachable,
        saying until when it may still count; whatever `ask` raises that is no failure of the workflow server.
        """
        if named and await is_done(self.recorder, act.act_id):
            return await recorded()
        if not act.personal:
            # As every worker reads it, one of the build before too while an upgrade is under way.
            act = replace(act, version=await self.recorder.claims_version())
        signed = self.key.sign(act)
        if (refused := await self.recorder.foretold(signed, act)) is not None:
            # What stands in its way may be its own twin, sent at the same moment.
            if named and await is_done(self.recorder, act.act_id):
                return await recorded()
            if refused.code == RefusalCode.UNSIGNED_BY_MEMBER and (prepared := await self.waiting.prepare(act)):
                raise AwaitsSignature(prepared)
            # A workflow can take a limited number of acts, and anybody with an account can send some.
            await self.recorder.record_refusal(act.subject, signed, refused)
            raise refused
        sent = await self._without_words(act, signed)
        try:
            return await _asked(partial(ask, sent))
        except _FAILURES as failed:
            await self._settle(act, signed, failed)
        return await recorded()

    async def unseen(self, act: Claim | MatterClaim, unknown: Refused) -> Refused:
        """The refusal of an act on what is not there for its member, as reading tells it; the ledger keeps it."""
        await self.recorder.record_refusal(act.subject, self.key.sign(act), unknown)
        return unknown

    async def _without_words(self, act: Claim | MatterClaim, signed: SignedAct) -> SignedAct:
        """The act as the workflow server may keep it, once the storage has the words that people wrote in it."""
        wordless = apart(act)
        if wordless == act or act.version == EARLIEST:
            # A worker of the build before would take the act as it comes.
            return signed
        await self.recorder.put_apart(act.act_id, signed)
        return self.key.sign(wordless)

    async def _settle(self, act: MemberAct, signed: SignedAct, failed: Exception) -> None:
        """Nothing, when the ledger has the act as accepted; nothing is sent twice."""
        answer = await self._known(act, signed, failed)
        if answer.code == RefusalCode.CALLED_OFF:
            raise (_told_renewing(act) if _is_renewing(failed) else told_called_off(act, failed)) from failed
        if not answer.accepted:
            raise Refused(RefusalCode(answer.code), answer.message) from failed

    async def _known(self, act: MemberAct, signed: SignedAct, failed: Exception) -> Recorded:
        """What the ledger has of an act once it can change no more."""
        # The workflow may have recorded the act before it ended: then that stands, and nothing is added.
        refused = _refusal(failed)
        if refused is not None:
            if refused.code != RefusalCode.INTERNAL_ERROR:
                await self.recorder.record_refusal(act.subject, signed, refused)
        elif _is_over(failed):
            refused = Refused(RefusalCode.WRONG_STAGE, f"Không thể {act.label}: {self.over}; {act.kept} giữ nguyên.")
            await self.recorder.record_without_workflow(act.subject, signed, refused)
        else:
            return await self._called_off(act, signed)
        known = await self.recorder.answer_to(act.act_id)
        # A refusal that was only counted has kept its code and not its words.
        if known is None or known.code == refused.code:
            return Recorded(accepted=False, code=refused.code, message=refused.message)
        return known

    async def _called_off(self, act: MemberAct, signed: SignedAct) -> Recorded:
        """The same of an act that may be in the post for as long as its signature is good."""
        try:
            return await self.recorder.call_off(act.subject, signed)
        except StorageUnreachable as lost:
            raise may_still_count(act, lost) from lost


async def is_done(recorder: Recorder, act_id: str) -> bool:
    """Whether the ledger has an act as accepted. Errors: Refused, as the ledger has it."""
    known = await recorder.answer_to(act_id)
    if known is not None and not known.accepted:
        raise Refused(RefusalCode(known.code), known.message)
    return known is not None


def _is_over(failed: Exception) -> bool:
    match failed:
        # The second is how Temporal says that a workflow ended after it had let the Update in.
        case (
            RPCError(status=RPCStatusCode.NOT_FOUND)
            | WorkflowUpdateFailedError(cause=ApplicationError(type="AcceptedUpdateCompletedWorkflow"))
        ):
            return True
        case _:
            return False


async def _asked(ask: Callable[[], Awaitable[_Answer]]) -> _Answer:
    """The workflow's answer; one that goes over into another run is asked again, because it took nothing."""
    until = asyncio.get_running_loop().time() + ANSWER_WITHIN.total_seconds()
    while True:
        try:
            return await ask()
        except WorkflowUpdateFailedError as failed:
            if not _is_renewing(failed) or asyncio.get_running_loop().time() > until:
                raise
        await asyncio.sleep(_ASK_AGAIN_AFTER)


def _told_renewing(act: MemberAct) -> ServerUnreachable:
    return ServerUnreachable(
        f"Thao tác {act.label} chưa thực hiện: quy trình đang chuyển sang lượt ghi mới; {act.kept} giữ nguyên. "
        "Hãy thử lại sau ít phút."
    )


def _is_renewing(failed: Exception) -> bool:
    match failed:
        case WorkflowUpdateFailedError(cause=ApplicationError(type=FailureType.RENEWING)):
            return True
        case _:
            return False


def _refusal(failed: Exception) -> Refused | None:
    match failed:
        case WorkflowUpdateFailedError(cause=ApplicationError(type=code) as cause) if code in set(RefusalCode):
            return Refused(RefusalCode(code), cause.message)
        case _:
            return None
