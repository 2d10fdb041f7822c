"""Errors as pages: the same sentence as the API's and the command line's, and the way on."""

from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from activities.storage.boards import NoBoard
from activities.storage.database import StorageUnreachable
from desk.api.problems import KINDS
from desk.pages.drawing import page
from desk.pages.forgery import ForeignPage
from desk.pages.places import HOME, SIGN_IN
from desk.sign_in import NotSignedIn
from newsroom.errors import NewsroomError

_NOT_HERE: Final = "Không có trang này. Hãy về Việc của tôi rồi mở lại từ danh sách."
_WRONG_ADDRESS: Final = "Địa chỉ trang không đúng; chưa có gì thay đổi. Hãy về Việc của tôi rồi mở lại từ danh sách."


def answer_errors(app: FastAPI) -> None:
    """Make the pages answer every foreseen error with a page."""
    app.add_exception_handler(NotSignedIn, _not_signed_in)
    app.add_exception_handler(ForeignPage, _foreign)
    app.add_exception_handler(NewsroomError, _newsroom_error)
    app.add_exception_handler(StorageUnreachable, _away)
    app.add_exception_handler(NoBoard, _away)
    app.add_exception_handler(RequestValidationError, _wrong_address)
    app.add_exception_handler(HTTPException, _http_error)


async def _not_signed_in(request: Request, _error: Exception) -> Response:
    if "text/event-stream" in request.headers.get("accept", ""):
        return Response(status_code=401)
    if request.method != "GET" or (request.headers.get("hx-request") and not request.headers.get("hx-boosted")):
        said = "Phiên đăng nhập đã hết nên thao tác chưa được làm. Hãy đăng nhập lại rồi làm lại."
        return _told(request, "Chưa đăng nhập", said, status=401, way=SIGN_IN)
    return RedirectResponse(f"{SIGN_IN}?ve={request.url.path}", status_code=303)


async def _foreign(request: Request, error: Exception) -> Response:
    return _told(request, "Thao tác chưa được làm", str(error), status=403)


async def _newsroom_error(request: Request, error: Exception) -> Response:
    code = error.code if isinstance(error, NewsroomError) else "newsroom_error"
    status, title = KINDS.get(code, KINDS["newsroom_error"])
    return _told(request, title, str(error), status=status)


async def _away(request: Request, error: Exception) -> Response:
    code = error.code if isinstance(error, StorageUnreachable) else "no_board"
    status, title = KINDS[code]
    return _told(request, title, str(error), status=status)


async def _wrong_address(request: Request, _error: Exception) -> Response:
    return _told(request, "Không có trang này", _WRONG_ADDRESS, status=404)


async def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    return _told(request, "Không có trang này", _NOT_HERE, status=status)


def _told(request: Request, title: str, said: str, *, status: int, way: str = HOME) -> Response:
    return page(request, "error.html", {"title": title, "said": said, "way": way}, status=status)
