"""Who hears of an absence, an assignment, a delegation or a new notice, and how each is said to operators."""

from collections.abc import Sequence
from datetime import datetime

from newsroom.article import MemberId
from newsroom.board import APPROVING_OFFICES, BOARD_MEMBERS, OFFICE_LABELS, Board, Office, Signing
from newsroom.entitlement.addressees import Addressee, Notification, NotificationKind, first_to_each, told
from newsroom.entitlement.grounds import grant_in_words
from newsroom.matters.absences import suggested
from newsroom.matters.board_change import signing_in_words
from newsroom.roster import Absence, Grant, GrantKind, Presence, acting_heads
from newsroom.text import as_clause, literal
from newsroom.working_time import local


def absence_notifications(
    there: Presence, absence: Absence, waiting: int, titles: Sequence[str]
) -> tuple[Notification, ...]:
    """Who hears that a member will be away: for an approver the Head gets the task to say who approves.

    Shape: `waiting` articles lie with the member now, `titles` are the first of them.
    Source: rules 32, 33, 35 and 81; ambiguities A7, A8, A18.
    """
    board, roster = there.board, there.roster
    away = board.member(absence.member)
    said = f"{_office(board, absence.member)} vắng mặt {_dates(absence)}: {as_clause(absence.reason)}."
    secretary = told(there, NotificationKind.NEWS, said, Office.SECRETARY)
    if away is not None and away.office is Office.ENGINEER:
        return first_to_each((*_posting(there, absence, said), *secretary))
    if away is None or away.office not in APPROVING_OFFICES:
        return told(there, NotificationKind.NEWS, said, Office.SECRETARY, Office.HEAD)
    if away.office is Office.HEAD:
        runs = f"{said} Điều hành theo thứ tự của thông báo."
        return first_to_each((*told(there, NotificationKind.NEWS, runs, *board.acting_order), *secretary))
    stand_in = suggested(board, roster, absence)
    proposal = f" Gợi ý: {OFFICE_LABELS[stand_in.office]}." if stand_in else ""
    lying = f" Đang có {waiting} bài: {'; '.join(f'“{title}”' for title in titles)}." if waiting else ""
    whom = "người biên tập lần cuối và người duyệt" if away.office is Office.FINAL_EDITOR else "người duyệt"
    task = f"{said} Mời Trưởng Ban phân công {whom} thay.{proposal}{lying} Khi chưa phân công, bài chờ Trưởng Ban."
    assigns = told(there, NotificationKind.TASK, task, *_who_assigns(there, absence))
    return first_to_each((*assigns, *secretary))


def _posting(there: Presence, absence: Absence, said: str) -> tuple[Notification, ...]:
    """What the absence of the engineer asks of the backup; of the Head, when the backup is away then as well."""
    backup = there.board.holder(there.board.posting_backup)
    office = OFFICE_LABELS[backup.office]
    if there.roster.is_away(backup.id, absence.starts_at):
        task = (
            f"{said} Người đăng dự phòng ({office}) cũng vắng mặt lúc đó nên không nhận thay; "
            "mời Trưởng Ban cho một người về hoặc áp dụng bản phân công nêu người dự phòng khác (posting.backup)."
        )
        return told(there, NotificationKind.TASK, task, Office.HEAD)
    task = (
        f"{said} {office} là người đăng dự phòng: trong thời gian đó được báo về các kênh, được cho đăng tiếp trên "
        "kênh và gỡ ngay theo lệnh miệng."
    )
    return (
        *told(there, NotificationKind.TASK, task, backup.id),
        *told(there, NotificationKind.NEWS, said, Office.HEAD),
    )


def changed_notifications(
    there: Presence, before: Absence, after: Absence, grants: Sequence[Grant]
) -> tuple[Notification, ...]:
    """Who hears that an absence ends earlier or later; past an assignment, who assigns gets the task to look again.

    Source: rules 32 and 33; ambiguity A7.
    """
    verb = "về sớm" if after.ends_at < before.ends_at else "vắng thêm"
    longer = after.ends_at > before.ends_at and bool(grants)
    left = " Phân công thay không tự kéo dài theo." if longer else ""
    text = f"{_office(there.board, after.member)} {verb}: {_dates(after)}.{left}"
    assigns = _who_assigns(there, after)
    asked = told(there, NotificationKind.TASK, f"{text} Mời xem lại.", *assigns) if longer else ()
    engineers = (there.board.posting_backup,) if _is_engineer(there, after.member) else ()
    given = (grant.to for grant in grants)
    hear = (*assigns, after.member, Office.SECRETARY, *engineers, *given)
    return first_to_each((*asked, *told(there, NotificationKind.NEWS, text, *hear)))


def assigned_notifications(there: Presence, absence: Absence, grant: Grant) -> tuple[Notification, ...]:
    """Who hears of an assignment: who has it, who is away, the secretary.

    Source: rule 33.
    """
    return _told_of_grant(there, grant, absence.member, Office.SECRETARY)


def lent_notifications(there: Presence, grant: Grant) -> tuple[Notification, ...]:
    """Who hears of a delegation: who has it, who gave it, the Head.

    Source: rules 40, 42, 57 and 69.
    """
    return _told_of_grant(there, grant, grant.giver, Office.HEAD)


def ended_grant_notifications(there: Presence, grant: Grant, reason: str) -> tuple[Notification, ...]:
    """Who hears that a grant was revoked.

    Source: ambiguity A12.
    """
    text = f"Đã thu hồi: {grant_in_words(there.board, grant)} Lý do: {as_clause(reason)}."
    return told(there, NotificationKind.NEWS, text, grant.to, grant.giver, grant.seat)


def _who_assigns(there: Presence, absence: Absence) -> tuple[Addressee, ...]:
    """Who is asked to assign for an absence: who runs the board now, and who will when it begins."""
    head = there.board.holder(Office.HEAD).id
    if not there.roster.is_away(head, absence.starts_at):
        return (Office.HEAD,)
    acting = acting_heads(there.board, there.roster, absence.starts_at)[:1]
    return (*(member.id for member, _ in acting), Office.HEAD)


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


def _told_of_grant(there: Presence, grant: Grant, *others: Addressee) -> tuple[Notification, ...]:
    text = grant_in_words(there.board, grant)
    kind = NotificationKind.TASK if grant.kind is not GrantKind.ROYALTY_SIGNING else NotificationKind.NEWS
    return first_to_each((*told(there, kind, text, grant.to), *told(there, NotificationKind.NEWS, text, *others)))


def _is_engineer(there: Presence, member_id: MemberId) -> bool:
    return there.board.holder(Office.ENGINEER).id == member_id


def _office(board: Board, member_id: MemberId) -> str:
    member = board.member(member_id)
    return OFFICE_LABELS[member.office] if member else "Thành viên"


def _dates(absence: Absence) -> str:
    return f"từ {local(absence.starts_at):%H:%M %d/%m/%Y} đến {local(absence.ends_at):%H:%M %d/%m/%Y}"


def adopted_notifications(
    there: Presence, version: int, signing: Signing, effective_from: datetime
) -> tuple[Notification, ...]:
    """The news of a notice that was adopted, for those who sit on the board.

    Source: rules 4, 92 and 93.
    """
    said = signing_in_words(signing, effective_from)
    text = f"Bản phân công mới (phiên bản {version}). {said} Xem bằng `toasoan board show`."
    return told(there, NotificationKind.NEWS, text, *BOARD_MEMBERS)
