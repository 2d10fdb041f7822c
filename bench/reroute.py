"""How long many waiting articles take to come to another desk, and whether others feel it meanwhile."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from statistics import median
from typing import Any, Final

from temporalio.client import Client

from activities.storage.database import now
from desk.acts.articles import Desk
from desk.acts.matters import MatterDesk
from desk.facts import hour, said
from newsroom.board import Board, Office
from newsroom.matters.facts import ENDS_AT, MEMBER, REASON, STARTS_AT
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.members.actors import come_in
from newsroom.signed.canonical import Via
from newsroom.stages import Act
from workers.wiring.stores import Stores
from workflows.messages import article_workflow_id

_IDLE_SAMPLE: Final = 20
_PATIENCE: Final = 1_200.0
_ASKED: Final = "SELECT count(*) FROM articles WHERE asked = $1 AND seat->>'hold' = 'head_to_assign'"
_WAITING_FOR_HEAD: Final = "WaitingFor = 'head_to_assign' AND ExecutionStatus = 'Running'"


class Rerouting:
    """One absence of the standing deputy with many articles waiting; `unrelated` makes an article of another's."""

    def __init__(
        self,
        client: Client,
        stores: Stores,
        desk: Desk,
        matters: MatterDesk,
        board: Board,
        unrelated: Callable[[], Awaitable[str]],
    ) -> None:
        self._client = client
        self._stores = stores
        self._desk = desk
        self._upkeep = matters
        self._board = board
        self._unrelated = unrelated

    async def measure(self, waiting: int) -> dict[str, Any]:
        """Seconds until the Head's inbox has all, until all workflows have heard, and what an unrelated one takes."""
        idle = [await self._straight_through() for _ in range(_IDLE_SAMPLE)]
        deputy, at = come_in(self._board.holder(Office.STANDING_DEPUTY), Via.SHELL), now()
        until = at + timedelta(hours=8)
        facts = dict((said(MEMBER, deputy.id), hour(STARTS_AT, at), hour(ENDS_AT, until), said(REASON, "Đi công tác")))
        began = time.perf_counter()
        await self._upkeep.open(deputy, MatterAct.FILE_ABSENCE, MatterKind.ABSENCE, facts)
        meanwhile: list[float] = []
        # Told to end, not cancelled: a cancelled Update reads to the desk like a lost answer, which it then looks up.
        over = asyncio.Event()
        others = asyncio.create_task(self._others(meanwhile, over))
        inbox = await self._until(lambda: self._in_inbox(waiting), began)
        heard = await self._until(lambda: self._heard(waiting), began)
        over.set()
        await others
        return {
            "rerouted_articles": waiting,
            "inbox_seconds": round(inbox, 1),
            "workflows_seconds": round(heard, 1),
            "unrelated_idle_seconds": round(median(idle), 3),
            "unrelated_meanwhile_seconds": round(median(meanwhile), 3) if meanwhile else None,
            "unrelated_slowest_seconds": round(max(meanwhile), 3) if meanwhile else None,
            "unrelated_articles_meanwhile": len(meanwhile),
            "unrelated_ratio": round(median(meanwhile) / median(idle), 2) if meanwhile else None,
        }

    async def _others(self, seconds: list[float], over: asyncio.Event) -> None:
        while not over.is_set():
            seconds.append(await self._straight_through())

    async def _straight_through(self) -> float:
        started = time.perf_counter()
        article_id = await self._unrelated()
        await self._desk.act(come_in(self._board.holder(Office.DEPUTY), Via.SHELL), Act.APPROVE, article_id)
        await self._client.get_workflow_handle(article_workflow_id(article_id)).result()
        return time.perf_counter() - started

    async def _in_inbox(self, waiting: int) -> bool:
        head = self._board.holder(Office.HEAD).id
        async with self._stores.database.reading() as connection:
            return bool(await connection.fetchval(_ASKED, head) >= waiting)

    async def _heard(self, waiting: int) -> bool:
        return (await self._client.count_workflows(_WAITING_FOR_HEAD)).count >= waiting

    async def _until(self, check: Callable[[], Awaitable[bool]], began: float) -> float:
        async with asyncio.timeout(_PATIENCE):
            while not await check():
                await asyncio.sleep(0.5)
        return time.perf_counter() - began
