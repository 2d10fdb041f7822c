"""What an author states about a manuscript: front matter, sidecar file or form fields, one form for all."""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from desk.letters import tidy
from desk.manuscript.yaml import front_matter_of
from desk.refusal import refusal
from newsroom.article import ChannelName, Kind
from newsroom.errors import InvalidInput
from newsroom.shown.web_address import is_site, web_host
from newsroom.text import plain, quoted

MAX_PHOTOS: Final = 60

_FENCE: Final = re.compile(r"\n-{3,}[ \t]*$", re.MULTILINE)
_DAY: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_CREDIT_LABEL: Final = re.compile(r"^\s*ảnh\s*:\s*", re.IGNORECASE)
_Line = AfterValidator(lambda text: plain(tidy(text)))
Line = Annotated[str, Field(max_length=500), _Line]
LongLine = Annotated[str, Field(max_length=5_000), _Line]
Text = Annotated[str, Field(max_length=100_000), AfterValidator(lambda text: tidy(text).strip())]


def _iso_date(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    text = value.strip() if isinstance(value, str) else ""
    day = _DAY.fullmatch(text)
    return date(int(day[3]), int(day[2]), int(day[1])).isoformat() if day else date.fromisoformat(text).isoformat()


_PLAINLY: Final = {
    "missing": ("còn thiếu mục này", "hãy bổ sung rồi gửi lại"),
    "string_too_short": ("mục này để trống", "hãy điền rồi gửi lại"),
    "string_type": ("mục này phải là chữ", "hãy sửa lại rồi gửi lại"),
    "tuple_type": ("mục này phải là danh sách", "hãy viết thành danh sách, mỗi dòng một mục, rồi gửi lại"),
    "model_type": ("mục này phải gồm các cặp “khóa: giá trị”", "hãy sửa lại rồi gửi lại"),
    "dict_type": ("mục này phải gồm các cặp “khóa: giá trị”", "hãy sửa lại rồi gửi lại"),
}


_ADDRESS_REMEDY: Final = (
    "hãy chép lại địa chỉ bài gốc từ trình duyệt: bắt đầu bằng https:// hoặc http://, tên miền không dấu, "
    "không có dấu cách, ký tự ẩn, tên đăng nhập, rồi gửi lại"
)


def _without_label(credit: str) -> str:
    """The photographer alone: every channel writes "Ảnh:" itself."""
    return _CREDIT_LABEL.sub("", credit)


def _web_address(text: str) -> str:
    address = text.strip()
    if address and not is_site(web_host(address)):
        raise ValueError("no web address")
    return address


class _Stated(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class StatedSource(_Stated):
    """Where a repost comes from; the date as yyyy-mm-dd or dd/mm/yyyy."""

    name: Line
    url: Annotated[str, Field(max_length=2_000), AfterValidator(_web_address)]
    published_on: Annotated[str, BeforeValidator(_iso_date)]


class StatedPhoto(_Stated):
    """A photo by its file name beside the manuscript, and the words that go with it."""

    file: Annotated[str, Field(min_length=1, max_length=500)]
    caption: LongLine = ""
    credit: Annotated[Line, AfterValidator(_without_label)] = ""
    alt: LongLine = ""


class ManuscriptMeta(_Stated):
    """Everything that may be stated; `None` means nothing was said."""

    title: Line | None = None
    summary: LongLine | None = None
    kind: Kind | None = None
    topics: tuple[Line, ...] | None = None
    byline: Line | None = None
    source: StatedSource | None = None
    photos: Annotated[tuple[StatedPhoto, ...], Field(max_length=MAX_PHOTOS)] | None = None
    channel_texts: dict[ChannelName, Text] | None = None

    def over(self, other: "ManuscriptMeta") -> "ManuscriptMeta":
        """Own statements, and the other's where nothing was said here."""
        return other.model_copy(update={name: getattr(self, name) for name in self.model_fields_set})


def meta_from(data: Mapping[str, Any], place: str = "") -> ManuscriptMeta:
    """Statements out of a mapping (front matter, sidecar, form).

    Errors: InvalidInput naming the first wrong key, such as `photos[2].file`.
    """
    try:
        return ManuscriptMeta.model_validate({key: value for key, value in data.items() if value is not None})
    except ValidationError as error:
        raise _refused(error.errors(include_url=False)[0], place) from error


def _refused(error: Mapping[str, Any], place: str) -> InvalidInput:
    steps = [step for step in error["loc"] if step != "[key]"]
    field = "".join(f"[{step}]" if isinstance(step, int) else f".{quoted(step)}" for step in steps).lstrip(".")
    wrong, remedy = _explained(error["type"], steps, error)
    inside = f"trong {place}, " if place else ""
    return refusal(field or "metadata", f"{inside}{wrong}", remedy)


def _explained(kind: str, steps: list[Any], error: Mapping[str, Any]) -> tuple[str, str]:
    given = quoted(error.get("input", ""), 40)
    match kind:
        case "extra_forbidden":
            said = "khóa này không có trong mẫu", f"hãy bỏ hoặc sửa thành một trong: {', '.join(_keys(steps))}"
        case "enum" if "channel_texts" in steps:
            said = f"không có kênh “{given}”", f"hãy dùng một trong: {', '.join(ChannelName)}"
        case "enum":
            said = f"không có loại bài “{given}”", f"hãy dùng một trong: {', '.join(Kind)}"
        case "string_too_long" | "too_long":
            most = next(value for name, value in error["ctx"].items() if name.startswith("max"))
            said = f"dài quá mức cho phép ({most})", "hãy rút gọn rồi gửi lại"
        case "value_error" if "published_on" in steps:
            said = f"ngày “{given}” không đọc được", "hãy viết dạng 23/11/2026 hoặc 2026-11-23"
        case "value_error" if "url" in steps:
            said = f"“{given}” không phải địa chỉ trang web đầy đủ", _ADDRESS_REMEDY
        case _:
            said = _PLAINLY.get(kind, ("giá trị không đúng dạng", "hãy xem lại mẫu bản thảo rồi gửi lại"))
    return said


def _keys(steps: list[Any]) -> list[str]:
    models: dict[Any, type[_Stated]] = {"source": StatedSource, "photos": StatedPhoto}
    return list((models[steps[0]] if len(steps) > 1 else ManuscriptMeta).model_fields)


def front_matter(text: str) -> tuple[ManuscriptMeta, str]:
    """Statements at the head of a Markdown text and the text below them.

    Errors: InvalidInput for front matter that is not closed, or that `front_matter_of` refuses.
    """
    if not text.startswith("---\n"):
        return ManuscriptMeta(), text
    fence = _FENCE.search(text, 3)
    if fence is None:
        raise refusal(
            "metadata", "phần khai đầu bài mở bằng “---” nhưng không có dòng “---” đóng lại", "hãy thêm dòng đó"
        )
    return meta_from(front_matter_of(text[4 : fence.start()]), "phần khai đầu bài"), text[fence.end() + 1 :]


def sidecar(text: str, name: str) -> ManuscriptMeta:
    """Statements of the `.toml` file beside a manuscript.

    Errors: InvalidInput for a file that is not TOML.
    """
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise refusal(
            "metadata", f"tệp {name} sai cú pháp TOML ({quoted(str(error))})", "hãy sửa rồi gửi lại"
        ) from error
    return meta_from(data, name)


def topics_known(topics: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """Topics by their ids; when `known` maps ids to labels, an author may write the label.

    Errors: InvalidInput with the nearest topics, or all of them when none is near.
    """
    labels = known if isinstance(known, Mapping) else {topic: topic for topic in known}
    ids = {_key(name): topic for topic, label in labels.items() for name in (topic, label)}
    return tuple(dict.fromkeys(_topic(number, topic, labels, ids) for number, topic in enumerate(topics)))


def _topic(number: int, topic: str, labels: Mapping[str, str], ids: Mapping[str, str]) -> str:
    found = ids.get(_key(topic))
    if found is not None:
        return found
    near = {ids[key] for key in get_close_matches(_key(topic), ids, n=3, cutoff=0.6)} or set(labels)
    shown = "; ".join(sorted(name if name == labels[name] else f"{name} ({labels[name]})" for name in near))
    raise refusal(f"topics[{number}]", f"không có chuyên mục “{quoted(topic)}”", f"hãy chọn trong: {shown}")


def _key(name: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("-", " ").replace("_", " ")
