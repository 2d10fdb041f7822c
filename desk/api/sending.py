"""Manuscripts sent to the API: as JSON, or as a form with files."""

import json
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from desk.api.callers import SignedIn
from desk.api.forms import Edit, Seen
from desk.letters import tidy
from desk.manuscript.meta import MAX_PHOTOS
from desk.manuscript.sent import REASON, TOPICS_REASON, Sent
from desk.refusal import refusal
from newsroom.text import quoted

_STATED: Final = ("title", "summary", "kind", "byline")
_KNOWN: Final = frozenset({*_STATED, "topics", "metadata", "seen_hash", "manuscript", "photos"})


async def _sent(request: Request, _caller: SignedIn) -> Sent:
    """What a form, or a JSON body without a text, holds. Read only after the caller is known."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await _sent_json(request)
    return await sent_form(request)


ManuscriptSent = Annotated[Sent, Depends(_sent)]


async def _sent_edit(request: Request, _caller: SignedIn) -> Sent:
    """The same for acts that bring a text to an article, or other labels for the text that it has."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await _sent_json(request)
    return await sent_form(request, frozenset({REASON, TOPICS_REASON}))


EditSent = Annotated[Sent, Depends(_sent_edit)]


async def _sent_json(request: Request) -> Sent:
    body = await request.body()
    if not body.strip():
        return Sent()
    try:
        edit = Edit.model_validate_json(body)
    except ValueError as wrong:
        raise refusal(
            "body",
            "yêu cầu không kèm bản thảo chỉ gồm các mục seen_hash, kind, topics, reason, topics_reason dạng JSON",
            "hãy gửi {“seen_hash”: mã nội dung}, hoặc gửi bản thảo bằng multipart/form-data",
        ) from wrong
    stated = {name: value for name, value in (("kind", edit.kind), ("topics", edit.topics)) if value}
    return Sent(seen_hash=edit.seen_hash, stated=stated, said={REASON: edit.reason, TOPICS_REASON: edit.topics_reason})


async def sent_form(request: Request, more: frozenset[str] = frozenset()) -> Sent:
    """What a form holds; `more` are the fields that it may have besides those of every manuscript."""
    async with request.form(max_files=MAX_PHOTOS + 1, max_fields=60, max_part_size=512 * 1024) as form:
        return await _sent_form(form, more)


async def _sent_form(form: FormData, more: frozenset[str]) -> Sent:
    known = _KNOWN | more
    unknown = next((name for name in form if name not in known), None)
    if unknown is not None:
        raise refusal(quoted(unknown, 40), "mục này không có trong mẫu", f"hãy dùng: {', '.join(sorted(known))}")
    manuscripts = _files(form, "manuscript")
    if len(manuscripts) > 1:
        raise refusal("manuscript", "gửi nhiều hơn một tệp bản thảo", "hãy gửi mỗi lần một bài")
    return Sent(
        seen_hash=_seen(form),
        filename=manuscripts[0].filename or "" if manuscripts else "",
        file=await manuscripts[0].read() if manuscripts else None,
        photos=await _photos(form),
        stated=_stated(form),
        said={name: _one(form, name) for name in sorted(more) if name in form},
    )


def _files(form: FormData, name: str) -> list[UploadFile]:
    files: list[UploadFile] = []
    for value in form.getlist(name):
        if not isinstance(value, UploadFile):
            raise refusal(name, "mục này phải là tệp gửi kèm", "hãy gửi dưới dạng tệp")
        files.append(value)
    return files


async def _photos(form: FormData) -> dict[str, bytes]:
    photos: dict[str, bytes] = {}
    for number, file in enumerate(_files(form, "photos")):
        name = file.filename or ""
        if name in photos:
            raise refusal(f"photos[{number}]", f"hai tệp ảnh cùng tên “{quoted(name)}”", "hãy đổi tên một tệp")
        photos[name] = await file.read()
    return photos


def _seen(form: FormData) -> str:
    try:
        return Seen(seen_hash=_one(form, "seen_hash")).seen_hash
    except ValueError as wrong:
        raise refusal(
            "seen_hash", "mã nội dung không đúng dạng", "hãy lấy content_hash ở GET /api/v1/articles/{id}"
        ) from wrong


def _stated(form: FormData) -> dict[str, Any]:
    stated = _metadata(_one(form, "metadata"))
    stated |= {name: text for name in _STATED if (text := _one(form, name))}
    topics = [topic.strip() for text in form.getlist("topics") if isinstance(text, str) for topic in text.split(",")]
    return stated | ({"topics": named} if (named := [topic for topic in topics if topic]) else {})


def _metadata(text: str) -> dict[str, Any]:
    if not text:
        return {}
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise refusal("metadata", "mục này không phải JSON đúng cú pháp", "hãy sửa rồi gửi lại") from wrong
    if not isinstance(data, dict):
        raise refusal("metadata", "mục này phải là JSON dạng {“khóa”: giá trị}", "hãy sửa rồi gửi lại")
    return data


def _one(form: FormData, name: str) -> str:
    values = form.getlist(name)
    if len(values) > 1 or any(not isinstance(value, str) for value in values):
        raise refusal(name, "mục này chỉ ghi một lần, bằng chữ", "hãy sửa rồi gửi lại")
    return tidy(str(values[0])).strip() if values else ""


TEXT_FIELD = {"type": "string"}
FORM_FIELDS: Final[dict[str, Any]] = {
    "manuscript": {"type": "string", "format": "binary", "description": "Tệp .docx, .md hoặc .html."},
    "photos": {
        "type": "array",
        "items": {"type": "string", "format": "binary"},
        "description": "Tệp ảnh JPEG, PNG, WebP; trong bài ghi đúng tên tệp.",
    },
    "metadata": {
        **TEXT_FIELD,
        "description": "JSON: title, summary, kind, topics, byline, source, photos, channel_texts.",
    },
    "title": TEXT_FIELD,
    "summary": TEXT_FIELD,
    "kind": TEXT_FIELD,
    "topics": {"type": "array", "items": TEXT_FIELD, "description": "Chủ đề: ghi nhiều lần, hoặc cách nhau dấu phẩy."},
    "byline": TEXT_FIELD,
}
SEEN_FIELD: Final[dict[str, Any]] = {
    "seen_hash": {**TEXT_FIELD, "description": "Mã nội dung (content_hash) của bản đã xem."}
}
EDIT_FIELDS: Final[dict[str, Any]] = SEEN_FIELD | {
    name: {**TEXT_FIELD, "description": Edit.model_fields[name].description} for name in (REASON, TOPICS_REASON)
}
LABEL_FIELDS: Final = {name: FORM_FIELDS[name] for name in ("kind", "topics")}
