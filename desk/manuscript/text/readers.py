"""The two forms of a manuscript that are plain text, read as their reader on a screen sees them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import pairwise
from typing import Final
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLinkText
from markdown_it.token import Token
from typing_extensions import override

from desk.manuscript.blocks import blocks_of
from desk.manuscript.markup import text_of, tokens, tree_of
from desk.manuscript.reading import Reading, Where, on_line
from desk.manuscript.text.active import refuse_active_content
from desk.manuscript.text.books import refuse_left_out, refuse_lost
from desk.manuscript.text.showing import DELIMITER, shown
from desk.refusal import refusal

MAX_MARKDOWN_MARKS: Final = 10_000
MAX_MARKDOWN_NESTING: Final = 100
"""Deeper text is left out by the library; long before, the tags made of it are refused."""
_LABEL: Final = re.compile(r"\s*(?:[-+*–•]|\d{1,3}[.)]|[a-zđ]\)|[IVXLC]+\.|Điều \d+[a-zđ]?[.:])(?:\s|$)")
_FEWEST_VERSES: Final = 3
_LONGEST_VERSE: Final = 60

_FOOTNOTE: Final = re.compile(r"^( {0,3})(\[\^[^\]\s]{1,30}\]:)", re.MULTILINE)
_FOOTNOTE_NUMBER: Final = re.compile(r"\[\^([^\]\s]{1,30})\]")
_ENTITY: Final = re.compile(r"&#?\w{1,32};")
_AS_TYPED: Final = frozenset({"code_inline", "code_block", "fence", "html_inline", "html_block", "image"})
"""Pieces of Markdown that the library hands on with their entities."""


def html_reading(html: str, where: Where = on_line) -> Reading:
    """An HTML text. Errors: InvalidInput for what would run on a reader's machine, or whose words cannot be kept."""
    written = list(tokens(html))
    refuse_active_content(written, where)
    found = shown(tree_of(written), where)
    blocks = blocks_of(found.root)
    texts = [token for token in written if isinstance(token, str)]
    refuse_lost([*texts, *found.made], [*map(text_of, blocks), *found.hidden])
    return Reading(blocks=blocks, points=tuple(found.points))


def markdown_reading(text: str, where: Where) -> Reading:
    """A Markdown text. Errors: as `html_reading`, and for words that Markdown itself leaves out."""
    if text.count("[") + text.count("`") > MAX_MARKDOWN_MARKS:
        raise refusal("body", "bài có quá nhiều ký hiệu “[” hoặc “`”", "hãy gửi lại bài ở dạng .docx hoặc .html")
    said = {"html": True, "maxNesting": MAX_MARKDOWN_NESTING, "store_labels": True, "inline_definitions": True}
    reader = _Reader("commonmark", said).enable(["table", "strikethrough"])
    found = reader.parse(_FOOTNOTE.sub(r"\1\\\2", text))
    typed = list(_typed(found))
    _name_idle_definitions(found, text)
    _keep_what_was_typed(found)
    reading = html_reading(reader.renderer.render(found, reader.options, {}), where)
    refuse_left_out([_decoded(text)], typed)
    return reading


class _Reader(MarkdownIt):
    @override
    def validateLink(self, url: str) -> bool:
        """Every address is let through here, to be refused with its line rather than shown as text."""
        return True


def _typed(found: Iterable[Token]) -> Iterator[str]:
    """Everything of a text that stands in these tokens, shown or not: words, addresses, names, numbers."""
    for token in found:
        shown = _decoded(token.content) if token.type in _AS_TYPED else unquote(token.content)
        yield "" if token.type == "inline" else shown
        yield token.info
        yield from (unquote(normalizeLinkText(str(said))) for said in (*token.attrs.values(), *token.meta.values()))
        if token.type != "image":
            yield from _typed(token.children or ())


def _decoded(text: str) -> str:
    return unquote(_ENTITY.sub(lambda found: unescape(found[0]), text))


def _name_idle_definitions(found: Sequence[Token], text: str) -> None:
    """A definition that no link uses is shown nowhere: what was typed there is a comment."""
    lines = text.split("\n")
    used = {token.meta.get("label") for token in _all(found) if token.type != "definition"}
    for token in found:
        if token.type == "definition" and token.map:
            typed = "\n".join(lines[slice(*token.map)])
            idle = token.meta["id"] not in used
            used.discard(token.meta["id"])
            token.type, token.content = "html_block", f"<!--{typed.replace('-->', '-- >')}-->\n" if idle else ""


def _all(found: Iterable[Token]) -> Iterator[Token]:
    for token in found:
        yield token
        yield from _all(token.children or ())


def _keep_what_was_typed(found: Sequence[Token]) -> None:
    lists: list[tuple[Token, list[Token]]] = []
    for token in found:
        match token.type:
            case "ordered_list_open" | "bullet_list_open":
                lists.append((token, []))
            case "list_item_open":
                lists[-1][1].append(token)
            case "ordered_list_close":
                _number(*lists.pop())
            case "bullet_list_close":
                lists.pop()
            case "inline":
                _keep_lines(token)
                _readable_footnotes(token)


def _keep_lines(inline: Token) -> None:
    """Short lines that each begin with a capital are verses; a line with a label of its own stands alone too."""
    lines = [line.strip() for line in inline.content.split("\n")]
    verses = all(line[:1].isupper() and len(line) <= _LONGEST_VERSE for line in lines) and len(lines) >= _FEWEST_VERSES
    pieces = inline.children or []
    for at, piece in enumerate(pieces):
        begins = next((after.content for after in pieces[at + 1 :] if after.content or after.tag == "br"), "")
        if piece.type == "softbreak" and (verses or _LABEL.match(begins)):
            piece.type, piece.tag = "hardbreak", "br"


def _readable_footnotes(inline: Token) -> None:
    for piece in inline.children or ():
        if piece.type == "text":
            piece.content = _FOOTNOTE_NUMBER.sub(r"[\1]", piece.content)


def _number(opening: Token, items: list[Token]) -> None:
    """Numbers that rise are the author's own; others are counted, as readers of Markdown do."""
    if opening.markup == ")":
        opening.attrSet(DELIMITER, ")")
    typed = [int(item.info) for item in items]
    if all(before < after for before, after in pairwise(typed)):
        for item, number in zip(items, typed, strict=True):
            item.attrSet("value", str(number))


def in_source(text: str) -> Where:
    """Places in a text by what stands there, where its markup was made by us and has other lines."""
    lowered = text.lower()

    def where(found: str, _line: int) -> str:
        at = lowered.find(found.lower().rstrip("…"))
        return "trong bài" if at < 0 else f"dòng {text.count(chr(10), 0, at) + 1}"

    return where
