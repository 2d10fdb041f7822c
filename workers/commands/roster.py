"""Being away, assigning a stand-in, lending one's own power, on the command line."""

from datetime import datetime
from typing import Annotated

import typer

from desk.parts import DeskParts
from desk.presenting.roster import (
    absence_data,
    absence_line,
    absence_lines,
    absence_sheet_data,
    grant_data,
    grant_line,
)
from desk.reading.parts import ReadingParts
from desk.statements import Lent, Portion, Work
from desk.viewpoint import Viewpoint
from newsroom.article import Kind
from newsroom.errors import InvalidInput
from newsroom.matters.kinds import MatterKind
from newsroom.roster import Absence
from workers.commands.articles import As, Looking, To, matter_named
from workers.commands.carrying_out import at_desk, in_reading
from workers.console import local_time, out, say

Absent = Annotated[str, typer.Argument(help="Số đợt vắng; bỏ trống là đợt vắng của chính mình.")]
AbsenceId = Annotated[str, typer.Argument(help="Số đợt vắng, xem `toasoan absences`.")]
GrantId = Annotated[str, typer.Argument(help="Số ủy quyền, hoặc mã phân công.")]
From = Annotated[str, typer.Option("--from", help="Từ lúc: 14:30, hoặc 2026-11-24 07:00; bỏ trống là bây giờ.")]
Until = Annotated[str, typer.Option("--until", help="Đến lúc: 17:00, hoặc 2026-11-24 07:00.")]
Classes = Annotated[list[str] | None, typer.Option("--class", help="Chỉ nhóm này, xem `toasoan board show`; lặp lại.")]
Topics = Annotated[list[str] | None, typer.Option("--topic", help="Chỉ chủ đề này; lặp lại.")]
Why = Annotated[str, typer.Option("--why", "--reason", help="Lý do.")]
All = Annotated[bool, typer.Option("--all", help="Kể cả những đợt đã hết trong 30 ngày qua.")]


def register(app: typer.Typer) -> None:
    """Give the commands to the application."""
    for command in (away, back, extend, absences, assign, delegate, revoke, renew, delegations):
        app.command()(command)


def away(
    by: As,
    to: Annotated[str, typer.Option("--to", help="Giờ trở lại: 17:00, hoặc 2026-11-24 07:00.")],
    why: Why,
    since: From = "",
    member: Annotated[str, typer.Option("--member", help="Báo thay cho tài khoản này.")] = "",
) -> None:
    """Báo vắng mặt; bài đang chờ được chuyển ngay."""

    async def work(parts: DeskParts) -> None:
        answer = await parts.rosters.file_absence(
            await parts.desk.member(by),
            away=member,
            starts_at=_optional(since, "starts_at"),
            ends_at=local_time(to, "ends_at"),
            reason=why,
        )
        await _show_absence(parts, answer.matter.partition("/")[2], by)

    at_desk(work)


def back(by: As, absence: Absent = "") -> None:
    """Báo đã về."""

    async def work(parts: DeskParts) -> None:
        absence_id = await matter_named(parts.reading, by, MatterKind.ABSENCE, absence)
        view = await parts.reading.views.of(by)
        found = absence_id or _own(view, running=True).id
        await parts.rosters.change_absence(view.viewer, found)
        await _show_absence(parts, found, by)

    at_desk(work)


def extend(
    by: As,
    to: Annotated[str, typer.Option("--to", help="Giờ trở lại mới, sớm hơn hoặc muộn hơn.")],
    absence: Absent = "",
) -> None:
    """Đổi giờ trở lại; phân công thay không tự dài theo."""

    async def work(parts: DeskParts) -> None:
        absence_id = await matter_named(parts.reading, by, MatterKind.ABSENCE, absence)
        view = await parts.reading.views.of(by)
        found = absence_id or _own(view, running=False).id
        await parts.rosters.change_absence(view.viewer, found, ends_at=local_time(to, "ends_at"))
        await _show_absence(parts, found, by)

    at_desk(work)


def absences(
    absence: Annotated[str, typer.Argument(help="Số đợt vắng, để xem kỹ một đợt.")] = "",
    by: Looking = "secretary",
    everything: All = False,
) -> None:
    """Ai vắng mặt, đến khi nào, ai được phân công thay, bài nào đang chờ."""

    async def work(reading: ReadingParts) -> None:
        absence_id = await matter_named(reading, by, MatterKind.ABSENCE, absence)
        view = await reading.views.of(by)
        if absence_id:
            say(absence_lines(absence_sheet_data(await reading.roster.absence(view, absence_id), view)))
            return
        roster = await reading.roster.known(view, everything=everything)
        for found in sorted(roster.absences, key=lambda each: each.starts_at):
            say([absence_line(absence_data(found, view))])
            say(f"  {grant_line(grant_data(g, view))}" for g in roster.grants if g.absence == found.id)

    in_reading(work)


def assign(
    absence: AbsenceId,
    by: As,
    to: To,
    last_edit: Annotated[bool, typer.Option("--last-edit", help="Giao biên tập lần cuối thay vì duyệt.")] = False,
    class_: Classes = None,
    topic: Topics = None,
    kind: Annotated[list[Kind] | None, typer.Option("--kind", help="Chỉ loại bài này; lặp lại.")] = None,
    since: From = "",
    until: Until = "",
    why: Why = "",
) -> None:
    """Phân công người duyệt (hoặc biên tập lần cuối) thay trong một đợt vắng."""

    async def work(parts: DeskParts) -> None:
        absence_id = await matter_named(parts.reading, by, MatterKind.ABSENCE, absence)
        part = _portion(class_, topic, kind, _optional(since, "starts_at"), _optional(until, "ends_at"))
        member, given = await parts.desk.member(by), Work.LAST_EDIT if last_edit else Work.APPROVALS
        await parts.rosters.assign(member, absence_id, to=to, work=given, part=part, reason=why)
        await _show_absence(parts, absence_id, by)

    at_desk(work)


def delegate(
    by: As,
    to: To,
    until: Until,
    kind: Annotated[Lent, typer.Option("--kind", help="Việc ủy quyền.")] = Lent.DELEGATION,
    document: Annotated[str, typer.Option("--document", help="Số văn bản ủy quyền.")] = "",
    class_: Classes = None,
    topic: Topics = None,
    article_kind: Annotated[
        list[Kind] | None, typer.Option("--article-kind", help="Chỉ loại bài này; lặp lại.")
    ] = None,
    since: From = "",
    why: Why = "",
) -> None:
    """Ủy quyền phần việc của chính mình, có phạm vi và thời hạn (dài nhất 30 ngày)."""

    async def work(parts: DeskParts) -> None:
        part = _portion(class_, topic, article_kind, _optional(since, "starts_at"), local_time(until, "ends_at"))
        member = await parts.desk.member(by)
        answer = await parts.rosters.delegate(member, to=to, kind=kind, part=part, document=document, reason=why)
        await _show_grant(parts, answer.matter.partition("/")[2], by)

    at_desk(work)


def revoke(grant: GrantId, by: As, why: Why) -> None:
    """Thu hồi ủy quyền hoặc phân công, có hiệu lực ngay."""

    async def work(parts: DeskParts) -> None:
        grant_id = await matter_named(parts.reading, by, MatterKind.DELEGATION, grant)
        await parts.rosters.revoke(await parts.desk.member(by), grant_id, reason=why)
        await _show_grant(parts, grant_id, by)

    at_desk(work)


def renew(grant: GrantId, by: As, until: Until) -> None:
    """Gia hạn ủy quyền hoặc phân công."""

    async def work(parts: DeskParts) -> None:
        grant_id = await matter_named(parts.reading, by, MatterKind.DELEGATION, grant)
        await parts.rosters.renew(await parts.desk.member(by), grant_id, ends_at=local_time(until, "ends_at"))
        await _show_grant(parts, grant_id, by)

    at_desk(work)


def delegations(by: Looking = "secretary", everything: All = False) -> None:
    """Ủy quyền đang có; phân công thay xem ở `toasoan absences`."""

    async def work(reading: ReadingParts) -> None:
        view = await reading.views.of(by)
        roster = await reading.roster.known(view, everything=everything)
        say(grant_line(grant_data(grant, view)) for grant in roster.grants if not grant.absence)

    in_reading(work)


def _own(view: Viewpoint, *, running: bool) -> Absence:
    """The member's own absence: the one that is on, or else (unless it must be) the next."""
    member = view.viewer.id
    found = view.roster.absence_of(member, view.at)
    ahead = [
        a for a in view.roster.absences if a.member == member and a.starts_at > view.at and a.ends_at > a.starts_at
    ]
    if found is None and not running:
        found = min(ahead, key=lambda absence: absence.starts_at, default=None)
    if found is None:
        which = "đang diễn ra" if running else "đang diễn ra hoặc sắp tới"
        raise InvalidInput("absence", f"{member} không có đợt vắng nào {which}; xem `toasoan absences`.")
    return found


def _portion(
    classes: list[str] | None,
    topics: list[str] | None,
    kinds: list[Kind] | None,
    starts_at: datetime | None,
    ends_at: datetime | None,
) -> Portion:
    return Portion(classes=classes or (), topics=topics or (), kinds=kinds or (), starts_at=starts_at, ends_at=ends_at)


def _optional(text: str, field: str) -> datetime | None:
    return local_time(text, field) if text else None


async def _show_absence(parts: DeskParts, absence_id: str, by: str) -> None:
    view = await parts.reading.views.of(by)
    out.print("Đã ghi sổ.")
    say(absence_lines(absence_sheet_data(await parts.reading.roster.absence(view, absence_id), view)))


async def _show_grant(parts: DeskParts, grant_id: str, by: str) -> None:
    view = await parts.reading.views.of(by)
    out.print("Đã ghi sổ.")
    say([grant_line(grant_data(await parts.reading.roster.grant(view, grant_id), view))])
