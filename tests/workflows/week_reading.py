"""What the week must have come to, worked out from script and table alone: who had which article when, who was told.

Knows nothing of the code that it is held against, as the table it reads.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from tests.workflows.week_script import Piece, Step
from tests.workflows.week_table import EDGES, ENGINEER, HEAD, Hour, Row, editor_at, in_charge, row_for

DECISIONS: Final = frozenset({"approve", "reject"})
_REMINDED_AFTER: Final = (timedelta(minutes=30), timedelta(minutes=60))
_QUIET_FROM: Final = timedelta(hours=22)
_QUIET_UNTIL: Final = timedelta(hours=6)
_DAY: Final = timedelta(days=1)
_ANSWERS: Final = ("reassign", "take_over")
_STAGE_AFTER: Final = {
    "finish_edit": "awaiting_approval",
    "return_for_edit": "editing",
    "resubmit": "editing",
    "return_to_author": "returned",
    "refer": "before_board",
    "approve": "decided",
    "reject": "decided",
    "withdraw": "decided",
}


class Stay(NamedTuple):
    """A time for which an article lies with one member for one reason; `unassigned` names the absence behind it."""

    article: str
    member: str
    hold: str
    since: Hour
    until: Hour
    stage: str
    unassigned: str = ""


class Told(NamedTuple):
    """A message that somebody must get. Shape: `article` is the absence's name for what is told once of all of them."""

    at: Hour
    member: str
    article: str
    step: int = 0


def accepted(piece: Piece) -> tuple[Step, ...]:
    """The steps that change something; of two rivals the first stands for both."""
    seen: set[Hour] = set()
    kept = []
    for step in piece.steps:
        if not step.code or (step.code == "rival" and step.at not in seen):
            kept.append(step)
        seen.add(step.at)
    return tuple(kept)


def stays(piece: Piece) -> Iterator[Stay]:
    """With whom an article lies, from hour to hour, for as long as somebody is asked about it."""
    for stage, since, until in _stages(piece):
        if stage in {"editing", "awaiting_approval"}:
            yield from _joined(list(_stays(piece, stage, since, until)))


def lies_with(piece: Piece, hour: Hour) -> Stay | None:
    """The stay that an article is in at an hour, when somebody is asked about it."""
    return next((stay for stay in stays(piece) if stay.since <= hour < stay.until), None)


def reminders(pieces: Iterable[Piece]) -> tuple[Told, ...]:
    """Who must be reminded of what when: once per stay and step, only the later of two at one hour, and not at night
    unless the day of the article ends before the morning.

    What one absence leaves unassigned is one message per step and member; the last step of any other goes to the Head
    too, and to whoever acts for the Head, as does each step of what waits for a meeting to be called.
    """
    found: dict[tuple[str, str, int], Told] = {}
    told: list[Told] = [reminder for piece in pieces for reminder in _to_convene(piece)]
    waits = ((piece, stay) for piece in pieces for stay in stays(piece) if stay.stage == "awaiting_approval")
    for piece, stay in waits:
        first, last = (_heard(piece, stay.since + after) for after in _REMINDED_AFTER)
        for step, at in ((1, first), (2, last)):
            if at >= stay.until or (step == 1 and first == last):
                continue
            if stay.unassigned:
                key = stay.unassigned, stay.member, step
                once = Told(at, stay.member, stay.unassigned, step)
                found[key] = min(found.get(key, once), once)
                continue
            told.append(Told(at, stay.member, stay.article, step))
            if step == len(_REMINDED_AFTER):
                told += [Told(at, member, stay.article, step) for member in in_charge(at) - {stay.member}]
    return tuple(sorted((*told, *found.values())))


def asked(piece: Piece) -> Iterator[Told]:
    """Who must be asked by name: at each step that brings the article to somebody else than the one who acts."""
    yield Told(piece.submitted, editor_at(piece.submitted), piece.id)
    for step in accepted(piece):
        match step.act:
            case "approve":
                yield Told(step.at, ENGINEER, piece.id)
            case "return_to_author":
                yield Told(step.at, piece.author, piece.id)
            case "ask_reroute" | "refer":
                yield from (Told(step.at, member, piece.id) for member in in_charge(step.at) - {step.by})
            case "reject" | "withdraw" | "resume_channel":
                pass
            case _:
                stay = lies_with(piece, step.at)
                if stay is not None and stay.member != step.by:
                    yield Told(step.at, stay.member, piece.id)


def moved(pieces: Iterable[Piece]) -> Counter[tuple[Hour, str]]:
    """How many articles come to whom at an hour without anybody acting on them: each is told in that hour's message."""
    found: Counter[tuple[Hour, str]] = Counter()
    for piece in pieces:
        for before, after in pairwise(stays(piece)):
            if after.since == before.until and before.stage == after.stage and after.since in EDGES:
                found[after.since, after.member] += before.member != after.member
    return +found


def _stages(piece: Piece) -> Iterator[tuple[str, Hour, Hour]]:
    stage, since = "editing", piece.submitted
    for step in accepted(piece):
        after = _STAGE_AFTER.get(step.act, "awaiting_approval" if step.act == "take_over" else stage)
        if after != stage:
            yield stage, since, step.at
            stage, since = after, step.at
    yield stage, since, timedelta.max


def _stays(piece: Piece, stage: str, since: Hour, until: Hour) -> Iterator[Stay]:
    handed = {step.at for step in accepted(piece) if step.act in {*_ANSWERS, "ask_reroute"}}
    edges = sorted({since, until, *(edge for edge in (*EDGES, *handed) if since < edge < until)})
    for begins, ends in pairwise(edges):
        if stage == "editing":
            yield Stay(piece.id, editor_at(begins), "editing", begins, ends, stage)
        else:
            row = row_of(piece, begins)
            if _is_asked(piece, begins):
                yield Stay(piece.id, HEAD, "head_to_assign", begins, ends, stage)
                continue
            yield Stay(piece.id, row.titles[0].member, row.hold, begins, ends, stage, row.unassigned)


def _is_asked(piece: Piece, hour: Hour) -> bool:
    """Whether the Head was asked who decides and has not answered; the week has no such hour of his absence."""
    moves = [step.act for step in accepted(piece) if step.at <= hour and step.act in {*_ANSWERS, "ask_reroute"}]
    return moves[-1:] == ["ask_reroute"]


def row_of(piece: Piece, hour: Hour) -> Row:
    """The row of the table that speaks for an article at an hour."""
    _, seat = piece.route_at(hour)
    return row_for(seat, hour, kind=piece.kind, topic=piece.topic, author=piece.author)


def _joined(parts: list[Stay]) -> Iterator[Stay]:
    """Stays that only an hour of the table divides, as one."""
    current = parts[0]
    for part in parts[1:]:
        if (part.member, part.hold) == (current.member, current.hold):
            current = current._replace(until=part.until)
        else:
            yield current
            current = part
    yield current


def _to_convene(piece: Piece) -> Iterator[Told]:
    """The reminders of what was brought before the board, to who may call a meeting; the week's meetings take none."""
    for stage, since, until in _stages(piece):
        if stage == "before_board":
            for step, after in enumerate(_REMINDED_AFTER, start=1):
                at = _heard(piece, since + after)
                if at < until:
                    yield from (Told(at, member, piece.id, step) for member in in_charge(at))


def _heard(piece: Piece, hour: Hour) -> Hour:
    """After the night, or at the hour itself when the day of the article would be over by then."""
    ends = (piece.submitted // _DAY + 1) * _DAY
    return hour if hour < ends < _awake(hour) else _awake(hour)


def _awake(hour: Hour) -> Hour:
    """The hour itself, or the end of the quiet hours that it falls into."""
    day, clock = divmod(hour, _DAY)
    if clock < _QUIET_UNTIL:
        return day * _DAY + _QUIET_UNTIL
    return (day + 1) * _DAY + _QUIET_UNTIL if clock >= _QUIET_FROM else hour
