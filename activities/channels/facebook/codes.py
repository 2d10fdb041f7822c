"""What each Graph API error means for us, as one table (`channels.md` A10).

Numbers of five or more digits come as codes or as subcodes, so they stand here as codes and are looked up both ways.
"""

from collections.abc import Mapping
from typing import Final

from activities.channels.meanings import Actor, Meaning, already, busy, person, rejected, unclear

_NEW_ACCESS: Final = "lưu mã truy cập trang (Page token) mới cho Fanpage"
_RIGHTS: Final = "cấp lại quyền pages_manage_posts và vai trò trên trang cho ứng dụng"
_POLICY: Final = "vào Fanpage xem thông báo của Facebook và xử lý"
_LONGEST_CODE_OF_ITS_OWN: Final = 9_999
_PERMISSIONS: Final = range(200, 300)

NOT_THERE: Final = (100, 33)
"""What Facebook says of a post that was deleted, that is too young, or that we may not see."""

PAGE_MISSING: Final = person(
    "Facebook không thấy trang hoặc ứng dụng không có quyền trên trang",
    "kiểm tra mã trang trong cấu hình và vai trò của ứng dụng trên trang",
)
"""Code 100/33 when the page itself was called, not a post."""


def _token(reason: str) -> Meaning:
    return person(f"mã truy cập trang không còn dùng được: {reason}", _NEW_ACCESS)


def _policy(reason: str) -> Meaning:
    return person(f"Facebook chặn đăng: {reason}", _POLICY, Actor.PAGE_OWNER)


FACEBOOK_CODES: Final[Mapping[tuple[int, int | None], Meaning]] = {
    (1, None): unclear("Facebook báo lỗi không rõ, bài có thể đã hoặc chưa được nhận"),
    (2, None): unclear("Facebook tạm ngừng, bài có thể đã hoặc chưa được nhận"),
    (3, None): person("ứng dụng không được dùng lời gọi này", _RIGHTS),
    (4, None): busy("ứng dụng gọi Facebook quá nhiều", minutes=15),
    (10, None): person("ứng dụng thiếu quyền trên trang", _RIGHTS),
    (17, None): busy("tài khoản gọi Facebook quá nhiều", minutes=15),
    (32, None): busy("trang gọi Facebook quá nhiều", minutes=15),
    (100, None): rejected("Facebook không nhận một thông số của bài"),
    NOT_THERE: unclear("Facebook chưa thấy bài này (vừa tạo, hoặc đã bị xóa trên trang)"),
    (102, None): _token("phiên đăng nhập đã kết thúc"),
    (104, None): _token("lời gọi không mang mã"),
    (105, None): rejected("bài gửi quá nhiều thông số"),
    (190, None): _token("Facebook không nhận mã"),
    (190, 458): _token("ứng dụng đã bị gỡ khỏi tài khoản"),
    (190, 459): _token("tài khoản bị yêu cầu xác minh khi đăng nhập"),
    (190, 460): _token("người cấp mã đã đổi mật khẩu"),
    (190, 463): _token("mã đã hết hạn"),
    (190, 464): _token("tài khoản người cấp mã chưa được xác nhận"),
    (190, 467): _token("mã đã bị vô hiệu"),
    (190, 492): _token("người cấp mã không còn vai trò quản trị trang"),
    (197, None): rejected("bài trống"),
    (200, None): person("ứng dụng thiếu quyền đăng lên trang", _RIGHTS),
    (283, None): person("ứng dụng thiếu quyền đọc trang (pages_read_engagement)", _RIGHTS),
    (341, None): busy("ứng dụng chạm giới hạn của Facebook", minutes=30),
    (368, None): _policy("vi phạm chính sách"),
    (368, 1390008): _policy("đăng quá nhanh, thường bị khóa nhiều ngày"),
    (368, 4854002): _policy("phải xác nhận danh tính"),
    (368, 1404082): already("Facebook nói nội dung này đã được đăng rồi"),
    (368, 1346003): _policy("nội dung bị báo là lạm dụng"),
    (368, 1404102): _policy("nội dung trái tiêu chuẩn cộng đồng"),
    (368, 1404078): _policy("trang chưa được cấp phép đăng (Page Publishing Authorization)"),
    (368, 1404112): _policy("tài khoản bị hạn chế trong nhiều ngày"),
    (506, None): already("Facebook nói bài trùng với bài vừa đăng, có lẽ là lần gửi trước của chính mình"),
    (613, None): busy("lời gọi vượt giới hạn riêng của Facebook", minutes=15),
    (613, 1487742): busy("lời gọi vượt giới hạn riêng của Facebook", minutes=15),
    (613, 5044001): busy("gọi Facebook quá dày trong một giây", minutes=1),
    (960, None): unclear("một phần của lời gọi gộp bị lỗi"),
    (1500, None): rejected("địa chỉ trong bài không hợp lệ"),
    (2635, None): person("phiên bản Graph API đang dùng đã bị bỏ", "nâng phiên bản Graph API trong cấu hình"),
    (5101, None): rejected("tệp ảnh quá lớn", "thay ảnh nhỏ hơn"),
    (80001, None): busy("trang dùng hết hạn mức gọi của Facebook", minutes=60),
    (1349125, None): rejected("Facebook báo nội dung không hợp lệ"),
    (1363047, None): unclear("Facebook tạm ngừng, bài có thể đã hoặc chưa được nhận"),
    (1366046, None): rejected("ảnh quá lớn hoặc sai định dạng", "thay ảnh JPEG dưới 4 MB"),
    (1366051, None): already("Facebook nói ảnh này đã được đăng rồi"),
    (1609005, None): busy("Facebook chưa đọc được trang bài trên Cổng", minutes=2),
    (1609008, None): rejected("bài dẫn tới địa chỉ facebook.com", "bỏ địa chỉ đó"),
    (1609010, None): unclear("Facebook tạm ngừng, bài có thể đã hoặc chưa được nhận"),
    (2061006, None): rejected("Facebook không nhận địa chỉ trong bài"),
    (2069019, None): rejected("Facebook không nhận tệp ảnh", "thay ảnh"),
}

UNKNOWN_CODE: Final = person("Facebook trả lời một mã lạ", "xem bằng chứng rồi bổ sung bảng mã")


def facebook_meaning(code: int, subcode: int | None) -> Meaning | None:
    """Row for a code and subcode: exact, then a long subcode of its own, then the code; None when unknown."""
    exact = FACEBOOK_CODES.get((code, subcode))
    own = FACEBOOK_CODES.get((subcode, None)) if subcode and subcode > _LONGEST_CODE_OF_ITS_OWN else None
    whole = FACEBOOK_CODES.get((code, None))
    permission = FACEBOOK_CODES[(200, None)] if code in _PERMISSIONS else None
    return exact or own or whole or permission
