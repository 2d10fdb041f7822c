"""Visits to the pages as a browser without script makes them: cookies, forms, where they came from."""

import contextlib
import re
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from typing import Final

import httpx

from desk.api.app import create_api
from desk.pages.app import create_pages
from desk.pages.door import Desk
from newsroom.article import MemberId
from newsroom.members.sessions import Way
from tests.support.live import LiveNewsroom

HOST: Final = "https://desk.test"
COOKIE: Final = "__Host-desk-443"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A browser of one member. Shape: `http` keeps the cookie."""

    http: httpx.AsyncClient

    async def opened(self, path: str) -> "Shown":
        """A page."""
        return Shown(visit=self, answer=await self.http.get(path))

    async def sent(self, path: str, fields: Mapping[str, str | list[str]]) -> httpx.Response:
        """A form as it stands, from a page of ours."""
        return await self.http.post(path, data=dict(fields), headers={"Origin": HOST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page as it was shown."""

    visit: Visit
    answer: httpx.Response

    @property
    def words(self) -> str:
        """What a person reads."""
        text = re.sub(r"<(script|style).*?</\1>", "", self.answer.text, flags=re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())

    def form(self, action: str = "") -> dict[str, str]:
        """What a form holds before anything is typed: the one that is sent there, or back to its own page."""
        reader = _Forms()
        reader.feed(self.answer.text)
        return next(fields for where, fields in reader.forms if where == action)

    async def filled(self, action: str = "", **typed: str | list[str]) -> "Shown":
        """The page that comes when the form was filled in and sent."""
        path = action or self.answer.request.url.path
        answer = await self.visit.sent(path, self.form(action) | typed)
        if answer.is_redirect:
            return await self.visit.opened(answer.headers["location"])
        return Shown(visit=self.visit, answer=answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The pages, and members who come in."""

    live: LiveNewsroom
    transport: httpx.ASGITransport

    @contextlib.asynccontextmanager
    async def visit(self, member_id: str = "") -> AsyncIterator[Visit]:
        """A browser in which that member is signed in; nobody when none is named."""
        async with httpx.AsyncClient(transport=self.transport, base_url=HOST) as http:
            if member_id:
                cookie = secrets.token_urlsafe(32)
                await self.live.parts.sessions.begin(cookie, MemberId(member_id), "tests", way=Way.CODE)
                http.cookies.set(COOKIE, cookie, domain="desk.test")
            yield Visit(http=http)


@contextlib.asynccontextmanager
async def opened_pages(live: LiveNewsroom) -> AsyncIterator[Pages]:
    """The pages of a running newsroom."""
    yield Pages(live=live, transport=httpx.ASGITransport(Desk(create_api(live.parts), create_pages(live.parts))))


class _Forms(HTMLParser):
    """Reads the hidden fields of forms, with where each form is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((said.get("action", ""), {}))
        elif tag == "input" and said.get("type") == "hidden" and self.forms:
            self.forms[-1][1][said["name"]] = said.get("value", "")
