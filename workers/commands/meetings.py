"""Meetings of the board on the command line."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from desk.manuscript.apart.room import read_apart
from desk.parts import DeskParts
from desk.presenting.meetings import meeting_data, meeting_line, meeting_lines
from desk.reading.parts import ReadingParts
from desk.statements import MOST_PAPER_BYTES, Conclusion
from newsroom.errors import InvalidInput
from newsroom.matters.facts import LONGEST_FACT
from newsroom.matters.kinds import MatterKind, Outcome
from newsroom.text import quoted
from workers.commands.articles import As, Looking, Reason, matter_named
from workers.commands.carrying_out import at_desk, in_reading
from workers.console import file_bytes, local_time, out, say, text_file

MeetingId = Annotated[str, typer.Argument(help="Số cuộc họp, xem `toasoan meeting list`.")]
TextFile = Annotated[Path, typer.Option("--file", help="Tệp chữ thường (.txt, .md), bảng mã UTF-8.")]
Decisions = Annotated[
    list[str] | None,
    typer.Option("--decide", help=f"“SỐ_BÀI|kết luận|lý do”, kết luận là: {', '.join(Outcome)}; lặp lại cho từng bài."),
]

meeting_app = typer.Typer(help="Họp Ban Biên tập.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Give the group of commands to the application."""
    app.add_typer(meeting_app, name="meeting")


@meeting_app.command("convene")
def convene(
    by: As,
    at: Annotated[str, typer.Option("--at", help="Giờ họp: 14:30, hoặc 2026-11-24 07:00.")],
    place: Annotated[str, typer.Option("--place", help="Nơi họp.")],
    topic: Annotated[str, typer.Option("--topic", help="Nội dung họp.")],
) -> None:
    """Triệu tập họp; bài chưa thống nhất tự vào chương trình."""

    async def work(parts: DeskParts) -> None:
        member, starts_at = await parts.desk.member(by), local_time(at, "starts_at")
        answer = await parts.meetings.convene(member, starts_at=starts_at, place=place, topic=topic)
        await _show(parts, answer.matter.partition("/")[2], by)

    at_desk(work)


@meeting_app.command("paper")
def paper(meeting: MeetingId, by: As, title: Annotated[str, typer.Option("--title")], file: TextFile) -> None:
    """Gửi tài liệu cho một cuộc họp."""

    async def work(parts: DeskParts) -> None:
        meeting_id = await matter_named(parts.reading, by, MatterKind.MEETING, meeting)
        text = text_file(file, "text", LONGEST_FACT)
        await parts.meetings.add_paper(await parts.desk.member(by), meeting_id, title=title, text=text)
        await _show(parts, meeting_id, by)

    at_desk(work)


@meeting_app.command("item")
def item(meeting: MeetingId, by: As, title: Annotated[str, typer.Option("--title")], file: TextFile) -> None:
    """Đưa một vấn đề không phải bài viết vào chương trình họp."""

    async def work(parts: DeskParts) -> None:
        meeting_id = await matter_named(parts.reading, by, MatterKind.MEETING, meeting)
        text = text_file(file, "text", LONGEST_FACT)
        await parts.meetings.add_item(await parts.desk.member(by), meeting_id, title=title, text=text)
        await _show(parts, meeting_id, by)

    at_desk(work)


@meeting_app.command("prepare")
def prepare(
    meeting: MeetingId,
    by: As,
    to: Annotated[str, typer.Option("--to", help="Tài khoản người chuẩn bị.")],
    what: Annotated[str, typer.Option("--title", help="Việc chuẩn bị.")],
    due: Annotated[str, typer.Option("--due", help="Hạn: 14:30, hoặc 2026-11-24 07:00.")],
) -> None:
    """Phó Trưởng Ban Thường trực (hoặc Trưởng Ban) giao việc chuẩn bị họp."""

    async def work(parts: DeskParts) -> None:
        meeting_id = await matter_named(parts.reading, by, MatterKind.MEETING, meeting)
        due_at = local_time(due, "ends_at")
        await parts.meetings.direct(await parts.desk.member(by), meeting_id, to=to, what=what, due_at=due_at)
        await _show(parts, meeting_id, by)

    at_desk(work)


@meeting_app.command("paper-file")
def paper_of_file(
    meeting: MeetingId,
    by: As,
    title: Annotated[str, typer.Option("--title")],
    file: Annotated[Path, typer.Option("--file", help="Tệp PDF hoặc Word (.docx), dài nhất 10 MB.")],
) -> None:
    """Gửi tài liệu họp là tệp PDF hoặc Word; tệp được giữ nguyên."""

    async def work(parts: DeskParts) -> None:
        meeting_id = await matter_named(parts.reading, by, MatterKind.MEETING, meeting)
        data = file_bytes(file, "file", MOST_PAPER_BYTES)
        sent = await asyncio.to_thread(read_apart, "paper", data, file.name)
        await parts.meetings.add_file(await parts.desk.member(by), meeting_id, title=title, file=sent)
        await _show(parts, meeting_id, by)

    at_desk(work)


@meeting_app.command("paper-save")
def paper_save(
    meeting: MeetingId,
    digest: Annotated[str, typer.Argument(help="Mã tệp, xem `toasoan meeting show`.")],
    to: Annotated[Path, typer.Option("--out", help="Ghi vào tệp này.")],
    by: Looking = "secretary",
) -> None:
    """Lấy một tệp tài liệu họp, đúng từng byte như đã gửi."""

    async def work(reading: ReadingParts) -> None:
        meeting_id = await matter_named(reading, by, MatterKind.MEETING, meeting)
        to.write_bytes(await reading.meetings.file(await reading.views.of(by), meeting_id, digest))
        out.print(f"Đã ghi {to}.")

    in_reading(work)


@meeting_app.command("minutes")
def minutes(meeting: MeetingId, by: As, file: TextFile, decide: Decisions = None) -> None:
    """Thư ký ghi biên bản, kèm kết luận cho từng bài."""

    async def work(parts: DeskParts) -> None:
        meeting_id = await matter_named(parts.reading, by, MatterKind.MEETING, meeting)
        text, conclusions = text_file(file, "minutes", LONGEST_FACT), _conclusions(decide or [])
        member = await parts.desk.member(by)
        await parts.meetings.record_minutes(member, meeting_id, minutes=text, conclusions=conclusions)
        await _show(parts, meeting_id, by)

    at_desk(work)


@meeting_app.command("conclude")
def conclude(
    meeting: MeetingId,
    by: As,
    seen: Annotated[str, typer.Option("--hash", help="Mã biên bản đã đọc; bỏ trống là biên bản hiện tại.")] = "",
) -> None:
    """Trưởng Ban ký biên bản; kết luận có hiệu lực với từng bài."""

    async def work(parts: DeskParts) -> None:
        meeting_id = await matter_named(parts.reading, by, MatterKind.MEETING, meeting)
        await parts.meetings.conclude(await parts.desk.member(by), meeting_id, seen=seen)
        await _show(parts, meeting_id, by)

    at_desk(work)


@meeting_app.command("cancel")
def cancel(meeting: MeetingId, by: As, reason: Reason) -> None:
    """Hủy cuộc họp; các bài chờ kỳ họp sau."""

    async def work(parts: DeskParts) -> None:
        meeting_id = await matter_named(parts.reading, by, MatterKind.MEETING, meeting)
        await parts.meetings.cancel(await parts.desk.member(by), meeting_id, reason=reason)
        await _show(parts, meeting_id, by)

    at_desk(work)


@meeting_app.command("list")
def list_(
    by: Looking = "secretary",
    everything: Annotated[bool, typer.Option("--all", help="Kể cả cuộc họp đã kết luận hoặc đã hủy.")] = False,
) -> None:
    """Các cuộc họp chưa kết luận."""

    async def work(reading: ReadingParts) -> None:
        view = await reading.views.of(by)
        found = await reading.meetings.listed(view, only_open=not everything)
        say(meeting_line(meeting_data(sheet, view)) for sheet in found.rows)

    in_reading(work)


@meeting_app.command("show")
def show(meeting: MeetingId, by: Looking = "secretary") -> None:
    """Một cuộc họp: chương trình, tài liệu, biên bản, kết luận."""

    async def work(reading: ReadingParts) -> None:
        meeting_id = await matter_named(reading, by, MatterKind.MEETING, meeting)
        view = await reading.views.of(by)
        say(meeting_lines(meeting_data(await reading.meetings.meeting(view, meeting_id), view)))

    in_reading(work)


def _conclusions(decide: list[str]) -> dict[str, Conclusion]:
    found: dict[str, Conclusion] = {}
    for number, text in enumerate(decide):
        field = f"decide[{number}]"
        article, outcome, note = [*(part.strip() for part in text.split("|", 2)), "", ""][:3]
        if outcome not in set(Outcome):
            wrong = f"“{quoted(text)}” chưa đúng; hãy viết “SỐ_BÀI|kết luận|lý do”: {', '.join(Outcome)}."
            raise InvalidInput(field, wrong)
        if article in found:
            raise InvalidInput(field, f"bài {quoted(article)} ghi hai lần; hãy để một kết luận.")
        found[article] = Conclusion(outcome=Outcome(outcome), note=note)
    return found


async def _show(parts: DeskParts, meeting_id: str, by: str) -> None:
    view = await parts.reading.views.of(by)
    out.print("Đã ghi sổ.")
    say(meeting_lines(meeting_data(await parts.reading.meetings.meeting(view, meeting_id), view)))
