"""Commands for where one is reached outside the house."""

from typing import Annotated, Final

import typer

from desk.parts import DeskParts
from desk.presenting.ways import way_data, way_lines
from desk.reading.parts import ReadingParts
from newsroom.delivery.ways import Pace, Way
from workers.commands.articles import As
from workers.commands.carrying_out import at_desk, in_reading
from workers.console import out, say

ways_app: Final = typer.Typer(help="Tin của tôi được gửi tới đâu: thư, thiết bị, Zalo.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(help="Số của nơi nhận, xem `toasoan ways show`.", min=1)]
Of = Annotated[str, typer.Option("--of", help="Trưởng Ban làm cho tài khoản này; để trống là của mình.")]
Gathered = Annotated[bool, typer.Option("--gathered", help="Tin chỉ để biết thì gom hai lần mỗi ngày.")]


def register(app: typer.Typer) -> None:
    """Give the group of commands to the application."""
    app.add_typer(ways_app, name="ways")


@ways_app.command("show")
def ways_show(by: As) -> None:
    """Xem nơi nhận của mình; Trưởng Ban và kỹ sư xem của mọi người, địa chỉ được che bớt."""

    async def work(reading: ReadingParts) -> None:
        view = await reading.views.of(by)
        say(way_lines(way_data(each, view) for each in await reading.ways.of(view)))

    in_reading(work)


@ways_app.command("add")
def ways_add(way: Way, address: str, by: As, of: Of = "", gathered: Gathered = False) -> None:
    """Thêm nơi nhận: mail và địa chỉ thư, hoặc zalo và mã người dùng; thiết bị thì bật ngay trên thiết bị."""

    async def work(parts: DeskParts) -> None:
        pace = Pace.GATHERED if gathered else Pace.AT_ONCE
        await parts.ways.add(await parts.desk.member(by), way, address, pace=pace, of=of)
        out.print("Đã thêm nơi nhận; các tin từ nay được gửi tới đó.")

    at_desk(work)


@ways_app.command("pace")
def ways_pace(number: Number, pace: Pace, by: As) -> None:
    """Đổi cách nhận tin chỉ để biết: at_once (gửi ngay) hoặc gathered (gom hai lần mỗi ngày)."""

    async def work(parts: DeskParts) -> None:
        await parts.ways.set_pace(await parts.desk.member(by), number, pace)
        out.print("Đã đổi cách nhận.")

    at_desk(work)


@ways_app.command("end")
def ways_end(number: Number, by: As, of: Of = "") -> None:
    """Bỏ một nơi nhận; mọi tin vẫn nằm trong hộp việc."""

    async def work(parts: DeskParts) -> None:
        await parts.ways.end(await parts.desk.member(by), number, of=of)
        out.print("Đã bỏ nơi nhận.")

    at_desk(work)
