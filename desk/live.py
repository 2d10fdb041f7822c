"""Who is told that something changed, as it changes: one ear for a process, however many pages are open."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from hashlib import sha256
from typing import Final

Hear = Callable[[Callable[[str], None]], Awaitable[None]]
"""Tells of changes until cancelled: `article ID`, `member ID`, `rights`, or nothing for what may have been missed."""

PULSE: Final = timedelta(seconds=15)
"""How often a page is told that it still hears."""
ALL: Final = "*"
RIGHTS: Final = "rights"

_TOGETHER: Final = timedelta(milliseconds=200)
_MOST_MARKS: Final = 20
_MARK: Final = 12


def mark_of(article_id: str) -> str:
    """What a page knows its article by; who has never seen the article learns nothing from it."""
    return sha256(article_id.encode()).hexdigest()[:_MARK]


class Listening:
    """One open page. Shape: what is told within a moment is told once."""

    def __init__(self, member: str) -> None:
        self._member = member
        self._told: set[str] = set()
        self._woken = asyncio.Event()
        self.is_over = False

    def tell(self, said: str) -> None:
        """Take note of a change."""
        subject, _, name = said.partition(" ")
        match subject:
            case "":
                self._told |= {ALL, RIGHTS}
            case "article":
                self._told.add(mark_of(name))
            case "member" if name != self._member:
                return
            case _:
                self._told.add(subject)
        self._woken.set()

    def end(self) -> None:
        """Let it hear no more."""
        self.is_over = True
        self._woken.set()

    async def next(self) -> frozenset[str]:
        """What changed: marks of articles, `member` for what concerns the visitor, `rights`, `*` for anything; nothing
        when there was nothing for as long as a pulse.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(PULSE.total_seconds()):
                await self._woken.wait()
                if not self.is_over:
                    await asyncio.sleep(_TOGETHER.total_seconds())
        told, self._told = frozenset(self._told), set()
        self._woken.clear()
        return frozenset({ALL} | (told & {RIGHTS})) if len(told) > _MOST_MARKS else told


class Hub:
    """Where all open pages of a process hear from; it listens from the first page on."""

    def __init__(self, hear: Hear) -> None:
        self._hear = hear
        self._pages: set[Listening] = set()
        self._ear: asyncio.Task[None] | None = None

    @contextmanager
    def listening(self, member: str) -> Iterator[Listening]:
        """A page of a member for as long as it is open."""
        if self._ear is None or self._ear.done():
            self._ear = asyncio.create_task(self._listen())
        page = Listening(member)
        self._pages.add(page)
        try:
            yield page
        finally:
            self._pages.discard(page)

    @property
    def open(self) -> int:
        """How many pages are open."""
        return len(self._pages)

    def close(self) -> None:
        """End every open page, or a server that stops would wait for them. Again: nothing; a later page hears again."""
        for page in self._pages:
            page.end()
        if self._ear is not None:
            self._ear.cancel()
            self._ear = None

    async def _listen(self) -> None:
        await self._hear(self._tell)

    def _tell(self, said: str) -> None:
        for page in self._pages:
            page.tell(said)
