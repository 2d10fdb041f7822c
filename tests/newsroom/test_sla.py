from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from newsroom.article import ChannelName
from newsroom.board import Office
from newsroom.sla import (
    PROMISE_LABELS,
    Alert,
    Moment,
    Obligation,
    Promise,
    after_hours_target,
    after_quiet_hours,
    edit_obligation,
    moments,
    publish_obligations,
    same_day_obligation,
    warned_at_once,
)
from newsroom.stages import Act, Stage
from newsroom.working_time import ZONE, local
from tests.support.samples import board, decided, member_of, submitted
from tests.support.samples import content as article
from tests.support.samples import moments as instants

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
ALL_CHANNELS = tuple(ChannelName)
SLA = board().sla


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def told(*obligations: Obligation, now: datetime = LONG_AGO) -> list[tuple[str, Alert]]:
    """What is told when, on the newsroom's clock."""
    ahead = moments(SLA, obligations, awaiting_since=None, now=now)
    return [(f"{local(moment.at):%d %H:%M}", moment.alert) for moment in ahead]


class TestEveningAndNight:
    def reminded(self, asked: str, now: datetime = LONG_AGO) -> list[str]:
        day = same_day_obligation(at("2026-11-23 09:00"))
        found = moments(SLA, (day,), awaiting_since=at(asked), now=now)
        return [f"{local(moment.at):%d %H:%M}" for moment in found if moment.alert is Alert.REMIND_APPROVER]

    def test_quiet_hours_put_no_reminder_off_past_the_end_of_the_day(self) -> None:
        """Asked at 21:45, the approver was reminded at 06:00 of a day that was lost."""
        assert self.reminded("2026-11-23 21:45") == ["23 22:15", "23 22:45"]
        assert self.reminded("2026-11-23 23:20") == ["23 23:50", "24 06:00"]

    def test_a_day_that_is_over_leaves_the_night_quiet(self) -> None:
        assert self.reminded("2026-11-24 23:20") == ["25 06:00", "25 06:00"]

    @pytest.mark.parametrize(("sent", "at_once"), [("19:59", False), ("20:00", True), ("21:30", True), ("23:59", True)])
    def test_a_text_that_comes_after_the_last_warning_is_warned_of_at_once(self, sent: str, at_once: bool) -> None:
        day = same_day_obligation(at(f"2026-11-23 {sent}"))
        assert warned_at_once(SLA, day) is at_once
        assert bool([kind for _, kind in told(day) if kind is Alert.WARN]) is not at_once

    def test_nothing_but_the_day_is_warned_of_at_once(self) -> None:
        late = at("2026-11-23 21:30")
        assert not warned_at_once(SLA, edit_obligation(board(), late))
        assert not warned_at_once(replace(SLA, same_day_warnings=()), same_day_obligation(late))

    @pytest.mark.parametrize("sent", ["20:00", "22:10"])
    def test_a_late_text_has_nine_the_next_morning_as_its_target(self, sent: str) -> None:
        submitted_at = at(f"2026-11-23 {sent}")
        due_at = same_day_obligation(submitted_at).due_at
        assert after_hours_target(SLA, submitted_at, due_at) == at("2026-11-24 09:00")

    def test_no_other_text_has_a_target(self) -> None:
        """The notice grants no such delay: the column is for what came late in the evening alone."""
        early, late = at("2026-11-23 19:59"), at("2026-11-23 20:30")
        assert after_hours_target(SLA, early, same_day_obligation(early).due_at) is None
        embargo = same_day_obligation(at("2026-11-25 08:00"))
        assert after_hours_target(SLA, late, embargo.due_at) is None


class TestSameDay:
    @pytest.mark.parametrize("hour", ["00:00", "00:05", "09:00", "21:30", "23:59"])
    def test_the_day_of_submission_counts_at_any_hour(self, hour: str) -> None:
        due = same_day_obligation(at(f"2026-11-23 {hour}")).due_at
        assert local(due) == at("2026-11-23 23:59:59")

    def test_the_day_is_that_of_cao_bang_and_not_of_utc(self) -> None:
        """00:05 on the 24th in Cao Bằng is still the 23rd in UTC."""
        obligation = same_day_obligation(datetime(2026, 11, 23, 17, 5, tzinfo=UTC))
        assert local(obligation.due_at) == at("2026-11-24 23:59:59")
        assert obligation.due_at.utcoffset() == timedelta()

    @pytest.mark.parametrize("day", ["2026-11-21", "2026-11-22", "2026-11-24", "2026-02-17"])
    def test_weekends_and_holidays_are_days_like_any_other(self, day: str) -> None:
        assert local(same_day_obligation(at(f"{day} 10:00")).due_at) == at(f"{day} 23:59:59")

    def test_a_morning_item_is_warned_of_at_four_and_at_eight(self) -> None:
        assert told(same_day_obligation(at("2026-11-23 00:05"))) == [
            ("23 16:00", Alert.WARN),
            ("23 20:00", Alert.WARN),
            ("23 23:59", Alert.BREACH),
        ]

    def test_an_item_of_five_in_the_afternoon_only_at_eight(self) -> None:
        assert told(same_day_obligation(at("2026-11-23 17:00")))[0] == ("23 20:00", Alert.WARN)

    def test_a_late_item_is_only_told_when_it_is_broken(self) -> None:
        assert told(same_day_obligation(at("2026-11-23 21:30"))) == [("23 23:59", Alert.BREACH)]

    @given(instants)
    def test_nothing_is_due_before_it_began(self, submitted_at: datetime) -> None:
        for moment in (submitted_at, submitted_at.astimezone(UTC)):
            obligation = same_day_obligation(moment)
            assert obligation.started_at <= obligation.due_at < obligation.started_at + timedelta(days=1)

    def test_the_last_half_second_of_a_day_is_not_broken_on_arrival(self) -> None:
        obligation = same_day_obligation(at("2026-11-23 23:59:59.500"))
        assert obligation.due_at >= obligation.started_at

    def test_returns_do_not_restart_it(self) -> None:
        standing = submitted(article())
        returned = decided(standing, Act.RETURN_TO_AUTHOR, member_of(Office.FINAL_EDITOR)).standing
        again = decided(returned, Act.RESUBMIT, returned.author).standing
        assert again.stage is Stage.EDITING
        assert again.submitted_at == standing.submitted_at


class TestPublishing:
    def test_each_channel_has_its_own_sixty_minutes_from_the_approval(self) -> None:
        approved = at("2026-11-23 09:00")
        found = publish_obligations(SLA, approved, None, ALL_CHANNELS)
        assert [obligation.channel for obligation in found] == list(ALL_CHANNELS)
        assert {(obligation.started_at, obligation.due_at) for obligation in found} == {
            (approved, at("2026-11-23 10:00"))
        }

    @pytest.mark.parametrize(
        ("approved", "embargo", "due"),
        [
            ("2026-11-23 09:00", "2026-11-23 18:00", "2026-11-23 19:00"),
            ("2026-11-23 09:00", "2026-11-23 08:00", "2026-11-23 10:00"),  # approved after the embargo
            ("2026-11-23 09:00", "2026-11-23 09:00", "2026-11-23 10:00"),
            ("2026-11-21 23:30", None, "2026-11-22 00:30"),  # Saturday night: the wall clock
        ],
    )
    def test_the_later_of_approval_and_embargo_starts_it(self, approved: str, embargo: str | None, due: str) -> None:
        (found,) = publish_obligations(SLA, at(approved), at(embargo) if embargo else None, [ChannelName.PORTAL])
        assert found.due_at == at(due)

    def test_people_are_told_at_thirty_forty_five_and_sixty_minutes_once_for_all_channels(self) -> None:
        found = publish_obligations(SLA, at("2026-11-23 09:00"), None, ALL_CHANNELS)
        assert told(*found) == [("23 09:30", Alert.WARN), ("23 09:45", Alert.WARN), ("23 10:00", Alert.BREACH)]

    def test_nothing_is_due_for_no_channel(self) -> None:
        assert publish_obligations(SLA, at("2026-11-23 09:00"), None, ()) == ()

    @given(st.permutations(ALL_CHANNELS), st.integers(min_value=0, max_value=70))
    def test_a_channel_that_is_due_later_is_still_told(self, order: list[ChannelName], passed: int) -> None:
        """A channel with a clock of its own (a schedule moved) is not lost behind the first."""
        start = at("2026-11-23 09:00")
        found = [
            publish_obligations(SLA, start + timedelta(hours=2 * n), None, [channel])[0]
            for n, channel in enumerate(order)
        ]
        now = start + timedelta(minutes=passed)
        told_of = [replace(o, breached=o.due_at <= now) for o in found]
        breaches = [m.at for m in moments(SLA, told_of, awaiting_since=None, now=now) if m.alert is Alert.BREACH]
        assert breaches
        assert min(breaches) == min(o.due_at for o in found if o.due_at > now)


class TestEditing:
    def test_it_counts_four_working_hours(self) -> None:
        assert edit_obligation(board(), at("2026-11-23 16:00")).due_at == at("2026-11-25 10:30")

    def test_it_is_warned_of_an_hour_before(self) -> None:
        assert told(edit_obligation(board(), at("2026-11-23 09:00"))) == [
            ("23 14:00", Alert.WARN),
            ("23 15:00", Alert.BREACH),
        ]


class TestQuietHours:
    @pytest.mark.parametrize(
        ("moment", "told_at"),
        [
            ("2026-11-23 21:59:59", "2026-11-23 21:59:59"),
            ("2026-11-23 22:00", "2026-11-24 06:00"),
            ("2026-11-23 23:59", "2026-11-24 06:00"),
            ("2026-11-24 00:00", "2026-11-24 06:00"),
            ("2026-11-24 05:59:59", "2026-11-24 06:00"),
            ("2026-11-24 06:00", "2026-11-24 06:00"),
            ("2026-12-31 22:30", "2027-01-01 06:00"),
        ],
    )
    def test_what_falls_into_the_night_waits_for_the_morning(self, moment: str, told_at: str) -> None:
        assert after_quiet_hours(SLA, at(moment)) == at(told_at)

    @pytest.mark.parametrize(
        ("moment", "told_at"), [("11:29", "11:29"), ("11:30", "13:30"), ("13:29", "13:30"), ("13:30", "13:30")]
    )
    def test_quiet_hours_may_lie_within_a_day(self, moment: str, told_at: str) -> None:
        noon = replace(SLA, quiet_hours=(time(11, 30), time(13, 30)))
        assert after_quiet_hours(noon, at(f"2026-11-23 {moment}")) == at(f"2026-11-23 {told_at}")

    @given(instants)
    def test_without_quiet_hours_nothing_waits(self, moment: datetime) -> None:
        assert after_quiet_hours(replace(SLA, quiet_hours=None), moment) == moment

    @given(instants, st.times(), st.times())
    def test_nothing_is_put_off_into_quiet_hours_nor_for_longer_than_they_last(
        self, moment: datetime, begins: time, ends: time
    ) -> None:
        assume(begins != ends)
        sla = replace(SLA, quiet_hours=(begins, ends))
        found = after_quiet_hours(sla, moment)
        assert moment <= found < moment + timedelta(days=1)
        assert after_quiet_hours(sla, found) == found
        assert found == moment or local(found).time() == ends

    def test_the_night_is_that_of_cao_bang_and_the_zone_of_the_time_is_kept(self) -> None:
        found = after_quiet_hours(SLA, datetime(2026, 11, 23, 15, 30, tzinfo=UTC))
        assert (found, found.tzinfo) == (at("2026-11-24 06:00"), UTC)

    def test_the_approver_is_not_reminded_at_night(self) -> None:
        waiting = at("2026-11-23 21:15")
        found = moments(SLA, (), awaiting_since=waiting, now=waiting)
        assert [(m.at, m.step) for m in found] == [(at("2026-11-23 21:45"), 1), (at("2026-11-24 06:00"), 2)]

    def test_a_reminder_of_the_night_is_ahead_until_the_morning(self) -> None:
        waiting = at("2026-11-23 21:45")
        ahead = moments(SLA, (), awaiting_since=waiting, now=at("2026-11-24 05:59"))
        assert {m.at for m in ahead} == {at("2026-11-24 06:00")}
        assert moments(SLA, (), awaiting_since=waiting, now=at("2026-11-24 06:00")) == ()

    def test_publishing_knows_no_night(self) -> None:
        found = publish_obligations(SLA, at("2026-11-23 23:00"), None, ALL_CHANNELS)
        assert told(*found) == [("23 23:30", Alert.WARN), ("23 23:45", Alert.WARN), ("24 00:00", Alert.BREACH)]

    def test_neither_does_the_day_nor_any_breach(self) -> None:
        quiet_day = replace(SLA, quiet_hours=(time(12), time(23)))
        found = moments(quiet_day, [same_day_obligation(at("2026-11-23 09:00"))], awaiting_since=None, now=LONG_AGO)
        assert [local(m.at).hour for m in found] == [16, 20, 23]
        late = edit_obligation(board(), at("2026-11-23 09:00"))
        breaches = [
            m.at for m in moments(quiet_day, [late], awaiting_since=None, now=LONG_AGO) if m.alert is Alert.BREACH
        ]
        assert breaches == [at("2026-11-23 15:00")]

    def test_a_warning_of_the_editing_desk_waits_for_the_morning(self) -> None:
        quiet = replace(SLA, quiet_hours=(time(13), time(14, 30)))
        found = moments(quiet, [edit_obligation(board(), at("2026-11-23 09:00"))], awaiting_since=None, now=LONG_AGO)
        assert [(m.at, m.alert) for m in found] == [
            (at("2026-11-23 14:30"), Alert.WARN),
            (at("2026-11-23 15:00"), Alert.BREACH),
        ]


class TestMoments:
    def test_the_approver_is_reminded_after_thirty_and_sixty_minutes(self) -> None:
        waiting = at("2026-11-23 09:00")
        found = moments(SLA, (), awaiting_since=waiting, now=waiting)
        assert [(m.at - waiting, m.alert, m.step) for m in found] == [
            (timedelta(minutes=30), Alert.REMIND_APPROVER, 1),
            (timedelta(minutes=60), Alert.REMIND_APPROVER, 2),
        ]

    def test_a_moment_that_has_come_is_not_ahead_any_more(self) -> None:
        found = publish_obligations(SLA, at("2026-11-23 09:00"), None, ALL_CHANNELS)
        assert told(*found, now=at("2026-11-23 09:30")) == [("23 09:45", Alert.WARN), ("23 10:00", Alert.BREACH)]
        assert told(*found, now=at("2026-11-23 09:29:59"))[0] == ("23 09:30", Alert.WARN)
        breached = [replace(o, breached=True) for o in found]
        assert told(*breached, now=at("2026-11-23 10:00")) == []

    def test_a_breach_that_nobody_was_told_of_is_not_forgotten(self) -> None:
        """After an outage an act may be recorded before the alert that was due meanwhile."""
        found = publish_obligations(SLA, at("2026-11-23 09:00"), None, ALL_CHANNELS)
        assert told(*found, now=at("2026-11-23 12:00")) == [("23 10:00", Alert.BREACH)]

    def test_there_is_nothing_to_tell_about_nothing(self) -> None:
        assert moments(SLA, (), awaiting_since=None, now=LONG_AGO) == ()

    def test_the_order_of_obligations_does_not_matter(self) -> None:
        start = at("2026-11-23 09:00")
        everything = (
            edit_obligation(board(), start),
            same_day_obligation(start),
            *publish_obligations(SLA, start, None, ALL_CHANNELS),
        )
        expected = moments(SLA, everything, awaiting_since=start, now=start)
        for order in permutations(everything):
            assert moments(SLA, order, awaiting_since=start, now=start) == expected

    @given(instants, instants, st.integers(min_value=0, max_value=3000))
    def test_they_are_ahead_in_order_and_each_told_once(
        self, received: datetime, awaiting: datetime, passed: int
    ) -> None:
        now = received + timedelta(minutes=passed)
        obligations = (
            edit_obligation(board(), received),
            same_day_obligation(received),
            *publish_obligations(SLA, received, None, ALL_CHANNELS),
        )
        found = moments(SLA, obligations, awaiting_since=awaiting, now=now)
        assert all(moment.at > now for moment in found if moment.alert is not Alert.BREACH)
        assert [moment.at for moment in found] == sorted(moment.at for moment in found)
        assert len({(m.alert, m.promise, m.step) for m in found}) == len(found)
        assert no_breach_is_missing(found, obligations, now)

    @given(instants)
    def test_no_warning_comes_before_the_work(self, received: datetime) -> None:
        for obligation in (edit_obligation(board(), received), same_day_obligation(received)):
            found = moments(SLA, [obligation], awaiting_since=None, now=LONG_AGO)
            assert all(received < m.at <= obligation.due_at for m in found if m.alert is Alert.WARN)


def no_breach_is_missing(found: tuple[Moment, ...], obligations: tuple[Obligation, ...], now: datetime) -> bool:
    # Nothing was told of yet, so the breaches that came meanwhile stay too.
    del now
    expected = {(o.promise, o.due_at) for o in obligations}
    return {(m.promise, m.at) for m in found if m.alert is Alert.BREACH} == expected


def test_the_clocks_are_those_of_the_notice() -> None:
    assert SLA.publish_within == timedelta(minutes=60)
    assert SLA.edit_within == timedelta(hours=4)
    assert SLA.same_day_warnings == (time(16), time(20))
    assert SLA.quiet_hours == (time(22), time(6))
    assert PROMISE_LABELS.keys() == set(Promise)
