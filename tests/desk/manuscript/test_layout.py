"""Title, sapo and captions told by the layout alone, and what looks like one of them and is not."""

from typing import Any

import pytest

from newsroom.article import Kind
from tests.desk.manuscript.reading import body, read, refused
from tests.desk.test_intake import BLUE, RED

SAPO = "Sáng 23/11, phiên chợ nông sản khai mạc tại huyện."
DOCUMENTS = [Kind.NOTICE, Kind.DIRECTIVE, Kind.LEGAL_DOCUMENT, Kind.PRESS_RELEASE]


@pytest.mark.parametrize("kind", [Kind.NEWS, Kind.FEATURE, Kind.PHOTO_STORY, Kind.REPOST])
def test_a_bold_first_sentence_is_the_sapo(kind: Kind) -> None:
    content = read(f"<p><b>{SAPO}</b></p><p>Bài.</p>", kind=kind).content
    assert (content.summary, content.body_html) == (SAPO, "<p>Bài.</p>")


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_document_has_no_sapo(kind: Kind) -> None:
    content = read(f"<p><b>{SAPO}</b></p><p>Bài.</p>", kind=kind).content
    assert (content.summary, content.body_html) == ("", f"<p><strong>{SAPO}</strong></p>\n<p>Bài.</p>")


@pytest.mark.parametrize(
    "first",
    ["THÔNG BÁO", "I. NGUYÊN TẮC HOẠT ĐỘNG CỦA BAN BIÊN TẬP TRONG NĂM NAY VÀ CÁC NĂM TỚI.", "Mục một", "Hết."],
)
def test_what_is_no_sentence_is_no_sapo(first: str) -> None:
    assert read(f"<p><b>{first}</b></p><p>Bài.</p>").content.summary == ""


def test_only_the_first_words_may_be_the_sapo() -> None:
    assert read(f"<p>Bài.</p><p><b>{SAPO}</b></p>").content.summary == ""
    assert read(f"<h2>Mục</h2><p><b>{SAPO}</b></p>").content.summary == ""


def test_a_stated_sapo_that_is_typed_too_stands_once() -> None:
    content = read(f"<p><b>{SAPO}</b></p><p>Bài.</p>", summary=SAPO).content
    assert (content.summary, content.body_html) == (SAPO, "<p>Bài.</p>")
    other = read(f"<p><b>{SAPO}</b></p><p>Bài.</p>", summary="Lời khác.").content
    assert (other.summary, other.body_html) == ("Lời khác.", f"<p><strong>{SAPO}</strong></p>\n<p>Bài.</p>")


@pytest.mark.parametrize("typed", ["<p>{}</p>", "<h1>{}</h1>", "<h2>{}</h2>", "<p><b>{}</b></p>", "<p><b>{}.</b></p>"])
def test_a_stated_title_that_is_typed_too_stands_once(typed: str) -> None:
    for words in ("Khai mạc phiên chợ", "KHAI MẠC PHIÊN CHỢ"):
        content = read(f"{typed.format(words)}<p>Bài.</p>", title="Khai mạc phiên chợ").content
        assert (content.title, content.body_html) == ("Khai mạc phiên chợ", "<p>Bài.</p>")


def test_another_first_line_stays_beside_a_stated_title() -> None:
    assert body("<h1>Đầu đề khác</h1><p>Bài.</p>") == "<h2>Đầu đề khác</h2><p>Bài.</p>"


def test_a_title_is_typed_bold_or_in_capitals() -> None:
    for first in ("<p><b>Khai mạc phiên chợ</b></p>", "<p>KHAI MẠC PHIÊN CHỢ</p>"):
        content = read(f"{first}<p><b>{SAPO}</b></p><p>Bài.</p>", title=None).content
        assert (content.title.lower(), content.summary) == ("khai mạc phiên chợ", SAPO)
    assert "chưa có tiêu đề" in refused(f"<p><b>{SAPO}</b></p><p>Bài.</p>", title=None)
    assert "chưa có tiêu đề" in refused("<p><b>THÔNG BÁO</b></p><p>Bài.</p>", title=None, kind="notice")


def test_raised_letters_stay_raised_in_a_title() -> None:
    assert read(
        "<h1>10<sup>6</sup> m<sup>2</sup>, CO<sub>2</sub>, x<sup>abc</sup></h1><p>a</p>", title=None
    ).content.title == ("10⁶ m², CO₂, x^(abc)")


def test_struck_words_cannot_stand_in_a_title_or_caption() -> None:
    assert "không giữ được chữ gạch ngang (“cũ”)" in refused("<h1>Giá <s>cũ</s> mới</h1><p>a</p>", title=None)


def captions(html: str, **stated: Any) -> list[tuple[str, str]]:
    content = read(f"<p>Bài.</p>{html}", files={"a.jpg": RED, "b.jpg": BLUE}, **stated).content
    return [(photo.caption, photo.credit) for photo in content.photos]


IMG, OTHER = "<img src=a.jpg>", "<img src=b.jpg>"


@pytest.mark.parametrize(
    "html",
    [
        f"<figure>{IMG}<figcaption>Lời. Ảnh: A</figcaption></figure>",
        f"<p>{IMG}</p><p><i>Lời. Ảnh: A</i></p>",
        f"<p>{IMG}</p><p>Lời. Ảnh: A</p>",
        f"<figcaption>{IMG}Lời. Ảnh: A</figcaption>",
        f"<table><tr><td>{IMG}</td></tr><tr><td>Lời. Ảnh: A</td></tr></table>",
        f"<p>Chữ {IMG} giữa dòng</p><p>Lời. Ảnh: A</p>",
    ],
)
def test_a_caption_stands_once(html: str) -> None:
    content = read(f"<p>Bài.</p>{html}", files={"a.jpg": RED}).content
    assert [(photo.caption, photo.credit) for photo in content.photos] == [("Lời.", "A")]
    assert "Lời" not in content.body_html


def test_pictures_side_by_side_have_the_words_of_their_column() -> None:
    row = f"<tr><td>{IMG}</td><td>{OTHER}</td></tr>"
    assert captions(f"<table>{row}<tr><td>Một. Ảnh: A</td><td>Hai. Ảnh: B</td></tr></table>") == [
        ("Một.", "A"),
        ("Hai.", "B"),
    ]
    assert captions(f"<table>{row}<tr><td colspan=2>Chung. Ảnh: A</td></tr></table>") == [
        ("Chung.", "A"),
        ("Chung.", "A"),
    ]
    assert captions(f"<table><tr><td>{IMG}<p>Một. Ảnh: A</p></td><td>{OTHER}<p>Hai. Ảnh: B</p></td></tr></table>") == [
        ("Một.", "A"),
        ("Hai.", "B"),
    ]


def test_a_table_of_facts_with_a_picture_stays_a_table() -> None:
    assert "<table>" in body(f"<table><tr><td>{IMG}</td><td>Tên</td></tr></table>" + "<p>a</p>", files={"a.jpg": RED})


def test_words_of_each_use_stand_in_the_order_of_the_text() -> None:
    use = IMG + "<figcaption>{} Ảnh: A</figcaption>"
    assert captions(use.format("Một.") + IMG + "<p>Chữ</p>" + use.format("Ba.")) == [
        ("Một.", "A"),
        ("", ""),
        ("Ba.", "A"),
    ]
    assert captions(use.format("Một.") + IMG) == [("Một.", "A")]
    stated = [{"file": "a.jpg", "caption": "Khai", "credit": "A"}, {"file": "a.jpg", "caption": "Hai", "credit": "A"}]
    assert captions(IMG + IMG, photos=stated) == [("Khai", "A"), ("Hai", "A")]


def test_two_different_captions_of_one_use_are_refused() -> None:
    stated = [{"file": "a.jpg", "caption": "Khai", "credit": "A"}]
    said = refused(f"<p>a</p>{IMG}<figcaption>Khác. Ảnh: A</figcaption>", files={"a.jpg": RED}, photos=stated)
    assert "“Khai”, dưới ảnh lại là “Khác.”" in said


@pytest.mark.parametrize(
    "html", ["<p>Bài còn đang biên tập.</p>", "<p><b>Cả bài chỉ có một câu in đậm như thế này.</b></p>"]
)
def test_a_text_of_one_paragraph_is_its_text(html: str) -> None:
    """It was taken for its title or its sapo, and the author was told that the text had no words."""
    content = read(html, title="Bài còn đang biên tập", kind="news").content
    assert (content.summary, "<p>" in content.body_html) == ("", True)
