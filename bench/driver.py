"""A driver of its own with its own newsroom, told over its input what to run: how another commit takes part in rounds.

`python -m bench.driver FOLDER` answers each line `{"count": …, "lanes": …}` with the lap, and ends with its input.
"""

import asyncio
import json
import os
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Final

from bench.articles import straight_through
from bench.laps import lap
from bench.rig import opened_rig

WARM_UP: Final = 10


async def drive(folder: Path, answers: int) -> None:
    """Answer each line of the input with a lap."""
    async with opened_rig(folder) as rig:
        one = partial(straight_through, rig)
        await lap(one, rig.processes(), WARM_UP, WARM_UP)
        os.write(answers, b"{}\n")
        while line := await asyncio.to_thread(sys.stdin.readline):
            order = json.loads(line)
            found = await lap(one, rig.processes(), order["count"], order["lanes"])
            os.write(answers, f"{json.dumps(asdict(found))}\n".encode())


if __name__ == "__main__":
    # What anything here prints is no answer.
    ours = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    asyncio.run(drive(Path(sys.argv[1]), ours))
