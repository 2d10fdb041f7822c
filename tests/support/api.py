"""The desk's API as members call it, and what they send."""

import io
import json
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI
from PIL import Image

from desk.addresses import API
from newsroom.stages import Stage
from tests.support.live import LiveNewsroom, eventually

BODY = "Sáng 23/11/2026, các trường vùng cao đã đón học sinh.\n\nPhụ huynh cùng dự lễ khai giảng.\n"
META: dict[str, Any] = {
    "title": "Học sinh vùng cao đón năm học mới",
    "summary": "Các trường vùng cao đã sẵn sàng cho năm học mới.",
    "kind": "news",
    "topics": ["education"],
    "byline": "Phóng viên 1",
}
REASON = {"reason": "Cần bổ sung số liệu", "reason_code": "below_quality"}


@dataclass(frozen=True, kw_only=True)
class Api:
    """The API as members call it."""

    live: LiveNewsroom
    app: FastAPI
    http: httpx.AsyncClient

    def as_(self, member: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.live.tokens[member]}"}

    async def get(self, member: str, path: str, **query: Any) -> httpx.Response:
        return await self.http.get(path.removeprefix(API), params=query, headers=self.as_(member))

    async def post(self, member: str, path: str, body: Any = None, *, key: str = "") -> httpx.Response:
        headers = self.as_(member) | ({"Idempotency-Key": key} if key else {})
        return await self.http.post(path.removeprefix(API), json={} if body is None else body, headers=headers)

    async def send(
        self,
        member: str,
        path: str = "/articles",
        *,
        text: str | bytes = BODY,
        name: str = "bai.md",
        photos: dict[str, bytes] | None = None,
        key: str = "",
        fields: dict[str, Any] | None = None,
        **meta: Any,
    ) -> httpx.Response:
        """A manuscript in a form; statements as metadata, `fields` as plain form fields."""
        data = text.encode() if isinstance(text, str) else text
        files = [("manuscript", (name, data)), *(("photos", item) for item in (photos or {}).items())]
        sent = {"metadata": json.dumps({**META, **meta}, ensure_ascii=False), **(fields or {})}
        headers = httpx.Headers(self.as_(member) | ({"Idempotency-Key": key} if key else {}), encoding="utf-8")
        return await self.http.post(path, data=sent, files=files, headers=headers)

    async def submitted(self, member: str = "reporter-1", **sent: Any) -> str:
        answer = await self.send(member, **sent)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["article_id"])

    async def awaiting(self, **sent: Any) -> str:
        """An article that waits for its approver."""
        article_id = await self.submitted(**sent)
        assert (await self.post("final-editor", f"/articles/{article_id}/finish-edit")).status_code == 200
        return article_id

    async def seen(self, article_id: str, member: str = "final-editor") -> str:
        return str((await self.get(member, f"/articles/{article_id}/text")).json()["content_hash"])

    async def approved(self, article_id: str, member: str = "standing-deputy", **said: Any) -> httpx.Response:
        said = {"seen_hash": await self.seen(article_id), **said}
        return await self.post(member, f"/articles/{article_id}/approve", said)

    async def published(self, article_id: str) -> None:
        async def is_published() -> bool:
            return (await self.live.stores.articles.standing(article_id)).stage is Stage.PUBLISHED

        await eventually(is_published)


def picture(color: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1200, 800), color).save(out, "JPEG")
    return out.getvalue()


def refused(answer: httpx.Response, status: int, code: str, field: str = "") -> str:
    """The message of a refusal, after a look at its form, which an old address keeps as it was."""
    body = answer.json()
    is_old = "deprecation" in answer.headers
    assert (answer.status_code, body["code"], body.get("field", "")) == (status, code, field), answer.text
    assert answer.headers["content-type"] == ("application/json" if is_old else "application/problem+json")
    message = str(body.pop("message" if is_old else "detail"))
    if not is_old:
        assert (body.pop("type"), body.pop("status")) == (f"urn:toasoan:problem:{code}", status)
        assert body.pop("title")
        body.pop("instance", None)
    assert body.keys() <= {"code", "field"}
    assert len(message) > 30
    assert message.rstrip()[-1] in ".:!”…)" or code == "checklist"
    assert "Traceback" not in answer.text
    return message
