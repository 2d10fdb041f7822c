"""What is sent to the API about meetings."""

from typing import Annotated, Final

from pydantic import AwareDatetime, Field

from desk.api.forms import Form, Identifier, Line, Words
from desk.refusal import refusal
from desk.statements import Conclusion
from newsroom.matters.facts import LONGEST_FACT
from newsroom.matters.kinds import Outcome

_MOST_ARTICLES: Final = 100
_LongText = Annotated[str, Field(max_length=LONGEST_FACT)]


class Convening(Form):
    """A meeting to come."""

    starts_at: AwareDatetime = Field(description="Giờ họp, có múi giờ.")
    place: Line = Field(description="Nơi họp.")
    topic: Words = Field(description="Nội dung họp.")


class PaperSent(Form):
    """A paper for a meeting."""

    title: Line = Field(description="Tên tài liệu.")
    text: _LongText = Field(description="Nội dung, chữ thường, dài nhất 20 000 ký tự.")


class ItemRaised(Form):
    """A matter that is no article."""

    title: Line = Field(description="Tên vấn đề.")
    text: _LongText = Field(description="Nội dung, chữ thường, dài nhất 20 000 ký tự.")


class Directed(Form):
    """Who prepares what by when."""

    to: Identifier = Field(description="Tài khoản người chuẩn bị.")
    title: Line = Field(description="Việc chuẩn bị.")
    ends_at: AwareDatetime = Field(description="Hạn, có múi giờ, không muộn hơn giờ họp.")


class Concluded(Form):
    """What was decided on one article."""

    article_id: Identifier = Field(description="Mã bài trong chương trình họp.")
    outcome: Outcome = Field(
        description="release: cho làm tiếp; return: trả lại biên tập; reject: không đăng; carry: để kỳ sau."
    )
    note: Words = Field(default="", description="Lý do; bắt buộc khi trả lại hoặc không đăng.")


class Minutes(Form):
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


class Signing(Form):
    """The signature under the minutes."""

    seen_minutes: str = Field(
        min_length=64,
        max_length=LONGEST_FACT,
        pattern=r"^[0-9a-f ]+$",
        description="`minutes_seal` của biên bản đã đọc, lấy ở GET /api/v1/meetings/{id}.",
    )


class Cancellation(Form):
    """A meeting called off."""

    reason: Words = Field(default="", description="Lý do hủy.")
