"""The clocks of the notice: what is due when, and the moments at which somebody must hear of it.

Obligations are facts (they become rows); moments are when the workflow wakes up to look at them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from newsroom.article import ChannelName
from newsroom.board import Board, Sla
from newsroom.working_time import ZONE, local, working_deadline


class Promise(StrEnum):
    """What the notice promises by a time."""

    EDIT = "edit"
    SAME_DAY = "same_day"
    PUBLISH = "publish"
    AMEND = "amend"
    CONFIRM = "confirm"


PROMISE_LABELS: Final[dict[Promise, str]] = {
    Promise.EDIT: "biên tập lần cuối",
    Promise.SAME_DAY: "duyệt và đăng trong ngày",
    Promise.PUBLISH: "đăng sau khi duyệt",
    Promise.AMEND: "sửa hoặc gỡ bài đã đăng",
    Promise.CONFIRM: "xác nhận lệnh gỡ",
}
"""What is promised, without its span: that is the board's to say, and the hour that comes of it stands beside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """Something due.

    Shape: `channel` only for `PUBLISH`; times aware, in UTC; `breached` once its breach has been told.
    """

    promise: Promise
    started_at: datetime
    due_at: datetime
    channel: ChannelName | None = None
    breached: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A promise that has ended after its time, of which nobody has been told. Shape: kept too late when `met`."""

    obligation: Obligation
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What happens to the obligations of an article; `drop` without channel means all open ones of the promise."""

    start: tuple[Obligation, ...] = ()
    meet: frozenset[Promise] = frozenset()
    drop: frozenset[tuple[Promise, ChannelName | None]] = frozenset()


class Alert(StrEnum):
    """Why the workflow wakes up."""

    REMIND_APPROVER = "remind_approver"
    WARN = "warn"
    BREACH = "breach"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time at which an unmet promise must be told to somebody; `step` counts the repeats from 1."""

    at: datetime
    alert: Alert
    promise: Promise
    step: int


def edit_obligation(board: Board, received_at: datetime) -> Obligation:
    """The editing desk's time to work on a text received at that instant.

    Units: working time.
    Source: domain facts 2.2 (four working hours); rule 54.
    """
    due_at = working_deadline(received_at, board.sla.edit_within, board.calendar)
    return Obligation(promise=Promise.EDIT, started_at=received_at, due_at=due_at)


def same_day_obligation(submitted_at: datetime) -> Obligation:
    """Approved and posted on the calendar day of the first submission, also at night and on days off.

    Shape: due at 23:59:59 in the newsroom's zone; a return does not restart it.
    Source: rule 14; ambiguities A13, A14, A15, A16.
    """
    due_at = max(submitted_at, end_of_day(submitted_at))
    return Obligation(promise=Promise.SAME_DAY, started_at=submitted_at, due_at=due_at)


def publish_obligations(
    sla: Sla, approved_at: datetime, publish_at: datetime | None, channels: Iterable[ChannelName]
) -> tuple[Obligation, ...]:
    """One clock per channel from the last required approval, or from the embargo when that is later.

    Units: wall clock.
    Source: rule 81; ambiguity A17.
    """
    start = max(approved_at, publish_at or approved_at)
    return tuple(
        Obligation(promise=Promise.PUBLISH, channel=channel, started_at=start, due_at=start + sla.publish_within)
        for channel in channels
    )


def due_soon(started_at: datetime, due_at: datetime, now: datetime) -> bool:
    """Whether three quarters of a promise's time are gone, and not yet all of it.

    Source: decision 0021 (who looks on from outside hears before it is too late).
    """
    return due_at - (due_at - started_at) / 4 <= now < due_at


def end_of_day(moment: datetime) -> datetime:
    """23:59:59 of the local day of an instant.

    Source: rule 14; ambiguity A13.
    """
    return datetime.combine(local(moment).date(), time(23, 59, 59), ZONE).astimezone(moment.tzinfo)


def moments(
    sla: Sla, obligations: Sequence[Obligation], *, awaiting_since: datetime | None, now: datetime
) -> tuple[Moment, ...]:
    """The moments still ahead, in order.

    Shape: at most one moment per alert, promise and step, whatever the number of channels; a breach that nobody has
    been told of yet stays, however long ago it was.
    Quiet hours put off reminders and warnings, never past the time that is promised, never what concerns publishing.
    Source: rules 14, 33, 81; ambiguities A7, A13, A18; promises 3 and 6 of the design; decision 0017.
    """
    ahead: dict[tuple[Alert, Promise, int], Moment] = {}
    due = ((moment, o) for o in obligations for moment in _moments_of(sla, o))
    for moment, obligation in sorted(due, key=lambda pair: pair[0].at):
        if moment.at > now or (moment.alert is Alert.BREACH and not obligation.breached):
            ahead.setdefault((moment.alert, moment.promise, moment.step), moment)
    if awaiting_since is not None:
        for step, at in enumerate(reminders(sla, awaiting_since, obligations), start=1):
            moment = Moment(at=at, alert=Alert.REMIND_APPROVER, promise=Promise.SAME_DAY, step=step)
            if moment.at > now:
                ahead[moment.alert, moment.promise, moment.step] = moment
    return tuple(sorted(ahead.values(), key=lambda m: (m.at, m.promise, m.step)))


def reminders(sla: Sla, since: datetime, running: Iterable[Obligation]) -> tuple[datetime, ...]:
    """When whoever has been asked since an instant is reminded, in order; `running` are the article's clocks.

    Shape: quiet hours put a reminder off, but never past the end of the same-day promise.
    Source: rules 14 and 33; ambiguities A7, A14; decision 0043.
    """
    day = min((o.due_at for o in running if o.promise is Promise.SAME_DAY), default=None)
    return tuple(_heard(sla, since + after, day) for after in sla.approval_reminders)


def warned_at_once(sla: Sla, obligation: Obligation) -> bool:
    """Whether a same-day promise begins after the last of the day's warnings, so that it is told of as it begins.

    Source: rule 14; ambiguity A14; decision 0043.
    """
    warnings = _warnings(sla, obligation)
    return obligation.promise is Promise.SAME_DAY and bool(warnings) and warnings[-1] <= obligation.started_at


def after_hours_target(sla: Sla, submitted_at: datetime, due_at: datetime) -> datetime | None:
    """By when a text that was sent late in the evening is to be out, if its day was missed; None for all others.

    Shape: the next morning. The promise stays broken: this only names the column in which it stands.
    Source: rule 14; ambiguity A14; decision 0043.
    """
    sent = local(submitted_at)
    if sent.time() < sla.after_hours_from or sent.date() != local(due_at).date():
        return None
    morning = datetime.combine(sent.date() + timedelta(days=1), sla.after_hours_target, ZONE)
    return morning.astimezone(submitted_at.tzinfo)


def warned_of(sla: Sla, obligation: Obligation, now: datetime) -> Moment | None:
    """The latest warning of a promise whose hour has come; None before the first, and once the promise is broken.

    Source: rules 14 and 81; ambiguities A13, A18; decision 0036 (what is late is no longer 'about to be late').
    """
    due = [m for m in _moments_of(sla, obligation) if m.alert is Alert.WARN and m.at <= now]
    return max(due, key=lambda m: m.step, default=None) if now < obligation.due_at else None


def after_quiet_hours(sla: Sla, moment: datetime) -> datetime:
    """The instant itself, or the end of the quiet hours that it falls into.

    Source: decision 0017 (the notice states no quiet hours).
    """
    if sla.quiet_hours is None:
        return moment
    begins, ends = sla.quiet_hours
    clock = local(moment).time()
    over_midnight = begins > ends
    quiet = clock >= begins or clock < ends if over_midnight else begins <= clock < ends
    if not quiet:
        return moment
    day = local(moment).date() + timedelta(days=1 if over_midnight and clock >= begins else 0)
    return datetime.combine(day, ends, ZONE).astimezone(moment.tzinfo)


def silent_since(sla: Sla, now: datetime) -> datetime:
    """Whoever was asked at this instant or before has by now let the last reminder pass.

    Shape: the other side of `after_quiet_hours`: a reminder that falls into the quiet hours counts when they are over,
    also one that came during them because its day was ending.
    Source: rules 15 and 33; decision 0017.
    """
    last = max(sla.approval_reminders, default=timedelta(days=36_500))
    if sla.quiet_hours is None or after_quiet_hours(sla, now) == now:
        return now - last
    begins = datetime.combine(local(now).date(), sla.quiet_hours[0], ZONE)
    if begins > now:
        begins -= timedelta(days=1)
    return begins.astimezone(now.tzinfo) - last - timedelta(microseconds=1)


def _heard(sla: Sla, moment: datetime, until: datetime | None) -> datetime:
    """The instant after quiet hours, or the instant itself when they would last beyond `until`."""
    later = after_quiet_hours(sla, moment)
    return moment if until is not None and moment <= until < later else later


def _moments_of(sla: Sla, obligation: Obligation) -> Iterator[Moment]:
    for step, at in enumerate(_warnings(sla, obligation), start=1):
        if at > obligation.started_at:
            yield Moment(at=at, alert=Alert.WARN, promise=obligation.promise, step=step)
    yield Moment(at=obligation.due_at, alert=Alert.BREACH, promise=obligation.promise, step=1)


def _warnings(sla: Sla, obligation: Obligation) -> tuple[datetime, ...]:
    match obligation.promise:
        case Promise.PUBLISH:
            return tuple(obligation.started_at + after for after in sla.publish_warnings)
        case Promise.SAME_DAY:
            day = local(obligation.due_at).date()
            zone = obligation.due_at.tzinfo
            return tuple(datetime.combine(day, at, ZONE).astimezone(zone) for at in sla.same_day_warnings)
        case Promise.EDIT:
            return (_heard(sla, obligation.due_at - timedelta(hours=1), obligation.due_at),)
        case Promise.AMEND | Promise.CONFIRM:
            return ()
