"""The books: what is in no bucket refuses, and a reader that loses or doubles something is found on the file itself."""

import random
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from desk.manuscript.markup import Node, serialise
from desk.manuscript.reading import Reading
from desk.manuscript.word import body, document, equations, flow, lines, nodes, read_word, tables
from desk.manuscript.word.books import refuse_imbalance
from desk.manuscript.word.elements import Element
from desk.manuscript.word.inventory import Inventory
from desk.manuscript.word.pieces import Piece
from newsroom.errors import InvalidInput
from tests.desk.word.packing import FILES, paragraph, run, sample, word_file

_REFUSED = {"40-doctype-late", "44-xml-15MB-empty-paragraphs", "X16-custom-subdoc"}
_WRAPPERS = (
    *("w:r", "w:ins", "w:del", "w:moveFrom", "w:sdt", "w:sdtContent", "w:smartTag", "w:bdo", "w:ruby", "w:rt", "w:rPr"),
    *("w:hyperlink", "w:fldSimple", "w:p", "w:tc", "w:tr", "w:tbl", "w:txbxContent", "w:pict", "w:drawing", "w:object"),
    *("w:pPr", "w:tcPr", "w:comment", "w:footnote", "w:t", "w:altChunk", "w:instrText", "w:ffData", "w:numPr", "x:la"),
    *("m:oMath", "m:e", "m:r", "m:sSup", "mc:AlternateContent", "mc:Choice", "mc:Fallback", "v:textbox"),
)
_SEEDS = 5


def hidden_somewhere(draw: random.Random, word: str) -> str:
    """A word in up to three wrappers, right or wrong, in a cell, a box or a paragraph."""
    inside = draw.choice((run(word), f"<w:t>{word}</w:t>", f"<m:r><m:t>{word}</m:t></m:r>", paragraph(word)))
    for _ in range(draw.randint(0, 3)):
        tag = draw.choice(_WRAPPERS)
        inside = f"<{tag}>{inside}</{tag}>"
    cell = f"<w:tbl><w:tr><w:tc>{inside}</w:tc></w:tr></w:tbl>"
    return draw.choice((inside, f"<w:p>{inside}</w:p>", f"<w:p>{run('a')}{inside}{run('b')}</w:p>", cell))


@pytest.mark.proof("word")
@pytest.mark.parametrize("seed", range(_SEEDS))
def test_no_word_is_lost_whatever_it_is_wrapped_in(seed: int, monkeypatch: pytest.MonkeyPatch, whole: bool) -> None:
    """In the article once, in a point, in a bucket, or the file is refused by name."""
    kept: list[Inventory] = []

    def kept_inventory() -> Inventory:
        kept.append(Inventory())
        return kept[-1]

    monkeypatch.setattr(document, "Inventory", kept_inventory)
    draw = random.Random(seed)  # noqa: S311 - chooses cases
    for at in range(300 if whole else 30):
        word = f"MAT{at}X"
        data = word_file(paragraph("đầu") + hidden_somewhere(draw, word) + paragraph("cuối"))
        reading = read_or_refused(data)
        if isinstance(reading, InvalidInput):
            assert reading.__cause__ is None
            assert word in reading.message or "tài liệu khác chèn vào" in reading.message
            continue
        shown = sum(serialise([block]).count(word) for block in reading.blocks)
        laid = [bucket for found, bucket in kept[-1].entered.items() if found.text == word]
        assert shown == 1 or (shown == 0 and laid and laid[0] is not None)


def read_or_refused(data: bytes) -> Reading | InvalidInput:
    try:
        return read_word(data)
    except InvalidInput as wrong:
        return wrong


def without(tag: str) -> Callable[[Any], Any]:
    """A reader that passes over an element of its line."""

    def mutilate(read: Any) -> Any:
        return lambda self, part, *more: [] if part.tag == tag else read(self, part, *more)

    return mutilate


def forgetting(answer: Any) -> Callable[[Any], Any]:
    """A part that does nothing and gives this."""
    return lambda _: lambda *_, **__: answer


def losing(kept: slice) -> Callable[[Any], Any]:
    """A part that gives only some of what it reads."""
    return lambda read: lambda *arguments: read(*arguments)[kept]


def skipped_cell(read: Any) -> Any:
    return lambda self, part, style, row: None if row.cells else read(self, part, style, row)


def given(change: Callable[[list[Piece]], list[Piece]]) -> Callable[[Any], Any]:
    """A part that is given another line than was read."""
    return lambda read: lambda pieces: read(change(pieces))


def unmarked(pieces: list[Piece]) -> list[Piece]:
    return [Piece(text=piece.text, link=piece.link, tag=piece.tag) for piece in pieces]


MUTILATED: dict[str, tuple[Any, str, Callable[[Any], Any], str]] = {
    "no bdo": (lines.Lines, "_read", without("w_bdo"), "25"),
    "no dir": (lines.Lines, "_read", without("w_dir"), "25"),
    "no inline content control": (lines.Lines, "_read", without("w_sdt"), "25"),
    "no simple field": (lines.Lines, "_read", without("w_fldSimple"), "pandoc-6080"),
    "no ruby": (lines.Lines, "_read", without("w_ruby"), "25"),
    "no equation": (lines.Lines, "_read", without("m_oMath"), "23"),
    "no link": (lines.Lines, "_read", without("w_hyperlink"), "X20"),
    "a run lost": (lines.Lines, "_text", losing(slice(1, None)), "07"),
    "no box": (document._Reader, "_boxed", forgetting([]), "24"),
    "boxes forgotten": (body.Body, "blocks", losing(slice(3)), "24"),
    "no table": (body.Body, "_other", forgetting(None), "L24"),
    "a cell passed over": (tables.Tables, "_cell", skipped_cell, "L24"),
    "a superscript lost": (equations.Equations, "_scripts", forgetting(lambda *_: []), "23"),
    "a label dropped": (body, "Piece", forgetting(Piece(text="")), "52"),
    "marks dissolved": (nodes, "settled", given(unmarked), "07"),
    "a line doubled": (nodes, "settled", given(lambda pieces: [*pieces, *pieces]), "07"),
    "a line turned round": (nodes, "settled", given(lambda pieces: pieces[::-1]), "07"),
    "no version read": (flow.Flow, "chosen", forgetting([]), "L14"),
}


@pytest.mark.proof("word")
@pytest.mark.parametrize("name", MUTILATED)
def test_a_mutilated_reader_is_found_by_the_file_it_loses_a_word_of(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, part, mutilate, file = MUTILATED[name]
    read_word(sample(file))
    monkeypatch.setattr(owner, part, mutilate(getattr(owner, part)))
    with pytest.raises(InvalidInput) as caught:
        read_word(sample(file))
    assert "hệ thống đọc" in caught.value.message or "không đọc được" in caught.value.message


def test_the_books_of_every_sample_balance() -> None:
    names = sorted(path for path in FILES.glob("*.docx") if path.stem not in _REFUSED)
    assert len(names) >= 40
    for path in names:
        assert read_word(path.read_bytes()).blocks


def inventory_of(*entries: tuple[str, tuple[str, ...]]) -> tuple[Inventory, Node]:
    """What was taken for one block."""
    inventory, block = Inventory(), Node("p")
    inventory.begin_line()
    for text, marks in entries:
        inventory.make(text, marks)
    inventory.end_line(block)
    return inventory, block


@pytest.mark.parametrize(
    ("children", "balances"),
    [
        (["Dân số 10", Node("sup", {}, ["6"])], True),
        (["Dân số 106"], False),
        (["Dân số 1", Node("sup", {}, ["06"])], False),
        (["Dân  số", Node("br"), " 10", Node("sup", {}, ["6"])], True),
        (["số Dân 10", Node("sup", {}, ["6"])], False),
        (["Dân số 10", Node("sup", {}, ["6"]), "0"], False),
    ],
)
def test_a_block_holds_what_was_taken_for_it_in_order_and_in_each_mark(
    children: Iterable[Node | str], balances: bool
) -> None:
    inventory, block = inventory_of(("Dân số 10", ()), ("6", ("strong", "sup")))
    block.children = [*children]
    if balances:
        refuse_imbalance(inventory, [block])
    else:
        with pytest.raises(InvalidInput, match="đọc thiếu hoặc thừa chữ ở đoạn “Dân số 106”"):
            refuse_imbalance(inventory, [block])


def test_a_block_that_is_not_there_or_that_nobody_booked_is_found() -> None:
    inventory, _ = inventory_of(("a", ()))
    with pytest.raises(InvalidInput):
        refuse_imbalance(inventory, [])
    with pytest.raises(InvalidInput):
        refuse_imbalance(Inventory(), [Node("p", {}, ["b"])])


def test_a_text_is_taken_once_and_as_long_as_it_is() -> None:
    inventory, text = Inventory(), Element("w_t")
    text.text = "straße"
    with pytest.raises(InvalidInput):
        inventory.take(text, "stra")
    assert inventory.take(text, "STRASSE") == "STRASSE"
    with pytest.raises(InvalidInput):
        inventory.take(text, "straße")
