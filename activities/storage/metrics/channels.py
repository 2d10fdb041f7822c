"""What the channels keep waiting, and until when we may speak to them without a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from activities.storage.database import Connection, Database
from activities.storage.metrics.articles import present
from activities.storage.stages import staged
from newsroom.article import ChannelName
from newsroom.publishing import STOPPED, Outcome

# Only what is still wanted: texts on the channels the article goes to, and what amendments still change.
_UNSETTLED = staged("""
SELECT channel, outcome, count(*) AS n FROM (
    SELECT intents.channel, outcome FROM articles JOIN intents ON article_id = articles.id
        AND amendment = '' AND STILL_WANTED
    WHERE articles.stage = Stage.PUBLISHING AND intents.state <> 'published'
        AND intents.channel = ANY(articles.channels)
    UNION ALL
    SELECT intents.channel, outcome FROM amendments JOIN intents ON amendment = amendments.id
    WHERE amendments.stage = AmendmentStage.APPLYING AND intents.state <> 'published'
) AS wanted WHERE outcome = ANY($1)
GROUP BY channel, outcome
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelMetrics:
    """Texts by channel, zero included; `token_days` only where the end of the grant is known."""

    stopped: Mapping[str, int]
    ambiguous: Mapping[str, int]
    token_days: Mapping[ChannelName, float]


async def channel_metrics(connection: Connection, at: datetime) -> ChannelMetrics:
    """The channels now."""
    rows = await connection.fetch(_UNSETTLED, [*STOPPED, Outcome.AMBIGUOUS])
    grants = await connection.fetch("SELECT channel, granted_until FROM channel_tokens WHERE granted_until IS NOT NULL")
    stopped: dict[str, int] = {}
    for row in rows:
        if row["outcome"] in STOPPED:
            stopped[row["channel"]] = stopped.get(row["channel"], 0) + row["n"]
    return ChannelMetrics(
        stopped=present(ChannelName, stopped),
        ambiguous=present(ChannelName, {row["channel"]: row["n"] for row in rows if row["outcome"] not in STOPPED}),
        token_days={ChannelName(row["channel"]): (row["granted_until"] - at) / timedelta(days=1) for row in grants},
    )


class ChannelStates:
    """The same, looked up by people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def now(self, at: datetime) -> ChannelMetrics:
        """The channels at an instant."""
        async with self._database.reading() as connection:
            return await channel_metrics(connection, at)
