"""The codec server, and the tokens that open it."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Final

import typer
import uvicorn
from temporalio.converter import PayloadCodec

from desk.sign_in import TokenCheck
from newsroom.board import Office
from newsroom.errors import InvalidInput
from newsroom.members.ways_in import TokenPurpose
from workers.commands.carrying_out import at_desk, run, settings_of
from workers.console import out
from workers.doors import KnownDoor, opened_door
from workers.entrusting import Process
from workers.settings import Settings
from workers.temporal.client import converter_of
from workers.temporal.codec_server import Door, codec_app

if TYPE_CHECKING:
    from desk.parts import DeskParts

_MAY_OPEN: Final = {Office.ENGINEER, Office.HEAD}


def register(app: typer.Typer) -> None:
    """Give the commands to the application."""
    app.command("codec-server")(codec_server)
    app.command("codec-token")(codec_token)


def codec_server() -> None:
    """Chạy máy chủ mở niêm phong cho Temporal UI; chỉ mở cho người có mã của `toasoan codec-token`."""

    async def work() -> None:
        settings = settings_of(Process.CODEC_SERVER)
        codec_door = door_of(settings)
        app = codec_app(codec_of(settings), codec_door)
        config = uvicorn.Config(
            KnownDoor(app, bound_to=settings.codec_host, origins=[codec_door.origin]),
            log_level="warning",
            access_log=False,
            server_header=False,
        )
        with opened_door(settings.codec_host, settings.codec_port, "TOASOAN_CODEC_PORT") as door:
            await uvicorn.Server(config).serve([door])

    run(work)


def codec_token(
    member: str,
    hours: Annotated[int, typer.Option(min=1, max=24)] = 12,
    key: Annotated[bool, typer.Option("--key", help="In khóa công khai cho TOASOAN_CODEC_SIGN_IN_KEY.")] = False,
) -> None:
    """Cấp mã mở nội dung niêm phong; chỉ cho kỹ sư và Trưởng Ban."""

    async def work(parts: "DeskParts") -> None:
        account = await parts.desk.member(member)
        if account.office not in _MAY_OPEN:
            raise InvalidInput("member", "chỉ kỹ sư và Trưởng Ban được mở nội dung niêm phong; chưa cấp mã nào.")
        lifetime, purpose = timedelta(hours=hours), TokenPurpose.CODEC
        said = (
            parts.tokens.public_key
            if key
            else await parts.tokens.issue(account, lifetime, purpose=purpose, via=account.via)
        )
        out.print(said, soft_wrap=True)

    at_desk(work)


def codec_of(settings: Settings) -> PayloadCodec:
    """What opens payloads under these settings. Errors: InvalidInput without a key."""
    codec = converter_of(settings).payload_codec
    if codec is None:
        raise InvalidInput("TOASOAN_PAYLOAD_KEY", "chưa đặt, nên không có nội dung nào bị niêm phong để mở.")
    return codec


def door_of(settings: Settings) -> Door:
    """Who may come in under these settings. Errors: InvalidInput, naming the setting."""
    for name, value in (
        ("CODEC_SIGN_IN_KEY", settings.codec_sign_in_key),
        ("CODEC_UI_ORIGIN", settings.codec_ui_origin),
    ):
        if not value:
            raise InvalidInput(f"TOASOAN_{name}", "chưa đặt biến môi trường này.")
    try:
        tokens = TokenCheck(settings.codec_sign_in_key, purpose=TokenPurpose.CODEC)
    except ValueError as wrong:
        raise InvalidInput("TOASOAN_CODEC_SIGN_IN_KEY", "không phải khóa công khai (32 byte, base64).") from wrong
    return Door(tokens=tokens, origin=settings.codec_ui_origin.rstrip("/"), namespace=settings.temporal_namespace)
