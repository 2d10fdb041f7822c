"""Labels and order as LibreOffice shows them, line by line, on files without what it is known to show otherwise.

It shows hidden and deleted text, no boxes, equations or notes, restarts where `lvlRestart` is 0, and knows no plain
numbers for all levels, no dashes around a number; such files are held against what the corpus itself knows.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest

from desk.manuscript.word import read_word
from tests.desk.word.corpus import corpus
from tests.desk.word.corpus.flat import flat
from tests.desk.word.oracle import read_by_libreoffice
from tests.support.proofs import SEED

_BULLET: Final = re.compile(r"^\s*[•◦▪]")
_MARK: Final = re.compile(r"</?(?:sup|sub|s)>")


def bare(lines: Iterable[str]) -> list[str]:
    """Lines as both readers say them: without blanks and marks, every bullet as a dash."""
    found = ("".join(_MARK.sub("", _BULLET.sub("-", line)).split()) for line in lines)
    return [line for line in found if line]


@pytest.mark.proof("word")
@pytest.mark.timeout(900)  # the first time on a machine LibreOffice is fetched
def test_libreoffice_reads_the_same_lines(tmp_path: Path, whole: bool) -> None:
    files = {str(at): draft.file() for at, draft in enumerate(corpus(SEED, 300 if whole else 30, plain=True))}
    theirs = read_by_libreoffice(files, tmp_path)
    ours = {name: bare(flat(read_word(data).blocks)) for name, data in files.items()}
    assert {name: bare(lines) for name, lines in theirs.items()} == ours, f"seed {SEED}"
    assert sum(map(len, ours.values())) > 30 * len(files)
