"""What is said between the desk and the process that reads for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

BEGUN: Final = b"."
"""What a reading says first, once its limits hold: whatever ends it from here on is its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one reading may take. Units: seconds of CPU, seconds by the clock, bytes beyond those it begins with."""

    cpu: int
    wall: float
    memory: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One of READINGS, what it is called with, and its limits."""

    reading: str
    arguments: tuple[Any, ...]
    named: Mapping[str, Any]
    limits: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was read, or why not: field and message of an InvalidInput, or where the reading itself broke down."""

    value: Any = None
    refused: tuple[str, str] | None = None
    broke_down: str = ""
