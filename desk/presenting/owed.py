"""Who owes what, said to people: JSON-able values, and the same as rows of a table."""

from desk.presenting.articles import Json, after_hours, clock_time, instant, name_of, waits_for
from desk.reading.owed import Owed
from desk.viewpoint import Viewpoint
from newsroom.board import OFFICE_LABELS
from newsroom.notifications.digest import how_long
from newsroom.stages import STAGE_LABELS

COLUMNS = ("Ai", "Mã bài", "Tiêu đề", "Bước", "Đã chờ", "Hạn trong ngày", "Ngoài giờ")


def owed_data(owed: Owed, view: Viewpoint) -> Json:
    """An open article with whom it waits for, since when, and by when it is due."""
    standing = owed.card.standing
    member = view.board.member(owed.asked) if owed.asked else None
    return {
        "member": owed.asked or "",
        "member_name": name_of(view.board, owed.asked) if owed.asked else "",
        "office_label": OFFICE_LABELS[member.office] if member else waits_for(standing),
        "article_id": standing.article_id,
        "title": owed.card.title,
        "stage": standing.stage.value,
        "stage_label": STAGE_LABELS[standing.stage],
        "since": instant(standing.seat.since or standing.since),
        "waited": how_long(view.at - (standing.seat.since or standing.since)),
        "due_at": instant(owed.due_at),
        "late": owed.due_at is not None and owed.due_at < view.at,
        "after_hours_target": instant(after_hours(owed.card, view)),
    }


def owed_row(data: Json) -> tuple[str, ...]:
    """The same under `COLUMNS`; what missed its day late in the evening stands in the last one."""
    overdue = "QUÁ HẠN " if data["late"] else ""
    due = f"{overdue}{clock_time(data['due_at'])}" if data["due_at"] else ""
    target = f"mốc {clock_time(data['after_hours_target'])}" if data["after_hours_target"] else ""
    return (
        data["office_label"], data["article_id"], data["title"], data["stage_label"], data["waited"], due, target
    )  # fmt: skip
