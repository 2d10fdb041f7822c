"""What is said between the desk and the process that reads for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


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
    """What was read, or why not: the field and the message of an InvalidInput."""

    value: Any = None
    refused: tuple[str, str] | None = None
