"""WordPress media: files sent raw or as a form, and served to the public."""

import re
from typing import Any

from starlette.datastructures import UploadFile
from starlette.responses import Response

from simulator.calls import Call, Refused
from simulator.state import Record
from simulator.wording import stamp
from simulator.wordpress.posts import error
from simulator.world import World

_FILE_NAME = re.compile(r'filename\*?=(?:UTF-8\'\')?"?([^";]+)"?', re.IGNORECASE)
_WORDS = ("title", "caption", "description")


class Media:
    """Files of the blog."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._drawer = world.state.drawer("wordpress/media")

    async def upload(self, call: Call) -> Record:
        """New media record from a raw body with Content-Disposition, or from a form.

        Errors: Refused with 400 without a file or its name, 413 when too large.
        """
        kind = call.request.headers.get("content-type", "")
        if kind.startswith("multipart/"):
            form = await call.request.form()
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise Refused(error(400, "rest_upload_no_data", "No data supplied."))
            name, kind, content = file.filename or "", file.content_type or "", await file.read()
            words = {key: value for key, value in form.items() if isinstance(value, str)}
        else:
            found = _FILE_NAME.search(call.request.headers.get("content-disposition", ""))
            name, content, words = (found.group(1) if found else ""), call.body, dict(call.request.query_params)
        if not name:
            raise Refused(error(400, "rest_upload_no_content_disposition", "No Content-Disposition supplied."))
        if len(content) > self._world.config.max_upload_bytes:
            raise Refused(error(413, "rest_upload_file_too_big", "This file is too big."))
        return self._save(call, name, kind, content, words)

    def describe(self, number: int, words: Record) -> Record:
        """Media record with new alternative text, caption or title.

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

    def served(self, path: str) -> Response | None:
        """Stored file as a browser gets it; None when there is none."""
        content = self._world.state.file(f"wordpress/{path}")
        return None if content is None else Response(content, media_type=_kind_of(path))

    def address(self, number: int) -> str | None:
        """Public address of media `number`; None when there is none."""
        record = self.find(number)
        return None if record is None else str(record["source_url"])

    def _save(self, call: Call, name: str, kind: str, content: bytes, words: Record) -> Record:
        number = 5000 + self._world.state.next_number("wordpress/media")
        stem, dot, ending = name.rpartition(".")
        path = f"{call.at:%Y/%m}/{stem or name}-{number}{dot}{ending if dot else ''}"
        self._world.state.put_file(f"wordpress/{path}", content)
        record: Record = {
            "id": number,
            "date_gmt": stamp(call.at),
            "slug": stem or name,
            "type": "attachment",
            "status": "inherit",
            "media_type": "image" if kind.startswith("image/") else "file",
            "mime_type": kind,
            "alt_text": "",
            "title": {"rendered": name},
            "caption": {"rendered": ""},
            "media_details": {"filesize": len(content)},
            "source_url": f"{self._world.config.public_url}/wordpress/wp-content/uploads/{path}",
        }
        record |= _worded(words)
        self._drawer.put(str(number), record)
        return record


def _worded(words: Record) -> dict[str, Any]:
    found: dict[str, Any] = {name: {"rendered": str(words[name])} for name in _WORDS if name in words}
    if "alt_text" in words:
        found["alt_text"] = str(words["alt_text"])
    return found


def _kind_of(path: str) -> str:
    endings = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp"}
    return endings.get(path.rpartition(".")[2].lower(), "application/octet-stream")
