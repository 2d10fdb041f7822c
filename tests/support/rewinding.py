"""A newsroom that is saved and put back: its storage, its walls, and what the workflow server remembers, by hand."""

import asyncio
import contextlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Self

import asyncpg
from temporalio.exceptions import ApplicationError

from activities.contracts import PublishInput, Recorded, SignedAct
from activities.storage.database import Database
from activities.storage.timeouts import RESTORE
from activities.storage.upkeep import whole
from newsroom.article import ArticleId, ChannelName, article_of
from newsroom.claims import claim_from
from newsroom.matters.acts import matter_claim_from
from newsroom.publishing import STOPPED, Outcome
from newsroom.stages import Stage
from tests.support.clocks import Clock
from tests.support.presses import publish
from tests.support.storages import Building, Storage, opened_database
from tests.support.walls import Wall
from workers.upkeep.histories import Run, TakenAct
from workers.upkeep.lost_acts import LostAct, lost_acts, record_again
from workers.upkeep.proving import proof_of
from workers.upkeep.restore import held_back
from workers.wiring.stores import built_recovery

_AGAIN: Final = 6
_ON_ITS_WAY: Final = frozenset({Stage.SCHEDULED, Stage.PUBLISHING})


@dataclass(slots=True)
class House:
    """One newsroom. Shape: `taken` is what the workflow server knows of each workflow, `began` since when."""

    building: Building
    storage: Storage
    clock: Clock
    walls: dict[ChannelName, Wall] = field(default_factory=lambda: {name: Wall(name=name) for name in ChannelName})
    began: dict[str, datetime] = field(default_factory=dict)
    taken: dict[str, list[TakenAct]] = field(default_factory=dict)
    whole: bool = True

    async def sent(self, subject: str, signed: SignedAct) -> Recorded:
        """The answer to an act, as the workflow that took it gives it."""
        at = self.clock.now()
        self.began.setdefault(subject, at)
        answer = await self.storage.stores.acts.record(subject, signed)
        said = claim_from(signed.claim) if article_of(subject) else matter_claim_from(signed.claim)
        taken = TakenAct(said=said, signed=signed, at=at, done=answer.accepted)
        self.taken.setdefault(subject, []).append(taken)
        return answer

    def runs(self) -> tuple[Run, ...]:
        """What the workflow server tells."""
        return tuple(self._run(subject, acts) for subject, acts in self.taken.items())

    def _run(self, subject: str, acts: list[TakenAct]) -> Run:
        return Run(
            workflow_id=subject,
            run_id=subject,
            running=True,
            whole=self.whole,
            began_at=self.began[subject],
            events=len(acts),
            acts=tuple(acts),
        )

    async def press(self, article_id: ArticleId, *, most: int = _AGAIN) -> None:
        """What the workflow of an approved article does: the Portal first, then the others, each until it stops."""
        for channel in ChannelName:
            standing = await self.storage.stores.articles.standing(article_id)
            if channel not in standing.channels or standing.stage not in _ON_ITS_WAY:
                continue
            order = PublishInput(article_id=article_id, content_hash=standing.content_hash, channel=channel)
            with contextlib.suppress(ApplicationError):
                if not await self._pressed(order, most):
                    return

    async def _pressed(self, order: PublishInput, most: int) -> bool:
        for _ in range(most):
            outcome = (await publish(self.storage, self.walls[order.channel], order)).outcome
            if outcome in STOPPED:
                return False
            if outcome is Outcome.PUBLISHED:
                return True
        return False

    def shown(self) -> Counter[tuple[str, ChannelName]]:
        """How often the public sees each article on each channel."""
        return Counter(
            (post.key.removesuffix(f"-{channel}".replace("_", "-")).rpartition("-")[0], channel)
            for channel, wall in self.walls.items()
            for post in wall.visible()
        )

    async def hours_come(self) -> None:
        """Every embargo is over."""
        (row,) = await self.storage.rows("SELECT max(publish_at) AS at FROM articles WHERE stage = 'scheduled'")
        if row["at"] is not None and row["at"] >= self.clock.now():
            self.clock.put(row["at"] + timedelta(seconds=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A backup."""

    name: str
    made_at: datetime
    contents: whole.Contents


class Rewinding:
    """The house, whose storage may be saved and put back."""

    def __init__(self, building: Building, name: str, clock: Clock) -> None:
        self._clock = clock
        self._building = building
        self._name = name
        self._open = contextlib.AsyncExitStack()
        self.house: House

    async def __aenter__(self) -> Self:
        await self._server(f"CREATE DATABASE {self._name} TEMPLATE {self._building.template}")
        self.house = House(building=self._building, storage=await self._opened(self._name), clock=self._clock)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()
        for name in (self._name, f"{self._name}_saved"):
            await self._server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    async def save(self) -> Saved:
        """A backup of the storage as it is now."""
        await self._open.aclose()
        name = f"{self._name}_saved"
        await self._server(f"CREATE DATABASE {name} TEMPLATE {self._name}")
        self.house.storage = await self._opened(self._name)
        contents = await asyncio.to_thread(whole.contents, self._building.dsn(name))
        return Saved(name=name, made_at=datetime.now(UTC), contents=contents)

    async def put_back(self, saved: Saved, *, old_one_answers: bool) -> None:
        """The house works on with the backup."""
        head, before = saved.contents.head, ""
        if old_one_answers:
            before = await asyncio.to_thread(whole.last_act, self._building.dsn(self._name), head)
        await self._open.aclose()
        await held_back(self.house.storage.settings, self._building.dsn(saved.name), saved.made_at, head, before)
        self.house.storage = await self._opened(saved.name)

    async def reconciled(self, saved: Saved) -> tuple[LostAct, ...]:
        """The acts that were lost and what became of them, once all is done that needs nobody's word."""
        stores, runs = self.house.storage.stores, self.house.runs()
        restored = await stores.recovery.last_restore()
        assert restored is not None
        recorded = await stores.recovery.recorded(act.said.act_id for run in runs for act in run.acts)
        proofs = [(held, proof_of(held.id, restored, runs, recorded)) for held in await stores.recovery.held()]
        lost = await lost_acts(runs, stores.acts, stores.recovery, saved.made_at)
        found = await record_again(lost, stores.acts)
        database = await Database(self.house.storage.dsn, max_size=1, time_outs=RESTORE).open()
        try:
            for held, proof in proofs:
                if proof is not None:
                    administrator = built_recovery(self.house.storage.settings, database)
                    await administrator.release(held.id, proof.run_id, proof.events, proof.evidence)
        finally:
            await database.close()
        return found

    async def _opened(self, name: str) -> Storage:
        return await self._open.enter_async_context(opened_database(self._building, name))

    async def _server(self, statement: str) -> None:
        server = await asyncpg.connect(self._building.admin_dsn)
        try:
            await server.execute(statement)
        finally:
            await server.close()
