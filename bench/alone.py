"""What one article takes: history, memory and time on an idle machine, CPU while very many others are open."""

from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any, Final

import psutil

from bench.articles import edited, seconds_to_visible, straight_through
from bench.laps import Run, figures, lap, rounds
from bench.rig import Rig, opened_rig
from workflows.messages import article_workflow_id

_LANES: Final = 20
_MEGABYTE: Final = 1024 * 1024
NOBODY: Final = "none open"
CROWD: Final = "many open"


async def alone(rig: Rig, sample: int, waiting: int) -> dict[str, Any]:
    """The figures of so many articles one after the other, and of one more while so many others wait, if any do."""
    seconds = [await seconds_to_visible(rig, await straight_through(rig)) for _ in range(sample)]
    cuts = quantiles(seconds, n=100, method="inclusive")
    history = await rig.client.get_workflow_handle(article_workflow_id(await straight_through(rig))).fetch_history()
    return {
        "events": len(history.events),
        "history_bytes": sum(event.ByteSize() for event in history.events),
        **_memory(rig),
        "p50_visible_seconds": round(cuts[49], 3),
        "p95_visible_seconds": round(cuts[94], 3),
        "p99_visible_seconds": round(cuts[98], 3),
        **(await _with_many_waiting(rig, waiting) if waiting else {}),
    }


async def _with_many_waiting(rig: Rig, waiting: int) -> dict[str, Any]:
    await lap(partial(edited, rig), {}, waiting, _LANES)
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
    return {f"{name}_megabytes": round(sum(map(megabytes, held[name])), 1) for name in ("worker", "server")}


def megabytes(pid: int) -> float:
    """What a process holds."""
    return round(psutil.Process(pid).memory_info().rss / _MEGABYTE, 1)


async def crowded(folder: Path, many: int, articles: int, times: int) -> dict[str, Any]:
    """So many laps of so many articles in each of two newsrooms that take turns.

    Shape: `grows` is by how much each process takes more CPU an article with so many waiting for their approval.
    """
    async with AsyncExitStack() as opened:
        runs: dict[str, Run] = {}
        for name, waiting in ((NOBODY, 0), (CROWD, many)):
            rig = await opened.enter_async_context(opened_rig(folder / name.replace(" ", "-")))
            runs[name] = partial(lap, partial(straight_through, rig), rig.processes())
            await lap(partial(edited, rig), {}, waiting, _LANES)
            await runs[name](articles, _LANES)
        found = figures(await rounds(runs, articles, lanes=_LANES, times=times))
    by_process = {name: each["cpu_ms_by_process"] for name, each in found.items()}
    return {
        "open_articles": many,
        "articles_a_round": articles,
        "rounds": times,
        **found,
        "grows": {
            process: round(spent / by_process[NOBODY][process], 3)
            for process, spent in by_process[CROWD].items()
            if by_process[NOBODY][process]
        },
    }
