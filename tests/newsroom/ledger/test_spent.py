"""How long an article lay at each desk."""

from dataclasses import replace
from datetime import timedelta

import pytest

from newsroom.ledger.acts import Submission
from newsroom.ledger.entries import Unreadable
from newsroom.ledger.history import time_at_desks
from newsroom.stages import Stage
from tests.support.kept_ledgers import LIVES, lines, lives

_HOUR = timedelta(hours=1)


@pytest.mark.parametrize("name", LIVES)
def test_a16_every_minute_of_a_life_is_at_one_desk(name: str) -> None:
    told = lines(lives()[name]["article_id"])
    first = next(line.entry.at for line in told if not isinstance(line.entry, Unreadable))
    spent = time_at_desks(told, first + _HOUR)
    assert Stage.EDITING in spent
    assert all(time > timedelta() for time in spent.values())
    assert sum(spent.values(), timedelta()) <= _HOUR


def test_an_article_that_nobody_has_touched_lies_at_the_first_desk() -> None:
    told = lines(lives()["published"]["article_id"])[:1]
    (line,) = told
    assert not isinstance(line.entry, Unreadable)
    assert time_at_desks(told, line.entry.at + 3 * _HOUR) == {Stage.EDITING: 3 * _HOUR}
    assert time_at_desks(told, line.entry.at - _HOUR) == {}


def test_what_a_contributor_sent_lies_with_the_secretary_first_and_is_not_held_against_the_last_edit() -> None:
    (line,) = lines(lives()["published"]["article_id"])[:1]
    assert isinstance(line.entry, Submission)
    told = [replace(line, entry=replace(line.entry, awaits_intake=True))]
    assert time_at_desks(told, line.entry.at + _HOUR) == {Stage.RECEIVED: _HOUR}


def test_nothing_is_counted_after_the_end() -> None:
    told = lines(lives()["board_reject"]["article_id"])
    last = max(line.entry.at for line in told if not isinstance(line.entry, Unreadable))
    assert time_at_desks(told, last) == time_at_desks(told, last + 9 * _HOUR)
