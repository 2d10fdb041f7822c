"""Where attackers are let in: a newsroom with an article at every stage, put back after each step by a rollback."""

import re
import uuid
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import asyncpg

from activities.storage.articles.approvals import ApprovalStore, TooEarly
from activities.storage.articles.proven import NotApproved
from activities.storage.audit.anchors import AnchorStore
from activities.storage.audit.chain import Ledger
from activities.storage.audit.tables import AuditStore
from activities.storage.boards import BoardStore, NoBoard
from activities.storage.database import now
from activities.storage.keys import KeyStore
from activities.storage.matters.amendment_intents import AmendingStore
from activities.storage.powers import PowerStore
from activities.storage.publishing.closing import NotItsTurn
from activities.storage.publishing.intents import Overtaken
from activities.storage.publishing.publications import PublicationStore
from activities.storage.recording.acts import ActStore
from activities.storage.recording.articles import ArticleActs
from activities.storage.recording.matters import MatterActs
from newsroom.article import ArticleId, ChannelName, MemberId, content_hash, subject_of
from newsroom.board import Office
from newsroom.claims import Claim
from newsroom.errors import NewsroomError
from newsroom.stages import Act
from tests.adversary.step import Step
from tests.adversary.steps import SUPERUSER
from tests.support.samples import content
from tests.support.storages import Storage

Connection = Any
REFUSED = (NotApproved, TooEarly, NotItsTurn, Overtaken, NewsroomError, NoBoard)
STRANGE = (asyncpg.PostgresError, ValueError, LookupError, TypeError, AttributeError)
"""How the gate stumbles over rows that nobody of ours has written: nothing goes out."""

POWERLESS: Final = {"engineer": Office.ENGINEER, "accountant": Office.ACCOUNTANT, "reporter-1": Office.REPORTER}
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


async def _let_out(connection: Connection, claiming: Awaitable[object]) -> bool:
    """Whether the gate has let something out, undone again."""
    point = connection.transaction()
    await point.start()
    try:
        await claiming
    except (*REFUSED, *STRANGE):
        return False
    else:
        return True
    finally:
        await point.rollback()


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
            done, unnamed = [], []
            for step, stage in steps:
                names = {str(row[0]) for row in await connection.fetch(step.names, self.articles[stage])}
                if await self._tried(who, step, self.articles[stage]):
                    done.append((step, names))
            shown = [*await self._shown(connection), *await self._empowered(connection)] if done else []
            found = await self._found(connection) if done and who == SUPERUSER else ()
            unnamed = [step.name for step, names in done if not named(names, found)]
            return Outcome(done=[step for step, _ in done], shown=shown, found=found, unnamed=unnamed)
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
            if step.then:
                await connection.execute(step.then)
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
        gate, amending = self._gate(database)
        let_out: list[tuple[str, str]] = []
        for article_id in self.articles.values():
            texts = await connection.fetch("SELECT content_hash FROM revisions WHERE article_id = $1", article_id)
            for text in {HASH, *(row[0] for row in texts)}:
                for channel in ChannelName:
                    is_out = await _let_out(connection, gate.claim(article_id, text, channel))
                    if is_out and (article_id not in self.may_show or text != HASH):
                        let_out.append((article_id, channel.value))
        rows = await connection.fetch("SELECT id, article_id FROM amendments")
        changed = [
            (row["id"], channel.value)
            for row in rows
            for channel in ChannelName
            if await _let_out(connection, amending.claim(row["article_id"], row["id"], channel))
        ]
        return [*let_out, *changed]

    def _gate(self, database: Any) -> tuple[PublicationStore, AmendingStore]:
        keys = KeyStore(database, self.storage.settings.desk_public_key)
        powers = PowerStore(keys, self.storage.settings.first_board_digest)
        boards, approvals = BoardStore(database, powers), ApprovalStore(powers)
        return PublicationStore(database, boards, approvals), AmendingStore(database, boards, approvals)

    async def _empowered(self, connection: Connection) -> list[tuple[str, str]]:
        """Whose approval would let a text out now of those without any power, were the desk to sign it for them."""
        database: Any = OneConnection(connection)
        keys = KeyStore(database, self.storage.settings.desk_public_key)
        boards = BoardStore(database, PowerStore(keys, self.storage.settings.first_board_digest))
        acts: Any = ActStore(database, boards, keys, ArticleActs(keys), MatterActs({}))
        able = []
        for member, office in POWERLESS.items():
            claim = Claim(
                act_id=uuid.uuid4().hex,
                act=Act.APPROVE,
                article_id=self.articles["awaiting"],
                content_hash=HASH,
                member=MemberId(member),
                office=office,
                made_at=now(),
            )
            point = connection.transaction()
            await point.start()
            try:
                answer = await acts.record(subject_of(claim.article_id), self.storage.key.sign(claim))
                if answer.accepted:
                    await self._gate(database)[0].claim(claim.article_id, HASH, ChannelName.PORTAL)
                    able.append((member, "approve"))
            except (*REFUSED, *STRANGE):
                continue
            finally:
                await point.rollback()
        return able

    async def _found(self, connection: Any) -> tuple[str, ...]:
        """All that `toasoan ledger verify` says now."""
        database: Any = OneConnection(connection)
        keys = KeyStore(database, self.storage.settings.desk_public_key)
        powers = PowerStore(keys, self.storage.settings.first_board_digest)
        audit = AuditStore(database, powers, ApprovalStore(powers))
        anchors = await AnchorStore(database, self.anchors).compared()
        of_keys = (await keys.ring(connection)).faults
        return (*await Ledger(database).faults(), *anchors.faults, *of_keys, *await audit.faults())


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What steps have led to.

    Shape: `done` are those that changed anything; `found` is what `verify` says to a superuser's, `unnamed` are those
    of which it names nothing that they touched.
    """

    done: list[Step]
    shown: list[tuple[str, str]]
    found: tuple[str, ...]
    unnamed: list[str]


_WORD: Final = re.compile(r"[\w-]+")
_FROM_TO: Final = re.compile(r"dòng (\d+) đến (\d+)")


def _phrase(name: str, found: tuple[str, ...]) -> bool:
    return " " in name and any(name in fault for fault in found)


def named(names: set[str], found: tuple[str, ...]) -> bool:
    """Whether a finding names one of these ids or lines, or a span of lines that one of them lies in."""
    said = {word for fault in found for word in _WORD.findall(fault)}
    spans = [(int(first), int(last)) for fault in found for first, last in _FROM_TO.findall(fault)]
    return any(
        name in said or _phrase(name, found) or (name.isdigit() and any(a <= int(name) <= b for a, b in spans))
        for name in names
    )
