"""What is sent to the API about absences and delegations."""

from datetime import datetime
from typing import Annotated, Final

from pydantic import AwareDatetime, Field

from desk.api.forms import Account, Form, Identifier, Line, OptionalHour, Words
from desk.statements import Lent, Portion, Work
from newsroom.article import Kind

_MOST_NAMES: Final = 30
_Name = Annotated[str, Field(max_length=60, pattern=r"^[0-9A-Za-z_-]+$")]


class AbsenceFiled(Form):
    """A member who is away."""

    member: Account = Field(default="", description="Tài khoản người vắng; để trống là chính người gửi.")
    starts_at: OptionalHour = Field(default=None, description="Giờ bắt đầu vắng, có múi giờ; để trống là từ bây giờ.")
    ends_at: AwareDatetime = Field(description="Giờ trở lại, có múi giờ.")
    reason: Words = Field(default="", description="Lý do vắng.")


class AbsenceEnd(Form):
    """Another end of an absence."""

    ends_at: OptionalHour = Field(
        default=None, description="Giờ trở lại mới, có múi giờ: về sớm hoặc vắng thêm; để trống là đã về."
    )


class _Given(Form):
    to: Account = Field(description="Tài khoản người nhận việc, xem GET /api/v1/board.")
    classes: tuple[_Name, ...] = Field(
        default=(),
        max_length=_MOST_NAMES,
        description="Chỉ các nhóm này, xem GET /api/v1/board; để trống là mọi nhóm của người giao.",
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
        "royalty_signing: ký bảng nhuận bút; on_duty: lịch trực, do Thư ký hoặc Trưởng Ban lập.",
    )
    ends_at: AwareDatetime = Field(description="Giờ kết thúc, có múi giờ; dài nhất 30 ngày.")
    document: Line = Field(default="", description="Số văn bản ủy quyền, khi việc đó cần văn bản.")

    def part(self) -> Portion:
        """The part that is lent."""
        return self._part(self.ends_at)


class Revocation(Form):
    """The end of a delegation."""

    reason: Words = Field(default="", description="Lý do thu hồi.")


class Renewal(Form):
    """Another end of a delegation."""

    ends_at: AwareDatetime = Field(description="Giờ kết thúc mới, có múi giờ.")


class AssignmentRevocation(Revocation):
    """The end of one assignment of an absence."""

    grant: Identifier = Field(description="Mã phân công, xem GET /api/v1/absences/{id}.")


class AssignmentRenewal(Renewal):
    """Another end of one assignment of an absence."""

    grant: Identifier = Field(description="Mã phân công, xem GET /api/v1/absences/{id}.")
