"""Changing and taking down what is published, on the command line."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from desk.parts import DeskParts
from desk.presenting.amendments import amendment_data, amendment_line, amendment_lines, proposed_data
from desk.reading.parts import ReadingParts
from desk.statements import Proposal
from newsroom.article import ChannelName
from newsroom.matters.kinds import AmendmentKind, MatterKind
from workers.commands.articles import (
    Article,
    As,
    Looking,
    Manuscripts,
    Reason,
    Topics,
    article_named,
    matter_named,
)
from workers.commands.carrying_out import at_desk, in_reading
from workers.commands.manuscripts import labels_in, manuscript_in
from workers.console import out, say

AmendmentId = Annotated[str, typer.Argument(help="Số đề nghị, xem `toasoan amendment list`.")]
Seen = Annotated[str, typer.Option("--hash", help="Mã nội dung của bản đề nghị đã đọc; bỏ trống là bản đang chờ.")]
Evidence = Annotated[str, typer.Option("--evidence", help="Chứng cứ: công văn, đường dẫn, ảnh chụp.")]

amend_app = typer.Typer(help="Đề nghị sửa hoặc gỡ bài đã đăng.", no_args_is_help=True)
amendment_app = typer.Typer(help="Quyết định về đề nghị sửa, gỡ bài.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Give the groups of commands to the application."""
    app.add_typer(amend_app, name="amend")
    app.add_typer(amendment_app, name="amendment")
    app.command("take-down-now")(take_down_now)


@amend_app.command("typo")
def typo(article: Article, file: Manuscripts, by: As, reason: Reason, evidence: Evidence = "") -> None:
    """Sửa lỗi chính tả, cả khi bài chờ duyệt hoặc chờ giờ đăng: gửi toàn văn bài đã sửa."""
    _propose(article, by, Proposal(kind=AmendmentKind.TYPO, reason=reason, evidence=evidence), file)


@amend_app.command("update")
def update(article: Article, file: Manuscripts, by: As, reason: Reason, evidence: Evidence = "") -> None:
    """Cập nhật nội dung: gửi toàn văn bài mới; bài tự ghi giờ cập nhật."""
    _propose(article, by, Proposal(kind=AmendmentKind.UPDATE, reason=reason, evidence=evidence), file)


@amend_app.command("correct")
def correct(
    article: Article,
    file: Manuscripts,
    by: As,
    reason: Reason,
    wrong: Annotated[str, typer.Option("--wrong", help="Thông tin đã đăng sai.")],
    right: Annotated[str, typer.Option("--right", help="Thông tin đúng.")],
    section: Annotated[str, typer.Option("--section", help="Chuyên mục đã đăng; bỏ trống là loại bài.")] = "",
    evidence: Evidence = "",
) -> None:
    """Cải chính: gửi toàn văn bài đúng; bài tự mở đầu bằng lời cải chính, xin lỗi."""
    proposal = Proposal(
        kind=AmendmentKind.CORRECTION, reason=reason, evidence=evidence, wrong=wrong, right=right, section=section
    )
    _propose(article, by, proposal, file)


@amend_app.command("adapt")
def adapt(article: Article, file: Manuscripts, by: As, reason: Reason, evidence: Evidence = "") -> None:
    """Sửa cho kênh chưa hiện bài (kênh từ chối nội dung): gửi toàn văn; kênh đã hiện bài giữ nguyên."""
    _propose(article, by, Proposal(kind=AmendmentKind.ADAPT, reason=reason, evidence=evidence), file)


@amend_app.command("topics")
def topics(article: Article, by: As, reason: Reason, topic: Topics = None, evidence: Evidence = "") -> None:
    """Sửa chủ đề của bài đã đăng, nội dung giữ nguyên; Trưởng Ban được báo."""
    _propose(article, by, Proposal(kind=AmendmentKind.TOPICS, reason=reason, evidence=evidence), topics=topic or [])


@amend_app.command("channel")
def channel(
    article: Article,
    channel: ChannelName,
    by: As,
    reason: Reason,
    text: Annotated[str, typer.Option("--text", help="Lời đăng mới của kênh.")],
    evidence: Evidence = "",
) -> None:
    """Sửa lời đăng riêng của một kênh (Fanpage, Zalo OA); các kênh khác giữ nguyên."""
    kind = AmendmentKind.CHANNEL_TEXT
    _propose(article, by, Proposal(kind=kind, reason=reason, evidence=evidence, channel=channel, text=text))


@amend_app.command("take-down")
def take_down(article: Article, by: As, reason: Reason, evidence: Evidence = "") -> None:
    """Đề nghị gỡ bài khỏi mọi kênh."""
    _propose(article, by, Proposal(kind=AmendmentKind.TAKE_DOWN, reason=reason, evidence=evidence))


def take_down_now(
    article: Article,
    by: As,
    ordered_by: Annotated[str, typer.Option("--ordered-by", help="Tài khoản người ra lệnh miệng.")],
    reason: Reason,
) -> None:
    """Kỹ sư (khi vắng: người dự phòng) gỡ ngay theo lệnh miệng, rồi phải được xác nhận đúng hạn."""

    async def work(parts: DeskParts) -> None:
        article_id = await article_named(parts.reading, by, article)
        member = await parts.desk.member(by)
        answer = await parts.amendments.take_down_now(member, article_id, ordered_by=ordered_by, reason=reason)
        await _show_recorded(parts, answer.matter.partition("/")[2], by)

    at_desk(work)


@amendment_app.command("approve")
def approve(amendment: AmendmentId, by: As, seen: Seen = "") -> None:
    """Duyệt đúng bản đề nghị đã đọc."""

    async def work(parts: DeskParts) -> None:
        amendment_id = await matter_named(parts.reading, by, MatterKind.AMENDMENT, amendment)
        view = await parts.reading.views.of(by)
        known = (await parts.reading.amendments.sheet(view, amendment_id)).amendment
        await parts.amendments.approve(view.viewer, amendment_id, seen=seen or known.new_hash)
        await _show_recorded(parts, amendment_id, by)

    at_desk(work)


@amendment_app.command("refuse")
def refuse(amendment: AmendmentId, by: As, reason: Reason) -> None:
    """Không duyệt đề nghị; bài giữ nguyên."""

    async def work(parts: DeskParts) -> None:
        amendment_id = await matter_named(parts.reading, by, MatterKind.AMENDMENT, amendment)
        view = await parts.reading.views.of(by)
        known = (await parts.reading.amendments.sheet(view, amendment_id)).amendment
        await parts.amendments.refuse(view.viewer, amendment_id, seen=known.new_hash, reason=reason)
        await _show_recorded(parts, amendment_id, by)

    at_desk(work)


@amendment_app.command("confirm")
def confirm(amendment: AmendmentId, by: As) -> None:
    """Xác nhận lệnh gỡ miệng."""

    async def work(parts: DeskParts) -> None:
        amendment_id = await matter_named(parts.reading, by, MatterKind.AMENDMENT, amendment)
        await parts.amendments.confirm(await parts.desk.member(by), amendment_id)
        await _show_recorded(parts, amendment_id, by)

    at_desk(work)


@amendment_app.command("retry")
def retry(
    amendment: AmendmentId,
    channel: ChannelName,
    by: As,
    skip: Annotated[bool, typer.Option("--skip", help="Bỏ kênh này; người duyệt quyết định, cần lý do.")] = False,
    reason: Reason = "",
) -> None:
    """Cho kênh đang dừng làm tiếp, hoặc bỏ kênh."""

    async def work(parts: DeskParts) -> None:
        amendment_id = await matter_named(parts.reading, by, MatterKind.AMENDMENT, amendment)
        member = await parts.desk.member(by)
        await parts.amendments.retry(member, amendment_id, channel=channel, skip=skip, reason=reason)
        await _show_recorded(parts, amendment_id, by)

    at_desk(work)


@amendment_app.command("list")
def list_(
    article: Annotated[str, typer.Argument(help="Số bài hoặc mã bài; bỏ trống là mọi đề nghị đang chờ.")] = "",
    by: Looking = "secretary",
) -> None:
    """Đề nghị sửa, gỡ đang chờ quyết định, hoặc mọi lần sửa của một bài."""

    async def work(reading: ReadingParts) -> None:
        article_id = await article_named(reading, by, article)
        view, amendments = await reading.views.of(by), reading.amendments
        found = await (amendments.of_article(view, article_id) if article_id else amendments.waiting(view))
        say(amendment_line(amendment_data(sheet, view)) for sheet in found)

    in_reading(work)


@amendment_app.command("show")
def show(amendment: AmendmentId, by: Looking = "secretary") -> None:
    """Một đề nghị: bản mới, người quyết định, từng kênh."""

    async def work(reading: ReadingParts) -> None:
        amendment_id = await matter_named(reading, by, MatterKind.AMENDMENT, amendment)
        await _show(reading, amendment_id, by)

    in_reading(work)


def _propose(
    article: str, by: str, proposal: Proposal, file: Path | None = None, *, topics: Sequence[str] = ()
) -> None:
    async def work(parts: DeskParts) -> None:
        article_id = await article_named(parts.reading, by, article)
        labels = {"topics": topics} if topics else {}
        read = partial(manuscript_in, file) if file else labels_in
        manuscript = await read(parts.reading, labels)
        member = await parts.desk.member(by)
        answer = await parts.amendments.propose(member, article_id, replace(proposal, manuscript=manuscript))
        await _show_recorded(parts, answer.matter.partition("/")[2], by)

    at_desk(work)


async def _show_recorded(parts: DeskParts, amendment_id: str, by: str) -> None:
    out.print("Đã ghi sổ.")
    await _show(parts.reading, amendment_id, by)


async def _show(reading: ReadingParts, amendment_id: str, by: str) -> None:
    view = await reading.views.of(by)
    say(amendment_lines(proposed_data(await reading.amendments.text(view, amendment_id), view)))
