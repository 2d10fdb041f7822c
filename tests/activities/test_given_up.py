"""A channel given up, or gone on with, while nobody knows what readers see: looked at first, said, and read again."""

from datetime import timedelta

import pytest

from activities.ports import Trouble
from activities.publishing import PublishingActivities
from newsroom.article import ChannelName
from newsroom.publishing import Outcome
from newsroom.stages import Act
from tests.support.presses import intent, ordered, publish, publish_until_done
from tests.support.storages import Storage, show
from tests.support.walls import Fault, Wall

pytestmark = pytest.mark.trust

LOST, DONE_BUT_LOST = Fault(trouble=Trouble.UNCLEAR), Fault(trouble=Trouble.UNCLEAR, done=True)


async def given_up(storage: Storage, wall: Wall, *, age: timedelta = timedelta(hours=1)) -> dict[str, object]:
    """The row of a text whose reveal was lost, on a channel that was then waived so long ago."""
    order = await ordered(storage, wall.name)
    await show(storage, order.article_id, ChannelName.PORTAL)
    await publish(storage, wall, order)
    await storage.done(Act.WAIVE_CHANNEL, order.article_id, channel=order.channel)
    row = await intent(storage, order)
    await storage.admin.execute(
        "UPDATE intents SET updated_at = updated_at - $2::interval WHERE key = $1", row["key"], age
    )
    return dict(row)


async def read_again(storage: Storage, wall: Wall) -> None:
    await PublishingActivities(storage.stores.publications, {wall.name: wall}).read_given_up(wall.name)


async def row_of(storage: Storage, key: object) -> tuple[str, str, str]:
    (row,) = await storage.rows("SELECT state, outcome, url FROM intents WHERE key = $1", key)
    return row["state"], row["outcome"], row["url"]


def lost(fault: Fault) -> Wall:
    wall = Wall(name=ChannelName.FANPAGE)
    wall.goes_wrong("reveal", fault)
    # The page lags: the run that revealed it does not see it.
    wall.unseen_reads = 4
    return wall


async def test_whoever_gives_up_a_channel_hears_that_the_text_may_show_already(own_storage: Storage) -> None:
    """The books said 'not on this channel' while the readers had it."""
    wall = lost(DONE_BUT_LOST)
    row = await given_up(own_storage, wall)
    assert await row_of(own_storage, row["key"]) == ("revealing", "given_up", "")
    for member in ("engineer", "final-editor", "standing-deputy"):
        told = [text for text in await own_storage.inbox(member, "warning") if "CÓ THỂ ĐÃ HIỆN" in text]
        assert len(told) == 1


async def test_what_shows_after_all_is_found_written_and_told_once(own_storage: Storage) -> None:
    wall = lost(DONE_BUT_LOST)
    row, wall.unseen_reads = await given_up(own_storage, wall), 0
    for _ in range(2):
        await read_again(own_storage, wall)
    state, outcome, url = await row_of(own_storage, row["key"])
    assert (state, outcome) == ("revealing", "given_up")
    assert url.startswith("https://tuong/")
    told = [text for text in await own_storage.inbox("engineer", "alarm") if "ĐANG HIỆN" in text]
    assert len(told) == 1
    assert url in told[0]
    assert len(await own_storage.bodies(str(row["article_id"]), outcome="given_up")) == 1
    assert wall.calls.count("reveal") == 1


async def test_what_does_not_show_is_settled_without_a_word(own_storage: Storage) -> None:
    wall = lost(LOST)
    row, wall.unseen_reads = await given_up(own_storage, wall), 0
    await read_again(own_storage, wall)
    assert await row_of(own_storage, row["key"]) == ("revealing", "waived", "")
    assert await own_storage.inbox("engineer", "alarm") == []


async def test_it_is_not_believed_absent_while_a_call_may_be_on_the_line(own_storage: Storage) -> None:
    wall = lost(LOST)
    row = await given_up(own_storage, wall, age=timedelta(minutes=5))
    await read_again(own_storage, wall)
    assert await row_of(own_storage, row["key"]) == ("revealing", "given_up", "")


async def test_a_draft_that_nobody_sees_is_given_up_without_a_word(own_storage: Storage) -> None:
    wall = Wall(name=ChannelName.FANPAGE)
    wall.goes_wrong("prepare", DONE_BUT_LOST)
    row = await given_up(own_storage, wall)
    assert (await row_of(own_storage, row["key"]))[1] != "given_up"
    assert [text for text in await own_storage.inbox("engineer") if "CÓ THỂ" in text] == []


class TestResumed:
    """The reason of a stop is looked at again, whoever says 'go on'."""

    async def test_a_page_on_our_address_stops_the_publication_until_it_is_gone(self, storage: Storage) -> None:
        """'Go on' was taken for 'it is well': the article counted as published at an address with a number behind."""
        wall, order = Wall(), await ordered(storage)
        wall.address_taken = True
        assert (await publish(storage, wall, order)).outcome is Outcome.NEEDS_PERSON
        await storage.done(Act.RESUME_CHANNEL, order.article_id, channel=order.channel)
        for _ in range(2):
            assert (await publish(storage, wall, order)).outcome is Outcome.NEEDS_PERSON
        assert await storage.bodies(order.article_id, kind="receipt") == []

        wall.address_taken = False
        assert (await publish(storage, wall, order)).outcome is Outcome.PUBLISHED
        assert len(wall.visible()) == 1

    async def test_a_lost_reply_after_that_does_not_hide_it(self, storage: Storage) -> None:
        wall, order = Wall(), await ordered(storage)
        wall.goes_wrong("reveal", DONE_BUT_LOST)
        await publish(storage, wall, order)
        wall.address_taken = True
        assert (await publish(storage, wall, order)).outcome is Outcome.NEEDS_PERSON

    async def test_an_unknown_outcome_is_read_first(self, storage: Storage) -> None:
        wall, order = Wall(), await ordered(storage)
        wall.goes_wrong("reveal", DONE_BUT_LOST)
        await publish(storage, wall, order)
        await storage.done(Act.RESUME_CHANNEL, order.article_id, channel=order.channel)
        await publish_until_done(storage, wall, order)
        assert wall.calls.count("reveal") == 1
