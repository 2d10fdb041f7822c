"""The digest to whoever runs the board: what waits for whom, what is late, what was published, who is away.

Counts and titles only; a text is read at the desk.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from newsroom.article import ChannelName, MemberId, spoken
from newsroom.authority import class_in_words
from newsroom.board import APPROVING_OFFICES, OFFICE_LABELS, Board, Member, Office
from newsroom.entitlement.addressees import Notification, NotificationKind, told
from newsroom.errors import RefusalCode, Refused
from newsroom.publishing import CHANNEL_LABELS
from newsroom.roster import GRANT_LABELS, Presence, Roster
from newsroom.signed.remarks import LONGEST_REMARK, Remark
from newsroom.sla import PROMISE_LABELS, Promise, after_hours_target
from newsroom.stages import STAGE_LABELS, Stage
from newsroom.text import as_clause
from newsroom.working_time import local

_ONE_HOUR: Final = timedelta(hours=1)
_ONE_DAY: Final = timedelta(days=1)
_LONGEST_TITLE: Final = 80
_MOST_LISTED: Final = 50


class DigestKind(StrEnum):
    """How far back a digest looks."""

    DAILY = "daily"
    WEEKLY = "weekly"


_KINDS: Final[dict[DigestKind, str]] = {DigestKind.DAILY: "NGÀY", DigestKind.WEEKLY: "TUẦN"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Open articles of one member at one stage. Shape: `since` and `title` are those of the longest waiting."""

    asked: MemberId | None
    stage: Stage
    count: int
    since: datetime
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """Open promises of one kind that are past due. Shape: `due_at` and `title` are those of the longest overdue."""

    promise: Promise
    count: int
    due_at: datetime
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A text whose day ended before it was out."""

    title: str
    submitted_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An article that readers have seen since: its class, and who approved it (None where no line says so)."""

    title: str
    class_name: str
    approver: MemberId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """An article that broke promises: how long it lay at each desk, and the reasons that members have given."""

    title: str
    promises: tuple[Promise, ...]
    spent: Mapping[Stage, timedelta]
    reasons: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that a digest tells.

    Shape: `since` (inclusive) to `until` (exclusive) is the time looked back upon; what waits, is late or is stopped
    is as of `at`. `published` counts texts that became visible, `broken` promises whose hour passed unkept.
    """

    since: datetime
    until: datetime
    at: datetime
    submitted: int = 0
    waiting: tuple[Waiting, ...] = ()
    late: tuple[Late, ...] = ()
    broken: Mapping[Promise, int]
    published: Mapping[ChannelName, int]
    stopped: Mapping[ChannelName, int]
    refused: int = 0
    forged: int = 0
    missed: tuple[Missed, ...] = ()
    shown: tuple[Shown, ...] = ()
    overdue: tuple[Overdue, ...] = ()
    remarks: tuple[Remark, ...] = ()


def period(kind: DigestKind, planned_at: datetime) -> tuple[datetime, datetime]:
    """The time that a digest looks back upon: up to its own hour, from that of the one before.

    Shape: the digests of one kind follow each other without a gap, so that what happens at night is told as well.
    Source: rule 27; ambiguity A34.
    """
    span = 7 * _ONE_DAY if kind is DigestKind.WEEKLY else _ONE_DAY
    return planned_at - span, planned_at


def check_remark(member: Member, remark: Remark) -> None:
    """Nothing, when a member may say this for the record: the standing deputy on the day, who edits or approves on a
    lateness.

    Shape: asked before anybody looks for the article, so that who may not say it learns nothing of it.
    Errors: Refused.
    Source: rules 15, 26 and 27; ambiguity A16.
    """
    if not remark.text.strip() or len(remark.text) > LONGEST_REMARK:
        why = f"cần ghi nội dung (text), dài nhất {LONGEST_REMARK} ký tự"
        raise Refused(RefusalCode.BAD_REQUEST, f"Chưa thể {remark.label}: {why}. Mọi việc giữ nguyên.")
    who = APPROVING_OFFICES if remark.article_id else {Office.STANDING_DEPUTY}
    if member.office not in who:
        has = "Người biên tập hoặc duyệt bài" if remark.article_id else OFFICE_LABELS[Office.STANDING_DEPUTY]
        said = f"{OFFICE_LABELS[member.office]} không có quyền {remark.label}; mọi việc giữ nguyên. {has} ghi được."
        raise Refused(RefusalCode.NOT_ENTITLED, said)


def check_late(remark: Remark, *, late: bool) -> None:
    """Nothing, when there is a lateness to give a reason for.

    Errors: Refused.
    Source: rule 15; ambiguity A16.
    """
    if not late:
        said = f"Bài {spoken(remark.article_id)} chưa lỡ thời hạn nào nên chưa cần lý do; mọi việc giữ nguyên."
        raise Refused(RefusalCode.BAD_REQUEST, said)


def digest(there: Presence, kind: DigestKind, facts: Facts) -> tuple[Notification, ...]:
    """The digest for whoever runs the board now and for the standing deputy, whose report it is; a copy for the absent.

    Source: rules 26, 27, 35 and 42; ambiguities A8, A11, A34.
    """
    text = digest_text(there.board, there.roster, kind, facts)
    return told(there, NotificationKind.NEWS, text, Office.HEAD, Office.STANDING_DEPUTY)


def digest_text(board: Board, roster: Roster, kind: DigestKind, facts: Facts) -> str:
    """The digest in Vietnamese: a heading, then one part for each question, the empty ones in one line.

    Source: rule 27; ambiguity A34.
    """
    since, until = local(facts.since), local(facts.until)
    heading = f"TỔNG HỢP {_KINDS[kind]} (từ {since:%H:%M %d/%m} đến {until:%H:%M %d/%m/%Y})"
    parts = (
        *([board.unchecked] if board.unchecked else ()),
        _part("Ý kiến của Phó Trưởng Ban Thường trực", [as_clause(remark.text) for remark in facts.remarks]),
        _part("Tin, bài đã đăng trong kỳ", _listed([_shown(board, shown) for shown in facts.shown])),
        _part("Đang chờ", _waiting(board, facts)),
        _part("Đang quá hạn", [_late(late, facts.at) for late in facts.late]),
        _part("Cam kết đã lỡ trong kỳ", [f"{PROMISE_LABELS[p]}: {n} lần" for p, n in facts.broken.items() if n]),
        _part("Ngoài giờ (gửi muộn trong ngày, lỡ trong ngày)", _after_hours(board, facts)),
        _part("Bài lỡ hạn nằm ở đâu, vì sao", _listed([_overdue(board, late) for late in facts.overdue])),
        _part("Đã lên kênh trong kỳ", _per_channel(facts.published, "lượt bài")),
        _part("Kênh đang dừng, chờ người xử lý", _per_channel(facts.stopped, "bài")),
        _part("Vắng mặt, phân công, ủy quyền", _roster(board, roster, facts.at)),
        _part("Thao tác bị từ chối trong kỳ", _refused(facts)),
    )
    return "\n".join((f"{heading}. Bài mới gửi: {facts.submitted}.", *parts))


def how_long(span: timedelta) -> str:
    """A span as people say it: days and hours, or hours and minutes.

    Units: rounded down to the smaller of the two.
    Source: ambiguity A16 (the report shows the time spent).
    """
    minutes = max(int(span.total_seconds()) // 60, 0)
    if span >= _ONE_DAY:
        return f"{minutes // 1440} ngày {minutes % 1440 // 60} giờ"
    return f"{minutes // 60} giờ {minutes % 60} phút" if span >= _ONE_HOUR else f"{minutes} phút"


def _part(heading: str, lines: Iterable[str]) -> str:
    lines = list(lines)
    return "\n".join((f"{heading}:", *(f"- {line}" for line in lines))) if lines else f"{heading}: không có."


def _waiting(board: Board, facts: Facts) -> list[str]:
    groups: dict[tuple[Office | None, Stage], list[Waiting]] = {}
    for waiting in facts.waiting:
        member = board.member(waiting.asked) if waiting.asked else None
        groups.setdefault((member.office if member else None, waiting.stage), []).append(waiting)
    oldest_first = sorted(groups.items(), key=lambda group: min(w.since for w in group[1]))
    lines = []
    for (office, stage), found in oldest_first:
        longest = min(found, key=lambda w: w.since)
        whom = OFFICE_LABELS[office] if office else "Không của riêng ai"
        lines.append(
            f"{whom}, {STAGE_LABELS[stage]}: {sum(w.count for w in found)} bài, "
            f"lâu nhất {how_long(facts.at - longest.since)} ({_title(longest.title)})"
        )
    return lines


def _listed(lines: list[str]) -> list[str]:
    more = len(lines) - _MOST_LISTED
    return [*lines[:_MOST_LISTED], f"và {more} bài nữa"] if more > 0 else lines


def _shown(board: Board, shown: Shown) -> str:
    approver = _office(board, shown.approver) if shown.approver else "không rõ người"
    return f"{_title(shown.title)}, {class_in_words(board, shown.class_name)}, người duyệt: {approver}"


def _overdue(board: Board, late: Overdue) -> str:
    promises = ", ".join(PROMISE_LABELS[promise] for promise in late.promises)
    spent = ", ".join(f"{STAGE_LABELS[stage]} {how_long(time)}" for stage, time in late.spent.items())
    said = "; ".join(f"{as_clause(r.text)} ({_office(board, r.member)})" for r in late.reasons)
    return f"{_title(late.title)} lỡ {promises}. Thời gian ở từng bước: {spent}. Lý do: {said or 'chưa ai ghi'}"


def _late(late: Late, now: datetime) -> str:
    return (
        f"{PROMISE_LABELS[late.promise]}: {late.count} việc, lâu nhất đã quá {how_long(now - late.due_at)} "
        f"({_title(late.title)})"
    )


def _after_hours(board: Board, facts: Facts) -> list[str]:
    """Of what missed its day, the texts that were sent late in the evening; they are counted as broken all the same."""
    found = ((missed, after_hours_target(board.sla, missed.submitted_at, missed.due_at)) for missed in facts.missed)
    return [
        f"{_title(missed.title)}, gửi {local(missed.submitted_at):%H:%M %d/%m}, mốc {local(target):%H:%M %d/%m}"
        for missed, target in found
        if target is not None
    ]


def _per_channel(counts: Mapping[ChannelName, int], unit: str) -> list[str]:
    return [f"{CHANNEL_LABELS[channel]}: {count} {unit}" for channel, count in counts.items() if count]


def _roster(board: Board, roster: Roster, at: datetime) -> list[str]:
    away = [
        f"{_office(board, absence.member)} vắng đến {local(absence.ends_at):%H:%M %d/%m}"
        for absence in roster.absences
        if absence.starts_at <= at < absence.ends_at
    ]
    lent = [
        f"{_office(board, grant.to)}: {GRANT_LABELS[grant.kind]} (việc của {_office(board, grant.seat)}), "
        f"đến {local(grant.ends_at):%H:%M %d/%m}"
        for grant in roster.grants
        if grant.starts_at <= at < grant.ends_at
    ]
    return away + lent


def _office(board: Board, member_id: MemberId) -> str:
    member = board.member(member_id)
    return OFFICE_LABELS[member.office] if member else "thành viên cũ"


def _refused(facts: Facts) -> list[str]:
    forged = [f"GIẢ MẠO (sai chữ ký): {facts.forged}"] if facts.forged else []
    return forged + ([f"trái thẩm quyền hoặc sai bước: {facts.refused}"] if facts.refused else [])


def _title(title: str) -> str:
    short = title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1].rstrip()}…"
    return f"“{short}”"
