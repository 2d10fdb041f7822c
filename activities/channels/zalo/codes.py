"""What each error of the Zalo OA API and of its sign-in means for us, as one table (`channels.md` B1, B8)."""

from collections.abc import Mapping
from typing import Final

from activities.channels.meanings import CONTINUE, Actor, Meaning, busy, person, rejected
from activities.ports import Trouble

TOKEN_CODES: Final = frozenset({-216, -220, -124})
"""The access token is bad or old: worth one renewal, whichever of the three is said."""

PROCESSING: Final = -214
INVALID_FIELD: Final = -201
DEAD_TOKEN: Final = frozenset({-200, INVALID_FIELD})
LAST_WORDS: Final = DEAD_TOKEN | {0}
"""Answers to verify after which the token of an article is worth nothing any more."""

NOT_AUTHORISED_OR_QUOTA: Final = -223
_OA: Final = "vào trang quản trị Zalo OA xử lý"
_APP: Final = "kiểm tra ứng dụng trên developers.zalo.me"
_CONSENT: Final = "cấp quyền lại cho Zalo OA nếu làm mới mã vẫn không được"

CONSENT_LOST: Final = Meaning(
    trouble=Trouble.NEEDS_PERSON,
    actor=Actor.PAGE_OWNER,
    happened="phải cấp quyền lại, mã làm mới của Zalo OA đã mất hoặc đã dùng rồi",
    kept="bài đã duyệt còn nguyên, mọi bài Zalo OA chờ tới khi có quyền mới",
    todo=f"quản trị OA cấp quyền lại cho ứng dụng và kỹ thuật lưu cặp mã mới, xong thì {CONTINUE}",
)
"""The single-use refresh token is gone: its own words, for its own alarm."""

QUOTA_USED: Final = busy("hết hạn mức tạo bài trên Zalo OA hôm nay", until_tomorrow=True)
"""Code -223 when its message speaks of quota."""

ZALO_CODES: Final[Mapping[int, Meaning]] = {
    -32: busy("gọi Zalo quá dày trong một phút", minutes=1),
    -100: person("tệp đính kèm trên Zalo đã hết hạn", "báo nhà phát triển, bài không dùng tệp đính kèm"),
    -124: person("Zalo không nhận mã truy cập", _CONSENT),
    -200: busy("Zalo chưa tải được ảnh của bài từ Cổng", minutes=3),
    -201: rejected("Zalo không nhận một phần của bài (thường là ảnh bìa)"),
    -204: person("Zalo OA đang bị khóa", _OA, Actor.PAGE_OWNER),
    -205: person("Zalo OA không tồn tại", "kiểm tra mã OA trong cấu hình"),
    -209: person("ứng dụng chưa hoạt động hoặc lời gọi không còn được hỗ trợ", _APP),
    -210: rejected("một phần của bài dài quá giới hạn của Zalo", "rút ngắn nội dung"),
    -211: busy("hết hạn mức gọi Zalo hôm nay", until_tomorrow=True),
    -212: person("ứng dụng chưa đăng ký lời gọi này với Zalo", _APP),
    -213: rejected("người nhận chưa quan tâm OA"),
    -214: busy("Zalo chưa xử lý xong bài", minutes=2),
    -216: person("Zalo không nhận mã truy cập", _CONSENT),
    -217: rejected("người nhận đã chặn OA"),
    -218: busy("hết hạn mức nhận tin hôm nay", until_tomorrow=True),
    -219: person("ứng dụng đã bị gỡ khỏi Zalo OA", "cấp quyền lại cho ứng dụng trên Zalo OA", Actor.PAGE_OWNER),
    -220: person("mã truy cập Zalo hết hạn", _CONSENT),
    -221: person("Zalo OA chưa xác thực", _OA, Actor.PAGE_OWNER),
    -223: person("Zalo OA chưa cho phép ứng dụng tạo bài", "cấp quyền quản lý nội dung cho ứng dụng", Actor.PAGE_OWNER),
    -224: person("gói Zalo OA không gồm lời gọi này", "nâng gói dịch vụ Zalo OA", Actor.PAGE_OWNER),
    -227: rejected("người nhận không hoạt động đã lâu"),
    -230: rejected("người nhận không tương tác với OA trong 7 ngày"),
    -232: rejected("người nhận chưa tương tác với OA"),
    -233: rejected("Zalo không nhận loại nội dung này"),
    -234: busy("Zalo không cho gửi vào giờ đêm", until_tomorrow=True),
    -235: person("loại Zalo OA không được dùng lời gọi này", _OA, Actor.PAGE_OWNER),
    -237: person("Zalo từ chối lời gọi", _OA),
    -238: person("Zalo từ chối lời gọi", _OA),
    -240: person("lời gọi đã bị Zalo đóng", "báo nhà phát triển đổi lời gọi"),
    -241: person("Zalo từ chối lời gọi", _OA),
    -242: person("chữ ký appsecret_proof sai", "kiểm tra khóa bí mật của ứng dụng Zalo"),
    -244: person("Zalo từ chối lời gọi", _OA),
    -248: rejected("Zalo báo nội dung trái chính sách"),
    -249: person("Zalo từ chối lời gọi", _OA),
    -305: person("Zalo từ chối lời gọi kiểu cũ", _APP),
    -311: person("Zalo từ chối lời gọi kiểu cũ", _APP),
    -320: person("ứng dụng chưa gắn Zalo Cloud Account", "gắn Zalo Cloud Account cho ứng dụng"),
    -321: person("Zalo Cloud Account hết tiền", "nạp tiền Zalo Cloud Account", Actor.PAGE_OWNER),
    -403: person("Zalo không cho phép lời gọi", _OA),
    -1340: person("Zalo từ chối lời gọi", _OA),
    -1341: person("Zalo từ chối lời gọi", _OA),
    -14002: person("mã ứng dụng Zalo sai", "kiểm tra app id trong cấu hình"),
    -14004: person("khóa bí mật của ứng dụng Zalo sai", "kiểm tra secret key trong cấu hình"),
    -14005: CONSENT_LOST,
    -14014: CONSENT_LOST,
    -14018: person("cách xin mã truy cập Zalo không được nhận", "báo nhà phát triển"),
}

SIGN_IN_NAMES: Final[Mapping[str, Meaning]] = {
    "invalid_grant": CONSENT_LOST,
    "invalid_client": ZALO_CODES[-14004],
    "unauthorized_client": ZALO_CODES[-14002],
    "unsupported_grant_type": ZALO_CODES[-14018],
}
"""Names of refusals in sign-in, as OAuth has them, for an answer that gives a name and no number."""

UNKNOWN_CODE: Final = person("Zalo trả lời một mã lạ", "xem bằng chứng rồi bổ sung bảng mã")
_QUOTA_WORDS: Final = ("quota", "hạn mức")


def zalo_meaning(code: int, message: str) -> Meaning:
    """Row for a code; -223 has two meanings, told apart by its message."""
    if code == NOT_AUTHORISED_OR_QUOTA and any(word in message.lower() for word in _QUOTA_WORDS):
        return QUOTA_USED
    return ZALO_CODES.get(code, UNKNOWN_CODE)
