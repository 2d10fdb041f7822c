"""What a reader of the file does not see is not shown, and said; what cannot be carried over is named."""

import pytest

from newsroom.checklist.points import PointKind
from tests.desk.manuscript.reading import body, points, read, refused

HIDDEN = [
    "<p hidden>KIN</p>",
    "<p style='display:none'>KIN</p>",
    "<p STYLE='color:red; DISPLAY : None !important'>KIN</p>",
    "<p style='visibility:hidden'>KIN</p>",
    "<span style='mso-hide:all'>KIN</span>",
    "<span style='font-size:0'>KIN</span>",
    "<span style='font-size:0.0pt'>KIN</span>",
    "<span style='opacity:0'>KIN</span>",
    "<template>KIN</template>",
    "<dialog>KIN</dialog>",
    "<datalist><option>KIN</datalist>",
    "<style>.k{display:none}</style><p class='x k'>KIN</p>",
    "<style>#k{display:none}</style><p id=k>KIN</p>",
    "<style>p.k, i{visibility:hidden}</style><p class=k>KIN</p>",
    "<div style='display:none'><p><b>KIN</b></p></div>",
    "<table style='display:none'><tr><td>KIN</table>",
    "<!-- KIN -->",
    "<!--[if mso]><xml><o:Pages>9</o:Pages></xml><p>KIN</p><![endif]-->",
    "<span style='color:transparent'>KIN</span>",
    "<span style='color:rgba(0, 0, 0, 0)'>KIN</span>",
    "<span style='font-size:1px'>KIN</span>",
    "<span style='opacity:0%'>KIN</span>",
    "<p style='text-indent:-9999px'>KIN</p>",
    "<p style='position:absolute;left:-10000px'>KIN</p>",
    "<p style='position:absolute;clip:rect(0, 0, 0, 0)'>KIN</p>",
    "<p style='clip-path:inset(50%)'>KIN</p>",
    "<p style='transform:scale(0)'>KIN</p>",
    "<p style='max-height:0;overflow:hidden'>KIN</p>",
    "<p style='content-visibility:hidden'>KIN</p>",
    "<style>i{display:none}</style><p><i>KIN</i></p>",
    "<style>P.k{display:none}</style><p class=k>KIN</p>",
    "<style>@media screen{.k{display:none}}</style><p class=k>KIN</p>",
    "<p style='display/**/:none'>KIN</p>",
    "<p style='color:red;/*;*/display:/* x */none'>KIN</p>",
    "<p style='disp\\6c ay:n\\6fne'>KIN</p>",
    "<style>.k{visib\\ility:hidden}</style><p class=k>KIN</p>",
    "<p style='font:0/0 a'>KIN</p>",
    "<p style='font: italic 700 1px/1.5 Arial, sans-serif'>KIN</p>",
]


@pytest.mark.parametrize("html", HIDDEN)
def test_hidden_words_stay_out_and_are_named(html: str) -> None:
    page = f"<p>Trước</p>{html}<p>Sau</p>"
    assert body(page) == "<p>Trước</p><p>Sau</p>"
    assert points(page) == [(PointKind.HIDDEN_TEXT, "KIN")]


PRINTED = "@page{margin:1cm} @MEDIA print and (orientation: landscape) { p{color:red} .k{display:%s} }"


def test_what_a_sheet_says_of_paper_changes_nothing_on_a_screen() -> None:
    hidden = f"<style>.k{{display:none}} {PRINTED % 'block'}</style><p>Bài</p><p class=k>KIN</p>"
    assert (body(hidden), points(hidden)) == ("<p>Bài</p>", [(PointKind.HIDDEN_TEXT, "KIN")])
    shown = f"<style>{PRINTED % 'none'} b{{font-weight:400}}</style><p class=k>RO <b>nhạt</b></p>"
    assert (body(shown), points(shown)) == ("<p>RO nhạt</p>", [])
    both = "<style>@media print, screen{.k{display:none}}</style><p>Bài</p><p class=k>KIN</p>"
    assert points(both) == [(PointKind.HIDDEN_TEXT, "KIN")]


def test_a_sheet_of_more_rules_than_are_read_is_named() -> None:
    rules = "i{color:red}" * 2_000
    assert points(f"<style>{rules}</style><p>Bài</p>") == []
    html = f"<style>{rules}.k{{display:none}}</style><p class=k>KIN</p>"
    assert points(html) == [(PointKind.UNREAD_MARKUP, "<style>: > 2000")]


@pytest.mark.parametrize(
    "html",
    [
        "<p hidden> </p>",
        "<!--StartFragment-->",
        "<!--[if gte mso 9]><xml>Normal</xml><![endif]-->",
        "<!DOCTYPE html>",
        "<title>Tên trang</title>",
        "<style>p{color:red}</style>",
        "<o:p>&nbsp;</o:p>",
        "<!--[if gte mso 10]><style>table.Mso {width:0}</style><![endif]-->",
        "<p style='font-size:1.0pt'>&nbsp;</p>",
        '<style>.k>li:before{content:"\\0025cf  "}</style>',
        "<meta name=a content=b>",
    ],
)
def test_what_has_no_words_for_readers_is_left_out_quietly(html: str) -> None:
    assert read(f"{html}<p>Bài</p>").points == ()


@pytest.mark.parametrize(
    "style",
    [
        *("color:rgba(0,0,0,0.8)", "font-size:10px", "text-indent:-18.0pt", "position:absolute;left:-9px", "height:0"),
        *("overflow:hidden;width:100%", "opacity:0.9", "transform:scale(0.9)", "clip-path:inset(5%)"),
    ],
)
def test_looks_that_leave_words_to_be_read_hide_nothing(style: str) -> None:
    assert body(f"<p style='{style}'>Bài</p>") == "<p>Bài</p>"
    assert points(f"<p style='{style}'>Bài</p>") == []


def test_words_that_a_style_puts_on_lines_of_their_own_are_not_joined() -> None:
    assert body("<p>a<span style='display:block'>b <i>c</i></span>d</p>") == "<p>a<br>b <em>c</em><br>d</p>"


def test_words_made_visible_again_are_shown() -> None:
    html = "<p style='visibility:hidden'>kín <b style='visibility:visible'>rõ</b> kín</p>"
    assert body(html) == "<p><strong>rõ</strong></p>"
    assert points(html) == [(PointKind.HIDDEN_TEXT, "kín kín")]


LOST = [
    ("<svg viewBox='0 0 1 1'><path/><text>chữ</text></svg>", PointKind.SHAPE, "chữ"),
    ("<math><msup><mi>x</mi><mn>2</mn></msup></math>", PointKind.EQUATION, "x2"),
    ("<video src='a.mp4'></video>", PointKind.OBJECT, "a.mp4"),
    ("<audio src='a.mp3'></audio>", PointKind.OBJECT, "a.mp3"),
    ("<canvas></canvas>", PointKind.SHAPE, "<canvas>"),
    ("<select><option>chọn</select>", PointKind.UNREAD_MARKUP, "chọn"),
    ("<input value='gõ'>", PointKind.UNREAD_MARKUP, "gõ"),
    ("<giá dưới=5>", PointKind.UNREAD_MARKUP, "<giá dưới>"),
    ("<p Một đoạn <b>chữ</b></p>", PointKind.UNREAD_MARKUP, "<p <b đoạn một>"),
    ("<style>div > p{display:none}</style>", PointKind.UNREAD_MARKUP, "div > p"),
    ("<img hidden src=a.jpg>", PointKind.HIDDEN_PICTURE, "a.jpg"),
]


@pytest.mark.parametrize(
    ("html", "kind", "words"), [pytest.param(*row, id=row[0][:20]) for row in LOST if "giá" not in row[0]]
)
def test_what_cannot_be_carried_over_is_named(html: str, kind: PointKind, words: str) -> None:
    assert (kind, words) in points(f"<p>Bài {html} sau</p>")


@pytest.mark.parametrize(
    ("equation", "shown"),
    [
        ("<mfrac><mn>1</mn><mn>2</mn></mfrac>", "1/2"),
        ("<mfrac>\n<mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow> <mn>2</mn></mfrac>", "(a+1)/2"),
        ("<mfrac><mn>1</mn><mfrac><mn>2</mn><mn>3</mn></mfrac></mfrac>", "1/(2/3)"),
        ("<mfrac><msup><mi>x</mi><mn>2</mn></msup><mn>3</mn></mfrac>", "(x<sup>2</sup>)/3"),
        ("<msup><mi>x</mi><mn>2</mn></msup>", "x<sup>2</sup>"),
        ("<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", "x<sub>1</sub><sup>2</sup>"),
        ("<munderover><mo>∑</mo><mn>1</mn><mi>n</mi></munderover>", "∑<sub>1</sub><sup>n</sup>"),
        ("<msqrt><mn>2</mn></msqrt>", "√2"),
        ("<msqrt>12</msqrt>", "√12"),
        ("<msqrt><mn>2</mn><mo>+</mo><mn>3</mn></msqrt>", "√(2+3)"),
        ("<mroot><mn>8</mn><mn>3</mn></mroot>", "<sup>3</sup>√8"),
        ("<mfenced><mn>1</mn><mn>2</mn></mfenced>", "(1, 2)"),
        (
            "<mtable><mtr><mtd>1</mtd><mtd>2</mtd></mtr><mtr><mtd>3</mtd><mtd>4</mtd></mtr></mtable>",
            "[1, 2; 3, 4]",
        ),
        ("<mfrac><mn>1</mn></mfrac>", "1"),
        ("<semantics><math><mfrac><mn>1</mn><mn>2</mn></mfrac></math></semantics>", "1/2"),
    ],
)
def test_an_equation_stands_in_one_line_and_is_named(equation: str, shown: str) -> None:
    html = f"<p>Bài <math>{equation}</math> sau</p>"
    assert body(html) == f"<p>Bài {shown} sau</p>"
    assert [kind for kind, _ in points(html)] == [PointKind.EQUATION]


def test_words_in_a_form_that_can_be_kept_are_kept() -> None:
    assert "chữ" in body("<p>Bài <svg><text>chữ</text></svg></p>")
    assert body("<p>Bài <q>trích</q> hết</p>") == "<p>Bài “trích” hết</p>"
    assert body("<pre>\nmột\n  hai\n</pre>") == "<p>một<br>hai</p>"
    assert body("<p style='white-space:pre-wrap'>một\nhai</p>") == "<p>một<br>hai</p>"
    assert body("<dl><dt>Tên<dd>Nghĩa</dl><address>Nơi</address>") == "<p>Tên</p><p>Nghĩa</p><p><em>Nơi</em></p>"


MARKS = [
    ("<b style='font-weight:normal'>a</b>", "a"),
    ("<b>a<span style='font-weight:400'>b</span></b>", "<strong>a</strong>b"),
    ("<span style='font-weight:700'>a</span>", "<strong>a</strong>"),
    ("<span style='font-style:italic'>a</span>", "<em>a</em>"),
    ("<span style='vertical-align:super'>2</span>", "<sup>2</sup>"),
    ("<span style='vertical-align: sub'>2</span>", "<sub>2</sub>"),
    ("<span style='text-decoration: underline line-through'>a</span>", "<s>a</s>"),
    ("<style>.c1{font-weight:700}</style><span class=c1>a</span>", "<strong>a</strong>"),
    ("<b>a</b><b>b</b>", "<strong>ab</strong>"),
    ("<b><i>a</i> b</b>", "<strong><em>a</em> b</strong>"),
    ("<a href='https://a.vn/b'>a <b>b</b></a>", '<a href="https://a.vn/b">a <strong>b</strong></a>'),
    ("<a href='#fn1'><sup>1</sup></a>", "<sup>1</sup>"),
    ("Ghi chú <a href='#r'>↩</a>", "Ghi chú"),
    ("a<br> &#x338;b", "a<br>b"),
    ("<b>Ca</b><i>&#769;ch</i>", "<strong>Cá</strong><em>ch</em>"),
]


@pytest.mark.parametrize(("html", "shown"), MARKS)
def test_marks_are_those_that_a_browser_shows(html: str, shown: str) -> None:
    assert body(f"<p>{html}</p>") == f"<p>{shown}</p>"


def test_footnotes_of_markdown_stay_readable() -> None:
    assert (
        body("Số liệu[^1].\n\n[^1]: https://nguon.vn/a\n", "bai.md")
        == "<p>Số liệu[1].</p><p>[1]: https://nguon.vn/a</p>"
    )


def test_struck_words_of_markdown_stay_struck() -> None:
    assert body("Giá ~~500~~ 700", "bai.md") == "<p>Giá <s>500</s> 700</p>"
    assert points("Giá ~~500~~ 700", "bai.md") == [(PointKind.STRUCK_TEXT, "500")]


@pytest.mark.parametrize("html", ["<p>a</p><p", "<!-- a", "<p>5 <b and more", "<title>a", "<style>p{}"])
def test_a_tag_that_never_ends_is_refused_with_its_place(html: str) -> None:
    assert "dòng 3" in refused(f"<p>x</p>\n\n{html}")


def test_a_letter_of_a_private_font_is_refused_with_its_place() -> None:
    said = refused("<p>x</p>\n<p>Giá \ue123 đồng</p>")
    assert "dòng 2" in said
    assert "U+E123" in said


def test_a_text_that_is_mostly_hidden_is_refused() -> None:
    assert "501 điểm phải xem lại" in refused("<p>x</p>" + "<p hidden>a</p>" * 501)
