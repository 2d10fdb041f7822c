"""An article's standing in words, for operators who read it without code."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from newsroom.article import ChannelName, number_in, spoken
from newsroom.authority import HOLD_LABELS, Hold, Route
from newsroom.board import OFFICE_LABELS, Board, Office
from newsroom.publishing import CHANNEL_LABELS, OUTCOME_LABELS, ChannelResult, channel_names
from newsroom.sla import Alert, Moment
from newsroom.stages import STAGE_LABELS, Stage
from newsroom.standing import Standing
from newsroom.text import literal
from newsroom.working_time import local

_ALERT_LABELS = {
    Alert.REMIND_APPROVER: "Nhắc người duyệt",
    Alert.WARN: "Cảnh báo sắp quá hạn",
    Alert.BREACH: "Ghi nhận quá hạn",
}

_TITLE_CHARS: Final = 180
_REASON_CHARS: Final = 300
_REASONS: Final = 4
_WHEN_UNANSWERED: Final = {
    "người duyệt chưa trả lời": "NewsroomApproverSilent",
    "sắp hoặc đã quá hạn trong ngày": "NewsroomSameDayMissed",
    "một kênh đã dừng": "NewsroomChannelStopped",
}
_ALWAYS: Final = {"trang này không hiện tình hình mới": "NewsroomNoPollers"}


def details(
    standing: Standing,
    results: Iterable[ChannelResult],
    next_moment: Moment | None,
    stopped: Iterable[ChannelResult] = (),
) -> str:
    """Where an article stands, why, and what comes next: Vietnamese Markdown.

    Shape: `stopped` are those of the results that stand still until a person lets them go on.
    Source: design, "readable to ops without code".
    """
    number = number_in(standing.article_id)
    lines = [
        *([f"**Bài số:** {number}"] if number else []),
        f"**Bước:** {STAGE_LABELS[standing.stage]} (từ {local(standing.since):%H:%M %d/%m/%Y})",
        *_held_lines(standing),
        f"**Người duyệt:** {OFFICE_LABELS[standing.route.owner]}",
        *_seat_lines(standing),
        *(f"- {literal(reason)}" for reason in standing.seat.reasons or standing.route.reasons),
        f"**Bản thảo:** số {standing.revision}, mã nội dung `{standing.content_hash[:12]}`",
        f"**Kênh:** {channel_names(standing.channels)}",
    ]
    if standing.publish_at:
        lines.append(f"**Giờ đăng:** {local(standing.publish_at):%H:%M %d/%m/%Y}")
    lines.extend(
        f"- {CHANNEL_LABELS[r.channel]}: {OUTCOME_LABELS[r.outcome]} {r.url or literal(r.explanation)}" for r in results
    )
    lines.extend(f"**{stopped_summary(r.channel, r.asked)}**" for r in stopped)
    if next_moment:
        lines.append(f"**Mốc tới:** {alert_summary(next_moment)}")
    return "\n\n".join(lines)


def way_on(standing: Standing) -> str:
    """What an approver may do with an article that a restore holds, in Vietnamese.

    Source: the stage table.
    """
    scheduled = standing.stage is Stage.SCHEDULED
    otherwise = "rút bài" if scheduled else "đề nghị Trưởng Ban nhận về duyệt"
    return f"cho đăng tiếp (`toasoan go-on {spoken(standing.article_id)}`), hoặc {otherwise}"


def _held_lines(standing: Standing) -> tuple[str, ...]:
    if standing.held_since is None:
        return ()
    whom = OFFICE_LABELS[standing.seat.office or standing.route.owner]
    since = f"{local(standing.held_since):%H:%M %d/%m/%Y}"
    return (f"**Đang giữ:** kho dữ liệu được phục hồi lúc {since}; không gửi gì, chờ {whom} cho đăng tiếp",)


def _seat_lines(standing: Standing) -> tuple[str, ...]:
    seat = standing.seat
    if seat.hold is Hold.OWNER:
        return ()
    whom = OFFICE_LABELS[seat.office] if seat.office else "không ai"
    return (f"**Đang chờ:** {whom} ({HOLD_LABELS[seat.hold]})",)


def alert_summary(moment: Moment) -> str:
    """One line on what happens at a moment, for the label of its timer."""
    return f"{_ALERT_LABELS[moment.alert]} lúc {local(moment.at):%H:%M %d/%m}"


def stopped_summary(channel: ChannelName, asked: Office | None, *, amends: bool = False) -> str:
    """One line on a channel that has stopped, for the label of what waits; `asked` is None when no office is known.

    Source: rule 81; design, "readable to ops without code".
    """
    whom = OFFICE_LABELS[asked] if asked else "người có thẩm quyền"
    return f"Đã dừng: {CHANNEL_LABELS[channel]} – chờ {whom} cho {'làm' if amends else 'đăng'} tiếp"


def route_in_words(route: Route) -> str:
    """Who decides and why, in one paragraph.

    Source: design, "why me".
    """
    return f"{OFFICE_LABELS[route.owner]}. {' '.join(route.reasons)}"


def opening_details(board: Board, standing: Standing, title: str, day: datetime | None, *, again: bool) -> str:
    """What stays to be read of an article with every worker dead, as it was when its workflow began.

    Shape: `day` is the end of the same-day promise, None while it does not run; `again` after a restore.
    Source: design, "readable to ops without code".
    """
    number, author = spoken(standing.article_id), board.member(standing.author)
    return "\n\n".join(
        (
            begun("mở lại quy trình của bài sau phục hồi" if again else "gửi bài", f"toasoan status {number}"),
            f"**Bài số:** {number}",
            f"**Tên bài:** {literal(title, _TITLE_CHARS)}",
            f"**Loại:** {board.kind_labels[standing.kind]}",
            f"**Tác giả:** {OFFICE_LABELS[author.office] if author else 'không còn trong bản phân công'}",
            f"**Người duyệt:** {OFFICE_LABELS[standing.route.owner]}",
            *(f"- {literal(reason, _REASON_CHARS)}" for reason in standing.route.reasons[:_REASONS]),
            f"**Hạn duyệt trong ngày:** {_day(standing, day)}",
            *to_read(f"toasoan status {number}", _WHEN_UNANSWERED),
        )
    )


def begun(when: str, command: str) -> str:
    """The first line of what is written once: since when it stands, and where the newest is.

    Source: design, "readable to ops without code".
    """
    return f"**Ghi một lần, lúc {when}; không đổi về sau.** Tình hình mới nhất: `{command}`, hoặc “Current Details”."


def to_read(command: str, runbooks: Mapping[str, str]) -> tuple[str, ...]:
    """What to do when nobody answers: the command that says who is asked, and the page for each case.

    Source: design, "readable to ops without code".
    """
    return (
        f"**Khi không ai trả lời:** gõ `{command}` để biết đang chờ ai, báo người ấy, rồi làm theo trang hướng dẫn:",
        *(f"- {case}: `deploy/runbooks/{page}.md`" for case, page in {**runbooks, **_ALWAYS}.items()),
    )


def _day(standing: Standing, day: datetime | None) -> str:
    if day is not None:
        return f"{local(day):%H:%M %d/%m/%Y}"
    return "tính từ khi Thư ký tiếp nhận" if standing.stage is Stage.RECEIVED else "không còn chạy"
