"""The codec server: sealed payloads opened for those who may read them, in Temporal's UI and its command line.

Opens for tokens that the desk issued for just this; knows the public key of these tokens, not who the people are.
Writes down that it was asked and whether it refused, never what it opened.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

import structlog
from google.protobuf.json_format import MessageToJson, Parse, ParseError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from temporalio.api.common.v1 import Payloads
from temporalio.converter import PayloadCodec

from desk.sign_in import NotSignedIn, TokenCheck
from workers.temporal.codec import NotOpened

COOKIE: Final = "toasoan_codec"
MOST_BYTES: Final = 4 * 1024 * 1024
_SESSION_SECONDS: Final = 12 * 3600
_ALLOWED_HEADERS: Final = "authorization, authorization-extras, content-type, x-namespace"
_FORM: Final = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Mở nội dung niêm phong</title>
<h1>Mở nội dung niêm phong</h1>
<p>Dán mã do <code>toasoan codec-token</code> cấp; mã chỉ dành cho kỹ sư và Trưởng Ban, có hạn trong ngày.</p>
<form method="post" action="/sign-in"><label>Mã <input name="token" type="password" autocomplete="off" required></label>
<button>Vào</button></form></html>"""
_log = structlog.get_logger()

_Work = Callable[[Payloads], Awaitable[Payloads]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Who may come in: with which tokens, from which page, for which namespace."""

    tokens: TokenCheck
    origin: str
    namespace: str


class _Refused(Exception):
    def __init__(self, status: HTTPStatus, said: str) -> None:
        super().__init__(said)
        self.status, self.said = status, said


def codec_app(codec: PayloadCodec, door: Door) -> Starlette:
    """The codec server as an ASGI application."""

    async def encode(payloads: Payloads) -> Payloads:
        return Payloads(payloads=await codec.encode(list(payloads.payloads)))

    async def decode(payloads: Payloads) -> Payloads:
        return Payloads(payloads=await codec.decode(list(payloads.payloads)))

    async def form(_request: Request) -> Response:
        return HTMLResponse(_FORM, headers={"Content-Security-Policy": "default-src 'none'; form-action 'self'"})

    async def sign_in(request: Request) -> Response:
        return await _signed_in(request, door)

    async def health(_request: Request) -> Response:
        return PlainTextResponse("ok")

    routes = [Route("/health", health), Route("/sign-in", form), Route("/sign-in", sign_in, methods=["POST"])]
    for name, work in (("encode", encode), ("decode", decode)):
        endpoint = _endpoint(name, work, door)
        routes += [Route(f"{path}/{name}", endpoint, methods=["POST", "OPTIONS"]) for path in ("", "/{namespace}")]
    return Starlette(routes=routes)


def _endpoint(name: str, work: _Work, door: Door) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            _check_origin(request, door)
            if request.method == "OPTIONS":
                return Response(status_code=HTTPStatus.NO_CONTENT, headers=_shared_with(request, door))
            _check_right(request, door)
            worked = await work(await _payloads(request))
        except _Refused as refused:
            _log.warning("codec_refused", call=name, status=int(refused.status))
            return PlainTextResponse(refused.said, refused.status, headers=_shared_with(request, door))
        _log.info("codec_answered", call=name, payloads=len(worked.payloads))
        headers = _shared_with(request, door) | {"Cache-Control": "no-store"}
        return Response(MessageToJson(worked), media_type="application/json", headers=headers)

    async def told(request: Request) -> Response:
        try:
            return await answer(request)
        except NotOpened as closed:
            _log.warning("codec_not_opened", call=name)
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return PlainTextResponse(str(closed), status, headers=_shared_with(request, door))

    return told


def _check_origin(request: Request, door: Door) -> None:
    # The command line sends no origin; a browser always does, and only one page may ask.
    if request.headers.get("origin", door.origin) != door.origin:
        raise _Refused(HTTPStatus.FORBIDDEN, "Trang này không được phép mở nội dung niêm phong.")


def _check_right(request: Request, door: Door) -> None:
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    # A cookie counts only where the browser says which page asks.
    if not token and "origin" in request.headers:
        token = request.cookies.get(COOKIE, "")
    if not token:
        raise _Refused(HTTPStatus.UNAUTHORIZED, "Chưa đăng nhập vào máy chủ mở niêm phong.")
    _check_token(token, door)
    asked = {request.headers.get("x-namespace", ""), request.path_params.get("namespace", door.namespace)}
    if asked != {door.namespace}:
        raise _Refused(HTTPStatus.FORBIDDEN, "Không mở nội dung của vùng này.")


def _check_token(token: str, door: Door) -> None:
    try:
        door.tokens.read(token)
    except NotSignedIn as wrong:
        raise _Refused(HTTPStatus.FORBIDDEN, "Mã đăng nhập không mở được nội dung niêm phong.") from wrong


async def _payloads(request: Request) -> Payloads:
    body = await _body(request)
    try:
        return Parse(body, Payloads())
    except (ParseError, UnicodeDecodeError, RecursionError) as wrong:
        raise _Refused(HTTPStatus.BAD_REQUEST, "Nội dung gửi lên không phải JSON của Temporal.") from wrong


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Nội dung gửi lên quá lớn.")
    return bytes(body)


async def _signed_in(request: Request, door: Door) -> Response:
    try:
        token = parse_qs((await _body(request)).decode("utf-8", "replace")).get("token", [""])[0].strip()
        _check_token(token, door)
    except _Refused as refused:
        _log.warning("codec_refused", call="sign_in", status=int(refused.status))
        return PlainTextResponse(refused.said, refused.status)
    response = PlainTextResponse("Đã vào; hãy trở lại trang Temporal và tải lại.")
    response.set_cookie(
        COOKIE,
        token,
        max_age=_SESSION_SECONDS,
        httponly=True,
        samesite="strict",
        secure=door.origin.startswith("https:"),
    )
    return response


def _shared_with(request: Request, door: Door) -> dict[str, str]:
    if request.headers.get("origin") != door.origin:
        return {"Vary": "Origin"}
    return {
        "Vary": "Origin",
        "Access-Control-Allow-Origin": door.origin,
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Allow-Methods": "POST, OPTIONS",
        "Access-Control-Allow-Headers": _ALLOWED_HEADERS,
    }
