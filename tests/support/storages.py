"""A newsroom's storage in a database of its own: on the session's Postgres, empty but for the board."""

import asyncio
import contextlib
import hashlib
import itertools
import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

import asyncpg
from pydantic import SecretStr

from activities.contracts import Recorded, SignedAct
from activities.ports import Shown
from activities.storage.articles.store import Submission
from activities.storage.database import now
from activities.storage.migrate import app_dsn, create_database, migrate
from desk.acts.intake import submission_claim
from desk.signing import DeskKey
from newsroom.article import ArticleId, ChannelName, Content, ContentHash, MemberId, Photo, subject_of
from newsroom.board import Member, Office
from newsroom.claims import Claim, Details, bringing
from newsroom.members.actors import come_in
from newsroom.signed.canonical import Via
from newsroom.stages import Act
from tests.support.samples import BOARD_FILE, content
from workers.settings import Settings
from workers.stack import Stack
from workers.wiring.stores import Stores, opened_stores

TABLES: Final = (
    *("articles", "revisions", "photos", "obligations", "intents", "notifications", "ledger", "ledger_head"),
    *(
        "absences",
        "grants",
        "terms",
        "openings",
        "meetings",
        "meeting_items",
        "meeting_papers",
        "meeting_files",
        "amendments",
    ),
)
PRIVILEGES: Final = {
    "board_versions": "INSERT,SELECT",
    "photos": "INSERT,SELECT",
    "revisions": "INSERT,SELECT",
    "articles": "INSERT,SELECT",
    "obligations": "INSERT,SELECT",
    "intents": "INSERT,SELECT",
    "notifications": "INSERT,SELECT",
    "channel_tokens": "INSERT,SELECT,UPDATE",
    "destinations": "SELECT",
    "deliveries": "SELECT",
    "token_leases": "INSERT,SELECT,UPDATE",
    "tokens": "INSERT,SELECT",
    "token_revocations": "INSERT,SELECT",
    "sessions": "DELETE,INSERT,SELECT",
    "absences": "INSERT,SELECT",
    "grants": "INSERT,SELECT",
    "terms": "INSERT,SELECT",
    "openings": "INSERT,SELECT",
    "meetings": "INSERT,SELECT,UPDATE",
    "meeting_items": "INSERT,SELECT,UPDATE",
    "meeting_papers": "INSERT,SELECT",
    "meeting_files": "INSERT,SELECT",
    "meeting_matters": "INSERT,SELECT",
    "meeting_preparations": "INSERT,SELECT",
    "incidents": "INSERT,SELECT",
    "alarms": "SELECT",
    "amendments": "INSERT,SELECT",
    "board_drafts": "INSERT,SELECT",
    "upgrades": "SELECT",
    "numbers": "SELECT",
    "numbers_unsure": "SELECT",
    "checks": "INSERT,SELECT,UPDATE",
    "watch_probe": "SELECT",
    "promises_ended": "SELECT",
    "articles_closed": "SELECT",
    "entries_counted": "SELECT",
    "entries_upto": "SELECT",
    "refusals": "INSERT,SELECT,UPDATE",
    "unforeseen": "INSERT,SELECT,UPDATE",
    "counted_acts": "INSERT,SELECT",
    "acts_apart": "INSERT,SELECT",
    "prepared_acts": "INSERT,SELECT",
    "personal_key_counts": "INSERT,SELECT",
    "ledger": "SELECT",
    "ledger_head": "SELECT",
}
"""What the application may do with each table, and nothing else but to change single columns."""

AUTHOR: Final = MemberId("reporter-1")
_NUMBERS: Final = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """Where storages are made: the server and a migrated database to copy."""

    admin_dsn: str
    template: str
    settings: Settings

    @property
    def password(self) -> str:
        return self.settings.app_database_password.get_secret_value()

    def dsn(self, database: str) -> str:
        return self.admin_dsn.rsplit("/", 1)[0] + f"/{database}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """One database with its stores; `admin` is the superuser, who may do what nobody else may."""

    settings: Settings
    dsn: str
    stores: Stores
    admin: "asyncpg.Connection[asyncpg.Record]"

    @property
    def key(self) -> DeskKey:
        return DeskKey(self.settings.desk_private_key.get_secret_value())

    @property
    def app_dsn(self) -> str:
        return self.settings.database_url.get_secret_value()

    async def submit(
        self,
        text: Content | None = None,
        *pictures: bytes,
        author: MemberId = AUTHOR,
        request_id: str = "",
        article_id: ArticleId | None = None,
    ) -> ArticleId:
        article_id = article_id or ArticleId(uuid.uuid4().hex[:12])
        written = text or content()
        known = (await self.stores.boards.in_force()).board.member(author)
        assert known is not None, author
        claim = submission_claim(come_in(known, Via.SHELL), article_id, request_id or article_id, written)
        return await self.hand_in(written, author, article_id, claim.request_id, self.key.sign(claim), *pictures)

    async def hand_in(
        self,
        text: Content,
        author: MemberId,
        article_id: ArticleId,
        request_id: str,
        signed: SignedAct,
        *pictures: bytes,
    ) -> ArticleId:
        """A submission with whatever signed claim."""
        given = Submission(
            article_id=article_id,
            request_id=request_id,
            author=author,
            content=text,
            photos={hashlib.sha256(data).hexdigest(): data for data in pictures},
            signed=signed,
        )
        return (await self.stores.articles.submit(given)).article_id

    async def holder(self, office: Office) -> Member:
        return (await self.stores.boards.in_force()).board.holder(office)

    async def usual(self, act: Act, article_id: str) -> MemberId:
        """Who does such an act on an ordinary day."""
        standing = await self.stores.articles.standing(article_id)
        match act:
            case Act.FINISH_EDIT | Act.RETURN_TO_AUTHOR:
                return (await self.holder(Office.FINAL_EDITOR)).id
            case Act.RESUBMIT:
                return standing.author
            case Act.TAKE_OVER | Act.WITHDRAW:
                return (await self.holder(Office.HEAD)).id
            case Act.RESUME_CHANNEL:
                return (await self.holder(Office.ENGINEER)).id
            case _:
                return (await self.holder(standing.route.owner)).id

    async def claim(self, act: Act, article_id: str, *, by: str = "", **said: Any) -> Claim:
        """A fresh claim on the current text, by the usual member."""
        standing = await self.stores.articles.standing(article_id)
        member = MemberId(by) if by else await self.usual(act, article_id)
        known = (await self.stores.boards.in_force()).board.member(member)
        fields: dict[str, Any] = {
            "act_id": uuid.uuid4().hex,
            "content_hash": ContentHash(standing.content_hash),
            "office": known.office if known else Office.REPORTER,
            "made_at": now(),
        }
        fields |= {name: said.pop(name) for name in list(said) if name in fields}
        return Claim(act=act, article_id=ArticleId(article_id), member=member, details=_details(act, said), **fields)

    async def act(self, act: Act, article_id: str, *, by: str = "", **said: Any) -> Recorded:
        return await self.stores.acts.record(subject_of(article_id), await self.signed(act, article_id, by=by, **said))

    async def signed(self, act: Act, article_id: str, *, by: str = "", **said: Any) -> SignedAct:
        return self.key.sign(await self.claim(act, article_id, by=by, **said))

    async def done(self, act: Act, article_id: str, *, by: str = "", **said: Any) -> Recorded:
        """An act that is accepted."""
        answer = await self.act(act, article_id, by=by, **said)
        assert answer.accepted, answer.message
        return answer

    async def revise(self, article_id: str, text: Content, by: str = AUTHOR) -> dict[str, Any]:
        """What an act says to put another text in place."""
        number, _ = await self.stores.articles.add_revision(article_id, MemberId(by), text, {})
        said = bringing(text, number)
        return {name: getattr(said, name) for name in ("new_revision", "new_hash", "kind", "topics", "source")}

    async def approved(self, text: Content | None = None, **said: Any) -> ArticleId:
        article_id = await self.submit(text)
        await self.done(Act.FINISH_EDIT, article_id)
        await self.done(Act.APPROVE, article_id, **said)
        return article_id

    async def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in await self.admin.fetch(query, *values)]

    async def everything(self) -> dict[str, list[str]]:
        """All that is stored, to see that nothing changed."""
        return {
            table: [row["row"] for row in await self.rows(f"SELECT t::text AS row FROM {table} t ORDER BY 1")]  # noqa: S608
            for table in TABLES
        }

    async def clocks(self, article_id: str) -> dict[tuple[str, str], list[str]]:
        """What became of an article's clocks, by promise and channel, oldest first."""
        clocks: dict[tuple[str, str], list[str]] = {}
        for row in await self.rows("SELECT * FROM obligations WHERE article_id = $1 ORDER BY id", article_id):
            state = "met" if row["met_at"] else "dropped" if row["dropped_at"] else "open"
            clocks.setdefault((row["promise"], row["channel"]), []).append(state)
        return clocks

    async def bodies(self, article_id: str, **like: Any) -> list[dict[str, Any]]:
        """The ledger's entries of an article that say all this."""
        bodies = [json.loads(link.body) for link in await self.stores.ledger.links(article_id)]
        return [body for body in bodies if like.items() <= body.items()]

    async def inbox(self, member: str, kind: str = "") -> list[str]:
        found = await self.rows("SELECT kind, text FROM notifications WHERE member = $1 ORDER BY id", member)
        return [row["text"] for row in found if kind in {"", row["kind"]}]


def photo(data: bytes) -> Photo:
    return Photo(
        digest=hashlib.sha256(data).hexdigest(),
        media_type="image/jpeg",
        width=1600,
        height=900,
        size_bytes=len(data),
        caption="Đồng lúa chín",
        credit="Hoàng Anh",
        alt="Đồng lúa",
    )


async def built(stack: Stack, settings: Settings) -> Building:
    """A building on a running server."""
    template = f"template_{next(_NUMBERS)}"
    building = Building(admin_dsn=stack.postgres.admin_dsn, template=template, settings=settings)
    dsn = await asyncio.to_thread(create_database, building.admin_dsn, template)
    await asyncio.to_thread(migrate, dsn, app_password=building.password)
    async with opened_stores(_settings(building, dsn)) as stores:
        assert await stores.boards.found(BOARD_FILE.read_text(encoding="utf-8")) == building.settings.first_board_digest
    return building


@contextlib.asynccontextmanager
async def opened_storage(building: Building) -> AsyncIterator[Storage]:
    """A storage that is torn down in the end."""
    name = f"room_{next(_NUMBERS)}"
    server = await asyncpg.connect(building.admin_dsn)
    try:
        await server.execute(f"CREATE DATABASE {name} TEMPLATE {building.template}")
        async with opened_database(building, name) as opened:
            yield opened
    finally:
        await server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await server.close()


@contextlib.asynccontextmanager
async def opened_database(building: Building, name: str) -> AsyncIterator[Storage]:
    """A storage in a database that is there already, and stays."""
    dsn = building.dsn(name)
    settings = _settings(building, dsn)
    async with opened_stores(settings) as stores:
        admin = await asyncpg.connect(dsn)
        try:
            yield Storage(settings=settings, dsn=dsn, stores=stores, admin=admin)
        finally:
            await admin.close()


async def show(storage: Storage, article_id: ArticleId, channel: ChannelName) -> None:
    """As if the channel showed the approved text."""
    standing = await storage.stores.articles.standing(article_id)
    job = await storage.stores.publications.claim(article_id, standing.content_hash, channel)
    await storage.stores.publications.published(job, Shown(url=f"https://{channel}/1", blocks=()), "")


def _settings(building: Building, dsn: str) -> Settings:
    # The session's newsroom keeps anchors of its own ledger, which say nothing of this one.
    own = {"database_url": SecretStr(app_dsn(dsn, building.password)), "anchor_file": None}
    return building.settings.model_copy(update=own)


def _details(act: Act, said: dict[str, Any]) -> Details:
    if act in {Act.RETURN_TO_AUTHOR, Act.RETURN_FOR_EDIT, Act.REJECT}:
        said.setdefault("reason_code", "below_quality")
    if act not in {Act.FINISH_EDIT, Act.APPROVE, Act.RESUBMIT}:
        said.setdefault("reason", "Cần bổ sung số liệu")
    return Details(**said)
