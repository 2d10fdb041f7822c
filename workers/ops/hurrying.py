"""A board file with less time to publish, for trying out what happens when a deadline is missed."""

import re
from datetime import timedelta
from typing import Final

from newsroom.text import quoted

_MINUTE: Final = 60
_SPAN: Final = re.compile(r"\s*(\d+)\s*([smh])\s*")
_UNITS: Final = {"s": 1, "m": 60, "h": 3600}
_MINUTES: Final = re.compile(r"^publish_minutes = (\d+)$", re.MULTILINE)
_WARNINGS: Final = re.compile(r"^publish_warnings_minutes = \[(.*)\]$", re.MULTILINE)


def span(text: str) -> timedelta:
    """The time that a person writes as `90s`, `2m` or `1h`. Errors: ValueError."""
    found = _SPAN.fullmatch(text)
    if found is None or not int(found[1]):
        raise ValueError(f"“{quoted(text)}” không phải là khoảng thời gian; hãy viết như 90s, 2m hoặc 1h.")
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]])


def hurried(source: str, publish_within: timedelta) -> str:
    """The text of a board file that promises publication within another time; warnings keep their share of it."""
    found = _MINUTES.search(source)
    if found is None:
        raise ValueError("publish_minutes")
    minutes = publish_within.total_seconds() / _MINUTE
    share = minutes / int(found[1])

    def warnings(line: re.Match[str]) -> str:
        times = ", ".join(f"{int(each) * share:.6g}" for each in line[1].split(","))
        return f"publish_warnings_minutes = [{times}]"

    return _WARNINGS.sub(warnings, _MINUTES.sub(f"publish_minutes = {minutes:.6g}", source))
