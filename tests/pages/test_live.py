"""Open pages hear of what changes: at once, after a lost line, until they may not; meanwhile they cost little."""

import asyncio
import contextlib
import secrets
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import datetime
from typing import Any, Final

import httpx
import psutil
import uvicorn

from desk.live import Hub, mark_of
from desk.pages.app import create_pages
from newsroom.board import Office
from newsroom.stages import Act
from tests.pages.browser import Browsing
from tests.pages.visiting import Pages
from tests.support.live import LiveNewsroom, administrator, eventually
from workers.embedded.ports import free_port
from workers.patience import EndingServer

_MANY: Final = 500


class Heard:
    """What one listening page has heard."""

    def __init__(self, hub: Hub, member: str) -> None:
        self.told: list[str] = []
        self._hub, self._member = hub, member

    async def listen(self) -> None:
        with self._hub.listening(self._member) as page:
            while not page.is_over:
                self.told += sorted(await page.next())

    async def hears(self, what: str) -> None:
        async def heard() -> bool:
            return what in self.told

        await eventually(heard)


@contextlib.asynccontextmanager
async def listening(live: LiveNewsroom, member: str, *, first: bool = False) -> AsyncIterator[Heard]:
    """A page of a member; the first hears when the line has begun."""
    heard = Heard(live.parts.live, member)
    task = asyncio.create_task(heard.listen())
    try:
        if first:
            await heard.hears("*")
        yield heard
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _listeners(connection: Any) -> list[int]:
    rows = await connection.fetch("SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
    return [row["pid"] for row in rows]


async def test_an_act_is_heard_by_its_mark_and_by_whom_it_concerns(live: LiveNewsroom) -> None:
    live.parts.live.close()
    article_id = await live.submit("Đoạn văn của bài.")
    owner, other = live.holder(Office.STANDING_DEPUTY).id, live.holder(Office.SECRETARY).id
    async with listening(live, owner, first=True) as heard:
        await live.desk.finish_edit(live.holder(Office.FINAL_EDITOR), article_id)
        await heard.hears(mark_of(article_id))
        await heard.hears("member")
    assert article_id not in " ".join(heard.told)
    assert other != owner


async def test_a_lost_line_is_made_anew_and_everybody_looks_again(live: LiveNewsroom) -> None:
    live.parts.live.close()
    here, there = listening(live, "head", first=True), listening(live, "secretary")
    async with here as heard, there as second, administrator(live.stack) as admin:
        (pid,) = await _listeners(admin)
        heard.told.clear()
        await admin.execute("SELECT pg_terminate_backend($1)", pid)
        await heard.hears("*")
        await second.hears("*")
        article_id = await live.submit("Đoạn văn của bài.")
        await heard.hears(mark_of(article_id))


async def test_a_stream_ends_with_the_session(browsing: Browsing) -> None:
    """Signed out elsewhere: what is open hears no more, and is refused when it asks again."""
    hub, head = browsing.live.parts.live, browsing.live.holder(Office.HEAD).id
    hub.close()
    async with browsing.window(head) as window:
        await window.open("/viec")
        await eventually(_count(hub, 1))
        await browsing.live.parts.sessions.end_all(head)
        await eventually(_count(hub, 0))
        assert await window.open("/viec") == 200
        assert window.page.url.endswith("/dang-nhap?ve=/viec")


def _count(hub: Hub, wanted: int) -> Callable[[], Awaitable[bool]]:
    async def so_many() -> bool:
        return hub.open == wanted

    return so_many


async def test_many_open_pages_cost_little_and_ask_nothing(browsing: Browsing) -> None:
    """Five hundred streams on the line: under 150 MB, and no statement while nothing changes; all hear of an act."""
    live, hub, port = browsing.live, browsing.live.parts.live, browsing.address.rsplit(":", 1)[1]
    hub.close()
    cookie = secrets.token_urlsafe(32)
    await live.parts.sessions.begin(cookie, live.holder(Office.HEAD).id, "tests")
    asked = f"GET /su-kien HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: __Host-desk-{port}={cookie}\r\n\r\n".encode()
    before = psutil.Process().memory_info().rss
    async with contextlib.AsyncExitStack() as opened, administrator(live.stack) as admin:
        lines = [await opened.enter_async_context(_asking(int(port), asked)) for _ in range(_MANY)]
        await eventually(_count(hub, _MANY))
        await eventually(lambda: _listeners(admin))
        began = await _statements(admin)
        await asyncio.sleep(2)
        assert await _statements(admin) == began
        article_id = await live.submit("Đoạn văn của bài.")
        async with asyncio.timeout(60):
            await asyncio.gather(*(line.readuntil(mark_of(article_id).encode()) for line in lines))
        assert psutil.Process().memory_info().rss - before < 150_000_000


@contextlib.asynccontextmanager
async def _asking(port: int, asked: bytes) -> AsyncIterator[asyncio.StreamReader]:
    """A line on which somebody asked, without the weight of a browser."""
    reader, writer = await asyncio.open_connection("localhost", port)
    writer.write(asked)
    try:
        yield reader
    finally:
        writer.close()


async def _statements(connection: Any) -> list[datetime]:
    """When each line of the desk asked something last."""
    rows = await connection.fetch(
        "SELECT query_start FROM pg_stat_activity WHERE usename = 'toasoan_desk' ORDER BY backend_start"
    )
    return [row["query_start"] for row in rows]


class Unsignalled(EndingServer):
    """One whose signals stay within the test."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def test_a_desk_that_is_told_to_stop_waits_for_no_open_page(live: LiveNewsroom) -> None:
    """A stream has no end of its own: without being told of it, the server would wait for ever."""
    cookie, port = secrets.token_urlsafe(32), free_port()
    await live.parts.sessions.begin(cookie, live.holder(Office.HEAD).id, "tests")
    config = uvicorn.Config(create_pages(live.parts), host="localhost", port=port, log_level="error")
    server = Unsignalled(config, live.parts.live.close)
    serving = asyncio.create_task(server.serve())
    headers = {"Cookie": f"__Host-desk-{port}={cookie}"}
    async with httpx.AsyncClient(headers=headers, timeout=20) as http:
        await eventually(_has_started(server))
        async with http.stream("GET", f"http://localhost:{port}/su-kien") as stream:
            lines = stream.aiter_lines()
            assert await anext(lines) == "event: pulse"
            assert "content-encoding" not in stream.headers
            server.handle_exit(signal.SIGTERM, None)
            async with asyncio.timeout(15):
                await serving


def _has_started(server: uvicorn.Server) -> Callable[[], Awaitable[bool]]:
    async def started() -> bool:
        return server.started

    return started


async def test_who_may_not_listen_is_told_nothing(pages: Pages) -> None:
    async with pages.visit() as stranger:
        answer = await stranger.http.get("/su-kien", headers={"Accept": "text/event-stream"})
    assert answer.status_code == 401


async def test_the_list_of_the_next_person_changes_without_a_push_under_the_thumb(browsing: Browsing) -> None:
    """What is new is offered, what is done goes; the clock of a row stays in its place."""
    live = browsing.live
    owner = live.holder(Office.STANDING_DEPUTY).id
    here = await live.ready_for_approval(title="Bài đã có trong danh sách")
    async with browsing.window(owner) as window:
        await window.open("/viec")
        page = window.page
        titles = page.locator("a.row > .title")
        await titles.filter(has_text="Bài đã có trong danh sách").wait_for()
        await live.ready_for_approval(title="Bài vừa mới đến sau cùng")
        await page.locator(".news button").wait_for()
        assert await titles.filter(has_text="Bài vừa mới đến sau cùng").count() == 0
        await page.locator(".news button").click()
        await titles.filter(has_text="Bài vừa mới đến sau cùng").wait_for()
        await live.desk.act(await live.owner(here), Act.APPROVE, here)
        await titles.filter(has_text="Bài đã có trong danh sách").wait_for(state="detached")
        assert await window.complaints() == []


async def test_an_open_article_says_that_it_changed_and_offers_no_act_on_the_old_text(browsing: Browsing) -> None:
    live = browsing.live
    article_id = await live.ready_for_approval(title="Bài đang mở thì có người khác làm")
    async with browsing.window((await live.owner(article_id)).id) as window:
        await window.open(f"/bai/{article_id}")
        assert await window.page.locator(".foot").is_visible()
        await live.desk.act(await live.owner(article_id), Act.APPROVE, article_id)
        await window.page.locator("#fresh .notice").wait_for()
        assert await window.page.locator(".foot").is_hidden()
        assert await window.complaints() == []
