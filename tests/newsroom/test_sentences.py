"""Sentences as they come to the desk: half of them wrong, half of them good although they look wrong, each with why."""

from dataclasses import replace
from typing import Final

import pytest

from newsroom.article import Content, Kind
from newsroom.checklist.check import Code, Severity, check
from tests.newsroom.test_checklist import FACTS, SOUND

BLOCKS: Final = Severity.BLOCKING
WARNS: Final = Severity.WARNING
PASSES: Final = None
MARK: Final = Code.NOT_FOR_READERS
SECRET: Final = Code.CLASSIFIED
FONT: Final = Code.LEGACY_ENCODING
POST: Final = Code.LEADER_TITLE
NAME: Final = Code.LEADER_NAME

# The sentence, what becomes of it, the check that must see it (or must not), and why.
TABLE: Final = (
    ("KHÔNG ĐĂNG", BLOCKS, MARK, "an order to the desk, alone"),
    ("Phần dưới KHÔNG ĐĂNG, chỉ để Ban đọc.", BLOCKS, MARK, "an order to the desk, within a sentence"),
    ("BÀI NÀY CHƯA ĐƯỢC ĐĂNG TRƯỚC 20/11", BLOCKS, MARK, "an hour that the desk must wait for"),
    ("Số liệu sơ bộ (không đăng) là 120 hộ.", BLOCKS, MARK, "in brackets it is a remark to the desk"),
    ("Không đăng đoạn này: chờ Sở Ví dụ trả lời.", BLOCKS, MARK, "a paragraph that keeps itself back"),
    ("Thủ tục cho người chưa đăng ký và người không đăng ký", PASSES, MARK, "to register is another verb"),
    ("NGƯỜI LAO ĐỘNG KHÔNG ĐĂNG KÝ TẠM TRÚ BỊ XỬ LÝ", PASSES, MARK, "the same in capitals"),
    ("KHÔNG ĐĂNG TẢI THÔNG TIN SAI SỰ THẬT", PASSES, MARK, "a rule for readers about what nobody may post"),
    ("Ban Biên tập không đăng thư nặc danh.", PASSES, MARK, "readers are told what the Portal does not take"),
    ("Chủ nhà không đăng cai giải năm nay.", PASSES, MARK, "to host is another verb"),
    ("DO NOT PUBLISH until the Board agrees", BLOCKS, MARK, "the same order in English"),
    ("Draft, not for release.", BLOCKS, MARK, "the same order in English"),
    ("Sách của nhà xuất bản Publish & Co được trưng bày.", PASSES, MARK, "a name with the word in it"),
    ("LƯU HÀNH NỘI BỘ", BLOCKS, MARK, "a limited circulation"),
    ("Tài liệu lưu hành nội bộ được thu hồi sau cuộc họp.", PASSES, MARK, "a report about such papers"),
    ("TODO: hỏi lại số hộ nghèo", BLOCKS, MARK, "work that is still to be done"),
    ("Nghệ nhân hát làn điệu “To đo” của bản.", PASSES, MARK, "letters that only look alike"),
    ("Kinh phí XXX triệu đồng do huyện cấp.", BLOCKS, MARK, "letters where a figure is to come"),
    ("Họp ngày xx/xx tại trụ sở.", BLOCKS, MARK, "letters where a day is to come"),
    ("Đại hội lần thứ XXX khai mạc.", PASSES, MARK, "thirty, in roman figures"),
    ("Người gọi dùng số 0912.xxx.xxx để lừa đảo.", PASSES, MARK, "a number that is hidden from readers on purpose"),
    ("Thế kỷ XX để lại nhiều di tích.", PASSES, MARK, "twenty, in roman figures"),
    ("Lorem ipsum dolor sit amet", BLOCKS, MARK, "words that only fill a place"),
    ("Lễ khai mạc diễn ra tại [ĐỊA ĐIỂM].", BLOCKS, MARK, "a name is to be filled in"),
    ("Ông Ví Dụ [kiểm tra lại tên] phát biểu.", BLOCKS, MARK, "a remark of the desk"),
    ("Bà con rất vui “Năm nay [cần hỏi năm nào] được mùa”.", BLOCKS, MARK, "a remark, although in a quotation"),
    ("Đoàn thăm xã [Lý Quốc] ngày 20/11.", BLOCKS, MARK, "brackets outside of a quotation"),
    ("Bà con nói: “Nó [con đường] đã đổi đời chúng tôi”.", PASSES, MARK, "what the reader of a quotation needs"),
    ("Người dân kể: “Hồi ấy khổ lắm […] giờ thì khá rồi”.", PASSES, MARK, "a quotation that was cut"),
    ("Theo thống kê [1], sản lượng tăng [2, tr. 15].", PASSES, MARK, "references"),
    ("Giá trị nằm trong đoạn [0; 1].", PASSES, MARK, "an interval"),
    ("Tỷ lệ đạt …% kế hoạch năm.", BLOCKS, MARK, "a share is to be filled in"),
    ("Tỷ lệ đạt ... % kế hoạch năm.", BLOCKS, MARK, "the same with three dots"),
    ("Họp ngày …/11/2026 tại hội trường.", BLOCKS, MARK, "a day is to be filled in"),
    ("Công văn số …/UBND-VX nêu rõ.", BLOCKS, MARK, "a number is to be filled in"),
    ("Tổng vốn khoảng … tỷ đồng.", BLOCKS, MARK, "a sum is to be filled in"),
    ("Trồng na, hồng, lê… 30% diện tích đã cho quả.", PASSES, MARK, "dots end a list before a share"),
    ("Nuôi ong mà thu tiền… tỷ.", PASSES, MARK, "dots make a reader wait"),
    ("Lễ hội có hát then, đàn tính, múa chầu…", PASSES, MARK, "dots end a list"),
    ("Họp từ 20/11 đến 22/11/2026.", PASSES, MARK, "days as they are written"),
    ("Tỷ lệ đạt ___% kế hoạch năm.", BLOCKS, MARK, "a line to be written on, before a share"),
    ("Tỷ lệ đạt ?% kế hoạch năm.", BLOCKS, MARK, "a question mark where a share is to come"),
    ("Tỷ lệ đạt XX% kế hoạch năm.", BLOCKS, MARK, "two letters where a share is to come"),
    ("Tỷ lệ đạt [..]% kế hoạch năm.", BLOCKS, MARK, "brackets with nothing in them, before a share"),
    ("Tỷ lệ đạt …. % kế hoạch năm.", BLOCKS, MARK, "dots of two kinds, before a share"),
    ("Tổng vốn ……… triệu đồng.", BLOCKS, MARK, "dots that leave room, with no verb before them"),
    ("Ai hưởng lợi? 30% là hộ nghèo.", PASSES, MARK, "a question before a share"),
    ("Thế kỷ XX, 30% diện tích là rừng.", PASSES, MARK, "a roman number before a share"),
    ("Đoạn này không đăng nhé.", BLOCKS, MARK, "an order to the desk, its piece first"),
    ("Ảnh này không đăng ký bản quyền.", PASSES, MARK, "to register is another verb"),
    ("BTV: kiểm tra lại số liệu.", BLOCKS, MARK, "an order to the desk, with the name of whom it is for"),
    ("Số hộ nghèo giảm (BTV: kiểm tra lại).", BLOCKS, MARK, "the same in brackets"),
    ("Danh sách kèm theo (chờ bổ sung).", BLOCKS, MARK, "what is still to come"),
    ("PV: Thưa ông, năm nay tỉnh làm gì?", PASSES, MARK, "a question of an interview"),
    ("Xem Lỗi! Không tìm thấy nguồn tham chiếu.", BLOCKS, MARK, "a reference that Word has lost"),
    ("Đoàn thăm 【kiểm tra tên】 ngày 20/11.", BLOCKS, MARK, "a remark in brackets of another kind"),
    ("Tập hợp {1; 2; 3} có ba phần tử.", PASSES, MARK, "a set"),
    ("Dự kiến chi ??? đồng cho đường mới.", BLOCKS, MARK, "question marks where a figure is to come"),
    ("Vì sao giá quýt giảm?", PASSES, MARK, "a question"),
    ("Đoàn thăm trường (chèn ảnh 2) và tặng quà.", BLOCKS, MARK, "an order to the desk"),
    ("Ghi chú cho biên tập: đoạn này cần rút gọn.", BLOCKS, MARK, "a remark to the desk"),
    ("Hồ sơ nộp thiếu (cần bổ sung giấy khai sinh) sẽ trả lại.", PASSES, MARK, "what readers have to add"),
    ("Ghi chú: số liệu tính đến 31/10/2026.", PASSES, MARK, "a note for readers"),
    ("Xem mẫu tại https://caobang.gov.vn/[mau]/xxx.", PASSES, MARK, "an address is no sentence"),
    ("Tài liệu MẬT số 12 gửi kèm.", BLOCKS, SECRET, "a marking of secrecy"),
    ("ĐỘ MẬT: TỐI MẬT", BLOCKS, SECRET, "a marking of secrecy"),
    ("Độ mật gồm: Tuyệt mật, Tối mật và Mật.", PASSES, SECRET, "the levels, in a text about the law"),
    ("Mức độ mật: tuyệt mật, tối mật, mật.", PASSES, SECRET, "the same, behind a colon"),
    ("Dấu “TUYỆT MẬT”, “TỐI MẬT”, “MẬT” do Bộ quy định.", PASSES, SECRET, "the same, as the stamps have them"),
    ("<ul><li>Tuyệt mật;</li><li>Tối mật;</li><li>Mật.</li></ul>", PASSES, SECRET, "the same, one in each line"),
    ("<ul><li>Mật</li><li>Số 05/BC</li></ul>", BLOCKS, SECRET, "one level alone is a marking"),
    ("Giữ gìn bí mật, mật ong được mùa.", PASSES, SECRET, "everyday words"),
    ("Ngày 16/11, Uû ban nh©n d©n tỉnh tổ chức họp.", WARNS, FONT, "a few words of an old font in a sound sentence"),
    ("Theo baùo caùo của Sở, toàn tỉnh đã xong.", WARNS, FONT, "the same of another old font"),
    ("Ông Müller và bà Renée thăm São Paulo.", PASSES, FONT, "names from abroad"),
    ("Thị trấn Krông Pắk, người Ê Đê, M’Nông.", PASSES, FONT, "names of other peoples of the country"),
    ("Máy lọc được hạt bụi 10 µm.", PASSES, FONT, "a unit"),
    ("Hãng Toyota® tặng xe cho trường.", PASSES, FONT, "a sign of trade"),
    ("Bí thư Tỉnh ủy Họ Tên Ví Dụ dự họp.", WARNS, POST, "another post than the register has"),
    ("Giám đốc Sở Ví dụ Họ Tên Ví Dụ nói.", WARNS, POST, "a post that has ended"),
    ("Nguyên Giám đốc Sở Ví dụ Họ Tên Ví Dụ nói.", PASSES, POST, "the same, called what it is"),
    ("Trưởng Đoàn Ví dụ Họ Tên Mẫu dự.", WARNS, POST, "a post that has not begun"),
    ("Chủ tịch UBND tỉnh Họ Tên Vi Dụ dự họp.", WARNS, NAME, "a mark is missing in the name"),
    ("CHỦ TỊCH UBND TỈNH HỌ TÊN VÍ DỤ", PASSES, NAME, "the same name in capitals"),
    ("Anh Họ Tên Vi Dụ, nông dân xã Ví dụ, nói.", PASSES, NAME, "somebody else with a like name"),
)


def saying(sentence: str) -> Content:
    return replace(SOUND, body_html=sentence if sentence.startswith("<") else f"<p>{sentence}</p>")


@pytest.mark.parametrize(("sentence", "becomes", "code", "why"), TABLE, ids=[why for *_, why in TABLE])
def test_a_sentence_is_judged_by_what_it_says(sentence: str, becomes: Severity | None, code: Code, why: str) -> None:
    found = {finding.severity for finding in check(saying(sentence), FACTS) if finding.code is code}
    assert found == ({becomes} if becomes else set()), why


def test_the_table_is_long_enough_on_both_sides() -> None:
    assert len(TABLE) >= 60
    good = sum(becomes is PASSES for _, becomes, *_ in TABLE)
    assert abs(good - len(TABLE) / 2) <= 3
    assert all(why for *_, why in TABLE)


@pytest.mark.parametrize(
    ("content", "severity"),
    [
        (replace(saying("<p>Tôi tên là [họ và tên], đạt …%.</p>"), kind=Kind.LEGAL_DOCUMENT), WARNS),
        (replace(saying("<p>Mời họp tại [ĐỊA ĐIỂM].</p>"), kind=Kind.NOTICE), BLOCKS),
        (replace(saying("<p>TODO: thêm phụ lục.</p>"), kind=Kind.LEGAL_DOCUMENT), BLOCKS),
        (replace(SOUND, title="[Infographic] Kết quả thu ngân sách"), PASSES),
        (replace(SOUND, title="Khai mạc phiên chợ [TÊN CHỢ]"), BLOCKS),
        (replace(SOUND, body_html="<p>[Ảnh]</p>"), BLOCKS),
        (replace(SOUND, byline="[BÚT DANH]"), BLOCKS),
        (replace(SOUND, photos=(replace(SOUND.photos[0], credit="XXX"),)), BLOCKS),
        (replace(SOUND, photos=(replace(SOUND.photos[0], alt="TODO"),)), BLOCKS),
    ],
    ids=["form", "notice", "no form", "genre", "title", "picture", "byline", "credit", "alt"],
)
def test_where_a_mark_stands_counts_too(content: Content, severity: Severity | None) -> None:
    found = {finding.severity for finding in check(content, FACTS) if finding.code is MARK}
    assert found == ({severity} if severity else set())


def test_a_document_keeps_its_own_title() -> None:
    long = "Quyết định về việc ban hành Quy định " + "và quản lý " * 20
    for kind in (Kind.NOTICE, Kind.DIRECTIVE, Kind.LEGAL_DOCUMENT, Kind.PRESS_RELEASE):
        assert Code.TITLE_LENGTH not in {found.code for found in check(replace(SOUND, title=long, kind=kind), FACTS)}
    assert Code.TITLE_LENGTH in {found.code for found in check(replace(SOUND, title=long), FACTS)}


def test_one_mark_is_told_once() -> None:
    content = replace(SOUND, body_html="<p>KHÔNG ĐĂNG</p>")
    assert [finding.code for finding in check(content, FACTS)].count(MARK) == 1
