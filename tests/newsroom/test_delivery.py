"""Who gets what when outside the house: hours, pauses, addresses, words."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from newsroom.article import MemberId
from newsroom.board import Sla
from newsroom.delivery.letters import Message, gathered_letter, letter
from newsroom.delivery.timing import gathered_at, gathers, goes_at
from newsroom.delivery.tries import LONGEST_PAUSE, TRIED_FOR, Hitch, is_late, next_try, pause
from newsroom.delivery.ways import Destination, Pace, Way, check_destination, is_push_address
from newsroom.entitlement.addressees import NotificationKind
from newsroom.errors import InvalidInput
from newsroom.sla import Promise
from tests.support.samples import board

HOSTS = ("fcm.googleapis.com", ".push.apple.com")
KEYS = f"{'B' * 87}.{'a' * 22}"


def at(hour: int, minute: int = 0, day: int = 1) -> datetime:
    """An instant of the first days of December, by the newsroom's clock."""
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


def sla() -> Sla:
    found = board().sla
    assert found.quiet_hours == (time(22), time(6))
    return found


@pytest.mark.parametrize(
    ("kind", "now", "due", "goes"),
    [
        (NotificationKind.TASK, at(14), None, at(14)),
        (NotificationKind.NEWS, at(23), None, at(6, day=2)),
        (NotificationKind.NEWS, at(5, day=2), None, at(6, day=2)),
        (NotificationKind.TASK, at(23), None, at(6, day=2)),
        (NotificationKind.TASK, at(23), at(16, day=2), at(6, day=2)),
        (NotificationKind.TASK, at(22, 30), at(23, 30), at(22, 30)),
        (NotificationKind.NEWS, at(22, 30), at(23, 30), at(6, day=2)),
        (NotificationKind.WARNING, at(23), None, at(23)),
        (NotificationKind.ALARM, at(23), None, at(23)),
    ],
)
def test_the_night_is_quiet_but_for_what_cannot_wait(
    kind: NotificationKind, now: datetime, due: datetime | None, goes: datetime
) -> None:
    """A post that is due at half past eleven does not wait for the morning; a piece of news does."""
    assert goes_at(kind, sla(), now, due) == goes


def test_without_quiet_hours_nothing_waits() -> None:
    assert goes_at(NotificationKind.NEWS, replace(sla(), quiet_hours=None), at(23), None) == at(23)


def test_only_what_is_to_be_known_is_gathered() -> None:
    """Somebody who wants fewer letters must not miss what is due."""
    assert [kind for kind in NotificationKind if gathers(kind, Pace.GATHERED)] == [NotificationKind.NEWS]
    assert not any(gathers(kind, Pace.AT_ONCE) for kind in NotificationKind)


@pytest.mark.parametrize(
    ("now", "then"),
    [(at(6, 59), at(7)), (at(7), at(16, 30)), (at(16, 29), at(16, 30)), (at(16, 30), at(7, day=2))],
)
def test_what_is_gathered_goes_out_twice_a_day(now: datetime, then: datetime) -> None:
    assert gathered_at(sla(), now) == then


def test_gathered_news_waits_for_the_end_of_long_quiet_hours() -> None:
    assert gathered_at(replace(sla(), quiet_hours=(time(20), time(8))), at(6)) == at(8)


def test_pauses_grow_and_stay_short() -> None:
    pauses = [pause(failures) for failures in range(1, 9)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(seconds=5)
    assert pauses[-1] == LONGEST_PAUSE
    assert pause(10_000) == LONGEST_PAUSE


@pytest.mark.parametrize("hitch", [Hitch.REFUSED, Hitch.GONE])
def test_what_is_refused_for_good_is_given_up_at_once(hitch: Hitch) -> None:
    assert next_try(hitch, 1, at(8), at(8)) is None


def test_what_is_not_taken_now_is_tried_for_a_day() -> None:
    assert next_try(Hitch.LATER, 1, at(8), at(8)) == at(8) + timedelta(seconds=5)
    assert next_try(Hitch.AWAY, 99, at(8), at(8) + TRIED_FOR - timedelta(seconds=1)) is not None
    assert next_try(Hitch.AWAY, 99, at(8), at(8) + TRIED_FOR) is None


def test_a_service_that_asks_for_a_pause_gets_it_within_an_hour() -> None:
    assert next_try(Hitch.LATER, 1, at(8), at(8), asked=at(8, 20)) == at(8, 20)
    assert next_try(Hitch.LATER, 1, at(8), at(8), asked=at(20)) == at(9)
    assert next_try(Hitch.LATER, 3, at(8), at(8), asked=at(7)) == at(8) + timedelta(seconds=20)


def test_ten_minutes_are_late() -> None:
    assert not is_late(at(8), at(8, 9))
    assert is_late(at(8), at(8, 10))


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True),
        ("https://FCM.googleapis.com/fcm/send/abc", True),
        ("https://fcm.googleapis.com:443/x", True),
        ("https://web.push.apple.com/x", True),
        ("http://fcm.googleapis.com/x", False),
        ("https://fcm.googleapis.com:8443/x", False),
        ("https://fcm.googleapis.com.la.vn/x", False),
        ("https://la.vn/fcm.googleapis.com", False),
        ("https://push.apple.com.la.vn/x", False),
        ("https://evilpush.apple.com/x", False),
        ("https://fcm.googleapis.com@la.vn/x", False),
        ("https://u:p@fcm.googleapis.com/x", False),
        ("https://127.0.0.1/x", False),
        ("https://169.254.169.254/x", False),
        ("https://fcm.googleapis.com:x/", False),
        ("https://fcm.googleapis.com/" + "x" * 2000, False),
        ("", False),
    ],
)
def test_only_known_push_services_are_asked(address: str, known: bool) -> None:
    """The browser chooses the address: anything else lets a member have us call whatever they like."""
    assert is_push_address(address, HOSTS) is known


@pytest.mark.parametrize(
    ("way", "address", "keys"),
    [
        (Way.MAIL, "khong phai thu", ""),
        (Way.MAIL, "a@b", ""),
        (Way.MAIL, "a@b.vn\nBcc: c@d.vn", ""),
        (Way.ZALO, "abc", ""),
        (Way.PUSH, "https://la.vn/x", KEYS),
        (Way.PUSH, "https://fcm.googleapis.com/x", ""),
        (Way.PUSH, "https://fcm.googleapis.com/x", "ngan.ngan"),
    ],
)
def test_where_nothing_can_arrive_is_not_taken(way: Way, address: str, keys: str) -> None:
    with pytest.raises(InvalidInput):
        check_destination(Destination(member=MemberId("head"), way=way, address=address, keys=keys), HOSTS)


@pytest.mark.parametrize(
    ("way", "address", "keys"),
    [
        (Way.MAIL, "truong.ban@caobang.gov.vn", ""),
        (Way.ZALO, "2468458835296197922", ""),
        (Way.PUSH, "https://fcm.googleapis.com/x", KEYS),
    ],
)
def test_an_address_of_each_way_is_taken(way: Way, address: str, keys: str) -> None:
    check_destination(Destination(member=MemberId("head"), way=way, address=address, keys=keys), HOSTS)


def message(kind: NotificationKind = NotificationKind.TASK) -> Message:
    return Message(
        kind=kind,
        text="Mời duyệt “Mùa lúa mới” (2026-0421). Bài thuộc lĩnh vực của đồng chí.",
        written_at=at(14),
        article_id="2026-0421-5ce2a1b0",
        title="Mùa lúa mới",
        content_hash="ab12",
        due_at=at(17, 30),
        due_of=Promise.SAME_DAY,
    )


def test_an_approver_reads_title_reason_hour_and_the_way_to_the_desk() -> None:
    """All that is needed to decide when to open it; the link is made for this member and this text."""
    asked: list[tuple[str, str, str]] = []

    def link_to(*of: str) -> str:
        asked.append((of[0], of[1], of[2]))
        return "https://ban.vn/d"

    found = letter(MemberId("head"), message(), link_to)
    assert found.subject == "[Tòa soạn] Việc cần làm: “Mùa lúa mới” (2026-0421)"
    assert "Bài thuộc lĩnh vực của đồng chí." in found.text
    assert "Hạn gần nhất: 17:30 01/12/2026 (" in found.text
    assert "Báo lúc 14:00 01/12/2026." in found.text
    assert "Mở tại: https://ban.vn/d" in found.whole
    assert found.urgent
    assert asked == [("head", "2026-0421-5ce2a1b0", "ab12")]


def test_news_has_no_hour_by_which_to_act() -> None:
    found = letter(MemberId("head"), message(NotificationKind.NEWS), lambda *_: "")
    assert "Hạn" not in found.text
    assert "Xem bằng `toasoan inbox`." in found.whole
    assert not found.urgent


def test_a_subject_is_one_short_line() -> None:
    """A line break in a subject would be a header of somebody's own."""
    long = replace(message(), title="Dòng\r\nBcc: la@la.vn " + "x" * 200)
    subject = letter(MemberId("head"), long, lambda *_: "").subject
    assert len(subject) <= 120
    assert "\n" not in subject
    assert "\r" not in subject


def test_gathered_news_is_one_letter_with_the_hours_of_each() -> None:
    news = [replace(message(NotificationKind.NEWS), written_at=at(hour)) for hour in (9, 11)]
    found = gathered_letter(MemberId("head"), news, lambda *_: "")
    assert found.subject == "[Tòa soạn] 2 tin để biết"
    assert found.text.index("- 09:00 01/12: ") < found.text.index("- 11:00 01/12: ")
