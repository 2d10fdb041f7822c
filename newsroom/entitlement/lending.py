"""Which grants count on an article at an instant, why the others do not, and the titles that somebody has by them."""

from dataclasses import dataclass
from datetime import datetime

from newsroom.article import MemberId
from newsroom.authority import Ground, Hold
from newsroom.board import APPROVING_OFFICES, OFFICE_LABELS, Board, Member, Office
from newsroom.claims import Claim, incomplete
from newsroom.roster import Grant, GrantKind, Roster, Void
from newsroom.standing import Standing
from newsroom.working_time import clock

_OF_OWNER = frozenset({GrantKind.ASSIGNMENT, GrantKind.DELEGATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An article at an instant, among the members and grants of that instant."""

    board: Board
    roster: Roster
    standing: Standing
    at: datetime

    def owner(self) -> Member:
        """Whose the article is by the notice."""
        return self.board.holder(self.standing.route.owner)

    def seat(self, kind: GrantKind) -> Member:
        """Whose power a grant must lend to count here."""
        return self.owner() if kind in _OF_OWNER else self.board.holder(Office.FINAL_EDITOR)

    def lent(self, kind: GrantKind) -> tuple[Grant, ...]:
        """The grants of a kind that count, the newest first; only the newest of assignments does.

        Source: rules 33, 40, 54, 57 and 69; ambiguity A12.
        """
        found = tuple(grant for grant in self.roster.grants if grant.kind is kind and self._void(grant) is None)
        return found[:1] if kind is GrantKind.ASSIGNMENT else found

    def void_of(self, grant: Grant) -> Void | None:
        """Why a grant gives nothing here; None when it counts.

        Source: rules 7, 33, 40 and 55; ambiguities A4, A12, A36; decision 0042.
        """
        void = self._void(grant)
        return Void.NEWER if void is None and grant not in self.lent(grant.kind) else void

    def _void(self, grant: Grant) -> Void | None:
        standing, seat = self.standing, self.seat(grant.kind)
        if grant.seat != seat.id or (grant.kind is GrantKind.ASSIGNMENT and seat.office is Office.HEAD):
            return Void.OTHER_SEAT
        if void := self.roster.void_of(self.board, grant, self.at):
            return void
        away = self.roster.is_away(seat.id, self.at)
        if grant.kind is GrantKind.ASSIGNMENT and not away:
            return Void.OTHER_ABSENCE
        if not grant.scope.covers(standing.route.name, standing.kind, standing.topics):
            return Void.OUT_OF_SCOPE
        if grant.kind is GrantKind.DELEGATION and away and self._rests(seat):
            return Void.RESTS
        if grant.kind in _OF_OWNER and grant.giver == standing.author:
            return Void.BY_AUTHOR
        if grant.kind in _OF_OWNER and self._has_passed(grant):
            return Void.PASSED_UP
        return Void.AUTHOR if grant.to == standing.author else None

    def _has_passed(self, grant: Grant) -> bool:
        """Whether the receiver is of the office that does not decide on this article."""
        passing, to = self.standing.route.passing, self.board.member(grant.to)
        return passing is not None and to is not None and to.office is passing.by

    def _rests(self, seat: Member) -> bool:
        return seat.office is not Office.HEAD and seat.office in self.board.absence_goes_to_head


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """One member's title to act, with its ground."""

    member: Member
    ground: Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """Everybody who may do the next step on an article, and the one who is asked.

    Shape: the author is never among the titles of an approval; `asked` may lack a title when only the Head's word
    (an assignment) can move the article, and is empty when nobody is there.
    """

    titles: tuple[Title, ...]
    hold: Hold
    asked: Member | None
    reasons: tuple[str, ...]
    absence: str = ""

    def title_of(self, member: MemberId) -> Title | None:
        """A member's title, or None."""
        return next((title for title in self.titles if title.member.id == member), None)


def check_stand_in(board: Board, roster: Roster, standing: Standing, claim: Claim, now: datetime) -> None:
    """Nothing, when the member whom an act names may decide on the article in place of its approver. Errors: Refused.

    Source: rules 7, 17 and 33.
    """
    to = board.member(claim.details.to)
    if to is None or to.office not in APPROVING_OFFICES:
        raise incomplete(claim, "cần chọn một thành viên được duyệt bài (Trưởng Ban, Phó Trưởng Ban, Ủy viên)")
    if to.id == standing.author:
        raise incomplete(claim, "không phân công tác giả duyệt bài của mình")
    if roster.is_away(to.id, now):
        raise incomplete(claim, f"{OFFICE_LABELS[to.office]} đang vắng mặt")


def why_away(roster: Roster, member: Member, now: datetime) -> str:
    """Why somebody who has declared to be away may not act, as a sentence; empty while there.

    Source: rules 32 and 33.
    """
    absence = roster.absence_of(member.id, now)
    if absence is None:
        return ""
    return (
        f"Đồng chí đang vắng mặt theo khai báo đến {clock(absence.ends_at)} nên việc đã chuyển; "
        "nếu đã về, hãy báo đã về rồi làm tiếp. "
    )
