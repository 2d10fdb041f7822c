"""From an act to a letter: written with the act, handed over once, whatever fails on the way."""

import asyncio
import contextlib
from datetime import timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest

from activities.messengers.mail_folder import MailFolder
from activities.storage import obligations
from activities.storage.database import StorageUnreachable, now
from activities.storage.deliveries.waking import Waking
from newsroom.article import MemberId
from newsroom.delivery.tries import Ending, Hitch
from newsroom.delivery.ways import Pace, Way
from newsroom.entitlement.addressees import Notification, NotificationKind
from newsroom.stages import Act
from newsroom.working_time import local
from tests.courier.couriers import Hand, deliveries, opened_courier, reach
from tests.support.storages import Storage
from workers.courier.carrier import LOOKS_EVERY


async def test_an_act_becomes_a_letter_in_the_folder(own_storage: Storage, tmp_path: Path) -> None:
    """The thin thread: an act, a row written with it, a courier, a file that any mail program opens."""
    await reach(own_storage, "standing-deputy")
    article_id = await own_storage.submit()
    await own_storage.done(Act.FINISH_EDIT, article_id)
    async with opened_courier(own_storage, MailFolder(tmp_path, "toasoan@caobang.invalid")) as courier:
        await courier.carry()
    (file,) = tmp_path.glob("*.eml")
    letter = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
    assert letter["To"] == "standing-deputy@toasoan.invalid"
    assert letter["Subject"].startswith("[Tòa soạn] Việc cần làm: “")
    assert "Mời duyệt “" in (said := letter.get_content())
    assert "Hạn gần nhất: " in said
    assert "chưa phải là quyết định" in said
    assert [row["outcome"] for row in await deliveries(own_storage, way="mail")] == ["sent"]


async def ready(storage: Storage, *members: str) -> str:
    """An article that its approver is asked to decide on, with a way to each of these."""
    for member in members:
        await reach(storage, member)
    article_id = await storage.submit()
    await storage.done(Act.FINISH_EDIT, article_id)
    return article_id


async def outcomes(storage: Storage, member: str) -> list[str]:
    return [row["outcome"] for row in await deliveries(storage, member=member)]


async def test_the_row_is_written_with_the_act_or_not_at_all(own_storage: Storage) -> None:
    """A message that is written after the act is lost with the process that had still to write it."""
    await reach(own_storage, "standing-deputy")
    article_id = await own_storage.submit()
    with contextlib.suppress(StorageUnreachable):
        async with own_storage.stores.database.writing() as connection:
            told = Notification(to=MemberId("standing-deputy"), kind=NotificationKind.NEWS, text="Thử")
            await obligations.notify(connection, article_id, "thu", [told], now())
            assert await connection.fetchval("SELECT count(*) FROM deliveries WHERE member = 'standing-deputy'") == 1
            raise StorageUnreachable
    assert await deliveries(own_storage, member="standing-deputy") == []


async def test_a_message_told_twice_leaves_once(own_storage: Storage) -> None:
    """Activities run again; the occasion keeps the inbox single, and so the letters."""
    await reach(own_storage, "head")
    told = [Notification(to=MemberId("head"), kind=NotificationKind.NEWS, text="Thử")]
    for _ in range(3):
        await own_storage.stores.upkeep.notifications.leave("thu", told, now())
    async with opened_courier(own_storage, hand := Hand()) as courier:
        await courier.carry()
    assert len(hand.taken) == 1


async def test_every_way_of_a_member_gets_its_own(own_storage: Storage) -> None:
    await reach(own_storage, "standing-deputy", Way.ZALO, "2468458835296197922")
    await ready(own_storage, "standing-deputy")
    async with opened_courier(own_storage, hand := Hand()) as courier:
        await courier.carry()
    assert [parcel.to.way for parcel in hand.taken] == [Way.MAIL]
    assert {row["way"]: row["outcome"] for row in await deliveries(own_storage)} | {"": ""} == {
        "": "",
        "mail": "sent",
        "zalo": "",
    }


async def test_whoever_is_reached_nowhere_is_known(own_storage: Storage) -> None:
    await ready(own_storage)
    assert await outcomes(own_storage, "standing-deputy") == ["nowhere"]


async def test_nobody_there_for_an_hour_and_then_every_message_once(own_storage: Storage) -> None:
    """Refused connections are no fault of the letters: none is lost, none is doubled, and nobody is beset."""
    await reach(own_storage, "head")
    for number in range(12):
        told = [Notification(to=MemberId("head"), kind=NotificationKind.ALARM, text=f"Tin {number}")]
        await own_storage.stores.upkeep.notifications.leave(f"thu/{number}", told, now())
    hour, hand = [0.0], Hand()
    hand.refuse(Hitch.AWAY, 10_000)
    async with opened_courier(own_storage, hand, clock=lambda: now() + timedelta(seconds=hour[0])) as courier:
        while hour[0] < 3600:
            wait = await courier.carrier.round()
            await own_storage.admin.execute("UPDATE deliveries SET next_at = now() WHERE next_at IS NOT NULL")
            hour[0] += max(wait.total_seconds(), 0.1)
        # All of them find out once; from then on one letter asks, once a minute.
        assert 12 < hand.asked <= 12 + 70
        hand.wrong.clear()
        hour[0] += 120
        await courier.carry(50)
    keys = [parcel.key for parcel in hand.taken]
    assert len(keys) == len(set(keys)) == 12
    assert {row["outcome"] for row in await deliveries(own_storage, way="mail")} == {"sent"}


async def test_one_letter_that_is_refused_holds_up_no_other(own_storage: Storage) -> None:
    await ready(own_storage, "standing-deputy", "final-editor")
    hand = Hand()
    hand.refuse(Hitch.REFUSED)
    async with opened_courier(own_storage, hand) as courier:
        await courier.carry()
    found = sorted(row["outcome"] for row in await deliveries(own_storage, way="mail"))
    assert found[0] == "given_up"
    assert set(found[1:]) == {"sent"}


async def test_an_address_that_is_gone_ends_and_the_member_is_known_as_unreached(own_storage: Storage) -> None:
    await ready(own_storage, "standing-deputy")
    hand = Hand()
    hand.refuse(Hitch.GONE)
    async with opened_courier(own_storage, hand) as courier:
        await courier.carry()
    (row,) = await own_storage.rows("SELECT ended_at, ended_because FROM destinations")
    assert row["ended_at"] is not None
    assert await outcomes(own_storage, "standing-deputy") == ["nowhere"]


async def test_what_was_read_in_the_inbox_is_not_sent_any_more(own_storage: Storage) -> None:
    await ready(own_storage, "standing-deputy")
    await own_storage.admin.execute("UPDATE notifications SET read_at = now() WHERE member = 'standing-deputy'")
    async with opened_courier(own_storage, hand := Hand()) as courier:
        await courier.carry()
    assert hand.taken == []
    assert await outcomes(own_storage, "standing-deputy") == ["read"]


async def test_two_couriers_send_once(own_storage: Storage) -> None:
    await ready(own_storage, "standing-deputy", "engineer", "final-editor", "head")
    hand = Hand()
    async with opened_courier(own_storage, hand) as one, opened_courier(own_storage, hand) as other:
        await asyncio.gather(*(courier.carry() for courier in (one, other) for _ in range(3)))
    keys = [parcel.key for parcel in hand.taken]
    assert sorted(keys) == sorted(set(keys))
    assert {row["outcome"] for row in await deliveries(own_storage, way="mail")} == {"sent"}


async def test_who_dies_with_a_letter_in_hand_leaves_it_to_the_next(own_storage: Storage) -> None:
    """The second try has the same key, by which a mailbox can tell that it is the same letter."""
    await ready(own_storage, "standing-deputy")
    async with opened_courier(own_storage, Hand()) as courier:
        (first,) = await courier.outbox.take(Way.MAIL, 10)
        assert await courier.outbox.take(Way.MAIL, 10) == ()
        await own_storage.admin.execute("UPDATE deliveries SET next_at = now() WHERE next_at IS NOT NULL")
        (second,) = await courier.outbox.take(Way.MAIL, 10)
        assert (second.key, second.attempts) == (first.key, first.attempts + 1)
        await courier.outbox.end(first, Ending.GIVEN_UP)
        assert await outcomes(own_storage, "standing-deputy") == [""]
        await courier.outbox.end(second, Ending.SENT)
        assert await outcomes(own_storage, "standing-deputy") == ["sent"]


async def test_a_storage_that_goes_away_after_the_handing_over_makes_no_second_letter(own_storage: Storage) -> None:
    await ready(own_storage, "standing-deputy")
    async with opened_courier(own_storage, hand := Hand()) as courier:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(courier.outbox, "end", away)
            with pytest.raises(StorageUnreachable):
                await courier.carrier.round()
        await own_storage.admin.execute("UPDATE deliveries SET next_at = now() WHERE next_at IS NOT NULL")
        await courier.carry()
    assert len(hand.taken) == 1
    assert await outcomes(own_storage, "standing-deputy") == ["sent"]


async def away(*_: object) -> None:
    raise StorageUnreachable


async def test_by_night_news_waits_and_a_due_task_does_not(own_storage: Storage) -> None:
    """The board file's quiet hours hold for what leaves the house; what falls due before the morning does not wait."""
    await ready(own_storage, "standing-deputy", "reporter-1")
    await own_storage.admin.execute("UPDATE obligations SET due_at = now() + interval '1 hour'")
    await own_storage.admin.execute("UPDATE notifications SET kind = 'news' WHERE member <> 'standing-deputy'")
    told = [Notification(to=MemberId("reporter-1"), kind=NotificationKind.NEWS, text="Thử")]
    await own_storage.stores.upkeep.notifications.leave("thu", told, now())
    here = local(now())
    async with opened_courier(own_storage, hand := Hand()) as courier:
        courier.outbox.quiet = ((here - timedelta(hours=1)).time(), (here + timedelta(hours=2)).time())
        await courier.carry()
    assert [parcel.to.member for parcel in hand.taken] == ["standing-deputy"]
    (row,) = await deliveries(own_storage, member="reporter-1")
    assert row["outcome"] == ""
    assert timedelta(hours=1.9) < row["wanted_at"] - now() < timedelta(hours=2.1)


async def test_gathered_news_is_one_letter_and_a_task_is_none_of_it(own_storage: Storage) -> None:
    await reach(own_storage, "head", pace=Pace.GATHERED)
    for number, kind in enumerate((*[NotificationKind.NEWS] * 3, NotificationKind.TASK)):
        told = [Notification(to=MemberId("head"), kind=kind, text=f"Tin {number}")]
        await own_storage.stores.upkeep.notifications.leave(f"thu/{number}", told, now())
    async with opened_courier(own_storage, hand := Hand()) as courier:
        await courier.carry()
        assert [parcel.letter.text[:5] for parcel in hand.taken] == ["Tin 3"]
        await own_storage.admin.execute("UPDATE notifications SET read_at = now() WHERE text = 'Tin 1'")
        await own_storage.admin.execute("UPDATE deliveries SET next_at = now() WHERE next_at IS NOT NULL")
        await courier.carry()
    letter = hand.taken[-1].letter
    assert len(hand.taken) == 2
    assert letter.subject == "[Tòa soạn] 2 tin để biết"
    assert [number for number in range(4) if f"Tin {number}" in letter.text] == [0, 2]
    assert {row["outcome"] for row in await deliveries(own_storage)} == {"sent"}


async def test_a_courier_wakes_when_a_message_is_written(own_storage: Storage) -> None:
    """From an accepted act to a letter: nobody waits for the next slow look."""
    await reach(own_storage, "head")
    took: list[float] = []
    async with opened_courier(own_storage, hand := Hand()) as courier:
        works = [Waking(courier.database).keep_listening(courier.carrier.wake), courier.carrier.keep_carrying()]
        tasks = [asyncio.create_task(work) for work in works]
        await asyncio.sleep(0.5)
        for number in range(10):
            told = [Notification(to=MemberId("head"), kind=NotificationKind.ALARM, text="Thử")]
            began = asyncio.get_running_loop().time()
            await own_storage.stores.upkeep.notifications.leave(f"thu/{number}", told, now())
            while len(hand.taken) <= number:
                assert asyncio.get_running_loop().time() - began < LOOKS_EVERY.total_seconds() / 2
                await asyncio.sleep(0.005)
            took.append(asyncio.get_running_loop().time() - began)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert sorted(took)[8] < 6, took


async def test_an_idle_courier_asks_for_next_to_nothing(own_storage: Storage) -> None:
    """A hundred couriers' worth of idling must not be a load: two statements in each slow look."""
    async with opened_courier(own_storage, Hand()) as courier:
        assert await courier.carrier.round() == LOOKS_EVERY
