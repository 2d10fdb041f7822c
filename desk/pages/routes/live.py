"""What open pages hear: that something changed, never what; and that they still hear."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from activities.clock import now
from desk.live import RIGHTS
from desk.pages.places import LIVE
from desk.pages.visitors import Parts, SignedIn, still_here
from desk.parts import DeskParts

router = APIRouter()

_AFTER_NEWS: Final = timedelta(minutes=1)
_AT_LATEST: Final = timedelta(hours=1)


@router.get(LIVE)
async def changes(request: Request, visitor: SignedIn, parts: Parts) -> Response:
    """The changes, for as long as the visitor is signed in and serves."""
    headers = {"X-Accel-Buffering": "no"}
    told = _told(request, visitor.member.id, parts)
    return StreamingResponse(told, media_type="text/event-stream", headers=headers)


async def _told(request: Request, member: str, parts: DeskParts) -> AsyncIterator[str]:
    """The stream. Shape: each event is of one kind, `look` with what changed or `pulse`."""
    with parts.live.listening(member) as page:
        looked = now()
        yield _event("pulse", "")
        while not page.is_over:
            told = await page.next()
            if _must_look_again(told, now() - looked):
                if not await still_here(request):
                    return
                looked = now()
            if not page.is_over:
                yield _event("look", " ".join(sorted(told))) if told else _event("pulse", "")


def _must_look_again(told: frozenset[str], since: timedelta) -> bool:
    """Whether to ask anew if the visitor is signed in and serves; of quiet pages hardly ever: it costs a question."""
    return RIGHTS in told or since > (_AFTER_NEWS if told else _AT_LATEST)


def _event(kind: str, said: str) -> str:
    return f"event: {kind}\ndata: {said}\n\n"
