"""Reads a manuscript where little memory and little time is left."""

import resource
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from desk.manuscript.intake import read_manuscript
from newsroom.errors import InvalidInput

_MEMORY: Final = 200 << 20
_SECONDS: Final = 6
# What is imported here is imported once: every reading is a fork of that process, and ends with it.
_FORKS: Final = get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])


def said_in_a_small_room(text: str, name: str = "bai.md") -> str:
    """What the author is told by a process that may take 200 MB and about 5 seconds more; nothing when it is read."""
    with ProcessPoolExecutor(1, mp_context=_FORKS) as room:
        return room.submit(_said, text.encode(), name).result()


def _said(data: bytes, name: str) -> str:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    memory = pages * resource.getpagesize() + _MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    seconds = int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2])) + _SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        read_manuscript(data, filename=name, known_topics={})
    except InvalidInput as error:
        return error.message
    return ""
