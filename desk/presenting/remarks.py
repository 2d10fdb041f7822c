"""What members have said for the record, as the API shows it."""

from desk.presenting.articles import Json, instant
from newsroom.board import OFFICE_LABELS
from newsroom.signed.remarks import Remark


def remark_data(remark: Remark) -> Json:
    """A remark on the day or on an article."""
    return {
        "article_id": remark.article_id,
        "by": remark.member,
        "office_label": OFFICE_LABELS[remark.office],
        "text": remark.text,
        "at": instant(remark.made_at),
        "message": f"Đã ghi sổ: {remark.label}; bản tổng hợp tới nêu ý kiến này.",
    }
