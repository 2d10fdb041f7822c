"""Markup built of known words: each visible one comes out once and in order, no hidden one does."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.manuscript.markup import tokens
from desk.manuscript.text.books import refuse_disorder, refuse_lost
from newsroom.errors import InvalidInput
from tests.desk.manuscript.reading import read
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
