"""What stays to be read of a matter with every worker dead: how it was when it was opened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from newsroom.article import spoken
from newsroom.board import OFFICE_LABELS
from newsroom.describe import begun, to_read
from newsroom.matters import facts
from newsroom.matters.acts import MatterClaim, kind_of
from newsroom.matters.facts import Hour
from newsroom.matters.kinds import AMENDMENT_LABELS, AmendmentKind, MatterKind
from newsroom.shape import moment_in
from newsroom.text import literal
from newsroom.working_time import local


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """Of one kind: its name, the command that shows one, and the page to read in each case."""

    label: str
    command: str
    runbooks: Mapping[str, str] = field(default_factory=dict)


_ROWS: Final[Mapping[MatterKind, _Row]] = {
    MatterKind.ABSENCE: _Row(
        label="Vắng mặt",
        command="toasoan absences",
        runbooks={"chưa phân công người thay": "NewsroomAssignmentUnanswered"},
    ),
    MatterKind.DELEGATION: _Row(
        label="Ủy quyền", command="toasoan delegations", runbooks={"người duyệt chưa trả lời": "NewsroomApproverSilent"}
    ),
    MatterKind.MEETING: _Row(
        label="Họp Ban Biên tập",
        command="toasoan meeting show {number}",
        runbooks={"bài chờ họp sắp hoặc đã quá hạn trong ngày": "NewsroomSameDayMissed"},
    ),
    MatterKind.AMENDMENT: _Row(
        label="Sửa, gỡ bài",
        command="toasoan amendment show {number}",
        runbooks={"người duyệt chưa trả lời": "NewsroomApproverSilent", "một kênh đã dừng": "NewsroomChannelStopped"},
    ),
    MatterKind.BOARD: _Row(
        label="Áp dụng bản phân công",
        command="toasoan board show",
    ),
    MatterKind.INCIDENT: _Row(
        label="Sự việc phát sinh",
        command="toasoan incident show {number}",
    ),
}

_HOURS: Final = ((facts.STARTS_AT, "Từ"), (facts.ENDS_AT, "Đến"))
_NAME_CHARS: Final = 60


def matter_details(claim: MatterClaim) -> str:
    """A matter as its first act opens it; nothing that people wrote in words of their own.

    Source: design, "readable to ops without code".
    """
    return _told(claim.matter, f"{OFFICE_LABELS[claim.office]} {claim.label}", tuple(_said(claim)))


def alarm_details(matter: str) -> str:
    """An incident that an urgent alarm has opened.

    Source: design, "readable to ops without code".
    """
    return _told(matter, "trạm canh báo khẩn", ())


def _told(matter: str, opened: str, said: tuple[str, ...]) -> str:
    kind = kind_of(matter)
    row, number = _ROWS[kind or MatterKind.INCIDENT], spoken(matter.partition("/")[2])
    command = row.command.format(number=number)
    return "\n\n".join(
        (
            begun(opened, command),
            f"**{row.label}** số {number}",
            *said,
            *to_read(command, row.runbooks),
        )
    )


def _said(claim: MatterClaim) -> list[str]:
    said = []
    if article := claim.said(facts.ARTICLE):
        said.append(f"**Bài:** {literal(spoken(article), _NAME_CHARS)}")
    kind = claim.said(facts.KIND)
    if kind in set(AmendmentKind):
        said.append(f"**Việc:** {AMENDMENT_LABELS[AmendmentKind(kind)]}")
    said += [f"**{label}:** {at}" for hour, label in _HOURS if (at := _clock(claim, hour))]
    return said


def _clock(claim: MatterClaim, hour: Hour) -> str:
    """The hour as the newsroom reads it; empty when none is stated, or what is stated is none and will be refused."""
    try:
        return f"{local(moment_in(claim.said(hour))):%H:%M %d/%m/%Y}"
    except ValueError:
        return ""
