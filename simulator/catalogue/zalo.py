"""Every way the Zalo OA API and its sign-in can fail."""

from dataclasses import replace

from simulator.catalogue.shared import line_faults
from simulator.faults import Fault, Stage

_WRITES = ("create", "update", "remove", "broadcast", "message")
_READS = ("verify", "getdetail", "getslice", "getoa")
_CALLS = (*_WRITES, *_READS)

_REFUSALS: tuple[tuple[int, str, tuple[str, ...], str, str], ...] = (
    (-216, "token_invalid", _CALLS, "Access token is invalid", "mã truy cập không đúng"),
    (-220, "token_expired", _CALLS, "Access token has expired", "mã truy cập hết hạn, phải làm mới"),
    (-242, "proof_invalid", _CALLS, "appsecret_proof is invalid", "chữ ký appsecret_proof sai"),
    (-204, "oa_disabled", _CALLS, "Official Account is disabled", "OA đang bị khóa"),
    (-221, "oa_not_verified", _WRITES, "Official Account is not verified", "OA chưa xác thực"),
    (-224, "tier_too_low", _CALLS, "Official Account tier is too low for this API", "gói OA không được dùng API này"),
    (-212, "api_not_registered", _CALLS, "App has not registered this API", "ứng dụng chưa đăng ký API này"),
    (-211, "quota_used", _CALLS, "Out of quota", "hết hạn mức gọi API"),
    (-223, "article_quota_used", ("create", "update"), "Out of quota to create article", "hết hạn mức tạo bài"),
    (-201, "cover_invalid", ("create", "update"), "cover value is invalid", "ảnh bìa (cover) không hợp lệ"),
    (-210, "parameter_too_long", ("create", "update"), "parameter exceeds the limit", "tham số vượt giới hạn"),
    (-213, "not_a_follower", ("message",), "User has not followed the OA", "người nhận chưa quan tâm OA"),
    (-217, "user_blocks", ("message",), "User has blocked the OA", "người nhận đã chặn OA"),
    (-218, "receive_quota_used", ("message",), "User has reached the receive quota", "hết hạn mức nhận tin"),
    (-230, "no_interaction", ("message",), "User has not interacted in the last 7 days", "7 ngày chưa tương tác"),
    (-234, "night_hours", ("message",), "Not allowed at night", "không cho gửi vào giờ đêm"),
    (-248, "policy_violation", ("create", "update", "broadcast"), "Content violates policy", "nội dung vi phạm"),
)
_PASSING = frozenset({"token_expired"})

_SIGN_IN: tuple[tuple[int, str, str, str], ...] = (
    (-14014, "refresh_token_invalid", "Invalid refresh token", "mã làm mới sai hoặc đã dùng"),
    (-14002, "app_id_invalid", "Invalid app id", "mã ứng dụng sai"),
    (-14004, "secret_key_invalid", "Invalid secret key", "khóa bí mật sai"),
    (-14005, "code_invalid", "Invalid authorization code", "mã ủy quyền sai hoặc hết hạn"),
)


def _refusals() -> tuple[Fault, ...]:
    return tuple(
        Fault(
            name=name,
            calls=calls,
            code=code,
            message=message,
            passing=name in _PASSING,
            text=f"Lỗi {code}: {text}",
        )
        for code, name, calls, message, text in _REFUSALS
    )


def _sign_in() -> tuple[Fault, ...]:
    return tuple(
        Fault(name=name, calls=("token",), code=code, message=message, text=f"Lỗi {code}: {text}")
        for code, name, message, text in _SIGN_IN
    )


_SERVER_FAULTS: tuple[Fault, ...] = (
    Fault(
        name="server_error_before",
        calls=(*_CALLS, "token"),
        status=500,
        passing=True,
        text="Lỗi 500 ở cổng vào, việc chưa được làm",
    ),
    Fault(
        name="unavailable",
        calls=(*_CALLS, "token"),
        status=503,
        passing=True,
        text="Lỗi 503 ở cổng vào, việc chưa được làm",
    ),
    Fault(
        name="server_error_after",
        calls=_WRITES,
        stage=Stage.AFTER,
        status=502,
        passing=True,
        text="Lỗi 502 ở cổng vào nhưng việc đã được làm",
    ),
    Fault(
        name="rate_limited",
        calls=_CALLS,
        code=-32,
        message="Your application reached limit call api",
        passing=True,
        text="Lỗi -32: gọi quá nhiều trong một phút",
        extra={"remain": 0},
    ),
)

_ARTICLES: tuple[Fault, ...] = (
    Fault(
        name="processing",
        calls=("verify",),
        code=-214,
        message="Article is being processed",
        passing=True,
        text="Lỗi -214: bài đang được xử lý, hỏi lại sau n lần",
    ),
    Fault(
        name="media_failed",
        calls=("verify",),
        stage=Stage.WITHIN,
        text="Lỗi -200: Zalo không tải được ảnh, bài không thành; phải tạo lại",
    ),
    Fault(
        name="list_lags",
        calls=("getslice",),
        stage=Stage.WITHIN,
        passing=True,
        text="Danh sách chậm cập nhật: thiếu bài mới nhất",
    ),
    Fault(
        name="altered_text",
        calls=("getdetail", "getslice"),
        stage=Stage.WITHIN,
        text="Đọc lại thấy nội dung đã bị sửa",
    ),
    Fault(
        name="photo_dropped",
        calls=("getdetail",),
        stage=Stage.WITHIN,
        text="Đọc lại thấy bài mất ảnh đầu tiên",
    ),
)

# A lost pair stays lost until the owner consents again, so it is not for the dice.
_SIGN_IN_LINE = tuple(
    replace(fault, passing=fault.passing and fault.name != "lost_reply") for fault in line_faults(("token",))
)

ZALO_FAULTS: tuple[Fault, ...] = (
    *line_faults(_CALLS),
    *_SIGN_IN_LINE,
    *_SERVER_FAULTS,
    *_refusals(),
    *_sign_in(),
    *_ARTICLES,
)
