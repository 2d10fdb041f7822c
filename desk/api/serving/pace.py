"""How often one may come to the door: so many requests a minute for a member, and for an address.

Counted in this process: with several desks behind one name each has a count of its own.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from desk.api.errors import too_often

_MINUTE: Final = 60.0
_REMEMBERED: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Requests a minute. Shape: a minute's worth may come at once; offices share an address, so it may do more."""

    member: int = 300
    address: int = 3_000


class Buckets:
    """Who has asked how much of late; whoever has not been seen for longest is forgotten first."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, name: str) -> int:
        """Seconds until the next request of this name may come; 0 when this one may, and then it is counted."""
        at = self._clock()
        left, since = self._left.pop(name, (float(self._per_minute), at))
        left = min(self._per_minute, left + (at - since) * self._per_minute / _MINUTE)
        may = left >= 1
        self._left[name] = (left - 1 if may else left, at)
        if len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)
        return 0 if may else math.ceil((1 - left) * _MINUTE / self._per_minute)


class PacedAddresses:
    """ASGI wrapper that lets each address come only so often, whether it says who calls or not."""

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        self._app = app
        self._buckets = Buckets(per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request through, or answer it here."""
        client = scope.get("client")
        wait = self._buckets.wait(client[0]) if scope["type"] == "http" and client else 0
        await (too_often(wait)(scope, receive, send) if wait else self._app(scope, receive, send))
