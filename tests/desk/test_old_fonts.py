"""Manuscripts that are Vietnamese but for a few words of an old font: taken in, and the words are named."""

from pathlib import Path

import pytest

from desk.manuscript.intake import read_manuscript
from newsroom.checklist.check import Code, Facts, Severity, check
from tests.support.samples import board

FILES = Path(__file__).parent / "old_fonts"
META = {"title": "Hội nghị triển khai nhiệm vụ năm 2027", "kind": "news", "topics": ["education"], "byline": "PV 1"}


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("half-converted.md", ["Uû, nh©n, d©n"]),
        ("short-mixed.docx", ["baùo, caùo, cuûa, Sôû", "Toå, chöùc"]),
    ],
)
def test_words_of_an_old_font_are_named(name: str, named: list[str]) -> None:
    """The door refuses what is whole in an old font, and let such texts pass in silence."""
    manuscript = read_manuscript(FILES / name, overrides=META, known_topics=board().topic_labels)
    found = [each for each in check(manuscript.content, Facts(today="2026-11-23")) if each.code is Code.LEGACY_ENCODING]
    assert {each.severity for each in found} == {Severity.WARNING}
    assert [any(words in each.message for each in found) for words in named] == [True] * len(named)
    assert len(found) == len(named)
