"""The workflows of the yardsticks, which do nothing, or what activities of that name do."""

import asyncio
from datetime import timedelta
from typing import Any, Final

from temporalio import workflow

_TIMEOUT: Final = timedelta(seconds=30)
_DAY: Final = timedelta(hours=8)


class _Updated:
    """A workflow that takes two updates, each with an activity."""

    def __init__(self) -> None:
        self._done = 0

    @workflow.update
    async def act(self, step: str) -> str:
        """One activity inside an update."""
        await _do(step, workflow.info().workflow_id)
        self._done += 1
        return ""

    async def _both(self) -> None:
        await workflow.wait_condition(lambda: self._done == 2)  # noqa: PLR2004 - the last edit and the approval


@workflow.defn
class Bare(_Updated):
    """Two updates with one activity each, then one activity, then two at once: five in all."""

    @workflow.run
    async def run(self) -> None:
        """Wait for both updates, then run the three remaining activities."""
        await self._both()
        await _do("nothing")
        await asyncio.gather(_do("nothing"), _do("nothing"))


@workflow.defn
class Shaped(_Updated):
    """Eight activities and a timer besides: what a notice's workflow has to look up, wait for and tell."""

    @workflow.run
    async def run(self) -> None:
        """Wait for both updates while the clock runs, then run the remaining activities."""
        clock = asyncio.create_task(workflow.sleep(_DAY))
        await _do("nothing")
        await self._both()
        await _do("nothing")
        await asyncio.gather(_do("nothing"), _do("nothing"))
        await asyncio.gather(_do("nothing"), _do("nothing"))
        clock.cancel()


@workflow.defn
class Honest(_Updated):
    """The shape with an article's commits and requests in it."""

    @workflow.run
    async def run(self) -> None:
        """Wait for both updates while the clock runs, then publish: the Portal first, then the others."""
        article_id = workflow.info().workflow_id
        clock = asyncio.create_task(workflow.sleep(_DAY))
        await _do("nothing")
        await self._both()
        page = await _do("portal", article_id)
        await asyncio.gather(_do("fanpage", [article_id, page]), _do("zalo_oa", [article_id, page]))
        await asyncio.gather(_do("nothing"), _do("nothing"))
        clock.cancel()


async def _do(step: str, order: object = "") -> Any:
    return await workflow.execute_activity(step, order, start_to_close_timeout=_TIMEOUT)
