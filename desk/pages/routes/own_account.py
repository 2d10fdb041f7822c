"""My account: what opens it, where I am signed in."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from desk.accounts.own import OwnAccount
from desk.pages.account_forms import (
    CURRENT_FIELDS,
    FACTOR_FIELDS,
    PASSWORD_FIELDS,
    SET_UP_FIELDS,
    CurrentForm,
    FactorForm,
    PasswordForm,
    SetUpForm,
)
from desk.pages.drawing import page
from desk.pages.forms import Typed, typed_in
from desk.pages.places import OWN_ACCOUNT, SIGN_IN
from desk.pages.visitors import Acting, Parts, SignedIn, Visitor, begin_session, end_session
from newsroom.errors import NewsroomError
from newsroom.members.sessions import WAY_LABELS

router = APIRouter()

_SET_UP: Final = f"{OWN_ACCOUNT}/thiet-lap"
_PASSWORD: Final = f"{OWN_ACCOUNT}/mat-khau"
_FACTOR: Final = f"{OWN_ACCOUNT}/ung-dung"
_CODES: Final = f"{OWN_ACCOUNT}/ma-du-phong"
_PAIR: Final = "Quét hình này bằng ứng dụng tạo mã trên điện thoại (hoặc gõ khóa), rồi gõ mã ứng dụng hiện."
_FORMS: Final[dict[str, dict[str, Any]]] = {
    _SET_UP: {"title": "Thiết lập tài khoản", "says": [_PAIR], "fields": SET_UP_FIELDS, "button": "Lưu"},
    _PASSWORD: {
        "title": "Đổi mật khẩu",
        "says": ["Các thiết bị khác sẽ phải đăng nhập lại."],
        "fields": PASSWORD_FIELDS,
        "button": "Đổi mật khẩu",
    },
    _FACTOR: {"title": "Đổi ứng dụng tạo mã", "says": [_PAIR], "fields": FACTOR_FIELDS, "button": "Đổi ứng dụng"},
    _CODES: {
        "title": "Lấy mã dự phòng mới",
        "says": ["Mã mới thay mọi mã cũ và chỉ hiện một lần."],
        "fields": CURRENT_FIELDS,
        "button": "Lấy mã mới",
    },
}


@router.get(OWN_ACCOUNT)
async def own_account(request: Request, visitor: SignedIn, parts: Parts) -> Response:
    """What opens my account, and where I am signed in."""
    said = {
        "account": await parts.own_account.accounts.of(visitor.member.id),
        "sessions": await parts.sessions.of_members([visitor.member.id]),
        "ways": WAY_LABELS,
        "places": {"set_up": _SET_UP, "password": _PASSWORD, "factor": _FACTOR, "codes": _CODES},
    }
    return page(request, "own_account.html", said)


@router.get(_SET_UP)
async def ask_set_up(request: Request, visitor: SignedIn, parts: Parts) -> Response:
    """The form that sets an account up."""
    return _asked(request, visitor, parts.own_account, Typed(said={"name": visitor.member.id}))


@router.post(_SET_UP)
async def set_up(request: Request, visitor: Acting, parts: Parts) -> Response:
    """Set the account up; the recovery codes are shown this once."""
    typed, said = await typed_in(request, SetUpForm)
    if said is not None:
        try:
            codes = await parts.own_account.set_up(visitor.member.id, visitor.board, **dict(said))
        except NewsroomError as refused:
            typed.refuse(refused)
        else:
            return page(request, "codes.html", {"codes": codes})
    return _asked(request, visitor, parts.own_account, typed)


@router.get(_PASSWORD)
async def ask_password(request: Request, visitor: SignedIn, parts: Parts) -> Response:
    """The form for another password."""
    return _asked(request, visitor, parts.own_account, Typed())


@router.post(_PASSWORD)
async def change_password(request: Request, visitor: Acting, parts: Parts) -> Response:
    """Take another password; other devices are signed out."""
    typed, said = await typed_in(request, PasswordForm)
    if said is not None:
        try:
            await parts.own_account.change_password(visitor.member.id, **dict(said))
        except NewsroomError as refused:
            typed.refuse(refused)
        else:
            return await _begun_anew(request, visitor, parts)
    return _asked(request, visitor, parts.own_account, typed)


@router.get(_FACTOR)
async def ask_second_factor(request: Request, visitor: SignedIn, parts: Parts) -> Response:
    """The form for another application."""
    return _asked(request, visitor, parts.own_account, Typed())


@router.post(_FACTOR)
async def change_second_factor(request: Request, visitor: Acting, parts: Parts) -> Response:
    """Take another second factor; other devices are signed out."""
    typed, said = await typed_in(request, FactorForm)
    if said is not None:
        try:
            await parts.own_account.change_second_factor(visitor.member.id, **dict(said))
        except NewsroomError as refused:
            typed.refuse(refused)
        else:
            return await _begun_anew(request, visitor, parts)
    return _asked(request, visitor, parts.own_account, typed)


@router.get(_CODES)
async def ask_codes(request: Request, visitor: SignedIn, parts: Parts) -> Response:
    """The form for other recovery codes."""
    return _asked(request, visitor, parts.own_account, Typed())


@router.post(_CODES)
async def new_codes(request: Request, visitor: Acting, parts: Parts) -> Response:
    """Other recovery codes, shown this once."""
    typed, said = await typed_in(request, CurrentForm)
    if said is not None:
        try:
            codes = await parts.own_account.new_codes(visitor.member.id, current=said.current)
        except NewsroomError as refused:
            typed.refuse(refused)
        else:
            return page(request, "codes.html", {"codes": codes})
    return _asked(request, visitor, parts.own_account, typed)


@router.post(f"{OWN_ACCOUNT}/phien/{{number}}")
async def end_one(visitor: Acting, parts: Parts, number: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]) -> Response:
    """End one of my sessions."""
    await parts.sessions.end_one(visitor.member.id, number)
    return RedirectResponse(OWN_ACCOUNT, status_code=303)


@router.post(f"{OWN_ACCOUNT}/dang-xuat-moi-noi")
async def end_all(request: Request, visitor: Acting, parts: Parts) -> Response:
    """Sign out everywhere."""
    await parts.sessions.end_all(visitor.member.id)
    answer = RedirectResponse(SIGN_IN, status_code=303)
    await end_session(request, answer)
    return answer


async def _begun_anew(request: Request, visitor: Visitor, parts: Parts) -> Response:
    await parts.sessions.end_all(visitor.member.id)
    answer = RedirectResponse(OWN_ACCOUNT, status_code=303)
    await begin_session(request, answer, visitor.member.id, visitor.session.way)
    return answer


def _asked(request: Request, visitor: Visitor, own: OwnAccount, typed: Typed) -> Response:
    said = _FORMS[request.url.path] | {"typed": typed, "back": OWN_ACCOUNT}
    if any(field.name == "code" for field in said["fields"]):
        pairing = own.pairing(visitor.member.id, str(typed.said.get("sealed", "")))
        said |= {"pairing": pairing, "hidden": {"sealed": pairing.sealed}}
    return page(request, "form.html", said, status=422 if typed.errors else 200)
