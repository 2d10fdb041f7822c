"""Who visits the pages: the member whose browser brings the cookie of a session, by the board in force now."""

import json
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Annotated, Final

from fastapi import Depends, Path, Request, Response
from starlette.datastructures import UploadFile

from desk.pages.forgery import FIELD, KEY, Seal, check_seal
from desk.parts import DeskParts
from desk.sign_in import NotSignedIn
from desk.viewpoint import Viewpoint
from newsroom.article import MemberId
from newsroom.board import Board
from newsroom.errors import Refused
from newsroom.members.actors import Actor
from newsroom.members.sessions import LONGEST, Session, Way
from newsroom.signed.canonical import Via

_COOKIE_BYTES: Final = 32
_LONGEST_KEY: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A member who is signed in, and from where they look."""

    view: Viewpoint
    seal: Seal
    session: Session

    @property
    def member(self) -> Actor:
        """Who visits."""
        return self.view.viewer

    @property
    def board(self) -> Board:
        """The board in force at the visit."""
        return self.view.board


def cookie_name(request: Request) -> str:
    """The name of the session's cookie: cookies know no ports, so each desk of a machine has its own."""
    return f"__Host-desk-{request.url.port or 443}"


async def begin_session(
    request: Request, response: Response, member: MemberId, way: Way, *, half: bool = False
) -> None:
    """Sign a member in, half until the second factor: a session of its own, what was there before ends."""
    parts: DeskParts = request.app.state.parts
    if before := request.cookies.get(cookie_name(request)):
        await parts.sessions.end(before)
    cookie = secrets.token_urlsafe(_COOKIE_BYTES)
    await parts.sessions.begin(cookie, member, request.headers.get("user-agent", ""), way=way, half=half)
    lasting = int(LONGEST.total_seconds())
    response.set_cookie(
        cookie_name(request), cookie, max_age=lasting, path="/", secure=True, httponly=True, samesite="lax"
    )


async def end_session(request: Request, response: Response) -> None:
    """Sign out here."""
    parts: DeskParts = request.app.state.parts
    if cookie := request.cookies.get(cookie_name(request)):
        await parts.sessions.end(cookie)
    response.delete_cookie(cookie_name(request), path="/", secure=True, httponly=True, samesite="lax")


def _parts(request: Request) -> DeskParts:
    parts: DeskParts = request.app.state.parts
    return parts


Parts = Annotated[DeskParts, Depends(_parts)]


async def _visitor(request: Request, parts: Parts) -> Visitor:
    """The member behind a request. Errors: NotSignedIn, also for who has left the board."""
    cookie = request.cookies.get(cookie_name(request), "")
    session = await parts.sessions.of(cookie) if cookie else None
    if session is None:
        raise NotSignedIn
    try:
        view = await parts.reading.views.of(session.member, Via.SESSION)
    except Refused as unknown:
        raise NotSignedIn from unknown
    visitor = Visitor(view=view, seal=Seal(cookie), session=session)
    request.state.visitor = visitor
    return visitor


async def still_here(request: Request) -> bool:
    """Whether whoever asked is signed in even now, and of the board in force."""
    parts: DeskParts = request.app.state.parts
    try:
        await _visitor(request, parts)
    except NotSignedIn:
        return False
    return True


SignedIn = Annotated[Visitor, Depends(_visitor)]


async def _article_id(
    named: Annotated[str, Path(alias="article_id", pattern=r"^[0-9A-Za-z-]{1,64}$")], visitor: SignedIn, parts: Parts
) -> str:
    return await parts.reading.numbers.article(visitor.view, named)


ArticleKey = Annotated[str, Depends(_article_id)]
"""The id of the article in an address, which may say its number alone."""


async def _acting(request: Request, visitor: SignedIn, parts: Parts) -> AsyncIterator[Visitor]:
    """A visitor who acts from a page of their own session, once however often its form is sent.

    Errors: NotSignedIn; ForeignPage; InvalidInput for a key that stands for something else.
    """
    try:
        await check_seal(request, visitor.seal)
        yield await _named(request, visitor, parts)
    finally:
        await request.close()


async def _named(request: Request, visitor: Visitor, parts: DeskParts) -> Visitor:
    form = await request.form()
    key = form.get(KEY)
    if not isinstance(key, str) or not key:
        return visitor
    said = sorted([(name, await _weighed(value)) for name, value in form.multi_items() if name != FIELD])
    digest = sha256(json.dumps([request.url.path, said]).encode()).hexdigest()
    member = await parts.desk.named(visitor.member, key[:_LONGEST_KEY], digest)
    return replace(visitor, view=replace(visitor.view, viewer=member))


async def _weighed(value: str | UploadFile) -> str:
    if isinstance(value, str):
        return value
    digest = sha256(await value.read()).hexdigest()
    await value.seek(0)
    return f"{value.filename}/{digest}"


Acting = Annotated[Visitor, Depends(_acting)]
"""Who acts; every address that changes something asks for it."""
