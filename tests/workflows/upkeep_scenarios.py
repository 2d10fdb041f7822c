"""The shapes that a job of upkeep can take, each played to its end; each gives the id of its workflow."""

from collections.abc import Awaitable, Callable
from typing import Final

from activities.contracts import EDITORIAL_QUEUE, UpkeepInput, UpkeepJob
from tests.support.live import LiveNewsroom
from workflows.registry import UPKEEP


async def upkeep_in_one_step(live: LiveNewsroom) -> str:
    """A job that only the storage is asked about."""
    return await _kept(live, UpkeepJob.DAILY_DIGEST)


async def upkeep_of_channels(live: LiveNewsroom) -> str:
    """A job that asks every channel first, each on its own queue."""
    return await _kept(live, UpkeepJob.TOKENS)


async def _kept(live: LiveNewsroom, job: UpkeepJob) -> str:
    workflow_id = f"care/{job}"
    await live.client.execute_workflow(UPKEEP.name, UpkeepInput(job=job), id=workflow_id, task_queue=EDITORIAL_QUEUE)
    return workflow_id


UPKEEP_SCENARIOS: Final[dict[str, Callable[[LiveNewsroom], Awaitable[str]]]] = {
    scenario.__name__: scenario for scenario in (upkeep_in_one_step, upkeep_of_channels)
}
"""By name: what is recorded under `histories/`."""
