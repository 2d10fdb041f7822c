"""Who hears of an absence, an assignment or a delegation, and how each is said to operators."""

from collections.abc import Sequence

from newsroom.article import MemberId
from newsroom.board import APPROVING_OFFICES, OFFICE_LABELS, Board, Office
from newsroom.consequences import Notification, NotificationKind
from newsroom.entitlement.grounds import grant_in_words
from newsroom.matters.absences import suggested
from newsroom.roster import Absence, Grant, GrantKind, Roster, acting_heads
from newsroom.text import as_clause, literal
from newsroom.working_time import local


def absence_notifications(
    board: Board, roster: Roster, absence: Absence, waiting: int, titles: Sequence[str]
) -> tuple[Notification, ...]:
    """Who hears that a member will be away: for an approver the Head gets the task to say who approves.

    Shape: `waiting` articles lie with the member now, `titles` are the first of them.
    Source: rules 32, 33 and 35; ambiguities A7, A8.
    """
    away = board.member(absence.member)
    said = f"{_office(board, absence.member)} vắng mặt {_dates(absence)}: {as_clause(absence.reason)}."
    secretary = Notification(to=board.holder(Office.SECRETARY).id, kind=NotificationKind.NEWS, text=said)
    if away is None or away.office not in APPROVING_OFFICES:
        return (secretary, Notification(to=board.holder(Office.HEAD).id, kind=NotificationKind.NEWS, text=said))
    if away.office is Office.HEAD:
        told = (
            Notification(
                to=board.holder(o).id, kind=NotificationKind.NEWS, text=f"{said} Điều hành theo thứ tự của thông báo."
            )
            for o in board.acting_order
        )
        return (*told, secretary)
    stand_in = suggested(board, roster, absence)
    proposal = f" Gợi ý: {OFFICE_LABELS[stand_in.office]}." if stand_in else ""
    lying = f" Đang có {waiting} bài: {'; '.join(f'“{title}”' for title in titles)}." if waiting else ""
    whom = "người biên tập lần cuối và người duyệt" if away.office is Office.FINAL_EDITOR else "người duyệt"
    task = f"{said} Mời Trưởng Ban phân công {whom} thay.{proposal}{lying} Khi chưa phân công, bài chờ Trưởng Ban."
    return (
        *(Notification(to=m, kind=NotificationKind.TASK, text=task) for m in who_assigns(board, roster, absence)),
        secretary,
    )


def changed_notifications(
    board: Board, roster: Roster, before: Absence, after: Absence, grants: Sequence[Grant]
) -> tuple[Notification, ...]:
    """Who hears that an absence ends earlier or later.

    Source: rules 32 and 33; ambiguity A7.
    """
    verb = "về sớm" if after.ends_at < before.ends_at else "vắng thêm"
    text = f"{_office(board, after.member)} {verb}: {_dates(after)}."
    longer = after.ends_at > before.ends_at and bool(grants)
    hint = " Phân công thay không tự kéo dài theo; mời xem lại." if longer else ""
    members = dict.fromkeys(
        (*who_assigns(board, roster, after), after.member, board.holder(Office.SECRETARY).id, *(g.to for g in grants))
    )
    kind = NotificationKind.TASK if longer else NotificationKind.NEWS
    return tuple(Notification(to=member, kind=kind, text=text + hint) for member in members)


def assigned_notifications(board: Board, absence: Absence, grant: Grant) -> tuple[Notification, ...]:
    """Who hears of an assignment: who has it, who is away, the secretary.

    Source: rule 33.
    """
    return _told_of_grant(board, grant, (grant.to, absence.member, board.holder(Office.SECRETARY).id))


def lent_notifications(board: Board, grant: Grant) -> tuple[Notification, ...]:
    """Who hears of a delegation: who has it, who gave it, the Head.

    Source: rules 40, 42, 57 and 69.
    """
    return _told_of_grant(board, grant, (grant.to, grant.giver, board.holder(Office.HEAD).id))


def ended_grant_notifications(board: Board, grant: Grant, reason: str) -> tuple[Notification, ...]:
    """Who hears that a grant was revoked.

    Source: ambiguity A12.
    """
    text = f"Đã thu hồi: {grant_in_words(board, grant)} Lý do: {as_clause(reason)}."
    members = dict.fromkeys((grant.to, grant.giver, grant.seat))
    return tuple(Notification(to=member, kind=NotificationKind.NEWS, text=text) for member in members)


def who_assigns(board: Board, roster: Roster, absence: Absence) -> tuple[MemberId, ...]:
    """Who is asked to assign for an absence: the Head, and who acts for the Head when that one is away then.

    Source: rules 33, 35 and 42.
    """
    head = board.holder(Office.HEAD).id
    acting = acting_heads(board, roster, absence.starts_at)[:1]
    first = tuple(member.id for member, _ in acting) if roster.is_away(head, absence.starts_at) else ()
    return tuple(dict.fromkeys((*first, head)))


def absence_summary(board: Board, absence: Absence, grants: Sequence[Grant]) -> str:
    """An absence for operators: who, when, who stands in.

    Source: design, "readable to ops without code".
    """
    lines = [f"**Vắng mặt:** {_office(board, absence.member)}, {_dates(absence)}"]
    lines += [f"- {literal(grant_in_words(board, grant))}" for grant in grants]
    if not grants:
        lines.append("- Chưa có phân công thay.")
    return "\n\n".join(lines)


def grant_summary(board: Board, grant: Grant) -> str:
    """A delegation for operators.

    Source: design, "readable to ops without code".
    """
    return f"**Ủy quyền:** {literal(grant_in_words(board, grant))}"


def _told_of_grant(board: Board, grant: Grant, members: Sequence[MemberId]) -> tuple[Notification, ...]:
    text = grant_in_words(board, grant)
    kinds = {grant.to: NotificationKind.TASK if grant.kind is not GrantKind.ROYALTY_SIGNING else NotificationKind.NEWS}
    return tuple(
        Notification(to=member, kind=kinds.get(member, NotificationKind.NEWS), text=text)
        for member in dict.fromkeys(members)
    )


def _office(board: Board, member_id: MemberId) -> str:
    member = board.member(member_id)
    return OFFICE_LABELS[member.office] if member else "Thành viên"


def _dates(absence: Absence) -> str:
    return f"từ {local(absence.starts_at):%H:%M %d/%m/%Y} đến {local(absence.ends_at):%H:%M %d/%m/%Y}"
