"""Every way the Facebook Graph API can fail on a Page."""

from simulator.catalogue.shared import line_faults
from simulator.faults import Fault, Stage

_WRITES = ("create_post", "upload_photo", "publish_post", "update_post", "delete_post", "scrape")
_PUBLISHING = ("create_post", "publish_post")
_READS = ("get_post", "list_posts", "get_page", "get_preview")
_CALLS = (*_WRITES, *_READS)
_BY_ID = ("publish_post", "update_post", "delete_post", "get_post")

_TOKEN_SUBCODES = (
    (458, "token_app_removed", "ứng dụng không còn được cài cho trang"),
    (459, "token_checkpoint", "tài khoản bị yêu cầu xác minh"),
    (460, "token_password_changed", "mật khẩu đã đổi"),
    (463, "token_expired", "mã truy cập hết hạn"),
    (464, "token_unconfirmed", "tài khoản chưa xác nhận"),
    (467, "token_invalid", "mã truy cập không còn hiệu lực"),
    (492, "token_role_lost", "mất vai trò quản trị trang"),
)
_POLICY_SUBCODES = (
    (1390008, "policy_too_fast", "đăng quá nhanh, bị chặn"),
    (1404082, "policy_same_content", "nội dung này đã đăng rồi"),
    (4854002, "policy_confirm_identity", "phải xác nhận danh tính"),
)
_LIMITS = (
    (4, "app_limit", "ứng dụng gọi quá nhiều, X-App-Usage 100 %", "app"),
    (17, "user_limit", "người dùng gọi quá nhiều", ""),
    (32, "page_limit", "trang gọi quá nhiều", ""),
    (613, "custom_limit", "vượt giới hạn riêng của lời gọi", ""),
    (80001, "business_limit", "trang vượt hạn mức, phải chờ số phút trong X-Business-Use-Case-Usage", "page"),
)


_DOWN = "Service temporarily unavailable"
_UNKNOWN = "An unknown error has occurred."
_SERVER_FAULTS: tuple[Fault, ...] = (
    Fault(
        name="server_error_before",
        calls=_CALLS,
        status=500,
        code=2,
        message=_DOWN,
        passing=True,
        text="Lỗi 500 mã 2, việc chưa được làm",
        extra={"is_transient": True},
    ),
    Fault(
        name="unavailable",
        calls=_CALLS,
        status=503,
        code=2,
        message=_DOWN,
        passing=True,
        text="Lỗi 503 mã 2, việc chưa được làm",
        extra={"is_transient": True},
    ),
    Fault(
        name="server_error_after",
        calls=_WRITES,
        stage=Stage.AFTER,
        status=500,
        code=2,
        message=_DOWN,
        passing=True,
        text="Lỗi 500 mã 2 nhưng việc đã được làm (bài đã tạo, hiện, sửa hoặc gỡ)",
    ),
    Fault(
        name="unknown_error",
        calls=_CALLS,
        status=500,
        code=1,
        message=_UNKNOWN,
        passing=True,
        text="Lỗi mã 1, không có is_transient; việc chưa được làm",
    ),
    Fault(
        name="unknown_error_transient",
        calls=_CALLS,
        status=500,
        code=1,
        message=_UNKNOWN,
        passing=True,
        text="Lỗi mã 1 có is_transient: true; việc chưa được làm",
        extra={"is_transient": True},
    ),
    Fault(
        name="unknown_error_after",
        calls=_WRITES,
        stage=Stage.AFTER,
        status=500,
        code=1,
        subcode=99,
        message=_UNKNOWN,
        passing=True,
        text="Lỗi mã 1/99 nhưng việc đã được làm",
    ),
)


def _limits() -> tuple[Fault, ...]:
    return tuple(
        Fault(
            name=name,
            calls=_CALLS,
            status=400,
            code=code,
            message=f"(#{code}) Request limit reached",
            passing=True,
            text=f"Lỗi mã {code}: {text}",
            extra={"usage": usage, "is_transient": True},
        )
        for code, name, text, usage in _LIMITS
    )


def _tokens_and_policies() -> tuple[Fault, ...]:
    tokens = tuple(
        Fault(
            name=name,
            calls=_CALLS,
            status=400,
            code=190,
            subcode=subcode,
            message="Error validating access token",
            text=f"Lỗi mã 190/{subcode}: {text}",
        )
        for subcode, name, text in _TOKEN_SUBCODES
    )
    policies = tuple(
        Fault(
            name=name,
            calls=_PUBLISHING,
            status=400,
            code=368,
            subcode=subcode,
            message="The action attempted has been deemed abusive or is otherwise disallowed",
            text=f"Lỗi mã 368/{subcode}: {text}",
        )
        for subcode, name, text in _POLICY_SUBCODES
    )
    return tokens + policies


_PERMISSIONS: tuple[Fault, ...] = (
    Fault(
        name="permission_missing",
        calls=_CALLS,
        status=403,
        code=200,
        message="(#200) Permissions error",
        text="Lỗi mã 200: thiếu quyền quản lý bài viết",
    ),
    Fault(
        name="permission_denied",
        calls=_CALLS,
        status=403,
        code=10,
        message="(#10) Application does not have permission for this action",
        text="Lỗi mã 10: ứng dụng không được phép",
    ),
    Fault(
        name="version_deprecated",
        calls=_CALLS,
        status=400,
        code=2635,
        message="(#2635) You are calling a deprecated version of the API",
        text="Lỗi mã 2635: phiên bản API đã cũ",
    ),
)

_CONTENTS: tuple[Fault, ...] = (
    Fault(
        name="duplicate_post",
        calls=_PUBLISHING,
        status=400,
        code=506,
        message="(#506) Duplicate status message",
        text="Lỗi mã 506: trùng với bài vừa đăng",
    ),
    Fault(
        name="link_not_scraped",
        calls=(*_PUBLISHING, "scrape"),
        status=400,
        code=100,
        subcode=1609005,
        message="(#100) The link could not be scraped",
        passing=True,
        text="Lỗi 1609005: không đọc được đường dẫn",
    ),
    Fault(
        name="photo_refused",
        calls=("upload_photo",),
        status=400,
        code=100,
        subcode=1366046,
        message="(#100) Photos should be smaller than 4 MB and saved as JPG, PNG, GIF or TIFF files",
        text="Lỗi 1366046: ảnh quá lớn hoặc sai định dạng",
    ),
    Fault(
        name="bad_parameter",
        calls=_WRITES,
        status=400,
        code=100,
        message="(#100) Invalid parameter",
        text="Lỗi mã 100: tham số sai",
    ),
    Fault(
        name="not_there_yet",
        calls=_BY_ID,
        status=400,
        code=100,
        subcode=33,
        message="Unsupported request. Object does not exist, cannot be loaded due to missing permissions",
        passing=True,
        text="Lỗi 100/33: bài vừa tạo chưa thấy, đọc lại sau n lần",
    ),
    Fault(
        name="list_lags",
        calls=("list_posts",),
        stage=Stage.WITHIN,
        passing=True,
        text="Danh sách chậm cập nhật: thiếu bài mới nhất",
    ),
    Fault(
        name="altered_text",
        calls=("get_post", "list_posts"),
        stage=Stage.WITHIN,
        text="Đọc lại thấy nội dung đã bị sửa",
    ),
    Fault(
        name="attachments_dropped",
        calls=("get_post", "list_posts"),
        stage=Stage.WITHIN,
        text="Đọc lại thấy bài mất liên kết hoặc ảnh đính kèm",
    ),
    Fault(
        name="last_photo_dropped",
        calls=("get_post", "list_posts"),
        stage=Stage.WITHIN,
        text="Đọc lại thấy bài mất ảnh cuối",
    ),
    Fault(
        name="preview_stale",
        calls=("scrape",),
        stage=Stage.WITHIN,
        passing=True,
        text="Nhận lệnh đọc lại trang nhưng vẫn giữ khung xem trước cũ",
    ),
)

FANPAGE_FAULTS: tuple[Fault, ...] = (
    *line_faults((*_CALLS, "debug_token")),
    *_SERVER_FAULTS,
    *_limits(),
    *_tokens_and_policies(),
    *_PERMISSIONS,
    *_CONTENTS,
)
