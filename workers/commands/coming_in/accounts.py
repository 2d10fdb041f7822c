"""Accounts of members, looked after on the server: the first link, further ones, locked, unlocked, set up anew."""

from typing import Annotated, Final

import typer
from rich.markup import escape

from desk.pages.places import entry_page
from desk.parts import DeskParts
from desk.presenting.values import clock_time
from newsroom.board import OFFICE_LABELS
from newsroom.members.accounts import Account, EntryLink
from workers.commands.carrying_out import at_desk, loaded_settings
from workers.console import out
from workers.settings import desk_address

account_app: Final = typer.Typer(help="Tài khoản: cấp liên kết vào, đặt lại, khóa, xem.", no_args_is_help=True)
MemberId = Annotated[str, typer.Argument(help="Mã tài khoản, xem `toasoan account list`.")]


def register(app: typer.Typer) -> None:
    """Give the group of commands to the application."""
    app.add_typer(account_app, name="account")


@account_app.command("first")
def account_first() -> None:
    """In liên kết vào đầu tiên, cho Trưởng Ban; chỉ in một lần cho cả hệ thống."""

    async def work(parts: DeskParts) -> None:
        _print(await parts.accounts.first())

    at_desk(work)


@account_app.command("invite")
def account_invite(member: MemberId) -> None:
    """Cấp liên kết vào cho một người chưa thiết lập tài khoản."""

    async def work(parts: DeskParts) -> None:
        _print(await parts.accounts.invite(None, member))

    at_desk(work)


@account_app.command("reset")
def account_reset(member: MemberId) -> None:
    """Bỏ mật khẩu và yếu tố thứ hai của một người, kết thúc mọi phiên, cấp liên kết vào mới."""

    async def work(parts: DeskParts) -> None:
        _print(await parts.accounts.reset(None, member))

    at_desk(work)


@account_app.command("disable")
def account_disable(member: MemberId) -> None:
    """Khóa một tài khoản: kết thúc mọi phiên, thu hồi mã cá nhân, không vào được đến khi mở khóa."""

    async def work(parts: DeskParts) -> None:
        await parts.accounts.disable(None, member)
        out.print(f"Đã khóa tài khoản {escape(member)}; mở lại bằng `toasoan account enable {escape(member)}`.")

    at_desk(work)


@account_app.command("enable")
def account_enable(member: MemberId) -> None:
    """Mở khóa một tài khoản."""

    async def work(parts: DeskParts) -> None:
        await parts.accounts.enable(None, member)
        out.print(f"Đã mở khóa tài khoản {escape(member)}.")

    at_desk(work)


@account_app.command("list")
def account_list() -> None:
    """Mọi thành viên: tài khoản đã thiết lập chưa, ai đang đăng nhập, từ lúc nào."""

    async def work(parts: DeskParts) -> None:
        for row in await parts.accounts.all(None):
            used = f", dùng gần nhất {clock_time(row.sessions[0].seen_at)}" if row.sessions else ""
            state = f"{_state(row.account)}; {len(row.sessions)} phiên đang mở{used}"
            out.print(f"[bold]{row.member.id}[/] ({OFFICE_LABELS[row.member.office]}): {state}.", soft_wrap=True)

    at_desk(work)


def _print(link: EntryLink) -> None:
    out.print(f"Liên kết vào của {escape(link.member)}, dùng một lần, đến {clock_time(link.ends_at)}:")
    out.print(f"{desk_address(loaded_settings())}{entry_page(link.token)}", soft_wrap=True)


def _state(account: Account | None) -> str:
    if account is not None and account.disabled_at is not None:
        return f"bị khóa từ {clock_time(account.disabled_at)}"
    return "đã thiết lập" if account is not None and account.is_set_up else "chưa thiết lập"
