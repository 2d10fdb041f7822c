"""Why each member may, or may not, approve or edit an article: whole Vietnamese sentences with clause and grant."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from desk.explaining import OPEN, Explained
from newsroom.authority import Ground
from newsroom.board import APPROVING_OFFICES, OFFICE_LABELS, Member, Office
from newsroom.entitlement import Entitlement, approvers, editors
from newsroom.grounds import EDIT, grant_in_words, scope_in_words
from newsroom.roster import GRANT_LABELS, Absence, Grant, GrantKind, acting_heads
from newsroom.stages import Stage
from newsroom.working_time import local

_DECIDING: Final = frozenset({GrantKind.ASSIGNMENT, GrantKind.DELEGATION})
_EDITING: Final = frozenset({GrantKind.LAST_EDIT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a member may, and why or why not."""

    member: Member
    may: bool
    text: str


def approval_of(case: Explained) -> Entitlement | None:
    """Who may approve; None once the approval has been given or refused."""
    if case.standing.stage not in OPEN:
        return None
    waiting = replace(case.standing, stage=Stage.AWAITING_APPROVAL)
    return approvers(case.board, case.then.roster, waiting, case.then.at)


def edit_of(case: Explained) -> Entitlement | None:
    """Who may do the last edit; None when it is not the step."""
    if case.standing.stage is not Stage.EDITING:
        return None
    return editors(case.board, case.then.roster, case.standing, case.then.at)


def approval_verdicts(case: Explained) -> tuple[Verdict, ...]:
    """Each member's word on the approval."""
    return _verdicts(case, approval_of(case), _why_not_approve)


def edit_verdicts(case: Explained) -> tuple[Verdict, ...]:
    """Each member's word on the last edit."""
    return _verdicts(case, edit_of(case), _why_not_edit)


def ground_in_words(case: Explained, ground: Ground) -> str:
    """A ground as one sentence: the clause, the grant that is used, in whose place."""
    grant = next((grant for grant in case.then.roster.grants if grant.id == ground.grant), None)
    lent = f" {grant_in_words(case.board, grant)}" if grant else ""
    acting = f" Thay {OFFICE_LABELS[ground.acting_for]}." if ground.acting_for else ""
    return f"Điều {ground.rule}, {ground.clause}: {ground.text}.{lent}{acting}"


def why_grant_fails(case: Explained, grant: Grant) -> str:
    """Why a grant gives nothing on this article at that moment; empty when it does.

    Shape: only of grants that lend an approval or the last edit.
    """
    seat = case.owner() if grant.kind in _DECIDING else case.board.holder(Office.FINAL_EDITOR)
    at, roster = case.then.at, case.then.roster
    if grant.seat != seat.id:
        return f"cho phần việc của {_office(case, grant.seat)}, không phải {OFFICE_LABELS[seat.office]}"
    if at < grant.starts_at:
        return f"chưa có hiệu lực, từ {_clock(grant.starts_at)}"
    if at >= grant.ends_at:
        return f"đã hết hiệu lực lúc {_clock(grant.ends_at)}"
    if roster.is_away(grant.to, at) or case.board.member(grant.to) is None:
        return "người nhận đang vắng mặt hoặc không còn trong Ban Biên tập"
    return _why_not_here(case, grant, seat)


def _why_not_here(case: Explained, grant: Grant, seat: Member) -> str:
    at, roster, standing = case.then.at, case.then.roster, case.standing
    absence = roster.absence_of(seat.id, at)
    if grant.absence and (absence is None or absence.id != grant.absence):
        return f"chỉ dùng trong đợt vắng {grant.absence} của {OFFICE_LABELS[seat.office]}"
    if not grant.scope.covers(standing.route.name, standing.kind, standing.topics):
        return f"phạm vi chỉ gồm {scope_in_words(case.board, grant.scope)}"
    rests = grant.kind is GrantKind.DELEGATION and seat.office in case.board.absence_goes_to_head
    if rests and absence is not None:
        return f"tạm dừng khi {OFFICE_LABELS[seat.office]} đi công tác, khi đó chỉ Trưởng Ban phân công (điều 33)"
    if grant.to == standing.author:
        return "người nhận là tác giả"
    newest = roster.in_force(case.board, grant.kind, seat.id, at)
    if grant.kind is GrantKind.ASSIGNMENT and newest and newest[0].id != grant.id:
        return f"đã có phân công mới hơn ({newest[0].id})"
    return ""


def _verdicts(
    case: Explained, found: Entitlement | None, why_not: Callable[[Explained, Member], str]
) -> tuple[Verdict, ...]:
    if found is None:
        return ()
    verdicts = []
    for member in case.board.members:
        title = found.title_of(member.id)
        text = ground_in_words(case, title.ground) if title else why_not(case, member)
        verdicts.append(Verdict(member=member, may=title is not None, text=text))
    return tuple(verdicts)


def _why_not_approve(case: Explained, member: Member) -> str:
    route, owner = case.standing.route, case.owner()
    whose = f"Bài thuộc nhóm {route.name}, do {OFFICE_LABELS[owner.office]} duyệt (điều {route.rule}, {route.clause})."
    if member.id == case.standing.author:
        return "Là tác giả nên không tự duyệt bài của mình (điều 7)."
    if (absence := case.then.roster.absence_of(member.id, case.then.at)) is not None:
        return f"{_away(absence)} {whose}"
    if member.office not in APPROVING_OFFICES:
        return f"{OFFICE_LABELS[member.office]} không phải chức danh được duyệt bài. {whose}"
    said = [*_why_grants_fail(case, member, _DECIDING), *_why_not_acting(case, member)]
    if member.office is Office.HEAD:
        said.append("Trưởng Ban có thể nhận về duyệt hoặc phân công người khác (điều 17).")
    return " ".join((whose, *said))


def _why_not_edit(case: Explained, member: Member) -> str:
    rule, clause, text = EDIT
    whose = f"Điều {rule}, {clause}: {text}."
    if member.id == case.standing.author and member.office is not Office.FINAL_EDITOR:
        return f"Là tác giả. {whose}"
    if (absence := case.then.roster.absence_of(member.id, case.then.at)) is not None:
        return f"{_away(absence)} {whose}"
    return " ".join((whose, *_why_grants_fail(case, member, _EDITING)))


def _why_grants_fail(case: Explained, member: Member, kinds: frozenset[GrantKind]) -> list[str]:
    return [
        f"{GRANT_LABELS[grant.kind].capitalize()} {grant.id} không dùng được: {why}."
        for grant in case.then.roster.grants
        if grant.to == member.id and grant.kind in kinds and (why := why_grant_fails(case, grant))
    ]


def _why_not_acting(case: Explained, member: Member) -> list[str]:
    """Of a deputy while somebody else runs the board in the Head's place."""
    line = acting_heads(case.board, case.then.roster, case.then.at)
    if not line or member.office not in case.board.acting_order or line[0][0].id == member.id:
        return []
    return [f"Đang điều hành thay Trưởng Ban là {OFFICE_LABELS[line[0][0].office]} (điều 35, 42)."]


def _away(absence: Absence) -> str:
    return f"Đang vắng mặt từ {_clock(absence.starts_at)} đến {_clock(absence.ends_at)} (đợt {absence.id})."


def _clock(moment: datetime) -> str:
    return f"{local(moment):%H:%M %d/%m/%Y}"


def _office(case: Explained, member_id: str) -> str:
    member = case.board.member(member_id)
    return OFFICE_LABELS[member.office] if member else member_id
