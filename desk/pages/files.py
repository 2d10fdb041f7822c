"""The files that pages load: each at an address made of its content, so that browsers keep it for good."""

import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from fastapi import Response
from starlette.requests import Request
from starlette.routing import Route

from desk.pages.places import ASSETS, WORKER

_FOLDER: Final = Path(__file__).parent / "assets"
_NAMED: Final = re.compile(rb'url\("([^":]+)"\)')
_MARK: Final = 12
_KINDS: Final = {".webmanifest": "application/manifest+json", ".woff2": "font/woff2", ".js": "text/javascript"}
_FOR_GOOD: Final = "public, max-age=31536000, immutable"
_ASKED_AGAIN: Final = "no-cache"
"""Of an address that a desk of another version has given out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file that pages load. Shape: `mark` is the beginning of the SHA-256 of what is served."""

    name: str
    body: bytes
    mark: str
    kind: str

    @property
    def address(self) -> str:
        """Where it is served."""
        return f"{ASSETS}/{self.mark}/{self.name}"


@cache
def asset(name: str) -> Asset:
    """A file by its name in the folder; what it names by `url("…")` stands there by its address.

    Errors: KeyError for a name that is not there.
    """
    path = _FOLDER / name
    if name not in _names():
        raise KeyError(name)
    body = path.read_bytes()
    if path.suffix == ".css":
        body = _NAMED.sub(lambda found: b'url("' + address(found[1].decode()).encode() + b'")', body)
    kind = _KINDS.get(path.suffix) or mimetypes.guess_type(name)[0] or "text/plain"
    return Asset(name=name, body=body, mark=sha256(body).hexdigest()[:_MARK], kind=kind)


def address(name: str) -> str:
    """Where a file is served. Errors: KeyError for a name that is not there."""
    return asset(name).address


@cache
def _names() -> frozenset[str]:
    return frozenset(str(path.relative_to(_FOLDER)) for path in _FOLDER.rglob("*") if path.is_file())


async def _serve(request: Request) -> Response:
    try:
        found = asset(request.path_params["name"])
    except KeyError:
        return Response(status_code=404)
    kept = _FOR_GOOD if request.path_params["mark"] == found.mark else _ASKED_AGAIN
    return Response(found.body, media_type=found.kind, headers={"Cache-Control": kept})


async def _serve_worker(_request: Request) -> Response:
    """The script that stands before all pages of an installed desk: from the root, or it would stand before none."""
    found = asset("worker.js")
    return Response(found.body, media_type=found.kind, headers={"Cache-Control": _ASKED_AGAIN})


SERVED: Final = (Route(f"{ASSETS}/{{mark}}/{{name:path}}", _serve), Route(WORKER, _serve_worker))
"""Their addresses."""
