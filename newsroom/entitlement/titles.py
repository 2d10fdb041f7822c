"""Who may act on an article at this moment, by what title, and whose inbox it lies in.

Starts from the office that the notice names and applies absences, assignments, delegations and the acting order.
Every answer carries its reasons in Vietnamese ("why me").
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from newsroom.authority import Ground, Hold
from newsroom.board import OFFICE_LABELS, Board, Member, Office
from newsroom.entitlement.grounds import acted_for, by_head, grant_in_words, ground_of, lent, owning
from newsroom.entitlement.lending import Case, Entitlement, Title
from newsroom.roster import Absence, Grant, GrantKind, Roster, acting_heads
from newsroom.stages import Part, Stage
from newsroom.standing import Seat, Standing
from newsroom.working_time import local

HEAD_ASKED: Final = "Đã đề nghị Trưởng Ban phân công lại người duyệt; bài chờ Trưởng Ban trả lời."
_NOBODY_RUNS: Final = "Hiện không ai điều hành Ban Biên tập; cần liên hệ trực tiếp."


def approvers(board: Board, roster: Roster, standing: Standing, at: datetime) -> Entitlement:
    """Who may decide on an article at an instant.

    Source: rules 7, 17, 32, 33, 35, 40, 42; ambiguities A4, A7, A8, A9, A11, A12, A39; decision 0016.
    """
    case = Case(board=board, roster=roster, standing=standing, at=at)
    owner = case.owner()
    if standing.route.asked:
        return _heads_word(case)
    if owner.office is Office.HEAD:
        return _heads_own(case, owner)
    absence = roster.absence_of(owner.id, at)
    if absence is None and owner.id != standing.author:
        return _present(case, owner)
    return _replaced(case, owner, absence)


def editors(board: Board, roster: Roster, standing: Standing, at: datetime) -> Entitlement:
    """Who may do the last edit at an instant.

    Source: rules 33, 54 and 69; ambiguities A4, A6; decision 0016.
    """
    case = Case(board=board, roster=roster, standing=standing, at=at)
    editor = board.holder(Office.FINAL_EDITOR)
    substitutes = _lent(case, GrantKind.LAST_EDIT)
    titles = tuple(title for _, title in substitutes)
    reasons = tuple(grant_in_words(board, grant) for grant, _ in substitutes[:1])
    absence = roster.absence_of(editor.id, at)
    if absence is not None:
        hold = Hold.ASSIGNED if titles else Hold.HEAD_TO_ASSIGN
        asked = titles[0].member if titles else _who_assigns(case)
        said = reasons or (_away(editor, absence), "Chờ Trưởng Ban phân công người biên tập lần cuối.")
        if asked is None:
            hold = Hold.NOBODY
        return Entitlement(titles=titles, hold=hold, asked=asked, reasons=said, absence=absence.id)
    own = Title(member=editor, ground=ground_of(Part.FINAL_EDITOR, editor.office))
    checker = None if standing.prechecked else prechecker(board, roster, standing, at)
    if checker is not None:
        return Entitlement(
            titles=(*titles, own), hold=Hold.PRECHECK, asked=checker.member, reasons=checker.ground.reasons
        )
    asked = titles[0].member if titles else editor
    return Entitlement(
        titles=(*titles, own), hold=Hold.DELEGATED if titles else Hold.OWNER, asked=asked, reasons=reasons
    )


def intakes(board: Board, roster: Roster, standing: Standing, at: datetime) -> Entitlement:
    """Who passes a contributor's text on to the last edit: the secretary, or while she is away whoever edits it then.

    Source: rules 54, 57 and 72; ambiguity A5; decision 0044.
    """
    secretary = board.holder(Office.SECRETARY)
    absence = roster.absence_of(secretary.id, at)
    if absence is None:
        own = Title(member=secretary, ground=ground_of(Part.INTAKE, secretary.office))
        return Entitlement(titles=(own,), hold=Hold.OWNER, asked=secretary, reasons=())
    found = editors(board, roster, standing, at)
    return replace(found, reasons=(_away(secretary, absence), *found.reasons), absence=absence.id)


def prechecker(board: Board, roster: Roster, standing: Standing, at: datetime) -> Title | None:
    """Who checks a reporter's or contributor's text before the last edit, when the final editor has asked for it.

    Source: rule 69; ambiguity A6.
    """
    author = board.member(standing.author)
    if author is None or not author.is_outside:
        return None
    case = Case(board=board, roster=roster, standing=standing, at=at)
    found = _lent(case, GrantKind.PRECHECK)
    return found[0][1] if found else None


def head_titles(board: Board, roster: Roster, at: datetime) -> tuple[Title, ...]:
    """Who holds the Head's powers at an instant: the Head, always, and whoever is first in line to act.

    Source: rules 11, 17, 35 and 42; ambiguities A8, A9.
    """
    head = board.holder(Office.HEAD)
    acting = acting_heads(board, roster, at)[:1]
    return (
        Title(member=head, ground=by_head(head)),
        *(Title(member=member, ground=acted_for(board, member, grant)) for member, grant in acting),
    )


def choosers(board: Board, roster: Roster, standing: Standing, at: datetime) -> tuple[Title, ...]:
    """Who may say who judges an article: the Head and who acts for the Head, but for its author.

    Shape: the first of the acting order who is there does so when the Head wrote it; empty when nobody is left.
    Source: rules 7, 11, 17, 35 and 42; promise 4 of the design; decision 0037.
    """
    head = board.holder(Office.HEAD)
    wrote = head.id == standing.author
    line = [pair for pair in acting_heads(board, roster, at) if pair[0].id != standing.author]
    if not line and wrote:
        order = map(board.holder, board.acting_order)
        line = [(member, None) for member in order if not roster.is_away(member.id, at)]
    acting = tuple(Title(member=m, ground=acted_for(board, m, grant, head_wrote=wrote)) for m, grant in line[:1])
    return acting if wrote else (Title(member=head, ground=by_head(head)), *acting)


def seat_of(board: Board, roster: Roster, standing: Standing, at: datetime) -> Seat:
    """Whose inbox an article lies in at an instant; the time since when stays while nothing moved.

    Source: rules 33, 54, 69, 72; ambiguity A7; promise 3 of the design.
    """
    match standing.stage:
        case Stage.RECEIVED:
            found = intakes(board, roster, standing, at)
        case Stage.EDITING:
            found = editors(board, roster, standing, at)
        case Stage.AWAITING_APPROVAL:
            found = approvers(board, roster, standing, at)
        case Stage.SCHEDULED | Stage.PUBLISHING if standing.held_since is not None:
            found = approvers(board, roster, standing, at)
        case Stage.RETURNED:
            author = board.member(standing.author)
            return _kept(standing, Seat(asked=standing.author, office=author.office if author else None), at)
        case _:
            return Seat()
    seat = Seat(
        asked=found.asked.id if found.asked else None,
        office=found.asked.office if found.asked else None,
        hold=found.hold,
        reasons=found.reasons,
        absence=found.absence,
    )
    return _kept(standing, seat, at)


def _title(case: Case, member: Member, ground: Ground) -> tuple[Title, ...]:
    """The title, unless the member wrote the article."""
    return () if member.id == case.standing.author else (Title(member=member, ground=ground),)


def _lent(case: Case, kind: GrantKind) -> list[tuple[Grant, Title]]:
    """The grants that count, the newest first, with the titles that they give."""
    board, reasons = case.board, case.standing.route.reasons
    receivers = ((grant, board.member(grant.to)) for grant in case.lent(kind))
    return [(grant, Title(member=to, ground=lent(board, to, grant, reasons))) for grant, to in receivers if to]


def _kept(standing: Standing, seat: Seat, at: datetime) -> Seat:
    before = standing.seat
    same = (before.asked, before.hold) == (seat.asked, seat.hold) and before.since is not None
    since = before.since if same and before.since and before.since >= standing.since else at
    return Seat(
        asked=seat.asked, office=seat.office, hold=seat.hold, since=since, reasons=seat.reasons, absence=seat.absence
    )


def _present(case: Case, owner: Member) -> Entitlement:
    route = case.standing.route
    lent_to = _lent(case, GrantKind.DELEGATION)
    titles = (*(title for _, title in lent_to), *_title(case, owner, owning(route, owner)))
    said = tuple(grant_in_words(case.board, grant) for grant, _ in lent_to[:1])
    return Entitlement(
        titles=titles,
        hold=Hold.DELEGATED if lent_to else Hold.OWNER,
        asked=titles[0].member,
        reasons=(*route.reasons, *said),
    )


def _heads_word(case: Case) -> Entitlement:
    """The Head was asked who decides: until the answer nobody else does."""
    asked, reasons = _who_chooses(case), (*case.standing.route.reasons, HEAD_ASKED)
    hold, said = (Hold.HEAD_TO_ASSIGN, reasons) if asked else (Hold.NOBODY, (*reasons, _NOBODY_RUNS))
    return Entitlement(titles=_decide_for_head(case, reasons), hold=hold, asked=asked, reasons=said)


def _replaced(case: Case, owner: Member, absence: Absence | None) -> Entitlement:
    """The owner is away, or (after a change of members) the author: an assignment, a delegation, or the Head."""
    board, route = case.board, case.standing.route
    assigned, lent_to = _lent(case, GrantKind.ASSIGNMENT), _lent(case, GrantKind.DELEGATION)
    why = _away(owner, absence) if absence else f"{OFFICE_LABELS[owner.office]} là tác giả nên không tự duyệt."
    found = [*assigned, *lent_to]
    if found:
        said = grant_in_words(board, found[0][0])
        return Entitlement(
            titles=tuple(title for _, title in found),
            hold=Hold.ASSIGNED if assigned else Hold.DELEGATED,
            asked=found[0][1].member,
            reasons=(*route.reasons, why, said),
            absence=absence.id if absence else "",
        )
    head_wrote = board.holder(Office.HEAD).id == case.standing.author
    chooses = "Người điều hành thay" if head_wrote else "Trưởng Ban"
    reasons = (*route.reasons, why, f"Chờ {chooses} phân công người duyệt; {chooses} cũng có thể tự quyết định.")
    asked = _who_chooses(case)
    return Entitlement(
        titles=_decide_for_head(case, reasons),
        hold=Hold.HEAD_TO_ASSIGN if asked else Hold.NOBODY,
        asked=asked,
        reasons=reasons if asked else (*reasons, _NOBODY_RUNS),
        absence=absence.id if absence else "",
    )


def _heads_own(case: Case, head: Member) -> Entitlement:
    board, roster, route = case.board, case.roster, case.standing.route
    own = _title(case, head, owning(route, head))
    lent_to = _lent(case, GrantKind.DELEGATION)
    acting = _acting_titles(case, route.reasons)
    absence = roster.absence_of(head.id, case.at)
    said = tuple(grant_in_words(board, grant) for grant, _ in lent_to[:1])
    delegates = tuple(title for _, title in lent_to)
    if absence is None:
        titles = (*delegates, *own, *acting)
        hold = Hold.DELEGATED if delegates else Hold.OWNER
        return Entitlement(
            titles=titles, hold=hold, asked=titles[0].member if titles else None, reasons=(*route.reasons, *said)
        )
    titles = (*delegates, *acting, *own)
    why = (*route.reasons, _away(head, absence))
    asked = next((title.member for title in titles if title.member.id != head.id), None)
    if asked is None:
        why = (*why, "Không có ai điều hành thay; bài chờ Trưởng Ban, cần liên hệ trực tiếp.")
        return Entitlement(titles=titles, hold=Hold.NOBODY, asked=None, reasons=why, absence=absence.id)
    hold = Hold.DELEGATED if delegates else Hold.ACTING
    return Entitlement(
        titles=titles,
        hold=hold,
        asked=asked,
        reasons=(*why, *said) if said else titles[0].ground.reasons,
        absence=absence.id,
    )


def _decide_for_head(case: Case, reasons: tuple[str, ...]) -> tuple[Title, ...]:
    head = case.board.holder(Office.HEAD)
    return (*_title(case, head, by_head(head, reasons)), *_acting_titles(case, reasons))


def _acting_titles(case: Case, reasons: tuple[str, ...]) -> tuple[Title, ...]:
    """The first in line to act who did not write the article."""
    head = case.board.holder(Office.HEAD).id
    acting = (t for t in choosers(case.board, case.roster, case.standing, case.at) if t.member.id != head)
    return tuple(replace(t, ground=replace(t.ground, reasons=(*reasons, *t.ground.reasons))) for t in acting)


def _who_chooses(case: Case) -> Member | None:
    """Who says who judges the article, when its approver cannot; None when nobody is there."""
    there = (t.member for t in choosers(case.board, case.roster, case.standing, case.at))
    return next((member for member in there if not case.roster.is_away(member.id, case.at)), None)


def _who_assigns(case: Case) -> Member | None:
    head = case.board.holder(Office.HEAD)
    if not case.roster.is_away(head.id, case.at):
        return head
    acting = acting_heads(case.board, case.roster, case.at)
    return acting[0][0] if acting else None


def _away(member: Member, absence: Absence) -> str:
    return (
        f"{OFFICE_LABELS[member.office]} vắng mặt từ {local(absence.starts_at):%H:%M %d/%m} "
        f"đến {local(absence.ends_at):%H:%M %d/%m/%Y}."
    )
