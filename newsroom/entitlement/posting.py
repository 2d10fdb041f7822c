"""Who sees to the channels: the engineer, and while the engineer is away the backup that the notice names."""

from dataclasses import replace

from newsroom.article import MemberId
from newsroom.authority import Ground
from newsroom.board import OFFICE_LABELS, Member, Office
from newsroom.entitlement.grounds import ground_of
from newsroom.roster import Presence
from newsroom.stages import Part
from newsroom.working_time import clock


def backup_poster(there: Presence) -> Member | None:
    """The backup who does the engineer's part now: while the engineer is away, unless away as well.

    Source: rule 81; ambiguity A18.
    """
    backup = there.board.holder(there.board.posting_backup)
    away = there.roster.is_away(there.board.holder(Office.ENGINEER).id, there.at)
    return backup if away and there.is_there(backup.id) else None


def poster(there: Presence) -> Office:
    """The office that sees to the channels now.

    Source: rule 81; ambiguity A18.
    """
    backup = backup_poster(there)
    return backup.office if backup else Office.ENGINEER


def posting_ground(there: Presence, member_id: MemberId) -> Ground | None:
    """The ground on which a member acts at the channels; None for everybody else.

    Source: rule 81; ambiguity A18.
    """
    engineer, backup = there.board.holder(Office.ENGINEER), backup_poster(there)
    if member_id == engineer.id:
        return ground_of(Part.ENGINEER, engineer.office)
    if backup is None or member_id != backup.id:
        return None
    own = ground_of(Part.ENGINEER, backup.office)
    return replace(own, reasons=(_why(there, backup),), acting_for=Office.ENGINEER)


def why_no_poster(there: Presence, member_id: MemberId) -> str:
    """Why the named backup may not act at the channels now, in one Vietnamese sentence; empty for everybody else.

    Source: rule 81; ambiguity A18.
    """
    backup = there.board.holder(there.board.posting_backup)
    if member_id != backup.id or backup.office is Office.ENGINEER:
        return ""
    absence = there.roster.absence_of(backup.id, there.at)
    if absence is not None:
        return (
            f"Người đăng dự phòng ({OFFICE_LABELS[backup.office]}) đang vắng mặt đến {clock(absence.ends_at)}; "
            "nếu đã về, hãy báo đã về rồi làm tiếp."
        )
    return f"Người đăng dự phòng ({OFFICE_LABELS[backup.office]}) chỉ làm thay khi Kỹ sư vắng mặt theo khai báo."


def _why(there: Presence, backup: Member) -> str:
    absence = there.roster.absence_of(there.board.holder(Office.ENGINEER).id, there.at)
    until = f" đến {clock(absence.ends_at)}" if absence else ""
    return f"Kỹ sư vắng mặt{until}; {OFFICE_LABELS[backup.office]} là người đăng dự phòng theo bản phân công."
