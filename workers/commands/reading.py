"""What people of the desk look at on the command line, and what they say about a text: its points, their comments."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from desk.explaining.cases import Question
from desk.parts import DeskParts
from desk.presenting.amendments import text_lines
from desk.presenting.articles import after_hours, card_lines, full_card, taken_data, taken_line
from desk.presenting.checklist import findings_lines, listed_data, point_data
from desk.presenting.explained import explained_data, explained_lines
from desk.presenting.inbox import inbox_data, inbox_lines
from desk.presenting.late import late_line
from desk.presenting.owed import owed_data, owed_line
from desk.presenting.texts import findings_data, text_data
from desk.presenting.timeline import timeline_data, timeline_lines
from desk.reading.parts import ReadingParts
from desk.viewpoint import Viewpoint
from newsroom.article import Kind, spoken
from newsroom.board import OFFICE_LABELS
from newsroom.errors import InvalidInput
from newsroom.members.pages import Page, page
from newsroom.stages import STAGE_LABELS, Stage
from newsroom.working_time import local
from workers.commands.articles import Article, As, Looking, article_named
from workers.commands.carrying_out import at_desk, in_reading
from workers.console import check_agreed, check_terminal, local_day, local_time, out, say

Numbers = Annotated[list[int] | None, typer.Argument(help="Số của điểm, xem `toasoan checklist`; ghi nhiều số được.")]
Number = Annotated[int, typer.Argument(help="Số của góp ý.")]


def register(app: typer.Typer) -> None:
    """Give the commands to the application."""
    for command in (
        status,
        timeline,
        inbox,
        owed,
        late,
        read,
        intake,
        checklist,
        comment,
        withdraw_comment,
        close_point,
    ):
        app.command()(command)


def status(
    article: Annotated[str, typer.Argument(help="Số bài (hoặc mã); bỏ trống để xem danh sách.")] = "",
    by: Looking = "secretary",
    stage: Annotated[Stage | None, typer.Option("--stage", help="Danh sách: chỉ bài ở bước này.")] = None,
    first: Annotated[str, typer.Option("--from", help="Danh sách: gửi từ ngày này, như 2026-11-23.")] = "",
    last: Annotated[str, typer.Option("--to", help="Danh sách: gửi đến hết ngày này.")] = "",
    late: Annotated[bool, typer.Option("--late", help="Danh sách: chỉ bài đang quá hạn.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=200, help="Danh sách: số bài nhiều nhất.")] = 50,
    cursor: Annotated[str, typer.Option("--next", help="Danh sách: đọc tiếp từ chỗ đã in ra.")] = "",
) -> None:
    """Xem bài đang ở đâu, vì sao, từng kênh, từng hạn; bỏ trống số bài thì xem danh sách."""

    async def work(reading: ReadingParts) -> None:
        article_id = await article_named(reading, by, article)
        view = await reading.views.of(by)
        if not article_id:
            days = {"first": local_day(first, "from"), "last": local_day(last, "to")}
            asked = page(limit=limit, cursor=cursor, late=late, **days)
            await _show_list(reading, view, stage, asked)
            return
        articles = reading.articles
        card, to_confirm = await articles.card(view, article_id), await articles.to_confirm(view, article_id)
        alike, points = await articles.alike(view, article_id), await articles.points(view, article_id)
        say(card_lines(full_card(card, view, listed_data(to_confirm, alike, points, view.board))))

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
        say(f"NÊN XEM LẠI: {finding.message}" for finding in await reading.articles.alike(view, article_id))

    in_reading(work)


def intake(
    by: Looking = "secretary",
    everything: Annotated[bool, typer.Option("--all", help="Kể cả bài đã đăng, đã dừng.")] = False,
) -> None:
    """Bài của cộng tác viên: số tiếp nhận, ai gửi, đang ở đâu; cộng tác viên xem bài của mình."""

    async def work(reading: ReadingParts) -> None:
        view = await reading.views.of(by)
        found = await reading.articles.receipts(view, only_open=not everything)
        say(taken_line(taken_data(taken, view)) for taken in found.rows)

    in_reading(work)


def inbox(
    by: As,
    *,
    seen: Annotated[bool, typer.Option("--read", help="Đánh dấu đã đọc.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Kể cả thông báo cũ của bài đã đóng.")] = False,
) -> None:
    """Việc đang chờ, theo hạn, và thông báo của một người."""

    async def work(reading: ReadingParts) -> None:
        view = await reading.views.of(by)
        # Nothing is taken as read that was not shown.
        found = await (reading.inbox.whole(view) if seen else reading.inbox.of(view))
        say(inbox_lines(inbox_data(found, view), view.at, everything=everything))
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
            out.print(escape(late_line(each, view)), soft_wrap=True)
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


def checklist(article: Article, by: Looking = "final-editor") -> None:
    """Bảng kiểm biên tập: lỗi phải sửa, điều nên xem lại, điểm của bản thảo và góp ý."""

    async def work(reading: ReadingParts) -> None:
        article_id = await article_named(reading, by, article)
        view = await reading.views.of(by)
        say(findings_lines(findings_data(await reading.articles.checklist(view, article_id))))
        # Those that are open are among the findings.
        closed = [point for point in await reading.articles.points(view, article_id) if not point.is_open]
        say(point_data(point, view.board)["text"] for point in closed)

    in_reading(work)


def comment(article: Article, by: As, text: Annotated[str, typer.Option("--text", help="Lời góp ý.")]) -> None:
    """Góp ý cho bài; góp ý còn mở thì chưa trình duyệt được."""

    async def work(parts: DeskParts) -> None:
        article_id = await article_named(parts.reading, by, article)
        said = await parts.points.comment(await parts.desk.member(by), article_id, text)
        out.print(f"Đã ghi sổ: điểm {said.number}, góp ý cho bài.")

    at_desk(work)


def withdraw_comment(article: Article, number: Number, by: As) -> None:
    """Rút góp ý của chính mình."""

    async def work(parts: DeskParts) -> None:
        article_id = await article_named(parts.reading, by, article)
        said = await parts.points.withdraw(await parts.desk.member(by), article_id, number)
        out.print(f"Đã ghi sổ: rút góp ý, điểm {said.number}.")

    at_desk(work)


def close_point(
    article: Article,
    by: As,
    numbers: Numbers = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Mọi điểm còn mở, sau khi hiện ra và hỏi lại.")] = False,
) -> None:
    """Người biên tập lần cuối đóng điểm đã xem; cùng phần ấy gửi lại thì vẫn là đã đóng."""

    async def work(parts: DeskParts) -> None:
        if bool(numbers) is everything:
            raise InvalidInput("numbers", "hãy ghi số của từng điểm, hoặc dùng --all để đóng mọi điểm còn mở.")
        article_id = await article_named(parts.reading, by, article)
        wanted = numbers or await _all_shown(parts, by, article_id)
        closed = await parts.points.close(await parts.desk.member(by), article_id, wanted)
        out.print(f"Đã ghi sổ: đóng {len(closed)} điểm ({', '.join(str(point.number) for point in closed)}).")

    at_desk(work)


async def _all_shown(parts: DeskParts, by: str, article: str) -> list[int]:
    """The numbers of all open points, once the person has seen them and said yes. Errors: InvalidInput."""
    check_terminal("--all", "hãy xem `toasoan checklist` rồi ghi số của từng điểm; chưa có gì thay đổi.")
    view = await parts.reading.views.of(by)
    left = [point for point in await parts.reading.articles.points(view, article) if point.is_open]
    if not left:
        raise InvalidInput("--all", "bài không còn điểm nào mở; mọi việc giữ nguyên.")
    say(point_data(point, view.board)["text"] for point in left)
    check_agreed(f"Đóng {len(left)} điểm này?")
    return [point.number for point in left]


async def _show_list(reading: ReadingParts, view: Viewpoint, stage: Stage | None, asked: Page) -> None:
    found = await reading.articles.cards(view, stage=stage, page=asked)
    cards = found.rows
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
    if found.next:
        out.print(f"Còn nữa: thêm --next {found.next}", soft_wrap=True)
