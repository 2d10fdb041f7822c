"""The packages that we ship and build with: under which licences, and what an audit of them says."""

import importlib.metadata
import json
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import pytest

from workers.embedded.ports import free_port

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "licences.md"
ALLOWED: Final = frozenset({"Apache-2.0", "BSD", "ISC", "LGPL-3.0-only", "MIT", "MPL-2.0", "PSF-2.0"})
"""What a public body may use and pass on; copyleft only where it binds the package alone."""

_ELSEWHERE: Final = {"colorama": "BSD", "tzdata": "Apache-2.0"}
"""Packages of the lock that only other systems install."""
_CALLED: Final = {"Apache": "Apache-2.0", "LGPL": "LGPL-3.0-only", "Mozilla": "MPL-2.0", "MPL": "MPL-2.0", "BSD": "BSD"}
_CALLED_TOO: Final = {"MIT": "MIT", "ISC": "ISC", "PSF": "PSF-2.0"}


def licences() -> dict[str, str]:
    """The licence of every package of the lock, by name; what no rule knows stands as its makers wrote it."""
    named = re.findall(r"^([A-Za-z0-9_.-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    return {name: _ELSEWHERE.get(name) or _licence(importlib.metadata.distribution(name)) for name in named}


def _licence(package: importlib.metadata.Distribution) -> str:
    head = (package.read_text("METADATA") or "").partition("\n\n")[0]
    classified = re.findall(r"^Classifier: License ::.*:: (.*)$", head, re.MULTILINE)
    stated = "".join(re.findall(r"^License(?:-Expression)?: (.*)$", head, re.MULTILINE)[:1])
    if not stated or stated == "Dual License":
        stated = " OR ".join(classified)
    return " OR ".join(" AND ".join(map(_called, choice.split(" AND "))) for choice in stated.split(" OR "))


def _called(stated: str) -> str:
    return next((name for word, name in (_CALLED | _CALLED_TOO).items() if word in stated), stated)


def _is_allowed(licence: str) -> bool:
    return any(set(choice.split(" AND ")) <= ALLOWED for choice in licence.split(" OR "))


def page() -> str:
    """What docs/licences.md says when it is true."""
    head = (
        "# Licences of the packages we use\n\n"
        "All of `requirements.lock`, by what their makers state; the versions are there. Written by "
        "`python -m tests.deploy.test_packages`.\n\n| Package | Licence |\n|---|---|\n"
    )
    return head + "".join(f"| {name} | {licence} |\n" for name, licence in licences().items())


def test_every_package_is_under_a_licence_that_a_public_body_may_use() -> None:
    assert {name: licence for name, licence in licences().items() if not _is_allowed(licence)} == {}
    assert PAGE.read_text(encoding="utf-8") == page()


@contextmanager
def _advisories(answer: object) -> Iterator[str]:
    """A server that answers every question about a package alike."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


def _audit(address: str) -> "subprocess.CompletedProcess[str]":
    command = [
        str(ROOT / ".ci" / "audit"),
        "--osv-url",
        address,
        "--timeout",
        "5",
        "--cache-dir",
        str(ROOT / "var" / "audit"),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)


_KNOWN: Final = {
    "vulns": [
        {
            "id": "MADE-UP-1",
            "summary": "Made up",
            "affected": [
                {
                    "package": {"name": "anything", "ecosystem": "PyPI"},
                    "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99"}]}],
                }
            ],
        }
    ]
}


@pytest.mark.parametrize(("answer", "code", "says"), [({}, 0, "no known advisories"), (_KNOWN, 1, "MADE-UP-1")])
def test_an_audit_tells_whether_an_advisory_is_known(answer: object, code: int, says: str) -> None:
    with _advisories(answer) as address:
        done = _audit(address)
    assert (done.returncode, says in done.stdout) == (code, True), done.stderr


def test_an_audit_that_reached_no_data_does_not_pass() -> None:
    done = _audit(f"http://127.0.0.1:{free_port()}/")
    assert (done.returncode, done.stdout) == (3, "")
    assert "no advisory data reached" in done.stderr


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
