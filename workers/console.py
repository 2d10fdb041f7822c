"""How the command line speaks and listens: what it prints, how it says no, the files and hours that people name."""

import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.markup import escape

from activities.clock import now
from newsroom.errors import InvalidInput
from newsroom.text import quoted
from newsroom.working_time import ZONE, local

out: Final = Console(highlight=False)
err: Final = Console(stderr=True, highlight=False)
_YES: Final = frozenset({"c", "có", "co"})


def say_failed(said: str) -> None:
    """Say that a command could not be carried out, and why."""
    err.print(f"[bold red]Không thực hiện được:[/] {escape(said)}")


def progress(line: str) -> None:
    """Say what is being done; on standard error, so that what a command answers can be read by a program."""
    err.print(escape(line), style="dim", soft_wrap=True)


def say(lines: Iterable[str]) -> None:
    """Print plain lines as they are, however long."""
    for line in lines:
        out.print(escape(line), soft_wrap=True)


def text_file(file: Path, field: str, most: int) -> str:
    """The text of a file. Errors: InvalidInput when it cannot be read or is longer than `most` characters."""
    try:
        if file.stat().st_size > most * 4:
            raise InvalidInput(field, f"{file} dài quá {most} ký tự; chưa có gì được lưu. Hãy rút gọn.")
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise InvalidInput(field, f"không đọc được {file}; hãy kiểm tra đường dẫn và mã hóa UTF-8.") from wrong


def file_bytes(file: Path, field: str, most: int) -> bytes:
    """The bytes of a file, at most one more than `most`. Errors: InvalidInput when it cannot be read."""
    try:
        with file.open("rb") as stream:
            return stream.read(most + 1)
    except OSError as wrong:
        raise InvalidInput(field, f"không đọc được {file}; hãy kiểm tra đường dẫn.") from wrong


def whole_file(file: Path) -> str:
    """The text of a file, however long. Errors: InvalidInput when it cannot be read."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise InvalidInput("tệp", f"không đọc được {file}; hãy kiểm tra đường dẫn và mã hóa UTF-8.") from wrong


def local_day(text: str, field: str) -> date | None:
    """The day that a person writes as `2026-11-23`; None for nothing. Errors: InvalidInput, naming the field."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as wrong:
        raise InvalidInput(field, f"“{quoted(text)}” không phải là ngày; hãy viết như 2026-11-23.") from wrong


def local_time(text: str, field: str = "publish_at") -> datetime:
    """An instant from what a person writes: `14:30` (today), `2026-11-24 07:00`, or ISO with an offset.

    Errors: InvalidInput, naming the field.
    """
    today = local(now()).date().isoformat()
    try:
        moment = datetime.fromisoformat(text if "-" in text else f"{today} {text}")
    except ValueError as wrong:
        message = f"“{quoted(text)}” không phải là giờ; hãy viết như 14:30 hoặc 2026-11-24 07:00."
        raise InvalidInput(field, message) from wrong
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def check_terminal(field: str, instead: str) -> None:
    """Nothing, where a person can be asked. Errors: InvalidInput, with what to do `instead`."""
    if not sys.stdin.isatty():
        raise InvalidInput(field, f"lệnh này cần hỏi lại mà ở đây không có ai trả lời; {instead}")


def check_agreed(question: str) -> None:
    """Nothing, when the person says yes. Errors: InvalidInput for any other answer."""
    if out.input(f"{question} [c/K] ", markup=False).strip().casefold() not in _YES:
        raise InvalidInput("trả lời", "chưa đồng ý nên chưa làm gì; mọi việc giữ nguyên.")
