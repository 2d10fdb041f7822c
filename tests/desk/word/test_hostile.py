"""Small files made to unfold, each read in a process of its own: within 5 s of CPU and 200 MB, with room to spare."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desk.word.packing import paragraph, run, sample, word_file, zipped

_CPU_SECONDS = 4.0
_KILOBYTES = 180_000
_READ = """
import json, sys, time
from pathlib import Path
from desk.manuscript.word import read_word
from desk.manuscript.markup import serialise
from newsroom.errors import InvalidInput
data = sys.stdin.buffer.read()
try:
    reading = read_word(data)
    said = f"read {sum(len(serialise([block])) for block in reading.blocks)}"
except InvalidInput as wrong:
    said = wrong.message if wrong.__cause__ is None else f"{wrong.message} {wrong.__cause__!r}"
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(json.dumps([time.process_time(), int(status["VmHWM"].split()[0]), said]))
"""
_LIST = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="{start}"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="{text}"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
_IN_LIST = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
_PICTURE = '<w:r><w:drawing><wp:inline><a:blip r:embed="p"/></wp:inline></w:drawing></w:r>'
_NOTE = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
_FIELD = '<w:r><w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/></w:r>'


def wrapped(inside: str, *tags: str) -> str:
    """Something inside of elements, the last of them the innermost."""
    return "".join(f"<{tag}>" for tag in tags) + inside + "".join(f"</{tag.split()[0]}>" for tag in reversed(tags))


def long_chain_of_styles() -> bytes:
    names = [f'<w:style w:styleId="s{at}"><w:basedOn w:val="s{at + 1}"/></w:style>' for at in range(10_000)]
    used = [paragraph("a", f'<w:pStyle w:val="s{at}"/>') for at in range(10_000)]
    return word_file("".join(used), styles="".join(names))


def long_labels() -> bytes:
    numbering = _LIST.format(start=2_000_000_000, text=f"%1{'x' * 100_000}")
    return word_file(paragraph("a", _IN_LIST) * 20_000, numbering=numbering)


def letters_without_end() -> bytes:
    numbering = _LIST.format(start=2_000_000_000, text="%1.").replace("decimal", "upperLetter")
    return word_file(paragraph("a", _IN_LIST) * 12_000, numbering=numbering)


def row_of_merged_cells() -> bytes:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="63"/><w:vMerge/></w:tcPr><w:p/></w:tc>'
    return word_file(f"<w:tbl><w:tr>{cell * 15_000}</w:tr></w:tbl>")


def tall_merged_table() -> bytes:
    row = "<w:tr>" + "<w:tc><w:tcPr><w:vMerge/></w:tcPr></w:tc>" * 63 + "</w:tr>"
    return word_file(f"<w:tbl>{row * 1_000}</w:tbl>")


def crowd_of_notes() -> bytes:
    return word_file(paragraph("".join(_NOTE.format(at) for at in range(60_000))))


def notes_that_call_one_another() -> bytes:
    notes = "".join(
        f'<w:footnote w:id="{at}"><w:p>{run("n")}{_NOTE.format(at + 1)}</w:p></w:footnote>' for at in range(20_000)
    )
    return word_file(paragraph(_NOTE.format(0)), footnotes=notes)


def one_picture_everywhere() -> bytes:
    picture = {"word/p.png": b"\0" * (20 << 20)}
    return word_file(paragraph(_PICTURE * 30_000), ("p", "image", "p.png"), parts=picture)


def many_huge_pictures() -> bytes:
    pictures = {f"word/{at}.png": b"\0" * (19 << 20) for at in range(10)}
    used = [_PICTURE.replace('"p"', f'"p{at}"') for at in range(10)]
    names = [(f"p{at}", "image", f"{at}.png") for at in range(10)]
    return word_file(paragraph("".join(used)), *names, parts=pictures)


def tag_with_a_million_attributes() -> bytes:
    return word_file("<w:p " + " ".join(f'a{at}="1"' for at in range(1_000_000)) + "/>")


def attributes_everywhere() -> bytes:
    return word_file(("<w:p " + " ".join(f'a{at}=""' for at in range(7)) + "/>") * 150_000)


def deep_nest() -> bytes:
    return word_file(paragraph(wrapped(run("a"), *["w:sdt"] * 20_000)))


def wrappers_around_many_paragraphs() -> bytes:
    return word_file(wrapped(paragraph("a") * 30_000, *["w:customXml"] * 200))


def wrappers_around_many_runs() -> bytes:
    return word_file(paragraph(wrapped(run("a") * 40_000, *["w:ins"] * 200)))


def versions_within_versions() -> bytes:
    return word_file(wrapped("<w:p/>" * 90_000 + paragraph("a"), *["mc:AlternateContent", "mc:Choice"] * 100))


def many_open_fields() -> bytes:
    return word_file(paragraph(_FIELD * 30_000 + run("a") * 20_000))


def many_dates() -> bytes:
    return word_file(paragraph(wrapped(run("a"), 'w:fldSimple w:instr="DATE"') * 40_000))


def long_links() -> bytes:
    link = f'<w:hyperlink r:id="l">{run("a")}</w:hyperlink>'
    return word_file(
        paragraph(link) * 20_000, ("l", "hyperlink", f"https://a.vn/{'a' * 1_000_000}"), external="hyperlink"
    )


def fractions_within_fractions() -> bytes:
    inner = wrapped("<m:r><m:t>x</m:t></m:r>" * 40_000, *["m:f", "m:num"] * 100)
    return word_file(paragraph(f"<m:oMath>{inner}</m:oMath>"))


def boxes_within_boxes() -> bytes:
    return word_file(paragraph(wrapped(run("a"), *["w:r", "w:pict", "w:txbxContent", "w:p"] * 40)))


def tables_within_tables() -> bytes:
    return word_file(wrapped(paragraph("a"), *["w:tbl", "w:tr", "w:tc"] * 60))


def much_text() -> bytes:
    return word_file(paragraph("ơ" * 7_000_000))


def many_loose_accents() -> bytes:
    return word_file(paragraph((run("\u0301", "<w:b/>") + run("\u0302")) * 20_000))


def changes_everywhere() -> bytes:
    return word_file((run("a") + f"<w:del>{run('b')}</w:del>").join(("<w:p>", "</w:p>")) * 15_000)


def crowd_of_entries() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for at in range(20_000):
            archive.writestr(f"a/{at}", b"")
    return out.getvalue()


def long_prologs() -> bytes:
    whole = word_file(paragraph("a"))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**parts, **{f"custom/{at}.xml": f"<!--{' ' * (15 << 20)}-->" for at in range(8)}})


def many_beginnings() -> bytes:
    whole = {f"custom/{at}.xml": "<a>" + "<b/>" * 20_000 for at in range(1_900)}
    return word_file(paragraph("a"), parts=whole)


def crowd_of_relations() -> bytes:
    found = [(f"l{at}", "hyperlink", "https://a.vn") for at in range(40_000)]
    return word_file(paragraph(_NOTE.format(1)) * 10_000, *found, external="hyperlink")


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "long chain of styles": (long_chain_of_styles, "read "),
    "long labels": (long_labels, "hơn 1000 chỗ"),
    "letters without end": (letters_without_end, "hơn 1000 chỗ"),
    "row of merged cells": (row_of_merged_cells, "hơn 63 cột"),
    "tall merged table": (tall_merged_table, "read "),
    "crowd of notes": (crowd_of_notes, "hơn 1000 chỗ"),
    "notes that call one another": (notes_that_call_one_another, "read "),
    "one picture everywhere": (one_picture_everywhere, "hơn 100 ảnh"),
    "many huge pictures": (many_huge_pictures, "bung ra quá lớn"),
    "tag with a million attributes": (tag_with_a_million_attributes, "bung ra quá lớn"),
    "attributes everywhere": (attributes_everywhere, "bung ra quá lớn"),
    "deep nest": (deep_nest, "bung ra quá lớn"),
    "wrappers around many paragraphs": (wrappers_around_many_paragraphs, "read "),
    "wrappers around many runs": (wrappers_around_many_runs, "read "),
    "versions within versions": (versions_within_versions, "bung ra quá lớn"),
    "many open fields": (many_open_fields, "hơn 1000 chỗ"),
    "many dates": (many_dates, "hơn 1000 chỗ"),
    "long links": (long_links, "nặng hơn 1 MB"),
    "fractions within fractions": (fractions_within_fractions, "read "),
    "boxes within boxes": (boxes_within_boxes, "lồng nhau quá 8 tầng"),
    "tables within tables": (tables_within_tables, "lồng nhau quá 8 tầng"),
    "much text": (much_text, "nặng hơn 1 MB"),
    "many loose accents": (many_loose_accents, "read "),
    "changes everywhere": (changes_everywhere, "hơn 1000 chỗ"),
    "crowd of entries": (crowd_of_entries, "bung ra quá lớn"),
    "long prologs": (long_prologs, "bung ra quá lớn"),
    "many beginnings": (many_beginnings, "read "),
    "crowd of relations": (crowd_of_relations, "read "),
    "44: millions of empty paragraphs": (lambda: sample("44"), "bung ra quá lớn"),
    "49: 20,000 runs": (lambda: sample("49"), "read "),
    "40: a late DOCTYPE": (lambda: sample("40"), "khai báo lạ"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_made_to_unfold_costs_little(name: str, tmp_path: Path) -> None:
    make, said = HOSTILE[name]
    file = tmp_path / "bai.docx"
    file.write_bytes(make())
    with file.open("rb") as data:
        done = subprocess.run([sys.executable, "-c", _READ], stdin=data, capture_output=True, text=True, check=True)
    seconds, kilobytes, answer = json.loads(done.stdout)
    assert said in answer
    assert seconds < _CPU_SECONDS, f"{seconds:.1f} s of CPU"
    assert kilobytes < _KILOBYTES, f"{kilobytes >> 10} MB"
