"""How soon a channel is looked at again: within seconds at first, and every five where only our look at it fails."""

from datetime import timedelta

from activities.ports import Trouble
from tests.support.clocks import StandingClock
from tests.support.presses import ordered, publish, publish_until_done, shown_once
from tests.support.storages import Storage
from tests.support.walls import Fault, Wall

LOST = Fault(trouble=Trouble.UNCLEAR)
DONE_BUT_LOST = Fault(trouble=Trouble.UNCLEAR, done=True)
UNREACHABLE = Fault(trouble=Trouble.BUSY, not_sent=True)
UNREAD = Fault(trouble=Trouble.BUSY)


async def waits(storage: Storage, wall: Wall, standing_clock: StandingClock, *, runs: int) -> list[float]:
    """Seconds to the next look after each run, until one asks for a person or shows the text."""
    order, found = await ordered(storage), []
    for _ in range(runs):
        result = await publish(storage, wall, order)
        if result.not_before is None:
            break
        found.append((result.not_before - standing_clock.now()).total_seconds())
        standing_clock.at = result.not_before
    return found


async def test_silent_channel_is_tried_in_seconds_then_in_minutes_then_by_a_person(
    storage: Storage, standing_clock: StandingClock
) -> None:
    wall = Wall()
    wall.goes_wrong("prepare", *[UNREACHABLE] * 20)
    wall.unseen_finds = 20
    assert await waits(storage, wall, standing_clock, runs=20) == [0.3, 1, 3, 10, 60, 60, 60]


async def test_what_the_channel_denies_is_asked_about_again_in_a_second(
    storage: Storage, standing_clock: StandingClock
) -> None:
    """Every second run asks, every other sends again; the pause after a denial does not grow."""
    wall = Wall()
    wall.goes_wrong("prepare", *[LOST] * 20)
    wall.unseen_finds = 20
    assert await waits(storage, wall, standing_clock, runs=20) == [0.3, 1, 3, 1, 60, 1, 60]


async def test_failing_read_of_what_was_sent_delays_five_seconds_at_most_before_the_minute_steps(
    storage: Storage, standing_clock: StandingClock
) -> None:
    """A person is called no sooner than for a silent channel, and the post stays the only one."""
    wall = Wall()
    wall.goes_wrong("read", *[UNREAD] * 60)
    assert await waits(storage, wall, standing_clock, runs=60) == [0.3, 1, 3, 5, 60, 60, 60]
    assert wall.calls.count("prepare") == wall.calls.count("reveal") == 1


async def test_what_was_found_begins_the_steps_anew(storage: Storage, standing_clock: StandingClock) -> None:
    """Three replies lost one after the other are three short pauses, not one long one."""
    wall, order = Wall(), await ordered(storage)
    wall.goes_wrong("prepare", DONE_BUT_LOST)
    wall.goes_wrong("find", UNREAD)
    wall.goes_wrong("reveal", DONE_BUT_LOST)
    found = []
    for _ in range(3):
        result = await publish(storage, wall, order)
        assert result.not_before is not None
        found.append((result.not_before - standing_clock.now()).total_seconds())
    assert found == [0.3, 1, 0.3]
    await publish_until_done(storage, wall, order)
    await shown_once(storage, wall, order)


async def test_wait_that_the_channel_names_is_kept(storage: Storage, standing_clock: StandingClock) -> None:
    wall = Wall()
    wall.goes_wrong("read", Fault(trouble=Trouble.BUSY, not_before=standing_clock.now() + timedelta(minutes=7)))
    assert await waits(storage, wall, standing_clock, runs=2) == [420]
