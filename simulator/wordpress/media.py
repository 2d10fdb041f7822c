"""WordPress media: files sent raw or as a form, attached to posts, and served to the public."""

import re
from collections.abc import Callable
from typing import Any, Final

from starlette.datastructures import UploadFile
from starlette.responses import Response

from simulator.calls import Call, Refused
from simulator.state import Record
from simulator.wording import slug_of, stamp
from simulator.wordpress.posts import error
from simulator.world import World

_FILE_NAME = re.compile(r'filename\*?=(?:UTF-8\'\')?"?([^";]+)"?', re.IGNORECASE)
_WORDS = ("title", "caption", "description")
_BEGINNINGS: Final = {
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG",),
    "gif": (b"GIF8",),
    "webp": (b"RIFF",),
    "pdf": (b"%PDF",),
}
"""The kinds of file that a fresh WordPress takes, and how a file of each begins."""

IsPublic = Callable[[int], bool]
"""Whether everybody may see the post with that number."""


class Media:
    """Files of the blog."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._drawer = world.state.drawer("wordpress/media")

    async def upload(self, call: Call) -> Record:
        """New media record from a raw body with Content-Disposition, or from a form.

        Errors: Refused with 400 without a file or above the limit of PHP, 500 for a file that is empty or of a kind
        that is not taken.
        """
        kind = call.request.headers.get("content-type", "")
        if kind.startswith("multipart/"):
            form = await call.request.form()
            file = form.get("file")
            content = await file.read() if isinstance(file, UploadFile) else b""
            # PHP drops a form that is too large, file and all.
            sent = isinstance(file, UploadFile) and len(content) <= self._world.config.max_upload_bytes
            name = file.filename or "" if isinstance(file, UploadFile) and sent else ""
            words = {key: value for key, value in form.items() if isinstance(value, str)}
        else:
            found = _FILE_NAME.search(call.request.headers.get("content-disposition", ""))
            name, content, words = (found.group(1) if found else ""), call.body, dict(call.request.query_params)
        if not name:
            raise Refused(error(400, "rest_upload_no_content_disposition", "No Content-Disposition supplied."))
        if not content.startswith(_BEGINNINGS.get(name.rpartition(".")[2].lower(), ())):
            message = "Sorry, you are not allowed to upload this file type." if content else "File is empty."
            raise Refused(error(500, "rest_upload_unknown_error", message))
        return self._save(call, name, content, words)

    def describe(self, number: int, words: Record) -> Record:
        """Media record with new alternative text, caption or title, or attached to a post.

        Errors: Refused with 404.
        """
        record = self.find(number)
        if record is None:
            raise Refused(error(404, "rest_post_invalid_id", "Invalid post ID."))
        changed = record | _worded(words)
        self._drawer.put(str(number), changed)
        return changed

    def find(self, number: int) -> Record | None:
        """Media record with that number."""
        return self._drawer.get(str(number))

    def listed(self, call: Call, is_public: IsPublic) -> list[Record]:
        """The records that were asked for and may be seen: of no post, or of a post that may."""
        wanted = {slug for slug in call.query("slug").split(",") if slug}
        records = (each for each in self._drawer.newest_first() if not wanted or each["slug"] in wanted)
        return [each for each in records if not each.get("post") or is_public(each["post"])]

    def served(self, path: str) -> Response | None:
        """Stored file as a browser gets it; None when there is none."""
        content = self._world.state.file(f"wordpress/{path}")
        return None if content is None else Response(content, media_type=_kind_of(path))

    def address(self, number: int) -> str | None:
        """Public address of media `number`; None when there is none."""
        record = self.find(number)
        return None if record is None else str(record["source_url"])

    def _save(self, call: Call, name: str, content: bytes, words: Record) -> Record:
        number = 5000 + self._world.state.next_number("wordpress/media")
        stem, dot, ending = name.rpartition(".")
        path = f"{call.at:%Y/%m}/{stem or name}-{number}{dot}{ending if dot else ''}"
        self._world.state.put_file(f"wordpress/{path}", content)
        kind = _kind_of(path)
        address = f"{self._world.config.public_url}/wordpress/wp-content/uploads/{path}"
        record: Record = {
            "id": number,
            "date_gmt": stamp(call.at),
            "slug": slug_of(str(words.get("slug") or stem or name)),
            "type": "attachment",
            "status": "inherit",
            "media_type": "image" if kind.startswith("image/") else "file",
            "mime_type": kind,
            "alt_text": "",
            "post": None,
            "title": {"rendered": name},
            "caption": {"rendered": ""},
            "media_details": {"filesize": len(content), "sizes": {"full": {"source_url": address}}},
            "source_url": address,
        }
        record |= _worded(words)
        self._drawer.put(str(number), record)
        return record


def _worded(words: Record) -> dict[str, Any]:
    found: dict[str, Any] = {name: {"rendered": str(words[name])} for name in _WORDS if name in words}
    if "alt_text" in words:
        found["alt_text"] = str(words["alt_text"])
    if str(words.get("post", "")).isdigit():
        found["post"] = int(words["post"]) or None
    return found


def _kind_of(path: str) -> str:
    endings = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp"}
    return endings.get(path.rpartition(".")[2].lower(), "application/octet-stream")
