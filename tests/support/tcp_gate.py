"""A gate on a line: what stands behind it can be cut off, frozen or made half-dead for whoever comes through it."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

_CHUNK: Final = 65_536
_RESET: Final = struct.pack("ii", 1, 0)
"""What lets the system end a line with a reset and not with a farewell."""


class Line(StrEnum):
    """How the gate treats its lines, those that stand and new ones alike."""

    OPEN = "open"
    FROZEN = "frozen"
    """They stand, and nothing passes in either direction; it is kept."""
    HALF_OPEN = "half-open"
    """What is asked arrives; no answer ever comes back. It is kept."""
    CUT = "cut"
    """Reset, and so is whoever knocks."""


@dataclass(slots=True)
class TcpGate:
    """A listener in front of one address. Shape: `port` is where clients come; all of this machine."""

    host: str
    port_behind: int
    port: int = 0
    _line: Line = Line.OPEN
    _turned: asyncio.Event = field(default_factory=asyncio.Event)
    _until_caught: int = 0
    _caught: asyncio.Event = field(default_factory=asyncio.Event)
    _ends: set[asyncio.StreamWriter] = field(default_factory=set)
    _serving: set["asyncio.Task[None]"] = field(default_factory=set)

    def turn(self, line: Line) -> None:
        """Treat all lines so from now on; what was held goes where it was sent if they are open again."""
        self._line = line
        if line is Line.CUT:
            for end in tuple(self._ends):
                reset(end)
        turned, self._turned = self._turned, asyncio.Event()
        turned.set()

    def catch(self, after: int) -> asyncio.Event:
        """Freeze by itself when clients have sent so many pieces more; the event tells that it has."""
        self._until_caught, self._caught = after, asyncio.Event()
        return self._caught

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One line, until either side ends it or the gate does."""
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        self._ends.add(writer)
        try:
            await self._may_pass(asking=True)
            there, back = await asyncio.open_connection(self.host, self.port_behind)
            self._ends.add(back)
            try:
                await self._carried(reader, writer, there, back)
            finally:
                reset(back)
                self._ends.discard(back)
        except OSError:
            return
        finally:
            reset(writer)
            self._ends.discard(writer)

    async def _carried(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        there: asyncio.StreamReader,
        back: asyncio.StreamWriter,
    ) -> None:
        """Both directions, until one of them has ended."""
        ways = [
            asyncio.create_task(self._carry(reader, back, asking=True)),
            asyncio.create_task(self._carry(there, writer, asking=False)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _carry(self, source: asyncio.StreamReader, goal: asyncio.StreamWriter, *, asking: bool) -> None:
        while True:
            piece = await source.read(_CHUNK)
            if asking and piece:
                self._count()
            # The end of a line is a message too.
            await self._may_pass(asking=asking)
            if not piece:
                return
            goal.write(piece)
            await goal.drain()

    def _count(self) -> None:
        if self._until_caught:
            self._until_caught -= 1
            if not self._until_caught:
                self.turn(Line.FROZEN)
                self._caught.set()

    async def _may_pass(self, *, asking: bool) -> None:
        """Come back when something may pass. Errors: ConnectionResetError on a line that is cut."""
        while self._line is not Line.OPEN and not (asking and self._line is Line.HALF_OPEN):
            if self._line is Line.CUT:
                raise ConnectionResetError
            await self._turned.wait()

    async def close(self) -> None:
        """End every line."""
        self.turn(Line.CUT)
        for task in tuple(self._serving):
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)


@contextlib.asynccontextmanager
async def opened_gate(host: str, port: int) -> AsyncIterator[TcpGate]:
    """An open gate in front of an address, on a free port of this machine."""
    gate = TcpGate(host, port)
    server = await asyncio.start_server(gate.serve, "127.0.0.1", 0)
    gate.port = server.sockets[0].getsockname()[1]
    try:
        yield gate
    finally:
        server.close()
        await gate.close()
        await server.wait_closed()


def reset(end: asyncio.StreamWriter) -> None:
    """End a line with a reset and not with a farewell."""
    line = end.transport.get_extra_info("socket")
    if line is not None and not end.transport.is_closing():
        with contextlib.suppress(OSError):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    end.transport.abort()
