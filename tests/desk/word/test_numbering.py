"""Labels of numbered paragraphs: the traps of Word's numbering, each with what Word shows."""

import pytest

from desk.manuscript.word.formats import FORMATS
from newsroom.checklist.points import PointKind
from tests.desk.word.packing import paragraph, points, run, texts, word_file

_CHAPTER = ("upperRoman", "Chương %1")
_ARTICLE = ("decimal", "Điều %2.")
_CLAUSE = ("decimal", "%3.")
_LETTER = ("lowerLetter", "%4)")


def level(at: int, kind: str, text: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def definition(*levels: str, name: int = 0) -> str:
    return f'<w:abstractNum w:abstractNumId="{name}">{"".join(levels)}</w:abstractNum>'


def instance(name: int, of: int = 0, changes: str = "") -> str:
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{of}"/>{changes}</w:num>'


def restart(at: int, start: int) -> str:
    return f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def item(text: str, name: int = 1, at: int = 0, more: str = "") -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{name}"/></w:numPr>{more}')


def labels(body: str, numbering: str, styles: str = "") -> list[str]:
    """What stands before the words of each paragraph, which are one word each."""
    found = texts(word_file(body, numbering=numbering, styles=styles))
    return [line.rpartition(" ")[0] for line in found]


@pytest.mark.parametrize(
    ("kind", "count", "written"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 7, "07"),
        ("decimalZero", 12, "12"),
        ("upperRoman", 4, "IV"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("lowerRoman", 39, "xxxix"),
        ("upperRoman", 0, ""),
        ("upperLetter", 26, "Z"),
        ("lowerLetter", 27, "aa"),
        ("lowerLetter", 53, "aaa"),
        ("lowerLetter", 0, ""),
        ("ordinal", 1, "1st"),
        ("ordinal", 2, "2nd"),
        ("ordinal", 3, "3rd"),
        ("ordinal", 11, "11th"),
        ("ordinal", 112, "112th"),
        ("ordinal", 122, "122nd"),
        ("numberInDash", 5, "- 5 -"),
        ("decimalEnclosedParen", 5, "(5)"),
        ("decimalEnclosedFullstop", 5, "5."),
        ("none", 5, ""),
    ],
)
def test_a_number_is_written_in_its_format(kind: str, count: int, written: str) -> None:
    assert FORMATS[kind](count) == written


def test_a_law_counts_its_articles_through_all_chapters_where_its_list_says_so() -> None:
    """`lvlRestart` 0 never restarts, whatever LibreOffice shows."""
    levels = [level(0, *_CHAPTER), level(1, *_ARTICLE, '<w:lvlRestart w:val="0"/>'), level(2, *_CLAUSE)]
    body = item("a") + item("b", at=1) + item("c", at=2) + item("d") + item("e", at=1) + item("f", at=2)
    assert labels(body, definition(*levels) + instance(1)) == [
        *("Chương I", "Điều 1.", "1.", "Chương II", "Điều 2.", "1."),
    ]


def test_a_level_begins_anew_only_after_the_level_it_names() -> None:
    levels = [level(0, *_CHAPTER), level(1, *_ARTICLE), level(2, *_CLAUSE, '<w:lvlRestart w:val="1"/>')]
    body = (
        item("a") + item("b", at=1) + item("c", at=2) + item("d", at=1) + item("e", at=2) + item("f") + item("g", at=1)
    )
    found = labels(body + item("h", at=2), definition(*levels) + instance(1))
    assert found == ["Chương I", "Điều 1.", "1.", "Điều 2.", "2.", "Chương II", "Điều 1.", "1."]


def test_two_lists_of_one_definition_count_together_and_a_start_acts_once() -> None:
    numbering = definition(level(0, "decimal", "%1.")) + instance(1) + instance(2) + instance(3, changes=restart(0, 5))
    body = item("a") + item("b", 2) + item("c", 3) + item("d", 3) + item("e", 1) + item("f", 3)
    assert labels(body, numbering) == ["1.", "2.", "5.", "6.", "7.", "8."]


def test_a_list_may_change_a_level_of_its_definition() -> None:
    change = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "Mục %1:", start=3)}</w:lvlOverride>'
    numbering = definition(level(0, "decimal", "%1.")) + instance(1, changes=change)
    assert labels(item("a") + item("b"), numbering) == ["Mục C:", "Mục D:"]


def test_levels_stand_in_a_label_in_their_own_formats_or_all_as_plain_numbers() -> None:
    plain = [level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2.")]
    legal = [level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2.", "<w:isLgl/>")]
    body = item("a") + item("b") + item("c", at=1)
    assert labels(body, definition(*plain) + instance(1)) == ["I.", "II.", "II.1."]
    assert labels(body, definition(*legal) + instance(1)) == ["I.", "II.", "2.1."]
    for kind, written in (("lowerLetter", "2.1."), ("decimalZero", "2.01.")):
        own = [level(0, "upperRoman", "%1."), level(1, kind, "%1.%2.", "<w:isLgl/>")]
        assert labels(body, definition(*own) + instance(1)) == ["I.", "II.", written]


def test_a_style_numbers_its_paragraphs_at_the_level_that_names_it_and_zero_switches_off() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Dieu"><w:basedOn w:val="Base"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    levels = [level(0, *_CHAPTER, '<w:pStyle w:val="Base"/>'), level(1, *_ARTICLE, '<w:pStyle w:val="Dieu"/>')]
    body = (
        paragraph("a", '<w:pStyle w:val="Base"/>')
        + paragraph("b", '<w:pStyle w:val="Dieu"/>')
        + paragraph("c", '<w:pStyle w:val="Dieu"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + paragraph("d", '<w:pStyle w:val="Dieu"/>')
    )
    assert labels(body, definition(*levels) + instance(1), styles) == ["Chương I", "Điều 1.", "", "Điều 2."]


def test_a_label_is_followed_by_one_space_whatever_the_list_says() -> None:
    numbering = definition(level(0, "decimal", "Điều %1. ", '<w:suff w:val="nothing"/>')) + instance(1)
    assert texts(word_file(item("Phạm vi"), numbering=numbering)) == ["Điều 1. Phạm vi"]


def test_a_label_keeps_an_accent_off_that_its_paragraph_begins_with() -> None:
    numbering = definition(level(0, "upperRoman", "Chương %1")) + instance(1)
    assert texts(word_file(item("\u0301a"), numbering=numbering)) == ["Chương I \u0301a"]


def test_a_numbered_paragraph_without_words_counts_and_shows_and_a_hidden_one_does_not() -> None:
    numbering = definition(level(0, "decimal", "%1.")) + instance(1)
    hidden = item(run("x", "<w:vanish/>"), more="<w:rPr><w:vanish/></w:rPr>")
    assert texts(word_file(item("") + hidden + item("a"), numbering=numbering)) == ["1.", "2. a"]


def test_a_hidden_label_is_not_shown_and_one_in_capitals_is() -> None:
    hidden = definition(level(0, "decimal", "%1.", "<w:rPr><w:vanish/></w:rPr>")) + instance(1)
    capitals = definition(level(0, "decimal", "Điều %1.", "<w:rPr><w:caps/></w:rPr>")) + instance(1)
    assert texts(word_file(item("a"), numbering=hidden)) == ["a"]
    assert texts(word_file(item("a"), numbering=capitals)) == ["ĐIỀU 1. a"]


def test_bullets_are_lists_within_lists() -> None:
    numbering = definition(level(0, "bullet", "-"), level(1, "bullet", "+")) + instance(1)
    body = item("a") + item("b", at=1) + item("c") + paragraph("d") + item("e", at=1)
    assert texts(word_file(body, numbering=numbering)) == [
        "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
        "d",
        "<ul><li>e</li></ul>",
    ]


def test_a_format_that_we_do_not_know_is_a_plain_number_and_named_once() -> None:
    custom = '<mc:Choice><w:numFmt w:val="custom" w:format="001, 002"/></mc:Choice>'
    known = definition(level(0, "hindiVowels", "%1.")) + instance(1)
    other = known.replace('<w:numFmt w:val="hindiVowels"/>', f"<mc:AlternateContent>{custom}</mc:AlternateContent>")
    for numbering, kind in ((known, "hindiVowels"), (other, "001, 002")):
        data = word_file(item("a") + item("b"), numbering=numbering)
        assert texts(data) == ["1. a", "2. b"]
        assert points(data) == [(PointKind.NUMBER_FORMAT, "đoạn 1", kind)]


def test_a_label_that_readers_do_not_agree_on_is_a_point() -> None:
    levels = definition(level(0, "decimal", "%1."), level(1, "decimal", "%1.%2."), level(2, *_LETTER))
    early = word_file(item("a", at=1) + item("b"), numbering=levels + instance(1))
    assert points(early) == [(PointKind.LABEL, "đoạn 1", ""), (PointKind.LABEL, "đoạn 2", "")]
    started = levels + instance(1) + instance(2, changes=restart(0, 4))
    late = word_file(item("a") + item("b", 2, at=1), numbering=started)
    assert points(late) == [(PointKind.LABEL, "đoạn 2", "")]
    sound = word_file(item("a") + item("b", at=1) + item("c"), numbering=levels + instance(1))
    assert points(sound) == []


def test_numbers_beyond_reason_are_held_and_a_cut_label_is_named() -> None:
    numbering = definition(level(0, "decimal", f"%1{'x' * 100}", start=2_000_000_000)) + instance(1)
    data = word_file(item("a"), numbering=numbering)
    assert texts(data) == [f"32767{'x' * 59} a"]
    assert [kind for kind, _, _ in points(data)] == [PointKind.LABEL]


def test_a_bullet_of_words_is_a_label_and_one_letter_is_a_sign() -> None:
    for text, written in (("Căn cứ", "Căn cứ a"), ("o", "<ul><li>a</li></ul>"), ("\uf0b7", "<ul><li>a</li></ul>")):
        assert texts(word_file(item("a"), numbering=definition(level(0, "bullet", text)) + instance(1))) == [written]


def test_a_heading_whose_end_is_hidden_stands_on_one_line_with_what_follows() -> None:
    """Word's style separator; a label in the middle of the line is counted and named."""
    numbering = definition(level(0, "decimal", "Điều %1.")) + instance(1)
    separator = "<w:rPr><w:vanish/><w:specVanish/></w:rPr>"
    body = item("Phạm vi", more=f'<w:outlineLvl w:val="0"/>{separator}') + paragraph(" Quy chế này") + item("Đối tượng")
    assert texts(word_file(body, numbering=numbering)) == ["Điều 1. Phạm vi Quy chế này", "Điều 2. Đối tượng"]
    data = word_file(item("a ", more=separator) + item("b") + item("c"), numbering=numbering)
    assert texts(data) == ["Điều 1. a b", "Điều 3. c"]
    assert points(data) == [(PointKind.LABEL, "đoạn 2", "Điều 2.")]
    cell = f"<w:tbl><w:tr><w:tc>{paragraph('a', separator)}</w:tc></w:tr></w:tbl>"
    assert texts(word_file(cell + paragraph("b"))) == ["<table><tr><td><p>a</p></td></tr></table>", "b"]
