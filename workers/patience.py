"""How long the desk waits for somebody who has begun to speak: a line that only dribbles is closed."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from types import FrameType
from typing import Any, Final

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_WITHIN: Final = timedelta(seconds=10)
"""From the first byte of a request, or from the opening of the line, to the end of its head."""

BODY_WITHIN: Final = timedelta(minutes=3)
"""From there to the end of its body: thirty megabytes over a slow line."""

_PATIENCE: Final[dict[Any, timedelta]] = {h11.IDLE: HEAD_WITHIN, h11.SEND_BODY: BODY_WITHIN}


class PatientProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with an end to every request that is being sent."""

    _waits_for: Any = None
    _ends: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._look()

    def data_received(self, data: bytes) -> None:
        """Take some bytes; only the end of what is waited for gives more time."""
        super().data_received(data)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Wait for nothing until the next request begins; an idle line has a time-out of its own."""
        super().on_response_complete()
        self._stop()

    def _look(self) -> None:
        state = self.conn.their_state
        if state is self._waits_for:
            return
        self._stop()
        if (patience := _PATIENCE.get(state)) is not None:
            self._waits_for = state
            self._ends = self.loop.call_later(patience.total_seconds(), self.transport.close)

    def _stop(self) -> None:
        self._waits_for = None
        if self._ends is not None:
            self._ends.cancel()
            self._ends = None


class EndingServer(uvicorn.Server):
    """A server that first says that it ends, so that answers without an end of their own come to one."""

    def __init__(self, config: uvicorn.Config, ending: Callable[[], None]) -> None:
        super().__init__(config)
        self._ending = ending

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end."""
        self._ending()
        super().handle_exit(sig, frame)


def patient_server(app: ASGIApp, ending: Callable[[], None] = lambda: None) -> uvicorn.Server:
    """A server of an application that people send to; it is given its door to serve at, and says when it ends."""
    config = uvicorn.Config(
        app, log_config=None, log_level="warning", access_log=False, server_header=False, http=PatientProtocol
    )
    return EndingServer(config, ending)
