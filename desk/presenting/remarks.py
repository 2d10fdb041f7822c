"""What members have said for the record, as the API shows it."""

from typing_extensions import TypedDict

from desk.presenting.values import Account, ArticleKey, Moment, Name, instant
from newsroom.board import OFFICE_LABELS
from newsroom.signed.remarks import Remark


class RemarkShown(TypedDict):
    """What a member has said for the record."""

    article_id: ArticleKey
    by: Account
    office_label: Name
    text: str
    at: Moment
    message: str


def remark_data(remark: Remark) -> RemarkShown:
    """A remark on the day or on an article."""
    return {
        "article_id": remark.article_id,
        "by": remark.member,
        "office_label": OFFICE_LABELS[remark.office],
        "text": remark.text,
        "at": instant(remark.made_at),
        "message": f"Đã ghi sổ: {remark.label}; bản tổng hợp tới nêu ý kiến này.",
    }
