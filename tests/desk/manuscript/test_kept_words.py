"""Markup built of known words: each visible one comes out once and in order, no hidden one does."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.manuscript.markup import tokens
from desk.manuscript.text.books import refuse_disorder, refuse_lost
from newsroom.checklist.points import PointKind
from newsroom.errors import InvalidInput
from tests.desk.manuscript.reading import body, points, read, refused
from tests.support.proofs import examples

INLINE = [
    "{}",
    "<b>{}</b>",
    "<i>{}</i>",
    "<sup>{}</sup>",
    "<span style='font-weight:700'>{}</span>",
    "<u>{}</u>",
    "<s>{}</s>",
]
INLINE += [
    "<font color=red>{}</font>",
    "<a href='https://a.vn/x'>{}</a>",
    "<ins>{}</ins>",
    "<code>{}</code>",
    "<o:p>{}</o:p>",
]
INLINE += [
    "<b style='font-weight:normal'>{}</b>",
    "<a href='#x'>{}</a>",
    "<bdo dir=rtl>{}</bdo>",
    "<q>{}</q>",
    "<x-y>{}</x-y>",
]
BLOCK = [
    "<p>{}</p>",
    "<div>{}</div>",
    "<h2>{}</h2>",
    "<ul><li>{}</ul>",
    "<ol><li>{}</ol>",
    "<pre>{}</pre>",
    "<dl><dd>{}</dl>",
]
BLOCK += ["<blockquote>{}</blockquote>", "<table><tr><td>{}</table>", "<section>{}</section>", "<address>{}</address>"]
BLOCK += ["<ol type=a start=3><li>{}</ol>", "<details><summary>{}</summary></details>", "<fieldset>{}</fieldset>"]
HIDE = [
    "<p hidden>{}</p>",
    "<i style='display:none'>{}</i>",
    "<!--{}-->",
    "<template>{}</template>",
    "<dialog>{}</dialog>",
]
WRAP = st.lists(st.sampled_from(INLINE), max_size=3)
PIECES = st.lists(
    st.tuples(st.sampled_from([*BLOCK, *INLINE, *HIDE]), WRAP, st.integers(1, 3)), min_size=1, max_size=12
)


def built(pieces: list[tuple[str, list[str], int]], nested: list[str]) -> tuple[str, list[str], list[str]]:
    html, seen = "", ["dau1x"]
    unseen: list[str] = []
    for at, (outer, wraps, count) in enumerate(pieces):
        words = [f"{'an' if outer in HIDE else 'ro'}{at}x{n}x" for n in range(count)]
        inner = " ".join(words)
        for wrap in wraps if outer != "<!--{}-->" else ():
            inner = wrap.format(inner)
        html += f" {outer.format(inner)} "
        (unseen if outer in HIDE else seen).extend(words)
    for wrap in nested:
        html = wrap.format(html)
    return f"<p>dau1x</p>{html}", seen, unseen


@examples(3, deadline=None)
@given(
    PIECES, st.lists(st.sampled_from(["<div>{}</div>", "<b>{}</b>", "<span>{}</span>", "<ul><li>{}</ul>"]), max_size=3)
)
def test_visible_words_of_html_come_out_once_and_in_order(
    pieces: list[tuple[str, list[str], int]], nested: list[str]
) -> None:
    html, seen, unseen = built(pieces, nested)
    manuscript = read(html)
    assert re.findall(r"(?:dau|ro|an)[\dx]+x", as_written(manuscript.content.body_html)) == seen
    named = " ".join(point.words for point in manuscript.points)
    assert [word for word in unseen if word not in named] == []


MARKDOWN = ["{}", "**{}**", "*{}*", "~~{}~~", "[{}](https://a.vn/x)", "`{}`", "<b>{}</b>"]
LINES = [
    "{}",
    "# {}",
    "## {}",
    "- {}",
    "1. {}",
    "7) {}",
    "> {}",
    "    {}",
    "- a\n  1. {}",
    "| a |\n|---|\n| {} |",
    "<div>{}</div>",
]


@examples(3, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(MARKDOWN)), min_size=1, max_size=10))
def test_visible_words_of_markdown_come_out_once_and_in_order(pieces: list[tuple[str, str]]) -> None:
    words = [f"ro{at}x" for at in range(len(pieces))]
    text = "\n\n".join(line.format(mark.format(word)) for (line, mark), word in zip(pieces, words, strict=True))
    assert re.findall(r"ro\d+x", as_written(read(f"Đầu.\n\n{text}\n", "bai.md").content.body_html)) == words


@pytest.mark.parametrize("line", ["> ", "- ", "1. "])
def test_words_of_markdown_are_not_left_out_for_standing_deep(line: str) -> None:
    for deep in (10, 11, 19):
        assert "cuối1x" in as_written(read(f"Đầu.\n\n{line * deep}cuối1x\n", "bai.md").content.body_html)
    for deep in (41, 60):
        assert "lồng nhau quá 40 tầng" in refused(f"Đầu.\n\n{line * deep}cuối1x\n", "bai.md")


def test_a_cell_for_which_a_table_has_no_column_is_not_lost() -> None:
    assert "ở chỗ “ba”" in refused("| a | b |\n|---|---|\n| một | hai | ba |\n", "bai.md")


def test_a_definition_of_markdown_that_nothing_uses_is_named() -> None:
    text = "Xem [Cục] và [số liệu][n].\n\n[Cục]: https://a.vn\n[n]: https://b.vn 'Số'\n[Nguồn]: Internet\n"
    assert points(f"{text}\n[//]: # (Chưa đăng)\n", "bai.md") == [
        (PointKind.HIDDEN_TEXT, "[Nguồn]: Internet"),
        (PointKind.HIDDEN_TEXT, "[//]: # (Chưa đăng)"),
    ]
    assert "</a>" in body(text, "bai.md")


KEPT = [
    "[a](http://báo.vn/tin-tức?x=a%20b 'Tựa') <http://b.vn/ă> <a@b.vn>",
    "&nbsp;&alpha;&#7855; `&alpha;` &copy &amp;lt; AT&ETH <b title='x'>&Aacute;</b>\n\n    &beta;",
    "```Lời dẫn\nx\n```\n\n[a][b] [b][] [b]\n\n[b]: <http://c.vn/x y> (Tựa)\n",
    "01. a\n02. b\n\nTựa\n===\n\n- [ ] c\n\n| a | b |\n|:-|-:|\n| c |\n\nx[^1]\n\n[^1]: y\\*z",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_markdown_writes_otherwise_is_not_missed(text: str) -> None:
    assert read(text, "bai.md")


def as_written(html: str) -> str:
    return " ".join(piece for piece in tokens(html) if isinstance(piece, str))


@pytest.mark.parametrize(
    ("before", "after"),
    [(["một hai"], ["một"]), (["một"], ["một hai"]), (["10⁶"], ["10"]), (["một một"], ["một"]), (["a", "b"], ["a"])],
)
def test_the_books_find_what_is_gone_or_new(before: list[str], after: list[str]) -> None:
    with pytest.raises(InvalidInput, match="không giữ được đúng nguyên chữ"):
        refuse_lost(before, after)


def test_the_books_find_another_order() -> None:
    refuse_disorder(["một", "hai"], ["một hai"])
    with pytest.raises(InvalidInput, match="thứ tự"):
        refuse_disorder(["một", "hai"], ["hai", "một"])
