"""Giving each submitted article, and each urgent alarm, its workflow, and telling it what it may have missed.

However often the server has to be asked.
"""

import asyncio
from datetime import timedelta
from typing import Final

import structlog
from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.contracts import EDITORIAL_QUEUE
from activities.storage.articles.openings import Opening
from activities.storage.articles.store import ArticleStore
from activities.storage.database import StorageUnreachable
from activities.storage.matters.alarms import AlarmStore
from activities.storage.matters.reseating import MoveStore
from desk.server_trouble import SERVER_AWAY
from newsroom.article import ArticleId, number_in
from newsroom.describe import opening_details
from newsroom.matters.opening import alarm_details
from newsroom.sla import Alert, Promise
from newsroom.standing import in_short
from newsroom.text import summary_line
from workflows.messages import STANDING_CHANGED, ArticleInput, MatterInput, article_workflow_id
from workflows.registry import ARTICLE, INCIDENT
from workflows.search_attributes import at_start

_START_TIMEOUT: Final = timedelta(seconds=5)
_UNTOLD_FOR: Final = timedelta(seconds=6)
"""An act is told by its own answer within moments; what stays untold for so long is told again."""
_TOLD_AT_ONCE: Final = 100
_REUSE: Final = WorkflowIDReusePolicy.ALLOW_DUPLICATE
_log = structlog.get_logger()


class Starter:
    """Starts workflows under fixed ids: the wish is in Postgres, so nothing submitted is lost.

    Dying before the start leaves the wish; dying after it, or losing the reply, leads to a second start that the
    server refuses because the id is taken.
    """

    def __init__(self, client: Client, articles: ArticleStore, alarms: AlarmStore, moves: MoveStore) -> None:
        self._client = client
        self._articles = articles
        self._alarms = alarms
        self._moves = moves
        self._untold: dict[tuple[ArticleId, int], float] = {}

    async def start(self, article_id: str, *, again: bool = False) -> bool:
        """Whether the server has the article's workflow now.

        Shape: `again` also after an earlier one has ended, which only a restored storage can ask for.
        """
        opening = await self._articles.opening(article_id)
        try:
            await self._client.start_workflow(
                ARTICLE.name,
                ArticleInput(
                    standing=in_short(opening.standing),
                    agenda=opening.agenda,
                    closes_by_storage=True,
                    records_here=opening.records_here,
                ),
                id=article_workflow_id(article_id),
                task_queue=EDITORIAL_QUEUE,
                id_reuse_policy=_REUSE if again else WorkflowIDReusePolicy.REJECT_DUPLICATE,
                search_attributes=at_start(opening.standing, opening.agenda),
                static_summary=summary_line(f"{number_in(article_id)} {opening.title}".strip()),
                static_details=_as_begun(opening, again=again),
                rpc_timeout=_START_TIMEOUT,
            )
        except WorkflowAlreadyStartedError:
            pass
        except SERVER_AWAY as away:
            _log.warning("workflow_not_started", article_id=article_id, reason=str(away)[:200])
            return False
        await self._articles.started(article_id)
        return True

    async def start_incident(self, incident_id: str) -> bool:
        """Whether the server has the workflow that opens the incident of an alarm."""
        try:
            await self._client.start_workflow(
                INCIDENT.name,
                MatterInput(matter=INCIDENT.id_of(incident_id), resumed=True),
                id=INCIDENT.id_of(incident_id),
                task_queue=EDITORIAL_QUEUE,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                static_summary=INCIDENT.label,
                static_details=alarm_details(INCIDENT.id_of(incident_id)),
                rpc_timeout=_START_TIMEOUT,
            )
        except WorkflowAlreadyStartedError:
            pass
        except SERVER_AWAY as away:
            _log.warning("incident_not_started", incident=incident_id, reason=str(away)[:200])
            return False
        return True

    async def tell(self, article_id: str, move: int) -> None:
        """Let the article's workflow look again, which may know of no move up to that number; it may have ended.

        Errors: RPCError, RuntimeError; then it stays untold.
        """
        try:
            handle = self._client.get_workflow_handle(article_workflow_id(article_id))
            await handle.signal(STANDING_CHANGED, rpc_timeout=_START_TIMEOUT)
        except RPCError as gone:
            if gone.status is not RPCStatusCode.NOT_FOUND:
                raise
        await self.note_told(article_id, move)

    async def note_told(self, article_id: str, move: int) -> None:
        """Note that the workflow knows of an article's moves up to that number; a later one stays untold."""
        await self._moves.told([(ArticleId(article_id), move)])

    async def keep_starting(self, every: timedelta) -> None:
        """Start what is still waiting, and tell what stays untold, for ever."""
        while True:
            await asyncio.sleep(every.total_seconds())
            try:
                for article_id in await self._articles.waiting_to_start():
                    await self.start(article_id)
                for incident_id in await self._alarms.waiting():
                    await self.start_incident(incident_id)
                await self._tell_untold()
            except StorageUnreachable as lost:
                _log.warning("starter_waits_for_storage", reason=str(lost))

    async def _tell_untold(self) -> None:
        """Tell of the moves that nobody has told of for a while: whoever should have may be dead."""
        now = asyncio.get_running_loop().time()
        untold = await self._moves.untold(_TOLD_AT_ONCE)
        self._untold = {move: self._untold.get(move, now) for move in untold}
        try:
            for move, since in self._untold.items():
                if now - since >= _UNTOLD_FOR.total_seconds():
                    await self.tell(*move)
        except SERVER_AWAY as away:
            _log.warning("workflow_not_told", reason=str(away)[:200])


def _as_begun(opening: Opening, *, again: bool) -> str:
    ends = (m.at for m in opening.agenda.moments if (m.alert, m.promise) == (Alert.BREACH, Promise.SAME_DAY))
    return opening_details(opening.board, opening.standing, opening.title, next(ends, None), again=again)
