"""Small files that once lost or turned what they say, each with its right value."""

from desk.manuscript.text.books import letters_of
from newsroom.article import Kind
from newsroom.checklist.points import PointKind
from newsroom.text import blocks
from tests.desk.manuscript.reading import SAMPLES, refused, sample


def test_a_paste_from_google_docs_is_bold_only_where_it_was() -> None:
    content = sample("04-google-docs-paste.html", title=None).content
    assert (content.title, content.summary) == ("Xây dựng trường học vùng cao khang trang", "")
    assert content.body_html.split("\n") == [
        "<p>Đoạn một không đậm.</p>",
        "<p><strong>Đoạn hai ĐẬM bằng style.</strong></p>",
        "<p>Số <sup>2</sup> mũ</p>",
    ]


def test_letters_that_nobody_sees_are_gone_and_a_known_sign_is_a_letter_of_its_own() -> None:
    content = sample("10-bidi.html", title=None).content
    assert content.title == "Một tiêu đề gnud bình thường"
    assert content.body_html == (
        "<p>LROx RLOx RLIabc 123 LRIx FSIx ALMx ZWSPx ZWNJx ZWJx WJx INVx HFx MVSx TAGx SHYx LS x PS x IAAx PUA•x</p>"
    )


def test_a_poem_keeps_its_lines() -> None:
    assert sample("12-pre-poem.html", title=None).content.body_html == (
        "<p>Câu một của bài thơ<br>Câu hai của bài thơ<br>Câu ba của bài thơ</p>\n<p>Kết.</p>"
    )
    markdown = sample("08-bullets-poem.md", title=None).content
    assert markdown.body_html == "<p>Câu thơ một<br>Câu thơ hai<br>Câu thơ ba</p>\n<p>thụt vào</p>"


def test_entities_stay_what_they_are() -> None:
    content = sample("20-entities.html", title=None).content
    assert content.title == "Quy định A & B <mới> của tỉnh"
    assert content.body_html == "<p>5 &lt; 6 &amp;amp; 7 &gt; 3 … 🎉 &amp;lt;b&amp;gt; R&amp;D AT&amp;T</p>"


def test_struck_words_stay_struck_and_a_person_must_look() -> None:
    manuscript = sample("bleach-telescope-837-del.html", title=None)
    assert manuscript.content.body_html == (
        "<p>Hỗ trợ <s>DELCU 500.000 đồng</s> 700.000 đồng/tháng; <s>STRIKECU</s> <s>SCU</s>.</p>"
    )
    assert [(point.kind, point.words) for point in manuscript.points] == [
        (PointKind.STRUCK_TEXT, "DELCU 500.000 đồng"),
        (PointKind.STRUCK_TEXT, "STRIKECU SCU"),
    ]


def test_the_notice_comes_out_word_for_word_with_its_labels() -> None:
    content = sample("20-notice.md", title=None, kind=None).content
    source = (SAMPLES / "20-notice.md").read_text(encoding="utf-8").split("---\n", 2)[2]
    shown = [block.text for block in blocks(content.body_html)]
    assert (content.kind, content.summary) == (Kind.NOTICE, "")
    assert shown[0] == "THÔNG BÁO"
    assert letters_of(shown) == letters_of([source])
    lines = content.body_html.replace("<p>", "\n").replace("<br>", "\n").splitlines()
    members = [line for line in lines if line[:3] in {f"{n}. " for n in range(1, 9)} and line[3:6] in {"Ông", "Bà "}]
    assert [line[:2] for line in members] == [f"{number}." for number in range(1, 9)]
    assert "I. NGUYÊN TẮC HOẠT ĐỘNG CỦA BAN BIÊN TẬP" in shown


def test_a_half_converted_text_is_taken_as_it_stands() -> None:
    """The checklist warns of it; nothing here may turn its letters."""
    assert "Uû ban nh©n d©n tỉnh" in sample("evkey-9-half-converted.md", title=None).content.body_html


def test_front_matter_that_unfolds_is_refused() -> None:
    text = (SAMPLES / "06-yaml-bomb.md").read_text(encoding="utf-8")
    assert "dòng 2, có ký hiệu “&”, “*” hoặc “!”" in refused(text, "06-yaml-bomb.md")


def test_a_typed_title_in_capitals_is_no_sapo() -> None:
    typed = "XÃ VÙNG CAO ĐÓN ĐIỆN LƯỚI QUỐC GIA"
    for stated in (None, typed, "Xã vùng cao đón điện lưới quốc gia"):
        content = sample("14-typical-bold-title.docx", title=stated).content
        assert content.title == (stated or typed)
        assert content.summary == "Chiều 20/11/2026, điện lưới quốc gia đã về đến xóm cuối cùng của xã."
        assert content.body_html == "<p>Thân bài bắt đầu.</p>"


def test_each_use_of_a_picture_has_its_own_caption() -> None:
    content = sample("72-same-picture-twice.docx").content
    assert [(photo.caption, photo.credit) for photo in content.photos] == [
        ("Lần một.", "Phóng viên 1"),
        ("Lần hai.", "Phóng viên 2"),
    ]
    assert len({photo.digest for photo in content.photos}) == 1
    assert "Ảnh:" not in content.body_html


def test_pictures_side_by_side_and_floating_ones_have_their_captions() -> None:
    side = sample("73-two-pictures-table.docx").content
    assert [photo.caption for photo in side.photos] == ["Chú thích cột 1.", "Chú thích cột 2."]
    assert "<table>" not in side.body_html
    floating = sample("05-pictures-floating.docx").content
    assert [photo.caption for photo in floating.photos] == ["Bà con thu hoạch lúa.", "Chợ phiên đông vui."]
    for content in (side, floating):
        assert "Chú thích" not in content.body_html
        assert "Ảnh:" not in content.body_html
