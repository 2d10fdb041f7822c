"""Coming in and going out."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from desk.pages.account_forms import CODE_FIELDS, SIGN_IN_FIELDS, CodeForm, SignInForm
from desk.pages.arrivals import Arrival, Arriving, marked
from desk.pages.drawing import page
from desk.pages.forms import Typed, typed_in
from desk.pages.places import HOME, OWN_ACCOUNT, SIGN_IN, SIGN_IN_CODE, SIGN_OUT, entry_page, way_back
from desk.pages.visitors import Acting, Parts, begin_session, cookie_name, end_session
from newsroom.errors import NewsroomError
from newsroom.members.sessions import Session, Way

router = APIRouter()

Back = Annotated[str, Query(alias="ve", max_length=2_000)]
_SIGN_IN: Final = {
    "title": "Đăng nhập",
    "says": ["Lần đầu thì mở liên kết vào đã được cấp cho anh/chị để thiết lập tài khoản."],
    "fields": SIGN_IN_FIELDS,
    "button": "Tiếp tục",
}
_CODE: Final = {
    "title": "Mã xác nhận",
    "says": ["Mật khẩu đúng. Hãy mở ứng dụng tạo mã trên điện thoại của anh/chị."],
    "fields": CODE_FIELDS,
    "button": "Đăng nhập",
    "back": SIGN_IN,
}


@router.get(SIGN_IN)
async def sign_in(request: Request, arrival: Arriving, back: Back = HOME) -> Response:
    """The page that asks for name and password."""
    return _asked(request, arrival, _SIGN_IN, Typed(), back)


@router.post(SIGN_IN)
async def give_password(request: Request, arrival: Arriving, parts: Parts) -> Response:
    """Take name and password; the second factor is asked next."""
    typed, said = await typed_in(request, SignInForm)
    if said is not None:
        try:
            member = await parts.sign_in.by_password(said.name, said.password, arrival.address)
        except NewsroomError as refused:
            typed.refuse(refused)
        else:
            answer = _onward(SIGN_IN_CODE, said.ve)
            await begin_session(request, answer, member, Way.UNKNOWN, half=True)
            return answer
    return _asked(request, arrival, _SIGN_IN, typed, str(typed.said.get("ve", "")))


@router.get(SIGN_IN_CODE)
async def code(request: Request, arrival: Arriving, parts: Parts, back: Back = HOME) -> Response:
    """The page that asks for the second factor."""
    if await _half(request, parts) is None:
        return _onward(SIGN_IN, back)
    return _asked(request, arrival, _CODE, Typed(), back)


@router.post(SIGN_IN_CODE)
async def give_code(request: Request, arrival: Arriving, parts: Parts) -> Response:
    """Take the second factor; the session begins anew."""
    typed, said = await typed_in(request, CodeForm)
    half = await _half(request, parts)
    if half is None:
        return _onward(SIGN_IN, str(typed.said.get("ve", "")))
    if said is not None:
        try:
            way = await parts.sign_in.by_code(half.member, said.code)
        except NewsroomError as refused:
            typed.refuse(refused)
        else:
            answer = RedirectResponse(way_back(said.ve), status_code=303)
            await begin_session(request, answer, half.member, way)
            return answer
    return _asked(request, arrival, _CODE, typed, str(typed.said.get("ve", "")))


Token = Annotated[str, Path(pattern=r"^[0-9A-Za-z_-]{20,100}$")]


@router.get("/vao/{token}")
async def entry(request: Request, token: Token, arrival: Arriving) -> Response:
    """The page of an entry link; opening it, as mail programs do too, uses it up for nobody."""
    return _entry(request, token, arrival, Typed())


@router.post("/vao/{token}")
async def enter(request: Request, token: Token, arrival: Arriving, parts: Parts) -> Response:
    """Come in by an entry link, once."""
    typed = Typed()
    try:
        member = await parts.sign_in.by_link(token, arrival.mark, arrival.address)
    except NewsroomError as refused:
        typed.refuse(refused)
        return _entry(request, token, arrival, typed)
    answer = RedirectResponse(OWN_ACCOUNT, status_code=303)
    await begin_session(request, answer, member, Way.LINK)
    return answer


@router.post(SIGN_OUT)
async def sign_out(request: Request, _visitor: Acting) -> Response:
    """Sign out on this device."""
    answer = RedirectResponse(SIGN_IN, status_code=303)
    await end_session(request, answer)
    return answer


async def _half(request: Request, parts: Parts) -> Session | None:
    cookie = request.cookies.get(cookie_name(request), "")
    return await parts.sessions.half_of(cookie) if cookie else None


def _entry(request: Request, token: str, arrival: Arrival, typed: Typed) -> Response:
    said = {
        "title": "Vào bàn biên tập",
        "says": ["Liên kết này cho vào một lần, trên thiết bị này."],
        "action": entry_page(token),
        "button": "Vào",
        "back": SIGN_IN,
    }
    return _drawn(request, arrival, said, typed)


def _asked(request: Request, arrival: Arrival, said: Mapping[str, object], typed: Typed, back: str) -> Response:
    return _drawn(request, arrival, {**said, "hidden": {"ve": way_back(back)}}, typed)


def _drawn(request: Request, arrival: Arrival, said: Mapping[str, object], typed: Typed) -> Response:
    shown = {**said, **arrival.hidden(), "typed": typed}
    return marked(request, page(request, "form.html", shown, status=422 if typed.errors else 200), arrival)


def _onward(place: str, back: str) -> RedirectResponse:
    return RedirectResponse(f"{place}?ve={way_back(back)}", status_code=303)
