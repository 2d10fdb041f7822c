"""Fresh secrets for an installation on servers, made by whoever installs it and stored nowhere by us."""

import typer

from desk.sign_in import SignIn
from workers.commands_house import server_app
from workers.keys import new_secrets, random_key


def register(_app: typer.Typer) -> None:
    """Give the command to the group `toasoan server`."""
    server_app.command("keys")(server_keys)


def server_keys() -> None:
    """In bộ khóa mới cho một nơi cài đặt, mỗi dòng một biến môi trường; không lưu ở đâu cả."""
    made = new_secrets() | {"payload_key": random_key()}
    made["codec_sign_in_key"] = SignIn(made["desk_private_key"]).public_key
    # echo, not the console: what is printed here is read by a shell, so no wrapping and no colour.
    for name, value in made.items():
        typer.echo(f"TOASOAN_{name.upper()}={value}")
