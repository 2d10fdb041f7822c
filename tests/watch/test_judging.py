"""What counts as wrong, and what just does not; every rule has its hit and its near miss."""

import re
import shlex
from datetime import timedelta
from typing import Any

import pytest

from activities.storage.checks import Check
from activities.storage.deliveries.failing import Behind, Undelivered
from activities.storage.metrics.watched import Watched
from newsroom.article import ChannelName
from newsroom.authority import Hold
from newsroom.delivery.ways import Way
from newsroom.matters.kinds import MatterKind
from newsroom.sla import Promise
from tests.support.samples import board
from tests.support.typed import understood
from tests.watch.samples import (
    HOUR,
    NOW,
    found,
    minutes,
    promised,
    publish,
    sights,
    standstill,
    visible,
    waiting,
    watched,
)
from workers.watch.alarms import Alarm
from workers.watch.judging import judge
from workers.watch.sights import Discrepancy, Probe, Reach, Sights

MISSED = "NewsroomPublishDeadlineMissed"


def keys(**seen: Any) -> set[str]:
    return set(found(sights(**seen)))


def storage(**seen: Any) -> set[str]:
    return keys(watched=watched(**seen))


def check(name: str, ok: bool, ago: timedelta) -> dict[str, Check]:
    return {name: Check(name=name, ok=ok, at=NOW - ago, note="Dòng 7 bị sửa")}


def test_a_quiet_newsroom_gives_nothing() -> None:
    assert keys() == set()


@pytest.mark.parametrize(
    ("due_in", "expected"),
    [
        (minutes(15.1), set()),
        (minutes(15), {"NewsroomPublishDeadlineAtRisk"}),
        (minutes(0.01), {"NewsroomPublishDeadlineAtRisk"}),
        (minutes(0), {MISSED}),
        (minutes(-600), {MISSED}),
    ],
)
def test_publishing_is_at_risk_from_45_minutes_and_missed_from_60(due_in: timedelta, expected: set[str]) -> None:
    assert storage(promises=(publish("a1", due_in=due_in),)) == expected


def test_the_same_day_has_its_own_alarms_and_an_edit_has_none() -> None:
    assert storage(promises=(promised(Promise.SAME_DAY, "a1", due_in=minutes(-1)),)) == {"NewsroomSameDayMissed"}
    assert storage(promises=(promised(Promise.SAME_DAY, "a1", due_in=minutes(10)),)) == {"NewsroomSameDayAtRisk"}
    assert storage(promises=(promised(Promise.EDIT, "a1", due_in=minutes(-1)),)) == set()


def test_a_missed_deadline_names_each_article_with_its_channels_office_and_hour() -> None:
    late = (
        publish("bai-1", due_in=minutes(-30)),
        publish("bai-1", due_in=minutes(-30), channel="zalo_oa"),
        publish("bai-2", due_in=minutes(-5), channel="fanpage"),
    )
    missed = found(sights(watched=watched(promises=late)))[MISSED]
    for words in (
        "lâu nhất đã 30 phút",
        "2 bài (bai-1 chưa lên Cổng TTĐT, Zalo OA, chờ Kỹ sư phụ trách kỹ thuật, hạn 09:30 ngày 23/11",
        "; bai-2 chưa lên Fanpage, chờ Kỹ sư phụ trách kỹ thuật, hạn 09:55 ngày 23/11)",
        "toasoan late",
    ):
        assert words in missed.summary
    assert missed.about == ("bai-1", "bai-2")
    assert missed.since == NOW - minutes(30)


def test_without_storage_the_promises_are_judged_from_memory_and_it_says_so() -> None:
    """What was due at ten is late at ten, whether or not Postgres can be asked."""
    known = Watched(at=NOW - minutes(20), sla=None, promises=(publish("a1", due_in=minutes(-1)),))
    lost = Reach(last=NOW - minutes(20), lost_since=NOW - minutes(19))
    seen = found(sights(watched=known, storage=lost))
    assert set(seen) == {MISSED, "NewsroomStorageDown"}
    assert "Theo số liệu lúc 09:40 ngày 23/11" in seen[MISSED].summary
    assert "09:41" in seen["NewsroomStorageDown"].summary
    assert "Theo số liệu" not in found(sights(watched=known))[MISSED].summary


def test_without_storage_what_only_temporal_knows_to_be_late_counts_too() -> None:
    lost = Reach(lost_since=NOW - HOUR)
    late = visible(overdue=frozenset({"a7"}))
    never_read = found(sights(watched=None, storage=lost, visible=late))
    assert set(never_read) == {MISSED, "NewsroomStorageDown"}
    assert "theo số liệu của Temporal" in never_read[MISSED].summary
    assert found(sights(storage=lost, visible=late))[MISSED].about == ("a7",)
    assert MISSED not in found(sights(visible=late))


@pytest.mark.parametrize(("lost_for", "told"), [(29, False), (30, True)])
def test_a_server_that_is_away_for_half_a_minute_is_told(lost_for: int, told: bool) -> None:
    lost = Reach(last=NOW - HOUR, lost_since=NOW - timedelta(seconds=lost_for))
    assert keys(storage=lost) == ({"NewsroomStorageDown"} if told else set())
    assert keys(temporal=lost) == ({"NewsroomTemporalDown"} if told else set())


@pytest.mark.parametrize(("gone_for", "told"), [(179, False), (180, True)])
def test_a_queue_that_nobody_serves_is_told_after_three_minutes(gone_for: int, told: bool) -> None:
    seen = found(sights(pollers_gone={"channel-portal": NOW - timedelta(seconds=gone_for)}))
    assert set(seen) == ({"NewsroomNoPollers/channel-portal"} if told else set())
    assert all("--queue channel-portal" in finding.summary for finding in seen.values())


def test_an_approver_is_silent_only_after_the_last_reminder() -> None:
    silent = {"NewsroomApproverSilent/standing_deputy"}
    assert storage(waiting=(waiting("a1", minutes(61)),)) == silent
    assert storage(waiting=(waiting("a1", minutes(59)),)) == set()


def test_reminders_that_wait_for_the_morning_make_nobody_silent_at_night() -> None:
    night = NOW.replace(hour=23)
    late = waiting("a1", NOW - night.replace(hour=21, minute=30))
    assert set(found(sights(at=night, watched=watched(waiting=(late,))))) == set()
    in_the_morning = night.replace(day=24, hour=6, minute=1)
    assert set(found(sights(at=in_the_morning, watched=watched(waiting=(late,)), began=in_the_morning)))


def test_an_assignment_is_unanswered_after_half_an_hour_whoever_asked_for_it() -> None:
    asked = {"NewsroomAssignmentUnanswered"}
    assert storage(waiting=(waiting("a1", minutes(31), Hold.HEAD_TO_ASSIGN),)) == asked
    assert storage(waiting=(waiting("a1", minutes(29), Hold.HEAD_TO_ASSIGN),)) == set()
    raised = waiting("a1", minutes(95), assign_raised_at=NOW - minutes(35))
    assert storage(waiting=(raised,)) == {*asked, "NewsroomApproverSilent/standing_deputy"}
    just_raised = waiting("a1", minutes(95), assign_raised_at=NOW - minutes(25))
    assert storage(waiting=(just_raised,)) == {"NewsroomApproverSilent/standing_deputy"}


def test_a_text_that_stands_still_and_an_article_that_does_not_start_are_told() -> None:
    assert storage(stopped=(standstill("a1", minutes(1), "fanpage"),)) == {"NewsroomChannelStopped/fanpage"}
    assert storage(unstarted=(standstill("a1", minutes(5)),)) == {"NewsroomIntakeBacklog"}
    assert storage(unstarted=(standstill("a1", minutes(4.9)),)) == set()
    assert storage(forged=(standstill("a1", minutes(1)),)) == {"NewsroomForgedAct"}


@pytest.mark.trust
@pytest.mark.parametrize(
    ("ahead", "expected"), [(5.0, set()), (5.1, {"NewsroomClockWrong"}), (-180, {"NewsroomClockWrong"})]
)
def test_a_clock_that_is_wrong_is_told(ahead: float, expected: set[str]) -> None:
    seconds = timedelta(seconds=ahead)
    assert keys(clock_ahead=seconds) == expected
    for told in found(sights(clock_ahead=seconds)).values():
        assert ("nhanh 5 giây" if ahead > 0 else "chậm 180 giây") in told.summary


@pytest.mark.trust
def test_what_outsiders_can_use_up_and_errors_of_ours_are_told() -> None:
    assert storage(ledger_wait_seconds=5.1) == {"NewsroomLedgerHeld"}
    assert storage(ledger_wait_seconds=5) == set()
    assert storage(unforeseen=(standstill("", minutes(1), "record_deed"),)) == {"NewsroomUnforeseenError"}
    assert keys(visible=visible(near_limit=("article/a1",))) == {"NewsroomWorkflowNearLimit"}


def test_stuck_workflows_and_records_that_disagree_are_told() -> None:
    assert keys(visible=visible(stuck=("article/a1",))) == {"NewsroomWorkflowTaskFailures"}
    differing = {"open": (Discrepancy(about="a1", since=NOW),), "overdue": ()}
    assert keys(differences=differing) == {"NewsroomRecordsDisagree/open"}


@pytest.mark.parametrize("kind", MatterKind)
def test_matters_on_which_the_records_disagree_are_told_by_kind(kind: MatterKind) -> None:
    """The engineer must know at once whether an absence or a meeting has lost its workflow."""
    differing = {kind: tuple(Discrepancy(about=f"{kind}/7c1{n}", since=NOW - minutes(n)) for n in (9, 3))}
    told = found(sights(differences=differing))[f"NewsroomRecordsDisagree/{kind}"]
    assert told.label == ("kind", kind)
    assert told.about == (f"{kind}/7c19", f"{kind}/7c13")
    assert "2 việc (7c19, 7c13) về" in told.summary
    assert "bài (" not in told.summary
    assert "từ 09:51" in told.summary


def test_a_channel_is_unreachable_after_two_failures_and_its_words_are_cut() -> None:
    def probe(failures: int) -> dict[ChannelName, Probe]:
        failed = Probe(at=NOW, failures=failures, failing_since=NOW, explanation="Lỗi\r\nBcc: x\n" + "rất dài " * 900)
        return {ChannelName.FANPAGE: failed}

    assert keys(channels=probe(1)) == set()
    told = found(sights(channels=probe(2)))["NewsroomChannelUnreachable/fanpage"].summary
    assert "\n" not in told
    assert len(told) < 500


def test_what_the_workers_found_of_the_channels_counts_where_the_watch_cannot_ask() -> None:
    """In a cluster only the pods of the channels have credentials."""
    bad = check("tokens", False, HOUR)
    assert storage(checks=bad) == {"NewsroomChannelUnreachable"}
    assert storage(checks=check("tokens", False, HOUR * 27)) == set()
    assert keys(watched=watched(checks=bad), channels={ChannelName.PORTAL: Probe(at=NOW)}) == set()


def test_a_grant_that_ends_within_a_week_is_told_and_within_a_day_at_once() -> None:
    def severity(left: timedelta) -> str | None:
        seen = found(sights(watched=watched(granted_until={ChannelName.ZALO_OA: NOW + left})))
        expiring = seen.get("NewsroomTokenExpiring/zalo_oa")
        return expiring.labels["severity"] if expiring else None

    assert [severity(timedelta(days=days)) for days in (7.1, 7, 1.1, 1, -3)] == [
        None,
        "warning",
        "warning",
        "page",
        "page",
    ]


def test_the_ledger_and_the_backup_must_be_looked_after_every_night() -> None:
    day = timedelta(hours=26)
    both = check("ledger", True, day) | check("backup", True, day) | check("drill", True, day)
    assert storage(checks=both) == set()
    late = check("ledger", True, day + minutes(1)) | check("backup", True, day + minutes(1))
    assert storage(checks=late) == {"NewsroomLedgerUnchecked", "NewsroomBackupOld"}
    assert storage(checks=check("ledger", False, HOUR)) == {"NewsroomLedgerBroken"}
    assert storage(checks=check("backup", False, HOUR)) == {"NewsroomBackupOld"}
    never = found(sights(began=NOW - day - minutes(1)))
    assert set(never) == {"NewsroomLedgerUnchecked", "NewsroomBackupOld"}


def test_a_backup_must_be_brought_back_every_week() -> None:
    week = timedelta(days=8)
    assert storage(checks=check("drill", True, week)) == set()
    assert storage(checks=check("drill", True, week + minutes(1))) == {"NewsroomDrillOld"}
    assert storage(checks=check("drill", False, HOUR)) == {"NewsroomDrillOld"}
    assert "NewsroomDrillOld" in found(sights(began=NOW - week - minutes(1)))


def test_a_target_that_fails_for_three_minutes_is_told_to_the_others() -> None:
    assert keys(targets_failing={"mail": NOW - minutes(3)}) == {"NewsroomNotificationsFailing"}
    assert keys(targets_failing={"mail": NOW - minutes(2.9)}) == set()


def everything_wrong() -> Sights:
    days = {"ledger": Check(name="ledger", ok=False, at=NOW - timedelta(days=2), note="Dòng 7 bị sửa")}
    lost = Reach(last=NOW - HOUR, lost_since=NOW - HOUR)
    failed = Probe(at=NOW, failures=2, failing_since=NOW, explanation="không trả lời")
    seen = Watched(
        at=NOW - HOUR,
        sla=board().sla,
        promises=(
            *(promised(promise, "a1", due_in=minutes(-1)) for promise in (Promise.PUBLISH, Promise.SAME_DAY)),
            *(promised(promise, "a2", due_in=minutes(1)) for promise in (Promise.PUBLISH, Promise.SAME_DAY)),
        ),
        waiting=(waiting("a3", HOUR * 2), waiting("a4", HOUR * 2, Hold.NOBODY)),
        stopped=(standstill("a1", HOUR, "fanpage"),),
        unstarted=(standstill("a5", HOUR),),
        forged=(standstill("a6", minutes(1)),),
        unforeseen=(standstill("", minutes(1), "record_deed"),),
        ledger_wait_seconds=5.1,
        checks=days | check("backup", False, HOUR) | check("drill", False, HOUR),
        granted_until={ChannelName.ZALO_OA: NOW},
        undelivered=Undelivered(
            late={Way.MAIL: Behind(count=1, since=NOW - HOUR)},
            given_up={Way.PUSH: Behind(count=1, since=NOW - HOUR)},
            unreached={"head": NOW - HOUR},
        ),
    )
    return sights(
        watched=seen,
        storage=lost,
        temporal=lost,
        visible=visible(stuck=("article/a1",), near_limit=("article/a7",)),
        differences={kind: (Discrepancy(about="a1", since=NOW),) for kind in ("open", "overdue")},
        channels={ChannelName.PORTAL: failed},
        targets_failing={"mail": NOW - HOUR},
        pollers_gone={"editorial": NOW - HOUR},
        clock_ahead=minutes(3),
    )


def test_every_alarm_can_be_raised_and_every_command_it_names_is_understood() -> None:
    """Advice that cannot be typed costs the engineer on duty the minutes that matter."""
    told = judge(everything_wrong())
    assert {finding.alarm for finding in told} == set(Alarm)
    for finding in told:
        assert "\n" not in finding.summary
        for command in re.findall(r"`(toasoan [^`]+)`", finding.summary):
            understood(shlex.split(command))


def test_a_thousand_late_articles_with_hostile_numbers_still_make_one_short_line() -> None:
    """Numbers may come from Temporal, where anybody may start a workflow of any name."""
    hostile = ["x" * 5000, "a\r\nSubject: b", "<script>", "\u202e", *(f"bai-{n}" for n in range(1000))]
    late = tuple(publish(article_id, due_in=minutes(-1)) for article_id in hostile)
    told = found(sights(watched=watched(promises=late)))[MISSED]
    assert len(told.about) == 1004
    assert "1004 bài (" in told.summary
    assert "và 994 bài khác" in told.summary
    assert len(told.summary) < 1100
    assert not set("\r\n<>\u202e") & set(told.summary)
