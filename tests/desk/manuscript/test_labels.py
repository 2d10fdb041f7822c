"""Labels of lists are words of the text: what a browser shows is what stands in the body."""

import pytest

from desk.manuscript.cleaning import BODY_TAGS, clean_body
from desk.manuscript.text.labels import label
from newsroom.checklist.points import PointKind
from tests.desk.manuscript.reading import body, points, read

HTML = [
    ("<ol><li>a</li><li>b</li></ol>", "<p>1. a</p><p>2. b</p>"),
    ("<ol start=5><li>a<li value=9>b<li>c</ol>", "<p>5. a</p><p>9. b</p><p>10. c</p>"),
    ("<ol type=a><li>x</ol><ol type=A><li>x</ol>", "<p>a. x</p><p>A. x</p>"),
    ("<ol type=i start=4><li>x</ol><ol type=I start=9><li>x</ol>", "<p>iv. x</p><p>IX. x</p>"),
    ("<ol reversed><li>a<li>b</ol>", "<p>2. a</p><p>1. b</p>"),
    ("<ol type=a start=26><li>y<li>z</ol>", "<p>z. y</p><p>aa. z</p>"),
    ("<ol type=a start=0><li>y</ol>", "<p>0. y</p>"),
    ("<ol start=-1><li>y<li>z</ol>", "<p>-1. y</p><p>0. z</p>"),
    ("<ol><li>a<ol type=a><li>b</ol>c<li>d</ol>", "<p>1. a</p><p>a. b</p><p>c</p><p>2. d</p>"),
    ("<ol><li>a<ul><li>b</ul><li>c</ol>", "<p>1. a</p><ul><li>b</li></ul><p>2. c</p>"),
    ("<ul><li>a<ol><li>b</ol></ul>", "<ul><li><p>a</p><p>1. b</p></li></ul>"),
    ("<ol><li><p>a</p><p>b</p></ol>", "<p>1. a</p><p>b</p>"),
    ("<ol><li><b>a</b> b</ol>", "<p>1. <strong>a</strong> b</p>"),
    ("<ol><li><h3>a</h3></ol>", "<h3>1. a</h3>"),
    ("<ol><li><table><tr><td>a</table></ol>", "<p>1.</p><table><tbody><tr><td>a</td></tr></tbody></table>"),
    ("<ol><li></li><li>b</ol>", "<p>1.</p><p>2. b</p>"),
    ("<ol><li hidden>x<li>b</ol>", "<p>1. b</p>"),
    ("<ol style='list-style-type:none'><li>a</ol>", "<ul><li>a</li></ul>"),
    ("<ul style='list-style:lower-roman inside'><li>a<li>b</ul>", "<p>i. a</p><p>ii. b</p>"),
    ("<ol><li style='list-style-type:upper-alpha'>a</ol>", "<p>A. a</p>"),
    ("<style>ol.d{list-style-type:lower-alpha}</style><ol class=d><li>a</ol>", "<p>a. a</p>"),
    ("<ol style='list-style-type:decimal-leading-zero'><li>a</ol>", "<p>01. a</p>"),
    (
        "<table><tr><td><ol><li>a</ol><td>b</table>",
        "<table><tbody><tr><td><p>1. a</p></td><td>b</td></tr></tbody></table>",
    ),
    ("<blockquote><ol><li>a</ol></blockquote>", "<blockquote><p>1. a</p></blockquote>"),
    ("<menu><li>a</menu>", "<ul><li>a</li></ul>"),
]


@pytest.mark.parametrize(("html", "shown"), HTML)
def test_html_shows_the_label_of_a_browser(html: str, shown: str) -> None:
    assert body(html) == shown


MARKDOWN = [
    ("1. a\n2. b", "<p>1. a</p><p>2. b</p>"),
    ("3) a\n4) b", "<p>3) a</p><p>4) b</p>"),
    ("1. a\n1. b", "<p>1. a</p><p>2. b</p>"),
    ("1. a\n2. b\n4. c", "<p>1. a</p><p>2. b</p><p>4. c</p>"),
    ("1. a\n\n   b\n\nGiữa\n\n2. c", "<p>1. a</p><p>b</p><p>Giữa</p><p>2. c</p>"),
    ("1. a\n   1. b", "<p>1. a</p><p>1. b</p>"),
    ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
    ("I. Một\n\na) hai\n\nĐiều 3. Ba", "<p>I. Một</p><p>a) hai</p><p>Điều 3. Ba</p>"),
    ("Chữ\n5. Năm\n- gạch", "<p>Chữ<br>5. Năm</p><ul><li>gạch</li></ul>"),
    ("Điều 1. Một\nĐiều 2a. Hai\n*b)* ba", "<p>Điều 1. Một<br>Điều 2a. Hai<br><em>b)</em> ba</p>"),
    ("**Điều 1.** Một\n**Điều 2.** Hai", "<p><strong>Điều 1.</strong> Một<br><strong>Điều 2.</strong> Hai</p>"),
    ("theo quy định tại\nĐiều 5 của Luật", "<p>theo quy định tại Điều 5 của Luật</p>"),
]


@pytest.mark.parametrize(("text", "shown"), MARKDOWN)
def test_markdown_keeps_what_was_typed(text: str, shown: str) -> None:
    assert body(text, "bai.md") == shown


def test_numbers_of_a_page_that_google_docs_exported_are_kept() -> None:
    sheet = """
        .lst-k_a-0>li{counter-increment:lst-ctn-k_a-0} ol.lst-k_a-0{list-style-type:none}
        .lst-k_a-0 > li:before{content:"(" counter(lst-ctn-k_a-0,lower-latin) ") "}
        ul.lst-k_b-0{list-style-type:none} .lst-k_b-0>li:before{content:"\\0025cf   "}
    """
    page = f"<style>{sheet}</style><ol class='c lst-k_a-0 start' start=3><li>x<li>y</ol><ul class=lst-k_b-0><li>z</ul>"
    assert body(page) == "<p>(c) x</p><p>(d) y</p><ul><li>z</li></ul>"
    assert read(page).points == ()


def test_a_way_of_counting_that_is_not_known_is_told() -> None:
    html = "<ol style='list-style-type:hebrew'><li>a</ol>"
    assert points(html) == [(PointKind.NUMBER_FORMAT, "hebrew")]


def test_numbers_beyond_a_style_are_decimal() -> None:
    assert [label(4000, "upper-roman"), label(3999, "upper-roman"), label(28, "lower-greek")] == [
        "4000. ",
        "MMMCMXCIX. ",
        "αδ. ",
    ]


def test_a_text_of_the_house_keeps_the_lists_it_was_signed_with() -> None:
    assert "ol" not in BODY_TAGS
    assert clean_body("<ol><li>a</li><li>b</li></ol>") == "<ol><li>a</li><li>b</li></ol>"
