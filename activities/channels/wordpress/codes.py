"""What each refusal of WordPress means for us, as one table; where it has no row, the HTTP status speaks."""

from collections.abc import Mapping
from typing import Any, Final

from activities.channels.calls import SERVER_ERRORS, Line, Reply, json_or_none
from activities.channels.inside import within
from activities.channels.meanings import Actor, Meaning, person, rejected
from activities.channels.portal_codes import PORTAL_STATUSES, UNKNOWN_STATUS
from activities.ports import ChannelTrouble

_SUCCESS: Final = range(200, 300)
_UNKNOWN_TO_IT: Final = 401

NOT_SIGNED_IN: Final = person(
    "Cổng không nhận mật khẩu ứng dụng: đã bị thu hồi, bị tắt hoặc gõ sai",
    "tạo mật khẩu ứng dụng mới cho tài khoản của tòa soạn trên Cổng và đặt vào cấu hình",
)
NO_RIGHT: Final = person(
    "tài khoản của tòa soạn trên Cổng không có quyền làm việc này",
    "cho tài khoản ấy vai trò Biên tập viên (Editor) hoặc Tác giả (Author)",
)
_REFUSED_UPLOAD: Final = person(
    "Cổng từ chối tệp ảnh (loại tệp không được nhận, tệp rỗng, hoặc thư mục tải lên không ghi được)",
    "xem lời Cổng trong bằng chứng, sửa quyền thư mục tải lên hoặc loại tệp được nhận",
)
_ABOVE_PHP_LIMIT: Final = person(
    "ảnh vượt giới hạn tải lên của PHP trên máy chủ Cổng",
    "nâng upload_max_filesize và post_max_size lên từ 2 MB",
)
_NO_API: Final = person(
    "Cổng không mở giao diện lập trình (REST API) ở địa chỉ này",
    "kiểm tra địa chỉ Cổng trong cấu hình, đường dẫn tĩnh (permalink) và phần bổ trợ chặn REST API",
)
_NOT_UNDERSTOOD: Final = person(
    "Cổng không hiểu một trường của bài", "gửi bằng chứng cho đơn vị vận hành Cổng và bên làm phần mềm"
)

WORDPRESS_CODES: Final[Mapping[str, Meaning]] = {
    **dict.fromkeys(
        (
            "incorrect_password",
            "invalid_username",
            "invalid_email",
            "rest_not_logged_in",
            "application_passwords_disabled",
            "application_passwords_disabled_for_user",
        ),
        NOT_SIGNED_IN,
    ),
    "empty_content": rejected("Cổng không nhận bài trống"),
    "rest_invalid_json": _NOT_UNDERSTOOD,
    "rest_invalid_param": _NOT_UNDERSTOOD,
    "rest_missing_callback_param": _NOT_UNDERSTOOD,
    "rest_invalid_featured_media": person(
        "Cổng không tìm thấy ảnh đại diện của bài", "xem thư viện ảnh của Cổng có ai vừa xóa ảnh của bài không"
    ),
    "rest_no_route": _NO_API,
    "rest_disabled": _NO_API,
    "rest_trash_not_supported": person(
        "Cổng đã tắt thùng rác nên bản nháp thừa không bỏ đi được", "bật lại thùng rác (EMPTY_TRASH_DAYS lớn hơn 0)"
    ),
    **dict.fromkeys(("rest_upload_unknown_error", "rest_upload_sideload_error"), _REFUSED_UPLOAD),
    **dict.fromkeys(("rest_upload_no_content_disposition", "rest_upload_no_data"), _ABOVE_PHP_LIMIT),
    **dict.fromkeys(
        ("rest_upload_limited_space", "rest_upload_user_quota_exceeded"),
        person("thư viện ảnh của Cổng đã đầy", "tăng dung lượng tải lên của Cổng"),
    ),
    "rest_upload_file_too_big": rejected("ảnh lớn hơn giới hạn của Cổng", "giảm cỡ ảnh"),
    "rest_already_trashed": person(
        "bài đã bị đưa vào thùng rác trên Cổng", "hỏi người đã xóa rồi khôi phục bài trên Cổng", Actor.EDITOR
    ),
}
_RIGHTS: Final = ("rest_cannot_", "rest_forbidden", "rest_user_cannot_")
"""Beginnings of the codes that tell of a missing right, or, where nobody is signed in, of a missing password."""


def checked(line: Line, reply: Reply) -> Reply:
    """The reply of a call that was granted. Errors: ChannelTrouble."""
    if reply.status in _SUCCESS:
        return reply
    body = json_or_none(reply)
    code = str(within(body, "code") or "")
    row = _meaning(code, reply.status, body)
    if row is None and reply.status in SERVER_ERRORS:
        raise line.server_error(reply)
    told = f"{code}, HTTP {reply.status}" if code else f"HTTP {reply.status}"
    raise _refused(line, row or PORTAL_STATUSES.get(reply.status, UNKNOWN_STATUS), told, reply)


def _refused(line: Line, row: Meaning, code: str, reply: Reply) -> ChannelTrouble:
    return line.refused(row, code=code, evidence=reply.evidence)


def _meaning(code: str, status: int, body: dict[str, Any] | None) -> Meaning | None:
    forbidden = within(body, "data", "details", "status", "code") == "rest_forbidden_status"
    if forbidden:
        inner = within(body, "data", "details", "status", "data", "status")
        return NOT_SIGNED_IN if inner == _UNKNOWN_TO_IT else NO_RIGHT
    if code.startswith(_RIGHTS):
        return NOT_SIGNED_IN if status == _UNKNOWN_TO_IT else NO_RIGHT
    return WORDPRESS_CODES.get(code)
