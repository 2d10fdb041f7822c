"""The package, what is drawn in it, and its tables."""

import io
import re
import zipfile

import pytest

from desk.manuscript.word import read_word
from newsroom.checklist.points import PointKind
from tests.desk.word.packing import (
    paragraph,
    part,
    points,
    refusal_of,
    relations,
    run,
    sample,
    shown,
    texts,
    word_file,
    zipped,
)

_OPEN = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
_PNG = b"\x89PNG\r\n"
_ANCHORED = "<w:r><w:drawing><wp:anchor>{}</wp:anchor></w:drawing></w:r>"
_INLINE = "<w:r><w:drawing><wp:inline>{}</wp:inline></w:drawing></w:r>"
_BLIP = '<a:blip r:embed="p"/>'


def parts_of(data: bytes) -> dict[str, str | bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_picture(body: str) -> bytes:
    return word_file(body, ("p", "image", "p.png"), parts={"word/p.png": _PNG})


def test_a_main_part_of_another_name_and_place_is_read_by_what_it_is() -> None:
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
    override = (
        '<Override PartName="/la/noi-dung.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/>'
    )
    body = part("document", f"<w:body>{paragraph('a')}</w:body>")
    by_type = {"[Content_Types].xml": types.format(override), "la/noi-dung.xml": body}
    by_relation = {"_rels/.rels": relations(("x", "officeDocument", "/LA/noi-dung.xml")), "la/noi-dung.xml": body}
    assert texts(zipped(by_type)) == texts(zipped(by_relation)) == ["a"]


def test_a_strict_file_is_read_like_any_other() -> None:
    parts = parts_of(
        with_picture(paragraph(run("10") + run("6", '<w:vertAlign w:val="superscript"/>') + _INLINE.format(_BLIP)))
    )
    strict = {
        name: held if isinstance(held, bytes) and name.endswith(".png") else _strict(held)
        for name, held in parts.items()
    }
    assert texts(zipped(strict)) == ['10<sup>6</sup><img src="embedded:1">']


def _strict(held: str | bytes) -> str:
    text = held.decode() if isinstance(held, bytes) else held
    for room in ("wordprocessingml", "officeDocument", "drawingml"):
        text = text.replace(f"{_OPEN}{room}/2006/", f"{_STRICT}{room}/")
    return text


BROKEN = {
    "two main parts": zipped(
        {
            "_rels/.rels": relations(("m", "officeDocument", "d.xml"), ("n", "officeDocument", "e.xml")),
            "d.xml": part("document", "<w:body/>"),
            "e.xml": part("document", "<w:body/>"),
        }
    ),
    "no body": zipped({"_rels/.rels": relations(("m", "officeDocument", "d.xml")), "d.xml": part("document", "")}),
    "another root": zipped({"_rels/.rels": relations(("m", "officeDocument", "d.xml")), "d.xml": part("styles", "")}),
    "no main part": zipped({"a.xml": "<a/>"}),
    "styles that are none": word_file(
        paragraph("a"), ("s", "styles", "s.xml"), parts={"word/s.xml": part("numbering", "")}
    ),
    "two style parts": word_file(
        paragraph("a"),
        *(("s", "styles", "s.xml"), ("t", "styles", "t.xml")),
        parts={"word/s.xml": part("styles", ""), "word/t.xml": part("styles", "")},
    ),
    "cut XML": word_file(paragraph("a"), parts={"word/document.xml": part("document", "")[:-9]}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_whose_parts_are_not_what_they_should_be_is_broken(name: str) -> None:
    assert "bị hỏng hoặc thiếu phần nội dung" in refusal_of(BROKEN[name])


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["word/document.xml", "WORD/Document.xml", "/word/document.xml"])
def test_a_doubled_name_is_refused_however_it_is_written(name: str) -> None:
    out = io.BytesIO(word_file(paragraph("a")))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, part("document", f"<w:body>{paragraph('b')}</w:body>"))
    assert "trùng tên" in refusal_of(out.getvalue())


@pytest.mark.parametrize("name", ["word/theme.xml", "customXml/item1.xml", "docProps/core.xml", "word/_rels/x.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused_in_a_part_that_nobody_reads(name: str, encoding: str) -> None:
    late = f'<?xml version="1.0"?><!--{"x" * 10_000}--><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    said = refusal_of(word_file(paragraph("a"), parts={name: late.encode(encoding)}))
    assert f"khai báo lạ (DOCTYPE) trong {name}" in said


def test_a_zip_of_another_method_or_with_a_password_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", part("document", "<w:body/>"))
    assert "nén theo cách Word không dùng" in refusal_of(out.getvalue())
    locked = bytearray(word_file(paragraph("a")))
    at = locked.find(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert "mật khẩu" in refusal_of(bytes(locked))


def test_a_picture_stands_where_it_is_and_a_floating_one_after_its_paragraph() -> None:
    body = paragraph(run("a") + _INLINE.format(_BLIP) + run("b")) + paragraph(_ANCHORED.format(_BLIP) + run("c"))
    assert texts(with_picture(body)) == ['a<img src="embedded:1">b', "c", '<img src="embedded:2">']
    assert read_word(with_picture(body)).pictures == {"embedded:1": _PNG, "embedded:2": _PNG}
    loose = '<w:r><w:pict><v:shape style="position: absolute"><v:imagedata r:id="p"/></v:shape></w:pict></w:r>'
    assert texts(with_picture(paragraph(loose + run("a")))) == ["a", '<img src="embedded:1">']


def test_a_picture_that_is_missing_refuses_and_one_from_elsewhere_is_named() -> None:
    assert "đoạn 1: thiếu tệp ảnh" in refusal_of(word_file(paragraph(_INLINE.format(_BLIP)), ("p", "image", "p.png")))
    data = word_file(
        paragraph(_INLINE.format('<a:blip r:link="p"/>')), ("p", "image", "https://a.vn/b.png"), external="image"
    )
    assert points(data) == [(PointKind.LINKED_PICTURE, "đoạn 1", "https://a.vn/b.png")]


def test_the_alternative_text_of_a_picture_is_kept_and_a_hidden_one_is_left_out() -> None:
    described = _INLINE.format(f'<wp:docPr descr="Vườn quýt"/>{_BLIP}')
    assert texts(with_picture(paragraph(described))) == ['<img src="embedded:1" alt="Vườn quýt">']
    hidden = _INLINE.format(f'<wp:docPr hidden="1"/>{_BLIP}')
    assert (texts(with_picture(paragraph(hidden))), points(with_picture(paragraph(hidden)))) == (
        [],
        [(PointKind.HIDDEN_PICTURE, "đoạn 1", "")],
    )


def test_a_frame_around_a_picture_and_its_caption_is_no_box_of_text() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="F"><w:name w:val="Illustration"/></w:style>'
    inner = paragraph(_INLINE.format(_BLIP) + run("Vườn quýt."), '<w:pStyle w:val="F"/>')
    body = paragraph(run("a") + _ANCHORED.format(f"<w:txbxContent>{inner}</w:txbxContent>"))
    data = word_file(body, ("p", "image", "p.png"), parts={"word/p.png": _PNG}, styles=styles)
    assert texts(data) == ["a", '<img src="embedded:1">', "<figcaption>Vườn quýt.</figcaption>"]
    assert points(data) == []


def test_a_drawing_by_hand_is_its_picture_and_a_point() -> None:
    both = f"<mc:Choice><w:contentPart/></mc:Choice><mc:Fallback>{_INLINE.format(_BLIP)}</mc:Fallback>"
    data = with_picture(paragraph(f"<mc:AlternateContent>{both}</mc:AlternateContent>"))
    assert (texts(data), points(data)) == (['<img src="embedded:1">'], [(PointKind.INK, "đoạn 1", "")])


NAMED = {
    '<w:r><w:pict><v:shape><v:textpath string="CHU NGHE THUAT"/></v:shape></w:pict></w:r>': (
        PointKind.WORD_ART,
        "CHU NGHE THUAT",
    ),
    _INLINE.format("<a:ln/>"): (PointKind.SHAPE, ""),
    "<w:r><w:contentPart/></w:r>": (PointKind.INK, ""),
    "<w:r><w:object/></w:r>": (PointKind.OBJECT, ""),
    "<w:r><w:pgNum/></w:r>": (PointKind.CHANGING_TEXT, ""),
    "<w:r><w:rPr><w:vanish/></w:rPr><w:drawing/></w:r>": (PointKind.HIDDEN_PICTURE, ""),
    "<x:la><w:drawing/></x:la>": (PointKind.UNREAD_MARKUP, ""),
    "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + run("NHAP") + "</w:sdtContent></w:sdt>": (
        PointKind.PROMPT,
        "NHAP",
    ),
}


@pytest.mark.parametrize("inside", NAMED)
def test_what_cannot_be_kept_is_named(inside: str) -> None:
    kind, words = NAMED[inside]
    assert points(word_file(paragraph(inside))) == [(kind, "đoạn 1", words)]


@pytest.mark.parametrize("foreign", ["<w:altChunk/>", paragraph("<w:subDoc/>"), f"<x:la>{'<w:altChunk/>'}</x:la>"])
def test_a_document_inside_the_document_refuses(foreign: str) -> None:
    assert re.search(
        "gần đoạn [12]: có một tài liệu khác chèn vào bài", refusal_of(word_file(paragraph("a") + foreign))
    )


def cell(inside: str, look: str = "") -> str:
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{paragraph(inside)}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def test_cells_merged_down_and_across_are_one_and_a_row_moved_in_keeps_its_columns() -> None:
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(
        cell("a", down) + cell("b", '<w:hMerge w:val="restart"/>') + cell("c", '<w:hMerge w:val="continue"/>'),
        cell("", on) + cell("d") + cell("e"),
        '<w:trPr><w:gridBefore w:val="2"/></w:trPr>' + cell("f"),
    )
    assert shown(word_file(body)) == [
        (
            '<table><tr><td rowspan="2"><p>a</p></td><td colspan="2"><p>b</p></td></tr>'
            "<tr><td><p>d</p></td><td><p>e</p></td></tr>"
            '<tr><td colspan="2"></td><td><p>f</p></td></tr></table>'
        )
    ]
    assert points(word_file(body)) == [(PointKind.MERGED_CELL, "bảng 1, hàng 1", "c")]


def test_a_row_and_a_cell_that_were_deleted_are_gone_and_named() -> None:
    body = table("<w:trPr><w:del/></w:trPr>" + cell("HANG"), cell("a") + cell("O", "<w:cellDel/>"))
    data = word_file(body)
    assert shown(data) == ["<table><tr><td><p>a</p></td></tr></table>"]
    assert points(data) == [
        (PointKind.TRACKED_CHANGE, "bảng 1, hàng 1", "HANG"),
        (PointKind.TRACKED_CHANGE, "bảng 1, hàng 2", "O"),
    ]


def test_only_the_rows_at_the_top_that_say_so_are_headings() -> None:
    head = "<w:trPr><w:tblHeader/></w:trPr>"
    found = shown(word_file(table(head + cell("a"), cell("b"), head + cell("c"))))
    assert found == ["<table><tr><th><p>a</p></th></tr><tr><td><p>b</p></td></tr><tr><td><p>c</p></td></tr></table>"]


def test_pictures_over_texts_are_pictures_with_their_captions_and_over_nothing_a_table() -> None:
    pictures = cell(_INLINE.format(_BLIP)) * 2
    pairs = table(pictures, cell("một") + cell("hai"))
    assert texts(with_picture(pairs)) == [
        *('<img src="embedded:1">', "<figcaption>một</figcaption>"),
        *('<img src="embedded:2">', "<figcaption>hai</figcaption>"),
    ]
    assert texts(with_picture(table(pictures, cell("một") + cell(""))))[0].startswith("<table>")


def test_a_table_in_a_cell_stays_in_it_and_counts_with_its_row() -> None:
    inner = table(cell("trong") + cell(run("KIN", "<w:vanish/>")))
    data = word_file(paragraph("a") + table(cell("x"), f"<w:tc>{inner}</w:tc>") + paragraph(run("Y", "<w:strike/>")))
    assert "<td><table><tr><td><p>trong</p></td><td></td></tr></table></td>" in shown(data)[1]
    assert points(data) == [
        (PointKind.HIDDEN_TEXT, "bảng 1, hàng 2", "KIN"),
        (PointKind.STRUCK_TEXT, "đoạn 2", "Y"),
    ]


def test_what_stands_in_the_margins_is_said_to_the_author() -> None:
    data = word_file(
        paragraph("a"), ("h", "header", "h.xml"), parts={"word/h.xml": part("hdr", paragraph("UBND TỈNH CAO BẰNG"))}
    )
    assert texts(data) == ["a"]
    assert read_word(data).notes == ("Hệ thống không lấy chữ ở đầu trang và chân trang: “UBND TỈNH CAO BẰNG”.",)


def test_reading_twice_gives_the_same() -> None:
    assert read_word(sample("L14")) == read_word(sample("L14"))
