"""The pages in a real browser: the desk served at localhost, a window for each member, and whatever it complains of."""

import asyncio
import contextlib
import os
import secrets
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import uvicorn
from playwright.async_api import Browser, ConsoleMessage, Page, Response, async_playwright

from desk.api.app import create_api
from desk.api.serving.pace import Pace
from desk.pages.app import create_pages
from desk.pages.door import Desk
from desk.pages.places import ASSETS
from newsroom.article import MemberId
from tests.support.live import LiveNewsroom
from workers.embedded.ports import free_port
from workers.telemetry.server import QuietServer

ROOT: Final = Path(__file__).parents[2]
PHONE: Final = 360
DESK: Final = 1280
KEPT: Final = ROOT / "var" / "screenshots"
"""Where pictures of the pages are left for whoever wants to look."""

_UNPACKED: Final = ROOT / "var" / "tools" / "browser" / "usr" / "lib"
_UNHURRIED: Final = Pace(member=100_000, address=100_000)
_WATCH: Final = (
    "window.complaints=[];document.addEventListener('securitypolicyviolation',"
    "e=>window.complaints.push(`policy: ${e.effectiveDirective} ${e.blockedURI}`))"
)
_REFUSED: Final = 400
_FORESEEN: Final = "Failed to load resource: the server responded with a status of 4"
"""The browser's own line for an answer that refuses; no script can keep it from being written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A window of one member. Shape: `said` is what the console was told, but of refusals."""

    page: Page
    address: str
    said: list[str] = field(default_factory=list)

    async def open(self, path: str) -> int:
        """Go to a page; the status of its answer."""
        answer = await self.page.goto(f"{self.address}{path}", wait_until="load")
        return answer.status if answer else 0

    async def complaints(self) -> list[str]:
        """Whatever the console, the page and its policy have complained of."""
        return [*self.said, *await self.page.evaluate("window.complaints")]

    def listen(self) -> None:
        """Hear the console and what no script has caught."""
        self.page.on("console", lambda message: self.said.extend(_of_console(message)))
        self.page.on("response", lambda answer: self.said.extend(_of_files(answer)))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Browsing:
    """A desk that is served, and a browser."""

    live: LiveNewsroom
    browser: Browser
    address: str

    @contextlib.asynccontextmanager
    async def window(self, member_id: str = "", *, width: int = DESK, **how: Any) -> AsyncIterator[Window]:
        """A window in which that member is signed in; `how` is what the browser is told besides."""
        how |= {"viewport": {"width": width, "height": 740 if width == PHONE else 900}, "has_touch": width == PHONE}
        context = await self.browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **how)
        await context.add_init_script(_WATCH)
        if member_id:
            cookie = secrets.token_urlsafe(32)
            await self.live.parts.sessions.begin(cookie, MemberId(member_id), "tests")
            name, secure = f"__Host-desk-{self.address.rsplit(':', 1)[1]}", self.address.replace("http:", "https:")
            await context.add_cookies([{"name": name, "value": cookie, "url": secure, "secure": True}])
        try:
            window = Window(page=await context.new_page(), address=self.address)
            window.listen()
            yield window
        finally:
            await context.close()


@contextlib.asynccontextmanager
async def opened_browsing(live: LiveNewsroom) -> AsyncIterator[Browsing]:
    """A desk served over a running newsroom, and a browser that is there."""
    served = Desk(create_api(live.parts, _UNHURRIED), create_pages(live.parts, _UNHURRIED))
    async with opened_desk(served) as address, opened_browser() as browser:
        yield Browsing(live=live, browser=browser, address=address)


@contextlib.asynccontextmanager
async def opened_desk(app: Any) -> AsyncIterator[str]:
    """An application at an address of this machine under a name with which browsers trust it."""
    port = free_port()
    server = QuietServer(uvicorn.Config(app, host="localhost", port=port, log_level="error", access_log=False))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    try:
        yield f"http://localhost:{port}"
    finally:
        server.should_exit = True
        await serving


@contextlib.asynccontextmanager
async def opened_browser() -> AsyncIterator[Browser]:
    """Chromium, fetched first when it is not here; where it cannot be had the tests that want it fail, and say why."""
    fetched = await asyncio.to_thread(
        subprocess.run, [ROOT / ".ci" / "browser"], capture_output=True, text=True, check=False
    )
    if fetched.returncode:
        raise AssertionError(f"no browser: {fetched.stderr}")
    libraries = next(_UNPACKED.glob("*-linux-gnu*"), _UNPACKED)
    searched = f"{libraries}:{libraries / 'pulseaudio'}:{_UNPACKED}"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=_UNPACKED / "chromium" / "chromium-headless-shell",
            # As root, and in containers that allow no namespaces of users, it would refuse to start.
            chromium_sandbox=False,
            env={**os.environ, "LD_LIBRARY_PATH": searched},
        )
        yield browser
        await browser.close()


def _of_console(message: ConsoleMessage) -> list[str]:
    told = message.type in {"error", "warning"} and not message.text.startswith(_FORESEEN)
    return [f"console: {message.text}"] if told else []


def _of_files(answer: Response) -> list[str]:
    refused = answer.status >= _REFUSED and urlsplit(answer.url).path.startswith(ASSETS)
    return [f"file: {answer.status} {answer.url}"] if refused else []
