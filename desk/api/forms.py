"""What is sent to the API: the few facts of each act."""

from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, WithJsonSchema

from desk.letters import tidy
from desk.statements import Manuscript, Proposal, Relabel
from newsroom.article import ChannelName
from newsroom.claims import Details
from newsroom.matters.facts import ACCOUNT
from newsroom.matters.kinds import AmendmentKind
from newsroom.members.pointing import MOST_CLOSED_AT_ONCE
from newsroom.stages import ACTS, Act, ActRow, Given

HASH: Final = r"^([0-9a-f]{64})?$"
Words = Annotated[str, Field(max_length=2_000), AfterValidator(lambda text: tidy(text).strip())]
Account = Annotated[str, Field(max_length=64), AfterValidator(lambda text: tidy(text).strip())]
# OpenAPI 3.0 knows no null: an hour that may be left out is described as an hour.
OptionalHour = Annotated[AwareDatetime | None, WithJsonSchema({"type": "string", "format": "date-time"})]
Identifier = Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{1,64}$")]
_Told = Annotated[str, Field(max_length=ACCOUNT.most)]
_Number = Annotated[int, Field(ge=1, le=1_000_000)]
_LONGEST_TEXT: Final = 200_000
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


class Change(BaseModel):
    """What is proposed, besides a text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    change: AmendmentKind = Field(
        description="typo: lỗi chính tả (cả khi bài chờ duyệt, chờ giờ đăng); update: cập nhật; correction: cải chính; "
        "adapt: sửa cho kênh chưa hiện bài; channel_text: lời đăng riêng của một kênh; take_down: gỡ (hai loại cuối "
        "gửi JSON)."
    )
    reason: Words = Field(default="", description="Lý do.")
    evidence: Words = Field(default="", description="Chứng cứ: công văn, đường dẫn, ảnh chụp.")
    wrong: Words = Field(default="", description="Cải chính: thông tin đã đăng sai.")
    right: Words = Field(default="", description="Cải chính: thông tin đúng.")
    section: Annotated[str, Field(max_length=200)] = Field(default="", description="Cải chính: chuyên mục đã đăng.")
    channel: ChannelName | None = Field(default=None, description="Lời đăng riêng: kênh (fanpage, zalo_oa).")
    text: Annotated[str, Field(max_length=_LONGEST_TEXT)] = Field(default="", description="Lời đăng riêng: lời mới.")
    seen_hash: str = Field(default="", pattern=HASH, description="Mã nội dung của bản đang đăng đã xem.")

    def proposal(self, manuscript: Manuscript | Relabel | None) -> Proposal:
        """What is proposed, with the text that goes with it."""
        said = {name: value for name, value in self if name not in {"change", "seen_hash"}}
        return Proposal(kind=self.change, manuscript=manuscript, seen=self.seen_hash, **said)


class SeenProposal(BaseModel):
    """A decision on the proposed text that was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seen_hash: str = Field(
        default="", pattern=HASH, description="`new_hash` của bản đề nghị đã đọc; để trống khi là đề nghị gỡ."
    )


class Refusal(SeenProposal):
    """A proposal refused."""

    reason: Words = Field(default="", description="Lý do không duyệt.")


class Retry(BaseModel):
    """A stopped channel."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    channel: ChannelName = Field(description="Kênh đang dừng.")
    skip: bool = Field(default=False, description="Bỏ kênh này (người duyệt quyết định, cần lý do).")
    reason: Words = Field(default="", description="Lý do.")


class TakeDownNow(BaseModel):
    """An oral order carried out at once."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ordered_by: Account = Field(description="Tài khoản người ra lệnh: Trưởng Ban hoặc Phó Trưởng Ban.")
    reason: Words = Field(default="", description="Lý do gỡ.")


class Report(Form):
    """What goes wrong."""

    title: Line = Field(description="Tên sự việc.")
    account: _Told = Field(description="Chuyện gì đã xảy ra.")
    proposal: Words = Field(description="Đề xuất xử lý.")


class Compilation(Form):
    """The secretary's summary."""

    summary: _Told = Field(description="Phần tổng hợp trình Trưởng Ban.")


class Ruling(Form):
    """The Head's decision."""

    decision: Words = Field(description="Quyết định.")
    concerns: tuple[Account, ...] = Field(default=(), max_length=20, description="Tài khoản những người thực hiện.")
    seen_seal: str = Field(default="", pattern=HASH, description="`seal` của bản đã đọc; để trống là bản hiện tại.")


class Comment(Form):
    """A comment."""

    text: Annotated[Words, Field(description="Lời góp ý, dài nhất 2 000 ký tự.")]


class Closing(Form):
    """Points that are closed."""

    points: Annotated[
        tuple[_Number, ...], Field(min_length=1, max_length=MOST_CLOSED_AT_ONCE, description="Số của các điểm đã xem.")
    ]
