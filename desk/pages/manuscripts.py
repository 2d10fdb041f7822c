"""Manuscripts as a page sends them: a file or a pasted text, photos in their order, each with its words."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.datastructures import FormData, UploadFile

from desk.letters import tidy
from desk.manuscript.meta import MAX_PHOTOS
from desk.manuscript.sent import REASON, TOPICS_REASON, Sent
from desk.refusal import refusal

TEXT: Final = "text"
MANUSCRIPT: Final = "manuscript"
PHOTO_ROWS: Final = 3
"""So many rows for photos a page shows at first."""
_STATED: Final = ("title", "summary", "kind", "byline")
_SOURCE: Final = ("source_name", "source_url", "source_day")
_PASTED: Final = "bai.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoRow:
    """What was typed beside one photo. Shape: `name` is the photo's own file name."""

    name: str
    data: bytes
    caption: str
    credit: str
    alt: str


async def sent_in(form: FormData) -> Sent:
    """The manuscript in a form. Errors: InvalidInput."""
    photos = [row async for row in _photo_rows(form)]
    stated: dict[str, Any] = {name: said for name in _STATED if (said := said_in(form, name))}
    if topics := [topic for topic in form.getlist("topics") if isinstance(topic, str) and topic]:
        stated["topics"] = topics
    if photos:
        stated["photos"] = [
            {"file": row.name, "caption": row.caption, "credit": row.credit, "alt": row.alt} for row in photos
        ]
    if source := _source(form):
        stated["source"] = source
    filename, file = await _text(form)
    return Sent(
        seen_hash=said_in(form, "seen_hash"),
        filename=filename,
        file=file,
        photos={row.name: row.data for row in photos},
        stated=stated,
        said={name: said_in(form, name) for name in (REASON, TOPICS_REASON, "contributor")},
    )


def said_in(form: Mapping[str, Any], name: str) -> str:
    """What was typed into one field; empty for nothing."""
    value = form.get(name, "")
    return tidy(value).strip() if isinstance(value, str) else ""


def photo_rows(asked: int) -> range:
    """The rows for photos that a page shows when so many are wanted."""
    return range(max(PHOTO_ROWS, min(asked, MAX_PHOTOS)))


async def _text(form: FormData) -> tuple[str, bytes | None]:
    file = form.get(MANUSCRIPT)
    if isinstance(file, UploadFile) and file.filename:
        if said_in(form, TEXT):
            raise refusal(MANUSCRIPT, "vừa có tệp vừa có bài dán vào", "hãy để lại một trong hai")
        return file.filename, await file.read()
    pasted = form.get(TEXT, "")
    return (_PASTED, pasted.encode()) if isinstance(pasted, str) and pasted.strip() else ("", None)


async def _photo_rows(form: FormData) -> AsyncIterator[PhotoRow]:
    names: set[str] = set()
    for number in range(MAX_PHOTOS):
        file = form.get(f"photo_{number}")
        if not isinstance(file, UploadFile) or not file.filename:
            continue
        if file.filename in names:
            raise refusal(f"photo_{number}", "hai tệp ảnh cùng tên", "hãy đổi tên một tệp")
        names.add(file.filename)
        yield PhotoRow(
            name=file.filename,
            data=await file.read(),
            caption=said_in(form, f"caption_{number}"),
            credit=said_in(form, f"credit_{number}"),
            alt=said_in(form, f"alt_{number}"),
        )


def _source(form: FormData) -> dict[str, str]:
    name, url, day = (said_in(form, field) for field in _SOURCE)
    return {"name": name, "url": url, "published_on": day} if name or url or day else {}
