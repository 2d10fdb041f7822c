"""Paragraphs of all kinds, tables, and what is around them."""

from collections.abc import Iterator
from typing import Final

from newsroom.checklist.points import PointKind
from tests.desk.word.corpus.draft import Bit, Draft
from tests.desk.word.corpus.lists import Block, Counted, Level
from tests.desk.word.packing import run


def of_bits(draft: Draft, look: str = "") -> str:
    """A paragraph of some of what the file is to hold."""
    return draft.paragraph(draft.say(), *draft.bits(), look=look)


def _styled(style: str) -> Block:
    return lambda draft: draft.add(of_bits(draft, f'<w:pStyle w:val="{style}"/>'))


def _looking(look: str) -> Block:
    return lambda draft: draft.add(of_bits(draft, look))


def _hidden(look: str, mark: str) -> Block:
    def make(draft: Draft) -> None:
        word = draft.kin()
        draft.name(PointKind.HIDDEN_TEXT, word)
        draft.add(draft.paragraph(Bit(xml=run(word, mark)), look=look))

    return make


def _capitals(draft: Draft) -> None:
    word = draft.word()
    draft.add(draft.paragraph(Bit(xml=run(word), text=word.upper()), look='<w:pStyle w:val="Hoa"/>'))


def _contents(draft: Draft) -> None:
    draft.name(PointKind.CONTENTS_TABLE)
    draft.add(draft.paragraph(draft.say(), look='<w:pStyle w:val="TOC1"/>'))


def _caption(draft: Draft) -> None:
    draft.add(draft.paragraph(draft.say(), draft.say(), look='<w:pStyle w:val="Chu"/>'))


def _mark_deleted(draft: Draft) -> None:
    """Its text goes on in the next paragraph."""
    draft.name(PointKind.TRACKED_CHANGE)
    _joined(draft, f'<w:rPr><w:del w:id="{draft.id()}" w:author="x"/></w:rPr>')


def _drop_capital(draft: Draft) -> None:
    _joined(draft, '<w:framePr w:dropCap="drop" w:lines="3"/>')


def _joined(draft: Draft, look: str) -> None:
    xml, (before,) = draft.inside(lambda: draft.paragraph(draft.say(), look=look))
    draft.add(xml)
    draft.add(draft.paragraph(Bit(xml="", text=before), *(draft.say(), *draft.bits())))


def _mark_inserted(draft: Draft) -> None:
    draft.name(PointKind.TRACKED_CHANGE)
    draft.add(of_bits(draft, f'<w:rPr><w:ins w:id="{draft.id()}" w:author="x"/></w:rPr>'))


def _around(before: str, after: str) -> Block:
    def make(draft: Draft) -> None:
        draft.add(before + of_bits(draft) + of_bits(draft) + after)

    return make


def _inserted_blocks(draft: Draft) -> None:
    draft.name(PointKind.TRACKED_CHANGE)
    draft.add(f'<w:ins w:id="{draft.id()}" w:author="x">{of_bits(draft)}</w:ins>')


def cell(inside: str, look: str = "") -> str:
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{inside}</w:tc>"


def _row(*cells: str, look: str = "") -> str:
    return f"<w:tr><w:trPr>{look}</w:trPr>{''.join(cells)}</w:tr>"


def _table(draft: Draft, rows: Iterator[str], columns: int = 2) -> None:
    grid = '<w:gridCol w:w="2000"/>' * columns
    draft.add(f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>")
    draft.add("<w:p/>")


def _simple(draft: Draft) -> None:
    heading = "<w:tblHeader/>" * draft.draw.randint(0, 1)
    _table(draft, (_row(cell(of_bits(draft)), cell(of_bits(draft)), look=heading * (at == 0)) for at in range(3)))


def _across(draft: Draft) -> None:
    wide = cell(of_bits(draft), '<w:gridSpan w:val="2"/>')
    _table(draft, iter((_row(wide), _row(cell(of_bits(draft)), cell(of_bits(draft))))))


def _down(draft: Draft) -> None:
    above = _row(cell(of_bits(draft), '<w:vMerge w:val="restart"/>'), cell(of_bits(draft)))
    _table(draft, iter((above, _row(cell("<w:p/>", "<w:vMerge/>"), cell(of_bits(draft))))))


def _down_with_words(draft: Draft) -> None:
    above = _row(cell(of_bits(draft), '<w:vMerge w:val="restart"/>'), cell(of_bits(draft)))
    word = draft.kin()
    draft.name(PointKind.MERGED_CELL, word)
    _table(draft, iter((above, _row(cell(f"<w:p>{run(word)}</w:p>", "<w:vMerge/>"), cell(of_bits(draft))))))


def _old_across(draft: Draft) -> None:
    merged = cell(of_bits(draft), '<w:hMerge w:val="restart"/>') + cell("<w:p/>", "<w:hMerge/>")
    _table(draft, iter((_row(merged), _row(cell(of_bits(draft)), cell(of_bits(draft))))))


def _nested(draft: Draft) -> None:
    inner = f"<w:tbl><w:tblPr/>{_row(cell(of_bits(draft)))}</w:tbl>"
    after = of_bits(draft)
    _table(draft, iter((_row(cell(inner + after), cell(of_bits(draft))),)))


def _list_in_cells(draft: Draft) -> None:
    counted = Counted(draft, Level(text="%1."))

    def one() -> str:
        look = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{counted.name}"/></w:numPr>'
        return draft.paragraph(draft.say(), *draft.bits(), look=look, label=counted.label())

    _table(draft, (_row(cell(one()), cell(of_bits(draft))) for _ in range(3)))


def _row_deleted(draft: Draft) -> None:
    word = draft.kin()
    draft.name(PointKind.TRACKED_CHANGE, word)
    deleted = f"<w:p><w:del><w:r><w:delText>{word}</w:delText></w:r></w:del></w:p>"
    gone = _row(cell(deleted), cell("<w:p/>"), look=f'<w:del w:id="{draft.id()}" w:author="x"/>')
    _table(draft, iter((gone, _row(cell(of_bits(draft)), cell(of_bits(draft))))))


def _row_inserted(draft: Draft) -> None:
    draft.name(PointKind.TRACKED_CHANGE)
    look = f'<w:ins w:id="{draft.id()}" w:author="x"/>'
    _table(draft, iter((_row(cell(of_bits(draft)), cell(of_bits(draft)), look=look),)))


def _cell_deleted(draft: Draft) -> None:
    word = draft.kin()
    draft.name(PointKind.TRACKED_CHANGE, word)
    gone = cell(f"<w:p>{run(word)}</w:p>", f'<w:cellDel w:id="{draft.id()}" w:author="x"/>')
    _table(draft, iter((_row(cell(of_bits(draft)), gone, cell(of_bits(draft))),)), 3)


def _controls_around_rows(draft: Draft) -> None:
    row = _row(f"<w:sdt><w:sdtContent>{cell(of_bits(draft))}</w:sdtContent></w:sdt>", cell(of_bits(draft)))
    _table(draft, iter((f"<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt>",)))


def _side_by_side(draft: Draft) -> None:
    """Two pictures over their two captions, in a table."""
    picture = (
        f'<w:p><w:r><w:drawing><wp:inline><a:blip r:embed="{draft.picture()}"/></wp:inline></w:drawing></w:r></w:p>'
    )
    one, other = draft.say(), draft.say()
    rows = (_row(cell(picture), cell(picture)), _row(*(cell(f"<w:p>{said.xml}</w:p>") for said in (one, other))))
    draft.lines += ["[ảnh]", one.text, "[ảnh]", other.text]
    _table(draft, iter(rows))


def _page_break(draft: Draft) -> None:
    draft.add('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')
    draft.add(of_bits(draft, "<w:pageBreakBefore/>"))


_COLUMNS: Final = '<w:sectPr><w:type w:val="continuous"/><w:cols w:num="2"/></w:sectPr>'
PLAIN_BLOCKS: Final[dict[str, Block]] = {
    "paragraph": _looking(""),
    "title": _styled("T"),
    "heading 1": _styled("H1"),
    "heading 2": _styled("H2"),
    "outline level": _looking('<w:outlineLvl w:val="1"/>'),
    "caption": _caption,
    "columns": _looking(_COLUMNS),
    "page break": _page_break,
    "custom XML around paragraphs": _around('<w:customXml w:element="x">', "</w:customXml>"),
    "table": _simple,
    "cells merged across": _across,
    "list in cells": _list_in_cells,
    "table in a cell": _nested,
}
OTHER_BLOCKS: Final[dict[str, Block]] = {
    "content control around paragraphs": _around("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
    "hidden paragraph": _hidden("<w:rPr><w:vanish/></w:rPr>", "<w:vanish/>"),
    "paragraph of a hidden style": _hidden('<w:pStyle w:val="Kin"/>', ""),
    "paragraph of a style that inherits hiding": _hidden('<w:pStyle w:val="KinCon"/>', ""),
    "capitals by style": _capitals,
    "contents table": _contents,
    "deleted paragraph mark": _mark_deleted,
    "inserted paragraph mark": _mark_inserted,
    "inserted paragraphs": _inserted_blocks,
    "drop capital": _drop_capital,
    "cells merged down": _down,
    "merged cell with words": _down_with_words,
    "cells merged across the old way": _old_across,
    "deleted row": _row_deleted,
    "inserted row": _row_inserted,
    "deleted cell": _cell_deleted,
    "content controls around rows and cells": _controls_around_rows,
    "pictures side by side": _side_by_side,
}
