"""Marks, links, fields, notes and versions of a line, and the styles behind them."""

import pytest

from desk.manuscript.word import read_word
from newsroom.checklist.points import PointKind
from tests.desk.word.packing import paragraph, points, refusal_of, run, shown, texts, word_file

_STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"/>'
    '<w:style w:type="paragraph" w:styleId="Dam"><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Con"><w:basedOn w:val="Dam"/></w:style>'
    '<w:style w:type="character" w:styleId="Manh"><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="An"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:rPr><w:b/><w:i/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="H5"><w:name w:val="heading 5"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Chu"><w:name w:val="caption"/><w:rPr><w:i/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Trich"><w:name w:val="Quote"/></w:style>'
    '<w:style w:type="table" w:styleId="BangAn"><w:rPr><w:vanish/></w:rPr></w:style>'
)


def of_style(text: str, style: str) -> str:
    return paragraph(text, f'<w:pStyle w:val="{style}"/>')


@pytest.mark.parametrize(
    ("body", "html"),
    [
        (of_style("a", "Dam"), "<strong>a</strong>"),
        (of_style("a", "Con"), "<strong>a</strong>"),
        (of_style(run("a", '<w:rStyle w:val="Manh"/>'), "Normal"), "<strong>a</strong>"),
        (of_style(run("a", '<w:rStyle w:val="Manh"/>'), "Dam"), "a"),
        (of_style(run("a", '<w:rStyle w:val="Manh"/><w:b/>'), "Dam"), "<strong>a</strong>"),
        (of_style(run("a", '<w:b w:val="0"/>'), "Dam"), "a"),
        (of_style(run("a", '<w:b w:val="off"/>'), "Dam"), "a"),
        (of_style("a", "H1"), "<h1>a</h1>"),
        (of_style(run("a", "<w:i/>"), "H1"), "<h1><em>a</em></h1>"),
        (of_style("a", "H5"), "<h3>a</h3>"),
        (of_style("a", "Chu"), "<figcaption>a</figcaption>"),
        (of_style("a", "Trich"), "<blockquote><p>a</p></blockquote>"),
        (paragraph("a", '<w:outlineLvl w:val="1"/>'), "<h2>a</h2>"),
        (paragraph("a", '<w:outlineLvl w:val="9"/>'), "a"),
    ],
)
def test_one_style_undoes_what_another_does_and_in_headings_it_is_layout(body: str, html: str) -> None:
    assert texts(word_file(body, styles=_STYLES)) == [html]


def test_what_every_style_inherits_counts_too() -> None:
    everywhere = "<w:docDefaults><w:rPrDefault><w:rPr><w:b/></w:rPr></w:rPrDefault></w:docDefaults>"
    assert texts(word_file(paragraph("a"), styles=everywhere)) == ["<strong>a</strong>"]


def test_a_table_style_that_hides_hides() -> None:
    table = (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="BangAn"/></w:tblPr><w:tr><w:tc>{paragraph("KIN")}</w:tc></w:tr></w:tbl>'
    )
    data = word_file(table, styles=_STYLES)
    assert texts(data) == []
    assert points(data) == [(PointKind.HIDDEN_TEXT, "bảng 1, hàng 1", "KIN")]


def test_neighbouring_runs_of_one_look_are_one_and_blanks_are_as_what_is_around_them() -> None:
    look = "<w:b/>"
    body = paragraph(run("Sáng", look) + run(" ") + run("nay", look) + run(" ", look) + run("trời"))
    assert texts(word_file(body)) == ["<strong>Sáng nay</strong> trời"]


def test_an_accent_goes_with_its_letter_whatever_marks_it() -> None:
    assert texts(word_file(paragraph(run("Ca") + run("\u0301ch", "<w:b/>")))) == ["Cá<strong>ch</strong>"]
    assert texts(word_file(paragraph(run("\u0301a")))) == ["a"]
    tab = "<w:r><w:tab/></w:r>"
    assert texts(word_file(paragraph(run("I") + tab + run("\u0301a")))) == ["I \u0301a"]


def test_lines_of_a_poem_stay_apart_and_a_page_break_is_a_blank() -> None:
    body = paragraph(f"{run('Một')}<w:r><w:br/></w:r>{run('Hai')}<w:r><w:br w:type='page'/></w:r>{run('Ba')}")
    assert texts(word_file(body)) == ["Một<br>Hai Ba"]


def test_letters_of_old_fonts_are_a_point_of_all_paragraphs_that_follow_one_another() -> None:
    old = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'
    body = paragraph(run("Uû ban", old)) + paragraph(run("nh©n d©n", old)) + paragraph("x") + paragraph(run("12.", old))
    assert points(word_file(body)) == [(PointKind.LEGACY_FONT, "đoạn 1", "Uû ban … nh©n d©n")]
    older = old.replace(".VnTime", "VNI-Times")
    inherited = f'<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:rPr>{older}</w:rPr></w:style>'
    assert points(word_file(paragraph("Toå"), styles=inherited)) == [(PointKind.LEGACY_FONT, "đoạn 1", "Toå")]
    themed = run("Toå", '<w:rFonts w:asciiTheme="minorHAnsi" w:ascii=".VnTime"/>')
    assert points(word_file(paragraph(themed), styles=inherited)) == []


def test_notes_stand_at_the_end_after_the_mark_that_calls_them() -> None:
    call = '<w:r><w:{}Reference w:id="{}"/></w:r>'
    note = '<w:footnote w:id="{}">{}</w:footnote>'
    body = paragraph(run("a") + call.format("footnote", 2) + run(" b") + call.format("endnote", 1))
    data = word_file(
        body,
        footnotes=note.format(2, paragraph(run("chân") + call.format("footnote", 3)))
        + note.format(3, paragraph("sâu")),
        endnotes=f'<w:endnote w:id="1">{paragraph("cuối")}</w:endnote>',
    )
    assert texts(data) == ["a<sup>[1]</sup> b<sup>[2]</sup>", "[1] chân<sup>[3]</sup>", "[2] cuối", "[3] sâu"]


def test_a_note_that_nothing_calls_is_hidden_and_a_call_without_a_note_is_named() -> None:
    data = word_file(
        paragraph(run("a") + '<w:r><w:footnoteReference w:id="9"/></w:r>'),
        footnotes=f'<w:footnote w:id="2">{paragraph("MOCOI")}</w:footnote>',
    )
    assert texts(data) == ["a<sup>[1]</sup>"]
    assert points(data) == [(PointKind.UNREAD_MARKUP, "ghi chú 1", ""), (PointKind.HIDDEN_TEXT, "trong tệp", "MOCOI")]


def test_each_comment_is_a_point_with_its_words_where_it_stands() -> None:
    body = paragraph("a") + paragraph(run("b") + '<w:r><w:commentReference w:id="1"/></w:r>')
    comments = f'<w:comment w:id="1">{paragraph("Xem lại")}{paragraph("số liệu")}</w:comment><w:comment w:id="2"/>'
    data = word_file(body, comments=comments)
    assert points(data) == [(PointKind.COMMENT, "đoạn 2", "Xem lại số liệu"), (PointKind.COMMENT, "trong tệp", "")]
    assert "2 ý kiến góp ý" in read_word(data).notes[0]


def version(tag: str, inside: str) -> str:
    return f"<mc:{tag}>{inside}</mc:{tag}>"


@pytest.mark.parametrize(
    ("first", "second", "read", "named"),
    [
        (run("a"), run("a"), "a", []),
        ("", run("b"), "b", []),
        (run("a"), run("b"), "a", [(PointKind.OTHER_VERSION, "đoạn 1", "b")]),
        (run("a"), "", "a", []),
    ],
)
def test_of_two_versions_the_first_that_shows_something_is_read(
    first: str, second: str, read: str, named: list[tuple[PointKind, str, str]]
) -> None:
    both = f"<mc:AlternateContent>{version('Choice', first)}{version('Fallback', second)}</mc:AlternateContent>"
    data = word_file(paragraph(both))
    assert (texts(data), points(data)) == ([read], named)


def test_a_deleted_paragraph_mark_joins_what_follows_but_never_over_a_table_or_a_cell() -> None:
    gone = "<w:rPr><w:del/></w:rPr>"
    table = f"<w:tbl><w:tr><w:tc>{paragraph('trong', gone)}</w:tc><w:tc>{paragraph('ô')}</w:tc></w:tr></w:tbl>"
    assert texts(word_file(paragraph("a", gone) + paragraph("b"))) == ["ab"]
    assert shown(word_file(paragraph("a", gone) + table + paragraph("b"))) == [
        "<p>a</p>",
        "<table><tr><td><p>trong</p></td><td><p>ô</p></td></tr></table>",
        "<p>b</p>",
    ]


def test_a_tracked_form_alone_is_named_once_for_the_file() -> None:
    changed = "<w:rPrChange><w:rPr><w:strike/></w:rPr></w:rPrChange>"
    data = word_file(paragraph(run("a", changed)))
    assert (texts(data), points(data)) == (["a"], [(PointKind.TRACKED_CHANGE, "trong tệp", "")])
    assert "Track Changes" in read_word(data).notes[0]


EQUATIONS = {
    "<m:f><m:num>{a}</m:num><m:den>{b}</m:den></m:f>": "a/b",
    "<m:f><m:num>{a}{b}</m:num><m:den>{c}</m:den></m:f>": "(ab)/c",
    '<m:f><m:fPr><m:type m:val="noBar"/></m:fPr><m:num>{a}</m:num><m:den>{b}</m:den></m:f>': "(a; b)",
    "<m:sSup><m:e>{a}</m:e><m:sup>{b}</m:sup></m:sSup>": "a<sup>b</sup>",
    "<m:sSub><m:e>{a}</m:e><m:sub>{b}</m:sub></m:sSub>": "a<sub>b</sub>",
    "<m:sSubSup><m:e>{a}</m:e><m:sub>{b}</m:sub><m:sup>{c}</m:sup></m:sSubSup>": "a<sub>b</sub><sup>c</sup>",
    "<m:sPre><m:sub>{a}</m:sub><m:sup>{b}</m:sup><m:e>{c}</m:e></m:sPre>": "<sub>a</sub><sup>b</sup>c",
    "<m:rad><m:deg>{a}</m:deg><m:e>{b}{c}</m:e></m:rad>": "<sup>a</sup>√(bc)",
    "<m:rad><m:deg/><m:e>{a}</m:e></m:rad>": "√a",
    '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{a}</m:sub><m:sup>{b}</m:sup><m:e>{c}</m:e></m:nary>': (
        "∑<sub>a</sub><sup>b</sup>c"
    ),
    '<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e>{a}</m:e><m:e>{b}</m:e></m:d>': "[a|b]",
    "<m:m><m:mr><m:e>{a}</m:e><m:e>{b}</m:e></m:mr><m:mr><m:e>{c}</m:e></m:mr></m:m>": "[a, b; c]",
    "<m:eqArr><m:e>{a}</m:e><m:e>{b}</m:e></m:eqArr>": "a; b",
    "<m:limLow><m:e>{a}</m:e><m:lim>{b}</m:lim></m:limLow>": "a<sub>b</sub>",
    "<m:func><m:fName>{a}</m:fName><m:e>{b}</m:e></m:func>": "a b",
    '<m:acc><m:accPr><m:chr m:val="→"/></m:accPr><m:e>{a}</m:e></m:acc>': "a→",
    "<m:sSup><m:e>{a}</m:e><m:sup><m:sSup><m:e>{b}</m:e><m:sup>{c}</m:sup></m:sSup></m:sup></m:sSup>": (
        "a<sup>b<sup>c</sup></sup>"
    ),
}


@pytest.mark.parametrize("form", EQUATIONS)
def test_an_equation_is_a_line_and_a_point(form: str) -> None:
    letters = {letter: f"<m:r><m:t>{letter}</m:t></m:r>" for letter in "abc"}
    data = word_file(paragraph(f"<m:oMath>{form.format(**letters)}</m:oMath>"))
    assert texts(data) == [EQUATIONS[form]]
    assert [kind for kind, _, _ in points(data)] == [PointKind.EQUATION]


def test_what_an_equation_hides_stays_hidden() -> None:
    hidden = "<m:r><w:rPr><w:vanish/></w:rPr><m:t>KIN</m:t></m:r>"
    ghost = '<m:phant><m:phantPr><m:show m:val="0"/></m:phantPr><m:e><m:r><m:t>MA</m:t></m:r></m:e></m:phant>'
    data = word_file(paragraph(f"<m:oMath><m:r><m:t>x</m:t></m:r>{hidden}{ghost}</m:oMath>"))
    assert texts(data) == ["x"]
    assert points(data) == [(PointKind.HIDDEN_TEXT, "đoạn 1", "KINMA"), (PointKind.EQUATION, "đoạn 1", "x")]


def test_text_in_a_place_that_we_do_not_know_refuses_with_its_place_and_words() -> None:
    said = refusal_of(word_file(paragraph("a") + paragraph(f"<x:la>{run('CHULA')}</x:la>")))
    assert "đoạn 2" in said
    assert "“CHULA”" in said


def test_a_content_control_that_does_not_show_its_prompt_is_read() -> None:
    control = '<w:sdt><w:sdtPr><w:showingPlcHdr w:val="{}"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'
    assert texts(word_file(control.format(0, paragraph("a")))) == ["a"]
    assert points(word_file(control.format(1, paragraph("a")))) == [(PointKind.PROMPT, "đầu bài", "a")]


def test_text_where_no_text_belongs_is_named() -> None:
    stray = "<w:p>trần<w:r><w:t>a<x:b>giấu</x:b>đuôi</w:t></w:r></w:p>"
    unknown = paragraph(f"{run('b')}<x:la>lạ</x:la>")
    assert [words for _, _, words in points(word_file(stray + unknown))] == ["trần", "giấu", "đuôi", "lạ"]
    sizes = "<w:r><w:drawing><wp:anchor><wp:posOffset>12</wp:posOffset><a:blip/></wp:anchor></w:drawing></w:r>"
    assert PointKind.UNREAD_MARKUP not in {kind for kind, _, _ in points(word_file(paragraph(sizes)))}


def test_an_equation_is_hidden_and_struck_as_its_runs_say() -> None:
    def math(look: str) -> str:
        return f"<m:oMath><m:r><w:rPr>{look}</w:rPr><m:t>K</m:t></m:r></m:oMath>"

    assert texts(word_file(paragraph(math('<w:rStyle w:val="An"/>')), styles=_STYLES)) == []
    data = word_file(paragraph(math("<w:strike/>")))
    assert texts(data) == ["<s>K</s>"]
    assert (PointKind.STRUCK_TEXT, "đoạn 1", "K") in points(data)
