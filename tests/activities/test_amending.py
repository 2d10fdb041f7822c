"""Changing one text on one channel, or taking it away: what each trouble leads to, and what is never done."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from temporalio.exceptions import ApplicationError

from activities import amending
from activities.contracts import PublishInput
from activities.ports import Trouble
from newsroom.article import ArticleId, ChannelName, content_hash
from newsroom.board import Office
from newsroom.matters.kinds import AmendmentKind, MatterAct
from newsroom.publishing import Outcome, channel_post
from newsroom.stages import Act, Stage
from tests.support.amenders import (
    HAS_TEXT,
    Case,
    Printed,
    accepted,
    amend,
    amend_until_done,
    amended,
    approved,
    carried_out,
    claim,
    gone,
    intent,
    new_matter,
    ordered_down,
    printed,
    proposed,
    shown_in_place,
    stage,
)
from tests.support.clocks import Clock, StandingClock
from tests.support.presses import NOTICE, order_for, publish
from tests.support.samples import content
from tests.support.storages import Storage
from tests.support.walls import Fault, HidingWall, UpsertWall, Wall, as_it_is

WALLS: Final = (Wall, HidingWall, UpsertWall)
LOST = Fault(trouble=Trouble.UNCLEAR)
DONE_BUT_LOST = Fault(trouble=Trouble.UNCLEAR, done=True)
BUSY = Fault(trouble=Trouble.BUSY)
NEEDS_PERSON = Fault(trouble=Trouble.NEEDS_PERSON)
REJECTED = Fault(trouble=Trouble.REJECTED)


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four looks at the page without pauses between them."""
    monkeypatch.setattr(amending, "_READ_AFTER", (0.0, 0.0, 0.0, 0.0))


async def alarms(storage: Storage, article_id: str) -> list[str]:
    """Who has been alarmed about an article, once per message."""
    rows = await storage.rows(
        "SELECT member FROM notifications WHERE article_id = $1 AND kind = 'alarm' ORDER BY member", article_id
    )
    return [row["member"] for row in rows]


class TestTheStraightPath:
    @pytest.mark.parametrize("wall", WALLS)
    @pytest.mark.parametrize("kind", HAS_TEXT)
    async def test_a_text_is_changed_in_place_and_answered_for_ever(
        self, storage: Storage, wall: type[Wall], kind: AmendmentKind
    ) -> None:
        """The activity may be repeated after its result was lost: the channel must not be asked again."""
        case = await approved(storage, await printed(storage, wall), kind)
        before = len(case.printed.wall.calls)
        first = await amend(storage, case.printed.wall, case.order)
        assert (first.outcome, first.external_id) == (Outcome.PUBLISHED, case.printed.wall.posts[0].id)
        assert case.printed.wall.calls[before:] == ["amend", "read"]
        await shown_in_place(storage, case)
        everything = await storage.everything()
        assert await amend(storage, case.printed.wall, case.order) == first
        assert case.printed.wall.calls[before:] == ["amend", "read"]
        assert await storage.everything() == everything

    @pytest.mark.parametrize("wall", WALLS)
    async def test_what_is_taken_down_is_gone_and_answered_for_ever(self, storage: Storage, wall: type[Wall]) -> None:
        """Gone from readers, kept on our server, and never asked of the channel again."""
        case = await approved(storage, await printed(storage, wall), AmendmentKind.TAKE_DOWN)
        first = await amend(storage, case.printed.wall, case.order)
        assert first.outcome is Outcome.REMOVED
        assert case.printed.wall.calls[-2:] == ["remove", "read"]
        await gone(storage, case)
        everything, calls = await storage.everything(), list(case.printed.wall.calls)
        assert await amend(storage, case.printed.wall, case.order) == first
        assert (await storage.everything(), case.printed.wall.calls) == (everything, calls)

    async def test_every_channel_is_changed_and_the_last_closes_the_amendment(self, storage: Storage) -> None:
        """A correction that stays on the Portal leaves the false copy on the pages."""
        case = await approved(storage, await printed(storage, everywhere=True), AmendmentKind.CORRECTION)
        assert set(case.orders) == set(ChannelName)
        for channel, order in case.orders.items():
            assert await stage(storage, case) == "applying"
            await amend(storage, case.printed.walls[channel], order)
        assert await stage(storage, case) == "done"
        for channel, wall in case.printed.walls.items():
            assert case.text is not None
            assert [post.lines for post in wall.visible()] == [channel_post(case.text, channel).lines]

    async def test_address_and_date_are_those_of_the_first_publication(self, storage: Storage) -> None:
        """A correction that changes its date or address is a new article to every reader and search engine."""
        known = await printed(storage)
        (first,) = await storage.rows("SELECT approved_at FROM articles WHERE id = $1", known.id)
        await storage.admin.execute("UPDATE intents SET visible_at = now() + interval '1 hour'")
        case = await approved(storage, known, AmendmentKind.CORRECTION)
        await carried_out(storage, case)
        (order,) = known.wall.amended_with
        assert order.published_at == first["approved_at"]
        assert order.slug.startswith("cao-bang-gieo-cay-vu-xuan")
        assert order.key == known.wall.posts[0].key
        assert order.section == "Cải chính"

    async def test_an_embargo_is_the_date_of_publication_for_ever(self, storage: Storage, clock: Clock) -> None:
        """The hour that the approver chose stands on the page; the approval of a correction is another."""
        hour = datetime.now(UTC) + timedelta(seconds=2)
        article_id, wall = await storage.approved(NOTICE, publish_at=hour), Wall()
        clock.put(hour)
        await publish(storage, wall, await order_for(storage, article_id))
        known = Printed(id=article_id, text=NOTICE, walls={ChannelName.PORTAL: wall})
        await carried_out(storage, await approved(storage, known, AmendmentKind.TYPO))
        assert [order.published_at for order in known.wall.amended_with] == [hour]
        assert [order.section for order in known.wall.amended_with] == [""]


class TestLostReplies:
    @pytest.mark.parametrize("wall", WALLS)
    @pytest.mark.parametrize("call", ["amend", "read"])
    @pytest.mark.parametrize("fault", [LOST, DONE_BUT_LOST], ids=["not done", "done"])
    async def test_the_channel_is_read_before_the_text_is_sent_again(
        self, storage: Storage, wall: type[Wall], call: str, fault: Fault
    ) -> None:
        """What readers see decides, never a guess."""
        case = await approved(storage, await printed(storage, wall), AmendmentKind.UPDATE)
        case.printed.wall.goes_wrong(call, fault)
        assert (await amend(storage, case.printed.wall, case.order)).outcome is Outcome.AMBIGUOUS
        sent = len(case.printed.wall.calls)
        await amend_until_done(storage, case.printed.wall, case.order)
        again = [] if call == "read" or fault.done else ["amend", "read"]
        assert case.printed.wall.calls[sent:] == ["read", *again]
        await shown_in_place(storage, case)

    @pytest.mark.parametrize("wall", WALLS)
    @pytest.mark.parametrize("call", ["remove", "read"])
    @pytest.mark.parametrize("fault", [LOST, DONE_BUT_LOST], ids=["not done", "done"])
    async def test_a_removal_whose_reply_was_lost_is_done_once_more(
        self, storage: Storage, wall: type[Wall], call: str, fault: Fault
    ) -> None:
        """Removing what is gone harms nobody; believing that it is gone does."""
        case = await approved(storage, await printed(storage, wall), AmendmentKind.TAKE_DOWN)
        case.printed.wall.goes_wrong(call, fault)
        assert (await amend(storage, case.printed.wall, case.order)).outcome is Outcome.AMBIGUOUS
        await amend_until_done(storage, case.printed.wall, case.order)
        await gone(storage, case)

    async def test_a_page_that_lags_behind_is_waited_for(self, storage: Storage) -> None:
        """The old words for a moment are no reason to call anybody."""
        case = await approved(storage, await printed(storage), AmendmentKind.UPDATE)
        case.printed.wall.late_changes = 3
        assert (await amend(storage, case.printed.wall, case.order)).outcome is Outcome.PUBLISHED
        assert case.printed.wall.calls.count("amend") == 1
        assert await alarms(storage, case.printed.id) == []

    @pytest.mark.parametrize("kind", [AmendmentKind.UPDATE, AmendmentKind.TAKE_DOWN])
    async def test_a_page_that_lags_much_is_read_again_by_the_next_run(
        self, storage: Storage, kind: AmendmentKind
    ) -> None:
        """The activity must not hang for minutes in one run, nor take the old page for the last word."""
        case = await approved(storage, await printed(storage), kind)
        case.printed.wall.late_changes = 5
        results = await amend_until_done(storage, case.printed.wall, case.order)
        assert [result.outcome for result in results[:-1]] == ["ambiguous"]
        assert await alarms(storage, case.printed.id) == []
        await (gone if kind is AmendmentKind.TAKE_DOWN else shown_in_place)(storage, case)

    async def test_a_removal_is_not_believed_before_the_page_agrees(self, storage: Storage) -> None:
        """A channel said yes and still showed the article."""
        case = await approved(storage, await printed(storage), AmendmentKind.TAKE_DOWN)
        case.printed.wall.late_changes = 99
        results = [await amend(storage, case.printed.wall, case.order) for _ in range(8)]
        assert results[-1].outcome is Outcome.NEEDS_PERSON
        assert "engineer" in await alarms(storage, case.printed.id)
        assert await stage(storage, case) == "applying"


class TestOtherTroubles:
    @pytest.mark.parametrize(("kind", "call"), [(AmendmentKind.TYPO, "amend"), (AmendmentKind.TAKE_DOWN, "remove")])
    async def test_a_busy_channel_is_left_alone_until_it_said(
        self, storage: Storage, kind: AmendmentKind, call: str
    ) -> None:
        """Knocking on is how an account gets blocked."""
        case = await approved(storage, await printed(storage), kind)
        until = datetime.now(UTC) + timedelta(minutes=7)
        case.printed.wall.goes_wrong(call, Fault(trouble=Trouble.BUSY, not_before=until))
        result = await amend(storage, case.printed.wall, case.order)
        assert (result.outcome, result.not_before) == (Outcome.WAITING, until)
        await amend_until_done(storage, case.printed.wall, case.order)

    async def test_waiting_grows_and_begins_small_again_after_a_person_came(
        self, storage: Storage, standing_clock: StandingClock
    ) -> None:
        """Seconds at first, minutes later; after the engineer's mend the first wait was five minutes."""
        case = await approved(storage, await printed(storage), AmendmentKind.TAKE_DOWN)
        case.printed.wall.goes_wrong("remove", BUSY, BUSY, BUSY, NEEDS_PERSON, BUSY)
        waits = []
        for _ in range(5):
            not_before = (await amend(storage, case.printed.wall, case.order)).not_before
            waits.append((not_before - standing_clock.now()).total_seconds() if not_before else None)
        assert waits == [0.3, 1, 3, None, 0.3]

    @pytest.mark.parametrize(("kind", "call"), [(AmendmentKind.TYPO, "amend"), (AmendmentKind.TAKE_DOWN, "remove")])
    @pytest.mark.parametrize(
        ("fault", "outcome"), [(REJECTED, Outcome.REJECTED), (NEEDS_PERSON, Outcome.NEEDS_PERSON)], ids=str
    )
    async def test_people_are_told_each_time_and_the_evidence_is_kept(
        self, storage: Storage, kind: AmendmentKind, call: str, fault: Fault, outcome: Outcome
    ) -> None:
        """Rule 81: a channel that stands still must have a person who knows, also the second time."""
        case = await approved(storage, await printed(storage), kind)
        case.printed.wall.goes_wrong(call, fault, fault)
        for times in (1, 2):
            result = await amend(storage, case.printed.wall, case.order)
            assert (result.outcome, result.not_before) == (outcome, None)
            bodies = await storage.bodies(case.printed.id, kind="channel_stopped", amendment=case.id)
            assert [(b["outcome"], b["evidence"]) for b in bodies] == [(outcome, "lời của kênh")] * times
            assert await alarms(storage, case.printed.id) == sorted(["engineer", "final-editor", "head"] * times)
        assert (await storage.clocks(case.printed.id))["amend", ""] == ["open"]
        await amend_until_done(storage, case.printed.wall, case.order)

    @pytest.mark.parametrize(("kind", "call"), [(AmendmentKind.TYPO, "amend"), (AmendmentKind.TAKE_DOWN, "remove")])
    @pytest.mark.parametrize("trouble", [Trouble.BUSY, Trouble.UNCLEAR])
    async def test_endless_trouble_comes_to_a_person(
        self, storage: Storage, kind: AmendmentKind, call: str, trouble: Trouble
    ) -> None:
        """An article that must go, and a channel that answers nothing: somebody has to pick up the telephone."""
        case = await approved(storage, await printed(storage), kind)
        case.printed.wall.goes_wrong(call, *[Fault(trouble=trouble)] * 30)
        outcomes = [(await amend(storage, case.printed.wall, case.order)).outcome for _ in range(8)]
        assert Outcome.NEEDS_PERSON not in outcomes[:7]
        assert outcomes[7] is Outcome.NEEDS_PERSON
        assert "engineer" in await alarms(storage, case.printed.id)

    async def test_a_stop_that_the_ledger_does_not_take_is_no_stop(self, storage: Storage) -> None:
        """The row said "needs a person" while no person was told."""
        case = await approved(storage, await printed(storage), AmendmentKind.TAKE_DOWN)
        case.printed.wall.goes_wrong("remove", NEEDS_PERSON)
        await storage.admin.execute("REVOKE EXECUTE ON FUNCTION ledger_append(text, text, text) FROM toasoan_app")
        try:
            with pytest.raises(Exception, match="permission denied"):
                await amend(storage, case.printed.wall, case.order)
        finally:
            await storage.admin.execute("GRANT EXECUTE ON FUNCTION ledger_append(text, text, text) TO toasoan_app")
        assert (await intent(storage, case.order))["outcome"] == ""
        assert await alarms(storage, case.printed.id) == []

    async def test_a_post_that_somebody_deleted_needs_a_person_and_can_be_let_go(self, storage: Storage) -> None:
        """What is gone cannot be corrected; a new post in its place would be a second one."""
        case = await approved(storage, await printed(storage), AmendmentKind.UPDATE)
        case.printed.wall.posts[0].gone = True
        assert (await amend(storage, case.printed.wall, case.order)).outcome is Outcome.NEEDS_PERSON
        said = {"channel": "portal", "skip": "yes", "reason": "Đã bị xóa trên kênh"}
        await accepted(storage, MatterAct.RETRY_CHANNEL, case.matter, Office.HEAD, **said)
        assert (await amend(storage, case.printed.wall, case.order)).outcome is Outcome.WAIVED
        assert [post.visible for post in case.printed.wall.posts] == [True]
        assert len(case.printed.wall.posts) == 1

    @pytest.mark.parametrize("how", ["gone", "hidden"])
    async def test_taking_down_what_somebody_deleted_by_hand_is_done_already(self, storage: Storage, how: str) -> None:
        """The engineer was quicker on the page than the system."""
        case = await approved(storage, await printed(storage), AmendmentKind.TAKE_DOWN)
        (post,) = case.printed.wall.posts
        post.visible, post.gone = False, how == "gone"
        assert (await amend(storage, case.printed.wall, case.order)).outcome is Outcome.REMOVED
        assert await alarms(storage, case.printed.id) == []
        await gone(storage, case)


class TestTheTextThatIsSeen:
    async def test_another_text_is_stopped_with_the_difference(self, storage: Storage) -> None:
        """Promise 1: readers see a text that nobody approved, and the person called must be shown where."""
        case = await approved(storage, await printed(storage), AmendmentKind.UPDATE)
        case.printed.wall.altered = lambda lines: (*lines, "Quảng cáo")
        assert (await amend(storage, case.printed.wall, case.order)).outcome is Outcome.NEEDS_PERSON
        (body,) = await storage.bodies(case.printed.id, kind="channel_stopped", amendment=case.id)
        assert "Quảng cáo" in body["evidence"]
        assert "engineer" in await alarms(storage, case.printed.id)
        assert await storage.bodies(case.printed.id, kind="amended") == []

        case.printed.wall.altered = as_it_is
        calls = case.printed.wall.calls.count("amend")
        assert (await amend(storage, case.printed.wall, case.order)).outcome is Outcome.PUBLISHED
        assert case.printed.wall.calls.count("amend") == calls
        await shown_in_place(storage, case)

    async def test_white_space_and_letter_forms_are_no_difference(self, storage: Storage) -> None:
        """Channels fold spaces and decompose letters; an alarm for that would be ignored soon."""
        case = await approved(storage, await printed(storage), AmendmentKind.CORRECTION)
        case.printed.wall.altered = lambda lines: tuple(f"  {line.replace(' ', '  ')} " for line in ("", *lines))
        assert (await amend(storage, case.printed.wall, case.order)).outcome is Outcome.PUBLISHED


class TestOneAfterAnother:
    async def test_a_second_amendment_and_the_way_back_to_the_first_text(self, storage: Storage) -> None:
        """The text of the first day is approved once more: its hash is known, and still it must be sent."""
        known = await printed(storage)
        first = await approved(storage, known, AmendmentKind.UPDATE)
        await carried_out(storage, first)
        assert first.text is not None
        second = await approved(storage, replace(known, text=first.text), AmendmentKind.CORRECTION)
        await carried_out(storage, second)
        await shown_in_place(storage, second)
        assert second.text is not None
        last = replace(second.text, title=f"{second.text.title}.")
        third = await approved(storage, known, AmendmentKind.TYPO, last)
        await carried_out(storage, third)
        await shown_in_place(storage, third)
        fourth = await approved(storage, known, AmendmentKind.TYPO, second.text)
        await carried_out(storage, fourth)
        await shown_in_place(storage, fourth)
        assert (await storage.stores.articles.standing(known.id)).content_hash == content_hash(second.text)
        down = await approved(storage, known, AmendmentKind.TAKE_DOWN)
        await carried_out(storage, down)
        await gone(storage, down)
        assert (await storage.clocks(known.id))["amend", ""] == ["met"] * 5
        assert await storage.stores.ledger.faults() == ()

    async def test_back_to_the_very_first_text(self, storage: Storage) -> None:
        """Same hash as the publication: its receipt must not be taken for the answer."""
        known = await printed(storage)
        there = await approved(storage, known, AmendmentKind.TYPO)
        await carried_out(storage, there)
        back = await approved(storage, known, AmendmentKind.TYPO, known.text)
        await carried_out(storage, back)
        await shown_in_place(storage, back)
        assert (await storage.stores.articles.standing(known.id)).content_hash == content_hash(known.text)
        assert len(known.wall.posts) == 1


class TestOnlyWhatIsDecided:
    async def refused(self, storage: Storage, wall: Wall, order: PublishInput) -> None:
        calls, lines = list(wall.calls), [post.lines for post in wall.visible()]
        with pytest.raises(ApplicationError) as failure:
            await amend(storage, wall, order)
        assert (failure.value.type, failure.value.non_retryable) == ("not_approved", True)
        assert (wall.calls, [post.lines for post in wall.visible()]) == (calls, lines)
        assert (await intent(storage, order)).get("state", "claimed") == "claimed"
        assert len(await storage.bodies(order.article_id, kind="channel_stopped")) >= 1
        assert {"head", "final-editor", "engineer"} <= set(await alarms(storage, order.article_id))

    def order(self, case: Case, **other: str) -> PublishInput:
        fields = {"article_id": case.printed.id, "amendment": case.id, "channel": ChannelName.PORTAL,
                  "content_hash": content_hash(case.text or case.printed.text)} | other  # fmt: skip
        return PublishInput(**fields)  # type: ignore[arg-type]

    async def test_not_one_that_nobody_proposed(self, storage: Storage) -> None:
        """Somebody at the Temporal UI names an amendment that does not exist."""
        known = await printed(storage)
        text = content_hash(known.text)
        order = PublishInput(article_id=known.id, content_hash=text, channel=ChannelName.PORTAL, amendment="abc")
        await self.refused(storage, known.wall, order)

    @pytest.mark.parametrize("kind", [*HAS_TEXT, AmendmentKind.TAKE_DOWN])
    async def test_not_before_the_decision_nor_after_a_no(self, storage: Storage, kind: AmendmentKind) -> None:
        """A proposal shows and hides nothing."""
        case = await proposed(storage, await printed(storage), kind)
        await self.refused(storage, case.printed.wall, self.order(case))
        said = {"new_hash": content_hash(case.text) if case.text else "", "reason": "Không cần"}
        await accepted(storage, MatterAct.REFUSE_AMENDMENT, case.matter, Office.HEAD, **said)
        await self.refused(storage, case.printed.wall, self.order(case))

    @pytest.mark.parametrize("kind", [*HAS_TEXT, AmendmentKind.TAKE_DOWN])
    async def test_not_on_a_row_that_only_says_so(self, storage: Storage, kind: AmendmentKind) -> None:
        """Somebody who can write the amendments table could change or hide articles without any decision."""
        case = await proposed(storage, await printed(storage), kind)
        for row in ("applying", "done"):
            await storage.admin.execute(
                "UPDATE amendments SET stage = $2, decided_by = 'head' WHERE id = $1", case.id, row
            )
            await self.refused(storage, case.printed.wall, self.order(case))

    async def test_not_a_text_put_into_the_row_after_the_decision(self, storage: Storage) -> None:
        """The decision names a hash; the row names another one that is stored too."""
        known = await printed(storage)
        case = await approved(storage, known, AmendmentKind.TYPO)
        other = amended(known.text, AmendmentKind.UPDATE)
        assert other is not None
        said = await storage.revise(known.id, other)
        await storage.admin.execute("UPDATE amendments SET new_hash = $2 WHERE id = $1", case.id, said["new_hash"])
        await self.refused(storage, known.wall, case.order)

    async def test_not_a_correction_turned_into_a_take_down(self, storage: Storage) -> None:
        """One word in a row would have hidden an article whose correction was approved."""
        case = await approved(storage, await printed(storage), AmendmentKind.CORRECTION)
        await storage.admin.execute("UPDATE amendments SET kind = 'take_down' WHERE id = $1", case.id)
        await self.refused(storage, case.printed.wall, case.order)

    async def test_not_on_another_article(self, storage: Storage) -> None:
        """The decision on one article would have taken down another."""
        case, other = await approved(storage, await printed(storage), AmendmentKind.TAKE_DOWN), await printed(storage)
        await self.refused(storage, other.wall, replace(case.order, article_id=other.id))

    async def test_not_on_a_channel_that_never_had_it(self, storage: Storage) -> None:
        """There is no post to change, and none must be made."""
        case = await approved(storage, await printed(storage), AmendmentKind.TYPO)
        await self.refused(storage, Wall(name=ChannelName.FANPAGE), replace(case.order, channel=ChannelName.FANPAGE))

    async def test_not_a_text_changed_in_its_row(self, storage: Storage) -> None:
        """The approval names a hash: a text edited under that hash must not go out."""
        case = await approved(storage, await printed(storage), AmendmentKind.UPDATE)
        await storage.admin.execute(
            "UPDATE revisions SET content = replace(content, 'Thêm số liệu', 'Bớt số liệu') WHERE article_id = $1",
            case.printed.id,
        )
        await self.refused(storage, case.printed.wall, case.order)

    async def test_the_engineers_order_is_decision_enough(self, storage: Storage) -> None:
        """An oral order does not wait for the written one."""
        case = await ordered_down(storage, await printed(storage))
        assert (await amend(storage, case.printed.wall, case.order)).outcome is Outcome.REMOVED
        assert case.printed.wall.visible() == []

    async def test_an_unknown_article_is_a_final_failure(self, storage: Storage) -> None:
        """It was tried again for ever."""
        case = await approved(storage, await printed(storage), AmendmentKind.TYPO)
        with pytest.raises(ApplicationError) as failure:
            await amend(storage, case.printed.wall, replace(case.order, article_id=ArticleId("CB-0")))
        assert (failure.value.type, failure.value.non_retryable) == ("unknown_article", True)

    async def test_a_lost_text_is_a_final_failure(self, storage: Storage) -> None:
        """A revision that is no longer there was asked for without end."""
        case = await approved(storage, await printed(storage), AmendmentKind.TYPO)
        assert case.text is not None
        await storage.admin.execute(
            "DELETE FROM revisions WHERE article_id = $1 AND content_hash = $2",
            case.printed.id,
            content_hash(case.text),
        )
        with pytest.raises(ApplicationError) as failure:
            await amend(storage, case.printed.wall, case.order)
        assert failure.value.non_retryable


class TestChannelsThatWereGivenUp:
    async def waived(self, storage: Storage, wall: Wall) -> ArticleId:
        """An article whose Fanpage was given up, with the Portal's wall in `wall`."""
        article_id = await storage.approved(content())
        for channel in (ChannelName.PORTAL, ChannelName.ZALO_OA):
            await publish(storage, Wall(name=channel), await order_for(storage, article_id, channel))
        await publish(storage, wall, await order_for(storage, article_id, ChannelName.FANPAGE))
        await storage.done(Act.WAIVE_CHANNEL, article_id, channel=ChannelName.FANPAGE)
        assert (await storage.stores.articles.standing(article_id)).stage is Stage.PUBLISHED
        return article_id

    @pytest.mark.parametrize(
        ("call", "fault", "texts", "removals"),
        [
            ("prepare", Fault(trouble=Trouble.NEEDS_PERSON), False, False),
            ("prepare", DONE_BUT_LOST, False, True),
            ("reveal", DONE_BUT_LOST, True, True),
        ],
        ids=["never sent", "perhaps a draft", "perhaps visible"],
    )
    async def test_a_text_goes_only_where_readers_may_have_it_and_a_removal_wherever_something_was_sent(
        self, storage: Storage, call: str, fault: Fault, *, texts: bool, removals: bool
    ) -> None:
        """An empty id was handed to a channel, and a post given up half-way stayed after the take-down."""
        for kind, wanted in ((AmendmentKind.UPDATE, texts), (AmendmentKind.TAKE_DOWN, removals)):
            wall = Wall(name=ChannelName.FANPAGE)
            wall.goes_wrong(call, fault)
            article_id = await self.waived(storage, wall)
            case = await approved(storage, Printed(id=article_id, text=content(), walls={}), kind)
            assert (ChannelName.FANPAGE in case.orders) is wanted, kind
            if not wanted:
                continue
            await storage.admin.execute("UPDATE intents SET updated_at = now() - interval '1 hour'")
            await amend_until_done(storage, wall, case.orders[ChannelName.FANPAGE])
            assert len(wall.visible()) == (kind is AmendmentKind.UPDATE)


class TestWhateverTheStageSays:
    @pytest.mark.parametrize("state", ["sending", "prepared", "revealing", "published"])
    @pytest.mark.parametrize("stage_now", ["rejected", "withdrawn", "awaiting_approval", "editing", "before_board"])
    async def test_a_page_that_stands_is_taken_down_at_once(self, storage: Storage, stage_now: str, state: str) -> None:
        """Taken back by the books and public on the Portal: the order to take it down found nothing to take down."""
        known = await printed(storage)
        await storage.admin.execute("UPDATE articles SET stage = $2 WHERE id = $1", known.id, stage_now)
        await storage.admin.execute(
            "UPDATE intents SET state = $2, updated_at = now() - interval '1 hour', external_id = CASE WHEN $2 "
            "= 'sending' THEN '' ELSE external_id END WHERE article_id = $1",
            known.id,
            state,
        )
        case = await ordered_down(storage, known)
        await carried_out(storage, case)
        await gone(storage, case)
        assert (await storage.stores.articles.standing(known.id)).stage is Stage.TAKEN_DOWN
        clocks = [last for kept in (await storage.clocks(known.id)).values() for last in kept]
        assert clocks.count("open") == 1, "only the confirmation is still due"

    async def test_every_page_that_an_article_was_ever_sent_to(self, storage: Storage) -> None:
        """A changed text makes a page of its own; the first one stayed."""
        known = await printed(storage)
        text = amended(known.text, AmendmentKind.TYPO)
        assert text is not None
        other = await storage.approved(text)
        await publish(storage, known.wall, await order_for(storage, other))
        await storage.revise(known.id, text)
        await storage.admin.execute("UPDATE intents SET article_id = $2 WHERE article_id = $1", other, known.id)
        assert len(known.wall.visible()) == 2
        case = await ordered_down(storage, known)
        await carried_out(storage, case)
        await gone(storage, case)

    async def test_one_that_shows_again_is_taken_down_again(self, storage: Storage) -> None:
        """A late call of a worker that was given up; the books said it was down already."""
        known = await printed(storage)
        first = await ordered_down(storage, known)
        going = {"article": known.id, "ordered_by": "head", "reason": "Lệnh miệng"}
        answer = await claim(storage, MatterAct.TAKE_DOWN_NOW, new_matter(), Office.ENGINEER, **going)
        assert (answer.accepted, first.id in answer.message) == (False, True)
        await carried_out(storage, first)
        shown_again(known)
        again = await ordered_down(storage, known)
        await carried_out(storage, again)
        assert known.wall.visible() == []
        for order, clock in ((first, "open"), (again, "met")):
            await accepted(storage, MatterAct.CONFIRM_TAKE_DOWN, order.matter, Office.HEAD)
            assert (await storage.clocks(known.id))["confirm", ""] == [clock]


def shown_again(known: Printed) -> None:
    """The page is visible once more, by nobody's order."""
    known.wall.posts[0].visible, known.wall.posts[0].gone = True, False
