"""Keeping the ledger's head outside the storage, and holding the ledger against what was kept, in each round.

The watch can write no line of the ledger and no worker can write here: who changes the one does not change the other.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final, Protocol

import aiosmtplib

from activities.messengers.smtp import smtp_options
from activities.storage.audit.anchors import AnchorStore
from newsroom.ledger.anchors import Anchor, differs
from newsroom.ledger.chain import Head
from workers.watch.sights import Anchoring
from workers.watch.wording import hour

_AGAIN_AFTER: Final = timedelta(minutes=1)
"""One failed letter is no alarm: it is tried again before anybody is called."""
_KEEPS_WITHIN: Final = 4.0


class Outlet(Protocol):
    """Somewhere outside the storage. Promise: `keep` raises when an anchor could not be kept."""

    async def keep(self, anchor: Anchor) -> None:
        """Keep an anchor."""
        ...


class FileOutlet:
    """The file on the watch's own machine."""

    def __init__(self, anchors: AnchorStore) -> None:
        self._anchors = anchors

    async def keep(self, anchor: Anchor) -> None:
        """Add a line to the file. Errors: AnchorUnwritten."""
        await self._anchors.write(anchor)


class MailOutlet:
    """A letter to people of whom the storage's administrators are not part."""

    def __init__(self, url: str, *, sender: str, to: Sequence[str]) -> None:
        self._url = url
        self._sender = sender
        self._to = to

    async def keep(self, anchor: Anchor) -> None:
        """Send the anchor; its line can be pasted for `toasoan ledger verify --anchors`."""
        message = EmailMessage()
        message["Subject"] = f"[Tòa soạn] Mốc sổ: dòng {anchor.seq}, mã {anchor.hash[:12]}"
        message["From"] = self._sender
        message["To"] = ", ".join(self._to)
        message["Date"] = format_datetime(anchor.at)
        message.set_content(
            f"Đầu sổ quyết định lúc {hour(anchor.at)}. Hãy giữ thư này; khi cần kiểm tra, dán dòng dưới đây vào "
            f"một tệp rồi chạy `toasoan ledger verify --anchors TỆP`.\n\n{anchor.line}\n"
        )
        await aiosmtplib.send(message, **smtp_options(self._url))


class Anchorer:
    """Keeps the head at every interval at which it has moved.

    Shape: a ledger that says otherwise than what was kept is not kept anew: the finding stays until people have told of
    a restore. Without an outlet nothing is kept, and only this process's own memory is compared.
    """

    def __init__(
        self,
        anchors: AnchorStore,
        outlets: Sequence[Outlet],
        clock: Callable[[], datetime],
        *,
        every: timedelta,
    ) -> None:
        self._anchors = anchors
        self._outlets = outlets
        self._clock = clock
        self._every = every
        self._kept: Anchor | None = None
        self._tried_at: datetime | None = None
        self._state = Anchoring()

    async def look(self) -> Anchoring:
        """How the ledger stands to the newest anchor; the head is kept when it is time and has moved.

        Errors: StorageUnreachable.
        """
        at = self._clock()
        newest = await self._anchors.newest() or self._kept
        head, there = await self._anchors.looked_at(newest.seq if newest else 0)
        fault = differs(newest, there, head) if newest else ""
        since = (self._state.since or at) if fault else None
        self._state = Anchoring(fault=fault, since=since, unkept_since=self._state.unkept_since)
        if not fault and self._is_due(newest, head, at):
            numbers = await self._anchors.numbers()
            await self._keep(Anchor(at=at, seq=head.seq, hash=head.hash, numbers=numbers), at)
        return self._state

    def _is_due(self, newest: Anchor | None, head: Head, at: datetime) -> bool:
        unkept = self._state.unkept_since is not None
        every = min(self._every, _AGAIN_AFTER) if unkept else self._every
        moved = unkept or newest is None or head.seq > newest.seq
        return moved and (self._tried_at is None or at - self._tried_at >= every)

    async def _keep(self, anchor: Anchor, at: datetime) -> None:
        """Hand it to every outlet; one that fails does not keep it from the others."""
        self._tried_at = at
        failed = False
        for outlet in self._outlets:
            try:
                async with asyncio.timeout(_KEEPS_WITHIN):
                    await outlet.keep(anchor)
            except Exception:  # noqa: BLE001 - whatever a mail server does, a later round tries again and tells since when
                failed = True
        self._kept = anchor
        unkept = (self._state.unkept_since or at) if failed else None
        self._state = Anchoring(unkept_since=unkept)
