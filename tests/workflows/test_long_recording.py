"""An act that is longer in the recording than a matter waits for its first one."""

import asyncio
import uuid
from datetime import timedelta

import asyncpg
import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from newsroom.board import Office
from newsroom.matters.kinds import MatterAct, MatterKind
from tests.support.live import LiveNewsroom, eventually
from tests.support.matters import facts, hour, is_open, matter_of, new_matter, now_of, send_claim, signed_claim
from workflows import matter as matter_workflow
from workflows.absence import AbsenceWorkflow
from workflows.messages import MatterAnswer, MatterInput


async def test_a_matter_lives_when_its_first_act_is_recorded_in_the_end(
    live: LiveNewsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gave up after ten minutes and ended as if opened: the absence stood in the rows, and nobody attended to it."""
    monkeypatch.setattr(matter_workflow, "FIRST_DEED_WITHIN", timedelta(seconds=1))
    member, matter, queue = live.holder(Office.SECRETARY), new_matter(MatterKind.ABSENCE), f"late-{uuid.uuid4().hex}"
    said = facts(starts_at=hour(timedelta()), ends_at=hour(timedelta(hours=8)), reason="Đi công tác")
    claim, signed = signed_claim(live, member, MatterAct.FILE_ABSENCE, matter, said)
    start = WithStartWorkflowOperation(
        AbsenceWorkflow.run, MatterInput(matter=matter), id=matter, task_queue=queue,
        id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
    )  # fmt: skip

    async def given_up() -> bool:
        try:
            history = await matter_of(live, matter).fetch_history()
        except RPCError:
            return False
        return EventType.EVENT_TYPE_TIMER_FIRED in [event.event_type for event in history.events]

    holder = await asyncpg.connect(live.settings.database_url.get_secret_value())
    worker = Worker(
        live.client, task_queue=queue, workflows=[AbsenceWorkflow], workflow_runner=UnsandboxedWorkflowRunner()
    )
    async with worker:
        try:
            await holder.execute("BEGIN")
            await holder.execute("SELECT pg_advisory_xact_lock(hashtext('deeds'))")
            filing = asyncio.create_task(
                live.client.execute_update_with_start_workflow(
                    claim.act.value, signed, start_workflow_operation=start, id=claim.act_id, result_type=MatterAnswer
                )
            )
            await eventually(given_up)
        finally:
            await holder.close()
        await filing
        assert (await now_of(live, matter)).opened
        assert await is_open(live, matter)
        _, ending = signed_claim(live, member, MatterAct.CHANGE_ABSENCE, matter, facts(ends_at=hour(timedelta())))
        await send_claim(live, MatterAct.CHANGE_ABSENCE, matter, ending)
        assert (await matter_of(live, matter).result()).over
