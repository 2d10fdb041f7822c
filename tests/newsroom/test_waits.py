"""What an article waits for, as a code for machines and in words for people."""

from itertools import product

import pytest

from newsroom.authority import Hold
from newsroom.board import OFFICE_LABELS, Office
from newsroom.stages import CLOSED, Stage
from newsroom.standing import WAIT_LABELS, WAITS, Wait, waiting_for


def test_every_wait_has_its_words_and_nothing_else_has() -> None:
    """A person who reads `board_meeting` does not know that the next meeting decides."""
    assert set(WAIT_LABELS) == {*Office, *Wait} == {*WAITS, Wait.NOBODY}
    assert {office: WAIT_LABELS[office] for office in Office} == OFFICE_LABELS
    assert not [label for code, label in WAIT_LABELS.items() if label == code or label.isascii()]


@pytest.mark.parametrize("stage", Stage)
def test_whatever_an_article_waits_for_is_in_the_table(stage: Stage) -> None:
    for hold, office, owner in product(Hold, (None, *Office), Office):
        wait = waiting_for(stage, hold, office, owner)
        assert (wait is Wait.NOBODY) if stage in CLOSED else wait in WAITS
