"""What is asked of the channels: which stand still, how long we may speak to them, what was checked, what waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from activities.storage.articles.store import ArticleStore
from activities.storage.checks import Check, CheckStore
from activities.storage.metrics.channels import ChannelStates
from desk.viewpoint import Viewpoint
from newsroom.article import ArticleId, ChannelName


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """One channel: texts that wait for a person, texts of which nobody knows whether they are out, until when its token
    lasts (None where that is not known).
    """

    channel: ChannelName
    stopped: int
    ambiguous: int
    token_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelsNow:
    """The channels, the last result of each check by name, and articles whose workflow has not begun."""

    states: tuple[ChannelState, ...]
    checks: Mapping[str, Check]
    unstarted: tuple[ArticleId, ...]


class ChannelReading:
    """Questions on the channels. Errors: Refused (not_entitled) for whoever stands outside the board."""

    def __init__(self, states: ChannelStates, checks: CheckStore, articles: ArticleStore) -> None:
        self._states = states
        self._checks = checks
        self._articles = articles

    async def now(self, view: Viewpoint) -> ChannelsNow:
        """How they stand now."""
        view.check_inside("tình trạng các kênh")
        found = await self._states.now(view.at)
        states = tuple(
            ChannelState(
                channel=channel,
                stopped=found.stopped[channel],
                ambiguous=found.ambiguous[channel],
                token_until=view.at + timedelta(days=found.token_days[channel])
                if channel in found.token_days
                else None,
            )
            for channel in ChannelName
        )
        checks = await self._checks.latest()
        return ChannelsNow(states=states, checks=checks, unstarted=await self._articles.waiting_to_start())
