"""What is sent to the API: the few facts of each act as JSON, and manuscripts as forms with files."""

import asyncio
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, WithJsonSchema
from starlette.datastructures import FormData, UploadFile

from desk.api.callers import Caller, SignedIn
from desk.letters import tidy
from desk.manuscript.intake import read_manuscript
from desk.manuscript.meta import MAX_PHOTOS
from desk.refusal import refusal
from desk.statements import Manuscript
from newsroom.article import ChannelName
from newsroom.claims import Details
from newsroom.text import quoted

HASH: Final = r"^([0-9a-f]{64})?$"
_STATED: Final = ("title", "summary", "kind", "byline")
_KNOWN: Final = frozenset({*_STATED, "topics", "metadata", "seen_hash", "manuscript", "photos"})
# Pictures are unpacked to read them: two at a time are enough for a small machine.
_READERS: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="manuscript")

Words = Annotated[str, Field(max_length=2_000), AfterValidator(lambda text: tidy(text).strip())]
Account = Annotated[str, Field(max_length=64), AfterValidator(lambda text: tidy(text).strip())]
# OpenAPI 3.0 knows no null: an hour that may be left out is described as an hour.
OptionalHour = Annotated[AwareDatetime | None, WithJsonSchema({"type": "string", "format": "date-time"})]
Identifier = Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{1,64}$")]
Line = Annotated[str, Field(max_length=300)]


class Form(BaseModel):
    """What is sent: nothing unknown, nothing changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Seen(Form):
    """An act on the text that the member has seen."""

    seen_hash: str = Field(
        default="", pattern=HASH, description="Mã nội dung (content_hash) của bản đã xem; để trống là bản hiện tại."
    )

    def details(self) -> Details:
        """What the act says besides its name."""
        return Details(**{name: value for name, value in self if name != "seen_hash"})


class Reasoned(Seen):
    """An act with its reason."""

    reason: Words = Field(default="", description="Lý do, ghi vào sổ và gửi cho người liên quan.")


class Judged(Reasoned):
    """A return or a rejection."""

    reason_code: Annotated[str, Field(max_length=40), AfterValidator(tidy)] = Field(
        default="", description="Loại lý do, một trong GET /reasons."
    )


class Approval(Reasoned):
    """An approval: it must name the very text that was read."""

    seen_hash: str = Field(
        pattern=r"^[0-9a-f]{64}$",
        description="Mã nội dung (content_hash) của bản đã đọc, lấy ở GET /articles/{id}/text.",
    )
    publish_at: OptionalHour = Field(default=None, description="Giờ đăng, có múi giờ; để trống là đăng ngay.")
    channels_off: tuple[ChannelName, ...] = Field(default=(), max_length=3, description="Kênh không đăng; cần lý do.")


class Reassignment(Reasoned):
    """Another approver for one article."""

    to: Account = Field(description="Tài khoản người duyệt, xem GET /board.")


class Rescheduling(Reasoned):
    """A new hour."""

    publish_at: AwareDatetime = Field(description="Giờ đăng mới, có múi giờ.")


class OneChannel(Reasoned):
    """An act on one channel."""

    channel: ChannelName = Field(description="Kênh.")


class ReadUpTo(BaseModel):
    """Messages taken as read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    up_to: int = Field(ge=0, le=2**62, description="Mã thông báo mới nhất đã đọc.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A manuscript as it was sent, unread.

    Shape: `file` is None when an act came without a new text; `stated` is about the text, `said` about the act.
    """

    seen_hash: str = ""
    filename: str = ""
    file: bytes | None = field(default=None, repr=False)
    photos: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    stated: Mapping[str, Any] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)


async def read_sent(sent: Sent, caller: Caller) -> Manuscript:
    """The manuscript in what was sent. Errors: InvalidInput."""
    if sent.file is None:
        raise refusal("manuscript", "chưa có tệp bản thảo", "hãy gửi kèm tệp .docx, .md hoặc .html ở mục manuscript")
    read = partial(
        read_manuscript,
        sent.file,
        filename=sent.filename,
        overrides=sent.stated,
        photo_files=sent.photos,
        known_topics=caller.board.topic_labels,
    )
    return await asyncio.get_running_loop().run_in_executor(_READERS, read)


def notes_on(sent: Sent, manuscript: Manuscript) -> list[str]:
    """What the author should know about what was taken in."""
    notes = list(manuscript.notes)
    if len(manuscript.content.photos) < len(sent.photos):
        notes.append(
            f"Gửi kèm {len(sent.photos)} tệp ảnh nhưng bài chỉ dùng {len(manuscript.content.photos)} ảnh; "
            "hãy kiểm tra tên tệp ảnh ghi trong bài."
        )
    return notes


async def _sent(request: Request, _caller: SignedIn) -> Sent:
    """What a form, or a JSON body without a text, holds. Read only after the caller is known."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await _sent_json(request)
    return await sent_form(request)


ManuscriptSent = Annotated[Sent, Depends(_sent)]


async def _sent_json(request: Request) -> Sent:
    body = await request.body()
    if not body.strip():
        return Sent()
    try:
        seen = Seen.model_validate_json(body)
    except ValueError as wrong:
        raise refusal(
            "body",
            "yêu cầu không kèm bản thảo chỉ gồm mục seen_hash dạng JSON",
            "hãy gửi {“seen_hash”: mã nội dung}, hoặc gửi bản thảo bằng multipart/form-data",
        ) from wrong
    return Sent(seen_hash=seen.seen_hash)


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
            "seen_hash", "mã nội dung không đúng dạng", "hãy lấy content_hash ở GET /articles/{id}"
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
