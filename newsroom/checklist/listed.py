"""The list of an article's points: each with the number that people say, open or closed, and by whom.

Folded from the texts that were stored and from what members have signed; nothing is kept besides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from newsroom.article import MemberId
from newsroom.checklist.points import Point, PointKind, point_key
from newsroom.signed.pointing import NamedPoint, PointAct, PointClaim
from newsroom.text import quoted

_NAMED_LETTERS: Final = 80
_MOST_PLACES: Final = 3
_MEMBERS_PLACE: Final = "góp ý của thành viên"


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsOfText:
    """The points of one stored text."""

    revision: int
    at: datetime
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOfPoints:
    """A proven claim about points, and when it was taken in."""

    at: datetime
    claim: PointClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPoint:
    """A point of the list.

    Shape: `number` never changes; `revision` is the text that it stands in, None of a member's comment; `by` is who
    commented, None of what a manuscript held; `withdrawn` when the same member has taken it back.
    """

    number: int
    key: str
    point: Point
    since: datetime
    revision: int | None = None
    by: MemberId | None = None
    closed_by: MemberId | None = None
    closed_at: datetime | None = None
    withdrawn: bool = False

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to look at it."""
        return self.closed_by is None

    @property
    def name(self) -> NamedPoint:
        """The point as a claim names it."""
        return NamedPoint(
            number=self.number,
            key=self.key,
            kind=self.point.kind,
            place=quoted(self.point.place, _NAMED_LETTERS),
            words=quoted(self.point.words, _NAMED_LETTERS),
        )


def listed(
    texts: Iterable[PointsOfText], said: Iterable[SaidOfPoints], revisions: Sequence[int]
) -> tuple[ListedPoint, ...]:
    """The points of some texts of an article, and all comments of members, by their numbers.

    Shape: `texts` are all that were ever stored, so that a number stays the same; what a piece is called in the first
    of `revisions` that has it is what is shown. A closed point stays closed when the same piece comes again.
    Source: rule 54.
    """
    fold = _Fold()
    events: list[PointsOfText | SaidOfPoints] = [*texts, *said]
    for event in sorted(events, key=lambda event: event.at):
        fold.take(event)
    for revision in reversed(revisions):
        for known in fold.known.values():
            if revision in known.seen:
                known.listed = replace(known.listed, revision=revision, point=known.seen[revision])
    return tuple(
        known.listed for known in fold.known.values() if known.listed.by or known.listed.revision in set(revisions)
    )


def still_open(points: Iterable[ListedPoint]) -> tuple[tuple[int, Point], ...]:
    """The open ones, with their numbers, as the checklist is told of them."""
    return tuple((each.number, each.point) for each in points if each.is_open)


@dataclass(slots=True)
class _Known:
    listed: ListedPoint
    seen: dict[int, Point] = field(default_factory=dict)


@dataclass(slots=True)
class _Fold:
    known: dict[str, _Known] = field(default_factory=dict)

    def take(self, event: PointsOfText | SaidOfPoints) -> None:
        match event:
            case PointsOfText():
                for point in event.points:
                    self._add(point_key(point), point, event.at).seen |= self._seen(event.revision, point)
            case SaidOfPoints(claim=claim) if claim.act is PointAct.COMMENT:
                point = Point(kind=PointKind.COMMENT, place=_MEMBERS_PLACE, words=claim.text)
                self._add(claim.act_id, point, event.at, claim.member)
            case SaidOfPoints():
                for named in event.claim.points:
                    self._close(named.key, event)

    def _add(self, key: str, point: Point, at: datetime, by: MemberId | None = None) -> _Known:
        number = len(self.known) + 1
        new = _Known(listed=ListedPoint(number=number, key=key, point=point, since=at, by=by))
        return self.known.setdefault(key, new)

    def _seen(self, revision: int, point: Point) -> dict[int, Point]:
        """The same piece at several places of one text is one point at all of them."""
        before = self.known[point_key(point)].seen.get(revision)
        if before is None:
            return {revision: point}
        places = before.place.split("; ")
        more = point.place in places or len(places) == _MOST_PLACES
        return {revision: before if more else replace(point, place=f"{before.place}; {point.place}")}

    def _close(self, key: str, event: SaidOfPoints) -> None:
        known = self.known.get(key)
        if known is None or not known.listed.is_open:
            return
        known.listed = replace(
            known.listed,
            closed_by=event.claim.member,
            closed_at=event.at,
            withdrawn=event.claim.act is PointAct.WITHDRAW_COMMENT,
        )
