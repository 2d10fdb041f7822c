"""The one way to carry out a command, and to say that it failed.

What a command works with is loaded when it is carried out: the storage and what members ask, for those that act
Temporal and the logs too. A process of ours brings its own.
"""

import asyncio
import json
import os
import traceback
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import typer
import uvloop

from newsroom.errors import InvalidInput
from workers.console import err, progress, say_failed
from workers.entrusting import Process, entrusted
from workers.keys import PORTS_FILE
from workers.settings import LogFormat, Settings

if TYPE_CHECKING:
    from desk.acts.awaiting import Prepared
    from desk.parts import DeskParts
    from desk.reading.parts import ReadingParts
    from workers.wiring.stores import Stores

T = TypeVar("T")

_SETTINGS_FILE: Final = "stack.env"
_FAILED: Final = 1
_LOOK_EVERY_SECONDS: Final = 2
_UNFORESEEN: Final = 70
_INTERRUPTED: Final = 130
FORESEEN: Final = frozenset(
    {
        "activities.ports.ChannelTrouble",
        "activities.storage.audit.anchors.AnchorUnwritten",
        "activities.storage.boards.NoBoard",
        "activities.storage.database.StorageTooOld",
        "activities.storage.database.StorageUnreachable",
        "newsroom.errors.NewsroomError",
        "workers.doors.PortTaken",
        "workers.embedded.errors.EmbeddedError",
        "workers.temporal.client.TemporalUnreachable",
    }
)
"""Failures whose words are for people; by name, because saying that one of them happened must not load the others."""
_AWAY: Final = frozenset({"UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED", ""})
SERVER_AWAY: Final = "temporalio.service.RPCError"


def loaded_settings() -> Settings:
    """The settings of the environment, completed by what a running `toasoan up` has written."""
    folder = Settings().data_folder
    return Settings(_env_file=folder / _SETTINGS_FILE)  # type: ignore[call-arg]


def settings_of(process: Process) -> Settings:
    """The settings of a process that runs here: what the file of `toasoan up` holds of others' secrets is left out.

    Shape: a process that has a port of its own beside the others of `toasoan up` takes that one, unless told otherwise.
    """
    settings = loaded_settings()
    kept = settings.data_folder / PORTS_FILE
    own: dict[str, int] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    if process in own and "TOASOAN_METRICS_PORT" not in os.environ:
        settings = settings.model_copy(update={"metrics_port": own[process]})
    return entrusted(settings, process)


def in_reading(work: "Callable[[ReadingParts], Awaitable[T]]") -> T:
    """The result of a command that only looks."""
    from workers.wiring.leaders import leaders_in
    from workers.wiring.reading import built_reading

    async def opened() -> T:
        async with _opened_storage() as (settings, stores):
            return await work(built_reading(stores, partial(leaders_in, settings.leaders_file)))

    return _carried_out(opened)


def at_desk(work: "Callable[[DeskParts], Awaitable[T]]") -> T:
    """The result of a command that acts; a workflow server that is away is met at the first act."""

    async def opened() -> T:
        async with _opened_storage() as (settings, stores):
            if not settings.desk_private_key.get_secret_value():
                raise InvalidInput(
                    "TOASOAN_DESK_PRIVATE_KEY",
                    "thiếu khóa ký của bàn biên tập nên chưa làm được gì. Hãy chạy lệnh ở máy của bàn biên tập, "
                    "hoặc đặt biến môi trường này.",
                )
            return await _acting(work, settings, stores)

    return _carried_out(opened)


async def _acting(work: "Callable[[DeskParts], Awaitable[T]]", settings: Settings, stores: "Stores") -> T:
    from desk.acts.awaiting import AwaitsSignature
    from desk.acts.keys import check_own_key
    from desk.signing import DeskKey
    from workers.telemetry.logs import configure_logs
    from workers.telemetry.request_ids import request
    from workers.temporal.client import connected_client
    from workers.wiring.desk import built_parts

    configure_logs(LogFormat.JSON, "WARNING")
    if said := await check_own_key(stores.keys, DeskKey(settings.desk_private_key.get_secret_value())):
        progress(said)
    with request():
        client = await connected_client(settings, lazy=True)
        parts = built_parts(settings, client, stores)
        try:
            return await work(parts)
        except AwaitsSignature as waits:
            progress(str(waits))
            raise typer.Exit(await _until_signed(parts, waits.prepared)) from waits


async def _until_signed(parts: "DeskParts", prepared: "Prepared") -> int:
    """The exit code once the ledger has an act that its member's device was to sign, or its time is over."""
    while (answer := await parts.completing.answer(prepared)) is None:
        await asyncio.sleep(_LOOK_EVERY_SECONDS)
    if not answer.accepted:
        say_failed(answer.message)
        return _FAILED
    progress(f"Đã ký và ghi sổ: {prepared.label}.")
    return 0


def in_storage(work: "Callable[[Settings, Stores], Awaitable[T]]") -> T:
    """The result of a command of those who keep the newsroom in order, for whom no desk stands between."""

    async def opened() -> T:
        async with _opened_storage() as (settings, stores):
            return await work(settings, stores)

    return run(opened)


def run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """The result of a command; a failure becomes a Vietnamese message and a non-zero exit, never a traceback."""
    from workers.telemetry.logs import configure_logs

    configure_logs(LogFormat.JSON, "WARNING")
    return _carried_out(work)


def _carried_out(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    try:
        return uvloop.run(work())
    except typer.Exit:
        raise
    except (Exception, KeyboardInterrupt) as failure:
        raise typer.Exit(told(failure)) from failure


def told(failure: BaseException) -> int:
    """The exit code of a failed command, after saying in Vietnamese what happened and what to do."""
    match failure:
        case KeyboardInterrupt():
            return _INTERRUPTED
        case _ if FORESEEN & _kinds(failure):
            say_failed(str(failure))
            return _FAILED
        case _ if SERVER_AWAY in _kinds(failure):
            say_failed(_of_the_server(failure))
            return _FAILED
        case _:
            number = uuid.uuid4().hex[:8]
            log = _write_down(number, failure)
            err.print(f"[bold red]Lỗi ngoài dự kiến[/] (số {number}); chi tiết ở {log}. Hãy báo kỹ sư phụ trách.")
            return _UNFORESEEN


def _of_the_server(failure: BaseException) -> str:
    """What to say of an error of the workflow server: one that has answered is not away."""
    status = getattr(getattr(failure, "status", None), "name", "")
    if status in _AWAY:
        return "máy chủ quy trình (Temporal) không liên lạc được; hãy thử lại sau ít phút."
    return (
        f"máy chủ quy trình (Temporal) có trả lời nhưng không làm theo yêu cầu ({status}). Chưa rõ việc đã được nhận "
        "hay chưa; hãy xem lại hiện trạng, rồi báo Kỹ sư phụ trách kỹ thuật."
    )


@asynccontextmanager
async def _opened_storage() -> "AsyncIterator[tuple[Settings, Stores]]":
    from workers.wiring.stores import opened_stores

    settings = loaded_settings()
    if not settings.database_url.get_secret_value():
        raise InvalidInput(
            "TOASOAN_DATABASE_URL",
            "chưa biết kho dữ liệu ở đâu. Hãy chạy `make up` ở một cửa sổ khác, hoặc đặt biến môi trường này.",
        )
    async with opened_stores(settings) as stores:
        yield settings, stores


def _kinds(failure: BaseException) -> set[str]:
    return {f"{kind.__module__}.{kind.__qualname__}" for kind in type(failure).__mro__}


def _write_down(number: str, failure: BaseException) -> Path:
    path = Settings().data_folder / "log" / "toasoan.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"--- {number}\n{''.join(traceback.format_exception(failure))}\n")
    return path
