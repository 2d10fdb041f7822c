"""The words that carry the meaning of a sentence, so that no change of one of them is a slip of the pen."""

import re
from collections.abc import Iterable
from typing import Final

_DIGIT_OR_SIGN: Final = re.compile(r"[\d%‰₫$€£°²³]")


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


NUMBERS: Final = _listed("""
    một hai ba bốn tư năm lăm sáu bảy bẩy tám chín mười mươi mốt trăm nghìn ngàn vạn triệu tỷ tỉ rưỡi nửa chục cặp
    lẻ linh km m cm mm ha kg g mg mét tấn tạ yến lít sào usd vnd vnđ đô phần lần gấp
    """)
DATES: Final = _listed("giờ phút giây ngày tuần tháng quý năm thứ sáng trưa chiều tối đêm hôm nay mai mốt qua kia")
DENIALS: Final = _listed("""
    không chưa chẳng chả đừng chớ cấm kiêng tránh ngừng dừng ngưng thôi khỏi miễn hủy huỷ bỏ bãi xóa xoá hoãn trừ
    phi vô bất hết thiếu mất trái chống phản bác
    """)
TURNS: Final = _listed("""
    được bị phải nên cần buộc có đã đang sẽ sắp vẫn còn chỉ đều mọi mỗi cả mấy vài nhiều ít hơn kém tăng giảm lên
    xuống trên dưới trước sau trong ngoài từ đến tới cho chờ hoặc nhưng nếu vì do mua bán thuê thuế phí giá vay nợ
    lãi lỗ thu chi thắng thua sống chết đúng sai tốt xấu cao thấp lớn nhỏ nặng nhẹ mở đóng rút nhận giao nộp trả
    phạt thưởng tội đỗ trượt nam nữ đông tây bắc
    """)
OFFICES: Final = frozenset(
    {
        *("chủ tịch", "giám đốc", "bí thư", "ủy viên", "uỷ viên", "thư ký", "trưởng ban", "trưởng phòng", "phó trưởng"),
        *("chánh văn", "văn phòng", "bộ trưởng", "thứ trưởng", "đại biểu", "hiệu trưởng", "cục trưởng", "vụ trưởng"),
        *("đội trưởng", "thủ tướng", "kế toán", "kỹ sư", "chuyên viên", "đồng chí", "phó chủ", "phó giám"),
    }
)

_COUNTED: Final = _listed("một hai ba bốn sáu bảy bẩy tám chín mười mươi chục trăm nghìn ngàn vạn triệu tỷ tỉ vài mấy")
_WRITTEN_TWICE: Final = _listed("của các những và là với tại về theo để như này đó thì mà cùng bằng ra vào đi việc")
"""Words that say nothing more when they are written twice; “người người” does."""

_MORE_CLOSELY: Final = (
    (
        _listed("toàn tất hầu đa đủ thừa tối thiểu duy nhất riêng chung khoảng chừng gần quá rất đôi từng lượt suất"),
        "từ chỉ số lượng",
    ),
    (
        _listed("ngoại đình nghiêm tạm dứt rút tước phép cấp quyền hạn hãy"),
        "từ cho phép, cấm hoặc giới hạn",
    ),
    (_listed("án tù giam bắt kiện cướp giết hiếp nhũng lừa trộm nghiện hối can cáo tố"), "từ về tội và hình phạt"),
    (_listed("anh chị cô chú bác cháu cựu tướng tá úy uý sĩ sỹ"), "chức danh hoặc cách gọi người"),
    (_listed("xã phường huyện tỉnh thôn xóm ấp quận phố"), "tên gọi địa phương"),
)

_THOUSANDS: Final = _listed("trăm nghìn ngàn vạn triệu tỷ tỉ")
_BY_ITSELF: Final = frozenset({"phó", "trưởng", "chánh", "giám", "tịch", "ông", "bà", "vợ", "chồng", "cha", "mẹ"})
_LABELS: Final = (
    (NUMBERS, "con số hoặc đơn vị đo viết bằng chữ"),
    (DATES, "từ chỉ ngày giờ"),
    (DENIALS, "từ phủ định hoặc cấm đoán"),
    (TURNS, "từ làm đổi nghĩa của câu"),
    (_BY_ITSELF, "chức danh hoặc cách gọi người"),
)


def is_number(word: str) -> bool:
    """Whether a word has a digit, or a sign of money or share, or counts thousands."""
    return bool(_DIGIT_OR_SIGN.search(word)) or word.strip(" .,;:()").lower() in _THOUSANDS


def is_counted(word: str) -> bool:
    """Whether a word, in lower case and without marks, is a number written out."""
    return word in _COUNTED


def is_written_twice(word: str) -> bool:
    """Whether a word, in lower case, written twice is written once too often."""
    return word in _WRITTEN_TWICE


def weight_more_closely(words: Iterable[str]) -> str:
    """What weighs among words that `weight_of` lets pass, as Vietnamese; empty when nothing does.

    Source: ambiguity A20; decision 0054.
    """
    found = set(words)
    return next((label for known, label in _MORE_CLOSELY if found & known), "")


def weight_of(words: Iterable[str], pairs: Iterable[str]) -> str:
    """What weighs among words and pairs of them, as Vietnamese; empty when nothing does. Shape: all in lower case.

    Source: ambiguity A20.
    """
    if any(pair in OFFICES for pair in pairs):
        return "chức danh hoặc cách gọi người"
    found = set(words)
    return next((label for known, label in _LABELS if found & known), "")
