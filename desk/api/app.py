"""The desk over HTTP: the same acts as everywhere, with Vietnamese documentation and errors."""

from typing import Final

from fastapi import FastAPI
from fastapi.routing import APIRoute

from desk.addresses import API
from desk.api.amendments import router as amendments
from desk.api.articles import router as acts
from desk.api.board import router as board
from desk.api.errors import answer_errors
from desk.api.incidents import router as incidents
from desk.api.meetings import router as meetings
from desk.api.own.ways import router as ways
from desk.api.personal.keys import router as personal_keys
from desk.api.points import router as points
from desk.api.reading import health
from desk.api.reading import router as reading
from desk.api.records import router as records
from desk.api.remarks import router as remarks
from desk.api.roster import router as roster
from desk.api.serving.described import describe
from desk.api.serving.docs import show_docs
from desk.api.serving.door import Door
from desk.api.serving.pace import Buckets, Pace, PacedAddresses
from desk.api.serving.succession import Succession
from desk.parts import DeskParts

_DESCRIPTION: Final = """
Bàn biên tập của Cổng Thông tin điện tử: gửi bài, biên tập, duyệt, hẹn giờ, theo dõi đăng trên các kênh,
sửa và gỡ bài đã đăng, vắng mặt và ủy quyền, họp Ban Biên tập, sự việc phát sinh.

- Mọi thao tác do bàn biên tập ký, quy trình xét thẩm quyền rồi ghi sổ; thao tác bị từ chối cũng được ghi.
- Duyệt là duyệt đúng một bản: ghi mã nội dung đã đọc ở `seen_hash`.
- Ai có khóa cá nhân thì thao tác quan trọng chờ thiết bị ký: trả lời là `awaits_signature`, mã thao tác ở `instance`.
- Lỗi luôn là `application/problem+json` (RFC 9457): `code` cho chương trình, `detail` cho người đọc (chuyện gì, còn giữ
  gì, cần làm gì), `field` khi có mục cần sửa.
- Địa chỉ cũ, không có `/api/v1`, còn dùng được một bản nữa; câu trả lời ở đó ghi `Deprecation` và địa chỉ mới ở `Link`.
"""
_USUAL: Final = Pace()
_ROUTERS: Final = (
    *(reading, acts, amendments, roster, meetings, incidents, board, records, remarks, points),
    *(ways, personal_keys),
)
_TAGS: Final = [
    {"name": "Gửi bài", "description": "Bản thảo Word, Markdown hoặc HTML, kèm ảnh."},
    {"name": "Thao tác", "description": "Mọi thao tác trên một bài; mỗi thao tác được xét thẩm quyền và ghi sổ."},
    {"name": "Sửa, gỡ bài", "description": "Lỗi chính tả, cập nhật, cải chính, gỡ bài đã đăng; và lệnh gỡ ngay."},
    {"name": "Điểm của bản thảo", "description": "Những gì phải xem lại trong bản thảo, và góp ý của thành viên."},
    {"name": "Bài viết", "description": "Xem bài, toàn văn, diễn biến, bảng kiểm, bằng chứng."},
    {"name": "Sổ ghi", "description": "Những gì chưa ai ký xác nhận, và lời xác nhận một lần của Trưởng Ban."},
    {"name": "Hộp việc", "description": "Việc đang chờ tôi và thông báo."},
    {"name": "Vắng mặt, phân công", "description": "Ai vắng, đến khi nào, ai duyệt thay."},
    {"name": "Ủy quyền", "description": "Việc được giao có phạm vi và thời hạn."},
    {"name": "Họp Ban Biên tập", "description": "Triệu tập, tài liệu, biên bản, kết luận từng bài chưa thống nhất."},
    {"name": "Sự việc phát sinh", "description": "Báo kèm đề xuất, tổng hợp, quyết định của Trưởng Ban."},
    {"name": "Nơi nhận tin", "description": "Thư, điện thoại, Zalo của từng thành viên; nhận ngay hay gom lại."},
    {"name": "Khóa cá nhân", "description": "Khóa trên thiết bị của từng thành viên, và thao tác chờ được ký."},
    {"name": "Báo cáo", "description": "Ý kiến vào bản tổng hợp, lý do bài quá hạn."},
    {"name": "Ban Biên tập", "description": "Bản phân công đang áp dụng; vì sao bài thuộc về ai, lúc bất kỳ."},
    {"name": "Vận hành", "description": "Tình trạng phục vụ."},
]


def create_api(parts: DeskParts, pace: Pace = _USUAL) -> FastAPI:
    """The API over these parts; reads no settings and keeps nothing of its own."""
    app = FastAPI(
        title="Tòa soạn – Bàn biên tập",
        version="1",
        description=_DESCRIPTION,
        openapi_tags=_TAGS,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.parts = parts
    app.state.members = Buckets(pace.member)
    answer_errors(app)
    app.include_router(health)
    for router in _ROUTERS:
        app.include_router(router, prefix=API)
    show_docs(app)
    describe(app)
    app.add_middleware(PacedAddresses, per_minute=pace.address)
    app.add_middleware(Door)
    app.add_middleware(Succession, parts=("openapi.json", *_first_parts()))
    return app


def _first_parts() -> set[str]:
    return {route.path.split("/")[1] for router in _ROUTERS for route in router.routes if isinstance(route, APIRoute)}
