"""What is late, said to people as lines."""

from desk.presenting.values import clock_time, name_of
from desk.reading.late import Late
from desk.viewpoint import Viewpoint
from newsroom.article import ChannelName, spoken
from newsroom.notifications.digest import how_long
from newsroom.publishing import CHANNEL_LABELS
from newsroom.sla import PROMISE_LABELS
from newsroom.standing import WAIT_LABELS


def late_line(late: Late, view: Viewpoint) -> str:
    """A promise that presses: of which article, for how long, by when it was due, and whom it waits for."""
    due = late.pressing
    span = how_long(abs(view.at - due.due_at))
    how = f"QUÁ HẠN {span}" if late.is_over(view.at) else f"sắp quá hạn, còn {span}"
    on = f" trên {CHANNEL_LABELS[ChannelName(due.channel)]}" if due.channel else ""
    who = f"{WAIT_LABELS[late.whose]} ({name_of(view.board, late.asked)})" if late.asked else WAIT_LABELS[late.whose]
    return (
        f"{spoken(due.card.standing.article_id)}  “{due.card.title}”: {how}; {PROMISE_LABELS[due.promise]}{on}, "
        f"hạn {clock_time(due.due_at)}; đang chờ: {who}"
    )
