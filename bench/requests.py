"""The thirteen requests that an article makes of Portal, Fanpage and Zalo OA, as lightly as Python can send them."""

import asyncio
import json
import uuid
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote, urlsplit

from simulator.config import SimulatorConfig

REQUESTS: Final = 13
_PLAYS: Final = SimulatorConfig()
_BODY: Final = "nội dung đo tốc độ, " * 12
_HTML: Final = "".join(f"<p>Đoạn {number}: {_BODY}</p>" for number in range(1, 6))
_FIELDS: Final = "id,message,created_time,is_published,permalink_url,attachments{unshimmed_url,media_type}"
_JSON: Final = {"content-type": "application/json"}
_FORM: Final = {"content-type": "application/x-www-form-urlencoded"}
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class Http:
    """Requests to one server over connections that are kept; what may be sent twice is nobody's question here."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self.url = url
        self._host, self._port = str(address.hostname), address.port
        self._kept: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def send(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] = NOTHING) -> bytes:
        """The body of a good answer. Errors: RuntimeError for any other."""
        line = self._kept.pop() if self._kept else await asyncio.open_connection(self._host, self._port)
        reader, writer = line
        said = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        length = f"content-length: {len(body)}\r\n" if body else ""
        writer.write(f"{method} {path} HTTP/1.1\r\nhost: {self._host}\r\n{said}{length}\r\n".encode() + body)
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0].decode()
        answer = await reader.readexactly(int(length))
        self._kept.append(line)
        if not head.startswith(b"HTTP/1.1 2"):
            message = f"{method} {path}: {head.decode()}{answer.decode()}"
            raise RuntimeError(message)
        return answer

    def close(self) -> None:
        """Let go of the connections."""
        for _, writer in self._kept:
            writer.close()


class Outside:
    """An article on its way to the three channels, one request after the other."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self._portal_token = ""

    async def sign_in(self) -> None:
        """Get the Portal's token, which holds for ten minutes."""
        asked = f"grant_type=client_credentials&client_id={_PLAYS.liferay_client_id}"
        form = f"{asked}&client_secret={_PLAYS.liferay_client_secret}".encode()
        answer = await self._http.send("POST", "/liferay/o/oauth2/token", form, _FORM)
        self._portal_token = json.loads(answer)["access_token"]

    async def portal(self) -> str:
        """The article in its place, read back, and its public page; where that is."""
        key = uuid.uuid4().hex
        root = "/liferay/o/headless-delivery/v1.0"
        article = {
            "contentStructureId": _PLAYS.structure_id,
            "contentFields": [{"name": "body", "contentFieldValue": {"data": _HTML}}],
            "title": f"Bài đo tốc độ số {key}",
            "description": "Bài dùng để đo tốc độ.",
            "friendlyUrlPath": f"bai-do-toc-do-so-{key}",
            "viewableBy": "Anyone",
        }
        path = f"{root}/sites/{_PLAYS.site_id}/structured-contents/by-external-reference-code/{key}"
        signed = {"authorization": f"Bearer {self._portal_token}"}
        stored = await self._json("PUT", path, article, signed)
        found = await self._json("GET", f"{root}/structured-contents/{stored['id']}", None, signed)
        page = f"/liferay/web/{_PLAYS.site_id}/-/{found['friendlyUrlPath']}"
        await self._http.send("GET", page)
        return f"{self._http.url}{page}"

    async def fanpage(self, page: str) -> None:
        """A draft, shown, and read back."""
        signed = {"authorization": f"Bearer {_PLAYS.page_token}"}
        draft = {"message": f"{uuid.uuid4().hex}\n\n{_BODY * 5}", "published": False, "link": page}
        made = await self._json("POST", f"/graph/v25.0/{_PLAYS.page_id}/feed", draft, signed)
        post = f"/graph/v25.0/{made['id']}"
        await self._json("POST", post, {"is_published": True}, signed)
        await self._json("GET", f"{post}?fields={quote(_FIELDS)}", None, signed)

    async def zalo_oa(self, page: str) -> None:
        """A hidden article, shown by an update, each verified; read back, with its link and its public page."""
        signed = {"access_token": _PLAYS.zalo_access_token}
        body: dict[str, Any] = {
            "type": "normal",
            "title": f"Bài đo tốc độ số {uuid.uuid4().hex}",
            "author": "Phóng viên 1",
            "cover": {"cover_type": "photo", "photo_url": f"{self._http.url}/anh-bia.png", "status": "show"},
            "description": "Bài dùng để đo tốc độ.",
            "body": [{"type": "text", "content": f"<p>{_BODY}</p>"} for _ in range(5)],
            "tracking_link": page,
            "status": "hide",
        }
        made = await self._verified(await self._json("POST", "/zalo/v2.0/article/create", body, signed))
        update = body | {"id": made, "status": "show"}
        await self._verified(await self._json("POST", "/zalo/v2.0/article/update", update, signed))
        await self._json("GET", f"/zalo/v2.0/article/getdetail?id={made}", None, signed)
        await self._json("GET", "/zalo/v2.0/article/getslice?offset=0&limit=10&type=normal", None, signed)
        await self._http.send("GET", f"/zalo-public/article/{made}")

    async def _verified(self, answer: Mapping[str, Any]) -> str:
        token = {"token": answer["data"]["token"]}
        found = await self._json("POST", "/zalo/v2.0/article/verify", token, {"access_token": _PLAYS.zalo_access_token})
        return str(found["data"]["id"])

    async def _json(self, method: str, path: str, body: object, headers: Mapping[str, str]) -> dict[str, Any]:
        """The answer, which is an object without an error. Errors: RuntimeError."""
        sent = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        kind = {} if body is None else _JSON
        answer: dict[str, Any] = json.loads(await self._http.send(method, path, sent, {**kind, **headers}))
        if answer.get("error"):
            message = f"{method} {path}: {answer}"
            raise RuntimeError(message)
        return answer
