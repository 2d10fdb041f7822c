"""Manuscripts as people send them: the three formats, what is taken out of them, and what is turned away and why."""

import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from PIL import Image
from PIL.ExifTags import Base

from desk.letters import tidy
from desk.manuscript.captions import caption_and_credit
from desk.manuscript.cleaning import BODY_TAGS, clean_body
from desk.manuscript.intake import MAX_TEXT_BYTES, ManuscriptMeta, meta_from, read_manuscript
from desk.statements import Manuscript
from newsroom.article import ChannelName, Kind, content_hash
from newsroom.errors import InvalidInput
from newsroom.text import PHOTO_SCHEME, blocks, photo_digests
from tests.support.proofs import examples

TOPICS = {"economy": "Kinh tế", "culture": "Văn hóa - Xã hội", "citizen_reception": "Tiếp công dân"}
META = {"title": "Khai mạc phiên chợ nông sản", "kind": "news", "topics": ["economy"], "byline": "Cộng tác viên 1"}


def picture(form: str = "JPEG", size: tuple[int, int] = (1200, 800), color: str = "red", **extra: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, form, **extra)
    return out.getvalue()


def huge(*size: int) -> bytes:
    """A picture of so many dots that nobody opens it to see its colours: it has none."""
    out = io.BytesIO()
    Image.new("1", (size[0], size[1])).save(out, "PNG", compress_level=1)
    return out.getvalue()


PHONE_NOTES = Image.Exif()
PHONE_NOTES[Base.Make] = "Máy ảnh bí mật"
PHONE_NOTES[Base.Orientation] = 6
RED, BLUE = picture(), picture(color="blue")


def read(
    text: str | bytes, suffix: str = ".html", *, files: Mapping[str, bytes] | None = None, **stated: Any
) -> Manuscript:
    data = text.encode() if isinstance(text, str) else text
    return read_manuscript(
        data, filename=f"bai{suffix}", overrides={**META, **stated}, photo_files=files or {}, known_topics=TOPICS
    )


def refused(text: str | bytes, suffix: str = ".html", **more: Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        read(text, suffix, **more)
    message = caught.value.message
    assert "Chưa có gì được lưu; hãy " in message
    assert message.endswith(".")
    return caught.value


def answered(act: Callable[[], object]) -> InvalidInput | None:
    """The refusal an act ended in, if any; anything else it raises fails the test."""
    try:
        act()
    except InvalidInput as error:
        return error
    return None


def word(build: Callable[[Any], None]) -> bytes:
    document = docx.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def plain_word(text: str = "Thân bài.") -> bytes:
    return word(lambda document: document.add_paragraph(text))


def repacked(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


MARKDOWN = """---
title: Khai mạc phiên chợ nông sản
kind: news
topics: [Kinh tế]
byline: Cộng tác viên 1
source: {name: Báo Cao Bằng, url: https://baocaobang.vn/1, published_on: 2026-11-20}
photos:
  - {file: anh/bia.jpg, caption: "Gian hàng miến dong. Ảnh: Hoàng Long", alt: Gian hàng}
channel_texts:
  fanpage: |
    Chợ phiên mở cửa!
    Mời bà con.
---
**Sáng 23/11, phiên chợ khai mạc.**

Bà con *Quảng Uyên* bán [quýt](https://caobang.gov.vn/quyt).

![Khách](khach.jpg "Khách tham quan")

## Mục

| Hàng | Số |
|------|----|
| Quýt | 5  |
"""


def test_markdown_in_a_folder_becomes_content_with_its_photos(tmp_path: Path) -> None:
    (tmp_path / "anh").mkdir()
    (tmp_path / "anh" / "bia.jpg").write_bytes(BLUE)
    (tmp_path / "khach.jpg").write_bytes(RED)
    (tmp_path / "bai.md").write_text(MARKDOWN, encoding="utf-8")
    manuscript = read_manuscript(tmp_path / "bai.md", known_topics=TOPICS)
    content = manuscript.content
    assert (content.title, content.kind, content.topics) == (META["title"], Kind.NEWS, ("economy",))
    assert content.summary == "Sáng 23/11, phiên chợ khai mạc."
    assert content.source is not None
    assert content.source.published_on == "2026-11-20"
    assert content.channel_texts[0].channel is ChannelName.FANPAGE
    assert content.channel_texts[0].text == "Chợ phiên mở cửa!\nMời bà con."
    assert [photo.caption for photo in content.photos] == ["Khách tham quan", "Gian hàng miến dong."]
    assert content.photos[1].credit == "Hoàng Long"
    assert photo_digests(content.body_html) == (content.photos[0].digest,)
    assert [block.text for block in blocks(content.body_html)][-4:] == ["Hàng", "Số", "Quýt", "5"]
    assert '<a href="https://caobang.gov.vn/quyt">quýt</a>' in content.body_html


def test_html_is_washed_and_its_layout_is_read() -> None:
    manuscript = read(
        """<html><head><title>x</title><style>p{}</style></head><body>
        <h1>Tiêu đề &amp; bài</h1><div><b>Sapo in đậm.</b></div>
        <div class=MsoNormal>Một <span style="color:red"><font>đoạn</font></span><o:p>&nbsp;</o:p></div>
        <figure><img src="a%20b.jpg" alt="Vườn"><figcaption>Vườn quýt (Ảnh: Lý Sơn)</figcaption></figure>
        Chữ lẻ<p>Trên<br>dưới<h4>Nhỏ</h4><b><p>Đậm</p></b></body></html>""",
        files={"a b.jpg": RED},
        title=None,
    )
    content = manuscript.content
    assert (content.title, content.summary) == ("Tiêu đề & bài", "Sapo in đậm.")
    assert content.body_html.replace(content.photos[0].digest, "D") == (
        '<p>Một đoạn</p>\n<p><img src="photo:D"></p>\n<p>Chữ lẻ</p>\n<p>Trên<br>dưới</p>\n<h3>Nhỏ</h3>\n'
        "<p><strong>Đậm</strong></p>"
    )
    assert (content.photos[0].caption, content.photos[0].credit, content.photos[0].alt) == (
        "Vườn quýt",
        "Lý Sơn",
        "Vườn",
    )
    assert any("tiêu đề" in note for note in manuscript.notes)


def word_story(document: Any) -> None:
    document.add_heading("Mùa quýt Cao Bằng", 0)
    document.add_paragraph().add_run("Sapo in đậm.").bold = True
    document.add_paragraph("Thân bài.")
    document.add_picture(io.BytesIO(RED))
    document.add_paragraph("Vườn quýt. Ảnh: Lý Sơn", style="Caption")
    document.add_picture(io.BytesIO(BLUE))
    document.add_paragraph().add_run("Chợ phiên").italic = True
    document.add_heading("Mục một", 1)
    document.add_paragraph("ý một", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "a", "b"


def test_word_gives_title_sapo_pictures_captions_lists_and_tables() -> None:
    content = read(word(word_story), ".docx", title=None).content
    assert (content.title, content.summary) == ("Mùa quýt Cao Bằng", "Sapo in đậm.")
    assert [(photo.caption, photo.credit) for photo in content.photos] == [("Vườn quýt.", "Lý Sơn"), ("Chợ phiên", "")]
    assert photo_digests(content.body_html) == tuple(photo.digest for photo in content.photos)
    assert [block.text for block in blocks(content.body_html) if not block.text.startswith(PHOTO_SCHEME)] == [
        "Thân bài.",
        "Mục một",
        "ý một",
        "a",
        "b",
    ]
    assert "<h2>Mục một</h2>" in content.body_html
    assert "<ul>" in content.body_html


def test_word_in_a_folder_takes_its_sidecar_and_overrides_beat_it(tmp_path: Path) -> None:
    (tmp_path / "bai.docx").write_bytes(plain_word())
    (tmp_path / "bai.toml").write_text(
        'title = "Từ tệp kèm"\nkind = "feature"\nbyline = "A"\ntopics = ["culture"]\n'
        '[source]\nname = "Báo"\nurl = "https://a.vn"\npublished_on = 2026-11-20\n',
        encoding="utf-8",
    )
    content = read_manuscript(tmp_path / "bai.docx", overrides={"byline": "B"}, known_topics=TOPICS).content
    assert (content.title, content.kind, content.byline, content.topics) == (
        "Từ tệp kèm",
        Kind.FEATURE,
        "B",
        ("culture",),
    )
    assert content.source is not None
    assert content.source.published_on == "2026-11-20"


def test_word_comments_and_tracked_changes_are_pointed_out() -> None:
    def comment(document: Any) -> None:
        paragraph = document.add_paragraph("Thân bài.")
        document.add_comment(paragraph.runs, text="Xem lại", author="BTV")

    assert any("1 ý kiến" in note for note in read(word(comment), ".docx").notes)


def test_reading_twice_gives_the_same_content_hash() -> None:
    data = word(word_story)
    assert content_hash(read(data, ".docx").content) == content_hash(read(data, ".docx").content)


def test_everything_is_stored_in_nfc_without_invisible_marks() -> None:
    content = read(
        "<p>Pho\u031b\u0309\u00a0bo\u0300\u200b \u202engon</p>", title="Ca\u0301ch\u0000 na\u0302\u0301u"
    ).content
    assert (content.title, content.body_html) == ("Cách nấu", "<p>Phở bò ngon</p>")


def test_accents_typed_apart_from_their_letter_are_joined_and_never_cling_to_a_tag() -> None:
    assert clean_body("<p>Ca<span>&#769;</span>ch</p>") == "<p>Cách</p>"
    assert clean_body("<p>\u0338a</p>") == "<p>a</p>"
    assert clean_body("<p>Một<o:p>&nbsp;</o:p></p>") == "<p>Một</p>"


def test_boxes_inside_lists_and_cells_stay_apart() -> None:
    assert clean_body("<ul><li><div>a</div><div>b</div></li></ul>") == "<ul><li><p>a</p><p>b</p></li></ul>"
    assert clean_body("<h2>a<p>b</p></h2><h3>c") == "<h2>a<br>b</h2>\n<h3>c</h3>"
    assert clean_body("<h2><div>a</div><div>b</div></h2>") == "<h2>a b</h2>"
    assert "<td>x</td>" in clean_body("<table><tr>x<td>y</table>")


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("Vườn quýt. Ảnh: Lý Sơn", "Vườn quýt.", "Lý Sơn"),
        ("Vườn quýt (Ảnh: TTXVN)", "Vườn quýt", "TTXVN"),
        ("Vườn quýt - Ảnh : Lý Sơn.", "Vườn quýt", "Lý Sơn"),
        ("Ảnh: Lý Sơn", "", "Lý Sơn"),
        ("Triển lãm Ảnh nghệ thuật", "Triển lãm Ảnh nghệ thuật", ""),
    ],
)
def test_the_credit_stands_after_the_word_anh(text: str, caption: str, credit: str) -> None:
    assert caption_and_credit(text) == (caption, credit)


def test_pictures_are_always_written_anew_and_the_same_file_gives_the_same_photo() -> None:
    first, second = (read('<p>Bài</p><img src="a.jpg">', files={"a.jpg": RED + b"PHAN THUA"}) for _ in range(2))
    photo = first.content.photos[0]
    assert first.photo_bytes == second.photo_bytes
    assert b"PHAN THUA" not in first.photo_bytes[photo.digest]
    assert (photo.media_type, photo.width, photo.height) == ("image/jpeg", 1200, 800)
    assert photo.size_bytes == len(first.photo_bytes[photo.digest])


@pytest.mark.parametrize(("form", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")])
def test_what_the_camera_wrote_is_taken_off_and_the_picture_stands_upright(form: str, media_type: str) -> None:
    noted = picture(form, exif=PHONE_NOTES)
    manuscript = read('<p>Bài</p><img src="a.jpg">', files={"a.jpg": noted})
    photo = manuscript.content.photos[0]
    stored = manuscript.photo_bytes[photo.digest]
    assert hashlib.sha256(stored).hexdigest() == photo.digest
    assert b"bi" not in Image.open(io.BytesIO(stored)).getexif().values()
    assert not Image.open(io.BytesIO(stored)).getexif()
    assert (photo.media_type, photo.width, photo.height) == (media_type, 800, 1200)
    assert any("EXIF" in note for note in manuscript.notes)


def test_the_same_picture_placed_twice_is_one_photo() -> None:
    content = read('<p>A</p><img src="a.jpg"><p>B</p><img src="b.jpg">', files={"a.jpg": RED, "b.jpg": RED}).content
    assert len(content.photos) == 1
    assert len(photo_digests(content.body_html)) == 2


PHOTO_REFUSALS = [
    ("photos[1].file", "khong-co.jpg", {"a.jpg": RED}, "không thấy tệp"),
    ("photos[1].file", "../../etc/passwd", {"a.jpg": RED}, "ngoài thư mục"),
    ("photos[1].file", "/etc/passwd", {"a.jpg": RED}, "ngoài thư mục"),
    ("photos[1].file", "..\\b.jpg", {"a.jpg": RED}, "ngoài thư mục"),
    ("photos[1].file", "https://a.vn/b.jpg", {"a.jpg": RED}, "địa chỉ mạng"),
    ("photos[1].file", "b.jpg", {"a.jpg": RED, "b.jpg": b"not a picture"}, "không phải ảnh"),
    ("photos[1].file", "b.jpg", {"a.jpg": RED, "b.jpg": b""}, "không phải ảnh"),
    ("photos[1].file", "b.jpg", {"a.jpg": RED, "b.jpg": BLUE[: len(BLUE) // 2]}, "đã hỏng"),
    ("photos[1].file", "b.jpg", {"a.jpg": RED, "b.jpg": picture("GIF")}, "là ảnh GIF"),
    ("photos[1].file", "b.jpg", {"a.jpg": RED, "b.jpg": RED + b"\0" * (20 << 20)}, "nặng hơn 20 MB"),
    ("photos[1].file", "b.jpg", {"a.jpg": RED, "b.jpg": partial(huge, 10_000, 6_001)}, "triệu điểm ảnh"),
    ("photos[1].file", "b.jpg", {"a.jpg": RED, "b.jpg": partial(huge, 20_000, 20_000)}, "triệu điểm ảnh"),
]


@pytest.mark.parametrize(("field", "name", "files", "said"), PHOTO_REFUSALS)
def test_a_photo_that_cannot_be_used_is_named(
    field: str, name: str, files: dict[str, bytes | Callable[[], bytes]], said: str
) -> None:
    given = {known: data() if callable(data) else data for known, data in files.items()}
    stated = {**META, "photos": [{"file": "a.jpg"}, {"file": name}]}
    with pytest.raises(InvalidInput) as caught:
        read_manuscript(b"<p>A</p>", filename="a.html", overrides=stated, photo_files=given, known_topics=TOPICS)
    assert caught.value.field == field
    assert said in caught.value.message


def test_a_link_in_the_folder_does_not_lead_out_of_it(tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").write_bytes(RED)
    folder = tmp_path / "bai"
    folder.mkdir()
    (folder / "a.jpg").symlink_to(tmp_path / "secret.jpg")
    (folder / "bai.html").write_text('<p>Bài</p><img src="a.jpg">')
    with pytest.raises(InvalidInput, match="không thấy tệp"):
        read_manuscript(folder / "bai.html", overrides=META, known_topics=TOPICS)


ACTIVE = [
    ("<p>a</p>\n<script>alert(1)</script>", "dòng 2"),
    ("\n\n<p OnClick='x()'>a</p>", "dòng 3"),
    ('<a href="java\tscript:x()">a</a>', "dòng 1"),
    ('<a href="&#106;avascript:x()">a</a>', "dòng 1"),
    ('<img src="data:text/html,x">', "dòng 1"),
    ("<p>a</p><iframe src=x>", "iframe"),
    ("<form><input></form>", "form"),
    ("<object data=x>", "object"),
    ("<svg onload=x()>", "onload"),
    ("<p>a<img src=x onerror=x()", "onerror"),
]


@pytest.mark.parametrize(("html", "place"), ACTIVE)
def test_a_text_that_would_run_something_is_refused_with_its_place(html: str, place: str) -> None:
    error = refused(html)
    assert error.field == "body"
    assert place in error.message


@pytest.mark.parametrize(
    "markdown",
    [
        "a\n\nb <script>x</script>",
        "a\n\n[b](javascript:x)",
        "a\n\n<b onclick=x>b</b>",
        "a\n\n[b][1]\n\n[1]: javascript:x",
    ],
)
def test_active_content_in_markdown_is_placed_in_the_source(markdown: str) -> None:
    error = refused(f"---\nbyline: A\n---\n{markdown}", ".md")
    assert "dòng 6" in error.message or "dòng 8" in error.message


@pytest.mark.parametrize(
    "html",
    ["<p>Từ &lt;script&gt; là mã</p>", "<p>Chủ đề on: onclick</p>", '<p title="on">a</p>', "<!-- <script> --><p>a</p>"],
)
def test_words_about_code_are_not_code(html: str) -> None:
    assert read(html).content.body_html.startswith("<p>")


@pytest.mark.parametrize(
    "source",
    [
        "https://a.vn/b.jpg",
        "//a.vn/b.jpg",
        "data:image/png;base64,AA",
        "file:///etc/passwd",
        "C:\\b.jpg",
        "photo:" + "a" * 64,
        "",
    ],
)
def test_a_picture_from_elsewhere_is_refused(source: str) -> None:
    assert refused(f'<p>a</p>\n<img src="{source}">').message.startswith("body: dòng 2")


BROKEN_WORD: dict[str, Callable[[], bytes]] = {
    "not_zip": lambda: b"xin chao",
    "empty": lambda: b"",
    "truncated": lambda: plain_word()[:-200],
    "half": lambda: plain_word()[:3000],
    "no_document": lambda: repacked(plain_word(), lambda parts: parts.__delitem__("word/document.xml")),
    "bad_xml": lambda: repacked(plain_word(), lambda parts: parts.update({"word/document.xml": b"<w:document"})),
    "doctype": lambda: repacked(plain_word(), lambda parts: parts.update({"word/document.xml": b"<!DOCTYPE a><a/>"})),
    "old": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000,
    "locked": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    "bomb": lambda: repacked(plain_word(), lambda parts: parts.update({"word/media/a.png": b"\0" * (201 << 20)})),
    "xml_bomb": lambda: repacked(plain_word(), lambda parts: parts.update({"word/styles.xml": b" " * (17 << 20)})),
    "crowd": lambda: repacked(plain_word(), lambda parts: parts.update({f"a/{n}": b"" for n in range(2001)})),
    "too_big": lambda: b"PK" + b"\0" * (30 << 20),
}


@pytest.mark.parametrize("name", BROKEN_WORD)
def test_a_word_file_that_cannot_be_trusted_is_refused(name: str) -> None:
    error = refused(BROKEN_WORD[name](), ".docx")
    assert error.field == "manuscript"
    said = {
        "locked": "mật khẩu",
        "old": "kiểu cũ",
        "bomb": "quá lớn",
        "xml_bomb": "quá lớn",
        "crowd": "quá lớn",
        "too_big": "30 MB",
        "doctype": "khai báo lạ",
    }
    assert said.get(name, "Word") in error.message


def test_word_text_over_the_limit_and_word_pictures_of_other_formats_are_refused() -> None:
    assert refused(plain_word("ơ" * (MAX_TEXT_BYTES // 2 + 1)), ".docx").field == "body"
    with_gif = word(lambda document: document.add_picture(io.BytesIO(picture("GIF"))))
    assert "ảnh 1 trong tệp Word" in refused(with_gif, ".docx").message


META_REFUSALS = [
    ({"tieu_de": "a"}, "tieu_de", "khóa này không có trong mẫu"),
    ({"photos": [{"file": "a.jpg", "anh": "b"}]}, "photos[0].anh", "caption"),
    ({"source": {"name": "a", "link": "b"}}, "source.url", "còn thiếu"),
    ({"source": {"name": "a", "url": "https://b.vn", "published_on": "hôm qua"}}, "source.published_on", "23/11/2026"),
    ({"kind": "tin"}, "kind", "không có loại bài “tin”"),
    ({"kind": None}, "kind", "chưa ghi loại bài"),
    ({"title": ""}, "title", "chưa có tiêu đề"),
    ({"title": "a" * 501}, "title", "dài quá mức"),
    ({"title": ["a"]}, "title", "phải là chữ"),
    ({"topics": "economy"}, "topics", "phải là danh sách"),
    ({"topics": ["kinh-te-xa"]}, "topics[0]", "economy (Kinh tế)"),
    ({"topics": ["economy", "zzzz"]}, "topics[1]", "Tiếp công dân"),
    ({"photos": [{"file": ""}]}, "photos[0].file", "để trống"),
    ({"channel_texts": {"tiktok": "a"}}, "channel_texts.tiktok", "không có kênh"),
    ({"title": "Céng hßa x· héi chñ nghÜa"}, "title", "TCVN3"),
]


@pytest.mark.parametrize(("stated", "field", "said"), META_REFUSALS)
def test_a_wrong_statement_is_named_with_its_remedy(stated: dict[str, Any], field: str, said: str) -> None:
    error = refused("<p>Bài.</p>", **stated)
    assert error.field == field
    assert said in error.message


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("title: a\ntitle b", "dòng 3"),
        ("caption: Vườn. Ảnh: Sơn", "ngoặc kép"),
        ("- a\n- b", "khóa: giá trị"),
        ("a: !!python/object/apply:os.system ['true']", "dòng 2, có ký hiệu"),
        ("? [a]\n: b", "sai cú pháp"),
    ],
)
def test_broken_front_matter_is_explained(head: str, said: str) -> None:
    assert said in refused(f"---\n{head}\n---\nBài.", ".md").message


def test_front_matter_left_open_is_explained() -> None:
    assert "đóng lại" in refused("---\ntitle: a\n\nBài.", ".md").message


def test_a_broken_sidecar_is_explained(tmp_path: Path) -> None:
    (tmp_path / "bai.html").write_text("<p>Bài</p>")
    (tmp_path / "bai.toml").write_text("title = ")
    with pytest.raises(InvalidInput, match=r"bai\.toml sai cú pháp"):
        read_manuscript(tmp_path / "bai.html", overrides=META, known_topics=TOPICS)


def test_files_that_are_no_manuscripts_are_refused(tmp_path: Path) -> None:
    assert ".docx, .md hoặc .html" in refused(b"%PDF", ".pdf").message
    assert "không có đuôi" in refused(b"a", "").message
    assert "1 MB" in refused("a" * (MAX_TEXT_BYTES + 1)).message
    assert "1 MB" in refused("a" * (20 << 20), ".md").message
    assert "không có chữ" in refused("<p> </p>").message
    with pytest.raises(InvalidInput, match=r"không có tệp"):
        read_manuscript(tmp_path / "mat.md", known_topics=TOPICS)


def test_utf8_and_marked_utf16_are_read_and_other_encodings_are_refused() -> None:
    html = "<p>Thành phố Cao Bằng</p>"
    for data in (html.encode(), html.encode("utf-8-sig"), html.encode("utf-16")):
        assert read(data).content.body_html == html
    assert "UTF-8" in refused("<p>\nNăm</p>".encode("cp1258")).message
    assert "UTF-16" in refused("<p>Tin</p>".encode("utf-16-le")).message


def test_text_of_an_old_font_is_refused_with_the_way_to_convert_it() -> None:
    error = refused("<p>Céng hßa x· héi chñ nghÜa ViÖt Nam</p>")
    assert error.field == "body"
    assert "TCVN3" in error.message
    assert "Unikey" in error.message


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 200_000,
        "<!--" * 200_000,
        "<a " * 300_000,
        "<a x='" * 150_000,
        "<?" * 400_000,
        "<b><p>" * 100_000,
        "&" * 1_000_000,
        "<![CDATA[" * 100_000,
        "<style>" * 100_000,
        "<b id=1><table></b></table>" * 30_000,
        "<ul><li>" * 30,
        "<p>" + "x" * 1_000_000,
        "<p>" + "a@" * 500_000,
    ],
    ids=str.__len__,
)
@pytest.mark.timeout(20)
def test_hostile_markup_is_answered_in_seconds(html: str) -> None:
    answered(lambda: read(html))


@pytest.mark.parametrize("piece", ["[a](", "![", "`a``", "*a ", "_a_", "a|b\n-|-\n", "# a\n", "> ", "* * "])
@pytest.mark.timeout(20)
def test_hostile_markdown_is_answered_in_seconds(piece: str) -> None:
    answered(lambda: read(piece * (200_000 // len(piece)), ".md"))


def test_tags_left_open_are_named_with_their_line() -> None:
    assert "dòng 41: thẻ <div> lồng nhau" in refused("<div>\n" * 60 + "a").message


def test_an_edited_body_is_cleaned_the_same_way() -> None:
    kept = f'<p>Chữ <img src="photo:{"a" * 64}"></p>'
    assert clean_body(f"<div>{kept}</div>") == kept
    with pytest.raises(InvalidInput, match="kho ảnh"):
        clean_body('<p>a</p><img src="https://a.vn/b.jpg">')
    with pytest.raises(InvalidInput, match="mã chạy được"):
        clean_body("<script></script>")


def test_links_keep_only_addresses_that_are_safe_to_show() -> None:
    body = clean_body('<p><a href="https://a.vn" title="x" rel="y">a</a><a href="ftp://b">b</a><a href="c">c</a></p>')
    assert body == '<p><a href="https://a.vn">a</a>bc</p>'


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        ("tổng<figcaption>cộng</figcaption>", "tổng<p>cộng</p>"),
        ("tổng<h1>cộng</h1>", "tổng<h2>cộng</h2>"),
        ("<p>tổng</p><figcaption>cộng</figcaption>", "<p>tổng</p><p>cộng</p>"),
    ],
)
def test_words_of_a_cell_never_run_together(inside: str, shown: str) -> None:
    body = f"<table><tbody><tr><td>{shown}</td></tr></tbody></table>"
    assert clean_body(f"<table><tr><td>{inside}</td></tr></table>") == body
    assert clean_body(body) == body


PIECES = re.findall(
    r"\S+",
    """
    <p> </p> <b> </b> <i> </i> <div> </div> <table> <tr> <td> <th> </td> </tr> <tbody> </table> <ul> <li> </li> </ul>
    <h1> <h3> </h1> <a> </a> <blockquote> </blockquote> <caption> <img> <br> <span> &nbsp; < > & <!-- --> ' " ộ chữ
    &#x338; &#x301;
    """,
)
MARKUP = st.lists(st.sampled_from([*PIECES, " ", "\n", "<a href='x'>"]), max_size=60).map("".join)
FUZZ = examples(3, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FUZZ
@given(MARKUP)
def test_cleaning_is_settled_after_one_pass(html: str) -> None:
    html = html.replace("<img>", f'<img src="photo:{"a" * 64}">')
    try:
        body = clean_body(html)
    except InvalidInput:
        return
    assert clean_body(body) == body
    assert unicodedata.is_normalized("NFC", body)
    assert set(_tags(body)) <= BODY_TAGS | {"ol"}


def _tags(html: str) -> list[str]:
    return [part.split(">")[0].split(" ")[0].strip("/") for part in html.split("<")[1:]]


@FUZZ
@given(
    st.binary(max_size=400) | st.text(max_size=400).map(str.encode) | MARKUP.map(str.encode),
    st.sampled_from([".docx", ".html", ".md"]),
)
def test_random_bytes_are_read_or_refused_and_nothing_else(data: bytes, suffix: str) -> None:
    answered(lambda: read(data, suffix))


@FUZZ
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=8))
def test_a_damaged_word_file_is_read_or_refused_and_nothing_else(at: int, noise: bytes) -> None:
    whole = plain_word()
    at %= len(whole)
    answered(lambda: read(whole[:at] + noise + whole[at + len(noise) :], ".docx"))


@FUZZ
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text(max_size=5) | st.sampled_from(list(META)), inner, max_size=3)
        ),
    )
)
def test_any_statement_is_taken_or_refused_and_nothing_else(value: Any) -> None:
    for key in ManuscriptMeta.model_fields:
        error = answered(partial(meta_from, {key: value}))
        assert error is None or error.field.startswith(key)


@given(st.text())
def test_tidying_is_settled_after_one_pass(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


def test_a_credit_may_carry_the_label_that_channels_write_themselves() -> None:
    """Else readers see the label twice under the photo."""
    stated = {"photos": [{"file": "a.jpg", "credit": "Ảnh: Phóng viên 1"}, {"file": "b.jpg", "credit": "Phóng viên 2"}]}
    assert [photo.credit for photo in meta_from(stated).photos or ()] == ["Phóng viên 1", "Phóng viên 2"]
