"""The week's clock: a server that skips time, and the Monday on which the week begins."""

import contextlib
import shutil
import sys
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from temporalio.converter import DataConverter
from temporalio.testing import TimeSkippingConfig as SkippingAtStart
from temporalio.testing import WorkflowEnvironment

from newsroom.board import Board
from newsroom.working_time import ZONE
from tests.workflows.theatre import KEYS, SWITCHES


@contextlib.asynccontextmanager
async def skipping_server(converter: DataConverter) -> AsyncIterator[WorkflowEnvironment]:
    """The dev server of the installed `temporal` program, on which workflows skip time; nothing is downloaded."""
    program = Path(sys.executable).parent / "temporal"
    async with await WorkflowEnvironment.start_time_skipping_v2(
        dev_server_existing_path=str(program if program.exists() else shutil.which("temporal")),
        dev_server_log_level="error",
        ts_config=SkippingAtStart(enabled=False),
        search_attributes=KEYS,
        data_converter=converter,
        dev_server_extra_args=[arg for switch in SWITCHES for arg in ("--dynamic-config-value", switch)],
    ) as env:
        yield env


def a_monday(board: Board) -> datetime:
    """The next Monday that begins eight usual days: none of them is a day off or a worked Saturday."""
    calendar, day = board.calendar, datetime.now(ZONE).date() + timedelta(days=1)
    special = calendar.days_off | calendar.worked_saturdays
    while day.weekday() or any(_days_after(day, n) in special for n in range(8)):
        day += timedelta(days=1)
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def _days_after(day: date, number: int) -> date:
    return day + timedelta(days=number)
