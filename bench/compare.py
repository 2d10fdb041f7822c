"""What an article costs beside its yardsticks, and beside the article of another commit, in the same run."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from activities.storage.database import now
from bench.against import driven
from bench.alone import alone
from bench.commits import COMMITS, make_tables, numbered
from bench.driver import RUNS, WARM_UP
from bench.growth import STORED
from bench.laps import Run, figures, lap, rounds
from bench.peers import opened_work, without_engine, workflow_of
from bench.requests import REQUESTS
from bench.rig import Rig, opened_rig
from bench.shapes import Bare, Honest, Shaped
from workers.embedded.child import ChildProcess, Launch

LANES: Final = (1, 4, 20)
ARTICLE: Final = "article"
_NOTHING: Final = ("nothing", "nothing")
_RECORDED: Final = ("edit", "approve")
_IDLE_SAMPLE: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is run.

    Shape: `run` is one of `RUNS`, of which only whole articles have yardsticks; `articles` of each contestant in each
    round; `editorial` workers of that queue and one process for each channel, or one worker when 0; `against` names
    another commit; `waiting` articles are open for the last figures; growth is measured at the sizes `stored`.
    """

    run: str = ARTICLE
    articles: int = 20
    rounds: int = 3
    lanes: Sequence[int] = LANES
    against: str = ""
    editorial: int = 0
    waiting: int = 0
    stored: Sequence[int] = STORED


async def compared(folder: Path, plan: Plan) -> dict[str, Any]:
    """The figures of all contestants."""
    async with opened_rig(folder, editorial=plan.editorial) as rig, AsyncExitStack() as cleanup:
        runs: dict[str, Run] = {ARTICLE: partial(lap, partial(RUNS[plan.run], rig), rig.processes())}
        lonely: dict[str, Callable[[int, int], Awaitable[dict[str, Any]]]] = {ARTICLE: partial(alone, rig)}
        if plan.run == ARTICLE:
            runs |= await cleanup.enter_async_context(_yardsticks(rig))
        if plan.against:
            driving = driven(plan.against, folder.with_name("bench-against"), plan.run)
            other = await cleanup.enter_async_context(driving)
            runs[plan.against], lonely[plan.against] = other.lap, other.alone
        for run in runs.values():
            await run(min(WARM_UP, plan.articles), WARM_UP)
        durable = await _durable(rig, runs)
        levels = {
            lanes: figures(await rounds(runs, plan.articles, lanes=lanes, times=plan.rounds)) for lanes in plan.lanes
        }
        sample = min(_IDLE_SAMPLE, plan.articles)
        return {
            "run": plan.run,
            "articles_a_round": plan.articles,
            "rounds": plan.rounds,
            "in_flight": {str(lanes): {"contestants": each, **_ratios(each)} for lanes, each in levels.items()},
            "alone": {name: await one(sample, plan.waiting) for name, one in lonely.items()},
            **durable,
        }


@asynccontextmanager
async def _yardsticks(rig: Rig) -> AsyncIterator[Mapping[str, Run]]:
    """What is compared, on the servers of ours."""
    await make_tables(rig.stack.admin_dsn)
    peers = await ChildProcess.start(_launch(rig))
    outside = opened_work(rig.stack.admin_dsn, rig.stack.settings.simulator_url)
    shared = {**rig.processes(), "worker": [peers.pid]}
    async with AsyncExitStack() as cleanup:
        cleanup.push_async_callback(peers.stop)
        work = await cleanup.enter_async_context(outside)
        client = rig.client
        yield {
            "bare": partial(lap, partial(workflow_of, client, Bare, _NOTHING), shared),
            "shaped": partial(lap, partial(workflow_of, client, Shaped, _NOTHING), shared),
            "honest": partial(lap, partial(workflow_of, client, Honest, _RECORDED, work), shared),
            "floor": partial(lap, partial(without_engine, work), shared),
        }


def _launch(rig: Rig) -> Launch:
    stack = rig.stack
    where = (stack.settings.temporal_address, stack.admin_dsn, stack.settings.simulator_url)
    return Launch(
        name="bench.peers",
        command=(sys.executable, "-m", "bench.peers", *where),
        log=stack.folder / "log" / "peers.log",
        pid_file=stack.folder / "run" / "peers.pid",
    )


def _ratios(level: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """Our rate over that of each other, and our CPU over theirs."""
    ours = level[ARTICLE]
    others = {name: found for name, found in level.items() if name != ARTICLE}
    return {
        f"{figure}_ratio": {
            name: round(ours[figure]["middle"] / found[figure]["middle"], 3) for name, found in others.items()
        }
        for figure in ("rate", "cpu_ms")
    }


async def _durable(rig: Rig, contestants: Mapping[str, Run]) -> dict[str, Any]:
    """What one article alone writes and asks for, beside what the honest yardstick does."""
    seen: dict[str, dict[str, int]] = {"writing_transactions": {}, "requests": {}}
    for name in (name for name in (ARTICLE, "honest") if name in contestants):
        before, since = await numbered(rig.stack.admin_dsn), now().isoformat()
        await contestants[name](1, 1)
        seen["writing_transactions"][name] = await numbered(rig.stack.admin_dsn) - before
        journal = (await rig.simulator.get("/_sim/requests")).json()["requests"]
        seen["requests"][name] = sum(1 for request in journal if request["at"] >= since)
    return {**seen, "commits_of_the_yardstick": COMMITS, "requests_of_the_yardstick": REQUESTS}
