"""The room where files of unknown people are read: apart from the desk, a few at a time, each within its limits.

A member's files are read one after the other, so that nobody's heavy file holds up what somebody else hands in.
"""

import asyncio
import atexit
import os
import pickle
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, Final

from typing_extensions import override

from desk.manuscript.apart.limits import BEGUN, Answer, Limits, Task
from desk.refusal import refusal
from newsroom.errors import InvalidInput

_SERVER: Final = "desk.manuscript.apart.server"
_MEGABYTE: Final = 1 << 20
_FEWEST_SEATS: Final = 2
_SECONDS: Final = 4
_PATIENCE: Final = 6.0
"""How much longer than its CPU time a reading may take by the clock on a busy machine."""
_MEMORY: Final = 192 * _MEGABYTE
_GRACE: Final = 5.0
_MOST_WAITING: Final = 8
_OURS: Final = frozenset({"desk", "newsroom"})
_TOO_HEAVY: Final = "tệp quá nặng hoặc quá rối, đọc chưa xong đã hết thời gian hoặc bộ nhớ dành cho một tệp"
_REMEDIES: Final = {
    "manuscript": ("manuscript", "hãy rút gọn: chép chữ sang một tệp mới, gửi ảnh thành tệp riêng, rồi gửi lại"),
    "paper": ("file", "hãy lưu tài liệu thành PDF rồi gửi lại"),
}
"""For each reading the field that its file comes in, and what helps when the file is too heavy."""


def limits_for(size: int) -> Limits:
    """What a reading of so many bytes may take: little for a text, more for its pictures."""
    cpu = _SECONDS + size // _MEGABYTE
    return Limits(cpu=cpu, wall=cpu * _PATIENCE, memory=_MEMORY + 3 * size)


def read_apart(reading: str, *arguments: Any, **named: Any) -> Any:
    """What one of the readings of `server` makes of a file, read in a process of its own.

    Errors: InvalidInput, also when the limits were reached; OSError when no process could be begun, RuntimeError with
            the place when the reading itself broke down.
    """
    task = Task(reading=reading, arguments=arguments, named=named, limits=limits_for(_size(arguments, named)))
    begun = time.monotonic()
    answer = _DOOR.ask(task)
    if answer is None:
        field_name, remedy = _REMEDIES[reading]
        # No file waits for anything: one that ran out of the clock before its CPU time was not given any.
        if time.monotonic() - begun >= task.limits.wall:
            raise refusal(field_name, "máy đang quá bận, chưa đọc xong tệp", "hãy gửi lại sau ít phút")
        raise refusal(field_name, _TOO_HEAVY, remedy)
    if answer.refused is not None:
        raise InvalidInput(*answer.refused)
    if answer.broke_down:
        raise RuntimeError(answer.broke_down)
    return answer.value


def _size(arguments: tuple[Any, ...], named: Mapping[str, Any]) -> int:
    files = [*arguments, *(named.get("photo_files") or {}).values()]
    return sum(_bytes(file) for file in files)


def _bytes(file: object) -> int:
    match file:
        case bytes():
            return len(file)
        case Path() if file.parent.is_dir():
            return sum(beside.stat().st_size for beside in file.parent.iterdir() if beside.is_file())
        case _:
            return 0


@dataclass(slots=True)
class _Door:
    """The one process that forks for this process, begun when it is first needed and again when it has died."""

    orders: socket.socket | None = None
    server: subprocess.Popen[bytes] | None = None
    lock: Lock = field(default_factory=Lock)

    def ask(self, task: Task) -> Answer | None:
        """The answer; None when the reading was ended. Errors: OSError when it never began."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs, self.lock:
                self._hand_over(theirs)
            ours.settimeout(task.limits.wall + _GRACE)
            with ours.makefile("rwb") as stream:
                pickle.dump(task, stream)
                stream.flush()
                if stream.read(len(BEGUN)) != BEGUN:
                    raise ConnectionError("no process began to read the file")
                with suppress(OSError, EOFError, pickle.UnpicklingError):
                    return _answer(stream)
                return None

    def _hand_over(self, line: socket.socket) -> None:
        for attempt in (False, True):
            alive = self.orders is not None and self.server is not None and self.server.poll() is None
            orders = self.orders if alive and self.orders else self._begin()
            try:
                socket.send_fds(orders, [b"r"], [line.fileno()])
            except OSError:
                self.close()
                if attempt:
                    raise
            else:
                return

    def _begin(self) -> socket.socket:
        self.close()
        ours, theirs = socket.socketpair()
        with theirs:
            self.server = subprocess.Popen(
                [sys.executable, "-m", _SERVER, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": os.environ.get("PATH", "")},
            )
        self.orders = ours
        return ours

    def close(self) -> None:
        """End the process and every reading in it."""
        if self.orders is not None:
            self.orders.close()
        if self.server is not None:
            self.server.wait()
        self.orders = self.server = None


def _answer(stream: Any) -> Answer | None:
    found = _Answers(stream).load()
    return found if isinstance(found, Answer) else None


class _Answers(pickle.Unpickler):
    """Takes values of our own types and nothing that would act: who answers has read a stranger's file."""

    @override
    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name) if module.partition(".")[0] in _OURS else None
        if not isinstance(found, type):
            raise pickle.UnpicklingError(name)
        return found


_DOOR: Final = _Door()
atexit.register(_DOOR.close)


class ReadingRoom:
    """The seats at which files sent to one desk are read; whoever has one file there waits with the next."""

    def __init__(self, seats: int = max(_FEWEST_SEATS, os.cpu_count() or 1)) -> None:
        self._seats = asyncio.Semaphore(seats)
        self._threads = ThreadPoolExecutor(max_workers=seats, thread_name_prefix="reading")
        self._turns: dict[str, asyncio.Lock] = {}
        self._waiting: Counter[str] = Counter()

    async def read(self, member: str, reading: str, *arguments: Any, **named: Any) -> Any:
        """What `read_apart` makes of a member's file, when it is this file's turn. Errors: InvalidInput."""
        if self._waiting[member] >= _MOST_WAITING:
            wrong = f"đang đọc {_MOST_WAITING} tệp khác của cùng tài khoản này"
            raise refusal("manuscript", wrong, "hãy chờ các tệp đó đọc xong rồi gửi lại")
        work = partial(read_apart, reading, *arguments, **named)
        self._waiting[member] += 1
        # Whoever has gone away meanwhile keeps the seat until the reading has ended.
        return await asyncio.shield(asyncio.ensure_future(self._in_turn(member, work)))

    async def _in_turn(self, member: str, work: Callable[[], Any]) -> Any:
        turn = self._turns.setdefault(member, asyncio.Lock())
        try:
            async with turn, self._seats:
                return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting[member] -= 1
            if not self._waiting[member]:
                del self._waiting[member], self._turns[member]
