"""What a member can do besides acting on articles: being away, assigning, delegating, meeting, amending.

Every act is signed here, judged inside its matter's workflow, and written to the ledger.
"""

import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any

from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy

from activities.contracts import EDITORIAL_QUEUE, MatterNow, SignedAct
from activities.storage.articles.numbers import NumberStore
from activities.storage.database import now
from desk.acts.sending import ANSWER_WITHIN, NamedRecorder, Prepares, Sending
from desk.letters import tidy
from desk.signing import DeskKey
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.acts import MATTER_ACTS, MatterClaim, kind_of
from newsroom.matters.facts import LONGEST_FACT
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.matters.opening import matter_details
from newsroom.members.actors import Actor
from newsroom.text import quoted, summary_line
from workflows.messages import MatterAnswer, MatterInput
from workflows.registry import MATTERS


class MatterDesk:
    """Acts of members on matters."""

    def __init__(
        self, client: Client, acts: NamedRecorder, key: DeskKey, numbers: NumberStore, waiting: Prepares
    ) -> None:
        self._client = client
        self._acts = acts
        self._numbers = numbers
        self._sending = Sending(recorder=acts, key=key, over="việc này không có hoặc đã kết thúc", waiting=waiting)

    async def open(
        self,
        member: Actor,
        act: MatterAct,
        kind: MatterKind,
        facts: Mapping[str, str],
        *,
        matter_id: str = "",
        tail: str = "",
        static_summary: str = "",
    ) -> MatterAnswer:
        """Open a new matter by its first act; nothing exists when the act is refused.

        Shape: `tail` follows the number of its id, when it is to say something.
        Errors: Refused, recorded in the ledger; ServerUnreachable or StorageUnreachable, saying what became of it.
        """
        matter_id = matter_id or await self._numbers.new_id(kind, tail)
        claim = _claim(member, act, MATTERS[kind].id_of(matter_id), facts)
        try:
            return await self._answer(claim, _start(claim, static_summary), named=bool(member.act_id))
        except Refused as twin:
            # Sent twice at once, each time on a matter of its own: only one of them has opened.
            opened = await self._recorded(claim)
            if twin.code != RefusalCode.REPEATED_ACT or not member.act_id or not opened.matter:
                raise
            return opened

    async def unseen(
        self, member: Actor, act: MatterAct, matter: str, facts: Mapping[str, str], unknown: Refused
    ) -> Refused:
        """The refusal of an act on what is not there for its member, as reading tells it; the ledger keeps it."""
        return await self._sending.unseen(_claim(member, act, matter, facts), unknown)

    async def do(self, member: Actor, act: MatterAct, matter: str, facts: Mapping[str, str]) -> MatterAnswer:
        """Do an act on a matter that exists.

        Errors: Refused, recorded in the ledger; ServerUnreachable or StorageUnreachable, saying what became of it.
        """
        if kind_of(matter) not in MATTER_ACTS[act].kinds:
            raise Refused(RefusalCode.BAD_REQUEST, f"Không có việc “{quoted(matter)}”; mọi việc giữ nguyên.")
        return await self._answer(_claim(member, act, matter, facts), None, named=bool(member.act_id))

    async def complete(self, claim: MatterClaim) -> MatterAnswer:
        """Do an act that its member's device has signed. Errors: as `do`."""
        return await self._answer(claim, _start(claim) if MATTER_ACTS[claim.act].opens else None, named=True)

    async def _answer(
        self, claim: MatterClaim, start: WithStartWorkflowOperation[Any, MatterNow] | None, *, named: bool
    ) -> MatterAnswer:
        ask, recorded = partial(self._ask, claim, start), partial(self._recorded, claim)
        return await self._sending.answer(claim, ask, recorded, named=named)

    async def _recorded(self, claim: MatterClaim) -> MatterAnswer:
        """The answer to an accepted act; one that opens may have opened another matter, sent a first time."""
        return MatterAnswer(matter=await self._acts.subject_of(claim.act_id), summary="")

    async def _ask(
        self, claim: MatterClaim, start: WithStartWorkflowOperation[Any, MatterNow] | None, signed: SignedAct
    ) -> MatterAnswer:
        how: dict[str, Any] = {"id": claim.act_id, "result_type": MatterAnswer, "rpc_timeout": ANSWER_WITHIN}
        answer: MatterAnswer = await (
            self._client.get_workflow_handle(claim.matter).execute_update(claim.act.value, signed, **how)
            if start is None
            else self._client.execute_update_with_start_workflow(
                claim.act.value, signed, start_workflow_operation=start, **how
            )
        )
        return answer


def _start(claim: MatterClaim, static_summary: str = "") -> WithStartWorkflowOperation[Any, MatterNow]:
    """The workflow that the first act on a matter starts."""
    return WithStartWorkflowOperation(
        next(kind.name for kind in MATTERS.values() if kind.matter is kind_of(claim.matter)),
        MatterInput(matter=claim.matter),
        id=claim.matter,
        task_queue=EDITORIAL_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
        static_summary=summary_line(static_summary or claim.label),
        static_details=matter_details(claim),
        result_type=MatterNow,
    )


def _claim(member: Actor, act: MatterAct, matter: str, facts: Mapping[str, str]) -> MatterClaim:
    return MatterClaim(
        act_id=member.act_id or uuid.uuid4().hex,
        act=act,
        matter=matter,
        member=member.id,
        office=member.office,
        made_at=now(),
        via=member.via,
        facts={name: tidy(value).strip()[:LONGEST_FACT] for name, value in facts.items()},
    )
