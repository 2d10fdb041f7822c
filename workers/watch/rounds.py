"""The rounds of the watch: look at everything, judge it, hand the cases to the postboxes, and sleep until the next."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from activities import clock
from activities.storage.metrics.watched import Watched
from workers.watch.anchoring import Anchorer
from workers.watch.comparing import Comparison
from workers.watch.judging import judge
from workers.watch.posting import Postbox
from workers.watch.probing import Prober
from workers.watch.register import Register
from workers.watch.sights import Anchoring, Reach, Sights, Visible
from workers.watch.source import Source
from workers.watch.visibility import Visibility

_LATE_AFTER_ROUNDS: Final = 3
_JUST_AFTER: Final = 0.05
_ANCHORS_WITHIN: Final = 2
_SHORTEST_PAUSE: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """What the watch looks with; each look has its own time-out."""

    storage: Source[Watched]
    temporal: Source[Visible]
    open_articles: Source[frozenset[str]]
    prober: Prober
    ledger: Source[Anchoring] | None = None

    @classmethod
    def of(
        cls,
        read: Callable[[], Awaitable[Watched]],
        visibility: Visibility,
        prober: Prober,
        *,
        patience: float,
        anchorer: Anchorer | None = None,
    ) -> "Eyes":
        """Eyes with the same patience for every server."""
        return cls(
            storage=Source("storage", read, patience=patience),
            temporal=Source("temporal", visibility.seen, patience=patience),
            open_articles=Source("temporal_list", visibility.open_articles, patience=patience),
            prober=prober,
            ledger=Source("ledger", anchorer.look, patience=patience * _ANCHORS_WITHIN) if anchorer else None,
        )

    async def close(self) -> None:
        """Give up the looks that are still under way."""
        looks = (self.storage, self.temporal, self.open_articles, self.ledger)
        await asyncio.gather(*(look.close() for look in looks if look is not None))


class Watch:
    """One watch. Shape: `sights` is what was last seen; `ended_at` is when the last full round ended, if one has."""

    def __init__(
        self,
        eyes: Eyes,
        postboxes: Sequence[Postbox],
        now: Callable[[], datetime],
        *,
        every: timedelta,
        kept: timedelta,
        grace: timedelta,
        clock_ahead: Callable[[], timedelta] = clock.ahead,
    ) -> None:
        self._eyes = eyes
        self.postboxes = tuple(postboxes)
        self._clock = now
        self._clock_ahead = clock_ahead
        self._every = every
        self._comparison = Comparison(grace)
        self._register = Register(settles=every * 4, kept=kept)
        self._began = now()
        self.ended_at: datetime | None = None
        self.sights = Sights(at=self._began, began=self._began, storage=Reach(), temporal=Reach())

    def is_well(self) -> bool:
        """Whether a full round ended no longer than three intervals ago."""
        return self._clock() - (self.ended_at or self._began) <= self._every * _LATE_AFTER_ROUNDS

    async def keep_watching(self) -> None:
        """Make rounds for ever: one each interval, and one at each moment at which a promise falls due."""
        while True:
            began = self._clock()
            await self.round()
            await asyncio.sleep(self._pause(began))

    async def round(self) -> None:
        """Look, judge, and hand over what was found."""
        self.sights = await self._look()
        cases = self._register.after(judge(self.sights), self.sights.at)
        self.ended_at = self._clock()
        for postbox in self.postboxes:
            postbox.hand(cases)

    async def _look(self) -> Sights:
        watched, visible = await asyncio.gather(self._eyes.storage.now(), self._eyes.temporal.now())
        anchoring = await self._eyes.ledger.now() if watched and self._eyes.ledger else None
        at, before = self._clock(), self.sights
        differences = before.differences
        if watched and visible:
            if self._comparison.is_due(watched, visible):
                visible = replace(visible, open_articles=await self._eyes.open_articles.now())
            differences = self._comparison.after(watched, visible)
        return replace(
            before,
            at=at,
            storage=before.storage.after(at, answered=watched is not None),
            temporal=before.temporal.after(at, answered=visible is not None),
            watched=watched or before.watched,
            visible=visible or before.visible,
            differences=differences,
            channels=dict(self._eyes.prober.seen),
            anchoring=anchoring or before.anchoring,
            pollers_gone=_gone(before, visible),
            clock_ahead=self._clock_ahead(),
            targets_failing={box.name: box.failing_since for box in self.postboxes if box.failing_since},
        )

    def _pause(self, began: datetime) -> float:
        """Seconds until the next round."""
        now = self._clock()
        watched = self.sights.watched
        next_due = min((p.due_at for p in watched.promises if p.due_at > now), default=None) if watched else None
        until = (began + self._every - now).total_seconds()
        if next_due is not None:
            until = min(until, (next_due - now).total_seconds() + _JUST_AFTER)
        return max(until, _SHORTEST_PAUSE)


def _gone(before: Sights, visible: Visible | None) -> dict[str, datetime]:
    if visible is None:
        return dict(before.pollers_gone)
    return {q: before.pollers_gone.get(q, visible.at) for q, pollers in visible.pollers.items() if not pollers}
