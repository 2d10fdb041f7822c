"""A power cut at any chosen point of an attempt, before or after each call to the store and to the channel; or the
reply to one call lost.
"""

from typing import Any

from activities.ports import Channel, ChannelTrouble, Trouble
from activities.storage.database import StorageUnreachable
from activities.storage.matters.amendment_intents import AmendingStore
from activities.storage.publishing.publications import PublicationStore


class PowerCut(BaseException):
    """The process is gone: nothing of it catches this, and nothing of it works afterwards."""


class Power:
    """Counts the points, two for each call; cuts at the n-th and stays off."""

    def __init__(self, cut_at: int) -> None:
        self._cut_at = cut_at
        self.calls: list[str] = []
        self.points = 0

    def before(self, call: str) -> None:
        self.calls.append(call)
        self._point()

    def after(self, call: str) -> None:  # noqa: ARG002 - a lost reply is told in the words of its call
        self._point()

    def _point(self) -> None:
        self.points += 1
        if self.points >= self._cut_at:
            raise PowerCut

    @property
    def was_cut(self) -> bool:
        return self.points >= self._cut_at


class LostReply(Power):
    """The n-th call has its effect and its answer never comes; the process lives and goes on."""

    def __init__(self, lost: int) -> None:
        super().__init__(lost)
        self._lost = lost

    def before(self, call: str) -> None:
        self.calls.append(call)

    def after(self, call: str) -> None:
        if len(self.calls) == self._lost:
            raise _lost(call)


def _lost(call: str) -> Exception:
    """What a lost reply is told as: a change is unclear, a read is only a pause."""
    match call:
        case "prepare" | "reveal" | "amend" | "remove":
            return ChannelTrouble(Trouble.UNCLEAR, "Đường truyền đứt khi chờ trả lời.")
        case "read" | "find":
            return ChannelTrouble(Trouble.BUSY, "Đường truyền đứt khi chờ trả lời.")
        case _:
            return StorageUnreachable()


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
            self._power.before(name)
            answer = await inner(*given, **named)
            self._power.after(name)
            return answer

        return called
