"""A driver of its own with its own newsroom, told over its input what to run: how another commit takes part in rounds.

`python -m bench.driver FOLDER RUN` answers each line `[count, lanes]` with a lap of RUN, each line
`{"sample": …, "waiting": …}` with the figures of one article alone, and ends with its input.
"""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Final

import uvloop

from bench.alone import alone
from bench.articles import edited, straight_through
from bench.laps import lap
from bench.rig import Rig, opened_rig

WARM_UP: Final = 10
RUNS: Final[Mapping[str, Callable[[Rig], Awaitable[str]]]] = {"article": straight_through, "intake": edited}
"""What a lap is made of: whole articles, or their submission and last edit."""


async def drive(folder: Path, name: str, answers: int) -> None:
    """Answer each line of the input."""
    async with opened_rig(folder) as rig:
        one = partial(RUNS[name], rig)
        os.write(answers, b"{}\n")
        while line := await asyncio.to_thread(sys.stdin.readline):
            match json.loads(line):
                case [count, lanes]:
                    found = asdict(await lap(one, rig.processes(), count, lanes))
                case asked:
                    found = await alone(rig, **asked)
            os.write(answers, f"{json.dumps(found)}\n".encode())


if __name__ == "__main__":
    # What anything here prints is no answer.
    ours = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # The loop that our own processes have.
    uvloop.run(drive(Path(sys.argv[1]), sys.argv[2], ours))
