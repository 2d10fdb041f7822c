"""What opens doors: sign-in tokens of members, and fresh secrets for an installation, stored nowhere by us."""

from datetime import timedelta
from typing import Annotated

import typer

from desk.reading.parts import ReadingParts
from desk.sign_in import SignIn
from workers.commands.carrying_out import in_reading, loaded_settings
from workers.console import out
from workers.keys import new_secrets, random_key


def register(app: typer.Typer) -> None:
    """Give the command to the application; `server keys` belongs to its group."""
    app.command()(token)


def token(member: str, hours: Annotated[int, typer.Option(min=1, max=24)] = 12) -> None:
    """Cấp mã đăng nhập HTTP cho một tài khoản."""

    async def work(reading: ReadingParts) -> None:
        account = (await reading.views.of(member)).viewer
        sign_in = SignIn(loaded_settings().desk_private_key.get_secret_value())
        out.print(sign_in.token(account.id, timedelta(hours=hours)), soft_wrap=True)

    in_reading(work)


def server_keys() -> None:
    """In bộ khóa mới cho một nơi cài đặt, mỗi dòng một biến môi trường; không lưu ở đâu cả."""
    made = new_secrets() | {"payload_key": random_key()}
    # The role for every queue at once is that of one machine.
    del made["worker_database_password"]
    made["codec_sign_in_key"] = SignIn(made["desk_private_key"]).public_key
    # echo, not the console: what is printed here is read by a shell, so no wrapping and no colour.
    for name, value in made.items():
        typer.echo(f"TOASOAN_{name.upper()}={value}")
