"""Being away: who may say so, how it ends, and whom the Head (or who acts for the Head) assigns meanwhile."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from newsroom.article import spoken
from newsroom.authority import Ground
from newsroom.board import APPROVING_OFFICES, OFFICE_LABELS, Board, Member, Office
from newsroom.claims import doer, incomplete
from newsroom.entitlement.grounds import REPORT_ABSENCE
from newsroom.entitlement.titles import head_titles
from newsroom.matters import facts
from newsroom.matters.acts import MatterClaim, not_entitled
from newsroom.matters.grants import not_assigning, scope_of
from newsroom.roster import Absence, Grant, GrantKind, Roster, may_assign

LONGEST_ABSENCE: Final = timedelta(days=366)
_LATEST_FILING: Final = timedelta(days=1)
_MAY_FILE_FOR_OTHERS: Final = frozenset({Office.SECRETARY, Office.HEAD})
_MAY_EDIT_LAST: Final = frozenset({Office.HEAD, Office.STANDING_DEPUTY, Office.DEPUTY, Office.SECRETARY})


def filed(board: Board, roster: Roster, absence_id: str, claim: MatterClaim, now: datetime) -> tuple[Absence, Ground]:
    """The absence that a member, or the secretary for a member, files.

    Errors: Refused.
    Source: rule 32; ambiguities A7, A8.
    """
    member = doer(board, claim)
    away = board.member(claim.said(facts.MEMBER) or claim.member)
    if away is None:
        raise incomplete(claim, f"không có thành viên này trong Ban Biên tập ({facts.MEMBER.name})")
    _check_filer(claim, member, away)
    absence = Absence(
        id=absence_id,
        member=away.id,
        starts_at=claim.moment(facts.STARTS_AT),
        ends_at=claim.moment(facts.ENDS_AT),
        reason=claim.fact(facts.REASON),
        filed_by=member.id,
        filed_at=now,
    )
    _check_dates(claim, absence, now)
    if now - absence.starts_at > _LATEST_FILING:
        raise incomplete(claim, "giờ bắt đầu vắng đã qua hơn một ngày; hãy ghi từ bây giờ")
    if other := _overlapping(roster, absence):
        known = f"đợt {spoken(other.id)}"
        raise incomplete(claim, f"{OFFICE_LABELS[away.office]} đã báo vắng trong thời gian này ({known})")
    return absence, _report(member)


def changed(
    board: Board, roster: Roster, absence: Absence, claim: MatterClaim, now: datetime
) -> tuple[Absence, Ground]:
    """The absence with a new end: an early return, an extension, or (ending before it began) a withdrawal.

    Errors: Refused.
    Source: rule 32; ambiguity A7.
    """
    member = doer(board, claim)
    away = board.member(absence.member) or member
    _check_filer(claim, member, away)
    if absence.is_over(now):
        raise incomplete(claim, "đợt vắng này đã kết thúc")
    # A return before the absence began leaves nothing of it.
    earliest = max(now, absence.starts_at)
    ends_at = max(claim.moment(facts.ENDS_AT), earliest)
    after = replace(absence, ends_at=ends_at)
    if after.ends_at - after.starts_at > LONGEST_ABSENCE:
        raise incomplete(claim, f"một đợt vắng dài nhất {LONGEST_ABSENCE.days} ngày")
    if after.ends_at > after.starts_at and (other := _overlapping(roster, after)):
        raise incomplete(claim, f"thời gian mới trùng với đợt vắng {spoken(other.id)}")
    return after, _report(member)


def assigned(
    board: Board, roster: Roster, absence: Absence, grant_id: str, claim: MatterClaim, now: datetime
) -> tuple[Grant, Ground]:
    """The grant by which the Head lets another member approve, or edit for the last time, during an absence.

    Shape: never begins before now nor ends after the absence.
    Errors: Refused.
    Source: rules 15, 33, 40 and 57; ambiguities A6, A7, A11; decision 0016.
    """
    member = doer(board, claim)
    ground = assigning_ground(board, roster, claim, member, now)
    away, to = board.member(absence.member), board.member(claim.fact(facts.TO))
    if away is None or away.office not in APPROVING_OFFICES - {Office.HEAD}:
        raise incomplete(claim, "đợt vắng này không cần phân công người duyệt")
    if absence.is_over(now):
        raise incomplete(claim, "đợt vắng này đã kết thúc")
    if to is None or to.id == away.id:
        raise incomplete(claim, "người được phân công phải là một thành viên khác")
    kind = GrantKind.LAST_EDIT if claim.said(facts.WORK) == "last_edit" else GrantKind.ASSIGNMENT
    _check_capacity(claim, kind, away, to)
    grant = Grant(
        id=grant_id,
        kind=kind,
        giver=member.id,
        seat=away.id,
        to=to.id,
        starts_at=max(now, absence.starts_at, claim.moment_or(facts.STARTS_AT, now)),
        ends_at=min(absence.ends_at, claim.moment_or(facts.ENDS_AT, absence.ends_at)),
        given_at=now,
        scope=scope_of(board, claim, away),
        absence=absence.id,
        reason=claim.said(facts.REASON),
    )
    if grant.ends_at <= grant.starts_at:
        raise incomplete(claim, "thời gian phân công phải nằm trong đợt vắng và kết thúc sau khi bắt đầu")
    if roster.is_away(to.id, grant.starts_at):
        raise incomplete(claim, f"{OFFICE_LABELS[to.office]} cũng vắng mặt lúc đó")
    return grant, ground


def suggested(board: Board, roster: Roster, absence: Absence) -> Member | None:
    """Whom to suggest to the Head for an absence: the first approver who is there when it begins.

    Source: rules 33 and 40; ambiguity A7 (a suggestion only: the Head decides).
    """
    away = board.member(absence.member)
    order = (Office.DEPUTY, Office.STANDING_DEPUTY, Office.FINAL_EDITOR)
    free = (board.holder(office) for office in order if away is not None and office is not away.office)
    return next((member for member in free if not roster.is_away(member.id, absence.starts_at)), None)


def assigning_ground(board: Board, roster: Roster, claim: MatterClaim, member: Member, now: datetime) -> Ground:
    """The ground on which a member assigns: as the Head, or in the Head's place.

    Errors: Refused (not_entitled).
    Source: rules 15, 33, 35 and 42.
    """
    if not may_assign(board, roster, member.id, now):
        raise not_assigning(claim)
    return next(title.ground for title in head_titles(board, roster, now) if title.member.id == member.id)


def _check_filer(claim: MatterClaim, member: Member, away: Member) -> None:
    if member.id != away.id and member.office not in _MAY_FILE_FOR_OTHERS:
        raise not_entitled(claim, "Người vắng tự báo, hoặc Thư ký, Trưởng Ban báo thay.")


def _check_dates(claim: MatterClaim, absence: Absence, now: datetime) -> None:
    if absence.ends_at <= max(absence.starts_at, now):
        raise incomplete(claim, "giờ trở lại phải sau giờ bắt đầu vắng và sau bây giờ")
    if absence.ends_at - absence.starts_at > LONGEST_ABSENCE:
        raise incomplete(claim, f"một đợt vắng dài nhất {LONGEST_ABSENCE.days} ngày")


def _check_capacity(claim: MatterClaim, kind: GrantKind, away: Member, to: Member) -> None:
    if kind is GrantKind.LAST_EDIT:
        if away.office is not Office.FINAL_EDITOR:
            raise incomplete(claim, "chỉ giao biên tập lần cuối khi Ủy viên biên tập vắng")
        if to.office not in _MAY_EDIT_LAST:
            raise incomplete(claim, f"{OFFICE_LABELS[to.office]} không nhận được việc biên tập lần cuối")
    elif to.office not in APPROVING_OFFICES:
        raise incomplete(claim, f"{OFFICE_LABELS[to.office]} không phải chức danh được duyệt bài")


def _overlapping(roster: Roster, absence: Absence) -> Absence | None:
    return next(
        (
            other
            for other in roster.absences
            if other.member == absence.member
            and other.id != absence.id
            and other.starts_at < absence.ends_at
            and absence.starts_at < other.ends_at
        ),
        None,
    )


def _report(member: Member) -> Ground:
    number, clause, text = REPORT_ABSENCE
    return Ground(office=member.office, rule=number, clause=clause, text=text)
