"""What an article costs beside its yardsticks, and beside the article of another commit, in the same run."""

import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any, Final

import psutil

from activities.storage.database import now
from bench.against import driven
from bench.articles import edited, seconds_to_visible, straight_through
from bench.commits import COMMITS, make_tables, numbered
from bench.driver import WARM_UP
from bench.growth import STORED
from bench.laps import Run, figures, lap, rounds
from bench.peers import opened_work, without_engine, workflow_of
from bench.requests import REQUESTS
from bench.rig import Rig, opened_rig
from bench.shapes import Bare, Honest, Shaped
from workers.embedded import ChildProcess, Launch
from workflows.messages import article_workflow_id

LANES: Final = (1, 4, 20)
ARTICLE: Final = "article"
_NOTHING: Final = ("nothing", "nothing")
_RECORDED: Final = ("edit", "approve")
_IDLE_SAMPLE: Final = 20
_MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is run.

    Shape: `articles` of each contestant in each round; `editorial` workers of that queue and one process for each
    channel, or one worker when 0; `against` names another commit; `waiting` articles are open for the last figures;
    `stored` are the sizes at which growth is measured.
    """

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
        contestants = dict(await cleanup.enter_async_context(_contestants(rig)))
        if plan.against:
            others = folder.with_name("bench-against")
            contestants[plan.against] = await cleanup.enter_async_context(driven(plan.against, others))
        for run in contestants.values():
            await run(min(WARM_UP, plan.articles), WARM_UP)
        durable = await _durable(rig, contestants)
        levels = {
            lanes: figures(await rounds(contestants, plan.articles, lanes=lanes, times=plan.rounds))
            for lanes in plan.lanes
        }
        return {
            "articles_a_round": plan.articles,
            "rounds": plan.rounds,
            "in_flight": {str(lanes): {"contestants": each, **_ratios(each)} for lanes, each in levels.items()},
            **durable,
            **await _of_one(rig, min(_IDLE_SAMPLE, plan.articles)),
            **(await _with_many_waiting(rig, plan.waiting) if plan.waiting else {}),
        }


@asynccontextmanager
async def _contestants(rig: Rig) -> AsyncIterator[Mapping[str, Run]]:
    """Ours and the yardsticks on its servers."""
    await make_tables(rig.stack.admin_dsn)
    peers = await ChildProcess.start(_launch(rig))
    outside = opened_work(rig.stack.admin_dsn, rig.stack.settings.simulator_url)
    shared = {**rig.processes(), "worker": [peers.pid]}
    async with AsyncExitStack() as cleanup:
        cleanup.push_async_callback(peers.stop)
        work = await cleanup.enter_async_context(outside)
        client = rig.client
        yield {
            ARTICLE: partial(lap, partial(straight_through, rig), rig.processes()),
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
    for name in (ARTICLE, "honest"):
        before, since = await numbered(rig.stack.admin_dsn), now().isoformat()
        await contestants[name](1, 1)
        seen["writing_transactions"][name] = await numbered(rig.stack.admin_dsn) - before
        journal = (await rig.simulator.get("/_sim/requests")).json()["requests"]
        seen["requests"][name] = sum(1 for request in journal if request["at"] >= since)
    return {**seen, "commits_of_the_yardstick": COMMITS, "requests_of_the_yardstick": REQUESTS}


async def _of_one(rig: Rig, sample: int) -> dict[str, Any]:
    """History, memory, and the time from approval to all channels on an idle machine."""
    cuts = quantiles(
        [await seconds_to_visible(rig, await straight_through(rig)) for _ in range(sample)],
        n=100,
        method="inclusive",
    )
    history = await rig.client.get_workflow_handle(article_workflow_id(await straight_through(rig))).fetch_history()
    return {
        "events": len(history.events),
        "history_bytes": sum(event.ByteSize() for event in history.events),
        **_memory(rig),
        "p50_visible_seconds": round(cuts[49], 3),
        "p95_visible_seconds": round(cuts[94], 3),
        "p99_visible_seconds": round(cuts[98], 3),
    }


async def _with_many_waiting(rig: Rig, waiting: int) -> dict[str, Any]:
    await lap(partial(edited, rig), {}, waiting, LANES[-1])
    started = perf_counter()
    await straight_through(rig)
    through = perf_counter() - started
    return {
        "waiting_articles": waiting,
        **{f"waiting_{name}": value for name, value in _memory(rig).items()},
        "waiting_straight_through_seconds": round(through, 3),
    }


def _memory(rig: Rig) -> dict[str, float]:
    held = rig.processes()
    return {f"{name}_megabytes": sum(map(megabytes, held[name])) for name in ("worker", "server")}


def megabytes(pid: int) -> float:
    """What a process holds."""
    return round(psutil.Process(pid).memory_info().rss / _MEGABYTE, 1)
