"""Accounts: who looks after those of others, what is asked of a password, how often somebody may try to come in."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from newsroom.article import MemberId
from newsroom.board import OFFICE_LABELS, Member, Office
from newsroom.errors import InvalidInput, RefusalCode, Refused
from newsroom.signed.canonical import Via

ENTRY_LASTS: Final = timedelta(hours=24)
"""How long an entry link opens the door once."""
SAME_CLICK: Final = timedelta(minutes=1)
"""How long the browser that has used an entry link may send it again: a double click."""
LEAST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 256
"""Units: characters in NFC. No rule says which: length is what helps."""
RECOVERY_CODES: Final = 10
TRY_WINDOW: Final = timedelta(minutes=15)

KEEPERS: Final = (Office.HEAD, Office.SECRETARY, Office.ENGINEER)
"""Who looks after the accounts of others: who leads the Board, who works for it, who keeps the Portal secure."""


class Try(StrEnum):
    """What tries to come in are counted by."""

    PAIR = "pair"
    NAME = "name"
    ADDRESS = "address"
    CODE = "code"
    LINK = "link"


MOST_TRIES: Final[dict[Try, int]] = {Try.PAIR: 10, Try.NAME: 100, Try.ADDRESS: 200, Try.CODE: 10, Try.LINK: 50}
"""Tries within a window: a name from one address, a name from all, an address (offices share one), and so on.

A name from one address is locked long before the name itself, so that nobody locks a member out from elsewhere.
"""


class AccountChange(StrEnum):
    """What became of an account."""

    INVITED = "invited"
    ENTERED = "entered"
    SET_UP = "set_up"
    PASSWORD = "password"  # noqa: S105 - a name
    SECOND_FACTOR = "second_factor"
    RECOVERY_CODES = "recovery_codes"
    RECOVERY_CODE_USED = "recovery_code_used"
    RESET = "reset"
    DISABLED = "disabled"
    ENABLED = "enabled"
    SIGNED_OUT = "signed_out"


CHANGE_LABELS: Final[dict[AccountChange, str]] = {
    AccountChange.INVITED: "cấp liên kết vào",
    AccountChange.ENTERED: "vào bằng liên kết được cấp",
    AccountChange.SET_UP: "thiết lập mật khẩu và mã xác nhận",
    AccountChange.PASSWORD: "đổi mật khẩu",
    AccountChange.SECOND_FACTOR: "đổi ứng dụng tạo mã xác nhận",
    AccountChange.RECOVERY_CODES: "lấy bộ mã dự phòng mới",
    AccountChange.RECOVERY_CODE_USED: "đăng nhập bằng mã dự phòng",
    AccountChange.RESET: "đặt lại yếu tố thứ hai",
    AccountChange.DISABLED: "khóa tài khoản",
    AccountChange.ENABLED: "mở khóa tài khoản",
    AccountChange.SIGNED_OUT: "đăng xuất mọi nơi",
}
"""Each as a line of the ledger says it."""


class Barred(StrEnum):
    """Why somebody was not let in."""

    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a name
    WRONG_CODE = "wrong_code"
    TOO_OFTEN = "too_often"
    SPENT_LINK = "spent_link"
    NOT_A_KEEPER = "not_a_keeper"


BARRED_LABELS: Final[dict[Barred, str]] = {
    Barred.WRONG_PASSWORD: "tên đăng nhập hoặc mật khẩu không đúng",
    Barred.WRONG_CODE: "mã xác nhận không đúng",
    Barred.TOO_OFTEN: "thử quá nhiều lần",
    Barred.SPENT_LINK: "liên kết đã dùng hoặc đã hết hạn",
    Barred.NOT_A_KEEPER: "không có thẩm quyền quản lý tài khoản",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Whose hand changes an account. Shape: `member` is empty when it is a command on the server."""

    member: MemberId
    via: Via


def own_hand(member: MemberId) -> Hand:
    """The hand of members who change their own account.

    Source: decision 0070.
    """
    return Hand(member=member, via=Via.SESSION)


SERVER: Final = Hand(member=MemberId(""), via=Via.SHELL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How a member signs in here.

    Shape: `name` is what they type; `password` is a hash and `secret` is sealed, both empty until it is set up.
    """

    member: MemberId
    name: str
    password: str = ""
    secret: bytes = b""
    codes_left: int = 0
    disabled_at: datetime | None = None

    @property
    def is_set_up(self) -> bool:
        """Whether a password and a second factor open it."""
        return bool(self.password and self.secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLink:
    """A link as it is handed over. Shape: `token` is its secret part, known to nobody else."""

    token: str
    member: MemberId
    ends_at: datetime


def login_name(typed: str) -> str:
    """A login name as it is kept and compared.

    Source: decision 0070.
    """
    return unicodedata.normalize("NFC", typed).strip().casefold()


def password_text(typed: str) -> str:
    """A password as it is hashed: the same letters however a keyboard composes them.

    Source: decision 0070.
    """
    return unicodedata.normalize("NFC", typed)


def check_password(typed: str, name: str) -> None:
    """Nothing, when a password will do.

    Errors: InvalidInput (password).
    Source: decision 0070; length is what helps, rules about letters do not.
    """
    said = password_text(typed)
    if len(said) < LEAST_PASSWORD:
        raise InvalidInput(
            "password", f"mật khẩu cần ít nhất {LEAST_PASSWORD} ký tự, nên dùng vài từ dễ nhớ; chưa đổi gì."
        )
    if len(said) > LONGEST_PASSWORD:
        raise InvalidInput("password", f"mật khẩu dài nhất {LONGEST_PASSWORD} ký tự; chưa đổi gì.")
    if name in said.casefold() or len(set(said)) <= LEAST_PASSWORD // 3:
        raise InvalidInput("password", "mật khẩu chứa tên đăng nhập hoặc lặp lại vài ký tự nên dễ đoán; chưa đổi gì.")


def keeps_accounts(member: Member) -> bool:
    """Whether a member looks after the accounts of others.

    Source: rule 80 (the engineer keeps the Portal secure); decision 0070.
    """
    return member.office in KEEPERS


def check_keeper(keeper: Member, of: Member) -> None:
    """Nothing, when a member may change the account of another.

    Errors: Refused (not_entitled): no keeper, their own account, or the Head's.
    Source: decision 0070; whoever gives out a link could use it, so nobody gives one for the Head.
    """
    who = f"{OFFICE_LABELS[keeper.office]}"
    if not keeps_accounts(keeper):
        able = ", ".join(OFFICE_LABELS[office] for office in KEEPERS)
        raise Refused(
            RefusalCode.NOT_ENTITLED,
            f"{who} không quản lý tài khoản người khác; chưa đổi gì. Việc này của: {able}.",
        )
    if keeper.id == of.id:
        raise Refused(
            RefusalCode.NOT_ENTITLED, "Tài khoản của chính mình thì sửa ở trang Tài khoản của tôi; chưa đổi gì."
        )
    if of.office is Office.HEAD:
        raise Refused(
            RefusalCode.NOT_ENTITLED,
            "Tài khoản của Trưởng Ban Biên tập chỉ Trưởng Ban tự sửa; chưa đổi gì. Khi Trưởng Ban không vào được, "
            "Kỹ sư phụ trách kỹ thuật chạy `toasoan account reset` trên máy chủ.",
        )
