"""The notice on the command line: what is in force, why an article is whose, and a new version."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from desk.parts import DeskParts
from desk.reading.parts import ReadingParts
from newsroom.article import spoken
from newsroom.board import OFFICE_LABELS, Board, Signing
from newsroom.errors import InvalidInput
from newsroom.matters.board_change import Meanwhile, Moving, meanwhile_in_words, personal_in_words, signing_in_words
from newsroom.text import quoted
from workers.commands.carrying_out import at_desk, in_reading
from workers.commands.reading import explain
from workers.console import check_agreed, check_terminal, local_time, out, whole_file

board_app = typer.Typer(help="Bản phân công Ban Biên tập.", no_args_is_help=True)
board_app.command("explain")(explain)


def register(app: typer.Typer) -> None:
    """Give the group of commands to the application."""
    app.add_typer(board_app, name="board")


@board_app.command("show")
def board_show() -> None:
    """Bản đang áp dụng: ai duyệt gì, theo khoản nào."""

    async def work(reading: ReadingParts) -> None:
        version = await reading.board.in_force()
        out.print(f"Phiên bản {version.number}. {escape(signing_in_words(version.signing, version.effective_from))}")
        if version.board.unchecked:
            out.print(f"[bold]{escape(version.board.unchecked)}[/]", soft_wrap=True)
        _show_meanwhile(await reading.board.meanwhile(version))
        _show_board(version.board)
        _show_duties(version.board)
        out.print(f"Khóa cá nhân: {escape(personal_in_words(version.board.personal))}", soft_wrap=True)

    in_reading(work)


@board_app.command("adopt")
def board_adopt(
    file: Path,
    by: Annotated[str, typer.Option("--as", help="Trưởng Ban (hoặc người điều hành thay).")] = "head",
    since: Annotated[str, typer.Option("--from", help="Áp dụng từ giờ này; bỏ trống là ngay.")] = "",
    number: Annotated[str, typer.Option("--number", help="Số thông báo; bản đầu tiên không cần.")] = "",
    signed_on: Annotated[str, typer.Option("--signed-on", help="Ngày ký, như 2026-11-20.")] = "",
    decided_by: Annotated[str, typer.Option("--decided-by", help="Quyết định kiện toàn Ban Biên tập.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại.")] = False,
) -> None:
    """Xem bản phân công mới đổi những gì, chuyển những bài nào, rồi áp dụng khi được đồng ý."""

    async def work(parts: DeskParts) -> None:
        source, starts_at = whole_file(file), local_time(since) if since else None
        if first := await parts.board.found(source, starts_at):
            out.print(
                f"Đã lưu bản đầu tiên. Bản này được tính ở những tiến trình có cài đặt "
                f"TOASOAN_FIRST_BOARD_DIGEST={first}; hãy đặt cho mọi tiến trình rồi mở lại.",
                soft_wrap=True,
            )
            return
        signing = Signing(number=number, signed_on=_day(signed_on), decided_by=decided_by)
        change = await parts.reading.board.change_to(source, signing)
        _show_changes(change.changes)
        _show_moving(change.moving)
        _show_meanwhile(change.meanwhile)
        if not yes:
            check_terminal("yes", "xem các thay đổi ở trên, đúng thì thêm --yes.")
            check_agreed("Áp dụng bản này?")
        answer = await parts.board.adopt(await parts.desk.member(by), source, signing, starts_at)
        out.print(f"Đã ghi sổ ({answer.matter}). {escape(answer.summary.replace('**', ''))}.")

    at_desk(work)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as wrong:
        raise InvalidInput("signed_on", f"“{quoted(text)}” không phải là ngày; hãy viết như 2026-11-20.") from wrong


def _show_meanwhile(meanwhile: tuple[Meanwhile, ...]) -> None:
    if not meanwhile:
        return
    out.print("[bold]Từ ngày ký đến giờ áp dụng đã quyết định theo bản cũ, theo bản này thuộc người khác:[/]")
    for found in meanwhile:
        out.print(f"  - {escape(meanwhile_in_words(found))}", soft_wrap=True)


def _show_duties(board: Board) -> None:
    if not board.duties:
        out.print("Bản này chưa ghi nhiệm vụ của từng chức danh.")
        return
    table = Table("Chức danh", "Điều", "Nhiệm vụ")
    for duty in board.duties:
        table.add_row(OFFICE_LABELS[duty.office], str(duty.rule), escape(duty.label))
    out.print(table)


def _show_changes(changes: tuple[str, ...]) -> None:
    out.print("[bold]Thay đổi so với bản đang áp dụng:[/]" if changes else "Không đổi người duyệt nào.")
    for line in changes:
        out.print(f"  - {escape(line)}", soft_wrap=True)


def _show_moving(moving: tuple[Moving, ...]) -> None:
    if not moving:
        out.print("Không có bài nào đang làm phải chuyển người duyệt.")
        return
    table = Table("Số bài", "Tiêu đề", "Đang là", "Sẽ là", title=f"{len(moving)} bài đang làm sẽ chuyển người duyệt")
    for article in moving:
        table.add_row(spoken(article.article_id), escape(article.title), escape(article.before), escape(article.after))
    out.print(table)


def _show_board(board: Board) -> None:
    table = Table("Nhóm", "Người duyệt", "Nội dung", "Căn cứ")
    for rule in board.authority:
        topics = [board.topic_labels[topic] for topic in sorted(rule.topics)]
        kinds = [board.kind_labels[kind] for kind in sorted(rule.kinds)]
        holder = board.holder(rule.office)
        what = "; ".join([*topics, *kinds]) or "mọi nội dung còn lại"
        table.add_row(rule.name, f"{OFFICE_LABELS[rule.office]}\n{holder.name}", what, rule.clause)
    out.print(table)
