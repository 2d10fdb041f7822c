"""What people of the desk do on the command line; each command is one act, signed for the member named by `--as`."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.markup import escape

from desk.offers import OFFERS
from desk.parts import DeskParts
from desk.presenting.opened import since_lines
from desk.reading.parts import ReadingParts
from newsroom.article import ChannelName, spoken
from newsroom.claims import REASONS, Details
from newsroom.describe import route_in_words
from newsroom.errors import InvalidInput
from newsroom.matters.kinds import MatterKind
from newsroom.stages import ACTS, STAGE_LABELS, STAGE_TABLE, Act, ActRow, Given
from workers.commands.carrying_out import at_desk
from workers.commands.manuscripts import labels_in, manuscript_in
from workers.console import check_agreed, check_terminal, local_time, out, say
from workflows.messages import ActAnswer

As = Annotated[str, typer.Option("--as", help="Tài khoản thực hiện, ví dụ reporter-1, final-editor, standing-deputy.")]
Looking = Annotated[str, typer.Option("--as", help="Xem bằng tài khoản này.")]
Article = Annotated[str, typer.Argument(help="Số bài, ví dụ 2026-0421, hoặc mã bài.")]
Manuscripts = Annotated[Path, typer.Argument(help="Tệp .docx, .md hoặc .html.")]
Hash = Annotated[str, typer.Option("--hash", help="Mã nội dung của bản đã đọc (`toasoan read`).")]
Reason = Annotated[str, typer.Option("--reason", help="Lý do.")]
Why = Annotated[str, typer.Option("--why", help=f"Loại lý do: {', '.join(REASONS)}.")]
To = Annotated[str, typer.Option("--to", help="Tài khoản người nhận việc.")]
At = Annotated[str, typer.Option("--at", help="Giờ đăng: 14:30, hoặc 2026-11-24 07:00.")]
Topics = Annotated[list[str] | None, typer.Option("--topic", help="Chủ đề; lặp lại để ghi nhiều chủ đề.")]
TopicsReason = Annotated[
    str, typer.Option("--topics-reason", help="Lý do bài không có, hoặc bỏ, chủ đề do Trưởng Ban duyệt.")
]
Photos = Annotated[list[str] | None, typer.Option("--photo", help="Ảnh: “tệp|chú thích|người chụp|mô tả”; lặp lại.")]
Text = Annotated[str, typer.Option()]


def register(app: typer.Typer) -> None:
    """Give the commands to the application."""
    app.command()(submit)
    for act in OFFERS:
        app.command(OFFERS[act].command, help=OFFERS[act].help)(_OWN.get(act) or _plain(act))


def submit(
    file: Manuscripts,
    by: As,
    *,
    title: Text = "",
    summary: Text = "",
    kind: Text = "",
    byline: Text = "",
    topic: Topics = None,
    photo: Photos = None,
    request_id: Text = "",
    contributor: Annotated[str, typer.Option("--contributor", help="Thư ký gửi thay cộng tác viên này.")] = "",
) -> None:
    """Gửi bài (Word, Markdown hoặc HTML) kèm ảnh tới bàn biên tập."""
    stated: dict[str, Any] = {"title": title, "summary": summary, "kind": kind, "byline": byline, "topics": topic}

    async def work(parts: DeskParts) -> None:
        stated["photos"] = [_photo(text, i) for i, text in enumerate(photo or [])]
        manuscript = await manuscript_in(file, parts.reading, {key: value for key, value in stated.items() if value})
        view = await parts.reading.views.of(by)
        receipt = await parts.desk.submit(view.viewer, manuscript, request_id=request_id, contributor=contributor)
        card = await parts.reading.articles.card(view, receipt.article_id)
        out.print(
            f"Đã nhận bài [bold]{spoken(receipt.article_id)}[/] “{escape(card.title)}”, số tiếp nhận {receipt.receipt}."
        )
        if receipt.awaits_intake:
            out.print("Thư ký Ban Biên tập tiếp nhận rồi chuyển biên tập.")
        if not receipt.started:
            out.print("[yellow]Máy chủ quy trình chưa trả lời; bài đã lưu an toàn và sẽ tự chuyển tới biên tập.[/]")
        out.print(f"Người duyệt dự kiến: {escape(route_in_words(card.standing.route))}")
        for note in (*receipt.notes, *receipt.warnings):
            out.print(f"Lưu ý: {escape(note)}")

    at_desk(work)


def edit(
    article: Article,
    by: As,
    file: Annotated[Path | None, typer.Option("--file")] = None,
    seen: Hash = "",
    *,
    kind: Text = "",
    topic: Topics = None,
    topics_reason: TopicsReason = "",
) -> None:
    """Hoàn thành biên tập lần cuối và trình duyệt, kèm bản đã sửa nếu có."""
    stated = {name: value for name, value in (("kind", kind), ("topics", topic)) if value}

    async def work(parts: DeskParts) -> None:
        article_id = await article_named(parts.reading, by, article)
        read = partial(manuscript_in, file) if file else labels_in
        manuscript = await read(parts.reading, stated)
        member = await parts.desk.member(by)
        done = parts.desk.finish_edit(member, article_id, seen=seen, manuscript=manuscript, topics_reason=topics_reason)
        _done(await done)

    at_desk(work)


def resubmit(
    article: Article,
    by: As,
    file: Annotated[Path | None, typer.Argument(help="Bản đã sửa; bỏ trống là gửi lại bản cũ, kèm --reason.")] = None,
    reason: Reason = "",
    topics_reason: TopicsReason = "",
) -> None:
    """Gửi lại bản đã sửa của bài bị trả, hoặc đúng bản cũ kèm lý do."""

    async def work(parts: DeskParts) -> None:
        article_id = await article_named(parts.reading, by, article)
        manuscript = await manuscript_in(file, parts.reading) if file else None
        member, why = await parts.desk.member(by), topics_reason
        sent = parts.desk.resubmit(member, article_id, manuscript=manuscript, reason=reason, topics_reason=why)
        _done(await sent)

    at_desk(work)


def approve(
    article: Article,
    by: As,
    seen: Hash = "",
    at: At = "",
    off: Annotated[list[ChannelName] | None, typer.Option("--off", help="Không đăng kênh này.")] = None,
    on: Annotated[list[ChannelName] | None, typer.Option("--on", help="Bật thêm kênh này.")] = None,
    reason: Reason = "",
) -> None:
    """Duyệt đăng đúng bản đã đọc; không ghi --hash thì hiện bài, những gì đã đổi từ lần mở trước, rồi hỏi lại."""
    details = Details(channels_off=tuple(off or ()), channels_on=tuple(on or ()), reason=reason)

    async def work(parts: DeskParts) -> None:
        told = replace(details, publish_at=local_time(at)) if at else details
        article_id = await article_named(parts.reading, by, article)
        text = seen or await _shown_text(parts, by, article_id, Act.APPROVE)
        _done(await parts.desk.act(await parts.desk.member(by), Act.APPROVE, article_id, seen=text, details=told))

    at_desk(work)


def return_(article: Article, by: As, reason: Reason, why: Why = "form") -> None:
    """Trả bài: đang biên tập thì trả tác giả; đang chờ duyệt, hoặc đã duyệt mà chưa lên kênh, thì trả biên tập."""

    async def work(parts: DeskParts) -> None:
        article_id = await article_named(parts.reading, by, article)
        view = await parts.reading.views.of(by)
        stage = (await parts.reading.articles.standing(view, article_id)).stage
        act = Act.RETURN_TO_AUTHOR if (stage, Act.RETURN_TO_AUTHOR) in STAGE_TABLE else Act.RETURN_FOR_EDIT
        details = Details(reason=reason, reason_code=why)
        _done(await parts.desk.act(view.viewer, act, article_id, details=details))

    at_desk(work)


_OWN: Final[dict[Act, Callable[..., None]]] = {
    Act.FINISH_EDIT: edit,
    Act.RESUBMIT: resubmit,
    Act.APPROVE: approve,
    Act.RETURN_TO_AUTHOR: return_,
    Act.RETURN_FOR_EDIT: return_,
}


async def article_named(reading: ReadingParts, by: str, named: str) -> str:
    """The id of the article that a member names, by its number or its id."""
    return await reading.numbers.article(await reading.views.of(by), named)


async def matter_named(reading: ReadingParts, by: str, kind: MatterKind, named: str) -> str:
    """The id of the matter of that kind that a member names, by its number or its id."""
    return await reading.numbers.matter(await reading.views.of(by), kind, named)


def _plain(act: Act) -> Callable[..., None]:
    """The command of an act; its options follow from its row and are named as the details they fill."""

    def command(article: str, by: str, at: str = "", **details: Any) -> None:
        _act(article, by, act, Details(**details), at=at)

    command.__signature__ = Signature(list(_options(ACTS[act])))  # type: ignore[attr-defined]
    return command


def _options(row: ActRow) -> Iterator[Parameter]:
    yield _option("article", Article)
    if row.one_channel:
        yield _option("channel", ChannelName)
    yield _option("by", As)
    if row.names_member:
        yield _option("to", To)
    if row.hour is Given.ALWAYS:
        yield _option("at", At)
    if row.needs_reason:
        yield _option("reason", Reason)
    elif row.hour is Given.NEVER:
        yield _option("reason", Reason, "")
    if row.needs_reason_code:
        yield _option("reason_code", Why)


def _option(name: str, kind: Any, otherwise: Any = Parameter.empty) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, annotation=kind, default=otherwise)


def _act(article: str, by: str, act: Act, details: Details, *, at: str = "") -> None:
    async def work(parts: DeskParts) -> None:
        article_id = await article_named(parts.reading, by, article)
        told = replace(details, publish_at=local_time(at)) if at else details
        _done(await parts.desk.act(await parts.desk.member(by), act, article_id, details=told))

    at_desk(work)


def _done(answer: ActAnswer) -> None:
    out.print(f"Đã ghi sổ. Bài đang ở bước “{STAGE_LABELS[answer.stage]}”.")


def _photo(text: str, index: int) -> dict[str, str]:
    parts = [part.strip() for part in text.split("|")]
    names = ("file", "caption", "credit", "alt")
    if len(parts) > len(names):
        raise InvalidInput(f"photos[{index}]", "chỉ gồm “tệp|chú thích|người chụp|mô tả”.")
    return dict(zip(names, parts, strict=False))


async def _shown_text(parts: DeskParts, by: str, article: str, act: Act) -> str:
    """The hash of the text that a person was shown now and has said yes to; empty for one who may not do the act.

    Errors: InvalidInput where nobody can be asked, or when the answer is no.
    """
    view = await parts.reading.views.of(by)
    if not view.may(await parts.reading.articles.standing(view, article), act):
        # The refusal says why, and is recorded.
        return ""
    check_terminal(
        "--hash",
        f"hãy đọc bài (`toasoan read {spoken(article)} --as {by}`) rồi ghi mã nội dung đã đọc ở --hash; "
        "chưa có gì thay đổi.",
    )
    since = await parts.reading.articles.since_opened(view, article)
    say(since_lines(since, view.board))
    say(f"NÊN XEM LẠI: {finding.message}" for finding in await parts.reading.articles.alike(view, article))
    check_agreed(f"Duyệt đăng “{since.content.title}” ({spoken(article)}) đúng bản vừa hiện?")
    return since.standing.content_hash
