"""Hours in the words of a person who has little time: how long there is left, how long ago it was."""

from datetime import datetime, timedelta
from typing import Final, Literal

DueState = Literal["overdue", "soon", "later", "none"]

_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_SOON: Final = _HOUR
_EXACT_WITHIN: Final = 6 * _HOUR


def due_in_words(due: str | None, now: datetime) -> str:
    """How long there is left until an instant, such as “còn 18 phút”; “không có hạn” for none."""
    if not due:
        return "không có hạn"
    left = datetime.fromisoformat(due) - now
    return f"quá hạn {_span(-left)}" if left < timedelta() else f"còn {_span(left)}"


def due_state(due: str | None, now: datetime) -> DueState:
    """How pressing an instant is."""
    if not due:
        return "none"
    left = datetime.fromisoformat(due) - now
    if left < timedelta():
        return "overdue"
    return "soon" if left <= _SOON else "later"


def ago(moment: str, now: datetime) -> str:
    """How long ago an instant was, such as “2 giờ trước”."""
    return f"{_span(now - datetime.fromisoformat(moment))} trước"


def _span(span: timedelta) -> str:
    if span < _MINUTE:
        return "chưa đầy 1 phút"
    if span < _HOUR:
        return f"{span // _MINUTE} phút"
    if span < _DAY:
        minutes = span % _HOUR // _MINUTE if span < _EXACT_WITHIN else 0
        return f"{span // _HOUR} giờ" + (f" {minutes} phút" if minutes else "")
    return f"{span // _DAY} ngày"
