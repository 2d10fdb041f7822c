"""The channels on the command line: how they answer, and their keys."""

import sys
from collections.abc import Awaitable, Callable

import httpx
import typer
from rich.markup import escape

from activities.ports import ChannelTrouble, TokenPair
from newsroom.article import ChannelName
from newsroom.errors import InvalidInput
from newsroom.publishing import CHANNEL_LABELS
from workers.commands.carrying_out import loaded_settings, run
from workers.console import out
from workers.settings import Settings
from workers.wiring.channels import built_channels, opened_http
from workers.wiring.stores import Stores, opened_stores

channels_app = typer.Typer(help="Các kênh đăng.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Give the group of commands to the application."""
    app.add_typer(channels_app, name="channels")


@channels_app.command("check")
def channels_check() -> None:
    """Hỏi từng kênh có trả lời và khóa truy cập còn dùng được không."""

    async def work(settings: Settings, stores: Stores, http: httpx.AsyncClient) -> None:
        bad = False
        for name, channel in built_channels(settings, http, stores.tokens).items():
            try:
                out.print(f"[green]✓[/] {escape(await channel.health())}")
            except ChannelTrouble as trouble:
                bad = True
                out.print(f"[red]✗[/] {CHANNEL_LABELS[name]}: {escape(trouble.explanation)}")
        if bad:
            raise typer.Exit(1)

    _with_stores(work)


@channels_app.command("token")
def channels_token(channel: ChannelName) -> None:
    """Cất khóa truy cập mới của một kênh (đọc từ đầu vào chuẩn: khóa, rồi khóa làm mới nếu có)."""
    lines = [line.strip() for line in sys.stdin.read().splitlines() if line.strip()]

    async def work(_settings: Settings, stores: Stores, _http: httpx.AsyncClient) -> None:
        if not lines:
            raise InvalidInput("token", "chưa có khóa ở đầu vào chuẩn.")
        pair = TokenPair(access=lines[0], refresh=lines[1] if len(lines) > 1 else "")
        await stores.tokens.save(channel, pair)
        out.print(f"Đã cất khóa mới cho {CHANNEL_LABELS[channel]}.")

    _with_stores(work)


def _with_stores(work: Callable[[Settings, Stores, httpx.AsyncClient], Awaitable[None]]) -> None:
    # Without a desk: where the credentials of a channel are, the key of the desk is not.
    async def opened() -> None:
        settings = loaded_settings()
        async with opened_http() as http, opened_stores(settings) as stores:
            await work(settings, stores, http)

    run(opened)
