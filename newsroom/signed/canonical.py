"""The one text of what is signed, its versions, and what every claim may say besides what is done.

Version 1 has no field for its version and nothing besides; it verifies for ever, and is written as it was read.
"""

import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from newsroom.article import Content, Kind, Source, Topic
from newsroom.errors import RefusalCode, Refused
from newsroom.shape import Fields, wrong_field

EARLIEST: Final = 1
PRESENT: Final = 2
"""The version that the desk signs."""

_Stated = TypeVar("_Stated")


class Via(StrEnum):
    """By which way a member came in to act."""

    SESSION = "session"
    TOKEN = "token"  # noqa: S105 - a name
    SHELL = "shell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What every claim may say since version 2; what says nothing is left out of its text.

    Shape: `personal` is the member's own signature, opaque here; `coefficients` are texts by name.
    """

    version: int = PRESENT
    via: Via | None = None
    personal: str = ""
    coefficients: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a claim says of the text that it brings, besides its hash."""

    kind: Kind
    topics: tuple[Topic, ...]
    source: Source | None


def brought(content: Content) -> Brought:
    """What a claim says of a text. Shape: letters in NFC and topics in order, as the text is kept."""
    source = content.source
    if source is not None:
        source = Source(name=_nfc(source.name), url=_nfc(source.url), published_on=_nfc(source.published_on))
    return Brought(kind=content.kind, topics=tuple(sorted(content.topics)), source=source)


def canonical(data: Mapping[str, Any]) -> str:
    """The one text of what is signed: JSON, keys in order, no spaces, times in ISO 8601."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def besides(claim: Signed) -> dict[str, Any]:
    """What a claim says besides what is done; nothing in version 1."""
    if claim.version == EARLIEST:
        return {}
    said = {"via": claim.via, "personal": claim.personal, "coefficients": dict(claim.coefficients)}
    return {"version": claim.version} | {name: value for name, value in said.items() if value}


def besides_in(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `Signed` that a text states. Errors: WrongShape; Refused (bad_request) for a later version."""
    said = Fields(data)
    version = said.number("version", EARLIEST)
    if version > PRESENT:
        raise Refused(
            RefusalCode.BAD_REQUEST,
            f"Thao tác được ký theo mẫu số {version}, mới hơn mẫu số {PRESENT} mà máy này đọc được, nên bị từ chối; "
            "mọi thứ giữ nguyên. Hãy báo Kỹ sư phụ trách kỹ thuật cập nhật phần mềm ở máy này.",
        )
    if version < EARLIEST:
        raise wrong_field("version")
    return {
        "version": version,
        "via": said.one_of(Via, "via") if said.says("via") else None,
        "personal": said.text("personal", ""),
        "coefficients": said.by_name("coefficients") if "coefficients" in said else {},
    }


def source_in(said: Fields, name: str) -> Source | None:
    """The source that a field states. Errors: WrongShape."""
    if not said.says(name):
        return None
    part = said.part(name)
    return Source(name=part.text("name"), url=part.text("url"), published_on=part.text("published_on"))


def stated_in(
    text: str, read: Callable[[Mapping[str, Any]], _Stated], write: Callable[[_Stated], str], kept: str
) -> _Stated:
    """What a canonical text states; any other text of the same meaning is none.

    Errors: Refused (bad_request).
    """
    malformed = Refused(
        RefusalCode.BAD_REQUEST,
        f"Yêu cầu không đúng dạng nên bị từ chối; {kept} giữ nguyên. Hãy thao tác lại từ bàn biên tập.",
    )
    try:
        stated = read(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as wrong:
        raise malformed from wrong
    if write(stated) != text:
        raise malformed
    return stated


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value))
