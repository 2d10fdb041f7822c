"""What the watch posts to, played on loopback: an HTTP server that keeps what it gets, and a mail server."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workers.embedded.ports import free_port
from workers.telemetry.server import QuietServer


@dataclass(slots=True)
class Receiver:
    """An HTTP receiver. Shape: `got` is path and body of every request, those it refused included."""

    port: int
    status: int = 200
    delay: float = 0
    got: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def take(self, request: Request) -> Response:
        self.got.append((request.url.path, await request.json()))
        await asyncio.sleep(self.delay)
        return Response(status_code=self.status)

    def alerts(self) -> list[tuple[str, str]]:
        """Status and alert of all news at the webhook, in order."""
        return [(a["status"], a["alert"]) for path, body in self.got if path == "/hook" for a in body["alerts"]]


@contextlib.asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    """A receiver that is up."""
    opened = Receiver(free_port())
    async with listening(opened):
        yield opened


@contextlib.asynccontextmanager
async def listening(opened: Receiver) -> AsyncIterator[None]:
    """The receiver answers while this lasts."""
    app = Starlette(routes=[Route("/{path:path}", opened.take, methods=["POST"])])
    server = QuietServer(uvicorn.Config(app, host="127.0.0.1", port=opened.port, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = server.force_exit = True
        await serving


@dataclass(slots=True)
class MailServer:
    """A mail server of a few words that takes passwords over an open line. Shape: `letters` in order."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())

        say("220 thu.test")
        while line := (await reader.readline()).decode().strip():
            self.heard.append(line)
            match line.split()[0].upper():
                case "EHLO":
                    say("250-thu.test")
                    say("250 AUTH PLAIN LOGIN")
                case "AUTH":
                    say("235 vào đi")
                case "DATA":
                    say("354 nghe")
                    raw = await reader.readuntil(b"\r\n.\r\n")
                    self.letters.append(message_from_bytes(raw[:-5], policy=policy.default))
                    say("250 nhận")
                case "QUIT":
                    say("221 chào")
                    break
                case _:
                    say("250 được")
        writer.close()


@contextlib.asynccontextmanager
async def mail_server() -> AsyncIterator[MailServer]:
    """A mail server that is up."""
    opened = MailServer()
    server = await asyncio.start_server(opened.converse, "127.0.0.1", 0)
    opened.port = server.sockets[0].getsockname()[1]
    async with server:
        yield opened
