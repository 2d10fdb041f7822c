"""The words of the watch: how it names articles, times and where to read on, always short and on one line."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from newsroom.article import spoken
from newsroom.text import plain
from newsroom.working_time import local

NAMED_AT_MOST: Final = 10
_NUMBER_CHARS: Final = 40
_SAID_CHARS: Final = 200
_MINUTES_UP_TO: Final = 120
_HOURS_UP_TO: Final = 48
_NO_NUMBER: Final = re.compile(r"[^\w.-]")
_NOT_SHOWN: Final = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")


def articles(ids: Sequence[str]) -> str:
    """How many articles, and which: at most ten by number."""
    return counted([numbered(each) for each in ids], "bài")


def matters(names: Sequence[str]) -> str:
    """How many matters of one kind, and which: at most ten by number."""
    return counted([numbered(name.partition("/")[2]) for name in names], "việc")


def numbered(of: str) -> str:
    """What people call an article or a matter by.

    Ids may come from Temporal, where anybody may have made them up: they are cut and stripped of all but letters,
    digits, dots and strokes.
    """
    return spoken(_NO_NUMBER.sub("", of)[:_NUMBER_CHARS]) or "?"


def counted(said_of_each: Sequence[str], noun: str) -> str:
    """How many, and what is said of each: of ten at most."""
    apart = "; " if any("," in each for each in said_of_each) else ", "
    named = apart.join(said_of_each[:NAMED_AT_MOST])
    more = f" và {len(said_of_each) - NAMED_AT_MOST} {noun} khác" if len(said_of_each) > NAMED_AT_MOST else ""
    return f"{len(said_of_each)} {noun} ({named}{more})"


def said(text: str) -> str:
    """What another system said, on one line and cut to a length that no message breaks at."""
    line = plain(_NOT_SHOWN.sub(" ", text))
    return line if len(line) <= _SAID_CHARS else f"{line[: _SAID_CHARS - 1]}…"


def hour(moment: datetime) -> str:
    """A moment on the newsroom's clock."""
    return f"{local(moment):%H:%M ngày %d/%m}"


def lasting(span: timedelta) -> str:
    """How long something lasts, in the largest fitting unit."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return "chưa đầy 1 phút"
    if minutes < _MINUTES_UP_TO:
        return f"{minutes} phút"
    hours = minutes // 60
    return f"{hours} giờ" if hours < _HOURS_UP_TO else f"{hours // 24} ngày"
