"""One way out: takes what is to leave by it, hands it over, and writes down what came of it.

It wakes when it is told that something has come, when the next try is due, and now and then in case nobody told it.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from activities.messengers.ports import Messenger, NotTaken, Parcel
from activities.storage.database import StorageUnreachable
from activities.storage.deliveries.outbox import OutboxStore, Taken
from newsroom.board import Sla
from newsroom.delivery.letters import Letter, LinkMaker, gathered_letter, letter
from newsroom.delivery.timing import gathered_at, gathers, goes_at
from newsroom.delivery.tries import Ending, Hitch, next_try, pause
from newsroom.delivery.ways import Way

LOOKS_EVERY: Final = timedelta(seconds=30)
_AT_ONCE: Final = 20
_HANDED_WITHIN: Final = timedelta(seconds=45)
_STORAGE_PAUSE: Final = timedelta(seconds=2)
_JUST_AFTER: Final = 0.01
_log = structlog.get_logger()


@dataclass(slots=True)
class Rest:
    """How often in a row nobody was there to take anything, and until when nobody is asked."""

    failures: int = 0
    until: datetime | None = None


class Carrier:
    """Carries by one way. Shape: with nothing to carry it asks the storage once in `LOOKS_EVERY`."""

    def __init__(
        self,
        way: Way,
        outbox: OutboxStore,
        messenger: Messenger,
        link_to: LinkMaker,
        clock: Callable[[], datetime],
    ) -> None:
        self._way = way
        self._outbox = outbox
        self._messenger = messenger
        self._link_to = link_to
        self._clock = clock
        self._woken = asyncio.Event()
        self._rest = Rest()
        # Handed over, and not yet written down: the storage went away between the two.
        self._handed: set[int] = set()

    def wake(self) -> None:
        """Something may have come."""
        self._woken.set()

    async def keep_carrying(self) -> None:
        """Carry for ever."""
        while True:
            self._woken.clear()
            wait = await self._round_or_pause()
            with suppress(TimeoutError):
                async with asyncio.timeout(wait.total_seconds()):
                    await self._woken.wait()

    async def round(self) -> timedelta:
        """Carry what is to leave now; how long to wait until there may be more. Errors: StorageUnreachable."""
        resting = self._rest.until
        if resting is not None and (left := resting - self._clock()) > timedelta():
            return left
        # One letter finds out whether anybody is there again.
        found = await self._outbox.take(self._way, 1 if self._rest.failures else _AT_ONCE)
        if not found:
            return await self._until_next()
        sla = await self._outbox.sla()
        ended = await asyncio.gather(*(self._carried(taken, sla) for taken in found), return_exceptions=True)
        away = any(each is True for each in ended)
        failures = self._rest.failures + 1 if away else 0
        self._rest = Rest(failures, self._clock() + pause(failures) if away else None)
        for each in ended:
            if isinstance(each, BaseException):
                raise each
        return timedelta()

    async def _round_or_pause(self) -> timedelta:
        try:
            return await self.round()
        except StorageUnreachable:
            return _STORAGE_PAUSE

    async def _until_next(self) -> timedelta:
        at = await self._outbox.next_at(self._way)
        if at is None:
            return LOOKS_EVERY
        return min(max(at - self._clock(), timedelta()) + timedelta(seconds=_JUST_AFTER), LOOKS_EVERY)

    async def _carried(self, taken: Taken, sla: Sla | None) -> bool:
        """Whether nobody was there to take it."""
        if taken.id in self._handed:
            await self._written(taken)
        elif taken.gone:
            await self._outbox.leave_address(taken, "nơi nhận đã được bỏ")
        elif taken.read:
            await self._outbox.end(taken, Ending.READ)
        elif not await self._waits(taken, sla):
            return await self._handed_over(taken)
        return False

    async def _waits(self, taken: Taken, sla: Sla | None) -> bool:
        if taken.gathered or sla is None:
            return False
        (message,), now = taken.messages, self._clock()
        if gathers(message.kind, taken.to.pace):
            at = gathered_at(sla, now)
            while not await self._outbox.gather(taken, at):
                at = gathered_at(sla, at)
            return True
        at = goes_at(message.kind, sla, now, message.due_at)
        if at > now:
            await self._outbox.put_off(taken, at)
        return at > now

    async def _handed_over(self, taken: Taken) -> bool:
        try:
            async with asyncio.timeout(_HANDED_WITHIN.total_seconds()):
                await self._messenger.send(self._parcel(taken))
        except NotTaken as not_taken:
            return await self._kept(taken, not_taken)
        except TimeoutError:
            return await self._kept(taken, NotTaken(Hitch.AWAY, "quá lâu không trả lời"))
        except Exception as unforeseen:  # noqa: BLE001 - one letter that cannot be sent must not hold up the others
            # Its words may quote an address or a key.
            _log.warning("unforeseen_error", way=self._way, kind=type(unforeseen).__name__)
            return await self._kept(taken, NotTaken(Hitch.LATER, f"lỗi ngoài dự kiến ({type(unforeseen).__name__})"))
        self._handed.add(taken.id)
        await self._written(taken)
        return False

    async def _written(self, taken: Taken) -> None:
        await self._outbox.end(taken, Ending.SENT)
        self._handed.discard(taken.id)

    async def _kept(self, taken: Taken, why: NotTaken) -> bool:
        now, away = self._clock(), why.hitch is Hitch.AWAY
        failures = self._rest.failures + 1 if away else taken.attempts
        at = next_try(why.hitch, failures, taken.wanted_at, now, why.before)
        if why.hitch is Hitch.GONE:
            await self._outbox.leave_address(taken, why.said)
        elif at is None:
            _log.warning("message_given_up", way=self._way, delivery=taken.id, reason=why.said)
            await self._outbox.end(taken, Ending.GIVEN_UP, why.said)
        else:
            await self._outbox.again(taken, at, why.said)
        return away

    def _parcel(self, taken: Taken) -> Parcel:
        return Parcel(key=taken.key, to=taken.to, letter=self._letter(taken), written_at=taken.messages[-1].written_at)

    def _letter(self, taken: Taken) -> Letter:
        if taken.gathered:
            return gathered_letter(taken.to.member, taken.messages, self._link_to)
        return letter(taken.to.member, taken.messages[0], self._link_to)
