"""Who owes what, said to people: JSON-able values, and the same as lines."""

from typing_extensions import TypedDict

from desk.presenting.articles import after_hours, waits_for
from desk.presenting.values import Account, ArticleKey, Moment, Name, Number, Title, clock_time, instant, name_of
from desk.reading.owed import Owed
from desk.viewpoint import Viewpoint
from newsroom.article import number_in, spoken
from newsroom.board import OFFICE_LABELS
from newsroom.notifications.digest import how_long
from newsroom.stages import STAGE_LABELS, Stage


class OwedShown(TypedDict):
    """An open article and whom it waits for."""

    member: Account
    number: Number
    member_name: Name
    office_label: Name
    article_id: ArticleKey
    title: Title
    stage: Stage
    stage_label: str
    since: Moment
    waited: str
    due_at: Moment | None
    late: bool
    after_hours_target: Moment | None


def owed_data(owed: Owed, view: Viewpoint) -> OwedShown:
    """An open article with whom it waits for, since when, and by when it is due."""
    standing = owed.card.standing
    member = view.board.member(owed.asked) if owed.asked else None
    return {
        "member": owed.asked or "",
        "member_name": name_of(view.board, owed.asked) if owed.asked else "",
        "office_label": OFFICE_LABELS[member.office] if member else waits_for(standing),
        "article_id": standing.article_id,
        "number": number_in(standing.article_id),
        "title": owed.card.title,
        "stage": standing.stage,
        "stage_label": STAGE_LABELS[standing.stage],
        "since": instant(standing.seat.since or standing.since),
        "waited": how_long(view.at - (standing.seat.since or standing.since)),
        "due_at": instant(owed.due_at),
        "late": owed.due_at is not None and owed.due_at < view.at,
        "after_hours_target": instant(after_hours(owed.card, view)),
    }


def owed_line(data: OwedShown) -> str:
    """The same as one line; whoever missed the day late in the evening has a target of the next morning."""
    overdue = "QUÁ HẠN " if data["late"] else "hạn "
    due = f", {overdue}{clock_time(data['due_at'])}" if data["due_at"] else ""
    target = f", ngoài giờ: mốc {clock_time(data['after_hours_target'])}" if data["after_hours_target"] else ""
    who = f"{data['office_label']} ({data['member_name']})" if data["member_name"] else data["office_label"]
    what, since = f"{data['stage_label']} “{data['title']}”", f"đã chờ {data['waited']}{due}{target}"
    return f"{spoken(data['article_id'])}  {who}: {what}, {since}"
