"""Each target hears once when something begins, now and then while it lasts, once when it ends; never a storm."""

from datetime import datetime, timedelta

from tests.watch.samples import NOW, finding, minutes
from workers.watch.alarms import Alarm, Finding
from workers.watch.register import Register
from workers.watch.telling import Telling

ROUND = timedelta(seconds=15)


class Day:
    """Rounds one after the other, and what one target heard."""

    def __init__(self, *, takes: bool = True) -> None:
        self.at: datetime = NOW
        self.register = Register(settles=ROUND * 4, kept=minutes(15))
        self.telling = Telling(minutes(60))
        self.takes = takes
        self.heard: list[tuple[str, str]] = []

    def rounds(self, number: int, *findings: Finding) -> None:
        for _ in range(number):
            cases = self.register.after(findings, self.at)
            news = self.telling.news(cases, self.at)
            if self.takes:
                self.telling.told(news, self.at)
                self.heard += [(each.status.value, each.case.finding.alarm) for each in news]
            self.telling.forget(cases)
            self.at += ROUND

    def said(self) -> list[str]:
        return [status for status, _ in self.heard]


def test_a_day_of_one_finding_is_a_beginning_a_repeat_each_hour_and_an_end() -> None:
    day = Day()
    day.rounds(4 * 130, finding(Alarm.TEMPORAL_DOWN))
    day.rounds(4 * 30)
    assert day.said() == ["begins", "continues", "continues", "ends"]


def test_an_article_that_joins_is_told_within_a_minute_and_not_each_round() -> None:
    day = Day()
    day.rounds(2, finding(Alarm.PUBLISH_MISSED, "a1"))
    day.rounds(1, finding(Alarm.PUBLISH_MISSED, "a1", "a2"))
    assert day.said() == ["begins"]
    day.rounds(3, finding(Alarm.PUBLISH_MISSED, "a1", "a2", "a3"))
    assert day.said() == ["begins", "continues"]
    day.rounds(40, finding(Alarm.PUBLISH_MISSED, "a2"))


def test_an_article_that_was_told_once_is_no_news_when_it_comes_back() -> None:
    day = Day()
    day.rounds(2, finding(Alarm.PUBLISH_MISSED, "a1", "a2"))
    day.rounds(4 * 60, finding(Alarm.PUBLISH_MISSED, "a2"))
    assert day.said() == ["begins", "continues"]
    day.rounds(40, finding(Alarm.PUBLISH_MISSED, "a1", "a2"))
    assert day.said() == ["begins", "continues"]


def test_what_comes_and_goes_every_round_is_one_case() -> None:
    day = Day()
    for _ in range(60):
        day.rounds(1, finding(Alarm.STORAGE_DOWN))
        day.rounds(2)
    assert day.said() == ["begins"]


def test_what_comes_and_goes_slowly_is_told_at_most_every_ten_minutes() -> None:
    day = Day()
    for _ in range(30):
        day.rounds(4, finding(Alarm.STORAGE_DOWN))
        day.rounds(8)
    assert day.said().count("begins") <= 30 * 3 / 10 + 1
    assert day.said()[:3] == ["begins", "ends", "begins"]


def test_a_second_late_article_after_the_first_one_ended_is_told_at_once() -> None:
    day = Day()
    day.rounds(2, finding(Alarm.PUBLISH_MISSED, "a1"))
    day.rounds(6)
    day.rounds(1, finding(Alarm.PUBLISH_MISSED, "a2"))
    assert day.said() == ["begins", "ends", "begins"]


def test_what_a_target_did_not_take_is_news_again_but_not_once_it_is_over() -> None:
    day = Day(takes=False)
    day.rounds(10, finding(Alarm.STORAGE_DOWN))
    day.rounds(1, finding(Alarm.STORAGE_DOWN), finding(Alarm.TEMPORAL_DOWN))
    day.rounds(6, finding(Alarm.TEMPORAL_DOWN))
    day.takes = True
    day.rounds(1, finding(Alarm.TEMPORAL_DOWN))
    assert day.heard == [("begins", "NewsroomTemporalDown")]


def test_a_restart_repeats_what_is_still_wrong_once() -> None:
    before, after = Day(), Day()
    before.rounds(20, finding(Alarm.STORAGE_DOWN))
    after.rounds(20, finding(Alarm.STORAGE_DOWN))
    assert after.said() == ["begins"]


def test_findings_of_one_alarm_on_two_channels_are_two_cases() -> None:
    day = Day()
    day.rounds(2, *(finding(Alarm.CHANNEL_STOPPED, label=("channel", name)) for name in ("portal", "fanpage")))
    assert day.said() == ["begins", "begins"]
