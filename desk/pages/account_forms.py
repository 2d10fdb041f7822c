"""What is typed about accounts, and the fields it is typed into."""

from typing import Annotated, Final

from pydantic import Field

from desk.api.forms import Form
from desk.pages.fields import Field as Shown
from desk.pages.fields import FieldKind
from newsroom.members.accounts import LEAST_PASSWORD

_Word = Annotated[str, Field(max_length=256)]
_Code = Annotated[str, Field(max_length=64)]
_Sealed = Annotated[str, Field(max_length=400)]


class SignInForm(Form):
    """A name and a password. Shape: `ve` is where to go on."""

    name: _Word = ""
    password: _Word = ""
    ve: Annotated[str, Field(max_length=2_000)] = ""


class CodeForm(Form):
    """A second factor."""

    code: _Code = ""
    ve: Annotated[str, Field(max_length=2_000)] = ""


class SetUpForm(Form):
    """A name, a password twice, and the code of an application. Shape: `sealed` is its secret."""

    name: _Word = ""
    password: _Word = ""
    again: _Word = ""
    code: _Code = ""
    sealed: _Sealed = ""


class PasswordForm(Form):
    """Another password."""

    current: _Word = ""
    password: _Word = ""
    again: _Word = ""


class FactorForm(Form):
    """Another application."""

    current: _Word = ""
    code: _Code = ""
    sealed: _Sealed = ""


class CurrentForm(Form):
    """The password, to show that it is the member themselves."""

    current: _Word = ""


_NAME: Final = Shown(name="name", label="Tên đăng nhập", kind=FieldKind.LINE, required=True, fills="username")
_NEW: Final = Shown(
    name="password",
    label="Mật khẩu mới",
    kind=FieldKind.SECRET,
    hint=f"Ít nhất {LEAST_PASSWORD} ký tự; nên dùng vài từ dễ nhớ.",
    required=True,
    fills="new-password",
)
_AGAIN: Final = Shown(
    name="again", label="Gõ lại mật khẩu mới", kind=FieldKind.SECRET, required=True, fills="new-password"
)
_SHOWN_CODE: Final = Shown(
    name="code",
    label="Mã ứng dụng đang hiện",
    kind=FieldKind.LINE,
    hint="6 số, đổi sau mỗi 30 giây.",
    required=True,
    fills="one-time-code",
)
_CURRENT: Final = Shown(
    name="current", label="Mật khẩu hiện tại", kind=FieldKind.SECRET, required=True, fills="current-password"
)

SIGN_IN_FIELDS: Final = (
    _NAME,
    Shown(name="password", label="Mật khẩu", kind=FieldKind.SECRET, required=True, fills="current-password"),
)
CODE_FIELDS: Final = (
    Shown(
        name="code",
        label="Mã xác nhận",
        kind=FieldKind.LINE,
        hint="6 số mà ứng dụng đang hiện; mất điện thoại thì gõ một mã dự phòng.",
        required=True,
        fills="one-time-code",
    ),
)
SET_UP_FIELDS: Final = (_NAME, _NEW, _AGAIN, _SHOWN_CODE)
PASSWORD_FIELDS: Final = (_CURRENT, _NEW, _AGAIN)
FACTOR_FIELDS: Final = (_CURRENT, _SHOWN_CODE)
CURRENT_FIELDS: Final = (_CURRENT,)
