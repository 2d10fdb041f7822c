"""The manuscript in a file that a command names; it is read in a process of its own."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desk.manuscript.apart.room import read_apart
from desk.reading.parts import ReadingParts
from desk.statements import Manuscript, Relabel


async def manuscript_in(file: Path, reading: ReadingParts, stated: Mapping[str, Any] | None = None) -> Manuscript:
    """The manuscript in a file, with what the command line states of it. Errors: InvalidInput."""
    board = (await reading.board.in_force()).board
    named = {"overrides": dict(stated or {}), "known_topics": list(board.topic_labels)}
    found: Manuscript = await asyncio.to_thread(read_apart, "manuscript", file.absolute(), **named)
    return found


async def labels_in(reading: ReadingParts, stated: Mapping[str, Any]) -> Relabel | None:
    """Another kind or other topics that the command line states for a text that stays. Errors: InvalidInput."""
    from desk.manuscript.relabel import relabel_from

    return relabel_from(stated, (await reading.board.in_force()).board.topic_labels)
