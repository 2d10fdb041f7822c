"""Sending a signed act to its workflow, and finding out what became of it when no answer comes back.

| dies | what is told | what holds |
|---|---|---|
| the desk before the call | nothing | nothing was done |
| the desk after the call | nothing | what the workflow recorded; the act's id is used once |
| the reply | what the ledger says | the ledger; nothing is sent twice |
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol, TypeVar

from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.contracts import Recorded, SignedAct
from activities.storage.database import StorageBusy
from desk.server_trouble import SERVER_AWAY, ServerUnreachable, not_confirmed
from newsroom.claims import MemberAct
from newsroom.errors import RefusalCode, Refused

ANSWER_WITHIN: Final = timedelta(seconds=20)
_FAILURES: Final = (*SERVER_AWAY, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError)
_Answer = TypeVar("_Answer")


class Recorder(Protocol):
    """What keeps the acts of one kind."""

    async def record_refusal(self, subject: str, act: SignedAct, refused: Refused, /) -> None:
        """Keep a refusal; an act that is already recorded stays as it is."""

    async def answer_to(self, act_id: str, /) -> Recorded | None:
        """What the ledger says of an act; None when it never got there."""

    async def is_held(self) -> bool:
        """Whether an act that is not there yet may be waiting for a lock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """The way of every act to its workflow; `over` says in Vietnamese that there is none to take it."""

    recorder: Recorder
    over: str

    async def answer(
        self,
        act: MemberAct,
        signed: SignedAct,
        ask: Callable[[], Awaitable[_Answer]],
        recorded: Callable[[], Awaitable[_Answer]],
    ) -> _Answer:
        """The answer of the workflow that `ask` sends the act to; `recorded` gives it when only the ledger knows.

        Errors: Refused, recorded in the ledger; ServerUnreachable or StorageBusy, saying whether the act took effect;
        whatever `ask` raises that is no failure of the workflow server.
        """
        try:
            return await ask()
        except _FAILURES as failed:
            await self._settle(act, signed, failed)
        return await recorded()

    async def unseen(self, act: MemberAct, signed: SignedAct, unknown: Refused) -> Refused:
        """The refusal of an act on what is not there for its member, as reading tells it; the ledger keeps it."""
        await self.recorder.record_refusal(act.subject, signed, unknown)
        return unknown

    async def _settle(self, act: MemberAct, signed: SignedAct, failed: Exception) -> None:
        """Nothing, when the ledger has the act as accepted; nothing is sent twice."""
        refused = _refusal(failed) or self._over(act, failed)
        if refused is not None:
            # The workflow may have recorded the act before it ended: then that stands, and nothing is added.
            await self.recorder.record_refusal(act.subject, signed, refused)
        answer = await self.recorder.answer_to(act.act_id)
        if answer is None:
            raise refused or await self._unsettled(act, failed) from failed
        if not answer.accepted:
            raise Refused(RefusalCode(answer.code), answer.message) from failed

    def _over(self, act: MemberAct, failed: Exception) -> Refused | None:
        match failed:
            # The second is how Temporal says that a workflow ended after it had let the Update in.
            case (
                RPCError(status=RPCStatusCode.NOT_FOUND)
                | WorkflowUpdateFailedError(cause=ApplicationError(type="AcceptedUpdateCompletedWorkflow"))
            ):
                said = f"Không thể {act.label}: {self.over}; {act.kept} giữ nguyên."
                return Refused(RefusalCode.WRONG_STAGE, said)
            case _:
                return None

    async def _unsettled(self, act: MemberAct, failed: Exception) -> ServerUnreachable | StorageBusy:
        if isinstance(failed, WorkflowUpdateFailedError):
            return ServerUnreachable(
                f"Thao tác {act.label} chưa hoàn tất vì quy trình gặp lỗi; {act.kept} giữ nguyên. "
                "Hãy báo kỹ sư phụ trách."
            )
        return not_confirmed(act.label, act.kept.capitalize(), held=await self.recorder.is_held())


def _refusal(failed: Exception) -> Refused | None:
    match failed:
        case WorkflowUpdateFailedError(cause=ApplicationError(type=code) as cause) if code in set(RefusalCode):
            return Refused(RefusalCode(code), cause.message)
        case _:
            return None
