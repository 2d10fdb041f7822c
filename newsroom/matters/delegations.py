"""Lending one's own power for a time: what may be lent, by whom, to whom, and how it ends."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from newsroom.authority import Ground
from newsroom.board import APPROVING_OFFICES, OFFICE_LABELS, Board, Member, Office
from newsroom.claims import doer, incomplete
from newsroom.entitlement.grounds import by_head, ground_of, on_the_duty_list
from newsroom.entitlement.titles import head_titles
from newsroom.matters import facts
from newsroom.matters.acts import MatterClaim, not_entitled
from newsroom.matters.grants import check_length, not_assigning, scope_of
from newsroom.roster import Grant, GrantKind, Roster, may_assign
from newsroom.stages import Part
from newsroom.text import quoted

_GIVERS: Final[dict[GrantKind, frozenset[Office]]] = {
    GrantKind.DELEGATION: APPROVING_OFFICES,
    GrantKind.ACTING: frozenset({Office.HEAD}),
    GrantKind.ROYALTY_SIGNING: frozenset({Office.HEAD}),
    GrantKind.PRECHECK: frozenset({Office.FINAL_EDITOR}),
    GrantKind.LAST_EDIT: frozenset({Office.FINAL_EDITOR}),
    GrantKind.ON_DUTY: frozenset({Office.HEAD, Office.SECRETARY}),
}
_WHOLE: Final = {
    GrantKind.ACTING: "ủy quyền điều hành thay là điều hành mọi việc của Ban, không giới hạn theo nhóm bài",
    GrantKind.ON_DUTY: "phân công trực là trực mọi việc, không giới hạn theo nhóm bài",
}
_NEEDS_DOCUMENT: Final = frozenset({GrantKind.LAST_EDIT, GrantKind.ROYALTY_SIGNING})


def delegated(board: Board, roster: Roster, grant_id: str, claim: MatterClaim, now: datetime) -> tuple[Grant, Ground]:
    """The grant of a member's own power to another; or a night or a day of the duty list, which lends no power.

    Shape: only what the giver's office has by the notice; what came by a grant cannot be lent on.
    Errors: Refused.
    Source: rules 14, 40, 42, 57 and 69; ambiguities A6, A8, A10, A12, A14, A15.
    """
    giver = doer(board, claim)
    kind = _kind(claim)
    on_duty = kind is GrantKind.ON_DUTY
    _check_giver(board, roster, claim, kind, giver, now)
    if kind in _WHOLE and any(claim.names(listed) for listed in (facts.CLASSES, facts.TOPICS, facts.KINDS)):
        raise incomplete(claim, _WHOLE[kind])
    to = board.member(claim.fact(facts.TO))
    if to is None or (to.id == giver.id and not on_duty):
        raise incomplete(claim, "người được ủy quyền phải là một thành viên khác")
    _check_receiver(board, claim, kind, to)
    if roster.is_away(giver.id, now) and giver.office in board.absence_goes_to_head:
        raise incomplete(claim, "đang đi công tác thì Trưởng Ban phân công người duyệt, không tự ủy quyền")
    grant = Grant(
        id=grant_id,
        kind=kind,
        giver=giver.id,
        seat=giver.id,
        to=to.id,
        starts_at=max(now, claim.moment_or(facts.STARTS_AT, now)),
        ends_at=claim.moment(facts.ENDS_AT),
        given_at=now,
        scope=scope_of(board, claim, giver),
        document=claim.said(facts.DOCUMENT),
        reason=claim.said(facts.REASON),
    )
    check_length(claim, grant.starts_at, grant.ends_at)
    if on_duty and roster.is_away(to.id, grant.starts_at):
        raise incomplete(claim, f"{OFFICE_LABELS[to.office]} vắng mặt lúc đó nên không trực được ({facts.TO.name})")
    if kind in _NEEDS_DOCUMENT and not grant.document:
        raise incomplete(claim, f"việc này phải có văn bản; hãy ghi số văn bản ({facts.DOCUMENT.name})")
    return grant, on_the_duty_list(giver) if on_duty else _own_ground(board, giver)


def renewed(board: Board, roster: Roster, grant: Grant, claim: MatterClaim, now: datetime) -> tuple[Grant, Ground]:
    """The grant with a later (or earlier) end, by who gave it.

    Errors: Refused.
    Source: ambiguity A12 (thirty days at the latest from the renewal, renewable).
    """
    member = doer(board, claim)
    _check_running(claim, grant, now)
    if member.id != grant.giver and not (grant.absence and may_assign(board, roster, member.id, now)):
        raise not_entitled(claim, "Người đã giao việc mới được gia hạn.")
    ends_at = claim.moment(facts.ENDS_AT)
    check_length(claim, max(now, grant.starts_at), ends_at)
    if grant.absence:
        absence = next((a for a in roster.absences if a.id == grant.absence), None)
        if absence is None or ends_at > absence.ends_at:
            raise incomplete(claim, "phân công thay không dài hơn đợt vắng; hãy kéo dài đợt vắng trước")
    own = member.id == grant.giver and not grant.absence
    return replace(grant, ends_at=ends_at), _own_ground(board, member) if own else _ground(board, roster, member, now)


def revoked(board: Board, roster: Roster, grant: Grant, claim: MatterClaim, now: datetime) -> tuple[Grant, Ground]:
    """The grant ended now, by who gave it, by the Head, or by who acts for the Head when it is an assignment.

    Errors: Refused.
    Source: rules 11, 15 and 17; ambiguity A12.
    """
    member = doer(board, claim)
    _check_running(claim, grant, now)
    if member.id != grant.giver and member.office is not Office.HEAD:
        if not grant.absence:
            raise not_entitled(claim, "Người đã ủy quyền hoặc Trưởng Ban mới được thu hồi.")
        if not may_assign(board, roster, member.id, now):
            raise not_assigning(claim)
    claim.fact(facts.REASON)
    return replace(grant, ends_at=max(now, grant.starts_at)), _ground(board, roster, member, now)


def _kind(claim: MatterClaim) -> GrantKind:
    said = claim.said(facts.KIND) or GrantKind.DELEGATION
    if said not in _GIVERS:
        known = ", ".join(_GIVERS)
        raise incomplete(claim, f"loại ủy quyền “{quoted(said)}” không có; chọn một trong: {known}")
    return GrantKind(said)


def _check_receiver(board: Board, claim: MatterClaim, kind: GrantKind, to: Member) -> None:
    match kind:
        case GrantKind.DELEGATION:
            fits = to.office in APPROVING_OFFICES - {Office.HEAD}
        case GrantKind.ACTING | GrantKind.ROYALTY_SIGNING:
            fits = to.office in board.acting_order
        case GrantKind.PRECHECK | GrantKind.LAST_EDIT:
            fits = to.office is Office.SECRETARY
        case GrantKind.ON_DUTY:
            fits = not to.is_outside
        case GrantKind.ASSIGNMENT:
            fits = False
    if not fits:
        raise incomplete(claim, f"{OFFICE_LABELS[to.office]} không nhận được ủy quyền này")


def _check_giver(
    board: Board, roster: Roster, claim: MatterClaim, kind: GrantKind, giver: Member, now: datetime
) -> None:
    if giver.office in _GIVERS[kind]:
        return
    if kind is not GrantKind.ON_DUTY:
        raise not_entitled(claim, "Chỉ được ủy quyền phần việc mà thông báo giao cho chính mình; không ủy quyền lại.")
    if not may_assign(board, roster, giver.id, now):
        raise not_entitled(claim, "Thư ký hoặc Trưởng Ban (người đang điều hành thay) lập lịch trực.")


def _check_running(claim: MatterClaim, grant: Grant, now: datetime) -> None:
    if grant.is_over(now):
        raise incomplete(claim, "ủy quyền hoặc phân công này đã hết hạn")


def _ground(board: Board, roster: Roster, member: Member, now: datetime) -> Ground:
    held = next((t.ground for t in head_titles(board, roster, now) if t.member.id == member.id), None)
    return held or _own_ground(board, member)


def _own_ground(board: Board, member: Member) -> Ground:
    if member.office is Office.HEAD:
        return by_head(member)
    rule = next((rule for rule in board.authority if rule.office is member.office), None)
    if rule is None:
        return ground_of(Part.FINAL_EDITOR, member.office)
    return Ground(office=member.office, rule=rule.rule, clause=rule.clause, text=rule.text)
