"""What members say for the record, on the command line."""

from typing import Annotated

import typer

from desk.parts import DeskParts
from desk.presenting.remarks import remark_data
from workers.commands.articles import Article, As
from workers.commands.carrying_out import at_desk
from workers.console import out

Text = Annotated[str, typer.Option("--text", help="Nội dung, dài nhất 2 000 ký tự.")]

report_app = typer.Typer(help="Ý kiến và lý do ghi vào bản tổng hợp.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Give the group of commands to the application."""
    app.add_typer(report_app, name="report")


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
        said = await parts.remarks.say(await parts.desk.member(by), text, article_id=article)
        out.print(remark_data(said)["message"], soft_wrap=True)

    at_desk(work)
