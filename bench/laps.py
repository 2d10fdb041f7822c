"""Laps: so many articles, so many at a time, and what they took of the clock and of each process's CPU."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

import psutil

DRIVER: Final = "driver"
"""The process that measures; a desk is in it."""

Run = Callable[[int, int], Awaitable["Lap"]]
"""A lap of so many articles, so many in flight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lap:
    """One lap. Units: seconds, CPU seconds by process."""

    articles: int
    seconds: float
    cpu: Mapping[str, float]

    @property
    def rate(self) -> float:
        """Articles a second."""
        return self.articles / self.seconds

    def milliseconds(self, process: str) -> float:
        """CPU of a process, an article."""
        return 1000 * self.cpu.get(process, 0.0) / self.articles


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A middle value between the least and the most."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, values: list[float]) -> "Spread":
        """The spread of some values, at least one."""
        return cls(middle=median(values), least=min(values), most=max(values))

    def as_json(self, digits: int) -> dict[str, float]:
        """The three values."""
        return {name: round(getattr(self, name), digits) for name in self.__slots__}


async def lap(one: Callable[[], Awaitable[object]], processes: Mapping[str, list[int]], count: int, lanes: int) -> Lap:
    """So many runs of `one`, `lanes` at a time, and what they took of these processes and of our own."""
    left = iter(range(count))

    async def lane() -> None:
        for _ in left:
            await one()

    before, own, began = _spent(processes), time.process_time(), time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(lanes):
            group.create_task(lane())
    seconds, driver = time.perf_counter() - began, time.process_time() - own
    after = _spent(processes)
    return Lap(
        articles=count,
        seconds=seconds,
        cpu={DRIVER: driver, **{name: after[name] - before[name] for name in processes}},
    )


async def rounds(contestants: Mapping[str, Run], count: int, *, lanes: int, times: int) -> dict[str, list[Lap]]:
    """The laps of each contestant, who take turns, so that a slow minute of the machine hits all."""
    found: dict[str, list[Lap]] = {name: [] for name in contestants}
    for _ in range(times):
        for name, run in contestants.items():
            found[name].append(await run(count, lanes))
    return found


def figures(laps: Mapping[str, list[Lap]]) -> dict[str, dict[str, Any]]:
    """Rate and CPU of each contestant as median, least and most of its laps."""
    return {name: _figures(own) for name, own in laps.items()}


def _figures(laps: list[Lap]) -> dict[str, Any]:
    processes = dict.fromkeys(process for one in laps for process in one.cpu)
    cpu = {name: round(median(one.milliseconds(name) for one in laps), 1) for name in processes}
    totals = [sum(one.milliseconds(name) for name in processes) for one in laps]
    return {
        "rate": Spread.of([one.rate for one in laps]).as_json(2),
        "cpu_ms": Spread.of(totals).as_json(1),
        "cpu_ms_by_process": cpu,
    }


def _spent(processes: Mapping[str, list[int]]) -> dict[str, float]:
    return {name: sum(map(spent, numbers)) for name, numbers in processes.items()}


def spent(number: int) -> float:
    """CPU seconds that a process and all below it have used so far, those that have ended too."""
    process = psutil.Process(number)
    total = 0.0
    for each in (process, *process.children(recursive=True)):
        # One that ends in this moment is counted by its parent from then on.
        with suppress(psutil.NoSuchProcess):
            times = each.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total
