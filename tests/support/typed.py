"""Command lines as pages show them."""

from typing import Any

import typer

from workers.__main__ import app


def understood(words: list[str]) -> None:
    """Parse a command line without running it; click raises when it is not understood."""
    command: Any = typer.main.get_command(app)
    rest = words[1:]
    while hasattr(command, "commands"):
        command, rest = command.commands[rest[0]], rest[1:]
    command.make_context(command.name, rest)
