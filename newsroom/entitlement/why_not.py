"""Why a member may not approve or edit an article, and why a grant does not help: said by the rules that decide it."""

from collections.abc import Iterator

from newsroom.article import MemberId, spoken
from newsroom.authority import HEAD_DECIDES
from newsroom.board import APPROVING_OFFICES, OFFICE_LABELS, Member, Office
from newsroom.entitlement.grounds import EDIT, scope_in_words
from newsroom.entitlement.lending import Case
from newsroom.entitlement.titles import HEAD_ASKED, approvers, editors
from newsroom.roster import GRANT_LABELS, Grant, GrantKind, Void, acting_heads
from newsroom.working_time import clock

_DECIDING = frozenset({GrantKind.ASSIGNMENT, GrantKind.DELEGATION})
_EDITING = frozenset({GrantKind.LAST_EDIT})


def why_not_approve(case: Case, member: Member) -> tuple[str, ...]:
    """Why a member may not approve, in whole Vietnamese sentences; empty exactly when the member may.

    Source: rules 7, 17, 22, 30, 33, 35, 39, 40, 42 and 55.
    """
    if approvers(case.board, case.roster, case.standing, case.at).title_of(member.id):
        return ()
    route, owner = case.standing.route, case.owner()
    whose = f"Bài này do {OFFICE_LABELS[owner.office]} duyệt ({route.clause})."
    if member.id == case.standing.author:
        return ("Là tác giả nên không tự duyệt bài của mình (mục I, gạch đầu dòng thứ 2).",)
    if away := _away(case, member):
        return (*away, whose)
    if member.office not in APPROVING_OFFICES:
        return (f"{OFFICE_LABELS[member.office]} không phải chức danh được duyệt bài.", whose)
    taking_over = f"Trưởng Ban có thể nhận về duyệt hoặc phân công người khác ({HEAD_DECIDES[1]})."
    heads = (taking_over,) if member.office is Office.HEAD else ()
    waits = (f"{HEAD_ASKED} Chưa ai khác duyệt được.",) if route.asked else ()
    return (whose, *waits, *_failing(case, member, _DECIDING), *_not_acting(case, member), *heads)


def why_not_edit(case: Case, member: Member) -> tuple[str, ...]:
    """Why a member may not do the last edit, in whole Vietnamese sentences; empty exactly when the member may.

    Source: rules 33, 54 and 57.
    """
    if editors(case.board, case.roster, case.standing, case.at).title_of(member.id):
        return ()
    _, clause, text = EDIT
    whose = f"{text} ({clause})."
    if member.id == case.standing.author and member.office is not Office.FINAL_EDITOR:
        return ("Là tác giả.", whose)
    if away := _away(case, member):
        return (*away, whose)
    return (whose, *_failing(case, member, _EDITING))


def why_void(case: Case, grant: Grant) -> str:
    """Why a grant that lends an approval or the last edit gives nothing here, as the end of a sentence; empty if not.

    Source: rule 33; ambiguities A12, A36.
    """
    void = case.void_of(grant)
    return _words(case, grant)[void] if void else ""


def _words(case: Case, grant: Grant) -> dict[Void, str]:
    seat = OFFICE_LABELS[case.seat(grant.kind).office]
    newest = next((other.id for other in case.lent(grant.kind)), "")
    return {
        Void.OTHER_SEAT: f"cho phần việc của {_office(case, grant.seat)}, không phải {seat}",
        Void.NOT_YET: f"chưa có hiệu lực, từ {clock(grant.starts_at)}",
        Void.OVER: f"đã hết hiệu lực lúc {clock(grant.ends_at)}",
        Void.NOBODY: "người nhận đang vắng mặt hoặc không còn trong Ban Biên tập",
        Void.OTHER_ABSENCE: f"chỉ dùng trong đợt vắng {grant.absence} của {seat}",
        Void.OUT_OF_SCOPE: f"phạm vi chỉ gồm {scope_in_words(case.board, grant.scope)}",
        Void.RESTS: f"tạm dừng khi {seat} đi công tác, khi đó chỉ Trưởng Ban phân công",
        Void.AUTHOR: "người nhận là tác giả",
        Void.BY_AUTHOR: "do chính tác giả bài này giao; tác giả không chọn người duyệt bài của mình",
        Void.PASSED_UP: "người nhận đã đưa bài vào nhóm mình duyệt, hoặc đã chuyển bài lên cấp trên",
        Void.NEWER: f"đã có phân công mới hơn ({newest})",
    }


def _failing(case: Case, member: Member, kinds: frozenset[GrantKind]) -> Iterator[str]:
    for grant in case.roster.grants:
        if grant.to == member.id and grant.kind in kinds and (why := why_void(case, grant)):
            yield f"{GRANT_LABELS[grant.kind].capitalize()} {spoken(grant.id)} không dùng được: {why}."


def _not_acting(case: Case, member: Member) -> tuple[str, ...]:
    """Of a deputy while somebody else runs the board in the Head's place."""
    line = acting_heads(case.board, case.roster, case.at)
    if not line or member.office not in case.board.acting_order or line[0][0].id == member.id:
        return ()
    return (f"Đang điều hành thay Trưởng Ban là {OFFICE_LABELS[line[0][0].office]}.",)


def _away(case: Case, member: Member) -> tuple[str, ...]:
    absence = case.roster.absence_of(member.id, case.at)
    if absence is None:
        return ()
    return (f"Đang vắng mặt từ {clock(absence.starts_at)} đến {clock(absence.ends_at)} (đợt {spoken(absence.id)}).",)


def _office(case: Case, member_id: MemberId) -> str:
    member = case.board.member(member_id)
    return OFFICE_LABELS[member.office] if member else member_id
