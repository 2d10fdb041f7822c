"""A process that reads files of unknown people: it forks for each, and every fork has little time and memory.

Started by `room`; knows no secret, since it is given an environment of its own and opens nothing but what it is told.
"""

import gc
import os
import pickle
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from desk.manuscript.apart.limits import BEGUN, Answer, Limits, Task
from desk.manuscript.intake import read_manuscript
from desk.manuscript.paper import paper_file
from newsroom.errors import InvalidInput

READINGS: Final[Mapping[str, Callable[..., Any]]] = {"manuscript": read_manuscript, "paper": paper_file}
_POLITENESS: Final = 5
_TOLD_FRAMES: Final = -20


def serve(orders: socket.socket) -> None:
    """Fork for every line that is handed over, until nobody is left to hand one over."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    while True:
        _, lines, _, _ = socket.recv_fds(orders, 1, 1)
        if not lines:
            # Whoever ordered is gone: no reading goes on for nobody.
            os.killpg(0, signal.SIGKILL)
        with socket.socket(fileno=lines[0]) as line:
            if os.fork() == 0:
                orders.close()
                _read(line)


def _read(line: socket.socket) -> None:
    try:
        with line.makefile("rwb") as stream:
            task = pickle.load(stream)  # noqa: S301 - it comes from the process that started this one
            _limit(task.limits)
            stream.write(BEGUN)
            stream.flush()
            pickle.dump(_answer(task), stream)
    except (OSError, MemoryError):
        pass
    finally:
        os._exit(0)


def _limit(limits: Limits) -> None:
    signal.setitimer(signal.ITIMER_REAL, limits.wall)
    os.nice(_POLITENESS)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    pages = Path("/proc/self/statm")
    if pages.exists():
        memory = int(pages.read_text(encoding="ascii").split()[0]) * resource.getpagesize() + limits.memory
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _answer(task: Task) -> Answer:
    try:
        return Answer(value=READINGS[task.reading](*task.arguments, **task.named))
    except InvalidInput as wrong:
        return Answer(refused=(wrong.field, wrong.message.removeprefix(f"{wrong.field}: ")))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the desk raises it again and writes it down
        return Answer(broke_down=traceback.format_exc(_TOLD_FRAMES))


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
