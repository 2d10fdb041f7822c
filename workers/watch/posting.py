"""A postbox for each target: the watch drops the cases in and goes on; a slow or dead target holds up nobody."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from workers.watch.register import Case
from workers.watch.source import Source
from workers.watch.targets import Target

_ANSWERS_WITHIN: Final = 10.0
_LONGEST_REST: Final = 300.0


class Postbox:
    """Posts the latest cases to one target, in a task of its own.

    A failure is tried again in the next round, then after twice as long each time, at most five minutes.
    Shape: `counts` by outcome (`posted`, `failed`); `failing_since` is None while the target takes what it gets.
    """

    def __init__(self, target: Target, clock: Callable[[], datetime], *, rest: float) -> None:
        self.name = target.name
        self.counts: Counter[str] = Counter(posted=0, failed=0)
        self.failing_since: datetime | None = None
        self._target = target
        self._clock = clock
        self._first_rest = rest
        self._rest = 0.0
        self._again_at = 0.0
        self._cases: Sequence[Case] = ()
        self._arrived = asyncio.Event()
        self._source = Source(target.name, self._post, patience=_ANSWERS_WITHIN)

    def hand(self, cases: Sequence[Case]) -> None:
        """Drop in the cases of a round; those of an earlier round that still lie there are replaced."""
        self._cases = cases
        self._arrived.set()

    async def keep_posting(self) -> None:
        """Post whatever is handed in, for ever."""
        now = asyncio.get_running_loop().time
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            if now() >= self._again_at:
                posted = await self._source.now()
                self._note(posted, now())

    async def _post(self) -> bool:
        return await self._target.post(self._cases, self._clock())

    def _note(self, posted: bool | None, now: float) -> None:
        if posted is None:
            self.counts["failed"] += 1
            self.failing_since = self.failing_since or self._clock()
            self._again_at = now + self._rest
            self._rest = min(self._rest * 2 or self._first_rest, _LONGEST_REST)
            return
        self.counts["posted"] += posted
        self._rest, self._again_at, self.failing_since = 0.0, 0.0, None
