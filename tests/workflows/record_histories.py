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

from tests.house import opened_house
from tests.workflows.lives import handle_of
from tests.workflows.scenarios import SCENARIOS, played

HISTORIES: Final = Path(__file__).parent / "histories"


async def record(names: list[str]) -> None:
    """Play the scenarios and keep their histories."""
    with tempfile.TemporaryDirectory() as folder:
        async with opened_house(Path(folder)) as house:
            for name in names:
                article_id = await played(house, name)
                history = await handle_of(house, article_id).fetch_history()
                (HISTORIES / f"{name}.json").write_text(_text(history), encoding="utf-8")


def _text(history: WorkflowHistory) -> str:
    return json.dumps(_without_origin(json.loads(history.to_json())), ensure_ascii=False, separators=(",", ":")) + "\n"


def _without_origin(value: Any) -> Any:
    """The history without what only says on which machine it was recorded."""
    if isinstance(value, dict):
        kept = {name: _without_origin(item) for name, item in value.items() if name != "stackTrace"}
        return kept | ({"identity": "recorder"} if "identity" in kept else {})
    return [_without_origin(item) for item in value] if isinstance(value, list) else value


def main() -> None:
    """Record the named scenarios, or those that have no history yet."""
    missing = [name for name in SCENARIOS if not (HISTORIES / f"{name}.json").exists()]
    asyncio.run(record(sys.argv[1:] or missing))


if __name__ == "__main__":
    main()
