"""Schedules on a real server: applied as often as one likes, and what they start."""

import contextlib
import itertools
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Final

import pytest
from temporalio.client import ScheduleActionExecutionStartWorkflow, ScheduleDescription, ScheduleOverlapPolicy

from activities.contracts import UpkeepInput, UpkeepJob, UpkeepReport
from activities.ports import TokenPair
from newsroom.article import ChannelName
from newsroom.board import Office
from newsroom.working_time import local
from tests.support.live import LiveNewsroom, eventually
from workers.upkeep.schedules import OURS, SCHEDULES, Change, Planned, apply_schedules, ours_on
from workflows.registry import UPKEEP
from workflows.upkeep import UpkeepWorkflow

_DIGEST: Final = next(planned for planned in SCHEDULES if planned.name == "daily-digest")
_FOREIGN: Final = "cua-nguoi-khac"


@contextlib.asynccontextmanager
async def applied(live: LiveNewsroom, wanted: tuple[Planned, ...] = SCHEDULES) -> AsyncIterator[None]:
    """Schedules on the newsroom's server for one test; none of ours is left."""
    try:
        await apply_schedules(live.client, wanted)
        await until_listed(live, *(planned.id for planned in wanted))
        yield
    finally:
        await apply_schedules(live.client, ())
        await until_listed(live)


async def until_listed(live: LiveNewsroom, *ids: str) -> None:
    """The list of schedules follows the schedules a little later."""

    async def so() -> bool:
        return set(await ours_on(live.client)) == set(ids)

    await eventually(so)


async def described(live: LiveNewsroom, planned: Planned) -> ScheduleDescription:
    return await live.client.get_schedule_handle(planned.id).describe()


async def test_applying_again_changes_nothing(live: LiveNewsroom) -> None:
    """Every deployment applies them: a second time must neither double nor move anything."""
    async with applied(live):
        before = [await described(live, planned) for planned in SCHEDULES]
        again = await apply_schedules(live.client)
        assert {each.change for each in again} == {Change.UPDATED}
        after = [await described(live, planned) for planned in SCHEDULES]
        assert [found.schedule.spec for found in after] == [found.schedule.spec for found in before]
        assert [found.info.next_action_times for found in after] == [found.info.next_action_times for found in before]
        await until_listed(live, *(planned.id for planned in SCHEDULES))


async def test_a_changed_hour_is_taken_over(live: LiveNewsroom) -> None:
    """The near miss of the test above: an update that changes nothing would pass it."""
    async with applied(live):
        later = replace(_DIGEST, hours=replace(_DIGEST.hours, hour=18))
        await apply_schedules(live.client, (later, *(planned for planned in SCHEDULES if planned is not _DIGEST)))
        assert (await described(live, _DIGEST)).info.next_action_times[0].astimezone(UTC).hour == 11


async def test_one_that_a_person_has_paused_stays_paused(live: LiveNewsroom) -> None:
    """A deployment at night must not start again what somebody stopped for a reason."""
    async with applied(live):
        await live.client.get_schedule_handle(_DIGEST.id).pause(note="Đang sửa hộp thư")
        (again,) = [each for each in await apply_schedules(live.client) if each.id == _DIGEST.id]
        state = (await described(live, _DIGEST)).schedule.state
        assert again.paused
        assert (state.paused, state.note) == (True, "Đang sửa hộp thư")


async def test_one_that_is_no_longer_wanted_goes_and_a_foreign_one_stays(live: LiveNewsroom) -> None:
    """What a removed job would do is no longer in the program; what others planned is not ours to touch."""
    foreign = await live.client.create_schedule(_FOREIGN, replace(_DIGEST).schedule)
    try:
        async with applied(live):
            kept = tuple(planned for planned in SCHEDULES if planned is not _DIGEST)
            done = await apply_schedules(live.client, kept)
            assert [each.id for each in done if each.change is Change.REMOVED] == [_DIGEST.id]
            await until_listed(live, *(planned.id for planned in kept))
        assert (await foreign.describe()).id == _FOREIGN
    finally:
        await foreign.delete()


async def test_the_hours_are_those_of_viet_nam(live: LiveNewsroom) -> None:
    """17:30 in Hà Nội is 10:30 in UTC: a digest at half past midnight is nobody's digest."""
    async with applied(live):
        ahead = {planned.name: (await described(live, planned)).info.next_action_times for planned in SCHEDULES}
    for name, hour, minute in (("daily-digest", 10, 30), ("weekly-digest", 0, 30), ("ledger", 19, 0)):
        assert {(at.astimezone(UTC).hour, at.astimezone(UTC).minute) for at in ahead[name]} == {(hour, minute)}, name
    assert all(6 <= local(at).hour <= 21 and not at.minute for at in ahead["tokens"])
    assert len({local(at).hour for at in ahead["tokens"]}) > 1
    days = [local(at).date() for at in ahead["daily-digest"]]
    assert all(second - first == timedelta(days=1) for first, second in itertools.pairwise(days))
    assert {local(at).strftime("%A") for at in ahead["weekly-digest"]} == {"Monday"}


async def test_one_missed_by_an_outage_is_made_up_for_once(live: LiveNewsroom) -> None:
    """The server was away at the hour: an hour later the digest still comes, and never two at once."""
    async with applied(live, (_DIGEST,)):
        policy = (await described(live, _DIGEST)).schedule.policy
        assert policy.catchup_window == timedelta(hours=6)
        assert policy.overlap is ScheduleOverlapPolicy.SKIP


def test_every_job_of_upkeep_has_its_hour_and_ours_are_known_by_name() -> None:
    """A job without an hour is never done."""
    orders = [planned.argument for planned in SCHEDULES if planned.workflow == UPKEEP.name]
    assert sorted(order.job for order in orders) == sorted(UpkeepJob)
    assert all(planned.id.startswith(OURS) for planned in SCHEDULES)
    assert len({planned.id for planned in SCHEDULES}) == len(SCHEDULES)


async def test_a_digest_that_is_started_twice_in_a_day_arrives_once(live: LiveNewsroom) -> None:
    """Somebody presses "Trigger" again, or the server made up for it as well."""
    async with applied(live, (_DIGEST,)):
        days = {await triggered(live, ran) for ran in (0, 1)}
        async with live.stores.database.reading() as connection:
            rows = await connection.fetch(
                "SELECT member, dedupe FROM notifications WHERE dedupe LIKE 'care/digest/daily/%'"
            )
    head = live.holder(Office.HEAD).id
    found = [row["dedupe"] for row in rows if row["member"] == head]
    # Two days only when midnight falls between the two.
    assert sorted(found) == sorted(f"care/digest/daily/{day}/{head}/news" for day in days)


async def triggered(live: LiveNewsroom, before: int) -> str:
    """The local date of a run by hand that has ended well."""
    handle = live.client.get_schedule_handle(_DIGEST.id)
    await handle.trigger()

    async def started() -> bool:
        return len((await handle.describe()).info.recent_actions) > before

    await eventually(started)
    action = (await handle.describe()).info.recent_actions[-1]
    assert isinstance(action.action, ScheduleActionExecutionStartWorkflow)
    run = live.client.get_workflow_handle(action.action.workflow_id, result_type=UpkeepReport)
    assert (await run.result()).ok
    return local(action.scheduled_at).date().isoformat()


async def looked_after(live: LiveNewsroom, job: UpkeepJob, name: str) -> UpkeepReport:
    """A job run at once."""
    report: UpkeepReport = await live.client.execute_workflow(
        UpkeepWorkflow.run, UpkeepInput(job=job), id=f"thu/{name}", task_queue="editorial"
    )
    return report


async def test_the_channels_are_asked_where_their_credentials_are(live: LiveNewsroom) -> None:
    """A token that Facebook refuses is found out in the morning, by its own worker, and told to the engineer."""
    tokens = live.stores.tokens
    good = await tokens.load(ChannelName.FANPAGE)
    assert good is not None
    assert (await looked_after(live, UpkeepJob.TOKENS, "kenh-tot")).ok
    try:
        await tokens.save(ChannelName.FANPAGE, TokenPair(access="sai"))
        report = await looked_after(live, UpkeepJob.TOKENS, "kenh-hong")
    finally:
        await tokens.save(ChannelName.FANPAGE, good)
    assert not report.ok
    assert "sai" not in report.note.split()
    notes = await live.stores.reading.notifications(live.holder(Office.ENGINEER).id, limit=500)
    assert sum("Fanpage chưa sẵn sàng" in note.text for note in notes) == 1


@pytest.mark.parametrize("job", [UpkeepJob.LEDGER, UpkeepJob.RETENTION, UpkeepJob.BACKUP, UpkeepJob.WEEKLY_DIGEST])
async def test_every_job_runs_through_the_server(live: LiveNewsroom, job: UpkeepJob) -> None:
    """Queues, names and messages fit together."""
    report = await looked_after(live, job, job)
    assert report.job is job
    assert report.note
