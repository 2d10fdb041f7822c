"""Every fault of every channel, with the words that explain it to whoever switches it on."""

from collections.abc import Mapping

from simulator.catalogue.shared import ARTICLE_PAGE_FAULTS, PAGE_FAULTS, line_faults
from simulator.catalogue.social import FANPAGE_FAULTS
from simulator.catalogue.zalo import ZALO_FAULTS
from simulator.faults import Channel, Fault, Stage

_PORTAL_WRITES = (
    "put_article",
    "create_article",
    "update_article",
    "delete_article",
    "put_permissions",
    "put_document",
    "create_document",
)
_PORTAL_READS = ("get_article", "list_articles", "get_permissions", "get_document")
_PORTAL_CALLS = ("token", *_PORTAL_WRITES, *_PORTAL_READS)
_PORTAL_SECURED = (*_PORTAL_WRITES, *_PORTAL_READS)
_PORTAL_BODIES = ("put_article", "create_article", "update_article", "put_document", "create_document")

_WORDPRESS_TAGS = ("create_tag", "list_tags")
_WORDPRESS_WRITES = ("create_post", "update_post", "delete_post", "upload_media", "create_tag")
_WORDPRESS_CALLS = (*_WORDPRESS_WRITES, "get_post", "list_posts", "get_media", "list_tags")


_PORTAL_SERVER_FAULTS: tuple[Fault, ...] = (
    Fault(
        name="server_error_before",
        calls=_PORTAL_CALLS,
        status=500,
        passing=True,
        code="INTERNAL_SERVER_ERROR",
        text="Lỗi 500, việc chưa được làm",
    ),
    Fault(
        name="unavailable",
        calls=_PORTAL_CALLS,
        status=503,
        passing=True,
        code="SERVICE_UNAVAILABLE",
        text="Lỗi 503, việc chưa được làm",
    ),
    Fault(
        name="server_error_after",
        calls=_PORTAL_WRITES,
        stage=Stage.AFTER,
        status=500,
        passing=True,
        code="INTERNAL_SERVER_ERROR",
        text="Lỗi 500 nhưng việc đã được làm",
    ),
    Fault(
        name="gateway_timeout_after",
        calls=_PORTAL_WRITES,
        stage=Stage.AFTER,
        status=504,
        passing=True,
        code="GATEWAY_TIMEOUT",
        text="Lỗi 504 ở cổng vào nhưng việc đã được làm",
    ),
)

_PORTAL_REFUSALS: tuple[Fault, ...] = (
    Fault(
        name="token_refused",
        calls=("token",),
        status=401,
        code="invalid_client",
        text="Sai mã ứng dụng hoặc mật khẩu ứng dụng, không cấp mã truy cập",
    ),
    Fault(
        name="unauthorized",
        calls=_PORTAL_SECURED,
        status=401,
        code="UNAUTHORIZED",
        passing=True,
        text="Lỗi 401: mã truy cập không được nhận",
    ),
    Fault(
        name="session_expired",
        calls=_PORTAL_SECURED,
        status=403,
        code="FORBIDDEN",
        passing=True,
        text="Lỗi 403: mã truy cập hết hạn, phải lấy mã mới",
    ),
    Fault(
        name="payload_refused",
        calls=_PORTAL_BODIES,
        status=400,
        code="BAD_REQUEST",
        text="Lỗi 400: nội dung bị từ chối",
    ),
    Fault(
        name="too_large",
        calls=_PORTAL_BODIES,
        status=413,
        code="CONTENT_TOO_LARGE",
        text="Lỗi 413: nội dung quá lớn",
    ),
    Fault(
        name="too_many_requests",
        calls=_PORTAL_CALLS,
        status=429,
        code="TOO_MANY_REQUESTS",
        passing=True,
        text="Lỗi 429: gọi quá dày, chờ theo Retry-After",
    ),
    Fault(
        name="altered_text",
        calls=("get_article", "list_articles"),
        stage=Stage.WITHIN,
        text="Đọc lại thấy nội dung đã bị sửa",
    ),
    Fault(
        name="file_not_found",
        calls=("file",),
        status=404,
        passing=True,
        text="Ảnh đã tải lên nhưng địa chỉ công khai báo 404",
    ),
)

_WORDPRESS_SERVER_FAULTS: tuple[Fault, ...] = (
    Fault(
        name="server_error_before",
        calls=_WORDPRESS_CALLS,
        status=500,
        code="internal_server_error",
        passing=True,
        text="Lỗi 500, việc chưa được làm",
    ),
    Fault(
        name="unavailable",
        calls=_WORDPRESS_CALLS,
        status=503,
        code="service_unavailable",
        passing=True,
        text="Lỗi 503, việc chưa được làm",
    ),
    Fault(
        name="server_error_after",
        calls=_WORDPRESS_WRITES,
        stage=Stage.AFTER,
        status=500,
        code="internal_server_error",
        passing=True,
        text="Lỗi 500 nhưng việc đã được làm (bài đã tạo, sửa hoặc gỡ)",
    ),
)

_WORDPRESS_REFUSALS: tuple[Fault, ...] = (
    Fault(
        name="unauthorized",
        calls=_WORDPRESS_CALLS,
        status=401,
        code="incorrect_password",
        text="Lỗi 401: mật khẩu ứng dụng không đúng",
    ),
    Fault(
        name="forbidden",
        calls=_WORDPRESS_WRITES,
        status=403,
        code="rest_cannot_create",
        text="Lỗi 403: tài khoản không có quyền",
    ),
    Fault(
        name="too_large",
        calls=("create_post", "update_post", "upload_media"),
        status=413,
        code="rest_upload_file_too_big",
        text="Lỗi 413: nội dung hoặc tệp quá lớn",
    ),
    Fault(
        name="tags_closed",
        calls=_WORDPRESS_TAGS,
        status=404,
        code="rest_no_route",
        text="Lỗi 404: trang web đã đóng phần thẻ (tags)",
    ),
    Fault(
        name="slug_taken",
        calls=("create_post", "update_post"),
        stage=Stage.WITHIN,
        text="Địa chỉ bài đã có chủ: WordPress lặng lẽ thêm -2",
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
)

CATALOGUE: Mapping[Channel, tuple[Fault, ...]] = {
    Channel.PORTAL: (
        *line_faults(_PORTAL_CALLS),
        *_PORTAL_SERVER_FAULTS,
        *_PORTAL_REFUSALS,
        *PAGE_FAULTS,
        *ARTICLE_PAGE_FAULTS,
    ),
    Channel.WORDPRESS: (
        *line_faults(_WORDPRESS_CALLS),
        *_WORDPRESS_SERVER_FAULTS,
        *_WORDPRESS_REFUSALS,
        *PAGE_FAULTS,
        *ARTICLE_PAGE_FAULTS,
    ),
    Channel.FANPAGE: (*FANPAGE_FAULTS, *PAGE_FAULTS),
    Channel.ZALO_OA: (*ZALO_FAULTS, *PAGE_FAULTS),
}
