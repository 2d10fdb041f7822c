"""What is sent to the API about matters of the house: absences, delegations, meetings."""

from datetime import datetime
from typing import Annotated, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from desk.api.forms import Account, OptionalHour, Words
from desk.refusal import refusal
from desk.statements import Conclusion, Lent, Portion, Work
from newsroom.article import Kind
from newsroom.matters.deeds import LONGEST_FACT
from newsroom.matters.meetings import Outcome

_MOST_NAMES: Final = 30
_MOST_ARTICLES: Final = 100

_Name = Annotated[str, Field(max_length=60, pattern=r"^[0-9A-Za-z_-]+$")]
_Id = Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{1,64}$")]
_Line = Annotated[str, Field(max_length=300)]
_LongText = Annotated[str, Field(max_length=LONGEST_FACT)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AbsenceFiled(_Form):
    """A member who is away."""

    member: Account = Field(default="", description="Tài khoản người vắng; để trống là chính người gửi.")
    starts_at: OptionalHour = Field(default=None, description="Giờ bắt đầu vắng, có múi giờ; để trống là từ bây giờ.")
    ends_at: AwareDatetime = Field(description="Giờ trở lại, có múi giờ.")
    reason: Words = Field(default="", description="Lý do vắng.")


class AbsenceEnd(_Form):
    """Another end of an absence."""

    ends_at: OptionalHour = Field(
        default=None, description="Giờ trở lại mới, có múi giờ: về sớm hoặc vắng thêm; để trống là đã về."
    )


class _Given(_Form):
    to: Account = Field(description="Tài khoản người nhận việc, xem GET /board.")
    classes: tuple[_Name, ...] = Field(
        default=(), max_length=_MOST_NAMES, description="Chỉ các nhóm này (R1–R4); để trống là mọi nhóm của người giao."
    )
    topics: tuple[_Name, ...] = Field(default=(), max_length=_MOST_NAMES, description="Chỉ các chủ đề này.")
    kinds: tuple[Kind, ...] = Field(default=(), max_length=_MOST_NAMES, description="Chỉ các loại bài này.")
    starts_at: OptionalHour = Field(default=None, description="Giờ bắt đầu, có múi giờ; để trống là càng sớm càng tốt.")
    reason: Words = Field(default="", description="Lý do, ghi vào sổ.")

    def _part(self, ends_at: datetime | None) -> Portion:
        return Portion(
            classes=self.classes, topics=self.topics, kinds=self.kinds, starts_at=self.starts_at, ends_at=ends_at
        )


class Assignment(_Given):
    """A stand-in during an absence."""

    work: Work = Field(default=Work.APPROVALS, description="approvals: duyệt bài; last_edit: biên tập lần cuối.")
    ends_at: OptionalHour = Field(default=None, description="Giờ kết thúc; để trống là hết đợt vắng.")

    def part(self) -> Portion:
        """The part that is given."""
        return self._part(self.ends_at)


class Delegation(_Given):
    """A power lent for a time."""

    kind: Lent = Field(
        default=Lent.DELEGATION,
        description="delegation: duyệt bài; acting: điều hành; precheck: kiểm tra trước; last_edit: biên tập lần cuối; "
        "royalty_signing: ký bảng nhuận bút.",
    )
    ends_at: AwareDatetime = Field(description="Giờ kết thúc, có múi giờ; dài nhất 30 ngày.")
    document: _Line = Field(default="", description="Số văn bản ủy quyền, khi việc đó cần văn bản.")

    def part(self) -> Portion:
        """The part that is lent."""
        return self._part(self.ends_at)


class Revocation(_Form):
    """The end of a delegation."""

    reason: Words = Field(default="", description="Lý do thu hồi.")


class Renewal(_Form):
    """Another end of a delegation."""

    ends_at: AwareDatetime = Field(description="Giờ kết thúc mới, có múi giờ.")


class AssignmentRevocation(Revocation):
    """The end of one assignment of an absence."""

    grant: _Id = Field(description="Mã phân công, xem GET /absences/{id}.")


class AssignmentRenewal(Renewal):
    """Another end of one assignment of an absence."""

    grant: _Id = Field(description="Mã phân công, xem GET /absences/{id}.")


class Convening(_Form):
    """A meeting to come."""

    starts_at: AwareDatetime = Field(description="Giờ họp, có múi giờ.")
    place: _Line = Field(description="Nơi họp.")
    topic: Words = Field(description="Nội dung họp.")


class PaperSent(_Form):
    """A paper for a meeting."""

    title: _Line = Field(description="Tên tài liệu.")
    text: _LongText = Field(description="Nội dung, chữ thường, dài nhất 20 000 ký tự.")


class Concluded(_Form):
    """What was decided on one article."""

    article_id: _Id = Field(description="Mã bài trong chương trình họp.")
    outcome: Outcome = Field(
        description="release: cho làm tiếp; return: trả lại biên tập; reject: không đăng; carry: để kỳ sau."
    )
    note: Words = Field(default="", description="Lý do; bắt buộc khi trả lại hoặc không đăng.")


class Minutes(_Form):
    """Minutes of a meeting."""

    minutes: _LongText = Field(description="Biên bản, dài nhất 20 000 ký tự.")
    conclusions: tuple[Concluded, ...] = Field(
        default=(), max_length=_MOST_ARTICLES, description="Kết luận cho từng bài trong chương trình."
    )

    def by_article(self) -> dict[str, Conclusion]:
        """The conclusions by article. Errors: InvalidInput when one article has two."""
        found: dict[str, Conclusion] = {}
        for number, concluded in enumerate(self.conclusions):
            if concluded.article_id in found:
                raise refusal(
                    f"conclusions[{number}]", f"bài {concluded.article_id} ghi hai lần", "hãy để một kết luận"
                )
            found[concluded.article_id] = Conclusion(outcome=concluded.outcome, note=concluded.note)
        return found


class Signing(_Form):
    """The signature under the minutes."""

    seen_minutes: str = Field(
        min_length=64,
        max_length=LONGEST_FACT,
        pattern=r"^[0-9a-f ]+$",
        description="`minutes_seal` của biên bản đã đọc, lấy ở GET /meetings/{id}.",
    )


class Cancellation(_Form):
    """A meeting called off."""

    reason: Words = Field(default="", description="Lý do hủy.")
