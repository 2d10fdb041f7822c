"""Asking channels whether they answer and know us, long before a text must go there."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final, Protocol

import structlog

from activities.ports import ChannelTrouble, Refresh, TokenPair, Trouble
from activities.storage.publishing.tokens import SealedTokenStore
from newsroom.article import ChannelName
from workers.watch.sights import Probe

_ANSWERS_WITHIN: Final = 20.0
_EVERY: Final = 300.0
_AGAIN_AFTER: Final = 60.0
_log = structlog.get_logger()


class AccessIsOld(ChannelTrouble):
    """Mã truy cập của kênh đã hết hạn và chưa tới lượt dùng; tiến trình của kênh tự làm mới khi cần."""

    def __init__(self) -> None:
        super().__init__(Trouble.BUSY, (type(self).__doc__ or "").strip(), not_sent=True)


class LookingTokens(SealedTokenStore):
    """Tokens as the watch has them: it looks on, so it renews none and uses no single-use token up."""

    async def renew(self, channel: ChannelName, stale_access: str, refresh: Refresh) -> TokenPair:  # noqa: ARG002 - the port's
        """The pair that somebody else has renewed. Errors: AccessIsOld when nobody has yet."""
        self.forget(channel)
        pair = await self.load(channel)
        if pair is None or pair.access == stale_access:
            raise AccessIsOld
        return pair


class Probed(Protocol):
    """What the watch asks of a channel."""

    async def health(self) -> str:
        """One line when it answers and knows us; raises otherwise."""
        ...


class Prober:
    """Asks each channel in turn, in a task of its own. Shape: `seen` is empty until the first answers."""

    def __init__(
        self,
        channels: Mapping[ChannelName, Probed],
        clock: Callable[[], datetime],
        *,
        every: float = _EVERY,
        again_after: float = _AGAIN_AFTER,
    ) -> None:
        self._channels = channels
        self._clock = clock
        self._every = every
        self._again_after = again_after
        self.seen: dict[ChannelName, Probe] = {}

    async def keep_probing(self) -> None:
        """Ask all channels again and again: every five minutes, every minute while one does not answer."""
        while self._channels:
            await asyncio.gather(*(self._ask(name) for name in self._channels))
            failing = any(probe.failures for probe in self.seen.values())
            await asyncio.sleep(self._again_after if failing else self._every)

    async def _ask(self, name: ChannelName) -> None:
        asked = asyncio.create_task(self._channels[name].health())
        try:
            await asyncio.wait({asked}, timeout=_ANSWERS_WITHIN)
            self._note(name, asked)
        finally:
            asked.cancel()

    def _note(self, name: ChannelName, asked: "asyncio.Task[str]") -> None:
        at, before = self._clock(), self.seen.get(name)
        # A channel that tells an old access from a good one is there.
        if asked.done() and isinstance(asked.exception(), AccessIsOld | None):
            self.seen[name] = Probe(at=at)
            return
        # A channel keeps tokens out of what it says of a failure; what nobody foresaw is told by its kind alone.
        failure = asked.exception() if asked.done() else TimeoutError()
        known = getattr(failure, "explanation", "")
        if before is None or not before.failures:
            before = Probe(at=at, failing_since=at)
            _log.warning("channel_unreachable", channel=name, failure=type(failure).__name__)
        self.seen[name] = replace(
            before, at=at, failures=before.failures + 1, explanation=known or "kênh không trả lời trong thời gian chờ"
        )
