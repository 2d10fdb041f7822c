"""What a member can do besides acting on articles: being away, assigning, delegating, meeting, amending.

Every deed is signed here, judged inside its matter's workflow, and written to the ledger.
"""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.contracts import EDITORIAL_QUEUE, MatterNow, SignedAct
from activities.storage.database import now
from activities.storage.recording.acts import ActStore
from desk.letters import tidy
from desk.server_trouble import ServerUnreachable, not_confirmed
from desk.signing import DeskKey
from desk.starting import SERVER_AWAY
from newsroom.board import Member
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.deeds import DEED_LABELS, LONGEST_FACT, Deed, DeedAct, MatterKind, kind_of
from newsroom.text import quoted
from workflows.messages import DeedAnswer, MatterStart
from workflows.registry import MATTERS

_ANSWER_WITHIN: Final = timedelta(seconds=20)


class HouseDesk:
    """Deeds of members."""

    def __init__(self, client: Client, acts: ActStore, key: DeskKey) -> None:
        self._client = client
        self._acts = acts
        self._key = key

    async def open(
        self,
        member: Member,
        act: DeedAct,
        kind: MatterKind,
        facts: Mapping[str, str],
        *,
        matter_id: str = "",
        static_summary: str = "",
    ) -> DeedAnswer:
        """Open a new matter by its first deed; nothing exists when the deed is refused.

        Errors: Refused, recorded in the ledger; ServerUnreachable or StorageBusy, saying whether the deed took effect.
        """
        matter = MATTERS[kind].id_of(matter_id or uuid.uuid4().hex[:12])
        deed, signed = self._signed(member, act, matter, facts)
        start: WithStartWorkflowOperation[Any, MatterNow] = WithStartWorkflowOperation(
            MATTERS[kind].name,
            MatterStart(matter=matter),
            id=matter,
            task_queue=EDITORIAL_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            static_summary=(static_summary or DEED_LABELS[act])[:180],
            result_type=MatterNow,
        )
        try:
            answer: DeedAnswer = await self._client.execute_update_with_start_workflow(
                act.value,
                signed,
                start_workflow_operation=start,
                id=deed.act_id,
                result_type=DeedAnswer,
                rpc_timeout=_ANSWER_WITHIN,
            )
        except Exception as failed:  # noqa: BLE001 - what is not ours is raised again
            return await self._settled(deed, signed, failed)
        return answer

    async def do(self, member: Member, act: DeedAct, matter: str, facts: Mapping[str, str]) -> DeedAnswer:
        """Do a deed on a matter that exists.

        Errors: Refused, recorded in the ledger; ServerUnreachable or StorageBusy, saying whether the deed took effect.
        """
        deed, signed = self._signed(member, act, matter, facts)
        if kind_of(matter) is None:
            raise Refused(RefusalCode.BAD_REQUEST, f"Không có việc “{quoted(matter)}”; mọi việc giữ nguyên.")
        handle = self._client.get_workflow_handle(matter)
        try:
            answer: DeedAnswer = await handle.execute_update(
                act.value, signed, id=deed.act_id, result_type=DeedAnswer, rpc_timeout=_ANSWER_WITHIN
            )
        except Exception as failed:  # noqa: BLE001 - what is not ours is raised again
            return await self._settled(deed, signed, failed)
        return answer

    def _signed(self, member: Member, act: DeedAct, matter: str, facts: Mapping[str, str]) -> tuple[Deed, SignedAct]:
        deed = Deed(
            act_id=uuid.uuid4().hex,
            act=act,
            matter=matter,
            member=member.id,
            office=member.office,
            made_at=now(),
            facts={name: tidy(value).strip()[:LONGEST_FACT] for name, value in facts.items()},
        )
        return deed, self._key.sign_deed(deed)

    async def _settled(self, deed: Deed, signed: SignedAct, failed: Exception) -> DeedAnswer:
        """The answer after a failure: a refusal, or what the ledger says of a lost reply; nothing is sent twice."""
        match failed:
            case WorkflowUpdateFailedError(cause=ApplicationError(type=code) as cause) if code in set(RefusalCode):
                refused = Refused(RefusalCode(code), cause.message)
                await self._acts.record_refusal(deed.matter, signed, refused)
                raise refused from failed
            case RPCError(status=RPCStatusCode.NOT_FOUND):
                refused = _ended(deed)
                await self._acts.record_refusal(deed.matter, signed, refused)
                raise refused from failed
            case WorkflowUpdateFailedError():
                raise ServerUnreachable(
                    f"Thao tác {DEED_LABELS[deed.act]} chưa hoàn tất vì quy trình gặp lỗi; mọi việc giữ nguyên. "
                    "Hãy báo kỹ sư phụ trách."
                ) from failed
            case WorkflowUpdateRPCTimeoutOrCancelledError():
                return await self._from_ledger(deed, failed)
        if isinstance(failed, SERVER_AWAY):
            return await self._from_ledger(deed, failed)
        raise failed

    async def _from_ledger(self, deed: Deed, lost: Exception) -> DeedAnswer:
        answer = await self._acts.answer_to(deed.act_id)
        if answer is None:
            held = await self._acts.is_held()
            raise not_confirmed(DEED_LABELS[deed.act], "Mọi việc", held=held) from lost
        if not answer.accepted:
            raise Refused(RefusalCode(answer.code), answer.message) from lost
        return DeedAnswer(matter=deed.matter, summary="")


def _ended(deed: Deed) -> Refused:
    return Refused(RefusalCode.WRONG_STAGE, f"Không thể {DEED_LABELS[deed.act]}: việc này không có hoặc đã kết thúc.")
