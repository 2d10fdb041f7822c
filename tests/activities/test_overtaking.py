"""One channel down ties no hands: texts change where readers see them, and the channel that is back gets the newest."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from activities import amending, leftover, publishing
from activities.contracts import PublishInput
from activities.ports import Trouble
from activities.storage.publishing.intents import IntentState, Overtaken
from newsroom.article import ArticleId, ChannelName, Content, content_hash
from newsroom.board import Office
from newsroom.errors import RefusalCode
from newsroom.matters.kinds import AmendmentKind, MatterAct
from newsroom.publishing import ChannelResult, Outcome, channel_post
from newsroom.stages import Act, Stage
from tests.support.amenders import (
    Case,
    Printed,
    amend,
    approved,
    carried_out,
    claim,
    new_matter,
    proposal_facts,
    proposed,
    stage,
)
from tests.support.matter_acts import now_of
from tests.support.presses import order_for, publish
from tests.support.samples import content
from tests.support.storages import Storage
from tests.support.walls import Fault, HidingWall, UpsertWall, Wall

PORTAL, FANPAGE, ZALO = ChannelName
WALLS: Final = (Wall, HidingWall, UpsertWall)
DOWN: Final = Fault(trouble=Trouble.BUSY, not_sent=True)
REJECTED: Final = Fault(trouble=Trouble.REJECTED)
LOST: Final = Fault(trouble=Trouble.UNCLEAR)
DONE_BUT_LOST: Final = Fault(trouble=Trouble.UNCLEAR, done=True)
NEEDS_PERSON: Final = Fault(trouble=Trouble.NEEDS_PERSON)

pytestmark = pytest.mark.trust


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks without pauses; a call of another run is on the line for no time unless a test says so."""
    for looking in (amending, leftover, publishing):
        monkeypatch.setattr(looking, "_READ_AFTER", (0.0, 0.0, 0.0, 0.0))
    for waiting in (amending, leftover):
        monkeypatch.setattr(waiting, "CALLS_LAST_AT_MOST", timedelta())


class Half:
    """An article that the Portal and the Fanpage show, and Zalo does not; `old` is what Zalo was ordered to show."""

    def __init__(self, known: Printed, old: PublishInput) -> None:
        self.known, self.old = known, old
        self.zalo = known.walls[ZALO]

    @property
    def id(self) -> ArticleId:
        return self.known.id

    async def zalo_again(self, storage: Storage, *, most: int = 6) -> list[ChannelResult]:
        """What comes of the old order, as the article's workflow gives it again and again."""
        results = []
        for _ in range(most):
            results.append(await publish(storage, self.zalo, self.old))
            if results[-1].outcome is Outcome.PUBLISHED:
                break
        return results

    async def shows(self, storage: Storage, text: Content | None) -> None:
        """One post on every channel, with exactly this text, and an article that is published."""
        assert text is not None
        for channel, wall in self.known.walls.items():
            (post,) = wall.visible()
            assert post.lines == channel_post(text, channel).lines, channel
        assert (await storage.stores.articles.standing(self.id)).stage is Stage.PUBLISHED


async def half(storage: Storage, *faults: tuple[str, Fault], kind: type[Wall] = Wall) -> Half:
    """Portal and Fanpage show the text, one attempt on Zalo ends in the faults (it is down unless told)."""
    text = content()
    article_id = await storage.approved(text)
    walls = {channel: (kind if channel is ZALO else Wall)(name=channel) for channel in ChannelName}
    for call, fault in faults or (("prepare", DOWN),):
        walls[ZALO].goes_wrong(call, fault)
    for channel, wall in walls.items():
        await publish(storage, wall, await order_for(storage, article_id, channel))
    old = await order_for(storage, article_id, ZALO)
    return Half(Printed(id=article_id, text=text, walls=walls), old)


async def corrected(storage: Storage, known: Half, kind: AmendmentKind = AmendmentKind.CORRECTION) -> Case:
    case = await approved(storage, known.known, kind)
    assert set(case.orders) == {PORTAL, FANPAGE}
    await carried_out(storage, case)
    assert await stage(storage, case) == "done"
    return case


class TestOneChannelIsDown:
    async def test_what_the_others_show_is_corrected_and_it_gets_the_newest_text(self, storage: Storage) -> None:
        """Readers of two channels read a false figure for as long as the third was away."""
        known = await half(storage)
        case = await corrected(storage, known)
        assert (await storage.stores.articles.standing(known.id)).stage is Stage.PUBLISHING
        (result,) = await known.zalo_again(storage)
        assert result.outcome is Outcome.PUBLISHED
        await known.shows(storage, case.text)
        assert case.text is not None
        receipts = {body["channel"]: body["content_hash"] for body in await storage.bodies(known.id, kind="receipt")}
        assert receipts["zalo_oa"] == content_hash(case.text)
        assert receipts["portal"] == content_hash(known.known.text)
        assert await known.zalo_again(storage) == [result]
        assert await storage.stores.ledger.faults() == ()

    async def test_a_take_down_is_proposed_and_it_never_shows_the_text(self, storage: Storage) -> None:
        known = await half(storage)
        case = await approved(storage, known.known, AmendmentKind.TAKE_DOWN)
        await carried_out(storage, case)
        assert (await stage(storage, case), set(case.orders)) == ("done", {PORTAL, FANPAGE})
        for result in await known.zalo_again(storage, most=3):
            assert result.outcome is Outcome.WAITING
        assert [wall.visible() for wall in known.known.walls.values()] == [[], [], []]
        assert (await storage.stores.articles.standing(known.id)).stage is Stage.TAKEN_DOWN

    @pytest.mark.parametrize("kind", WALLS)
    @pytest.mark.parametrize(
        "faults",
        [
            (("prepare", LOST),),
            (("prepare", DONE_BUT_LOST),),
            (("reveal", LOST),),
            (("reveal", DONE_BUT_LOST),),
            (("reveal", REJECTED),),
        ],
        ids=["perhaps nothing", "a draft", "still hidden", "visible", "hidden, refused"],
    )
    async def test_whatever_the_older_text_left_there_is_one_post_in_the_end(
        self, storage: Storage, kind: type[Wall], faults: tuple[tuple[str, Fault], ...]
    ) -> None:
        """An older draft shown after the newer text would be a second post, with the wrong words."""
        known = await half(storage, *faults, kind=kind)
        case = await corrected(storage, known)
        assert (await known.zalo_again(storage))[-1].outcome is Outcome.PUBLISHED
        await known.shows(storage, case.text)
        assert len(await storage.bodies(known.id, kind="receipt", channel="zalo_oa")) == 1

    async def test_an_older_call_on_the_line_is_waited_for(
        self, storage: Storage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its post may appear a minute later: then there would be two."""
        monkeypatch.setattr(leftover, "CALLS_LAST_AT_MOST", timedelta(minutes=3))
        known = await half(storage, ("reveal", LOST))
        case = await corrected(storage, known)
        assert [r.outcome for r in await known.zalo_again(storage, most=2)] == [Outcome.WAITING] * 2
        assert known.zalo.visible() == []
        known.zalo.posts[0].visible = True
        assert (await known.zalo_again(storage))[-1].outcome is Outcome.PUBLISHED
        await known.shows(storage, case.text)
        assert len(known.zalo.posts) == 1

    async def test_an_older_run_that_is_overtaken_shows_nothing_more(self, storage: Storage) -> None:
        known = await half(storage)
        job = await storage.stores.publications.claim(known.id, known.old.content_hash, ZALO)
        await corrected(storage, known)
        with pytest.raises(Overtaken):
            await storage.stores.publications.advance(replace(job.intent, state=IntentState.SENDING))


class TestANewerOneOvertakes:
    async def test_a_stuck_correction_gives_way_to_the_next_and_both_to_a_take_down(self, storage: Storage) -> None:
        """A correction that one channel refused blocked every later word on the article."""
        known = await half(storage)
        await known.zalo_again(storage)
        walls = known.known.walls
        stuck = await approved(storage, known.known, AmendmentKind.CORRECTION)
        assert set(stuck.orders) == set(ChannelName)
        walls[FANPAGE].goes_wrong("amend", NEEDS_PERSON, NEEDS_PERSON)
        for channel, order in stuck.orders.items():
            await amend(storage, walls[channel], order)
        assert stuck.text is not None
        newer = await approved(storage, replace(known.known, text=stuck.text), AmendmentKind.UPDATE)
        assert await stage(storage, stuck) == "overtaken"
        assert (await storage.stores.acts.attend(newer.matter)).ended == (stuck.matter,)
        assert (await amend(storage, walls[FANPAGE], stuck.orders[FANPAGE])).outcome is Outcome.WAITING
        assert (await amend(storage, walls[PORTAL], newer.orders[PORTAL])).outcome is Outcome.PUBLISHED
        assert (await amend(storage, walls[FANPAGE], newer.orders[FANPAGE])).outcome is Outcome.NEEDS_PERSON
        down = await approved(storage, known.known, AmendmentKind.TAKE_DOWN)
        assert [await stage(storage, case) for case in (stuck, newer)] == ["overtaken", "overtaken"]
        await carried_out(storage, down)
        assert [wall.visible() for wall in walls.values()] == [[], [], []]
        assert (await storage.clocks(known.id))["amend", ""] == ["dropped", "dropped", "met"]

    async def test_what_came_through_stays_and_what_did_not_takes_the_newest(self, storage: Storage) -> None:
        known = await half(storage)
        await known.zalo_again(storage)
        walls = known.known.walls
        stuck = await approved(storage, known.known, AmendmentKind.CORRECTION)
        walls[FANPAGE].goes_wrong("amend", DONE_BUT_LOST)
        for channel, order in stuck.orders.items():
            await amend(storage, walls[channel], order)
        assert stuck.text is not None
        newer = await approved(storage, replace(known.known, text=stuck.text), AmendmentKind.UPDATE)
        await carried_out(storage, newer)
        await known.shows(storage, newer.text)
        assert {wall.name: len(wall.posts) for wall in walls.values()} == dict.fromkeys(ChannelName, 1)

    async def test_a_late_call_of_the_older_one_is_undone(
        self, storage: Storage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The older words would stand for ever where the newer ones had been seen already."""
        monkeypatch.setattr(amending, "CALLS_LAST_AT_MOST", timedelta(minutes=3))
        known = await half(storage)
        await known.zalo_again(storage)
        wall = known.known.walls[PORTAL]
        wall.goes_wrong("amend", LOST)
        stuck = await approved(storage, known.known, AmendmentKind.CORRECTION)
        await amend(storage, wall, stuck.orders[PORTAL])
        assert stuck.text is not None
        newer = await approved(storage, replace(known.known, text=stuck.text), AmendmentKind.UPDATE)
        assert newer.text is not None
        assert (await amend(storage, wall, newer.orders[PORTAL])).outcome is Outcome.WAITING
        wall.posts[0].blocks = channel_post(stuck.text, PORTAL).blocks
        monkeypatch.setattr(amending, "CALLS_LAST_AT_MOST", timedelta())
        assert (await amend(storage, wall, newer.orders[PORTAL])).outcome is Outcome.PUBLISHED
        assert wall.visible()[0].lines == channel_post(newer.text, PORTAL).lines

    async def test_a_take_down_may_be_proposed_beside_a_text_and_holds_for_a_newer_one(self, storage: Storage) -> None:
        known = await half(storage)
        down = await proposed(storage, known.known, AmendmentKind.TAKE_DOWN)
        await corrected(storage, known)
        answer = await claim(storage, MatterAct.APPROVE_AMENDMENT, down.matter, Office.HEAD, new_hash="")
        assert answer.accepted, answer.message
        assert {order.channel for order in now_of(answer).publish} == {PORTAL, FANPAGE}

    async def test_who_was_at_the_older_one_hears_of_it(self, storage: Storage) -> None:
        known = await half(storage)
        stuck = await approved(storage, known.known, AmendmentKind.CORRECTION)
        assert stuck.text is not None
        await approved(storage, replace(known.known, text=stuck.text), AmendmentKind.UPDATE)
        told = [text for text in await storage.inbox("engineer") if known.id in text]
        assert any("đã có lần sửa, gỡ sau được duyệt thay thế" in text for text in told)


class TestATextThatAChannelRefuses:
    async def test_it_is_adapted_for_that_channel_and_the_others_stay(self, storage: Storage) -> None:
        """“Sửa bài rồi trình duyệt lại” was an act that nobody had."""
        known = await half(storage, ("prepare", REJECTED))
        before = {channel: list(known.known.walls[channel].calls) for channel in (PORTAL, FANPAGE)}
        case = await approved(storage, known.known, AmendmentKind.ADAPT)
        assert (case.orders, case.text is None) == ({}, False)
        await storage.stores.acts.attend(case.matter)
        assert await stage(storage, case) == "done"
        assert (await known.zalo_again(storage))[-1].outcome is Outcome.PUBLISHED
        await known.shows(storage, case.text)
        assert {channel: known.known.walls[channel].calls for channel in before} == before

    async def test_it_changes_nothing_that_readers_see(self, storage: Storage) -> None:
        known = await half(storage, ("prepare", REJECTED))
        other = replace(known.known.text, title="Một đầu đề khác hẳn")
        facts = await proposal_facts(storage, known.id, AmendmentKind.ADAPT, other)
        answer = await claim(storage, MatterAct.PROPOSE_AMENDMENT, new_matter(), Office.FINAL_EDITOR, **facts)
        assert (answer.accepted, answer.code) == (False, RefusalCode.BAD_REQUEST)
        assert "Cổng TTĐT, Fanpage" in answer.message

    async def test_one_that_came_through_meanwhile_is_not_changed_without_a_word(self, storage: Storage) -> None:
        known = await half(storage)
        case = await proposed(storage, known.known, AmendmentKind.ADAPT)
        await known.zalo_again(storage)
        assert case.text is not None
        said = {"new_hash": content_hash(case.text)}
        answer = await claim(storage, MatterAct.APPROVE_AMENDMENT, case.matter, Office.HEAD, **said)
        assert not answer.accepted
        await known.shows(storage, known.known.text)

    async def test_a_channel_that_was_given_up_stays_so(self, storage: Storage) -> None:
        known = await half(storage, ("prepare", REJECTED))
        await storage.done(Act.WAIVE_CHANNEL, known.id, channel=ZALO)
        case = await approved(storage, known.known, AmendmentKind.CORRECTION)
        assert set(case.orders) == {PORTAL, FANPAGE}
        await carried_out(storage, case)
        assert known.zalo.visible() == []
