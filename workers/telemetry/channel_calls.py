"""A channel that is watched: every call to it is timed, counted by how it ended, and written to the log."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog

from activities.ports import Channel, ChannelTrouble, Order, Shown, Trouble
from newsroom.article import ChannelName
from workers.telemetry.process import Spreads

_log = structlog.get_logger()


class MeteredChannel:
    """The `Channel` port around another channel. The labels are the port's own verbs, so their set is closed."""

    def __init__(self, channel: Channel, calls: Spreads) -> None:
        self.name = channel.name
        self._channel = channel
        self._calls = calls

    async def prepare(self, order: Order) -> str:
        """See `Channel.prepare`."""
        with self._timed("prepare"):
            return await self._channel.prepare(order)

    async def reveal(self, external_id: str, order: Order) -> None:
        """See `Channel.reveal`."""
        with self._timed("reveal"):
            await self._channel.reveal(external_id, order)

    async def read(self, external_id: str, order: Order) -> Shown | None:
        """See `Channel.read`."""
        with self._timed("read"):
            return await self._channel.read(external_id, order)

    async def find(self, order: Order, since: datetime) -> str | None:
        """See `Channel.find`."""
        with self._timed("find"):
            return await self._channel.find(order, since)

    async def amend(self, external_id: str, order: Order) -> None:
        """See `Channel.amend`."""
        with self._timed("amend"):
            await self._channel.amend(external_id, order)

    async def remove(self, external_id: str, order: Order) -> None:
        """See `Channel.remove`."""
        with self._timed("remove"):
            await self._channel.remove(external_id, order)

    async def health(self) -> str:
        """See `Channel.health`."""
        with self._timed("health"):
            return await self._channel.health()

    @contextmanager
    def _timed(self, call: str) -> Iterator[None]:
        started, outcome = time.perf_counter(), "failed"
        try:
            yield
            outcome = "ok"
        except ChannelTrouble as trouble:
            outcome = outcome_of(trouble)
            raise
        finally:
            seconds = time.perf_counter() - started
            self._calls.observe((self.name, call, outcome), seconds)
            _log.info("channel_call", channel=self.name, call=call, outcome=outcome, seconds=round(seconds, 3))


def metered(channels: dict[ChannelName, Channel], calls: Spreads) -> dict[ChannelName, Channel]:
    """The same channels, watched."""
    return {name: MeteredChannel(channel, calls) for name, channel in channels.items()}


def outcome_of(trouble: ChannelTrouble) -> str:
    """The word under which a trouble is counted."""
    match trouble.trouble:
        case Trouble.REJECTED:
            return "rejected"
        case Trouble.BUSY:
            return "unreachable" if trouble.not_sent else "busy"
        case Trouble.UNCLEAR:
            return "ambiguous"
        case Trouble.NEEDS_PERSON:
            return "needs_person"
