"""The process dies anywhere, two run at once, or a publication is under way: one post or none, and one entry."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import pytest
from temporalio.exceptions import ApplicationError

from activities import amending, publishing
from activities.contracts import PublishInput
from activities.ports import Trouble
from newsroom.article import ChannelName
from newsroom.matters.kinds import AmendmentKind
from newsroom.publishing import ChannelResult, Outcome
from newsroom.stages import Stage
from tests.support.amenders import (
    Printed,
    amend,
    amend_until_done,
    approved,
    gone,
    intent,
    ordered_down,
    printed,
    shown_in_place,
    stage,
)
from tests.support.deaths import CHANGING, TAKING_DOWN, points, steps
from tests.support.power import LostReply, Power, PowerCut
from tests.support.presses import NOTICE, order_for, publish
from tests.support.proofs import Drawn
from tests.support.samples import content
from tests.support.storages import Storage
from tests.support.walls import Fault, HidingWall, UpsertWall, Wall

WALLS: Final = (Wall, HidingWall, UpsertWall)
Pair = tuple[int, int]

KINDS: Final = (AmendmentKind.UPDATE, AmendmentKind.TAKE_DOWN)
ENDS: Final = {AmendmentKind.UPDATE: shown_in_place, AmendmentKind.TAKE_DOWN: gone}
STEPS: Final = {AmendmentKind.UPDATE: steps(CHANGING), AmendmentKind.TAKE_DOWN: steps(TAKING_DOWN)}
POINTS: Final = 2 * len(STEPS[AmendmentKind.UPDATE])


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four looks at the page without pauses between them."""
    for looking in (amending, publishing):
        monkeypatch.setattr(looking, "_READ_AFTER", (0.0, 0.0, 0.0, 0.0))


async def cut(storage: Storage, wall: Wall, order: PublishInput, at: int) -> bool:
    """Whether a run was cut at that point."""
    power = Power(at)
    with suppress(PowerCut):
        await amend(storage, wall, order, power)
    return power.was_cut


async def state(storage: Storage, order: PublishInput) -> str:
    """The state of the intent, as the page names it."""
    return str((await intent(storage, order)).get("state", "none"))


@pytest.mark.parametrize("wall", WALLS)
@pytest.mark.parametrize("kind", KINDS)
class TestPowerCuts:
    async def test_the_steps_are_those_of_the_page(
        self, storage: Storage, kind: AmendmentKind, wall: type[Wall]
    ) -> None:
        """A step that the page does not know is one of whose death nobody has thought."""
        case, power = await approved(storage, await printed(storage, wall), kind), Power(POINTS + 1)
        await amend(storage, case.printed.wall, case.order, power)
        assert power.calls == [step.call for step in STEPS[kind]]

    async def test_one_cut_at_every_point(self, storage: Storage, kind: AmendmentKind, wall: type[Wall]) -> None:
        """Promise 5, point by point: no place in the attempt may leave the old text, or a second post."""
        for at, left in enumerate((*points(STEPS[kind]), "published"), start=1):
            case = await approved(storage, await printed(storage, wall), kind)
            assert await cut(storage, case.printed.wall, case.order, at) is (at <= POINTS)
            assert await state(storage, case.order) == left, at
            await amend_until_done(storage, case.printed.wall, case.order)
            await ENDS[kind](storage, case)
        assert await storage.stores.ledger.faults() == ()

    async def test_one_lost_reply_at_every_step(self, storage: Storage, kind: AmendmentKind, wall: type[Wall]) -> None:
        """The process lives and does not know what became of its call; that of the channel or of the storage."""
        for at, step in enumerate(STEPS[kind], start=1):
            case = await approved(storage, await printed(storage, wall), kind)
            with suppress(ApplicationError):
                first = await amend(storage, case.printed.wall, case.order, LostReply(at))
                assert first.outcome in {Outcome.WAITING, Outcome.AMBIGUOUS}
            assert await state(storage, case.order) == step.reply_lost, step
            await amend_until_done(storage, case.printed.wall, case.order)
            await ENDS[kind](storage, case)
        assert await storage.stores.ledger.faults() == ()

    @pytest.mark.proof("crashes")
    async def test_two_cuts_and_a_page_that_lags(
        self, storage: Storage, kind: AmendmentKind, wall: type[Wall], drawn: Drawn[Pair]
    ) -> None:
        """The recovery may die too, while the page still shows what was."""
        for first, second in drawn(_pairs(), 10):
            case = await approved(storage, await printed(storage, wall), kind)
            await cut(storage, case.printed.wall, case.order, first)
            case.printed.wall.late_changes = 2
            await cut(storage, case.printed.wall, case.order, second)
            case.printed.wall.late_changes = 0
            await amend_until_done(storage, case.printed.wall, case.order)
            await ENDS[kind](storage, case)

    async def test_a_cut_after_every_lost_reply(self, storage: Storage, kind: AmendmentKind, wall: type[Wall]) -> None:
        """Two misfortunes in one run: the reply is lost, and the process before it can write so."""
        call = "remove" if kind is AmendmentKind.TAKE_DOWN else "amend"
        for at in range(6, 12):
            case = await approved(storage, await printed(storage, wall), kind)
            case.printed.wall.goes_wrong(call, Fault(trouble=Trouble.UNCLEAR, done=at % 2 == 0))
            await cut(storage, case.printed.wall, case.order, at)
            await amend_until_done(storage, case.printed.wall, case.order)
            await ENDS[kind](storage, case)

    async def test_a_cut_while_a_stop_is_written(self, storage: Storage, kind: AmendmentKind, wall: type[Wall]) -> None:
        """Either nothing was written, or the people were told with it."""
        call = "remove" if kind is AmendmentKind.TAKE_DOWN else "amend"
        for at in (8, 9):
            case = await approved(storage, await printed(storage, wall), kind)
            case.printed.wall.goes_wrong(call, Fault(trouble=Trouble.NEEDS_PERSON))
            assert await cut(storage, case.printed.wall, case.order, at)
            told = await storage.rows(
                "SELECT FROM notifications WHERE article_id = $1 AND kind = 'alarm'", case.printed.id
            )
            stopped = (await intent(storage, case.order))["outcome"] == Outcome.NEEDS_PERSON
            assert (stopped, len(told)) in {(False, 0), (True, 3)}
            await amend_until_done(storage, case.printed.wall, case.order)
            await ENDS[kind](storage, case)


def _pairs() -> Iterator[Pair]:
    for first in range(3, POINTS, 2):
        for second in range(3, POINTS, 3):
            yield first, second


class TestTwoAtOnce:
    @pytest.mark.parametrize("wall", WALLS)
    @pytest.mark.parametrize(
        ("kind", "gate"),
        [
            (AmendmentKind.UPDATE, "amend"),
            (AmendmentKind.UPDATE, "read"),
            (AmendmentKind.TAKE_DOWN, "remove"),
            (AmendmentKind.TAKE_DOWN, "read"),
        ],
    )
    async def test_one_that_was_given_up_writes_no_second_entry(
        self, storage: Storage, wall: type[Wall], kind: AmendmentKind, gate: str
    ) -> None:
        """The server gave the first up and started another; the first woke up when all was done."""
        case = await approved(storage, await printed(storage, wall), kind)
        board = case.printed.wall
        board.at[gate].clear()
        board.gates[gate] = asyncio.Event()
        given_up = asyncio.create_task(amend(storage, board, case.order))
        await board.at[gate].wait()
        held = board.gates.pop(gate)
        settled = await amend_until_done(storage, board, case.order)
        before = await storage.everything()
        held.set()
        assert (await given_up).outcome is settled[-1].outcome
        assert await storage.everything() == before
        await ENDS[kind](storage, case)

    @pytest.mark.parametrize("wall", WALLS)
    @pytest.mark.parametrize("kind", KINDS)
    async def test_both_awake_at_every_step(self, storage: Storage, wall: type[Wall], kind: AmendmentKind) -> None:
        """As two workers with the same task would meet."""
        for _ in range(4):
            case = await approved(storage, await printed(storage, wall), kind)
            answers = await asyncio.gather(*(amend(storage, case.printed.wall, case.order) for _ in range(4)))
            settled = {Outcome.PUBLISHED, Outcome.REMOVED}
            assert {answer.outcome for answer in answers} <= {*settled, Outcome.WAITING, Outcome.AMBIGUOUS}
            await amend_until_done(storage, case.printed.wall, case.order)
            await ENDS[kind](storage, case)

    async def test_one_that_was_given_up_does_not_stop_or_alarm_in_the_others_name(self, storage: Storage) -> None:
        """Its late failure would overwrite where the other stands, and call people for nothing."""
        case = await approved(storage, await printed(storage), AmendmentKind.TAKE_DOWN)
        board = case.printed.wall
        board.gates["remove"] = asyncio.Event()
        board.goes_wrong("remove", Fault(trouble=Trouble.NEEDS_PERSON))
        given_up = asyncio.create_task(amend(storage, board, case.order))
        await board.at["remove"].wait()
        await storage.stores.amending.claim(case.order.article_id, case.order.amendment, case.order.channel)
        before = await storage.everything()
        board.gates.pop("remove").set()
        assert (await given_up).outcome is Outcome.WAITING
        assert await storage.everything() == before

    async def test_channels_of_one_amendment_do_not_disturb_each_other(self, storage: Storage) -> None:
        """Each channel has its own claim; the amendment is closed by whichever is last."""
        case = await approved(storage, await printed(storage, everywhere=True), AmendmentKind.TAKE_DOWN)
        walls = case.printed.walls
        await asyncio.gather(*(amend(storage, walls[channel], order) for channel, order in case.orders.items()))
        assert [len(wall.visible()) for wall in walls.values()] == [0, 0, 0]
        assert await stage(storage, case) == "done"


class TestAnOrderGoesBeforeAnAmendment:
    @pytest.mark.parametrize("wall", WALLS)
    @pytest.mark.parametrize("gate", ["amend", "read"])
    async def test_one_under_way_stops_and_calls_nobody(self, storage: Storage, wall: type[Wall], gate: str) -> None:
        """The correction is on the line when the order comes: nothing shows in the end, and no alarm over it."""
        known = await printed(storage, wall)
        correction = await approved(storage, known, AmendmentKind.CORRECTION)
        known.wall.at[gate].clear()
        known.wall.gates[gate] = asyncio.Event()
        under_way = asyncio.create_task(amend(storage, known.wall, correction.order))
        await known.wall.at[gate].wait()
        held = known.wall.gates.pop(gate)
        down = await ordered_down(storage, known)
        await amend(storage, known.wall, down.order)
        held.set()
        late = await under_way
        assert late.outcome is Outcome.WAITING
        # Nobody knows when the call that came late has had its effect: the order looks again once it must have.
        aged = "UPDATE intents SET updated_at = updated_at - interval '1 hour' WHERE article_id = $1"
        await storage.admin.execute(aged, known.id)
        await amend_until_done(storage, known.wall, down.order)
        assert (await amend(storage, known.wall, correction.order)).outcome is Outcome.WAITING
        assert await stage(storage, correction) == "overtaken"
        await gone(storage, down)
        assert await storage.bodies(known.id, kind="amended") == []
        assert await storage.bodies(known.id, kind="channel_stopped") == []
        assert await storage.rows("SELECT FROM notifications WHERE article_id = $1 AND kind = 'alarm'", known.id) == []


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTheWay:
    """An article whose publication has a call on the line."""

    known: Printed
    order: PublishInput
    publishing: "asyncio.Task[ChannelResult]"
    held: asyncio.Event

    async def lands(self) -> ChannelResult:
        """The call on the line has its effect; what the publication says then."""
        self.held.set()
        return await self.publishing


async def on_the_way(storage: Storage, wall: type[Wall], gate: str) -> OnTheWay:
    article_id = await storage.approved(NOTICE)
    board, order = wall(), await order_for(storage, article_id)
    board.gates[gate] = asyncio.Event()
    publishing = asyncio.create_task(publish(storage, board, order))
    await board.at[gate].wait()
    known = Printed(id=article_id, text=NOTICE, walls={ChannelName.PORTAL: board})
    return OnTheWay(known=known, order=order, publishing=publishing, held=board.gates.pop(gate))


async def minutes_pass(storage: Storage, article_id: str, minutes: int = 4) -> None:
    """Bring everything that was written on an article that far into the past."""
    await storage.admin.execute(
        "UPDATE intents SET updated_at = updated_at - $2 * interval '1 minute' WHERE article_id = $1",
        article_id,
        minutes,
    )


async def nothing_untoward(storage: Storage, article_id: str) -> None:
    """No alarm, no stop, and nothing that says the publication was blocked."""
    assert await storage.bodies(article_id, kind="channel_stopped") == []
    assert await storage.rows("SELECT FROM notifications WHERE article_id = $1 AND kind = 'alarm'", article_id) == []


@pytest.mark.parametrize("wall", WALLS)
@pytest.mark.parametrize("gate", ["prepare", "reveal", "read"])
class TestTakenDownWhilePublishing:
    async def test_a_call_on_the_line_shows_nothing_in_the_end(
        self, storage: Storage, wall: type[Wall], gate: str
    ) -> None:
        """Its effect comes after our removal: it is looked for until that is no longer possible."""
        way = await on_the_way(storage, wall, gate)
        down = await ordered_down(storage, way.known)
        first = await amend(storage, way.known.wall, down.order)
        assert (first.outcome, way.known.wall.visible()) == (Outcome.WAITING, [])
        assert first.not_before is not None
        # What it saw for a moment it may say; it may neither stop nor ask for anybody.
        assert (await way.lands()).outcome in {Outcome.WAITING, Outcome.PUBLISHED}
        await minutes_pass(storage, way.known.id)
        await amend_until_done(storage, way.known.wall, down.order)
        await gone(storage, down)
        assert (await publish(storage, way.known.wall, way.order)).outcome is Outcome.WAITING
        assert way.known.wall.visible() == []
        await nothing_untoward(storage, way.known.id)
        assert (await storage.stores.articles.standing(way.known.id)).stage is Stage.TAKEN_DOWN
        assert (await storage.clocks(way.known.id))["publish", "portal"] == ["dropped"]

    async def test_no_death_of_the_process_shortens_the_wait(
        self, storage: Storage, wall: type[Wall], gate: str
    ) -> None:
        """The first look was written, the process died, and the next run took it for the second look."""
        for at in range(1, 17):
            way = await on_the_way(storage, wall, gate)
            down = await ordered_down(storage, way.known)
            await cut(storage, way.known.wall, down.order, at)
            again = await amend(storage, way.known.wall, down.order)
            assert again.outcome in {Outcome.WAITING, Outcome.AMBIGUOUS}, at
            await way.lands()
            await minutes_pass(storage, way.known.id)
            await amend_until_done(storage, way.known.wall, down.order)
            await gone(storage, down)


class TestTakenDownBeforeEverythingWasSent:
    async def test_a_channel_that_was_not_begun_never_begins(self, storage: Storage) -> None:
        """The Portal stands, Fanpage and Zalo were to follow: after the order nothing follows, and nobody is called."""
        article_id, portal = await storage.approved(content()), Wall()
        await publish(storage, portal, await order_for(storage, article_id))
        down = await ordered_down(storage, Printed(id=article_id, text=content(), walls={ChannelName.PORTAL: portal}))
        assert list(down.orders) == [ChannelName.PORTAL]
        for channel in (ChannelName.FANPAGE, ChannelName.ZALO_OA):
            wall = Wall(name=channel)
            order = PublishInput(article_id=article_id, content_hash=down.order.content_hash, channel=channel)
            assert (await publish(storage, wall, order)).outcome is Outcome.WAITING
            assert wall.calls == []
        await amend_until_done(storage, portal, down.order)
        await gone(storage, down)
        await nothing_untoward(storage, article_id)

    async def test_one_that_had_only_claimed_its_channel_sends_nothing(self, storage: Storage) -> None:
        """Between claim and first write lies the moment of the order."""
        article_id = await storage.approved(NOTICE)
        order = await order_for(storage, article_id)
        job = await storage.stores.publications.claim(article_id, order.content_hash, order.channel)
        down = await ordered_down(storage, Printed(id=article_id, text=NOTICE, walls={}))
        assert dict(down.orders) == {}
        with pytest.raises(Exception, match="Một lần gửi khác"):
            await storage.stores.publications.advance(job.intent)
        await storage.stores.acts.attend(down.matter)
        assert await stage(storage, down) == "done"
        assert (await storage.clocks(article_id))["amend", ""] == ["met"]

    @pytest.mark.parametrize("wall", WALLS)
    @pytest.mark.parametrize("listed", [True, False])
    async def test_a_post_whose_id_was_never_learnt_is_looked_for(
        self, storage: Storage, wall: type[Wall], *, listed: bool
    ) -> None:
        """The reply to its making was lost; readers may see it, and no row says under which number."""
        for at in (*range(1, POINTS + 4), 99):
            article_id, board = await storage.approved(NOTICE), wall()
            board.goes_wrong("prepare", Fault(trouble=Trouble.UNCLEAR, done=True))
            await publish(storage, board, await order_for(storage, article_id))
            board.unseen_finds = 0 if listed else 1
            await minutes_pass(storage, article_id)
            known = Printed(id=article_id, text=NOTICE, walls={ChannelName.PORTAL: board})
            down = await ordered_down(storage, known)
            await cut(storage, board, down.order, at)
            await amend_until_done(storage, board, down.order)
            if listed:
                await gone(storage, down)
                assert board.calls.count("remove") >= 1

    async def test_a_stopped_channel_is_cleared_too(self, storage: Storage) -> None:
        """Its draft lies revealed or not, nobody knows; afterwards everybody does."""
        article_id, board = await storage.approved(NOTICE), HidingWall()
        board.goes_wrong("reveal", Fault(trouble=Trouble.NEEDS_PERSON, done=True))
        order = await order_for(storage, article_id)
        assert (await publish(storage, board, order)).outcome is Outcome.NEEDS_PERSON
        assert len(board.visible()) == 1
        await minutes_pass(storage, article_id)
        down = await ordered_down(storage, Printed(id=article_id, text=NOTICE, walls={ChannelName.PORTAL: board}))
        await amend_until_done(storage, board, down.order)
        await gone(storage, down)
        assert (await publish(storage, board, order)).outcome is Outcome.WAITING
