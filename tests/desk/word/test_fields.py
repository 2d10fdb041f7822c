"""Fields: their code is not text, their result is, and what they show without one is named."""

import pytest

from newsroom.checklist.points import PointKind
from tests.desk.word.packing import paragraph, points, run, texts, word_file


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def test_a_field_lives_across_paragraphs_and_shows_only_its_result() -> None:
    body = paragraph(run("a ") + mark("begin") + code("IF ")) + paragraph(
        run("KHONG") + mark("begin") + code("PAGE") + mark("separate") + run("8") + mark("end")
    )
    body += paragraph(mark("separate") + run("b")) + paragraph(run("c") + mark("end") + run(" d"))
    data = word_file(body)
    assert texts(data) == ["a", "b", "c d"]


def test_a_field_that_is_never_ended_is_named_with_what_it_swallowed() -> None:
    data = word_file(paragraph(run("a") + mark("begin")) + paragraph("NUOTMAT"))
    assert (texts(data), points(data)) == (["a"], [(PointKind.OPEN_FIELD, "đoạn 2", "NUOTMAT")])


def test_a_field_without_a_beginning_ends_nothing() -> None:
    assert texts(word_file(paragraph(mark("separate") + run("a") + mark("end") + run("b")))) == ["ab"]


def test_links_are_kept_whether_by_relation_or_by_field() -> None:
    field = mark("begin") + code('HYPERLINK "https://b.vn/x"') + mark("separate") + run("hai") + mark("end")
    link = f'<w:hyperlink r:id="l" w:anchor="m">{run("một")}</w:hyperlink>'
    inside = f'<w:hyperlink w:anchor="m">{run("ba")}</w:hyperlink>'
    simple = f"<w:fldSimple w:instr='HYPERLINK \"https://c.vn\"'>{run('bốn')}</w:fldSimple>"
    body = paragraph(link + run(" ") + field + run(" ") + inside + run(" ") + simple)
    assert texts(word_file(body, ("l", "hyperlink", "https://a.vn"), external="hyperlink")) == [
        '<a href="https://a.vn#m">một</a> <a href="https://b.vn/x">hai</a> ba <a href="https://c.vn">bốn</a>'
    ]


def test_boxes_of_a_form_show_what_was_ticked_and_chosen() -> None:
    ticked = '<w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>'
    entries = '<w:result w:val="1"/><w:listEntry w:val="Nam"/><w:listEntry w:val="Nữ"/>'
    chosen = f"<w:ffData><w:ddList>{entries}</w:ddList></w:ffData>"
    body = "".join(
        f'<w:r><w:fldChar w:fldCharType="begin">{form}</w:fldChar></w:r>' + mark("end") for form in (ticked, chosen)
    )
    assert texts(word_file(paragraph(body))) == ["☒Nữ"]


def test_a_date_that_changes_by_itself_is_named_but_not_the_pages_of_a_contents_table() -> None:
    date = mark("begin") + code(" DATE \\@ dd ") + mark("separate") + run("20/11/2026") + mark("end")
    assert points(word_file(paragraph(date))) == [(PointKind.CHANGING_TEXT, "đoạn 1", "20/11/2026")]
    page = mark("begin") + code("PAGEREF x") + mark("separate") + run("3") + mark("end")
    contents = mark("begin") + code("TOC") + mark("separate") + run("Mục một ") + page + mark("end")
    assert points(word_file(paragraph(contents))) == [(PointKind.CONTENTS_TABLE, "đoạn 1", "")]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("EQ \\f(1;2)", PointKind.UNREAD_MARKUP),
        ("SYMBOL 97 \\f Symbol", PointKind.UNKNOWN_SYMBOL),
        ("MACROBUTTON AcceptAll [Bấm vào đây]", PointKind.PROMPT),
        ("AUTONUM", PointKind.LABEL),
    ],
)
def test_a_field_that_shows_what_its_code_says_is_named(code: str, kind: PointKind) -> None:
    written = f"{mark('begin')}<w:r><w:instrText>{code}</w:instrText></w:r>{mark('end')}"
    simple = f'<w:fldSimple w:instr="{code}"/>'
    for field in (written, simple):
        assert points(word_file(paragraph(run("a") + field))) == [(kind, "đoạn 1", code)]
    silent = f"{mark('begin')}<w:r><w:instrText>XE a {written}</w:instrText></w:r>{written}{mark('end')}"
    assert points(word_file(paragraph(silent))) == []


def test_hidden_page_numbers_of_a_contents_table_are_part_of_its_point() -> None:
    page = run("12", "<w:webHidden/>")
    entry = f"{mark('begin')}{code('TOC')}{mark('separate')}{run('Chương I')}{page}{mark('end')}"
    data = word_file(paragraph(entry) + paragraph(run("7", "<w:webHidden/>")))
    assert [(kind, words) for kind, _, words in points(data)] == [
        (PointKind.CONTENTS_TABLE, ""),
        (PointKind.HIDDEN_TEXT, "7"),
    ]
