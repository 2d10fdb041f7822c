"""Addresses for what members say for the record: on the day, and on why an article was late."""

from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field

from desk.api.callers import ArticleKey, Parts
from desk.api.forms import Form, Words
from desk.api.keyed import Acting
from desk.presenting.remarks import RemarkShown, remark_data

router = APIRouter()

_REPORTS: Final = "Báo cáo"


class Said(Form):
    """What is said."""

    text: Annotated[Words, Field(description="Nội dung, dài nhất 2 000 ký tự.")]


@router.post("/digest/remarks", tags=[_REPORTS], status_code=201, summary="Ghi ý kiến vào bản tổng hợp")
async def remark_on_day(said: Said, caller: Acting, parts: Parts) -> RemarkShown:
    """Phó Trưởng Ban Thường trực ghi; ghi trước 17:30 thì có trong bản tổng hợp của ngày."""
    return remark_data(await parts.remarks.say(caller.member, said.text))


@router.post("/articles/{article_id}/lateness", tags=[_REPORTS], status_code=201, summary="Ghi lý do bài quá hạn")
async def explain_lateness(article_id: ArticleKey, said: Said, caller: Acting, parts: Parts) -> RemarkShown:
    """Người biên tập hoặc duyệt ghi, khi bài đã lỡ một thời hạn; bản tổng hợp nêu lý do này."""
    return remark_data(await parts.remarks.say(caller.member, said.text, article_id=article_id))
