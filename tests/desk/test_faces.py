"""What people and programs call: every address and every command, as they were promised.

Run as a program, it writes down what is offered now; read the difference before it is committed.
"""

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, get_args

import pytest
from typer.main import get_group

from desk.api.app import create_api
from desk.offers import OFFERS
from newsroom.stages import Act
from workers.__main__ import app

_KEPT: Final = Path(__file__).parent / "faces"


def addresses() -> dict[str, Any]:
    """The document that describes the API; it is the same whatever the desk is made of."""
    nothing: Any = None
    described: dict[str, Any] = json.loads(json.dumps(create_api(nothing).openapi()))
    return described


def commands() -> dict[str, Any]:
    """Every command with its help and its arguments and options, in order."""
    return dict(_commands(get_group(app), ""))


def _commands(group: Any, before: str) -> Iterator[tuple[str, Any]]:
    for name in group.commands:
        command = group.commands[name]
        path = f"{before} {name}".strip()
        yield path, {"help": command.help, "takes": [_parameter(each) for each in command.params]}
        if hasattr(command, "commands"):
            yield from _commands(command, path)


def _parameter(parameter: Any) -> dict[str, Any]:
    return {
        "as": [*parameter.opts, *parameter.secondary_opts],
        "of": _type(parameter.type_descriptor.annotation),
        "required": parameter.required,
        "several": parameter.multiple,
        "otherwise": parameter.default if isinstance(parameter.default, str | bool | int | None) else "",
        "help": getattr(parameter, "help", None),
    }


def _type(kind: Any) -> Any:
    inner = (*get_args(kind), kind)[0]
    return [*inner] if issubclass(inner, StrEnum) else inner.__name__


OFFERED: Final = {"addresses": addresses, "commands": commands}


@pytest.mark.parametrize("face", OFFERED)
def test_what_is_offered_is_what_was_promised(face: str) -> None:
    """Pages, scripts and people's habits depend on every name here; a table that builds them must not change one."""
    kept = json.loads((_KEPT / f"{face}.json").read_text(encoding="utf-8"))
    assert json.loads(json.dumps(OFFERED[face]())) == kept


def test_every_act_is_offered() -> None:
    assert OFFERS.keys() == set(Act)


if __name__ == "__main__":
    for face, offered in OFFERED.items():
        text = json.dumps(offered(), ensure_ascii=False, indent=1, sort_keys=True)
        (_KEPT / f"{face}.json").write_text(f"{text}\n", encoding="utf-8")
