"""What a problem looks like to those who call: RFC 9457, each kind with its status and a title of its own."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Final, NotRequired

from pydantic import WithJsonSchema
from starlette.responses import JSONResponse
from typing_extensions import TypedDict

MEDIA_TYPE: Final = "application/problem+json"
_KIND: Final = "urn:toasoan:problem:"
_INSTANCE: Final = "urn:toasoan:reference:"

# One row for each kind: what a program may tell apart, and what people read over the sentence that says more.
KINDS: Final[Mapping[str, tuple[HTTPStatus, str]]] = {
    "bad_body": (HTTPStatus.BAD_REQUEST, "Không đọc được phần gửi kèm"),
    "unknown_host": (HTTPStatus.BAD_REQUEST, "Tên máy chủ không đúng"),
    "http_error": (HTTPStatus.BAD_REQUEST, "Yêu cầu không thực hiện được"),
    "not_signed_in": (HTTPStatus.UNAUTHORIZED, "Chưa đăng nhập"),
    "token_expired": (HTTPStatus.UNAUTHORIZED, "Mã đăng nhập đã hết hạn"),
    "token_invalid": (HTTPStatus.UNAUTHORIZED, "Mã đăng nhập không dùng được"),
    "token_revoked": (HTTPStatus.UNAUTHORIZED, "Mã đăng nhập đã bị thu hồi"),
    "token_outdated": (HTTPStatus.UNAUTHORIZED, "Mã đăng nhập theo mẫu cũ"),
    "foreign_origin": (HTTPStatus.FORBIDDEN, "Trang khác không được gọi vào đây"),
    "not_entitled": (HTTPStatus.FORBIDDEN, "Không có thẩm quyền"),
    "own_article": (HTTPStatus.FORBIDDEN, "Không tự quyết định bài của mình"),
    "unknown_member": (HTTPStatus.FORBIDDEN, "Tài khoản không có trong Ban Biên tập"),
    "bad_signature": (HTTPStatus.FORBIDDEN, "Chữ ký không đúng"),
    "bad_personal_signature": (HTTPStatus.FORBIDDEN, "Chữ ký của thiết bị không đúng"),
    "unsigned_by_member": (HTTPStatus.FORBIDDEN, "Thiếu chữ ký bằng khóa cá nhân"),
    "awaits_signature": (HTTPStatus.CONFLICT, "Chờ ký bằng khóa cá nhân"),
    "unknown_address": (HTTPStatus.NOT_FOUND, "Không có địa chỉ này"),
    "unknown_article": (HTTPStatus.NOT_FOUND, "Không có bài này"),
    "unknown_matter": (HTTPStatus.NOT_FOUND, "Không có việc này"),
    "method_not_allowed": (HTTPStatus.METHOD_NOT_ALLOWED, "Kiểu yêu cầu không được nhận"),
    "wrong_stage": (HTTPStatus.CONFLICT, "Không làm được ở bước này"),
    "stale_text": (HTTPStatus.CONFLICT, "Bản đã xem không còn là bản hiện tại"),
    "repeated_act": (HTTPStatus.CONFLICT, "Mã thao tác đã dùng"),
    "expired_claim": (HTTPStatus.CONFLICT, "Thao tác đã quá hạn"),
    "called_off": (HTTPStatus.CONFLICT, "Thao tác đã được hủy"),
    "superseded": (HTTPStatus.CONFLICT, "Đã có thao tác sau đó"),
    "workflow_gone": (HTTPStatus.CONFLICT, "Không tìm thấy quy trình"),
    "newsroom_error": (HTTPStatus.CONFLICT, "Thao tác không thực hiện được"),
    "too_large": (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Yêu cầu quá lớn"),
    "unsupported_media_type": (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Kiểu nội dung không được nhận"),
    "checklist": (HTTPStatus.UNPROCESSABLE_ENTITY, "Bảng kiểm còn lỗi phải sửa"),
    "bad_request": (HTTPStatus.UNPROCESSABLE_ENTITY, "Thao tác thiếu hoặc sai dữ liệu"),
    "invalid_input": (HTTPStatus.UNPROCESSABLE_ENTITY, "Có mục cần sửa"),
    "invalid_leaders": (HTTPStatus.INTERNAL_SERVER_ERROR, "Danh sách lãnh đạo chưa hợp lệ"),
    "invalid_board": (HTTPStatus.UNPROCESSABLE_ENTITY, "Tệp phân công chưa hợp lệ"),
    "foreign_page": (HTTPStatus.FORBIDDEN, "Thao tác chưa được làm"),
    "not_let_in": (HTTPStatus.FORBIDDEN, "Chưa vào được"),
    "wrong_code": (HTTPStatus.UNPROCESSABLE_ENTITY, "Mã chưa đúng"),
    "spent_link": (HTTPStatus.GONE, "Liên kết không còn dùng được"),
    "too_many_tries": (HTTPStatus.TOO_MANY_REQUESTS, "Thử quá nhiều lần"),
    "too_many_requests": (HTTPStatus.TOO_MANY_REQUESTS, "Gửi quá nhiều yêu cầu"),
    "internal_error": (HTTPStatus.INTERNAL_SERVER_ERROR, "Lỗi khi xét thao tác"),
    "unforeseen": (HTTPStatus.INTERNAL_SERVER_ERROR, "Lỗi ngoài dự kiến"),
    "server_unreachable": (HTTPStatus.SERVICE_UNAVAILABLE, "Máy chủ quy trình không liên lạc được"),
    "storage_unreachable": (HTTPStatus.SERVICE_UNAVAILABLE, "Kho dữ liệu không liên lạc được"),
    "storage_busy": (HTTPStatus.SERVICE_UNAVAILABLE, "Kho dữ liệu đang bận"),
    "no_board": (HTTPStatus.SERVICE_UNAVAILABLE, "Chưa có bản phân công áp dụng"),
}


class Problem(TypedDict):
    """The one shape of all errors. Shape: `type` ends in `code`; `field` names what is to be mended, as it was sent."""

    type: str
    title: str
    status: int
    detail: str
    code: Annotated[str, WithJsonSchema({"type": "string", "enum": list(KINDS)})]
    field: NotRequired[str]
    instance: NotRequired[str]


def problem(
    code: str,
    message: str,
    *,
    field: str = "",
    reference: str = "",
    headers: Mapping[str, str] | None = None,
    status: int | None = None,
) -> JSONResponse:
    """The answer to what went wrong; `reference` is what the log knows it by."""
    usual, title = KINDS[code]
    body: dict[str, str | int] = {
        "type": f"{_KIND}{code}",
        "title": title,
        "status": status or usual,
        "detail": _sayable(message),
        "code": code,
    }
    if field:
        body["field"] = _sayable(field)
    if reference:
        body["instance"] = f"{_INSTANCE}{reference}"
    return JSONResponse(body, status_code=status or usual, headers=headers, media_type=MEDIA_TYPE)


def _sayable(text: str) -> str:
    """What people sent is quoted, and it may hold halves of letters that no answer can carry."""
    return text.encode(errors="replace").decode()
