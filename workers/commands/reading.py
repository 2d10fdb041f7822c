"""What people of the desk look at on the command line: articles, texts, inboxes, and why an article is whose."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from desk.explaining.cases import Question
from desk.presenting.amendments import text_lines
from desk.presenting.articles import after_hours, card_lines, full_card, taken_data, taken_line, text_data
from desk.presenting.explained import explained_data, explained_lines
from desk.presenting.late import late_data, late_line
from desk.presenting.owed import owed_data, owed_line
from desk.presenting.timeline import timeline_data, timeline_lines
from desk.reading.parts import ReadingParts
from desk.viewpoint import Viewpoint
from newsroom.article import Kind, spoken
from newsroom.authority import HOLD_LABELS, Hold
from newsroom.board import OFFICE_LABELS
from newsroom.errors import InvalidInput
from newsroom.stages import STAGE_LABELS
from newsroom.working_time import local
from workers.commands.articles import Article, As, Looking, article_named
from workers.commands.carrying_out import in_reading
from workers.console import local_time, out, say


def register(app: typer.Typer) -> None:
    """Give the commands to the application."""
    for command in (status, timeline, inbox, owed, late, read, intake):
        app.command()(command)


def status(
    article: Annotated[str, typer.Argument(help="Số bài (hoặc mã); bỏ trống để xem danh sách.")] = "",
    by: Looking = "secretary",
) -> None:
    """Xem bài đang ở đâu, vì sao, từng kênh, từng hạn."""

    async def work(reading: ReadingParts) -> None:
        article_id = await article_named(reading, by, article)
        view = await reading.views.of(by)
        if not article_id:
            await _show_list(reading, view)
            return
        points = await reading.articles.points(view, article_id)
        say(card_lines(full_card(await reading.articles.card(view, article_id), view, points)))

    in_reading(work)


def timeline(article: Article, by: Looking = "secretary") -> None:
    """Xem mọi việc đã ghi sổ của một bài."""

    async def work(reading: ReadingParts) -> None:
        article_id = await article_named(reading, by, article)
        view = await reading.views.of(by)
        say(timeline_lines(timeline_data(await reading.articles.timeline(view, article_id), view.board)))

    in_reading(work)


def read(article: Article, by: As) -> None:
    """Đọc toàn văn, lời hiện trên từng kênh và mã nội dung phải ghi khi duyệt; hệ thống ghi nhận đã mở xem."""

    async def work(reading: ReadingParts) -> None:
        article_id = await article_named(reading, by, article)
        view = await reading.views.of(by)
        say(text_lines(text_data(*await reading.articles.text(view, article_id))))

    in_reading(work)


def intake(
    by: Looking = "secretary",
    everything: Annotated[bool, typer.Option("--all", help="Kể cả bài đã đăng, đã dừng.")] = False,
) -> None:
    """Bài của cộng tác viên: số tiếp nhận, ai gửi, đang ở đâu; cộng tác viên xem bài của mình."""

    async def work(reading: ReadingParts) -> None:
        view = await reading.views.of(by)
        found = await reading.articles.receipts(view, only_open=not everything)
        say(taken_line(taken_data(taken, view)) for taken in found)

    in_reading(work)


def inbox(by: As, seen: Annotated[bool, typer.Option("--read", help="Đánh dấu đã đọc.")] = False) -> None:
    """Việc đang chờ và thông báo của một người."""

    async def work(reading: ReadingParts) -> None:
        view = await reading.views.of(by)
        found = await reading.inbox.of(view)
        for task in found.others:
            out.print(f"[bold]{escape(spoken(task.matter) or '·')}[/] {escape(task.text)}", soft_wrap=True)
        for card in found.articles:
            stage, hold = STAGE_LABELS[card.standing.stage], card.standing.seat.hold
            why = "" if hold is Hold.OWNER else f" ({HOLD_LABELS[hold]})"
            out.print(f"[bold]{spoken(card.standing.article_id)}[/] {escape(card.title)}: {stage}{why}")
        for note in reversed(found.notes):
            out.print(f"{local(note.created_at):%d/%m %H:%M} {escape(note.text)}")
        if seen and found.notes:
            await reading.inbox.mark_read(view, found.notes[0].id)

    in_reading(work)


def owed(by: Looking = "final-editor") -> None:
    """Ai còn nợ việc gì: bài đang mở, người đang được chờ, hạn trong ngày, mốc ngoài giờ."""

    async def work(reading: ReadingParts) -> None:
        view = await reading.views.of(by)
        found = await reading.owed.of(view)
        for each in found:
            out.print(escape(owed_line(owed_data(each, view))), soft_wrap=True)
        if not found:
            out.print("Không ai còn nợ việc gì.")

    in_reading(work)


def late(by: Looking = "secretary") -> None:
    """Việc gì quá hạn hoặc sắp quá hạn, của ai, hạn lúc nào; quá lâu nhất trước."""

    async def work(reading: ReadingParts) -> None:
        view = await reading.views.of(by)
        found = await reading.late.of(view)
        for each in found:
            out.print(escape(late_line(late_data(each, view))), soft_wrap=True)
        if not found:
            out.print("Không có việc nào quá hạn hoặc sắp quá hạn.")

    in_reading(work)


def explain(
    article: Annotated[str, typer.Argument(help="Số bài hoặc mã bài; bỏ trống khi hỏi theo loại bài.")] = "",
    at: Annotated[str, typer.Option("--at", help="Lúc nào: 09:00, hoặc 2026-11-23 09:00.")] = "",
    by: Looking = "secretary",
    kind: Annotated[Kind | None, typer.Option("--kind", help="Loại bài, khi hỏi mà chưa có bài.")] = None,
    topic: Annotated[list[str] | None, typer.Option("--topic", help="Chủ đề; lặp lại.")] = None,
    author: Annotated[str, typer.Option("--author", help="Tài khoản tác giả.")] = "reporter-1",
    source: Annotated[str, typer.Option("--source", help="Địa chỉ nguồn, với tin đăng lại.")] = "",
) -> None:
    """Vì sao bài do người này duyệt, lúc này hoặc lúc đã qua; ai được, ai không, theo khoản nào, ủy quyền nào."""

    async def work(reading: ReadingParts) -> None:
        article_id = await article_named(reading, by, article)
        view = await reading.views.of(by)
        moment = local_time(at, "at") if at else view.at
        if bool(article_id) is (kind is not None):
            raise InvalidInput("article", "hãy ghi số bài, hoặc hỏi theo loại bằng --kind (kèm --topic, --author).")
        if kind is not None:
            question = Question(kind=kind, topics=tuple(topic or ()), author=author, source=source)
            case = await reading.articles.whose(question, moment)
        else:
            case = await reading.articles.why(view, article_id, moment)
        say(explained_lines(explained_data(case, view.viewer)))

    in_reading(work)


async def _show_list(reading: ReadingParts, view: Viewpoint) -> None:
    cards = await reading.articles.cards(view)
    targets = [after_hours(card, view) for card in cards]
    overdue = {each.pressing.card.standing.article_id for each in await reading.late.of(view) if each.is_over(view.at)}
    table = Table(Column("Số bài", no_wrap=True), "Tiêu đề", "Bước", "Người duyệt", Column("Gửi lúc", no_wrap=True))
    if any(targets):
        table.add_column("Ngoài giờ")
    for card, target in zip(cards, targets, strict=True):
        standing = card.standing
        late = (f"mốc {local(target):%H:%M %d/%m}" if target else "",) if any(targets) else ()
        table.add_row(
            spoken(standing.article_id),
            escape(card.title),
            STAGE_LABELS[standing.stage] + (" (QUÁ HẠN)" if standing.article_id in overdue else ""),
            OFFICE_LABELS[standing.route.owner],
            f"{local(standing.submitted_at):%H:%M %d/%m}",
            *late,
        )
    out.print(table)
