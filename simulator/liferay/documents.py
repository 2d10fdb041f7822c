"""Liferay's documents: files put in place by external reference code and served to the public."""

import json
import mimetypes
from datetime import datetime
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from simulator.calls import Call, Refused
from simulator.liferay.answers import problem
from simulator.state import Record
from simulator.wording import stamp
from simulator.world import World


class Documents:
    """Files of the site."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._drawer = world.state.drawer("liferay/documents")
        self._by_code = {record["externalReferenceCode"]: record for record in self._drawer}

    async def put(self, call: Call) -> Response:
        """PUT by external reference code: replace the file, or create it."""
        file, facts = await self._parts(call)
        code = call.path("code")
        record = await self._save(file, facts, call.at, code, self._by_code.get(code))
        return JSONResponse(record)

    async def create(self, call: Call) -> Response:
        """POST: a new file; 409 when its external reference code is taken."""
        file, facts = await self._parts(call)
        code = str(facts.get("externalReferenceCode") or f"tu-cap-{len(self._by_code) + 1}")
        if code in self._by_code:
            raise Refused(problem(409, "CONFLICT", f"Duplicate external reference code {code}"))
        return JSONResponse(await self._save(file, facts, call.at, code, None))

    async def get(self, call: Call) -> Response:
        """GET by external reference code or number."""
        parts = call.request.path_params
        record = self._by_code.get(parts["code"]) if "code" in parts else self._drawer.get(parts["id"])
        if record is None:
            raise Refused(problem(404, "NOT_FOUND", "No document exists with that key"))
        return JSONResponse(record)

    def served(self, number: str, name: str) -> Response | None:
        """Stored file as a browser gets it; None when there is none."""
        record = self._drawer.get(number)
        content = self._world.state.file(f"liferay/{number}")
        if record is None or content is None or record["fileName"] != name:
            return None
        return Response(content, media_type=record["encodingFormat"])

    def address(self, number: object) -> str | None:
        """Absolute address of document `number`; None when there is none."""
        record = self._drawer.get(str(number))
        return None if record is None else self._world.config.public_url + str(record["contentUrl"])

    async def _parts(self, call: Call) -> tuple[UploadFile, Record]:
        form = await call.request.form()
        file, facts = form.get("file"), form.get("document", "{}")
        if not isinstance(file, UploadFile):
            raise Refused(problem(400, "BAD_REQUEST", "No file found in the multipart body"))
        if file.size and file.size > self._world.config.max_upload_bytes:
            raise Refused(problem(413, "CONTENT_TOO_LARGE", "File size exceeds the limit"))
        try:
            text = (await facts.read()).decode() if isinstance(facts, UploadFile) else facts
            found = json.loads(text)
        except ValueError:
            raise Refused(problem(400, "BAD_REQUEST", "document is not JSON")) from None
        return file, found if isinstance(found, dict) else {}

    async def _save(self, file: UploadFile, facts: Record, at: datetime, code: str, old: Record | None) -> Record:
        content = await file.read()
        number = old["id"] if old else self._world.state.next_number("liferay/documents") + 60_000
        name = str(facts.get("fileName") or file.filename or f"{number}")
        site = self._world.config.site_id
        kind = file.content_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
        record: Record = {
            "id": number,
            "externalReferenceCode": code,
            "title": facts.get("title") or name,
            "description": facts.get("description", ""),
            "fileName": name,
            "fileExtension": name.rpartition(".")[2] if "." in name else "",
            "encodingFormat": kind,
            "sizeInBytes": len(content),
            "contentUrl": f"/liferay/documents/{site}/{number}/{quote(name)}",
            "dateCreated": old["dateCreated"] if old else stamp(at),
            "dateModified": stamp(at),
            "siteId": site,
        }
        self._world.state.put_file(f"liferay/{number}", content)
        self._by_code[code] = record
        self._drawer.put(str(number), record)
        return record
