"""What waits for me."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.pages.drawing import page
from desk.pages.places import HOME
from desk.pages.visitors import Acting, Parts, SignedIn
from desk.pages.waiting import waiting
from desk.presenting.inbox import inbox_data

router = APIRouter()

_MOST_IDS: Final = 2**62


@router.get("/")
async def front(_visitor: SignedIn) -> Response:
    """The first page is what waits."""
    return RedirectResponse(HOME, status_code=303)


@router.get(HOME)
async def home(request: Request, visitor: SignedIn, parts: Parts) -> Response:
    """What waits for the visitor, the next due first, and the messages that are not read."""
    data = inbox_data(await parts.reading.inbox.of(visitor.view), visitor.view)
    return page(request, "home.html", {"groups": waiting(data, visitor.view.at), "notes": data["notifications"]})


@router.post(f"{HOME}/da-doc")
async def read(visitor: Acting, parts: Parts, up_to: Annotated[int, Form(ge=0, le=_MOST_IDS)]) -> Response:
    """Take the messages up to one as read."""
    await parts.reading.inbox.mark_read(visitor.view, up_to)
    return RedirectResponse(HOME, status_code=303)
