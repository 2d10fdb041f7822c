"""A power cut at any chosen point of an attempt: before or after each call to the store and to the channel."""

from typing import Any

from activities.ports import Channel
from activities.storage.matters.amending import AmendingStore
from activities.storage.publishing.publications import PublicationStore


class PowerCut(BaseException):
    """The process is gone: nothing of it catches this, and nothing of it works afterwards."""


class Power:
    """Counts the points; cuts at the n-th and stays off."""

    def __init__(self, cut_at: int) -> None:
        self._cut_at = cut_at
        self.points = 0

    def point(self) -> None:
        self.points += 1
        if self.points >= self._cut_at:
            raise PowerCut

    @property
    def was_cut(self) -> bool:
        return self.points >= self._cut_at


class Powered:
    """Anything with async methods, under that power: dies before the call's effect or after it."""

    def __init__(self, inner: PublicationStore | AmendingStore | Channel, power: Power) -> None:
        self._inner = inner
        self._power = power

    def __getattr__(self, name: str) -> Any:
        inner: Any = getattr(self._inner, name)
        if not callable(inner):
            return inner

        async def called(*given: Any, **named: Any) -> Any:
            self._power.point()
            answer = await inner(*given, **named)
            self._power.point()
            return answer

        return called
