"""What is late, said to people: JSON-able values, and the same as lines."""

from desk.presenting.articles import Json, clock_time, instant, name_of
from desk.reading.late import Late
from desk.viewpoint import Viewpoint
from newsroom.article import ChannelName, number_in, spoken
from newsroom.notifications.digest import how_long
from newsroom.publishing import CHANNEL_LABELS
from newsroom.sla import PROMISE_LABELS
from newsroom.standing import WAIT_LABELS


def late_data(late: Late, view: Viewpoint) -> Json:
    """A promise that presses: of which article, whose it is, by when it was due, and for how long it has been late."""
    due, standing = late.pressing, late.pressing.card.standing
    return {
        "article_id": standing.article_id,
        "number": number_in(standing.article_id),
        "title": due.card.title,
        "promise": due.promise.value,
        "promise_label": PROMISE_LABELS[due.promise],
        "channel": due.channel,
        "channel_label": CHANNEL_LABELS[ChannelName(due.channel)] if due.channel else "",
        "office_label": WAIT_LABELS[late.whose],
        "member": late.asked or "",
        "member_name": name_of(view.board, late.asked) if late.asked else "",
        "due_at": instant(due.due_at),
        "late": late.is_over(view.at),
        "span": how_long(abs(view.at - due.due_at)),
    }


def late_line(data: Json) -> str:
    """The same as one line."""
    how = f"QUÁ HẠN {data['span']}" if data["late"] else f"sắp quá hạn, còn {data['span']}"
    on = f" trên {data['channel_label']}" if data["channel_label"] else ""
    who = f"{data['office_label']} ({data['member_name']})" if data["member_name"] else data["office_label"]
    return (
        f"{spoken(data['article_id'])}  “{data['title']}”: {how}; {data['promise_label']}{on}, "
        f"hạn {clock_time(data['due_at'])}; đang chờ: {who}"
    )
