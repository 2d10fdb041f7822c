"""Record what articles leave on a real server: `python -m tests.workflows.record_histories [NAME ...]`.

To be run for a NEW scenario only. A recorded history stands for articles that are running somewhere; recording it
again because a replay has turned red hides the very harm that the replay is there to show.
"""

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from temporalio.client import WorkflowHistory

from tests.support import amendment_scenarios
from tests.support.histories import HISTORIES
from tests.support.live import LiveNewsroom, opened_live
from tests.workflows import scenarios
from tests.workflows.matter_scenarios import MATTER_SCENARIOS
from tests.workflows.renewal_scenarios import EARLY, RENEWALS
from tests.workflows.upkeep_scenarios import UPKEEP_SCENARIOS

RECORDED: Final = (
    *(*scenarios.SCENARIOS, *amendment_scenarios.SCENARIOS, *MATTER_SCENARIOS, *UPKEEP_SCENARIOS),
    *RENEWALS,
)
"""The names of all histories, in the order in which they are recorded."""


async def record(names: list[str]) -> None:
    """Play the scenarios and keep their histories."""
    with tempfile.TemporaryDirectory() as folder:
        async with opened_live(Path(folder)) as live:
            for name in names:
                if name not in RENEWALS:
                    await _keep(live, name, await _played(live, name))
    if RENEWALS.keys() & set(names):
        with tempfile.TemporaryDirectory() as folder:
            async with opened_live(Path(folder), temporal=EARLY) as live:
                for name in RENEWALS.keys() & set(names):
                    await _keep(live, name, *await RENEWALS[name](live))


async def _keep(live: LiveNewsroom, name: str, workflow_id: str, run_id: str | None = None) -> None:
    history = await live.client.get_workflow_handle(workflow_id, run_id=run_id).fetch_history()
    (HISTORIES / f"{name}.json").write_text(history_text(history), encoding="utf-8")


async def _played(live: LiveNewsroom, name: str) -> str:
    if name in scenarios.SCENARIOS:
        return f"article/{await scenarios.played(live, name)}"
    if name in amendment_scenarios.SCENARIOS:
        return await amendment_scenarios.played(live, name)
    return await (MATTER_SCENARIOS | UPKEEP_SCENARIOS)[name](live)


def history_text(history: WorkflowHistory) -> str:
    """A history as it is kept in the repository."""
    return json.dumps(_without_origin(json.loads(history.to_json())), ensure_ascii=False, separators=(",", ":")) + "\n"


def _without_origin(value: Any) -> Any:
    """The history without what only says on which machine it was recorded."""
    if isinstance(value, dict):
        kept = {name: _without_origin(item) for name, item in value.items() if name != "stackTrace"}
        return kept | ({"identity": "recorder"} if "identity" in kept else {})
    return [_without_origin(item) for item in value] if isinstance(value, list) else value


def main() -> None:
    """Record the named scenarios, or those that have no history yet."""
    missing = [name for name in RECORDED if not (HISTORIES / f"{name}.json").exists()]
    asyncio.run(record(sys.argv[1:] or missing))


if __name__ == "__main__":
    main()
