"""Where a publication begins and ends: functions of the storage, so that whoever sends can write nothing else there.

Which of its approved texts a channel shows is no matter here: a later change is brought there by its amendment.
"""

from collections.abc import Collection
from datetime import datetime

from activities.storage import obligations
from activities.storage.database import Connection
from newsroom.article import ChannelName
from newsroom.publishing import CHANNEL_LABELS, before
from newsroom.sla import Late, Promise
from newsroom.stages import Stage
from newsroom.standing import Standing


class NotItsTurn(Exception):
    """Kênh đi trước chưa hiện bản này nên kênh này chưa đăng. Shape: `first` is the channel that must show it."""

    def __init__(self, first: ChannelName, channel: ChannelName) -> None:
        super().__init__(
            f"{CHANNEL_LABELS[first]} chưa hiện bản này nên chưa đăng lên {CHANNEL_LABELS[channel]}; hệ thống đăng "
            f"{CHANNEL_LABELS[first]} trước rồi thử lại."
        )
        self.first = first


async def check_turn(connection: Connection, standing: Standing, texts: Collection[str], channel: ChannelName) -> None:
    """Nothing, when every channel that goes first is known to show one of these texts: asked of the rows, never of who
    calls.

    Errors: NotItsTurn.
    """
    if first := before(channel, standing.channels):
        rows = await connection.fetch(
            "SELECT channel FROM intents WHERE article_id = $1 AND content_hash = ANY($2) AND amendment = '' "
            "AND state = 'published'",
            standing.article_id,
            list(texts),
        )
        shown = {row["channel"] for row in rows}
        if missing := next((each for each in first if each not in shown), None):
            raise NotItsTurn(missing, channel)


async def begin_if_scheduled(connection: Connection, standing: Standing, at: datetime) -> None:
    """Let an article whose hour has come be published from now on."""
    if standing.stage is Stage.SCHEDULED:
        await connection.execute("SELECT begin_publishing($1, $2)", standing.article_id, at)


async def close_if_done(connection: Connection, article_id: str, at: datetime) -> tuple[Late, ...]:
    """Close an article all of whose channels show it: stage published, same-day clock met.

    Shape: the clock, if that is too late.
    """
    if not await connection.fetchval("SELECT close_article($1, $2)", article_id, at):
        return ()
    return await obligations.meet(connection, article_id, Promise.SAME_DAY, "", at)
