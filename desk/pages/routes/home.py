"""What waits for me."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from desk.pages.drawing import page
from desk.pages.places import HOME
from desk.pages.visitors import Acting, Parts, SignedIn
from desk.pages.waiting import MOST_ROWS, waiting
from desk.presenting.inbox import inbox_data

router = APIRouter()

_MOST_IDS: Final = 2**62
_MOST_NOTES: Final = 20


@router.get("/")
async def front(_visitor: SignedIn) -> Response:
    """The first page is what waits."""
    return RedirectResponse(HOME, status_code=303)


@router.get(HOME)
async def home(
    request: Request,
    visitor: SignedIn,
    parts: Parts,
    before: Annotated[int | None, Query(alias="truoc", ge=0, le=_MOST_IDS)] = None,
    *,
    everything: Annotated[bool, Query(alias="het")] = False,
) -> Response:
    """What waits for the visitor, the next due first, and the messages that are not read, the newest or older ones."""
    data = inbox_data(await parts.reading.inbox.of(visitor.view, before=before), visitor.view)
    notes = data["notifications"]
    said = {
        "here": f"{HOME}?{request.url.query}" if request.url.query else HOME,
        "waiting": waiting(data, visitor.view.at, None if everything else MOST_ROWS),
        "notes": notes[:_MOST_NOTES],
        "more_notes": len(notes) > _MOST_NOTES,
    }
    return page(request, "home.html", said)


@router.post(f"{HOME}/da-doc")
async def read(visitor: Acting, parts: Parts, up_to: Annotated[int, Form(ge=0, le=_MOST_IDS)]) -> Response:
    """Take the messages up to one as read."""
    await parts.reading.inbox.mark_read(visitor.view, up_to)
    return RedirectResponse(HOME, status_code=303)
