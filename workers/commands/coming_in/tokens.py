"""Personal tokens of members: issued, listed, taken back; stored nowhere by us."""

from datetime import timedelta
from typing import Annotated, Final

import typer
from rich.markup import escape

from desk.parts import DeskParts
from desk.presenting.values import clock_time
from newsroom.board import OFFICE_LABELS
from newsroom.members.ways_in import TOKEN_LABELS
from newsroom.signed.canonical import Via
from workers.commands.carrying_out import at_desk
from workers.console import out

token_app: Final = typer.Typer(help="Mã đăng nhập của từng người: cấp, xem, thu hồi.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Give the group of commands to the application."""
    app.add_typer(token_app, name="token")


@token_app.command("issue")
def token_issue(member: str, hours: Annotated[int, typer.Option(min=1, max=24)] = 12) -> None:
    """Cấp mã đăng nhập HTTP cho một tài khoản; việc cấp được ghi sổ."""

    async def work(parts: DeskParts) -> None:
        account = await parts.desk.member(member)
        out.print(await parts.tokens.issue(account, timedelta(hours=hours), via=account.via), soft_wrap=True)

    at_desk(work)


@token_app.command("list")
def token_list() -> None:
    """Các mã đang còn hiệu lực: số, của ai, cấp lúc nào, hết hạn lúc nào."""

    async def work(parts: DeskParts) -> None:
        found = await parts.tokens.in_force()
        for token in found:
            whose = f"{escape(token.member)} ({OFFICE_LABELS[token.office]})"
            when = f"cấp {clock_time(token.issued_at)}, hạn {clock_time(token.expires_at)}"
            out.print(f"[bold]{token.jti}[/] {TOKEN_LABELS[token.purpose]} của {whose}, {when}", soft_wrap=True)
        if not found:
            out.print("Không có mã nào đang còn hiệu lực.")

    at_desk(work)


@token_app.command("revoke")
def token_revoke(number: Annotated[str, typer.Argument(help="Số mã, xem `toasoan token list`.")]) -> None:
    """Thu hồi một mã: không dùng được nữa ngay từ lần gọi sau; việc thu hồi được ghi sổ."""

    async def work(parts: DeskParts) -> None:
        token = await parts.tokens.revoke(number, Via.SHELL)
        out.print(f"Đã thu hồi {TOKEN_LABELS[token.purpose]} số {token.jti} của {escape(token.member)}.")

    at_desk(work)
