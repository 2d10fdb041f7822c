"""What a rollout does to open articles: ramped, promoted, rolled back and promoted again while people approve.

`python -m bench.rollout 500` measures it on servers of its own.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any, Final

import httpx
from temporalio.client import WorkflowExecutionStatus, WorkflowHistory
from temporalio.worker import Replayer

from bench.articles import already_edited
from bench.next_build import PATCH, NextArticleWorkflow
from bench.rig import Rig, opened_rig
from newsroom.board import Office
from newsroom.members.actors import come_in
from newsroom.signed.canonical import Via
from newsroom.stages import Act, Stage
from workers.deployment.errors import VersionTrouble
from workers.deployment.replaying import Gate
from workers.deployment.rollout import Rollout
from workers.deployment.routing import Deployment
from workers.serving import built_workers
from workers.settings import LogFormat, Settings
from workers.telemetry.logs import configure_logs
from workers.wiring.channels import built_channels
from workflows.article import ArticleWorkflow
from workflows.kinds import WORKFLOWS
from workflows.messages import article_workflow_id

OLD: Final = "2026.1"
NEXT: Final = "2026.2"
NEXT_WORKFLOWS: Final = tuple(NextArticleWorkflow if one is ArticleWorkflow else one for one in WORKFLOWS)
_LANES: Final = 8
_PATIENCE: Final = 900.0


class Rolling:
    """One rollout over articles that wait for their approval."""

    def __init__(self, rig: Rig, settings: Settings) -> None:
        self._rig = rig
        self._settings = settings
        self._approved = 0
        deployment = Deployment(rig.client, settings.deployment_name)
        self.old = Rollout(deployment, Gate(rig.client), OLD)
        self.next = Rollout(deployment, Gate(rig.client, NEXT_WORKFLOWS), NEXT)

    async def measure(self, articles: int) -> dict[str, Any]:
        """The figures of a rollout while that many articles are open."""
        async with AsyncExitStack() as shift, asyncio.timeout(_PATIENCE):
            await self.serve(shift, OLD, WORKFLOWS, ())
            await self.promote(self.old, OLD)
            waiting = await self._opened(articles)
            began = time.perf_counter()
            approving = asyncio.create_task(self._approve(waiting))
            metrics = await self._rolled(shift, articles)
            await approving
            metrics |= {"rollout_seconds": round(time.perf_counter() - began, 1)}
            return {"articles": articles, **metrics, **await self._outcome(waiting)}

    async def serve(
        self, shift: AsyncExitStack, build_id: str, workflows: Sequence[type], queues: Sequence[str]
    ) -> None:
        """Begin a shift of workers of a build."""
        settings = self._settings.model_copy(update={"build_id": build_id})
        http = await shift.enter_async_context(httpx.AsyncClient())
        channels = built_channels(settings, http, self._rig.stores.tokens)
        for worker in built_workers(settings, self._rig.client, self._rig.stores, channels, queues, workflows):
            await shift.enter_async_context(worker)

    async def promote(self, rollout: Rollout, build_id: str) -> int:
        """Promote a build as soon as its workers ask for work; how many articles were let go."""
        await self._until_served(build_id)
        return await rollout.promote(build_id)

    async def _until_served(self, build_id: str) -> None:
        while not await self._is_served(build_id):
            await asyncio.sleep(0.2)

    async def _is_served(self, build_id: str) -> bool:
        try:
            return not await self.old.deployment.unserved(build_id)
        except VersionTrouble:
            return False

    async def _rolled(self, shift: AsyncExitStack, articles: int) -> dict[str, Any]:
        await self._until(articles // 6)
        await self.serve(shift, NEXT, NEXT_WORKFLOWS, ("editorial",))
        await self._until_served(NEXT)
        await self.next.deployment.ramp(NEXT, 20)
        await self._until(articles * 2 // 6)
        await self.promote(self.next, NEXT)
        await self._until(articles * 3 // 6)
        back = await self.old.rollback()
        await self._until(articles * 4 // 6)
        released = await self.promote(self.next, NEXT)
        await self._until(articles)
        return {"rolled_back_to": back.to, "held_at_rollback": back.held, "released_at_second_promotion": released}

    async def _opened(self, articles: int) -> list[str]:
        left = iter(range(articles))

        async def lane() -> list[str]:
            return [await already_edited(self._rig) for _ in left]

        return [one for lane_ids in await asyncio.gather(*(lane() for _ in range(_LANES))) for one in lane_ids]

    async def _approve(self, waiting: list[str]) -> None:
        left = iter(waiting)
        owner = come_in(self._rig.board.holder(Office.STANDING_DEPUTY), Via.SHELL)

        async def lane() -> None:
            for article_id in left:
                await self._rig.desk.act(owner, Act.APPROVE, article_id)
                self._approved += 1

        await asyncio.gather(*(lane() for _ in range(_LANES)))

    async def _until(self, approved: int) -> None:
        while self._approved < approved:
            await asyncio.sleep(0.05)

    async def _outcome(self, waiting: list[str]) -> dict[str, Any]:
        """What became of every article, by its workflow, by the storage and by a replay on the next code."""
        replayer = Replayer(workflows=list(NEXT_WORKFLOWS), data_converter=self._rig.client.data_converter)
        seen: Counter[str] = Counter()
        for article_id in waiting:
            handle = self._rig.client.get_workflow_handle(article_workflow_id(article_id))
            await handle.result()
            seen["completed"] += (await handle.describe()).status is WorkflowExecutionStatus.COMPLETED
            seen["published"] += (await self._rig.stores.articles.standing(article_id)).stage is Stage.PUBLISHED
            history = await handle.fetch_history()
            seen["took_new_path"] += _took_new_path(history)
            seen["failed_tasks"] += sum(e.HasField("workflow_task_failed_event_attributes") for e in history.events)
            replay = await replayer.replay_workflow(history, raise_on_replay_failure=False)
            seen["replayed"] += replay.replay_failure is None
        return dict(seen)


def _took_new_path(history: WorkflowHistory) -> bool:
    markers = (event.marker_recorded_event_attributes for event in history.events)
    return any(
        PATCH.encode() in payload.data
        for marker in markers
        for one in marker.details.values()
        for payload in one.payloads
    )


async def measure(articles: int) -> dict[str, Any]:
    """The figures, measured on servers of their own."""
    async with opened_rig(Settings().data_folder / "bench", served=False) as rig:
        return await Rolling(rig, rig.stack.settings).measure(articles)


if __name__ == "__main__":
    configure_logs(LogFormat.JSON, "WARNING")
    sys.stdout.write(json.dumps(asyncio.run(measure(int(sys.argv[1]))), indent=2) + "\n")
