"""Where attackers are let in: a newsroom with an article at every stage, put back after each step by a rollback."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg

from activities.storage.articles.approvals import ApprovalStore, NotApproved, TooEarly
from activities.storage.audit.anchors import AnchorStore
from activities.storage.audit.tables import AuditStore
from activities.storage.boards import BoardStore
from activities.storage.keys import KeyStore
from activities.storage.ledger import Ledger
from activities.storage.powers import PowerStore
from activities.storage.publishing.closing import NotItsTurn
from activities.storage.publishing.intents import Overtaken
from activities.storage.publishing.publications import PublicationStore
from newsroom.article import ArticleId, ChannelName, ContentHash, content_hash
from newsroom.ledger.anchors import Anchor
from newsroom.stages import Act
from tests.adversary.steps import SUPERUSER, Step
from tests.support.samples import content
from tests.support.storages import Storage, show

REFUSED = (NotApproved, TooEarly, NotItsTurn, Overtaken)
TEXT = content()
HASH = content_hash(TEXT)


class OneConnection:
    """A database of one connection, inside a transaction that will be rolled back."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Any]:
        yield self._connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Any]:
        async with self._connection.transaction():
            yield self._connection

    @asynccontextmanager
    async def apart(self, _time_outs: object) -> AsyncIterator[Any]:
        yield self._connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The newsroom. Shape: `articles` by the name of their stage; only `publishing` may be shown now, by its acts."""

    storage: Storage
    articles: dict[str, ArticleId]
    anchors: Path

    @property
    def may_show(self) -> frozenset[str]:
        return frozenset(self.articles[name] for name in ("publishing", "published"))

    async def attempt(self, who: str, steps: list[tuple[Step, str]]) -> "Outcome":
        """What steps of one attacker have led to, all of it undone in the end."""
        connection = self.storage.admin
        trial = connection.transaction(isolation="repeatable_read")
        await trial.start()
        try:
            done = [await self._tried(who, step, self.articles[stage]) for step, stage in steps]
            shown = await self._shown(connection)
            return Outcome(done=sum(done), shown=shown, found=await self._found(connection) if any(done) else ())
        finally:
            await trial.rollback()

    async def _tried(self, who: str, step: Step, article_id: str) -> bool:
        """Whether a step changed anything."""
        connection = self.storage.admin
        point = connection.transaction()
        await point.start()
        try:
            if who != SUPERUSER:
                await connection.execute(f"SET LOCAL SESSION AUTHORIZATION {who}")
            statement = await connection.execute(step.statement, article_id)
        except asyncpg.PostgresError:
            await point.rollback()
            return False
        finally:
            if who != SUPERUSER:
                await connection.execute("RESET SESSION AUTHORIZATION")
        await point.commit()
        return not statement.endswith(" 0")

    async def _shown(self, connection: Any) -> list[tuple[str, str]]:
        """The articles and channels that the gate would let out now without a standing approval."""
        database: Any = OneConnection(connection)
        keys = KeyStore(database, self.storage.settings.desk_public_key)
        powers = PowerStore(keys.ring, self.storage.settings.first_board_digest)
        gate = PublicationStore(database, BoardStore(database, powers), ApprovalStore(powers))
        let_out: list[tuple[str, str]] = []
        for article_id in self.articles.values():
            rows = await connection.fetch(
                "SELECT DISTINCT content_hash AS text FROM revisions WHERE article_id = $1", article_id
            )
            for text in {HASH, *(row["text"] for row in rows)}:
                for channel in ChannelName:
                    try:
                        async with connection.transaction():
                            await gate.claim(article_id, text, channel)
                    except REFUSED:
                        continue
                    except (asyncpg.PostgresError, ValueError, LookupError, TypeError):
                        continue
                    if article_id not in self.may_show or text != HASH:
                        let_out.append((article_id, channel.value))
        return let_out

    async def _found(self, connection: Any) -> tuple[str, ...]:
        """All that `toasoan ledger verify` says now."""
        database: Any = OneConnection(connection)
        keys = KeyStore(database, self.storage.settings.desk_public_key)
        powers = PowerStore(keys.ring, self.storage.settings.first_board_digest)
        audit = AuditStore(database, powers, ApprovalStore(powers))
        anchors = await AnchorStore(database, self.anchors).compared()
        return (*await Ledger(database).faults(), *anchors.faults, *await audit.faults())


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What steps have led to. Shape: `done` counts those that changed anything; `found` is what `verify` says."""

    done: int
    shown: list[tuple[str, str]]
    found: tuple[str, ...]


async def laid(storage: Storage, anchors: Path) -> Ground:
    """A newsroom with an article at every stage, anchored."""
    await storage.admin.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
    articles: dict[str, ArticleId] = {}
    hour = datetime.now(UTC) + timedelta(days=1)
    for name, acts in {
        "editing": (),
        "awaiting": (Act.FINISH_EDIT,),
        "rejected": (Act.FINISH_EDIT, Act.REJECT),
        "withdrawn": (Act.FINISH_EDIT, Act.WITHDRAW),
        "scheduled": (Act.FINISH_EDIT, Act.APPROVE),
        "publishing": (Act.FINISH_EDIT, Act.APPROVE),
        "published": (Act.FINISH_EDIT, Act.APPROVE),
    }.items():
        articles[name] = article_id = await storage.submit(TEXT)
        for act in acts:
            said: Any = {"publish_at": hour} if name == "scheduled" and act is Act.APPROVE else {}
            await storage.done(act, article_id, **said)
    for channel in ChannelName:
        await show(storage, articles["published"], channel)
    head = await storage.stores.ledger.head()
    store = AnchorStore(storage.stores.database, anchors)
    await store.write(Anchor(at=datetime.now(UTC), seq=head.seq, hash=ContentHash(head.hash)))
    return Ground(storage=storage, articles=articles, anchors=anchors)
