"""Who is not signed in yet and fills in a form: known by a mark in their browser, so that no other site fills it in."""

import secrets
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request, Response

from desk.pages.forgery import FIELD, Seal, check_seal
from desk.pages.visitors import cookie_name

_MARK_BYTES: Final = 32
_LASTS: Final = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Somebody at the door. Shape: `mark` is a secret of their browser; `address` is where they come from."""

    mark: str
    address: str

    def hidden(self) -> dict[str, str]:
        """What each page for them says besides: the seal of its form."""
        return {FIELD: Seal(self.mark).fresh()}


async def _arriving(request: Request) -> Arrival:
    """Whoever fills in a form at the door, or asks for one. Errors: ForeignPage."""
    mark = request.cookies.get(_mark_name(request), "")
    # A form of somebody without a mark was drawn for nobody.
    await check_seal(request, Seal(mark or secrets.token_urlsafe(_MARK_BYTES)))
    return Arrival(
        mark=mark or secrets.token_urlsafe(_MARK_BYTES), address=request.client.host if request.client else ""
    )


Arriving = Annotated[Arrival, Depends(_arriving)]


def marked(request: Request, answer: Response, arrival: Arrival) -> Response:
    """The answer with the mark that its form is known by."""
    answer.set_cookie(
        _mark_name(request), arrival.mark, max_age=_LASTS, path="/", secure=True, httponly=True, samesite="lax"
    )
    return answer


def _mark_name(request: Request) -> str:
    return f"{cookie_name(request)}-mark"
