"""How quickly the command line starts: nothing is loaded that the typed command does not need."""

import json
import resource
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from desk.signing import DeskKey, new_private_key
from workers.__main__ import app
from workers.commands import carrying_out
from workers.commands.table import COMMANDS

_CPU_SECONDS = 2.1
"""Three times what is promised on a quiet machine: this catches a lost promise, not a busy neighbour."""

_ACTING = {
    "temporalio",
    "cryptography.x509",
    "httpx",
    "structlog",
    "desk.acts.articles",
    "workers.temporal.client",
}
# Not markdown-it: the help pages are drawn by a library that loads it.
_MANUSCRIPTS = {"desk.manuscript.intake", "PIL", "nh3", "yaml"}
_SERVING = {"fastapi", "starlette", "uvicorn", "prometheus_client", "jinja2", "simulator", "bench"}
_HEAVY = _ACTING | _MANUSCRIPTS | _SERVING | {"psycopg", "yoyo", "psutil", "jwt", "aiosmtplib", "opentelemetry"}

_RUN = """
import json, sys
from workers.__main__ import main
sys.argv = ["toasoan", *sys.argv[1:]]
try:
    main()
except SystemExit as ended:
    code = ended.code
print(json.dumps({"code": code, "loaded": sorted(sys.modules)}))
"""


def loaded_by(folder: Path, *arguments: str, **settings: str) -> tuple[int, set[str], float]:
    """How a command ended, which modules it had loaded by then, and the CPU seconds it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {"PATH": "/usr/bin:/bin", "PYTHONUTF8": "1", "TOASOAN_DATA_FOLDER": str(folder), **settings}
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *arguments], capture_output=True, text=True, check=True, env=environment
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = json.loads(done.stdout.splitlines()[-1])
    return told["code"], set(told["loaded"]), sum(after[:2]) - sum(before[:2])


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (["--help"], 0),
        (["inbox", "--help"], 0),
        (["approve", "--help"], 0),
        (["submit", "--help"], 0),
        (["amend", "correct", "--help"], 0),
        (["status", "x"], 1),
        (["inbox", "--as", "head"], 1),
        (["absences"], 1),
        (["meeting", "list"], 1),
        (["amendment", "list"], 1),
        (["board", "show"], 1),
        (["ledger", "verify"], 1),
        (["approve", "x", "--as", "head"], 1),
        (["back", "x", "--as", "head"], 1),
        (["aprove"], 2),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else str(each),
)
def test_a_command_that_looks_or_explains_itself_or_cannot_begin_starts_quickly(
    tmp_path: Path, typed: list[str], code: int
) -> None:
    """People type these all day; three seconds of loading each time is what they would remember of the system.

    No storage is known here, so a command that acts cannot begin, and says so before it loads what it acts with.
    """
    ended, loaded, seconds = loaded_by(tmp_path, *typed)
    assert ended == code
    assert _HEAVY & loaded == set()
    assert seconds < _CPU_SECONDS


def test_a_command_that_acts_loads_no_worker(tmp_path: Path) -> None:
    """It sends to workers; what they are made of is a fifth of the client's own weight."""
    key = new_private_key()
    settings = {
        "TOASOAN_DATABASE_URL": "postgresql://toasoan:x@127.0.0.1:1/toasoan",
        "TOASOAN_DESK_PRIVATE_KEY": key,
        "TOASOAN_DESK_PUBLIC_KEY": DeskKey(key).public_key,
    }
    code, loaded, _ = loaded_by(tmp_path, "approve", "x", "--as", "head", **settings)
    assert code == 1
    assert "temporalio.client" in loaded
    assert not {"temporalio.worker", "httpx", *_MANUSCRIPTS, *_SERVING} & loaded


def test_the_list_of_commands_loads_no_command(tmp_path: Path) -> None:
    _, loaded, _ = loaded_by(tmp_path, "--help")
    assert not {"asyncpg", "pydantic", "workers.settings", *COMMANDS} & loaded


def test_the_list_says_what_each_command_says_of_itself() -> None:
    """The lines are written twice so that the list need not load the commands; they may not differ."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    for listed in COMMANDS.values():
        for name, line in listed.items():
            assert group.commands[name].help == line


def test_a_file_of_commands_lists_all_that_it_registers() -> None:
    """A command that is missing in the list could not be typed."""
    for module, listed in COMMANDS.items():
        own = typer.Typer()
        import_module(module).register(own)
        assert set(typer.main.get_group(own).commands) == set(listed), module


@pytest.mark.parametrize("name", sorted({*carrying_out.FORESEEN, carrying_out.SERVER_AWAY}))
def test_a_failure_known_by_name_exists(name: str) -> None:
    """After a move the name would point nowhere, and the failure would be told as an unforeseen one."""
    module, _, kind = name.rpartition(".")
    found = getattr(import_module(module), kind)
    assert issubclass(found, Exception)
    assert f"{found.__module__}.{found.__qualname__}" == name
