"""A person who waits is told for what."""

import re
from pathlib import Path

import pytest

from workers.console import progress
from workers.stack import Stack
from workers.steps import in_seconds, step


def test_a_step_is_told_when_it_begins_and_when_it_is_over() -> None:
    told: list[str] = []
    with step(told.append, "Postgres"):
        assert told == ["Postgres: đang khởi động…"]
    assert told[1:] == ["Postgres: sẵn sàng sau 0,0 giây."]


def test_a_step_that_fails_is_not_said_to_be_ready() -> None:
    """The failure itself is told by who catches it; a line that says 'ready' above it would be false."""
    told: list[str] = []
    with pytest.raises(OSError, match="x"), step(told.append, "Postgres"):
        raise OSError("x")
    assert told == ["Postgres: đang khởi động…"]


def test_seconds_are_written_as_in_vietnamese() -> None:
    assert in_seconds(12.345) == "12,3 giây"


def test_progress_leaves_the_answer_of_a_command_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """Programs read standard output."""
    progress("Postgres [ms]: đang khởi động…")
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Postgres [ms]: đang khởi động…" in printed.err


async def test_a_newsroom_says_what_it_is_starting(tmp_path: Path) -> None:
    """Servers take seconds, on a slow machine a minute; silence looks like a fault."""
    told: list[str] = []
    stack = Stack(tmp_path, durable=False, tell=told.append)
    try:
        await stack.start_servers()
        await stack.start_process("simulator")
    finally:
        await stack.stop()
    for part in ("Postgres", "Máy chủ quy trình (Temporal)", "Kho dữ liệu", "Bộ mô phỏng kênh"):
        lines = [line for line in told if line.startswith(f"{part}: ")]
        assert lines[0].endswith("…")
        assert re.fullmatch(rf"{re.escape(part)}: sẵn sàng sau \d+,\d giây\.", lines[1])
