"""The shapes that a job of care can take, each played to its end; each gives the id of its workflow."""

from collections.abc import Awaitable, Callable
from typing import Final

from activities.contracts import EDITORIAL_QUEUE, CareJob, CareOrder
from tests.support.house import House
from workflows.registry import CARE


async def care_in_one_step(house: House) -> str:
    """A job that only the storage is asked about."""
    return await _cared(house, CareJob.DAILY_DIGEST)


async def care_of_channels(house: House) -> str:
    """A job that asks every channel first, each on its own queue."""
    return await _cared(house, CareJob.TOKENS)


async def _cared(house: House, job: CareJob) -> str:
    workflow_id = f"care/{job}"
    await house.client.execute_workflow(CARE.name, CareOrder(job=job), id=workflow_id, task_queue=EDITORIAL_QUEUE)
    return workflow_id


CARE_SCENARIOS: Final[dict[str, Callable[[House], Awaitable[str]]]] = {
    scenario.__name__: scenario for scenario in (care_in_one_step, care_of_channels)
}
"""By name: what is recorded under `histories/`."""
