"""A newsroom for tests: real Postgres, real Temporal, real simulator over HTTP, worker in the test's own process."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import asyncpg
import httpx
import uvicorn
from temporalio.client import Client
from temporalio.worker import Worker

from activities.contracts import CHANNEL_QUEUES, EDITORIAL_QUEUE
from desk.acts.articles import Desk
from desk.acts.matters import MatterDesk
from desk.manuscript.intake import read_manuscript
from desk.parts import DeskParts
from desk.personal_tokens import PersonalTokens
from newsroom.article import ArticleId, MemberId
from newsroom.board import Board, Office
from newsroom.members.actors import Actor, come_in
from newsroom.signed.canonical import Via
from newsroom.stages import Act
from simulator.app import create_app
from workers.embedded.temporal import EmbeddedTemporal
from workers.entrusting import Process, worker_of
from workers.running.simulator import simulator_config
from workers.serving import built_workers
from workers.settings import Settings
from workers.stack import Stack
from workers.telemetry.server import QuietServer
from workers.temporal.client import connected_client
from workers.wiring.channels import built_channels
from workers.wiring.desk import built_parts
from workers.wiring.stores import Stores, opened_stores
from workflows.search_attributes import REGISTRY

NO_CONFIG: Final[Mapping[str, object]] = MappingProxyType({})

_QUEUES: Final = (EDITORIAL_QUEUE, *CHANNEL_QUEUES.values())
_SELDOM: Final = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveNewsroom:
    """Everything a test needs of a running newsroom."""

    stack: Stack
    settings: Settings
    client: Client
    stores: Stores
    parts: DeskParts
    board: Board
    simulator: httpx.AsyncClient
    own: Mapping[Process, Stores] = field(default_factory=dict)

    def storage_of(self, process: Process) -> Stores:
        """The storage as that process has it, where the processes are apart."""
        return self.own.get(process, self.stores)

    def workers(self, http: httpx.AsyncClient, queues: Sequence[str] = ()) -> list[Worker]:
        """Workers for these queues (all when none is named), each with the rights of its own process."""
        found: list[Worker] = []
        for queue in queues or _QUEUES:
            stores = self.storage_of(worker_of([queue]))
            channels = built_channels(self.settings, http, stores.tokens)
            found += built_workers(self.settings, self.client, stores, channels, [queue])
        return found

    tokens: dict[str, str] = field(default_factory=dict)

    async def renew_token(self, member_id: str) -> None:
        """Another token for a member whose tokens a test had taken back."""
        member = next(member for member in self.board.members if member.id == member_id)
        self.tokens[member_id] = await self.parts.tokens.issue(member, via=Via.SHELL)

    @property
    def desk(self) -> Desk:
        return self.parts.desk

    @property
    def matter_desk(self) -> MatterDesk:
        return self.parts.matters

    async def member(self, member_id: str) -> Actor:
        return await self.desk.member(member_id)

    def holder(self, office: Office) -> Actor:
        return come_in(self.board.holder(office), Via.SHELL)

    async def submit(self, text: str, *, author: str = "reporter-1", **meta: Any) -> ArticleId:
        """A submitted article from Markdown text; kind, topics and the like as keywords."""
        stated = {"kind": "news", "topics": ["education"], "byline": "Phóng viên 1", **meta}
        stated.setdefault("title", "Học sinh vùng cao đón năm học mới")
        stated.setdefault("summary", "Các trường vùng cao đã sẵn sàng cho năm học mới.")
        manuscript = read_manuscript(
            text.encode(), filename="bai.md", overrides=stated, known_topics=list(self.board.topic_labels)
        )
        return (await self.desk.submit(await self.member(author), manuscript)).article_id

    async def ready_for_approval(self, text: str = "Đoạn văn của bài.", **meta: Any) -> ArticleId:
        article_id = await self.submit(text, **meta)
        await self.desk.finish_edit(self.holder(Office.FINAL_EDITOR), article_id)
        return article_id

    async def owner(self, article_id: str) -> Actor:
        return self.holder((await self.stores.articles.standing(article_id)).route.owner)

    async def approve(self, article_id: str) -> None:
        await self.desk.act(await self.owner(article_id), Act.APPROVE, article_id)

    async def visible(self, article_id: str) -> list[dict[str, Any]]:
        """What the public sees of an article, on all channels."""
        card = await self.stores.reading.card(article_id)
        urls = {row.url for row in card.channels if row.url}
        posts = (await self.simulator.get("/_sim/visible")).json()["posts"]
        return [post for post in posts if post["url"] in urls or article_id in str(post)]

    async def fault(self, channel: str, call: str, fault: str, *, times: int = 1, match: str = "") -> None:
        body = {"channel": channel, "call": call, "fault": fault, "times": times}
        answer = await self.simulator.post("/_sim/faults", json=body | ({"match": match} if match else {}))
        assert answer.is_success, answer.text


@contextlib.asynccontextmanager
async def administrator(stack: Stack) -> AsyncIterator[Any]:
    """A connection for what no process of ours may do, as to bring an hour forward."""
    connection = await asyncpg.connect(stack.admin_dsn)
    try:
        yield connection
    finally:
        await connection.close()


async def eventually(check: Callable[[], Awaitable[Any]], *, seconds: float = 45, every: float = 0.05) -> Any:
    """The first true answer of `check`, or a failure after `seconds`.

    Asked `every` so often at first, then less and less: what takes long is not asked about more often for that.
    """
    clock = asyncio.get_running_loop().time
    begun = clock()
    try:
        async with asyncio.timeout(seconds):
            while not (answer := await check()):
                await asyncio.sleep(max(every, min(_SELDOM, (clock() - begun) / 6)))
            return answer
    except TimeoutError:
        raise AssertionError(f"still not so after {seconds} s: {check}") from None


@contextlib.asynccontextmanager
async def opened_live(folder: Path, temporal: Mapping[str, object] = NO_CONFIG) -> AsyncIterator[LiveNewsroom]:
    """A newsroom in a folder, closed in the end; `temporal` is what its server is told besides."""
    stack = Stack(folder, durable=False)
    if temporal:
        stack.temporal = EmbeddedTemporal(
            folder / "temporal", durable=False, search_attributes=REGISTRY, dynamic_config=temporal
        )
    async with contextlib.AsyncExitStack() as cleanup:
        cleanup.push_async_callback(stack.stop)
        await stack.start_servers()
        settings = stack.settings
        await cleanup.enter_async_context(_simulator(settings))
        client = await connected_client(settings)
        stores = await cleanup.enter_async_context(opened_stores(settings))
        own = {
            process: await cleanup.enter_async_context(opened_stores(stack.settings_for(process)))
            for process in (*(worker_of([queue]) for queue in _QUEUES), Process.DESK)
        }
        http = await cleanup.enter_async_context(httpx.AsyncClient())
        simulator = await cleanup.enter_async_context(httpx.AsyncClient(base_url=settings.simulator_url))
        parts, board = built_parts(settings, client, own[Process.DESK]), (await stores.boards.in_force()).board
        live = LiveNewsroom(
            stack=stack,
            settings=settings,
            client=client,
            stores=stores,
            parts=parts,
            board=board,
            simulator=simulator,
            tokens=await tokens_of(board, parts.tokens),
            own=own,
        )
        for worker in live.workers(http):
            await cleanup.enter_async_context(worker)
        yield live


async def tokens_of(board: Board, tokens: PersonalTokens) -> dict[str, str]:
    """A token of each member, and of one who serves no more."""
    retired = replace(board.members[0], id=MemberId("nghi-huu"))
    return {member.id: await tokens.issue(member, via=Via.SHELL) for member in (*board.members, retired)}


@contextlib.asynccontextmanager
async def _simulator(settings: Settings) -> AsyncIterator[None]:
    port = int(settings.simulator_url.rsplit(":", 1)[1])
    config = uvicorn.Config(
        create_app(simulator_config(settings)), host="127.0.0.1", port=port, log_level="error", access_log=False
    )
    server = QuietServer(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    try:
        yield
    finally:
        server.should_exit = True
        await serving
