"""A member's own account: set up, another password, another second factor, other recovery codes."""

import base64
import hmac
from dataclasses import dataclass
from typing import Final

from activities.clock import now
from activities.storage.accounts.local import AccountStore
from desk.accounts.guarding import Guard
from desk.accounts.passwords import Passwords
from desk.accounts.second_factor import SecondFactors, code_text, drawn_codes, picture, uri
from newsroom.article import MemberId
from newsroom.board import Board
from newsroom.errors import InvalidInput
from newsroom.members.accounts import Barred, Try, check_password, login_name

_LONGEST_NAME: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """A second factor that is being set up. Shape: `sealed` goes with the form; the rest is shown to the member."""

    sealed: str
    secret: str
    uri: str
    picture: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccount:
    """What members do with their own account; each asks for the password, but for the first time."""

    accounts: AccountStore
    passwords: Passwords
    factors: SecondFactors
    guard: Guard

    def pairing(self, member: MemberId, sealed: str = "") -> Pairing:
        """A second factor to set up: a new one, or the one that a form has brought back."""
        kept = _bytes(sealed)
        secret = self.factors.opened(member, kept) if kept else None
        if secret is None:
            kept = self.factors.drawn(member)
            secret = self.factors.opened(member, kept) or ""
        told = uri(member, secret)
        return Pairing(sealed=base64.urlsafe_b64encode(kept).decode(), secret=secret, uri=told, picture=picture(told))

    async def set_up(
        self, member: MemberId, board: Board, *, name: str, password: str, again: str, sealed: str, code: str
    ) -> tuple[str, ...]:
        """The recovery codes of an account that is set up now, shown this once.

        Errors: InvalidInput: set up already, the name, the password, the code.
        """
        account = await self.accounts.of(member)
        if account is not None and account.is_set_up:
            raise InvalidInput("name", "tài khoản đã được thiết lập rồi; chưa đổi gì. Hãy đổi từng mục ở trang này.")
        login = _checked_name(name or member, member, board)
        _check_new(password, again, login)
        secret, step = self._shown(member, sealed, code)
        codes = drawn_codes()
        hashed = await self.passwords.hashed(password)
        await self.accounts.set_up(member, login, hashed, secret, step, [code_text(code) for code in codes])
        return codes

    async def change_password(self, member: MemberId, *, current: str, password: str, again: str) -> None:
        """Take another password. Errors: InvalidInput; TooManyTries."""
        account = await self.accounts.of(member)
        await self._check_current(member, current)
        _check_new(password, again, account.name if account else member)
        await self.accounts.set_password(member, await self.passwords.hashed(password))

    async def change_second_factor(self, member: MemberId, *, current: str, sealed: str, code: str) -> None:
        """Take another second factor. Errors: InvalidInput; TooManyTries."""
        await self._check_current(member, current)
        secret, step = self._shown(member, sealed, code)
        await self.accounts.set_second_factor(member, secret, step)

    async def new_codes(self, member: MemberId, *, current: str) -> tuple[str, ...]:
        """Other recovery codes, shown this once; those before open nothing more. Errors: InvalidInput; TooManyTries."""
        await self._check_current(member, current)
        codes = drawn_codes()
        await self.accounts.set_codes(member, [code_text(code) for code in codes])
        return codes

    async def _check_current(self, member: MemberId, current: str) -> None:
        tries = {Try.CODE: str(member)}
        await self.guard.count(tries, member)
        account = await self.accounts.of(member)
        if not await self.passwords.fits(current, account.password if account else ""):
            await self.guard.bar(member, Barred.WRONG_PASSWORD)
            raise InvalidInput("current", "mật khẩu hiện tại không đúng; chưa đổi gì. Hãy gõ lại.")
        await self.guard.pass_through(tries)

    def _shown(self, member: MemberId, sealed: str, code: str) -> tuple[bytes, int]:
        secret = _bytes(sealed)
        step = self.factors.step_of(member, secret, code, now()) if secret else None
        if step is None:
            raise InvalidInput("code", "đây không phải mã mà ứng dụng đang hiện; chưa lưu gì. Hãy gõ mã 6 số mới nhất.")
        return secret, step


def _checked_name(typed: str, member: MemberId, board: Board) -> str:
    name = login_name(typed)
    if not 1 <= len(name) <= _LONGEST_NAME or any(letter.isspace() or not letter.isprintable() for letter in name):
        raise InvalidInput(
            "name", f"tên đăng nhập dài từ 1 đến {_LONGEST_NAME} ký tự, không có khoảng trắng; chưa lưu gì."
        )
    if name != member and board.member(name) is not None:
        raise InvalidInput("name", "đây là mã tài khoản của người khác; chưa lưu gì, hãy chọn tên khác.")
    return name


def _check_new(password: str, again: str, name: str) -> None:
    check_password(password, name)
    if not hmac.compare_digest(password.encode(), again.encode()):
        raise InvalidInput("again", "hai lần gõ mật khẩu khác nhau; chưa lưu gì. Hãy gõ lại cả hai.")


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text.encode())
    except ValueError:
        return b""
