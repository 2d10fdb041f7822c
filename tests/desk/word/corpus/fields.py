"""Fields, equations and what is drawn, as bits of a paragraph."""

from typing import Final

from newsroom.checklist.points import PointKind
from tests.desk.word.corpus.bits import Maker
from tests.desk.word.corpus.draft import Bit, Draft
from tests.desk.word.packing import part, run

_ANCHOR: Final = "<w:r><w:drawing><wp:anchor>{}</wp:anchor></w:drawing></w:r>"
_INLINE: Final = "<w:r><w:drawing><wp:inline>{}</wp:inline></w:drawing></w:r>"
_SHAPE: Final = "<a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></wps:wsp>"
_BOX: Final = f"<wp:anchor>{_SHAPE}</a:graphicData></a:graphic></wp:anchor>"
_VML: Final = "<w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict>"


def _mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _complex(code: str, result: str) -> str:
    instruction = f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    return _mark("begin") + instruction + _mark("separate") + result + _mark("end")


def _simple(draft: Draft) -> Bit:
    word = draft.word()
    return Bit(xml=f'<w:fldSimple w:instr=" REF a ">{run(word)}</w:fldSimple>', text=word)


def _of_parts(draft: Draft) -> Bit:
    word = draft.word()
    return Bit(xml=_complex("SEQ Bảng \\* ARABIC", run(word)), text=word)


def _nested(draft: Draft) -> Bit:
    """A field in the code of a field: its result is code."""
    asked, word = draft.kin(), draft.word()
    inner = _complex("MERGEFIELD ten", run(asked))
    begun = f"{_mark('begin')}<w:r><w:instrText> IF </w:instrText></w:r>{inner}{_mark('separate')}"
    return Bit(xml=f"{begun}{run(word)}{_mark('end')}", text=word)


def _in_result(draft: Draft) -> Bit:
    word, other = draft.word(), draft.word()
    return Bit(xml=_complex("QUOTE", run(word) + _complex("REF b", run(other))), text=word + other)


def _linked(draft: Draft) -> Bit:
    word = draft.word()
    return Bit(xml=_complex('HYPERLINK "https://caobang.gov.vn/"', run(word)), text=word)


def _date(draft: Draft) -> Bit:
    word = draft.word()
    draft.name(PointKind.CHANGING_TEXT, word)
    return Bit(xml=_complex('DATE \\@ "dd/MM/yyyy"', run(word)), text=word)


def _form(draft: Draft) -> Bit:
    box = '<w:ffData><w:checkBox><w:checked w:val="1"/></w:checkBox></w:ffData>'
    begin = f'<w:r><w:fldChar w:fldCharType="begin">{box}</w:fldChar></w:r>'
    return Bit(xml=f"{begin}<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>{_mark('end')}", text="☒")


def _math(word: str) -> str:
    return f"<m:r><m:t>{word}</m:t></m:r>"


def _fraction(draft: Draft) -> Bit:
    over, under = draft.word(), draft.word()
    draft.name(PointKind.EQUATION, over)
    inside = f"<m:f><m:num>{_math(over)}</m:num><m:den>{_math(under)}</m:den></m:f>"
    return Bit(xml=f"<m:oMath>{inside}</m:oMath>", text=f"{over}/{under}")


def _power(draft: Draft) -> Bit:
    base, power = draft.word(), draft.word()
    draft.name(PointKind.EQUATION, power)
    inside = f"<m:sSup><m:e>{_math(base)}</m:e><m:sup>{_math(power)}</m:sup></m:sSup>"
    return Bit(xml=f"<m:oMathPara><m:oMath>{inside}</m:oMath></m:oMathPara>", text=f"{base}<sup>{power}</sup>")


def _boxed(draft: Draft, around: str) -> Bit:
    say = draft.say()
    xml, lines = draft.inside(lambda: draft.paragraph(say) + draft.paragraph(draft.say()))
    draft.name(PointKind.TEXT_BOX, say.text.strip())
    return Bit(xml=around.replace("{}", xml), after=lines)


def _both(draft: Draft) -> Bit:
    both = f"<mc:Choice Requires='wps'><w:drawing>{_BOX}</w:drawing></mc:Choice><mc:Fallback>{_VML}</mc:Fallback>"
    return _boxed(draft, f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>")


def _choice_only(draft: Draft) -> Bit:
    choice = f"<mc:Choice Requires='wps'><w:drawing>{_BOX}</w:drawing></mc:Choice>"
    return _boxed(draft, f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>")


def _old_box(draft: Draft) -> Bit:
    return _boxed(draft, f"<w:r>{_VML}</w:r>")


def _two_versions(draft: Draft) -> Bit:
    """What only old Word shows is named."""
    xml, lines = draft.inside(lambda: draft.paragraph(draft.say()))
    other, _ = draft.inside(lambda: draft.paragraph(Bit(xml=run(draft.kin()))))
    draft.name(PointKind.TEXT_BOX)
    draft.name(PointKind.OTHER_VERSION, draft.hidden[-1])
    both = f"<mc:Choice Requires='wps'><w:drawing>{_BOX}</w:drawing></mc:Choice>".replace("{}", xml)
    both += f"<mc:Fallback>{_VML}</mc:Fallback>".replace("{}", other)
    return Bit(xml=f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>", after=lines)


def _word_art(draft: Draft) -> Bit:
    word = draft.word()
    draft.name(PointKind.WORD_ART, word)
    return Bit(xml=f'<w:r><w:pict><v:shape><v:textpath string="{word}"/></v:shape></w:pict></w:r>', after=(word,))


def _chart(draft: Draft) -> Bit:
    word = draft.kin()
    draft.name(PointKind.CHART, word)
    held = f"<c:chartSpace {_CHART}><c:v>{word}</c:v></c:chartSpace>"
    name = draft.relation("chart", f"charts/c{draft.id()}.xml", held)
    return Bit(xml=_INLINE.format(f'<c:chart {_CHART} r:id="{name}"/>'))


_CHART: Final = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'


def _smart_art(draft: Draft) -> Bit:
    word = draft.kin()
    draft.name(PointKind.SMART_ART, word)
    name = draft.relation("diagramData", f"diagrams/d{draft.id()}.xml", part("x", f"<a:t>{word}</a:t>"))
    space = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    return Bit(xml=_INLINE.format(f'<dgm:relIds {space} r:dm="{name}"/>'))


def _object(draft: Draft) -> Bit:
    draft.name(PointKind.OBJECT, "Excel.Sheet.12")
    inside = '<o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" ProgID="Excel.Sheet.12"/>'
    return Bit(xml=f"<w:r><w:object>{inside}</w:object></w:r>")


def _picture(draft: Draft) -> Bit:
    return Bit(xml=_INLINE.format(f'<a:blip r:embed="{draft.picture()}"/>'), text="[ảnh]")


def _floating(draft: Draft) -> Bit:
    return Bit(xml=_ANCHOR.format(f'<a:blip r:embed="{draft.picture()}"/>'), after=("[ảnh]",))


def _linked_picture(draft: Draft) -> Bit:
    draft.name(PointKind.LINKED_PICTURE)
    return Bit(xml=_INLINE.format(f'<a:blip r:link="{draft.relation("hyperlink", "http://127.0.0.1:9/x.png")}"/>'))


DRAWN: Final[dict[str, Maker]] = {
    "simple field": _simple,
    "field of parts": _of_parts,
    "field in the code of a field": _nested,
    "field in the result of a field": _in_result,
    "link as a field": _linked,
    "date": _date,
    "ticked box of a form": _form,
    "fraction": _fraction,
    "power on a line of its own": _power,
    "box in two versions": _both,
    "box of new Word only": _choice_only,
    "box of old Word": _old_box,
    "two versions that differ": _two_versions,
    "WordArt": _word_art,
    "chart": _chart,
    "SmartArt": _smart_art,
    "object": _object,
    "picture": _picture,
    "floating picture": _floating,
    "linked picture": _linked_picture,
}
