"""How the command line speaks: one way to run a command, one way to say that it failed."""

import traceback
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import typer
import uvloop
from rich.console import Console
from rich.markup import escape
from temporalio.service import RPCError

from activities.ports import ChannelTrouble
from activities.storage.boards import NoBoard
from activities.storage.database import StorageTooOld, StorageUnreachable
from desk.actions import Desk
from desk.amendment_acts import AmendmentDesk
from desk.house import HouseDesk
from desk.meeting_acts import MeetingDesk
from desk.roster_acts import RosterDesk
from desk.viewpoint import Viewpoint
from newsroom.errors import InvalidInput, NewsroomError
from newsroom.text import quoted
from newsroom.working_time import ZONE
from workers.embedded import EmbeddedError
from workers.settings import Settings
from workers.telemetry.logs import LogFormat, configure_logs
from workers.telemetry.request_ids import request
from workers.temporal_client import TemporalUnreachable, connected_client
from workers.wiring import Stores, built_desk, built_house_desk, opened_stores

T = TypeVar("T")

out: Final = Console(highlight=False)
err: Final = Console(stderr=True, highlight=False)

_SETTINGS_FILE: Final = "stack.env"
_FAILED: Final = 1
_UNFORESEEN: Final = 70
_INTERRUPTED: Final = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What a command works with."""

    settings: Settings
    stores: Stores
    desk: Desk
    house: HouseDesk

    @property
    def rosters(self) -> RosterDesk:
        """Deeds on absences and delegations."""
        return RosterDesk(house=self.house, boards=self.stores.boards, reading=self.stores.house_reading)

    @property
    def meetings(self) -> MeetingDesk:
        """Deeds on meetings."""
        return MeetingDesk(house=self.house, reading=self.stores.house_reading)

    @property
    def amendments(self) -> AmendmentDesk:
        """Deeds on published articles."""
        stores = self.stores
        return AmendmentDesk(
            house=self.house,
            articles=stores.articles,
            boards=stores.boards,
            roster=stores.roster,
            cards=stores.reading,
            reading=stores.house_reading,
        )

    async def view(self, member_id: str) -> Viewpoint:
        """From where a member looks now. Errors: Refused (unknown_member)."""
        member, at = await self.desk.member(member_id), datetime.now(UTC)
        board, roster = (await self.stores.boards.in_force()).board, await self.stores.roster.at(at)
        return Viewpoint(viewer=member, board=board, roster=roster, at=at)


def loaded_settings() -> Settings:
    """The settings of the environment, completed by what a running `toasoan up` has written."""
    folder = Settings().data_folder
    return Settings(_env_file=folder / _SETTINGS_FILE)  # type: ignore[call-arg]


@asynccontextmanager
async def opened_office() -> AsyncIterator[Office]:
    """Stores and desk for one command."""
    settings = loaded_settings()
    if not settings.database_url.get_secret_value():
        raise InvalidInput(
            "TOASOAN_DATABASE_URL",
            "chưa biết kho dữ liệu ở đâu. Hãy chạy `make up` ở một cửa sổ khác, hoặc đặt biến môi trường này.",
        )
    async with opened_stores(settings) as stores:
        client = await connected_client(settings, lazy=True)
        yield Office(
            settings=settings,
            stores=stores,
            desk=built_desk(settings, client, stores),
            house=built_house_desk(settings, client, stores),
        )


def run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """The result of a command; a failure becomes a Vietnamese message and a non-zero exit, never a traceback."""
    configure_logs(LogFormat.JSON, "WARNING")
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
        case (
            NewsroomError()
            | StorageUnreachable()
            | StorageTooOld()
            | NoBoard()
            | EmbeddedError()
            | ChannelTrouble()
            | TemporalUnreachable()
        ):
            err.print(f"[bold red]Không thực hiện được:[/] {escape(str(failure))}")
            return _FAILED
        case RPCError():
            said = "máy chủ quy trình không liên lạc được; hãy thử lại sau ít phút."
            err.print(f"[bold red]Không thực hiện được:[/] {said}")
            return _FAILED
        case _:
            number = uuid.uuid4().hex[:8]
            log = _write_down(number, failure)
            err.print(f"[bold red]Lỗi ngoài dự kiến[/] (số {number}); chi tiết ở {log}. Hãy báo kỹ sư phụ trách.")
            return _UNFORESEEN


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


def in_office(work: Callable[[Office], Awaitable[T]]) -> T:
    """The result of a command that needs stores and desk."""

    async def opened() -> T:
        with request():
            async with opened_office() as office:
                return await work(office)

    return run(opened)


def local_time(text: str, field: str = "publish_at") -> datetime:
    """An instant from what a person writes: `14:30` (today), `2026-11-24 07:00`, or ISO with an offset.

    Errors: InvalidInput, naming the field.
    """
    today = datetime.now(ZONE).date().isoformat()
    try:
        moment = datetime.fromisoformat(text if "-" in text else f"{today} {text}")
    except ValueError as wrong:
        message = f"“{quoted(text)}” không phải là giờ; hãy viết như 14:30 hoặc 2026-11-24 07:00."
        raise InvalidInput(field, message) from wrong
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def _write_down(number: str, failure: BaseException) -> Path:
    path = Settings().data_folder / "log" / "toasoan.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"--- {number}\n{''.join(traceback.format_exception(failure))}\n")
    return path
