"""The runbooks: one for each alert, whole; their commands are run in `tests/deploy/commands`."""

import re
from pathlib import Path

import pytest

from tests.deploy.shipped import RUNBOOKS, alerts

PAGES = sorted(RUNBOOKS.glob("*.md"))
HEADINGS = ("Ý nghĩa", "Ảnh hưởng", "Chẩn đoán", "Khắc phục", "Ai quyết định")
_LINK = re.compile(r"\]\((\w+)\.md\)")


def test_every_alert_has_a_runbook_and_every_runbook_an_alert() -> None:
    """An alert without a page leaves the person on duty alone; a page without an alert misleads."""
    assert {page.stem for page in PAGES} == set(alerts())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_runbook_answers_the_same_questions_everywhere(page: Path) -> None:
    """At three in the morning one knows where to look."""
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.stem}\n")
    assert tuple(re.findall(r"^## (.*)$", text, re.MULTILINE)) == HEADINGS
    assert all(body.strip() for body in re.split(r"^## .*$", text, flags=re.MULTILINE)[1:])
    assert set(_LINK.findall(text)) <= set(alerts())
