"""What a paragraph may hold: marks, hidden and tracked text, wrappers, links and signs."""

from collections.abc import Callable
from typing import Final

from newsroom.checklist.points import PointKind
from tests.desk.word.corpus.draft import Bit, Draft
from tests.desk.word.packing import run

Maker = Callable[[Draft], Bit]


def _looks(look: str, tag: str = "") -> Maker:
    def make(draft: Draft) -> Bit:
        word = draft.word()
        return Bit(xml=run(word, look), text=f"<{tag}>{word}</{tag}>" if tag else word)

    return make


def _struck(look: str) -> Maker:
    def make(draft: Draft) -> Bit:
        word = draft.word()
        draft.name(PointKind.STRUCK_TEXT, word)
        return Bit(xml=run(word, look), text=f"<s>{word}</s>")

    return make


def _hidden(look: str) -> Maker:
    def make(draft: Draft) -> Bit:
        word = draft.kin()
        draft.name(PointKind.HIDDEN_TEXT, word)
        return Bit(xml=run(word, look))

    return make


def _capitals(draft: Draft) -> Bit:
    word = draft.word()
    return Bit(xml=run(word, "<w:caps/>"), text=word.upper())


def _split(draft: Draft) -> Bit:
    """One word in three runs of two looks."""
    word = draft.word()
    return Bit(xml=run(word[:2], "<w:b/>") + run(word[2:3], "<w:i/>") + run(word[3:]), text=word)


def _decomposed(draft: Draft) -> Bit:
    word = draft.word()
    return Bit(xml=run("tê") + run("\u0301", "<w:b/>") + run(word), text=f"tế{word}")


def _wrapped(before: str, after: str) -> Maker:
    def make(draft: Draft) -> Bit:
        word = draft.word()
        return Bit(xml=f"{before}{run(word)}{after}", text=word)

    return make


def _tracked(tag: str, *, shown: bool) -> Maker:
    def make(draft: Draft) -> Bit:
        word = draft.word() if shown else draft.kin()
        draft.name(PointKind.TRACKED_CHANGE, word)
        inside = run(word) if shown else f"<w:r><w:delText>{word}</w:delText></w:r>"
        return Bit(xml=f'<w:{tag} w:id="{draft.id()}" w:author="x">{inside}</w:{tag}>', text=word if shown else "")

    return make


def _prompt(draft: Draft) -> Bit:
    word = draft.kin()
    draft.name(PointKind.PROMPT, word)
    return Bit(xml=f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run(word)}</w:sdtContent></w:sdt>")


def _dropdown(draft: Draft) -> Bit:
    word, other = draft.word(), draft.kin()
    choice = f'<w:dropDownList><w:listItem w:displayText="{other}" w:value="1"/></w:dropDownList>'
    return Bit(xml=f"<w:sdt><w:sdtPr>{choice}</w:sdtPr><w:sdtContent>{run(word)}</w:sdtContent></w:sdt>", text=word)


def _ruby(draft: Draft) -> Bit:
    base, top = draft.word(), draft.word()
    xml = f"<w:r><w:ruby><w:rubyPr/><w:rt>{run(top)}</w:rt><w:rubyBase>{run(base)}</w:rubyBase></w:ruby></w:r>"
    return Bit(xml=xml, text=f"{base} ({top})")


def _link(draft: Draft) -> Bit:
    word, address = draft.word(), draft.relation("hyperlink", f"https://caobang.gov.vn/{draft.id()}")
    return Bit(xml=f'<w:hyperlink r:id="{address}" w:history="1">{run(word)}</w:hyperlink>', text=word)


def _anchor(draft: Draft) -> Bit:
    word = draft.word()
    return Bit(xml=f'<w:hyperlink w:anchor="_Toc1">{run(word)}</w:hyperlink>', text=word)


def _symbol(font: str, code: str, shown: str) -> Maker:
    return lambda _: Bit(xml=f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>', text=shown)


def _unknown_symbol(draft: Draft) -> Bit:
    draft.name(PointKind.UNKNOWN_SYMBOL, "Webdings F041")
    return Bit(xml='<w:r><w:sym w:font="Webdings" w:char="F041"/></w:r>', text="\ufffd")


def _comment(draft: Draft) -> Bit:
    said, word = draft.kin(), draft.word()
    draft.name(PointKind.COMMENT, said)
    name = draft.comment(said)
    ends = f'<w:commentRangeEnd w:id="{name}"/><w:r><w:commentReference w:id="{name}"/></w:r>'
    return Bit(xml=f'<w:commentRangeStart w:id="{name}"/>{run(word)}{ends}', text=word)


def _note(kind: str) -> Maker:
    return lambda draft: draft.note(kind, draft.say(), draft.say())


def _between(inside: str, shown: str) -> Maker:
    """Two words with something inside a run between them."""

    def make(draft: Draft) -> Bit:
        one, other = draft.word(), draft.word()
        return Bit(xml=f"{run(one)}<w:r>{inside}</w:r>{run(other)}", text=f"{one}{shown}{other}")

    return make


def _old_font(draft: Draft) -> Bit:
    word = draft.word()
    draft.name(PointKind.LEGACY_FONT, word)
    return Bit(xml=run(word, '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'), text=word)


PLAIN_BITS: Final[dict[str, Maker]] = {
    "bold": _looks("<w:b/>"),
    "small capitals": _looks("<w:smallCaps/>"),
    "underlined and coloured": _looks('<w:u w:val="single"/><w:color w:val="FF0000"/>'),
    "switched off": _looks('<w:vanish w:val="0"/><w:strike w:val="false"/>'),
    "superscript": _looks('<w:vertAlign w:val="superscript"/>', "sup"),
    "subscript": _looks('<w:vertAlign w:val="subscript"/>', "sub"),
    "superscript by style": _looks('<w:rStyle w:val="Tren"/>', "sup"),
    "a word in three runs": _split,
    "smart tag": _wrapped('<w:smartTag w:uri="u" w:element="place">', "</w:smartTag>"),
    "custom XML": _wrapped('<w:customXml w:element="noi">', "</w:customXml>"),
    "content control": _wrapped("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
    "content control with a date": _wrapped(
        '<w:sdt><w:sdtPr><w:date w:fullDate="2026-11-29T00:00:00Z"/></w:sdtPr><w:sdtContent>', "</w:sdtContent></w:sdt>"
    ),
    "bookmark": _wrapped('<w:bookmarkStart w:id="1" w:name="a"/>', '<w:bookmarkEnd w:id="1"/>'),
    "link": _link,
    "anchor": _anchor,
    "tab": _between("<w:tab/>", " "),
    "line break": _between("<w:br/>", "\n"),
    "proofing marks": _wrapped('<w:proofErr w:type="spellStart"/>', '<w:proofErr w:type="spellEnd"/>'),
    "rendered page break": _between("<w:lastRenderedPageBreak/>", ""),
}
"""Of these LibreOffice's text export says what Word shows."""

OTHER_BITS: Final[dict[str, Maker]] = {
    "decomposed accent in another run": _decomposed,
    "struck": _struck("<w:strike/>"),
    "struck twice": _struck("<w:dstrike/>"),
    "struck by style": _struck('<w:rStyle w:val="Gach"/>'),
    "hidden": _hidden("<w:vanish/>"),
    "hidden by style": _hidden('<w:rStyle w:val="An"/>'),
    "hidden on the web": _hidden("<w:webHidden/>"),
    "capitals": _capitals,
    "inserted": _tracked("ins", shown=True),
    "deleted": _tracked("del", shown=False),
    "moved here": _tracked("moveTo", shown=True),
    "moved away": _tracked("moveFrom", shown=False),
    "prompt": _prompt,
    "dropdown": _dropdown,
    "bdo": _wrapped('<w:bdo w:val="ltr">', "</w:bdo>"),
    "dir": _wrapped('<w:dir w:val="ltr">', "</w:dir>"),
    "ruby": _ruby,
    "sign of Symbol": _symbol("Symbol", "F0B3", "≥"),
    "sign of Wingdings": _symbol("Wingdings", "F0FE", "☑"),
    "unknown sign": _unknown_symbol,
    "comment": _comment,
    "footnote": _note("footnote"),
    "endnote": _note("endnote"),
    "hyphen that does not break": _between("<w:noBreakHyphen/>", "-"),
    "soft hyphen": _between("<w:softHyphen/>", ""),
    "old font": _old_font,
}
