"""What may be asked of every long list: where to go on, between which days, how many, only what is late."""

from datetime import date
from typing import Annotated, Final

from fastapi import Depends, Query
from pydantic import Field, WithJsonSchema
from typing_extensions import TypedDict

from newsroom.members.pages import Page, page

_MOST_LISTED: Final = 200
_Limit = Annotated[int, Query(ge=1, le=_MOST_LISTED, description="Số dòng nhiều nhất.")]
_Cursor = Annotated[
    str, Query(max_length=200, description="Chỗ đọc tiếp: `next` của câu trả lời trước; để trống là từ đầu.")
]
# OpenAPI 3.0 knows no null: a day that may be left out is described as a day.
_OptionalDay = Annotated[date | None, WithJsonSchema({"type": "string", "format": "date", "example": "2026-11-23"})]
_From = Annotated[_OptionalDay, Query(alias="from", description="Từ ngày này (giờ Việt Nam).")]
_To = Annotated[_OptionalDay, Query(alias="to", description="Đến hết ngày này (giờ Việt Nam).")]
_Late = Annotated[bool, Query(description="Chỉ bài đang quá một thời hạn còn hiệu lực.")]


class Listed(TypedDict):
    """A part of a list."""

    next: Annotated[str, Field(description="Chỗ đọc tiếp, dùng cho `cursor`; để trống khi đã hết.")]


def _asked(limit: _Limit = 50, cursor: _Cursor = "", first: _From = None, last: _To = None) -> Page:
    return page(limit=limit, cursor=cursor, first=first, last=last)


def _asked_late(
    limit: _Limit = 50, cursor: _Cursor = "", first: _From = None, last: _To = None, *, late: _Late = False
) -> Page:
    return page(limit=limit, cursor=cursor, first=first, last=last, late=late)


Asked = Annotated[Page, Depends(_asked)]
AskedLate = Annotated[Page, Depends(_asked_late)]
