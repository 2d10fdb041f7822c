"""The components of the pages, each as it looks: for whoever adds a page."""

from datetime import timedelta
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.pages.drawing import page
from desk.pages.fields import Field, FieldKind
from desk.pages.forms import Typed
from desk.pages.places import HOME, SAMPLES
from desk.pages.visitors import SignedIn
from desk.pages.waiting import Row

router = APIRouter()

_FIELDS: Final = (
    Field(name="reason", label="Lý do", kind=FieldKind.WORDS, required=True),
    Field(name="to", label="Người duyệt", kind=FieldKind.ONE, options=(("pho", "Phó Trưởng Ban – Trần Văn An"),)),
    Field(name="publish_at", label="Giờ đăng", kind=FieldKind.HOUR, hint="Để trống là đăng ngay; giờ Việt Nam."),
    Field(
        name="channels_off",
        label="Không đăng trên",
        kind=FieldKind.SOME,
        hint="Bỏ kênh nào cần nêu lý do.",
        options=(("facebook", "Fanpage"), ("zalo", "Zalo OA")),
    ),
)
_LEFT: Final = (timedelta(minutes=-12), timedelta(minutes=18), timedelta(hours=5, minutes=20))


@router.get(SAMPLES)
async def samples(request: Request, visitor: SignedIn) -> Response:
    """Every component once."""
    now = visitor.view.at
    rows = [
        Row(
            key=str(left),
            number="2026-0421",
            path=HOME,
            title="Ủy ban nhân dân tỉnh ban hành kế hoạch phòng, chống thiên tai và tìm kiếm cứu nạn năm 2027",
            kind="Tin",
            step="Chờ duyệt, tác giả Nguyễn Thị Hiền",
            why="Thay Phó Trưởng Ban Thường trực đang đi công tác (khoản 2 mục III)",
            due=(now + left).isoformat(),
            since=now.isoformat(),
        )
        for left in _LEFT
    ]
    typed = Typed(said={"reason": "Cần sửa"}, errors={"reason": "Lý do quá ngắn; chưa có gì thay đổi."})
    return page(request, "samples.html", {"rows": rows, "fields": _FIELDS, "typed": typed})
