"""`toasoan bench`: one measurement, shown and written down."""

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from activities.storage.migrate import create_database
from bench import printing
from bench.alone import crowded, megabytes
from bench.articles import already_edited, edited, straight_through
from bench.compare import LANES, Plan, compared
from bench.driver import WARM_UP
from bench.growth import grown
from bench.laps import lap
from bench.reroute import Rerouting
from bench.rig import opened_rig
from bench.scrape import fill, scraped
from bench.trouble import killed, lost
from workers.settings import Settings
from workers.wiring.desk import built_parts


async def measure(json_file: Path | None, plan: Plan, only: Mapping[str, int]) -> int:
    """Exit code 0; prints the figures and writes them when a file is named.

    Shape: `only` names what is measured instead of the comparison, with how much of it; what is 0 is not asked for.
    """
    folder = Settings().data_folder / "bench"
    wanted = next((name for name, much in only.items() if much), "")
    found = await (_OTHERS[wanted](folder, only[wanted], plan) if wanted else compared(folder, plan))
    shown = {"": printing.compared, "growth": printing.grown}
    shown.get(wanted, printing.plain)(found)
    if json_file:
        json_file.write_text(json.dumps(found, indent=2), encoding="utf-8")
    return 0


async def _rerouted(folder: Path, waiting: int, _plan: Plan) -> dict[str, Any]:
    """What an absence with so many waiting articles costs."""
    async with opened_rig(folder) as rig:
        await lap(partial(already_edited, rig), {}, waiting, LANES[-1])
        matters = built_parts(rig.stack.settings, rig.client, rig.stores).matters
        unrelated = partial(edited, rig, topic="admin_reform")
        rerouting = Rerouting(rig.client, rig.stores, rig.desk, matters, rig.board, unrelated)
        return {**await rerouting.measure(waiting), "worker_megabytes": megabytes(rig.stack.children["worker"].pid)}


async def _scraped(folder: Path, waiting: int, _plan: Plan) -> dict[str, Any]:
    """What a scrape of the worker costs with so many open articles."""
    async with opened_rig(folder) as rig:
        await lap(partial(straight_through, rig), {}, WARM_UP, 1)
        await fill(create_database(rig.stack.postgres.admin_dsn, "toasoan"), waiting)
        return await scraped(rig.stack.links.metrics, waiting)


async def _killed(folder: Path, kills: int, _plan: Plan) -> dict[str, Any]:
    return await killed(folder, kills)


async def _lost(folder: Path, percent: int, plan: Plan) -> dict[str, Any]:
    return await lost(folder, percent, plan.articles * plan.rounds)


async def _crowded(folder: Path, many: int, plan: Plan) -> dict[str, Any]:
    return await crowded(folder, many, plan.articles, plan.rounds)


async def _grown(folder: Path, _asked: int, plan: Plan) -> dict[str, Any]:
    return await grown(folder, plan.stored)


_OTHERS: Final = {
    "reroute": _rerouted,
    "scrape": _scraped,
    "kills": _killed,
    "lost": _lost,
    "growth": _grown,
    "crowd": _crowded,
}
