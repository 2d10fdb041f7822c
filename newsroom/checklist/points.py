"""What reading a manuscript could not carry over as it stood, or changed: points that a person must look at.

Each stands open until the final editor closes it; a text with an open point does not go on to approval.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Final

from newsroom.errors import InvalidInput
from newsroom.signed.canonical import canonical
from newsroom.text import plain

MOST_POINTS: Final = 500
"""Points of one text."""
MOST_LETTERS: Final = 200_000
"""Letters of all points of one text, places and words together."""

_KEY_LETTERS: Final = 12


class PointKind(StrEnum):
    """What happened to a piece of a manuscript. Source: rule 54 (content and form of every item are checked)."""

    CHART = "chart"
    SMART_ART = "smart_art"
    OBJECT = "object"
    INK = "ink"
    SHAPE = "shape"
    LINKED_PICTURE = "linked_picture"
    HIDDEN_PICTURE = "hidden_picture"
    EQUATION = "equation"
    TEXT_BOX = "text_box"
    WORD_ART = "word_art"
    HIDDEN_TEXT = "hidden_text"
    STRUCK_TEXT = "struck_text"
    TRACKED_CHANGE = "tracked_change"
    COMMENT = "comment"
    PROMPT = "prompt"
    UNKNOWN_SYMBOL = "unknown_symbol"
    NUMBER_FORMAT = "number_format"
    MERGED_CELL = "merged_cell"
    OTHER_VERSION = "other_version"
    CHANGING_TEXT = "changing_text"
    CONTENTS_TABLE = "contents_table"
    LABEL = "label"
    OPEN_FIELD = "open_field"
    LEGACY_FONT = "legacy_font"
    UNREAD_MARKUP = "unread_markup"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One such piece: what happened to it, where it stands, and its words (empty when it has none)."""

    kind: PointKind
    place: str
    words: str = ""


def point_key(point: Point) -> str:
    """Name of a point within an article: the same for the same piece, however often the text is sent again.

    Shape: what has no words is known by its place, so that two charts are two points.
    """
    said = plain(point.words) or point.place
    return hashlib.sha256(f"{point.kind}\n{said}".encode()).hexdigest()[:_KEY_LETTERS]


def point_in_words(point: Point) -> str:
    """What happened, what was kept, what to do: whole Vietnamese sentences."""
    return _SAID[point.kind]


def points_text(points: Iterable[Point]) -> str:
    """The points of a text as they are kept; empty without any."""
    said = [asdict(point) for point in points]
    return canonical({"points": said}) if said else ""


def points_from(text: str) -> tuple[Point, ...]:
    """The points that were kept. Errors: ValueError, KeyError, TypeError for what nobody of ours has written."""
    said = json.loads(text)["points"] if text else ()
    return tuple(Point(kind=PointKind(one["kind"]), place=one["place"], words=one["words"]) for one in said)


def points_digest(points: Iterable[Point]) -> str:
    """What a claim says of the points of the text that it brings; empty without any."""
    text = points_text(points)
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def check_few_enough(points: tuple[Point, ...]) -> None:
    """Nothing, when a person can go through them. Errors: InvalidInput (manuscript), with the counts."""
    letters = sum(len(point.place) + len(point.words) for point in points)
    if len(points) <= MOST_POINTS and letters <= MOST_LETTERS:
        return
    counted = f"{len(points)} điểm phải xem lại ({letters} ký tự; nhiều nhất {MOST_POINTS} điểm, {MOST_LETTERS} ký tự)"
    raise InvalidInput(
        "manuscript",
        f"bản thảo có {counted}. Chưa có gì được lưu; hãy xử lý góp ý, phần sửa có theo dõi, chữ ẩn và chữ gạch trong "
        "tệp rồi gửi lại.",
    )


_SAID: Final[Mapping[PointKind, str]] = {
    PointKind.CHART: (
        "Biểu đồ không chuyển được vào bài; chữ trong biểu đồ giữ ở đây. Hãy chèn ảnh biểu đồ hoặc viết số liệu "
        "vào bài rồi gửi lại, hoặc đóng điểm này nếu bài không cần."
    ),
    PointKind.SMART_ART: (
        "Sơ đồ SmartArt không chuyển được vào bài; chữ trong sơ đồ giữ ở đây. Hãy chèn ảnh sơ đồ hoặc viết nội "
        "dung vào bài rồi gửi lại, hoặc đóng điểm này nếu bài không cần."
    ),
    PointKind.OBJECT: (
        "Đối tượng nhúng (bảng tính, tệp khác) không chuyển được vào bài. Hãy đưa nội dung vào bài rồi gửi lại, "
        "hoặc đóng điểm này nếu bài không cần."
    ),
    PointKind.INK: "Nét viết tay không chuyển được vào bài. Hãy gõ nội dung vào bài rồi gửi lại, hoặc đóng điểm này.",
    PointKind.SHAPE: (
        "Hình vẽ không chuyển được vào bài; chữ trong hình, nếu có, giữ ở đây. Hãy chèn hình dưới dạng ảnh rồi "
        "gửi lại, hoặc đóng điểm này nếu bài không cần."
    ),
    PointKind.LINKED_PICTURE: (
        "Ảnh chỉ được nối tới địa chỉ khác, không nằm trong tệp, nên không được lấy. Hãy chèn ảnh vào tệp rồi gửi"
        " lại, hoặc đóng điểm này nếu bài không cần ảnh."
    ),
    PointKind.HIDDEN_PICTURE: (
        "Ảnh đang để ẩn trong tệp nên không vào bài. Hãy bỏ ẩn rồi gửi lại nếu cần ảnh, không thì đóng điểm này."
    ),
    PointKind.EQUATION: (
        "Công thức được viết lại thành chữ trên một dòng; hãy đối chiếu với tệp gốc rồi đóng điểm này."
    ),
    PointKind.TEXT_BOX: (
        "Chữ trong khung được đưa vào bài thành đoạn riêng; hãy xem đúng chỗ chưa, và hãy đối chiếu với tệp gốc "
        "rồi đóng điểm này."
    ),
    PointKind.WORD_ART: (
        "Chữ nghệ thuật được đưa vào bài thành chữ thường; hãy đối chiếu với tệp gốc rồi đóng điểm này."
    ),
    PointKind.HIDDEN_TEXT: (
        "Chữ đang để ẩn trong tệp nên không vào bài; lời ấy giữ ở đây. Hãy bỏ ẩn rồi gửi lại nếu cần, không thì "
        "đóng điểm này."
    ),
    PointKind.STRUCK_TEXT: (
        "Chữ bị gạch ngang vẫn nằm trong bài, có gạch. Hãy xóa khỏi bài rồi gửi lại nếu không đăng, hoặc đóng "
        "điểm này nếu đăng đúng như vậy."
    ),
    PointKind.TRACKED_CHANGE: (
        "Phần sửa có theo dõi được coi như đã chấp nhận; lời bị xóa giữ ở đây. Nếu vậy chưa đúng thì sửa tệp rồi "
        "gửi lại; không thì hãy đối chiếu với tệp gốc rồi đóng điểm này."
    ),
    PointKind.COMMENT: (
        "Có góp ý chưa xử lý; lời góp ý giữ ở đây, không vào bài. Hãy sửa bài theo góp ý, hoặc quyết định không "
        "theo, rồi đóng điểm này."
    ),
    PointKind.PROMPT: (
        "Ô điền sẵn của mẫu còn để trống; lời nhắc trong ô không vào bài. Hãy điền rồi gửi lại, hoặc đóng điểm "
        "này nếu không cần."
    ),
    PointKind.UNKNOWN_SYMBOL: (
        "Ký hiệu của phông chữ riêng không nhận ra được, chỗ ấy trong bài còn trống. Hãy gõ lại ký hiệu rồi gửi "
        "lại; nếu không cần, hãy đối chiếu với tệp gốc rồi đóng điểm này."
    ),
    PointKind.NUMBER_FORMAT: (
        "Kiểu đánh số tự động không nhận ra được, số được ghi bằng chữ số thường; hãy đối chiếu với tệp gốc rồi "
        "đóng điểm này."
    ),
    PointKind.MERGED_CELL: (
        "Ô bảng bị gộp còn chữ mà Word không hiện; lời ấy giữ ở đây, không vào bài. Hãy tách ô rồi gửi lại nếu "
        "cần, không thì đóng điểm này."
    ),
    PointKind.OTHER_VERSION: (
        "Tệp chứa hai bản khác nhau của cùng một phần; bài lấy bản mới, bản kia giữ ở đây; hãy đối chiếu với tệp "
        "gốc rồi đóng điểm này."
    ),
    PointKind.CHANGING_TEXT: (
        "Ngày, số trang hoặc tên tệp tự đổi mỗi lần mở; bài giữ chữ đang ghi trong tệp. Hãy xem chữ ấy còn đúng "
        "không, và hãy đối chiếu với tệp gốc rồi đóng điểm này."
    ),
    PointKind.CONTENTS_TABLE: (
        "Mục lục có số trang không còn nghĩa trên mạng. Hãy xóa mục lục rồi gửi lại, hoặc đóng điểm này nếu đăng "
        "đúng như vậy."
    ),
    PointKind.LABEL: (
        "Số, chữ đánh mục tự động có thể khác với Word hiện; hãy đối chiếu với tệp gốc rồi đóng điểm này."
    ),
    PointKind.OPEN_FIELD: (
        "Trường tự động trong tệp không có chỗ kết thúc, bài giữ chữ đọc được; hãy đối chiếu với tệp gốc rồi đóng"
        " điểm này."
    ),
    PointKind.LEGACY_FONT: (
        "Chữ dùng phông cũ (.Vn…, VNI-…) có thể sai dấu; bài giữ nguyên chữ đọc được; hãy đối chiếu với tệp gốc "
        "rồi đóng điểm này."
    ),
    PointKind.UNREAD_MARKUP: (
        "Đoạn mã không nhận ra được hiện thành chữ, hoặc bị bỏ; lời đọc được giữ ở đây; hãy đối chiếu với tệp gốc"
        " rồi đóng điểm này."
    ),
}
