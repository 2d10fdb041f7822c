"""Where a publication begins and ends: functions of the storage, so that whoever sends can write nothing else there.

Which of its approved texts a channel shows is no matter here: a later change is brought there by its amendment.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from activities.storage import obligations
from activities.storage.database import Connection
from newsroom.article import ChannelName
from newsroom.publishing import CHANNEL_LABELS, before
from newsroom.sla import Late, Promise


class NotItsTurn(Exception):
    """Kênh đi trước chưa hiện bản này nên kênh này chưa đăng. Shape: `first` is the channel that must show it."""

    def __init__(self, first: ChannelName, channel: ChannelName) -> None:
        super().__init__(
            f"{CHANNEL_LABELS[first]} chưa hiện bản này nên chưa đăng lên {CHANNEL_LABELS[channel]}; hệ thống đăng "
            f"{CHANNEL_LABELS[first]} trước rồi thử lại."
        )
        self.first = first


def check_turn(channel: ChannelName, channels: Sequence[ChannelName], shown: Collection[str]) -> None:
    """Nothing, when every one of an article's channels that goes first is among those known to show its text: asked of
    the rows, never of who calls.

    Errors: NotItsTurn.
    """
    if missing := next((first for first in before(channel, channels) if first not in shown), None):
        raise NotItsTurn(missing, channel)


async def close_if_done(connection: Connection, article_id: str, at: datetime) -> tuple[Late, ...]:
    """Close an article all of whose channels show it: stage published, same-day clock met.

    Shape: the clock, if that is too late.
    """
    if not await connection.fetchval("SELECT close_article($1, $2)", article_id, at):
        return ()
    return await obligations.meet(connection, article_id, Promise.SAME_DAY, "", at)
