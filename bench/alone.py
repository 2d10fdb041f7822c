"""What one article takes on an idle machine: history, memory, and the time until readers see it."""

from functools import partial
from statistics import quantiles
from time import perf_counter
from typing import Any, Final

import psutil

from bench.articles import edited, seconds_to_visible, straight_through
from bench.laps import lap
from bench.rig import Rig
from workflows.messages import article_workflow_id

_LANES: Final = 20
_MEGABYTE: Final = 1024 * 1024


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
