"""The command line as a person types it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from typer.testing import CliRunner, Result

from tests.support.live import LiveNewsroom
from workers.__main__ import app
from workers.settings import environment_of

Toasoan = Callable[..., Awaitable[Result]]


@pytest.fixture
def toasoan(live: LiveNewsroom) -> Toasoan:
    """`toasoan ARGUMENTS`, run in a thread because it brings its own event loop."""
    runner = CliRunner(env=environment_of(live.settings))

    async def command(*arguments: str, given: str = "") -> Result:
        return await asyncio.to_thread(lambda: runner.invoke(app, arguments, input=given))

    return command
