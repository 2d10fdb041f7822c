"""What is sent to the API: the few facts of each act."""

from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, WithJsonSchema

from desk.letters import tidy
from newsroom.article import ChannelName
from newsroom.claims import Details
from newsroom.stages import ACTS, Act, ActRow, Given

HASH: Final = r"^([0-9a-f]{64})?$"
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


class Edit(Seen):
    """The end of the last edit of a text that is not sent again; another kind or other topics may be stated."""

    kind: Annotated[str, Field(max_length=40)] = Field(default="", description="Loại mới; để trống là giữ loại cũ.")
    topics: tuple[Line, ...] = Field(default=(), max_length=20, description="Chủ đề mới; để trống là giữ chủ đề cũ.")
    reason: Words = Field(default="", description="Khi gửi lại đúng bản cũ: vì sao không sửa.")
    topics_reason: Words = Field(
        default="",
        description="Vì sao bài nói tới nội dung do Trưởng Ban duyệt mà không có chủ đề đó, hoặc bỏ chủ đề đó.",
    )


class Reasoned(Seen):
    """An act with its reason."""

    reason: Words = Field(default="", description="Lý do, ghi vào sổ và gửi cho người liên quan.")


class Judged(Reasoned):
    """A return or a rejection."""

    reason_code: Annotated[str, Field(max_length=40), AfterValidator(tidy)] = Field(
        default="", description="Loại lý do, một trong GET /api/v1/reasons."
    )


class Approval(Reasoned):
    """An approval: it must name the very text that was read."""

    seen_hash: str = Field(
        pattern=r"^[0-9a-f]{64}$",
        description="Mã nội dung (content_hash) của bản đã đọc, lấy ở GET /api/v1/articles/{id}/text.",
    )
    publish_at: OptionalHour = Field(default=None, description="Giờ đăng, có múi giờ; để trống là đăng ngay.")
    channels_off: tuple[ChannelName, ...] = Field(default=(), max_length=3, description="Kênh không đăng; cần lý do.")
    channels_on: tuple[ChannelName, ...] = Field(
        default=(), max_length=3, description="Kênh bật thêm, ví dụ Fanpage cho văn bản vốn chỉ đăng trên Cổng."
    )


class Reassignment(Reasoned):
    """Another approver for one article."""

    to: Account = Field(description="Tài khoản người duyệt, xem GET /api/v1/board.")


class Rescheduling(Reasoned):
    """A new hour."""

    publish_at: AwareDatetime = Field(description="Giờ đăng mới, có múi giờ.")


class OneChannel(Reasoned):
    """An act on one channel."""

    channel: ChannelName = Field(description="Kênh.")


def form_of(act: Act) -> type[Seen]:
    """The form of an act that brings no text, by what its row says of it."""
    match ACTS[act]:
        case ActRow(names_text=True):
            return Approval
        case ActRow(one_channel=True):
            return OneChannel
        case ActRow(names_member=True):
            return Reassignment
        case ActRow(hour=Given.ALWAYS):
            return Rescheduling
        case ActRow(needs_reason_code=True):
            return Judged
        case _:
            return Reasoned


class ReadUpTo(BaseModel):
    """Messages taken as read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    up_to: int = Field(ge=0, le=2**62, description="Mã thông báo mới nhất đã đọc.")
