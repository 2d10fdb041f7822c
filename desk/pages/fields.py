"""The fields of an act's form, by the same model as the API's: what each is called, and what may be chosen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desk.api.forms import form_of
from desk.viewpoint import Viewpoint
from newsroom.article import ChannelName
from newsroom.board import APPROVING_OFFICES, OFFICE_LABELS
from newsroom.claims import REASONS
from newsroom.publishing import CHANNEL_LABELS
from newsroom.stages import ACTS, Act, Given
from newsroom.standing import Standing


class FieldKind(StrEnum):
    """How a field is filled in."""

    WORDS = "words"
    LINE = "line"
    ONE = "one"
    SOME = "some"
    HOUR = "hour"
    SECRET = "secret"  # noqa: S105 - a name
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field.

    Shape: `options` are values with their labels; `hint` is empty when the label says all; `fills` is by which name
    browsers know what to fill in. Units: `most` is characters.
    """

    name: str
    label: str
    kind: FieldKind
    hint: str = ""
    required: bool = False
    most: int = 2_000
    options: tuple[tuple[str, str], ...] = ()
    fills: str = ""


_UNSEEN: Final = frozenset({"seen_hash"})


def fields_of(act: Act, view: Viewpoint, standing: Standing) -> list[Field]:
    """The fields of an act in the order of its form, without what the page itself fills in."""
    made = {field.name: field for field in (*_said(act), *_channels(standing.channels), _to(view, standing.author))}
    asked = [made[name] for name in form_of(act).model_fields if name not in _UNSEEN]
    return [field for field in asked if field.kind is not FieldKind.SOME or field.options]


def _said(act: Act) -> Iterator[Field]:
    row = ACTS[act]
    yield Field(name="reason", label="Lý do", kind=FieldKind.WORDS, required=row.needs_reason)
    yield Field(
        name="reason_code",
        label="Loại lý do",
        kind=FieldKind.ONE,
        required=row.needs_reason_code,
        options=tuple(REASONS.items()),
    )
    always = row.hour is Given.ALWAYS
    hint = "Giờ Việt Nam." if always else "Để trống là đăng ngay; giờ Việt Nam."
    yield Field(name="publish_at", label="Giờ đăng", kind=FieldKind.HOUR, hint=hint, required=always)


def _channels(channels: Sequence[ChannelName]) -> Iterator[Field]:
    on = tuple((channel, CHANNEL_LABELS[channel]) for channel in channels)
    off = tuple((channel, label) for channel, label in CHANNEL_LABELS.items() if channel not in channels)
    yield Field(name="channel", label="Kênh", kind=FieldKind.ONE, required=True, options=on)
    hint = "Bỏ kênh nào cần nêu lý do."
    yield Field(name="channels_off", label="Không đăng trên", kind=FieldKind.SOME, hint=hint, options=on)
    yield Field(name="channels_on", label="Đăng thêm trên", kind=FieldKind.SOME, options=off)


def _to(view: Viewpoint, author: str) -> Field:
    able = [each for each in view.board.members if each.office in APPROVING_OFFICES and each.id != author]
    options = tuple((member.id, f"{OFFICE_LABELS[member.office]} – {member.name}") for member in able)
    return Field(name="to", label="Người duyệt", kind=FieldKind.ONE, required=True, options=options)
