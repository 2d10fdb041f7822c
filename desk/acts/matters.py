"""What a member can do besides acting on articles: being away, assigning, delegating, meeting, amending.

Every deed is signed here, judged inside its matter's workflow, and written to the ledger.
"""

import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any

from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy

from activities.contracts import EDITORIAL_QUEUE, MatterNow, SignedAct
from activities.storage.database import now
from desk.acts.sending import ANSWER_WITHIN, Recorder, Sending
from desk.letters import tidy
from desk.signing import DeskKey
from newsroom.board import Member
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.deeds import DEEDS, Deed, kind_of
from newsroom.matters.facts import LONGEST_FACT
from newsroom.matters.kinds import DeedAct, MatterKind
from newsroom.text import quoted
from workflows.messages import DeedAnswer, MatterStart
from workflows.registry import MATTERS


class HouseDesk:
    """Deeds of members."""

    def __init__(self, client: Client, acts: Recorder, key: DeskKey) -> None:
        self._client = client
        self._sending = Sending(recorder=acts, over="việc này không có hoặc đã kết thúc")
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
        deed = _deed(member, act, MATTERS[kind].id_of(matter_id or uuid.uuid4().hex[:12]), facts)
        start: WithStartWorkflowOperation[Any, MatterNow] = WithStartWorkflowOperation(
            MATTERS[kind].name,
            MatterStart(matter=deed.matter),
            id=deed.matter,
            task_queue=EDITORIAL_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            static_summary=(static_summary or deed.label)[:180],
            result_type=MatterNow,
        )
        return await self._answer(deed, start)

    async def do(self, member: Member, act: DeedAct, matter: str, facts: Mapping[str, str]) -> DeedAnswer:
        """Do a deed on a matter that exists.

        Errors: Refused, recorded in the ledger; ServerUnreachable or StorageBusy, saying whether the deed took effect.
        """
        if kind_of(matter) not in DEEDS[act].kinds:
            raise Refused(RefusalCode.BAD_REQUEST, f"Không có việc “{quoted(matter)}”; mọi việc giữ nguyên.")
        return await self._answer(_deed(member, act, matter, facts), None)

    async def _answer(self, deed: Deed, start: WithStartWorkflowOperation[Any, MatterNow] | None) -> DeedAnswer:
        signed = self._key.sign(deed)
        return await self._sending.answer(
            deed, signed, partial(self._ask, deed, signed, start), partial(_recorded, deed.matter)
        )

    async def _ask(
        self, deed: Deed, signed: SignedAct, start: WithStartWorkflowOperation[Any, MatterNow] | None
    ) -> DeedAnswer:
        how: dict[str, Any] = {"id": deed.act_id, "result_type": DeedAnswer, "rpc_timeout": ANSWER_WITHIN}
        answer: DeedAnswer = await (
            self._client.get_workflow_handle(deed.matter).execute_update(deed.act.value, signed, **how)
            if start is None
            else self._client.execute_update_with_start_workflow(
                deed.act.value, signed, start_workflow_operation=start, **how
            )
        )
        return answer


async def _recorded(matter: str) -> DeedAnswer:
    return DeedAnswer(matter=matter, summary="")


def _deed(member: Member, act: DeedAct, matter: str, facts: Mapping[str, str]) -> Deed:
    return Deed(
        act_id=uuid.uuid4().hex,
        act=act,
        matter=matter,
        member=member.id,
        office=member.office,
        made_at=now(),
        facts={name: tidy(value).strip()[:LONGEST_FACT] for name, value in facts.items()},
    )
