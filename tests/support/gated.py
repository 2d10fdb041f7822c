"""Workers as processes behind gates: what one of them sees of the two servers can be cut, frozen or half-dead."""

import contextlib
import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pydantic import SecretStr

from tests.support.live import LiveNewsroom
from tests.support.newsroom import Newsroom
from tests.support.tcp_gate import TcpGate, opened_gate
from workers.embedded import ChildProcess, free_port, spawn
from workers.entrusting import Process
from workers.settings import environment_of
from workers.stack import Stack


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A worker process and the gates between it and the servers."""

    child: ChildProcess
    postgres: TcpGate
    temporal: TcpGate

    @property
    def gates(self) -> list[TcpGate]:
        return [self.postgres, self.temporal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A newsroom whose workers reach the servers through gates of their own."""

    newsroom: Newsroom
    lines: contextlib.AsyncExitStack
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(2))

    @property
    def live(self) -> LiveNewsroom:
        return self.newsroom.live

    @property
    def stack(self) -> Stack:
        return self.newsroom.stack

    async def worker(self) -> Worker:
        """A further worker for all queues, serving."""
        own = self.stack.settings_for(Process.WORKER)
        storage = urlsplit(own.database_url.get_secret_value())
        server = urlsplit(f"//{own.temporal_address}")
        postgres = await self.lines.enter_async_context(opened_gate(str(storage.hostname), storage.port or 0))
        temporal = await self.lines.enter_async_context(opened_gate(str(server.hostname), server.port or 0))
        behind = storage._replace(netloc=f"{storage.netloc.rsplit(':', 1)[0]}:{postgres.port}").geturl()
        changed = {
            "metrics_port": free_port(),
            "temporal_address": f"127.0.0.1:{temporal.port}",
            "database_url": SecretStr(behind),
        }
        settings, name = own.model_copy(update=changed), f"worker-{next(self.numbers)}"
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("TOASOAN_")}
        environment = inherited | environment_of(settings)
        child = await spawn(name, "worker", folder=self.stack.folder, environment=environment)
        self.lines.push_async_callback(child.kill)
        await child.until_answers(f"http://127.0.0.1:{settings.metrics_port}/health")
        return Worker(child=child, postgres=postgres, temporal=temporal)
