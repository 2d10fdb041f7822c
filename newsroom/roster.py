"""Who is away and who has been given which power: the facts that move authority, each with its dates.

A roster is a value: what was known at one moment. It decides nothing; `entitlement` reads it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from newsroom.article import Kind, MemberId, Topic
from newsroom.board import Board, Member, Office

LONGEST_GRANT: Final = timedelta(days=30)
"""A delegation ends after this long at the latest, and can be renewed (ambiguity A12)."""


class GrantKind(StrEnum):
    """What a grant lends."""

    ASSIGNMENT = "assignment"
    DELEGATION = "delegation"
    ACTING = "acting"
    PRECHECK = "precheck"
    LAST_EDIT = "last_edit"
    ROYALTY_SIGNING = "royalty_signing"
    ON_DUTY = "on_duty"


GRANT_LABELS: Final[dict[GrantKind, str]] = {
    GrantKind.ASSIGNMENT: "phân công duyệt thay",
    GrantKind.DELEGATION: "ủy quyền duyệt",
    GrantKind.ACTING: "ủy quyền điều hành Ban Biên tập",
    GrantKind.PRECHECK: "ủy quyền kiểm tra trước khi biên tập lần cuối",
    GrantKind.LAST_EDIT: "giao biên tập lần cuối",
    GrantKind.ROYALTY_SIGNING: "ủy quyền ký bảng nhuận bút",
    GrantKind.ON_DUTY: "phân công trực",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The part of a seat's articles that a grant covers; an empty field does not narrow.

    Shape: `classes` are names of the routing order; an article must fit every field that says something.
    """

    classes: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    kinds: tuple[Kind, ...] = ()

    def covers(self, class_name: str, kind: Kind, topics: tuple[Topic, ...]) -> bool:
        """Whether an article of that class, kind and topics lies within."""
        return (
            (not self.classes or class_name in self.classes)
            and (not self.kinds or kind in self.kinds)
            and (not self.topics or bool(set(topics) & set(self.topics)))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A member's time away. Shape: from `starts_at` up to, not including, `ends_at`."""

    id: str
    member: MemberId
    starts_at: datetime
    ends_at: datetime
    reason: str
    filed_by: MemberId
    filed_at: datetime

    def is_over(self, now: datetime) -> bool:
        """Whether nothing of it is left: it has ended, or was called off before it began.

        Source: rule 32.
        """
        return self.ends_at <= max(now, self.starts_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A power lent for a time.

    Shape: `seat` is the member whose power it is, `to` who may use it, `giver` who gave it; `absence` ties an
    assignment to the absence that it is for; `document` names the paper, where one is needed.
    """

    id: str
    kind: GrantKind
    giver: MemberId
    seat: MemberId
    to: MemberId
    starts_at: datetime
    ends_at: datetime
    given_at: datetime
    scope: Scope = Scope()
    absence: str = ""
    document: str = ""
    reason: str = ""

    def is_over(self, now: datetime) -> bool:
        """Whether nothing of it is left: it has ended, or was taken back before it began.

        Source: ambiguity A12.
        """
        return self.ends_at <= max(now, self.starts_at)


class Void(StrEnum):
    """Why a grant gives nothing: at an instant, or on one article."""

    NOT_YET = "not_yet"
    OVER = "over"
    NOBODY = "nobody"
    OTHER_ABSENCE = "other_absence"
    OTHER_SEAT = "other_seat"
    OUT_OF_SCOPE = "out_of_scope"
    RESTS = "rests"
    AUTHOR = "author"
    BY_AUTHOR = "by_author"
    PASSED_UP = "passed_up"
    NEWER = "newer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """All absences and grants as they were known at one moment, the newest grant first."""

    absences: tuple[Absence, ...] = ()
    grants: tuple[Grant, ...] = ()

    def absence_of(self, member: MemberId, at: datetime) -> Absence | None:
        """The absence that keeps a member away at an instant."""
        return next((a for a in self.absences if a.member == member and a.starts_at <= at < a.ends_at), None)

    def is_away(self, member: MemberId, at: datetime) -> bool:
        """Whether a member has declared to be away at an instant."""
        return self.absence_of(member, at) is not None

    def in_force(self, board: Board, kind: GrantKind, seat: MemberId, at: datetime) -> tuple[Grant, ...]:
        """The grants of a seat that hold at an instant, the newest first.

        Shape: void are those to somebody who left the board or is away, and those for an absence that is not on.
        Source: ambiguities A12, A36.
        """
        mine = (grant for grant in self.grants if grant.kind is kind and grant.seat == seat)
        return tuple(grant for grant in mine if self.void_of(board, grant, at) is None)

    def void_of(self, board: Board, grant: Grant, at: datetime) -> Void | None:
        """Why a grant does not hold at an instant; None when it does.

        Source: ambiguities A12, A36.
        """
        if at < grant.starts_at:
            return Void.NOT_YET
        if at >= grant.ends_at:
            return Void.OVER
        if board.member(grant.to) is None or self.is_away(grant.to, at):
            return Void.NOBODY
        absence = self.absence_of(grant.seat, at)
        if grant.absence and (absence is None or absence.id != grant.absence):
            return Void.OTHER_ABSENCE
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """The board at an instant: who holds which office, who is away, what was lent to whom."""

    board: Board
    roster: Roster
    at: datetime

    def is_there(self, member: MemberId) -> bool:
        """Whether somebody sits on the board and has not declared to be away."""
        return self.board.member(member) is not None and not self.roster.is_away(member, self.at)


def on_duty(board: Board, roster: Roster, at: datetime) -> tuple[Member, ...]:
    """Who is called at an instant by the duty list; somebody who has left the board or is away is not.

    Source: ambiguities A14, A15.
    """
    lists = (grant for grant in roster.grants if grant.kind is GrantKind.ON_DUTY)
    called = (board.member(grant.to) for grant in lists if roster.void_of(board, grant, at) is None)
    return tuple(dict.fromkeys(member for member in called if member is not None))


def acting_heads(board: Board, roster: Roster, at: datetime) -> tuple[tuple[Member, Grant | None], ...]:
    """Who runs the board in the Head's place, the first in line first, with the authorisation when there is one.

    Shape: empty while the Head is there and has authorised nobody; the others follow only for the case that the first
    is the author of an article.
    Source: rules 35 and 42; ambiguities A8, A11 (a named authorisation beats the order).
    """
    head = board.holder(Office.HEAD)
    # The newest comes first in the roster, so it has to come last here.
    named = {grant.to: grant for grant in reversed(roster.in_force(board, GrantKind.ACTING, head.id, at))}
    named = dict(reversed(named.items()))
    line: dict[MemberId, tuple[Member, Grant | None]] = {}
    for member_id, grant in named.items():
        member = board.member(member_id)
        if member is not None and member.office in board.acting_order:
            line[member_id] = (member, grant)
    if roster.is_away(head.id, at):
        for office in board.acting_order:
            member = board.holder(office)
            if not roster.is_away(member.id, at):
                line.setdefault(member.id, (member, None))
    return tuple(line.values())


def may_assign(board: Board, roster: Roster, member: MemberId, at: datetime) -> bool:
    """Whether a member may say who approves: the Head always, and whoever acts for the Head.

    Source: rules 15, 33, 35 and 42; promise 3 of the design (only a person's act moves authority).
    """
    if member == board.holder(Office.HEAD).id:
        return True
    first = acting_heads(board, roster, at)[:1]
    return any(acting.id == member for acting, _ in first)


def may_sign_royalties(board: Board, roster: Roster, member: MemberId, at: datetime) -> bool:
    """Whether a member may sign the monthly royalty table: the Head, and only by a written paper somebody else.

    Source: rule 24; ambiguity A10 (acting for the Head is not enough).
    """
    head = board.holder(Office.HEAD)
    papers = roster.in_force(board, GrantKind.ROYALTY_SIGNING, head.id, at)
    return member == head.id or any(grant.to == member and grant.document.strip() for grant in papers)
