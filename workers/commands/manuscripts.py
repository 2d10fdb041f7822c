"""The manuscript in a file that a command names; the reader (Word files, pictures) is loaded when it comes to that."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desk.reading.parts import ReadingParts
from desk.statements import Manuscript, Relabel


async def manuscript_in(file: Path, reading: ReadingParts, stated: Mapping[str, Any] | None = None) -> Manuscript:
    """The manuscript in a file, with what the command line states of it. Errors: InvalidInput."""
    from desk.manuscript.intake import read_manuscript

    board = (await reading.board.in_force()).board
    return read_manuscript(file, overrides=stated or {}, known_topics=list(board.topic_labels))


async def labels_in(reading: ReadingParts, stated: Mapping[str, Any]) -> Relabel | None:
    """Another kind or other topics that the command line states for a text that stays. Errors: InvalidInput."""
    from desk.manuscript.relabel import relabel_from

    return relabel_from(stated, (await reading.board.in_force()).board.topic_labels)
