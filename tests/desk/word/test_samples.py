"""Files saved by LibreOffice or written at XML level, each with what a reader of Word sees in it, and its points."""

import pytest

from newsroom.checklist.points import PointKind as Kind
from tests.desk.word.packing import points, refusal_of, sample, shown, texts

_TITLE = "<h1>Bài thử các cấu trúc riêng của Word</h1>"

TEXTS: dict[str, list[str]] = {
    "05": [
        "<h1>Ảnh neo vào đoạn và vào trang giấy</h1>",
        "Đoạn có ảnh neo một.",
        '<img src="embedded:1">',
        "<figcaption>Bà con thu hoạch lúa. Ảnh: Phóng viên 1</figcaption>",
        "Đoạn giữa.",
        "Đoạn neo ký tự tiếp tục.",
        '<img src="embedded:2">',
        "<figcaption>Chợ phiên đông vui. Ảnh: Phóng viên 1</figcaption>",
        "Cuối.",
    ],
    "07": [
        "<h1>Chỉ số trên, chỉ số dưới và gạch bỏ</h1>",
        "Dân số 2,5 × 10<sup>6</sup> người; diện tích 6.700 km<sup>2</sup>; khí CO<sub>2</sub>.",
        "Mức hỗ trợ <s>GACHBO 500.000</s> 700.000 đồng mỗi hộ.",
        "Công khai. Hết.",
    ],
    "14": [
        "<strong>XÃ VÙNG CAO ĐÓN ĐIỆN LƯỚI QUỐC GIA</strong>",
        "<strong>Chiều 20/11/2026, điện lưới quốc gia đã về đến xóm cuối cùng của xã.</strong>",
        "Thân bài bắt đầu.",
    ],
    "20": [_TITLE, "Giữa.", "CHUYENDEN đoạn được chuyển chỗ."],
    "22": [
        _TITLE,
        "Mật độ 3 × 10<sup>5</sup> người/km<sup>2</sup>; H<sub>2</sub>O.",
        "Hạn nộp <s>GACHDON 15/11/2026 GACHDOI 20/11/2026</s> 30/11/2026.",
        "Công khai. Hết.",
    ],
    "23": [_TITLE, "Công thức MATHX<sup>2</sup> trong đoạn.", "MATHDISPLAY=1", "Sau."],
    "24": [_TITLE, "HOPCHUCHOICE", "HOPCHUVML", "HOPCHUTRAN"],
    "25": [
        _TITLE,
        "SDTKHOI nội dung",
        "Trước SDTDONG THETHONGMINH TRUONGDON 20/11/2026 TRUONGPHUC☑≥ 5-7 BDO DIR RUBY (rt)",
    ],
    "27": [_TITLE, "Trước.", "Sau."],
    "50": [_TITLE, "Thường. CHENVAO."],
    "52": [
        "<h1>Quyết định ban hành quy chế phối hợp</h1>",
        "Điều 1. Phạm vi điều chỉnh",
        "Quy chế này quy định việc phối hợp.",
        "Điều 2. Đối tượng áp dụng",
        "Các cơ quan, đơn vị có liên quan.",
        "Điều 3. Hiệu lực thi hành theo Điều 1 và Điều 2",
        "Quyết định có hiệu lực từ ngày ký.",
    ],
    "72": [
        "<h1>Một bức ảnh dùng hai lần</h1>",
        '<img src="embedded:1">',
        "<figcaption>Lần một. Ảnh: Phóng viên 1</figcaption>",
        "Đoạn sau Lần một",
        '<img src="embedded:2">',
        "<figcaption>Lần hai. Ảnh: Phóng viên 2</figcaption>",
        "Đoạn sau Lần hai",
    ],
    "73": [
        "<h1>Hai ảnh cạnh nhau trong bảng hai cột</h1>",
        '<img src="embedded:1">',
        "<figcaption><em>Chú thích cột 1. Ảnh: Phóng viên 1</em></figcaption>",
        '<img src="embedded:2">',
        "<figcaption><em>Chú thích cột 2. Ảnh: Phóng viên 1</em></figcaption>",
        "Hết.",
    ],
    "L01": [
        "<h1>Quy chế làm việc mẫu thử</h1>",
        "Chương I CHA quy định chung",
        "Điều 1. DA phạm vi",
        "Lời dẫn một.",
        "1. KA khoản",
        "a) PA điểm",
        "b) PB điểm",
        "2. KB khoản",
        "Điều 2. DB đối tượng",
        "1. KC khoản",
        "Chương II CHB tổ chức",
        "Điều 3. DC hiệu lực",
    ],
    "L04b": [
        "<h1>Ba mươi điểm</h1>",
        *(f"{letter}) LS{at}" for at, letter in enumerate("abcdefghijklmnopqrstuvwxyz", 1)),
        *("aa) LS27", "bb) LS28", "cc) LS29", "dd) LS30"),
    ],
    "L06": ["<h1>Danh sách nối tiếp</h1>", "1. CA", "2. CB", "xen kẽ", "A. UA", "B. UB", "xen nữa", "3. CC"],
    "L09": ["<h1>Đoạn thứ hai của mục</h1>", "1. QA mục", "QB đoạn tiếp không số", "2. QC mục"],
    "L12": ["<h1>Sửa đổi trong danh sách</h1>", "1. GA giữ", "1. GC giữ", "2. GD thêm"],
    "L14": ["<h1>Khung chữ</h1>", "VA sau.", "HOPA ký tự", "VB.", "HOPB đoạn", "VC.", "1. HOPC mục", "2. HOPD mục"],
    "L17": ["<h1>Đoạn ẩn</h1>", "Trước.", "Sau."],
    "L18": ["<h1>Trường</h1>", "Số 7 SEQF; BMTEXT và BMTEXT; 1 PGN; CONDT; ; ."],
    "L20": ["MUCLUC", "HA quy định 1", "<h1>HA quy định</h1>", "x"],
    "L22": ["<h1>Phụ lục</h1>", "Phụ lục 1 AA nội dung", "Phụ lục 2 AB nội dung", "Khoản riêng: AC không số"],
    "L24": [
        "<h1>Bảng gộp ô</h1>",
        (
            '<table><tr><th><p>THA</p></th><th colspan="2"><p>THB</p></th></tr>'
            '<tr><td rowspan="2"><p>TC1</p></td><td><p>TC2</p></td><td><p>TC3</p></td></tr>'
            "<tr><td><p>TC4</p></td><td><p>TC5</p></td></tr></table>"
        ),
    ],
    "L25": ["<h1>Chữ cái đầu</h1>", "DROPCAP đầu đoạn mở bài.", "Sau."],
    "X01": [
        "<h1>Bài thử</h1>",
        "Chương I CHA chung",
        *("Điều 1. DA phạm vi", "1. KA", "a) PA", "b) PB", "2. KB", "a) PC"),
        *("Điều 2. DB đối tượng", "1. KC"),
        "Chương II CHB tổ chức",
        "Điều 3. DC hiệu lực",
    ],
    "X02": [
        "<h1>Bài thử</h1>",
        "1. SA",
        "2. SB",
        "xen",
        "3. SC nối",
        "xen",
        "1. SD lại một",
        "2. SE",
        "3. SF tiếp theo num 1",
    ],
    "X04": ["<h1>Bài thử</h1>", "I. NA", "II. NB"],
    "X06": ["<h1>Bài thử</h1>", "Trước giữa sau.", "HIENLAI", "10<sup>9</sup><s>GACHKIEU</s> KHONGGACH"],
    "X08": ["<h1>Bài thử</h1>", "1. TA", "2. TC thêm", "3. TD"],
    "X10": ["<h1>Bài thử</h1>", "Trước giữa sau hết."],
    "X12": ["<h1>Bài thử</h1>", "VIẾT HOAhoa nhỏNANGtôgạch chân"],
    "X14": ["<h1>Bài thử</h1>", "MOT-HAIBA BON NAM<br>SAU BAY°C ☑ TAM � CHIN"],
    "X18": [
        "<h1>Bài thử</h1>",
        (
            '<table><tr><th colspan="2"><p>TA</p></th><th rowspan="2"><p>TB</p></th></tr>'
            "<tr><td><p>TC</p></td><td><p>TD</p></td></tr>"
            "<tr><td></td><td><p>TE</p></td><td><p>TF</p></td></tr></table>"
        ),
    ],
    "X20": ["<h1>Bài thử</h1>", "A CHENDUOC CHENLIENKET DOIDANG", "NOIDAUNOICUOI"],
    "X22": ["<h1>Bài thử</h1>", "<table><tr><td><p>OMOT</p></td><td><p>OHAI</p></td></tr></table>"],
    "mammothjs-147": ["<h1>Bài thử theo báo cáo lỗi công khai</h1>", "Trước biểu đồ.", "Sau biểu đồ."],
    "mammothjs-448": [
        "<h1>Bài thử theo báo cáo lỗi công khai</h1>",
        *("1. Một", "2. Hai", "Xen giữa", "3. Ba", "Xen nữa", "4. Bốn"),
    ],
    "pandoc-6080": [
        "<h1>Bài thử theo báo cáo lỗi công khai</h1>",
        "Bảng 1. Kết quả. Kinh phí 500.000.000 đồng.",
    ],
}

POINTS: dict[str, list[tuple[Kind, str, str]]] = {
    "07": [
        (Kind.STRUCK_TEXT, "đoạn 3", "GACHBO 500.000"),
        (Kind.HIDDEN_TEXT, "đoạn 4", "ANDI ghi chú nội bộ không đăng."),
    ],
    "10": [
        (
            Kind.LEGACY_FONT,
            "đoạn 3",
            "Uû ban nh©n d©n tØnh Cao B»ng tæ chøc héi nghÞ triÓn khai nhiÖm vô n¨m 2027.",
        )
    ],
    "12": [(Kind.LEGACY_FONT, "đoạn 3", "Toå chöùc")],
    "20": [
        (Kind.TRACKED_CHANGE, "đoạn 2", "CHUYENDI đoạn được chuyển chỗ."),
        (Kind.TRACKED_CHANGE, "đoạn 4", "CHUYENDEN đoạn được chuyển chỗ."),
    ],
    "22": [
        (Kind.STRUCK_TEXT, "đoạn 3", "GACHDON 15/11/2026 GACHDOI 20/11/2026"),
        (Kind.HIDDEN_TEXT, "đoạn 4", "ANVANISH ghi chú nội bộ, không đăng."),
    ],
    "23": [(Kind.EQUATION, "đoạn 2", "MATHX2"), (Kind.EQUATION, "đoạn 3", "MATHDISPLAY=1")],
    "24": [
        (Kind.TEXT_BOX, "đoạn 2", "HOPCHUCHOICE"),
        (Kind.TEXT_BOX, "đoạn 3", "HOPCHUVML"),
        (Kind.TEXT_BOX, "đoạn 4", "HOPCHUTRAN"),
    ],
    "25": [(Kind.CHANGING_TEXT, "đoạn 3", "TRUONGDON 20/11/2026")],
    "27": [(Kind.LINKED_PICTURE, "đoạn 3", "http://127.0.0.1:18999/ssrf.png")],
    "50": [(Kind.TRACKED_CHANGE, "đoạn 2", "CHENVAO.")],
    "L12": [(Kind.TRACKED_CHANGE, "đoạn 3", "GB xóa mục"), (Kind.TRACKED_CHANGE, "đoạn 5", "GD thêm")],
    "L14": [
        (Kind.TEXT_BOX, "đoạn 2", "HOPA ký tự"),
        (Kind.TEXT_BOX, "đoạn 3", "HOPB đoạn"),
        (Kind.TEXT_BOX, "đoạn 4", "1. HOPC mục 2. HOPD mục"),
    ],
    "L17": [(Kind.HIDDEN_TEXT, "đoạn 3", "ANDOAN cả đoạn kín")],
    "L18": [(Kind.CHANGING_TEXT, "đoạn 2", "1"), (Kind.PROMPT, "đoạn 2", "PLACEH")],
    "L20": [(Kind.CONTENTS_TABLE, "đoạn 2", "")],
    "X06": [
        (Kind.HIDDEN_TEXT, "đoạn 2", "ANKIEU … ANWEB"),
        (Kind.HIDDEN_TEXT, "đoạn 3", "ANDOAN kín"),
        (Kind.STRUCK_TEXT, "đoạn 5", "GACHKIEU"),
    ],
    "X08": [(Kind.TRACKED_CHANGE, "đoạn 3", "TB xóa"), (Kind.TRACKED_CHANGE, "đoạn 4", "TC thêm")],
    "X10": [
        (Kind.CHART, "đoạn 2", "TENBIEUDO | COTBIEUDO"),
        (Kind.SMART_ART, "đoạn 2", "SODOCHU"),
        (Kind.OBJECT, "đoạn 2", "Excel.Sheet.12"),
    ],
    "X14": [(Kind.UNKNOWN_SYMBOL, "đoạn 2", "LaLung F041")],
    "X18": [(Kind.MERGED_CELL, "bảng 1, hàng 2", "ANTRONGGOP")],
    "X20": [
        (Kind.TRACKED_CHANGE, "đoạn 2", "CHENDUOC CHENROIXOA CHENLIENKET XOAHAN DITU"),
        (Kind.TRACKED_CHANGE, "đoạn 3", ""),
    ],
    "X22": [(Kind.TRACKED_CHANGE, "bảng 1, hàng 1", "")],
    "mammothjs-147": [(Kind.CHART, "đoạn 3", "")],
}
"""Files that are not here have no point."""

REFUSED = {
    "40": "khai báo lạ (DOCTYPE) trong word/document.xml",
    "44": "bung ra quá lớn",
    "X16": "gần đoạn 3: có một tài liệu khác chèn vào bài",
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_reader_sees_these_words_with_their_labels(name: str) -> None:
    assert texts(sample(name)) == TEXTS[name]


@pytest.mark.parametrize("name", sorted(TEXTS.keys() | POINTS.keys()))
def test_what_was_changed_or_left_out_is_named_with_its_place(name: str) -> None:
    assert points(sample(name)) == POINTS.get(name, [])


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_whole_is_refused(name: str) -> None:
    assert REFUSED[name] in refusal_of(sample(name))


def test_the_notice_comes_in_word_for_word_with_the_labels_as_typed() -> None:
    found = shown(sample("15"))
    assert found[:3] == [
        "<p><strong>THÔNG BÁO</strong></p>",
        "<p><strong>Về việc phân công nhiệm vụ các thành viên Ban Biên tập</strong></p>",
        "<p><strong>Cổng Thông tin điện tử tỉnh Cao Bằng</strong></p>",
    ]
    labels = [line.removeprefix("<p>")[:2] for line in found if line.removeprefix("<p>")[:2].rstrip(".").isdigit()]
    assert [label for label in labels if label.endswith(".")] == [f"{at}." for at in range(1, 9)]
    assert "<p>I. NGUYÊN TẮC HOẠT ĐỘNG CỦA BAN BIÊN TẬP</p>" in found
    assert "<p>II. PHÂN CÔNG CỤ THỂ NHIỆM VỤ CỦA TỪNG THÀNH VIÊN</p>" in found
