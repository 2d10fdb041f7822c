"""Incidents, and what members say for the record, on the command line."""

from typing import Annotated

import typer

from desk.parts import DeskParts
from desk.presenting.incidents import incident_data, incident_line, incident_lines
from desk.presenting.remarks import remark_data
from desk.reading.parts import ReadingParts
from newsroom.matters.kinds import MatterKind
from workers.commands.articles import Article, As, Looking, article_named, matter_named
from workers.commands.carrying_out import at_desk, in_reading
from workers.console import out, say

IncidentId = Annotated[str, typer.Argument(help="Số sự việc, xem `toasoan incident list`.")]
Text = Annotated[str, typer.Option("--text", help="Nội dung, dài nhất 2 000 ký tự.")]

incident_app = typer.Typer(help="Sự việc phát sinh.", no_args_is_help=True)
report_app = typer.Typer(help="Ý kiến và lý do ghi vào bản tổng hợp.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Give the two groups of commands to the application."""
    app.add_typer(incident_app, name="incident")
    app.add_typer(report_app, name="report")


@incident_app.command("report")
def report(
    by: As,
    title: Annotated[str, typer.Option("--title", help="Tên sự việc.")],
    account: Annotated[str, typer.Option("--account", help="Chuyện gì đã xảy ra.")],
    proposal: Annotated[str, typer.Option("--proposal", help="Đề xuất xử lý.")],
) -> None:
    """Báo sự việc phát sinh, kèm đề xuất; Thư ký tổng hợp trình Trưởng Ban."""

    async def work(parts: DeskParts) -> None:
        member = await parts.desk.member(by)
        answer = await parts.incidents.report(member, title=title, account=account, proposal=proposal)
        await _show(parts, answer.matter.partition("/")[2], by)

    at_desk(work)


@incident_app.command("compile")
def compile_(
    incident: IncidentId, by: As, summary: Annotated[str, typer.Option("--summary", help="Phần tổng hợp.")]
) -> None:
    """Thư ký tổng hợp sự việc trình Trưởng Ban."""

    async def work(parts: DeskParts) -> None:
        incident_id = await matter_named(parts.reading, by, MatterKind.INCIDENT, incident)
        await parts.incidents.compile(await parts.desk.member(by), incident_id, summary=summary)
        await _show(parts, incident_id, by)

    at_desk(work)


@incident_app.command("decide")
def decide(
    incident: IncidentId,
    by: As,
    decision: Annotated[str, typer.Option("--decision", help="Quyết định.")],
    concerns: Annotated[list[str] | None, typer.Option("--to", help="Tài khoản người thực hiện; lặp lại.")] = None,
    seen: Annotated[str, typer.Option("--hash", help="Mã nội dung đã đọc; bỏ trống là bản hiện tại.")] = "",
) -> None:
    """Trưởng Ban (hoặc người đang điều hành thay) quyết định; người báo và người thực hiện được báo ngay."""

    async def work(parts: DeskParts) -> None:
        incident_id = await matter_named(parts.reading, by, MatterKind.INCIDENT, incident)
        member = await parts.desk.member(by)
        await parts.incidents.decide(member, incident_id, decision=decision, concerns=concerns or (), seen=seen)
        await _show(parts, incident_id, by)

    at_desk(work)


@incident_app.command("list")
def list_(
    by: Looking = "secretary",
    everything: Annotated[bool, typer.Option("--all", help="Kể cả sự việc đã có quyết định.")] = False,
) -> None:
    """Các sự việc chưa có quyết định."""

    async def work(reading: ReadingParts) -> None:
        view = await reading.views.of(by)
        found = await reading.incidents.listed(view, only_open=not everything)
        say(incident_line(incident_data(incident, view)) for incident in found.rows)

    in_reading(work)


@incident_app.command("show")
def show(incident: IncidentId, by: Looking = "secretary") -> None:
    """Một sự việc: diễn biến, đề xuất, tổng hợp, quyết định."""

    async def work(reading: ReadingParts) -> None:
        incident_id = await matter_named(reading, by, MatterKind.INCIDENT, incident)
        view = await reading.views.of(by)
        say(incident_lines(incident_data(await reading.incidents.incident(view, incident_id), view)))

    in_reading(work)


@report_app.command("remark")
def remark(by: As, text: Text) -> None:
    """Phó Trưởng Ban Thường trực ghi ý kiến; trước 17:30 thì có trong bản tổng hợp của ngày."""

    async def work(parts: DeskParts) -> None:
        said = await parts.remarks.say(await parts.desk.member(by), text)
        out.print(remark_data(said)["message"], soft_wrap=True)

    at_desk(work)


@report_app.command("late")
def late(article: Article, by: As, text: Text) -> None:
    """Người biên tập hoặc duyệt ghi lý do bài lỡ thời hạn."""

    async def work(parts: DeskParts) -> None:
        article_id = await article_named(parts.reading, by, article)
        said = await parts.remarks.say(await parts.desk.member(by), text, article_id=article_id)
        out.print(remark_data(said)["message"], soft_wrap=True)

    at_desk(work)


async def _show(parts: DeskParts, incident_id: str, by: str) -> None:
    view = await parts.reading.views.of(by)
    out.print("Đã ghi sổ.")
    say(incident_lines(incident_data(await parts.reading.incidents.incident(view, incident_id), view)))
