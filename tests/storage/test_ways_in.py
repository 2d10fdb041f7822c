"""Who comes in, in the storage: each link, code and try counts once however many ask at once, and all of it ends."""

import asyncio
from datetime import timedelta

import pytest

from activities.storage import refusals
from newsroom.errors import Refused
from newsroom.ledger.tallies import OWN_LINES_AN_HOUR
from newsroom.members.accounts import ENTRY_LASTS, MOST_TRIES, SERVER, TRY_WINDOW, Barred, Try
from newsroom.members.sessions import HALF, IDLE, LONGEST, Way
from tests.support.clocks import Clock
from tests.support.storages import AUTHOR, Storage

A_SECOND = timedelta(seconds=1)
AT_ONCE = 6


async def test_of_many_processes_one_makes_the_first_link(own_storage: Storage) -> None:
    links = own_storage.stores.ways_in.links
    made = await asyncio.gather(
        *(links.make(AUTHOR, SERVER, first=True) for _ in range(AT_ONCE)), return_exceptions=True
    )
    assert len([link for link in made if not isinstance(link, Refused)]) == 1
    assert len(await own_storage.bodies("", kind="account")) == 1


async def test_a_link_opens_for_a_day_and_for_one_browser(own_storage: Storage, clock: Clock) -> None:
    links = own_storage.stores.ways_in.links
    late = await links.make(AUTHOR, SERVER)
    clock.put(late.ends_at + A_SECOND)
    assert await links.use(late.token, "browser") is None
    soon = await links.make(AUTHOR, SERVER)
    clock.put(soon.ends_at - A_SECOND)
    used = await asyncio.gather(*(links.use(soon.token, f"browser {n}") for n in range(AT_ONCE)))
    assert used.count(AUTHOR) == 1
    assert soon.ends_at - late.ends_at > ENTRY_LASTS


async def test_a_double_click_is_one_click_for_a_minute(own_storage: Storage, clock: Clock) -> None:
    links = own_storage.stores.ways_in.links
    link = await links.make(AUTHOR, SERVER)
    assert [await links.use(link.token, "browser") for _ in range(2)] == [AUTHOR, AUTHOR]
    assert await links.use(link.token, "another") is None
    clock.put(link.ends_at - ENTRY_LASTS / 2)
    assert await links.use(link.token, "browser") is None
    changes = [body["change"] for body in await own_storage.bodies("", kind="account")]
    assert changes == ["invited", "entered"]


async def test_sessions_end_by_themselves(own_storage: Storage, clock: Clock) -> None:
    sessions = own_storage.stores.ways_in.sessions
    begun = clock.now()
    for cookie, half in (("whole", False), ("half", True), ("busy", False)):
        await sessions.begin(cookie, AUTHOR, "x" * 500, way=Way.CODE, half=half)
    assert await sessions.half_of("half") is not None
    assert (await sessions.of("half"), await sessions.half_of("whole")) == (None, None)
    clock.put(begun + HALF + A_SECOND)
    assert await sessions.half_of("half") is None
    at = begun
    while at + IDLE < begun + LONGEST:
        at += IDLE - timedelta(minutes=1)
        clock.put(at)
        assert await sessions.of("busy") is not None
    assert await sessions.of("whole") is None
    assert [session.member for session in await sessions.of_members([AUTHOR])] == [AUTHOR]
    clock.put(begun + LONGEST + A_SECOND)
    assert await sessions.of("busy") is None
    assert await sessions.of_members([AUTHOR]) == ()


async def test_a_session_that_begins_while_its_member_is_locked_out_opens_nothing(own_storage: Storage) -> None:
    """Whoever was let in in the same moment would stay in."""
    ways_in = own_storage.stores.ways_in
    await ways_in.accounts.disable(AUTHOR, SERVER)
    await ways_in.sessions.begin("cookie", AUTHOR, "", way=Way.CODE)
    assert await ways_in.sessions.of("cookie") is None
    assert await ways_in.sessions.of_members([AUTHOR]) == ()


async def test_a_window_that_is_over_counts_no_more(own_storage: Storage, clock: Clock) -> None:
    tries = own_storage.stores.ways_in.tries
    asked = {Try.CODE: "member", Try.ADDRESS: "198.51.100.7"}
    assert [await tries.count(asked) for _ in range(MOST_TRIES[Try.CODE] + 1)][-2:] == [True, False]
    clock.put(clock.now() + TRY_WINDOW)
    assert await tries.count(asked)
    clock.put(clock.now() + 3 * TRY_WINDOW)
    await tries.count({Try.LINK: "198.51.100.7"})
    assert len(await own_storage.rows("SELECT key FROM tries")) == 1


async def test_a_code_is_taken_once_however_many_show_it_at_once(own_storage: Storage) -> None:
    accounts = own_storage.stores.ways_in.accounts
    await accounts.set_up(AUTHOR, "name", "hash", b"sealed", 7, ["mot", "hai"])
    assert not await accounts.take_step(AUTHOR, 7)
    assert sum(await asyncio.gather(*(accounts.take_step(AUTHOR, 8) for _ in range(AT_ONCE)))) == 1
    assert not await accounts.take_step(AUTHOR, 6)
    assert sum(await asyncio.gather(*(accounts.take_code(AUTHOR, "mot") for _ in range(AT_ONCE)))) == 1
    account = await accounts.of(AUTHOR)
    assert account is not None
    assert account.codes_left == 1


async def test_what_one_guesses_fills_no_ledger(
    own_storage: Storage, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody can guess; the first of an hour are lines, the rest is one line that counts."""
    monkeypatch.setattr(refusals, "OWN_LINES_AN_HOUR", OWN_LINES_AN_HOUR)
    clock.put_to_hour(9)
    barred = own_storage.stores.ways_in.barred
    for _ in range(OWN_LINES_AN_HOUR + 5):
        await barred.note(AUTHOR, Barred.WRONG_PASSWORD)
    assert len(await own_storage.bodies("", kind="access")) == OWN_LINES_AN_HOUR
    clock.put_to_hour(11)
    await own_storage.stores.upkeep.refusals.write_down()
    (counted,) = await own_storage.bodies("", kind="refusals")
    assert (counted["count"], counted["member"]) == (5, "")
    assert await own_storage.stores.ledger.faults() == ()
