"""A workflow task that fails: the log says of which workflow, and why, without a word of what people wrote."""

import asyncio
import json
import uuid
from typing import Any

import pytest
from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from tests.support.live import LiveNewsroom
from tests.telemetry.conftest import SECRET, captured
from workers.keys import random_key
from workers.temporal.codec import data_converter

pytestmark = pytest.mark.trust


@workflow.defn(name="Stumbles")
class Stumbles:
    @workflow.run
    async def run(self, said: str) -> None:
        raise KeyError(said)


async def _logged(live: LiveNewsroom, workflow_id: str, *, desk: str, worker: str) -> list[dict[str, Any]]:
    """The lines about failures, until there is one, where desk and worker seal with these keys."""
    queue, address = f"stumbling-{uuid.uuid4().hex}", live.settings.temporal_address
    starting = await Client.connect(address, data_converter=data_converter(desk))
    client = await Client.connect(address, data_converter=data_converter(worker))
    handle = await starting.start_workflow(Stumbles.run, SECRET, id=workflow_id, task_queue=queue)
    with captured() as log:
        async with Worker(client, task_queue=queue, workflows=[Stumbles], workflow_runner=UnsandboxedWorkflowRunner()):
            for _ in range(100):
                found = [line for line in map(json.loads, log.getvalue().splitlines()) if "failure" in line]
                if found:
                    break
                await asyncio.sleep(0.1)
        assert SECRET not in log.getvalue()
    await handle.terminate()
    return found


async def test_a_broken_task_names_its_workflow_and_the_cause(live: LiveNewsroom) -> None:
    """The line named a run, which nobody knows, and an exception without a word."""
    workflow_id = f"stumbles/{uuid.uuid4().hex}"
    line = (await _logged(live, workflow_id, desk="", worker=""))[0]
    assert line["workflow"] == workflow_id
    assert line["failure"][0].startswith("KeyError (test_failed_tasks.py:")


async def test_contents_that_cannot_be_opened_name_their_workflow_and_the_setting(live: LiveNewsroom) -> None:
    """A worker with another key failed every task and said that some run could not be handled."""
    workflow_id = f"stumbles/{uuid.uuid4().hex}"
    line = (await _logged(live, workflow_id, desk=random_key(), worker=random_key()))[0]
    assert line["workflow"] == workflow_id
    assert "PAYLOAD_KEYS_OLD" in line["failure"][0]
