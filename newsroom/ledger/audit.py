"""What the tables say of one article, held against its lines in both directions.

Nothing here allows anything: it names, for people, what was written past the ledger or lost beside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from newsroom.article import ChannelName
from newsroom.claims import claim_from
from newsroom.ledger.acts import ActAccepted, BoardDecision, Submission
from newsroom.ledger.entries import Line, Unreadable, readable
from newsroom.ledger.matter_acts import MatterActAccepted
from newsroom.ledger.proofs import Proof
from newsroom.ledger.sightings import Breach, ChannelAmended, Receipt
from newsroom.matters import facts
from newsroom.matters.acts import matter_claim_from
from newsroom.matters.amendment import Amendment
from newsroom.matters.kinds import AmendmentKind, AmendmentStage, MatterAct
from newsroom.publishing import CHANNEL_LABELS, OUTCOME_LABELS, Outcome
from newsroom.sla import PROMISE_LABELS, Promise
from newsroom.stages import STAGE_LABELS, Act, Stage
from newsroom.standing import Standing

_UNDER_WAY: Final = frozenset({AmendmentStage.APPLYING, AmendmentStage.DONE})
_ENDED: Final = frozenset({AmendmentStage.REFUSED, AmendmentStage.OVERTAKEN, AmendmentStage.DONE})
_GOING_OUT: Final = frozenset({Stage.SCHEDULED, Stage.PUBLISHING})
_ENDS_EDIT: Final = frozenset({Act.FINISH_EDIT, Act.RETURN_TO_AUTHOR, Act.REFER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a row says of one text on one channel. Shape: `amendment` is empty for the first publication."""

    channel: ChannelName
    content_hash: str
    amendment: str
    is_settled: bool
    outcome: str
    url: str
    external_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What a row says of one promise."""

    promise: Promise
    channel: str
    started_at: datetime
    due_at: datetime
    met_at: datetime | None
    dropped_at: datetime | None
    breached_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that is known of an article at an instant: its proof, its lines (no refusals) and the rows of the tables."""

    at: datetime
    standing: Standing
    proof: Proof
    lines: tuple[Line, ...]
    sent: tuple[Sent, ...]
    clocks: tuple[Clock, ...]
    amendments: tuple[Amendment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    told: Told
    counted: tuple[Line, ...]

    @property
    def receipts(self) -> list[Receipt]:
        return [line for line in readable(self.told.lines) if isinstance(line, Receipt)]

    @property
    def changes(self) -> list[ChannelAmended]:
        return [line for line in readable(self.told.lines) if isinstance(line, ChannelAmended)]

    @property
    def steps(self) -> list[ActAccepted | BoardDecision | MatterActAccepted]:
        found = readable(self.counted)
        return [line for line in found if isinstance(line, ActAccepted | BoardDecision | MatterActAccepted)]

    @property
    def waived(self) -> set[tuple[str, str]]:
        """The channels that signed acts let go, each with the amendment or with an empty text."""
        return {found for step in self.steps if (found := _waived(step))}


def audited(told: Told) -> tuple[str, ...]:
    """What tables and ledger say otherwise of an article, each as the end of a Vietnamese sentence about it.

    Source: promises 1 and 9 of the design; rules 7, 12, 14, 23, 54 and 81.
    """
    doubted = {doubt.line for doubt in told.proof.doubts}
    case = _Case(told=told, counted=tuple(line for line in told.lines if line.seq not in doubted))
    parts = (
        _strange_lines,
        _sent_without_line,
        _lines_without_row,
        _closed_without_receipt,
        _out_of_step,
        _changed,
        _clocks,
        _breaches,
    )
    return tuple(fault for part in parts for fault in part(case))


def _strange_lines(case: _Case) -> Iterator[str]:
    """Lines that move nothing and yet say something of the article that cannot be."""
    seen: set[tuple[str, str]] = set()
    for number, line in enumerate(case.told.lines):
        match line.entry:
            case Submission() if number > 0:
                yield f"dòng sổ {line.seq} ghi nhận bài lần thứ hai"
            case Receipt(channel=channel, content_hash=text):
                if (channel, text) in seen:
                    yield f"dòng sổ {line.seq} là biên nhận thứ hai của {CHANNEL_LABELS[channel]} cho cùng một bản"
                seen.add((channel, text))
            case Unreadable(reason=reason):
                yield f"dòng sổ {line.seq} không đọc được ({reason})"
            case _:
                pass


def _sent_without_line(case: _Case) -> Iterator[str]:
    """Channels that a row calls settled and no line does."""
    shown = {(r.channel, r.content_hash, r.url, r.external_id) for r in case.receipts}
    changed = {(c.amendment, c.channel, c.gone) for c in case.changes}
    for row in case.told.sent:
        where = CHANNEL_LABELS[row.channel]
        if row.outcome in {Outcome.WAIVED, Outcome.GIVEN_UP} and row.is_settled:
            if (row.channel, row.amendment) not in case.waived:
                yield f"bảng gửi kênh ghi bỏ {where} mà sổ không có thao tác bỏ kênh đã ký"
        elif row.amendment:
            gone = row.outcome == Outcome.REMOVED
            if row.is_settled and (row.amendment, row.channel, gone) not in changed:
                yield f"bảng gửi kênh ghi {where} đã sửa hoặc gỡ theo đề nghị {row.amendment} mà sổ không có biên nhận"
        elif row.is_settled and (row.channel, row.content_hash, row.url, row.external_id) not in shown:
            yield (
                f"bảng gửi kênh ghi {where} “{OUTCOME_LABELS.get(Outcome(row.outcome), row.outcome)}” bản "
                f"{row.content_hash[:12]} mà sổ không có biên nhận như vậy"
            )


def _lines_without_row(case: _Case) -> Iterator[str]:
    """Channels that a line says were seen to show something and no row does."""
    settled = {(row.channel, row.content_hash, row.amendment) for row in case.told.sent if row.is_settled}
    for line in case.told.lines:
        match line.entry:
            case Receipt(channel=channel, content_hash=text):
                if (channel, text, "") not in settled:
                    yield f"dòng sổ {line.seq} là biên nhận của {CHANNEL_LABELS[channel]} mà bảng gửi kênh không có"
                if text not in case.told.proof.approved:
                    yield f"dòng sổ {line.seq} là biên nhận của một bản chưa từng được duyệt ({text[:12]})"
            case ChannelAmended(channel=channel, content_hash=text, amendment=amendment):
                if (channel, text, amendment) not in settled:
                    yield f"dòng sổ {line.seq} ghi {CHANNEL_LABELS[channel]} đã sửa hoặc gỡ mà bảng gửi kênh không có"
            case _:
                pass


def _closed_without_receipt(case: _Case) -> Iterator[str]:
    standing = case.told.standing
    if standing.stage is not Stage.PUBLISHED:
        return
    shown = {r.channel for r in case.receipts if r.content_hash in case.told.proof.approved}
    for channel in standing.channels:
        if channel not in shown:
            yield f"bảng ghi đã đăng mà sổ không có biên nhận của {CHANNEL_LABELS[channel]}"


def _out_of_step(case: _Case) -> Iterator[str]:
    """Stages that are the same to readers and yet cannot be what the acts and receipts have led to."""
    row, proven = case.told.standing, case.told.proof.standing_at(case.told.at)
    if row.stage not in _GOING_OUT:
        return
    shown = {(r.channel, r.content_hash) for r in case.receipts}
    said = f"bảng ghi “{STAGE_LABELS[row.stage]}”"
    if row.channels and all((channel, row.content_hash) in shown for channel in row.channels):
        yield f"{said} mà sổ có biên nhận của mọi kênh"
    elif row.stage is Stage.PUBLISHING and proven.stage is Stage.SCHEDULED:
        yield f"{said} mà chưa tới giờ đăng đã ký"
    elif row.stage is Stage.SCHEDULED and proven.stage is Stage.PUBLISHING and proven.publish_at is None:
        yield f"{said} mà bài được duyệt không kèm giờ đăng"


def _changed(case: _Case) -> Iterator[str]:
    """Amendments by the rows against those that signed acts made."""
    proven, rows = case.told.proof.amendments, {row.id: row for row in case.told.amendments}
    for missing in sorted(proven.keys() - rows.keys()):
        yield f"sổ có đề nghị sửa {missing} mà bảng không có"
    for key, row in rows.items():
        made = proven.get(key)
        if made is None:
            yield f"bảng có đề nghị sửa {key} mà sổ không có thao tác đã ký"
            continue
        if (made.kind, made.base_hash, made.new_hash) != (row.kind, row.base_hash, row.new_hash):
            yield f"đề nghị sửa {key} trong bảng khác với thao tác đã ký"
        if not _same_stage(made, row, is_ended=key in case.told.proof.ended):
            yield f"đề nghị sửa {key}: bảng ghi “{row.stage}”, theo sổ là “{made.stage}”"
        if row.stage is AmendmentStage.DONE:
            yield from _left_over(case, row)


def _same_stage(made: Amendment, row: Amendment, *, is_ended: bool) -> bool:
    if is_ended:
        # Every channel may have been through with it before a later one took its place.
        return row.stage in _ENDED
    return row.stage in _UNDER_WAY if made.stage in _UNDER_WAY else row.stage is made.stage


def _left_over(case: _Case, row: Amendment) -> Iterator[str]:
    """Channels that showed the article and of which nobody knows that they show the change."""
    shown = {r.channel for r in case.receipts}
    done = {c.channel for c in case.changes if c.amendment == row.id}
    let_go = {channel for channel, amendment in case.waived if amendment == row.id}
    what = "gỡ" if row.kind is AmendmentKind.TAKE_DOWN else "sửa"
    concerned = shown if row.channels is None else shown & set(row.channels)
    for channel in sorted(concerned - done - let_go):
        yield f"bảng ghi đã {what} xong theo đề nghị {row.id} mà sổ không có biên nhận của {CHANNEL_LABELS[channel]}"


def _clocks(case: _Case) -> Iterator[str]:
    acted = {step.at for step in case.steps}
    for clock in case.told.clocks:
        named = PROMISE_LABELS[clock.promise]
        if clock.met_at is not None and not _was_met(case, clock, clock.met_at):
            yield f"bảng ghi đã giữ hạn {named} mà sổ không có thao tác hoặc biên nhận làm việc đó"
        if clock.dropped_at is not None and clock.dropped_at not in acted:
            yield f"bảng ghi đã bỏ hạn {named} mà sổ không có thao tác nào lúc đó"


def _was_met(case: _Case, clock: Clock, met_at: datetime) -> bool:
    match clock.promise:
        case Promise.EDIT:
            return any(isinstance(s, ActAccepted) and s.act in _ENDS_EDIT and s.at == met_at for s in case.steps)
        case Promise.PUBLISH:
            return any(r.channel == clock.channel and r.at == met_at for r in case.receipts)
        case Promise.SAME_DAY:
            closed = {*(r.at for r in case.receipts), *(s.at for s in case.steps if _waived(s))}
            return any(clock.started_at <= at <= met_at for at in closed)
        case Promise.AMEND:
            return any(row.done_at == met_at for row in case.told.amendments)
        case Promise.CONFIRM:
            return any(_confirms(step) and step.at == met_at for step in case.steps)


def _breaches(case: _Case) -> Iterator[str]:
    """Promises known as broken by a row, against those by a line."""
    lines = {(b.promise, b.due_at): b for b in readable(case.told.lines) if isinstance(b, Breach)}
    rows = {(clock.promise, clock.due_at) for clock in case.told.clocks if clock.breached_at is not None}
    for promise, due_at in sorted(lines.keys() ^ rows, key=str):
        told = "sổ" if (promise, due_at) in lines else "bảng"
        yield f"chỉ {told} ghi trễ hạn {PROMISE_LABELS[promise]}"


def _confirms(step: ActAccepted | BoardDecision | MatterActAccepted) -> bool:
    return isinstance(step, MatterActAccepted) and step.act is MatterAct.CONFIRM_TAKE_DOWN


def _waived(step: ActAccepted | BoardDecision | MatterActAccepted) -> tuple[str, str] | None:
    """The channel that a signed act lets go, by what was signed; None for another act."""
    match step:
        case ActAccepted(claim=text):
            claim = claim_from(text)
            channel = claim.details.channel
            return (channel, "") if claim.act is Act.WAIVE_CHANNEL and channel else None
        case MatterActAccepted(claim=text):
            deed = matter_claim_from(text)
            return (deed.said(facts.CHANNEL), _id(deed.matter)) if deed.said(facts.SKIP) else None
        case BoardDecision():
            return None


def _id(matter: str) -> str:
    return matter.partition("/")[2]
