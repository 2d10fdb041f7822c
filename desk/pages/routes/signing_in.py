"""Coming in and going out."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from desk.pages.drawing import page
from desk.pages.places import SIGN_IN, SIGN_OUT
from desk.pages.visitors import Acting, end_session

router = APIRouter()


@router.get(SIGN_IN)
async def sign_in(request: Request) -> Response:
    """How to come in."""
    return page(request, "sign_in.html", {})


@router.post(SIGN_OUT)
async def sign_out(request: Request, _visitor: Acting) -> Response:
    """Sign out on this device."""
    answer = RedirectResponse(SIGN_IN, status_code=303)
    await end_session(request, answer)
    return answer
