"""When the engineer and the Head hear that something needs care."""

from datetime import timedelta

import pytest

from newsroom.article import ChannelName
from newsroom.board import Office
from newsroom.entitlement.addressees import NotificationKind
from newsroom.notifications.upkeep import (
    BACKUP_EVERY,
    backup_is_old,
    backup_notifications,
    ledger_notifications,
    token_notifications,
    token_step,
)
from newsroom.roster import Presence, Roster
from tests.support.samples import NOW, board, member_of

_DAY = timedelta(days=1)
_THERE = Presence(board=board(), roster=Roster(), at=NOW)
_MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("left", "step"),
    [
        (7 * _DAY + _MOMENT, None),
        (7 * _DAY, 7),
        (3 * _DAY + _MOMENT, 7),
        (3 * _DAY, 3),
        (_DAY, 1),
        (_MOMENT, 1),
        (timedelta(), 0),
        (-_DAY, 0),
    ],
)
def test_a_token_is_told_of_at_each_step_and_not_between(left: timedelta, step: int | None) -> None:
    assert token_step(NOW + left, NOW) == step


def test_an_ended_token_is_an_alarm_and_one_that_ends_a_warning() -> None:
    (soon,) = token_notifications(_THERE, ChannelName.FANPAGE, NOW, 3)
    (gone,) = token_notifications(_THERE, ChannelName.FANPAGE, NOW, 0)
    assert (soon.kind, gone.kind) == (NotificationKind.WARNING, NotificationKind.ALARM)
    assert soon.to == gone.to == member_of(Office.ENGINEER)
    assert "còn không quá 3 ngày" in soon.text
    assert "Fanpage ĐÃ HẾT HẠN lúc 09:00 23/11/2026" in gone.text


def test_a_broken_ledger_names_the_first_places_and_counts_the_rest() -> None:
    messages = ledger_notifications(_THERE, ("Dòng 1 sai.", "Dòng 2 sai.", "Dòng 3 sai.", "Dòng 4 sai.", "Dòng 5 sai."))
    assert {message.to for message in messages} == {member_of(Office.HEAD), member_of(Office.ENGINEER)}
    assert all("Dòng 3 sai. Và 2 chỗ khác." in message.text for message in messages)


def test_a_backup_is_old_after_a_day_and_two_hours() -> None:
    assert not backup_is_old(NOW - BACKUP_EVERY, NOW)
    assert backup_is_old(NOW - BACKUP_EVERY - _MOMENT, NOW)
    assert backup_is_old(None, NOW)
    (never,) = backup_notifications(_THERE, None)
    assert never.text.startswith("Chưa có bản sao lưu nào.")
