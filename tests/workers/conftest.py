"""The command line as a person types it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import pytest
from typer.testing import CliRunner, Result

from tests.support.live import LiveNewsroom
from workers.__main__ import app
from workers.settings import environment_of

Toasoan = Callable[..., Awaitable[Result]]


@pytest.fixture
def toasoan(live: LiveNewsroom, monkeypatch: pytest.MonkeyPatch) -> Toasoan:
    """`toasoan ARGUMENTS`, run in a thread because it brings its own event loop."""
    # The log of a command before this one is closed with its output: what is still logged there is no answer of this.
    monkeypatch.setattr(logging, "raiseExceptions", False)
    runner = CliRunner(env=environment_of(live.settings))

    async def command(*arguments: str, given: str = "") -> Result:
        return await asyncio.to_thread(lambda: runner.invoke(app, arguments, input=given))

    return command
