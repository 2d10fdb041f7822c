"""The process dies anywhere, or two run at once: one visible post, one receipt, one met clock."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import pytest
from temporalio.exceptions import ApplicationError

from activities.contracts import PublishInput
from activities.ports import Trouble
from newsroom.article import ChannelName
from newsroom.publishing import Outcome
from newsroom.stages import Act, Stage
from tests.support.deaths import PUBLISHING, points, steps
from tests.support.power import LostReply, Power, PowerCut
from tests.support.presses import intent, ordered, publish, publish_until_done, shown_once
from tests.support.proofs import Drawn
from tests.support.storages import Storage
from tests.support.walls import Fault, UpsertWall, Wall

Pair = tuple[int, int]

STEPS = steps(PUBLISHING)
POINTS = 2 * len(STEPS)


async def cut(storage: Storage, wall: Wall, order: PublishInput, at: int) -> bool:
    """Whether a run was cut at that point."""
    power = Power(at)
    try:
        await publish(storage, wall, order, power)
    except PowerCut:
        assert power.was_cut
    return power.was_cut


async def state(storage: Storage, order: PublishInput) -> str:
    """The state of the intent, as the page names it."""
    return str((await intent(storage, order)).get("state", "none"))


async def done_once(storage: Storage, wall: Wall, order: PublishInput) -> None:
    """The runs after it bring the article to its end."""
    await publish_until_done(storage, wall, order)
    await shown_once(storage, wall, order)
    assert (await storage.stores.articles.standing(order.article_id)).stage is Stage.PUBLISHED
    assert (await storage.clocks(order.article_id))["same_day", ""] == ["met"]


@pytest.mark.parametrize("kind", [Wall, UpsertWall])
class TestPowerCuts:
    async def test_the_steps_are_those_of_the_page(self, storage: Storage, kind: type[Wall]) -> None:
        """A step that the page does not know is one of whose death nobody has thought."""
        power = Power(POINTS + 1)
        await publish(storage, kind(), await ordered(storage), power)
        assert power.calls == [step.call for step in STEPS]

    async def test_one_cut_at_every_point(self, storage: Storage, kind: type[Wall]) -> None:
        """Promise 5, point by point: no place in the attempt may lead to two posts or to none."""
        for at, left in enumerate((*points(STEPS), "published"), start=1):
            wall, order = kind(), await ordered(storage)
            assert await cut(storage, wall, order, at) is (at <= POINTS)
            assert await state(storage, order) == left, at
            await done_once(storage, wall, order)
        assert await storage.stores.ledger.faults() == ()

    async def test_one_lost_reply_at_every_step(self, storage: Storage, kind: type[Wall]) -> None:
        """The process lives and does not know what became of its call; that of the channel or of the storage."""
        for at, step in enumerate(STEPS, start=1):
            wall, order = kind(), await ordered(storage)
            with suppress(ApplicationError):
                assert (await publish(storage, wall, order, LostReply(at))).outcome is not Outcome.PUBLISHED
            assert await state(storage, order) == step.reply_lost, step
            await done_once(storage, wall, order)
        assert await storage.stores.ledger.faults() == ()

    @pytest.mark.proof("crashes")
    async def test_two_cuts_and_a_slow_list(self, storage: Storage, kind: type[Wall], drawn: Drawn[Pair]) -> None:
        """The recovery may die too, while the channel does not yet list what it has."""
        for first, second in drawn(_pairs(), 10):
            wall, order = kind(), await ordered(storage)
            wall.unseen_finds = 1
            await cut(storage, wall, order, first)
            await cut(storage, wall, order, second)
            await publish_until_done(storage, wall, order)
            await shown_once(storage, wall, order)

    async def test_a_cut_while_a_stop_is_written(self, storage: Storage, kind: type[Wall]) -> None:
        """Either nothing was written, or the people were told with it."""
        for at in (9, 10):
            wall, order = kind(), await ordered(storage)
            wall.goes_wrong("prepare", *[Fault(trouble=Trouble.NEEDS_PERSON)] * 2)
            await cut(storage, wall, order, at)
            assert (await publish(storage, wall, order)).outcome in {Outcome.NEEDS_PERSON, Outcome.AMBIGUOUS}
            await publish_until_done(storage, wall, order)
            await shown_once(storage, wall, order)


def _pairs() -> Iterator[Pair]:
    for first in range(3, POINTS, 2):
        for second in range(3, POINTS, 3):
            yield first, second


class TestTwoAtOnce:
    @pytest.mark.parametrize("kind", [Wall, UpsertWall])
    @pytest.mark.parametrize("gate", ["prepare", "reveal", "read"])
    async def test_one_that_was_given_up_shows_no_second_post(
        self, storage: Storage, kind: type[Wall], gate: str
    ) -> None:
        """The server gave the first up and started another; the first woke up and showed its own draft too."""
        wall, order = kind(), await ordered(storage)
        wall.gates[gate] = asyncio.Event()
        given_up = asyncio.create_task(publish(storage, wall, order))
        await wall.at[gate].wait()
        held = wall.gates.pop(gate)
        wall.unseen_finds = 2
        await publish_until_done(storage, wall, order)
        held.set()
        assert (await given_up).outcome in {Outcome.WAITING, Outcome.PUBLISHED}
        await shown_once(storage, wall, order)

    @pytest.mark.parametrize("kind", [Wall, UpsertWall])
    async def test_both_awake_at_every_step(self, storage: Storage, kind: type[Wall]) -> None:
        """Each waits for the other at every call: as two workers with the same task would meet."""
        for _ in range(5):
            wall, order = kind(), await ordered(storage)
            answers = await asyncio.gather(*(publish(storage, wall, order) for _ in range(4)))
            assert {answer.outcome for answer in answers} <= {Outcome.PUBLISHED, Outcome.WAITING, Outcome.AMBIGUOUS}
            await publish_until_done(storage, wall, order)
            await shown_once(storage, wall, order)

    async def test_two_that_claimed_together_prepare_only_once(self, storage: Storage) -> None:
        """Between claim and prepare both held the same row for theirs."""
        wall, order = Wall(), await ordered(storage)
        store = storage.stores.publications
        first = await store.claim(order.article_id, order.content_hash, order.channel)
        assert (await publish(storage, wall, order)).outcome is Outcome.PUBLISHED
        with pytest.raises(Exception, match="Một lần gửi khác"):
            await store.advance(first.intent)
        await shown_once(storage, wall, order)

    async def test_one_that_was_given_up_does_not_stop_or_alarm_in_the_others_name(self, storage: Storage) -> None:
        """Its late failure would overwrite where the other stands, and call people for nothing."""
        wall, order = Wall(), await ordered(storage)
        wall.gates["prepare"] = asyncio.Event()
        wall.goes_wrong("prepare", Fault(trouble=Trouble.NEEDS_PERSON))
        given_up = asyncio.create_task(publish(storage, wall, order))
        await wall.at["prepare"].wait()
        held = wall.gates.pop("prepare")
        await storage.stores.publications.claim(order.article_id, order.content_hash, order.channel)
        before = await storage.everything()
        held.set()
        assert (await given_up).outcome is Outcome.WAITING
        assert await storage.everything() == before

    async def test_pages_of_one_article_do_not_disturb_each_other(self, storage: Storage) -> None:
        """Each channel has its own claim; the article is closed by whichever is last."""
        article_id = await storage.approved()
        text = (await storage.stores.articles.standing(article_id)).content_hash
        orders = [PublishInput(article_id=article_id, content_hash=text, channel=channel) for channel in ChannelName]
        portal, *pages = sending = list(zip([Wall(name=channel) for channel in ChannelName], orders, strict=True))
        # A page links to the portal's article: the storage lets none go before it.
        await publish(storage, *portal)
        await asyncio.gather(*(publish(storage, *page) for page in pages))
        assert [len(wall.visible()) for wall, _ in sending] == [1, 1, 1]
        assert (await storage.stores.articles.standing(article_id)).stage is Stage.PUBLISHED
        assert len(await storage.bodies(article_id, kind="receipt")) == 3


class TestStorageAway:
    async def test_a_lost_store_before_the_call_sends_nothing(self, storage: Storage) -> None:
        """What cannot be written down must not be sent: afterwards nobody would know of it."""
        wall, order = Wall(), await ordered(storage)
        wall.gates["prepare"] = asyncio.Event()
        running = asyncio.create_task(publish(storage, wall, order))
        await wall.at["prepare"].wait()
        await storage.admin.execute("REVOKE UPDATE ON intents FROM toasoan_app")
        wall.gates.pop("prepare").set()
        with pytest.raises(Exception, match="permission denied"):
            await running
        await storage.admin.execute("GRANT UPDATE ON intents TO toasoan_app")
        assert wall.calls == ["prepare"]
        await publish_until_done(storage, wall, order)
        assert len(wall.posts) == 1
        await shown_once(storage, wall, order)

    async def test_a_withdrawn_article_is_not_gone_on_with(self, storage: Storage) -> None:
        """A waived channel whose draft stands must not be revealed by a later run."""
        order = await ordered(storage, ChannelName.FANPAGE)
        await publish(storage, Wall(name=ChannelName.PORTAL), replace(order, channel=ChannelName.PORTAL))
        wall = Wall(name=ChannelName.FANPAGE)
        wall.goes_wrong("reveal", Fault(trouble=Trouble.UNCLEAR))
        await publish(storage, wall, order)
        await storage.done(Act.WAIVE_CHANNEL, order.article_id, channel=order.channel)
        with pytest.raises(ApplicationError):
            await publish(storage, wall, order)
        assert wall.visible() == []
        assert (await intent(storage, order))["state"] == "revealing"
