"""What each HTTP status of a portal's API means for us, as one table."""

from collections.abc import Mapping
from typing import Final

from activities.channels.meanings import Actor, Meaning, person, rejected, unclear

_CHECK_RIGHTS: Final = "kiểm tra tài khoản tích hợp của Cổng và quyền đăng bài của nó"

PORTAL_STATUSES: Final[Mapping[int, Meaning]] = {
    400: rejected("Cổng không nhận nội dung này"),
    401: person("Cổng không nhận tài khoản tích hợp", _CHECK_RIGHTS),
    403: person("tài khoản tích hợp không có quyền làm việc này trên Cổng", _CHECK_RIGHTS),
    404: person(
        "Cổng không có trang, cấu trúc bài hoặc bài viết được gọi tới",
        "kiểm tra mã trang và mã cấu trúc trong cấu hình",
    ),
    405: person("Cổng không cho phép lời gọi này", "kiểm tra phiên bản và giao diện lập trình của Cổng"),
    408: unclear("Cổng báo hết thời gian chờ"),
    409: unclear("Cổng báo bài này đang được ghi ở một lời gọi khác"),
    410: person("bài đã bị đưa vào thùng rác trên Cổng", "hỏi người đã xóa rồi khôi phục bài trên Cổng", Actor.EDITOR),
    413: rejected("bài hoặc ảnh quá lớn so với giới hạn của Cổng", "giảm cỡ ảnh"),
    415: rejected("Cổng không nhận loại tệp ảnh này", "đổi ảnh sang JPEG hoặc PNG"),
    422: rejected("Cổng không nhận nội dung này"),
}

UNKNOWN_STATUS: Final = person("Cổng trả lời một mã lạ", "xem bằng chứng và hỏi đơn vị vận hành Cổng")
