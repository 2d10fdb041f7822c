"""Publishing one text on one channel: what each trouble leads to, and what is never done."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.exceptions import ApplicationError

from activities.contracts import PublishInput
from activities.ports import Trouble
from activities.publishing import slug
from newsroom.article import ArticleId, ChannelName, ContentHash
from newsroom.errors import RefusalCode
from newsroom.publishing import SHOWN_FORM, Outcome
from newsroom.stages import Act, Stage
from tests.support.clocks import Clock, StandingClock
from tests.support.presses import NOTICE, intent, order_for, ordered, publish, publish_until_done, shown_once
from tests.support.samples import content
from tests.support.storages import Storage, photo
from tests.support.walls import Alter, Fault, UpsertWall, Wall, as_it_is

LOST = Fault(trouble=Trouble.UNCLEAR)
DONE_BUT_LOST = Fault(trouble=Trouble.UNCLEAR, done=True)
BUSY = Fault(trouble=Trouble.BUSY)
REJECTED = Fault(trouble=Trouble.REJECTED)
KNOWN = Fault(trouble=Trouble.UNCLEAR, code="506", is_known=True)
NEEDS_PERSON = Fault(trouble=Trouble.NEEDS_PERSON)


async def states(storage: Storage, order: PublishInput) -> tuple[str, str]:
    row = await intent(storage, order)
    return row["state"], row["outcome"]


async def warned(storage: Storage, article_id: str) -> list[str]:
    rows = await storage.rows(
        "SELECT member FROM notifications WHERE article_id = $1 AND kind = 'warning' ORDER BY id", article_id
    )
    return [row["member"] for row in rows]


class TestTheStraightPath:
    @pytest.mark.parametrize("kind", [Wall, UpsertWall])
    async def test_it_is_shown_once_and_answered_for_ever(self, storage: Storage, kind: type[Wall]) -> None:
        """The activity may be repeated after its result was lost: the channel must not be asked again."""
        wall, order = kind(), await ordered(storage)
        first = await publish(storage, wall, order)
        assert (first.outcome, first.url) == (Outcome.PUBLISHED, f"https://tuong/{wall.posts[0].id}")
        assert first.visible_at is not None
        assert wall.calls == ["prepare", "reveal", "read"]
        before = await storage.everything()
        assert await publish(storage, wall, order) == first
        assert wall.calls == ["prepare", "reveal", "read"]
        assert await storage.everything() == before
        await shown_once(storage, wall, order)
        assert (await storage.stores.articles.standing(order.article_id)).stage is Stage.PUBLISHED

    async def test_the_receipt_says_what_was_seen(self, storage: Storage) -> None:
        """Promise 1: later nobody could say which text the public saw, where, and when."""
        wall, order = Wall(), await ordered(storage)
        result = await publish(storage, wall, order)
        (receipt,) = await storage.bodies(order.article_id, kind="receipt")
        assert receipt["content_hash"] == order.content_hash
        assert (receipt["url"], receipt["external_id"], receipt["attempts"]) == (result.url, result.external_id, 1)
        assert receipt["fingerprint"].startswith(SHOWN_FORM)

    async def test_an_embargo_that_has_come_moves_the_article_to_publishing(
        self, storage: Storage, clock: Clock
    ) -> None:
        """The article would be shown and still be called scheduled."""
        hour = datetime.now(UTC) + timedelta(days=1)
        order = await ordered(storage, publish_at=hour)
        clock.put(hour)
        await storage.stores.publications.claim(order.article_id, order.content_hash, order.channel)
        assert (await storage.stores.articles.standing(order.article_id)).stage is Stage.PUBLISHING

    def test_an_address_is_plain_and_unique(self) -> None:
        """Two articles of one title must not share an address."""
        assert slug("Đường về Đồng Văn – “xuân” 2026!", "a1") == "duong-ve-dong-van-xuan-2026-a1"
        assert slug("…", "a1") == "-a1"
        assert len(slug("dài " * 100, "a1")) <= 83


class TestLostReplies:
    @pytest.mark.parametrize("kind", [Wall, UpsertWall])
    @pytest.mark.parametrize("call", ["prepare", "reveal", "read"])
    @pytest.mark.parametrize("fault", [LOST, DONE_BUT_LOST], ids=["not done", "done"])
    async def test_the_channel_is_read_before_anything_is_sent_again(
        self, storage: Storage, kind: type[Wall], call: str, fault: Fault
    ) -> None:
        """Promise 5: a blind second try is the usual way to a double post."""
        wall, order = kind(), await ordered(storage)
        wall.goes_wrong(call, fault)
        first = await publish(storage, wall, order)
        assert first.outcome is Outcome.AMBIGUOUS
        assert first.not_before is not None
        sent = len(wall.calls)
        await publish_until_done(storage, wall, order)
        assert wall.calls[sent] == ("find" if call == "prepare" else "read")
        await shown_once(storage, wall, order)

    async def test_a_draft_that_an_earlier_build_has_noted_is_shown(self, storage: Storage) -> None:
        """It stopped between the two calls, with a word of its own for that."""
        wall, order = Wall(), await ordered(storage)
        wall.goes_wrong("reveal", Fault(trouble=Trouble.UNCLEAR))
        await publish(storage, wall, order)
        await storage.admin.execute("UPDATE intents SET state = 'prepared' WHERE article_id = $1", order.article_id)
        wall.calls.clear()
        assert (await publish(storage, wall, order)).outcome is Outcome.PUBLISHED
        assert wall.calls == ["reveal", "read"]
        await shown_once(storage, wall, order)

    async def test_a_draft_that_was_made_is_taken_up(self, storage: Storage) -> None:
        """No second draft when the first can be found."""
        wall, order = Wall(), await ordered(storage)
        wall.goes_wrong("prepare", DONE_BUT_LOST)
        await publish_until_done(storage, wall, order)
        assert wall.calls.count("prepare") == 1
        assert len(wall.posts) == 1

    async def test_it_is_sent_again_only_after_two_denials(self, storage: Storage) -> None:
        """A channel that lists late would get a second draft at once."""
        wall, order = Wall(), await ordered(storage)
        wall.goes_wrong("prepare", DONE_BUT_LOST)
        wall.unseen_finds = 1
        results = await publish_until_done(storage, wall, order)
        assert [result.outcome for result in results] == ["ambiguous", "ambiguous", "published"]
        assert wall.calls.count("prepare") == 1

    async def test_a_draft_that_never_appears_in_lists_is_harmless(self, storage: Storage) -> None:
        """Two drafts, one visible post."""
        wall, order = Wall(), await ordered(storage)
        wall.goes_wrong("prepare", DONE_BUT_LOST, DONE_BUT_LOST)
        wall.unseen_finds = 99
        await publish_until_done(storage, wall, order)
        assert len(wall.posts) == 3
        await shown_once(storage, wall, order)

    @pytest.mark.parametrize("trouble", [BUSY, REJECTED, NEEDS_PERSON, Fault(trouble=Trouble.UNCLEAR, not_sent=True)])
    async def test_a_search_that_fails_does_not_settle_what_was_unclear(self, storage: Storage, trouble: Fault) -> None:
        """A busy answer to the search made the lost draft forgotten, and the next run sent blindly."""
        wall, order = Wall(), await ordered(storage)
        wall.goes_wrong("prepare", DONE_BUT_LOST)
        wall.goes_wrong("find", trouble)
        await publish(storage, wall, order)
        await publish(storage, wall, order)
        assert (await states(storage, order))[0] == "sending"
        await publish_until_done(storage, wall, order)
        assert wall.calls.count("prepare") == 1

    async def test_a_post_that_shows_late_is_waited_for(self, storage: Storage) -> None:
        """Public pages lag behind; revealing twice or giving up would both be wrong."""
        wall, order = Wall(), await ordered(storage)
        wall.unseen_reads = 2
        assert (await publish(storage, wall, order)).outcome is Outcome.PUBLISHED
        assert wall.calls == ["prepare", "reveal", "read", "read", "read"]

    async def test_a_post_that_shows_much_later_is_found_by_the_next_run(self, storage: Storage) -> None:
        """The activity must not hang for minutes in one run."""
        wall, order = Wall(), await ordered(storage)
        wall.unseen_reads = 4
        results = await publish_until_done(storage, wall, order)
        assert [result.outcome for result in results] == ["ambiguous", "published"]
        assert wall.calls.count("reveal") == 1
        await shown_once(storage, wall, order)


class TestOtherTroubles:
    async def test_a_busy_channel_is_left_alone_until_it_said(self, storage: Storage) -> None:
        """Knocking on is how an account gets blocked."""
        wall, order = Wall(), await ordered(storage)
        until = datetime.now(UTC) + timedelta(minutes=7)
        wall.goes_wrong("prepare", Fault(trouble=Trouble.BUSY, not_before=until))
        result = await publish(storage, wall, order)
        assert (result.outcome, result.not_before) == (Outcome.WAITING, until)
        await publish_until_done(storage, wall, order)
        assert "find" not in wall.calls
        await shown_once(storage, wall, order)

    async def test_waiting_grows_and_begins_small_again_after_a_person_came(
        self, storage: Storage, standing_clock: StandingClock
    ) -> None:
        """Seconds at first, minutes later; after the engineer's mend the first wait was five minutes."""
        wall, order = Wall(), await ordered(storage)
        wall.goes_wrong("prepare", BUSY, BUSY, BUSY, NEEDS_PERSON, BUSY)
        waits = []
        for _ in range(5):
            not_before = (await publish(storage, wall, order)).not_before
            waits.append((not_before - standing_clock.now()).total_seconds() if not_before else None)
        assert waits == [0.3, 1, 3, None, 0.3]

    async def test_a_busy_reveal_waits_a_little_after_a_person_came(self, storage: Storage) -> None:
        """With the id already known the count began at nothing and took the longest step."""
        wall, order = Wall(), await ordered(storage)
        wall.goes_wrong("reveal", NEEDS_PERSON, BUSY)
        await publish(storage, wall, order)
        before = datetime.now(UTC)
        result = await publish(storage, wall, order)
        assert result.not_before is not None
        assert result.not_before - before < timedelta(seconds=10)

    @pytest.mark.parametrize(
        ("fault", "outcome"), [(REJECTED, Outcome.REJECTED), (NEEDS_PERSON, Outcome.NEEDS_PERSON)], ids=str
    )
    async def test_people_are_told_and_the_evidence_is_kept(
        self, storage: Storage, fault: Fault, outcome: Outcome
    ) -> None:
        """Rule 81: a channel that stands still must have a person who knows."""
        wall, order = Wall(), await ordered(storage)
        wall.goes_wrong("prepare", fault)
        result = await publish(storage, wall, order)
        assert (result.outcome, result.not_before) == (outcome, None)
        (body,) = await storage.bodies(order.article_id, kind="channel_stopped")
        assert (body["outcome"], body["evidence"]) == (outcome, "lời của kênh")
        assert {"engineer", "final-editor"} <= set(await warned(storage, order.article_id))
        assert (await storage.clocks(order.article_id))["publish", "portal"] == ["open"]
        await publish_until_done(storage, wall, order)
        await shown_once(storage, wall, order)

    async def test_people_are_told_again_when_it_stops_again(self, storage: Storage) -> None:
        """The engineer resumed too early; the second stop was silent and the article stood for hours."""
        wall, order = Wall(), await ordered(storage)
        wall.goes_wrong("prepare", NEEDS_PERSON, NEEDS_PERSON)
        await publish(storage, wall, order)
        told = await warned(storage, order.article_id)
        await storage.done(Act.RESUME_CHANNEL, order.article_id, channel=order.channel)
        await publish(storage, wall, order)
        assert await warned(storage, order.article_id) == told * 2
        assert len(await storage.bodies(order.article_id, kind="channel_stopped")) == 2

    async def test_a_stop_that_the_ledger_does_not_take_is_no_stop(self, storage: Storage) -> None:
        """The row said "needs a person" while no person was told."""
        wall, order = Wall(), await ordered(storage)
        wall.goes_wrong("prepare", NEEDS_PERSON)
        await storage.admin.execute("REVOKE EXECUTE ON FUNCTION ledger_append(text, text, text) FROM toasoan_app")
        try:
            with pytest.raises(Exception, match="permission denied"):
                await publish(storage, wall, order)
        finally:
            await storage.admin.execute("GRANT EXECUTE ON FUNCTION ledger_append(text, text, text) TO toasoan_app")
        assert await states(storage, order) == ("sending", "")
        assert await warned(storage, order.article_id) == []

    @pytest.mark.parametrize("call", ["prepare", "find", "reveal", "read"])
    @pytest.mark.parametrize("trouble", [Trouble.BUSY, Trouble.UNCLEAR])
    async def test_endless_trouble_comes_to_a_person(self, storage: Storage, call: str, trouble: Trouble) -> None:
        """Only failing sends were counted: a reveal that failed for ever was tried for ever, and nobody was told."""
        wall, order = Wall(), await ordered(storage)
        if call == "find":
            wall.goes_wrong("prepare", DONE_BUT_LOST)
        wall.goes_wrong(call, *[Fault(trouble=trouble)] * 30)
        outcomes = [(await publish(storage, wall, order)).outcome for _ in range(8)]
        assert Outcome.NEEDS_PERSON not in outcomes[:7]
        assert outcomes[7] is Outcome.NEEDS_PERSON
        assert "engineer" in await warned(storage, order.article_id)
        assert len(wall.visible()) <= 1

    @pytest.mark.parametrize("call", ["prepare", "reveal"])
    async def test_a_channel_that_says_twice_that_it_has_the_post_is_not_asked_again(
        self, storage: Storage, call: str
    ) -> None:
        """Facebook's 506 came back at every try: eight times, and the person called was told of an unclear reply."""
        wall, order = Wall(), await ordered(storage)
        wall.goes_wrong(call, *[KNOWN] * 30)
        while (result := await publish(storage, wall, order)).outcome is Outcome.AMBIGUOUS:
            pass
        assert result.outcome is Outcome.NEEDS_PERSON
        assert "hai lần nói có bài trùng (mã 506)" in result.explanation
        assert wall.calls.count(call) == 2
        assert ("find" if call == "prepare" else "read") in wall.calls
        assert "engineer" in await warned(storage, order.article_id)
        assert wall.visible() == []

    async def test_another_refusal_between_two_is_no_second_one(self, storage: Storage) -> None:
        wall, order = Wall(), await ordered(storage)
        wall.goes_wrong("prepare", KNOWN, Fault(trouble=Trouble.UNCLEAR, code="2"), KNOWN)
        await publish_until_done(storage, wall, order)
        await shown_once(storage, wall, order)

    async def test_the_last_code_of_the_channel_is_told_after_the_last_try(self, storage: Storage) -> None:
        """The eighth try ended with a read that saw nothing, and what the channel had said was lost with the first."""
        wall, order = Wall(), await ordered(storage)
        wall.goes_wrong("prepare", Fault(trouble=Trouble.UNCLEAR, code="80001/3", done=True))
        wall.unseen_reads = 100
        for _ in range(8):
            result = await publish(storage, wall, order)
        assert result.outcome is Outcome.NEEDS_PERSON
        assert "Mã lỗi cuối cùng của kênh: 80001/3." in result.explanation
        (body,) = await storage.bodies(order.article_id, kind="channel_stopped")
        assert "80001/3" in body["explanation"]
        assert (await intent(storage, order))["cause"] == "80001/3"


class TestWhatIsStillOnTheLine:
    @pytest.mark.parametrize("told", [BUSY, REJECTED, NEEDS_PERSON, Fault(trouble=Trouble.UNCLEAR, not_sent=True)])
    async def test_it_is_not_forgotten_because_a_second_try_did_nothing(self, storage: Storage, told: Fault) -> None:
        """The second try was told "busy", and the first was forgotten: a page could appear of what was taken back."""
        wall, order = UpsertWall(), await ordered(storage)
        wall.gates["prepare"] = line = asyncio.Event()
        first = asyncio.create_task(publish(storage, wall, order))
        await wall.at["prepare"].wait()
        del wall.gates["prepare"]
        wall.goes_wrong("prepare", told)
        await publish(storage, wall, order)
        await publish(storage, wall, order)
        assert wall.calls.count("prepare") == 2
        assert (await states(storage, order))[0] == "sending"
        answer = await storage.act(Act.TAKE_OVER, order.article_id)
        assert (answer.accepted, answer.code) == (False, RefusalCode.WRONG_STAGE)
        line.set()
        await first
        assert len(wall.visible()) == 1
        await publish_until_done(storage, wall, order)
        await shown_once(storage, wall, order)
        assert wall.calls.count("prepare") == 2

    async def test_the_denials_before_a_try_that_did_nothing_still_count(self, storage: Storage) -> None:
        """Each time the channel was busy it would have to deny the first try twice more."""
        wall, order = UpsertWall(), await ordered(storage)
        wall.goes_wrong("prepare", LOST, BUSY)
        results = await publish_until_done(storage, wall, order)
        assert [result.outcome for result in results] == ["ambiguous", "ambiguous", "waiting", "published"]

    async def test_a_try_that_did_nothing_is_taken_back(self, storage: Storage) -> None:
        """With nothing on the line the Head may still take the article back."""
        wall, order = UpsertWall(), await ordered(storage)
        wall.goes_wrong("prepare", BUSY)
        await publish(storage, wall, order)
        await storage.done(Act.TAKE_OVER, order.article_id)
        assert wall.visible() == []


class TestTheTextThatIsSeen:
    @pytest.mark.parametrize(
        ("altered", "evidence"),
        [
            (lambda lines: ("Tiêu đề bị sửa", *lines[1:]), "Tiêu đề bị sửa"),
            (lambda lines: (*lines, "Quảng cáo"), "Quảng cáo"),
            (lambda lines: lines[:-1], "Nông Văn Hải"),
        ],
        ids=["changed", "added", "cut"],
    )
    async def test_another_text_is_stopped_with_the_difference(
        self, storage: Storage, altered: Alter, evidence: str
    ) -> None:
        """Promise 1: readers see a text that nobody approved, and the person called must be shown where."""
        wall, order = Wall(altered=altered), await ordered(storage)
        assert (await publish(storage, wall, order)).outcome is Outcome.NEEDS_PERSON
        (body,) = await storage.bodies(order.article_id, kind="channel_stopped")
        assert evidence in body["evidence"]
        assert {"engineer", "final-editor"} <= set(await warned(storage, order.article_id))
        assert await storage.bodies(order.article_id, kind="receipt") == []
        assert (await storage.clocks(order.article_id))["publish", "portal"] == ["open"]

        wall.altered = as_it_is
        assert (await publish(storage, wall, order)).outcome is Outcome.PUBLISHED
        assert wall.calls.count("reveal") == 1
        await shown_once(storage, wall, order)

    async def test_white_space_and_letter_forms_are_no_difference(self, storage: Storage) -> None:
        """Channels fold spaces and decompose letters; an alarm for that would be ignored soon."""
        wall = Wall(altered=lambda lines: tuple(f"  {line.replace(' ', '  ')} " for line in ("", *lines)))
        assert (await publish(storage, wall, await ordered(storage))).outcome is Outcome.PUBLISHED


class TestOnlyWhatIsApproved:
    async def refused(self, storage: Storage, order: PublishInput, kind: str = "not_approved") -> None:
        wall = Wall()
        with pytest.raises(ApplicationError) as failure:
            await publish(storage, wall, order)
        assert (failure.value.type, failure.value.non_retryable) == (kind, kind == "not_approved")
        assert wall.calls == []
        assert await intent(storage, order) == {}

    async def test_a_blocked_request_is_recorded_and_alarmed(self, storage: Storage) -> None:
        """Somebody asked for an unapproved text: people must hear of it, not only the workflow."""
        article_id = await storage.submit(NOTICE)
        await self.refused(storage, await order_for(storage, article_id))
        (body,) = await storage.bodies(article_id, kind="channel_stopped")
        assert body["outcome"] == "needs_person"
        for member in ("head", "final-editor", "engineer"):
            notes = await storage.stores.reading.notifications(member)
            assert any(note.kind == "alarm" and article_id in note.text for note in notes)

    async def test_not_before_the_approval(self, storage: Storage) -> None:
        """Promise 1: the worst that can happen."""
        article_id = await storage.submit(NOTICE)
        await self.refused(storage, await order_for(storage, article_id))
        await storage.done(Act.FINISH_EDIT, article_id)
        await self.refused(storage, await order_for(storage, article_id))

    @pytest.mark.parametrize("act", [Act.REJECT, Act.WITHDRAW, Act.RETURN_FOR_EDIT])
    async def test_not_after_a_no(self, storage: Storage, act: Act) -> None:
        """A text that was stopped must stay stopped."""
        article_id = await storage.submit(NOTICE)
        await storage.done(Act.FINISH_EDIT, article_id)
        await storage.done(act, article_id)
        await self.refused(storage, await order_for(storage, article_id))

    async def test_not_before_its_hour(self, storage: Storage, clock: Clock) -> None:
        """An embargo broken cannot be mended; a clock a little ahead of ours must not end the publication either."""
        hour = datetime.now(UTC) + timedelta(minutes=5)
        order = await ordered(storage, publish_at=hour)
        await self.refused(storage, order, "too_early")
        clock.put(hour)
        assert (await publish(storage, Wall(), order)).outcome is Outcome.PUBLISHED

    async def test_not_after_a_withdrawal_in_the_embargo(self, storage: Storage, clock: Clock) -> None:
        """The hour comes, but the article was taken back."""
        hour = datetime.now(UTC) + timedelta(minutes=5)
        order = await ordered(storage, publish_at=hour)
        await storage.done(Act.WITHDRAW, order.article_id)
        clock.put(hour)
        await self.refused(storage, order)

    @pytest.mark.parametrize("by", ["final-editor", "head"])
    async def test_not_after_a_return_in_the_embargo(self, storage: Storage, clock: Clock, by: str) -> None:
        """The hour comes, but the text went back to the desk: it waits for another approval, and nobody is accused."""
        hour = datetime.now(UTC) + timedelta(minutes=5)
        order = await ordered(storage, publish_at=hour)
        await storage.done(Act.RETURN_FOR_EDIT, order.article_id, by=by)
        clock.put(hour)
        wall = Wall()
        assert (await publish(storage, wall, order)).outcome is Outcome.WAITING
        assert wall.calls == []
        assert await storage.bodies(order.article_id, kind="channel_stopped") == []
        await storage.done(Act.FINISH_EDIT, order.article_id)
        await self.refused_again(storage, order, wall)
        await storage.done(Act.APPROVE, order.article_id)
        assert (await publish(storage, wall, order)).outcome is Outcome.PUBLISHED

    async def refused_again(self, storage: Storage, order: PublishInput, wall: Wall) -> None:
        assert (await publish(storage, wall, order)).outcome is Outcome.WAITING
        assert wall.calls == []

    async def test_on_a_channel_that_the_approver_has_switched_on(self, storage: Storage) -> None:
        """Ambiguity A17: a document goes to the Portal alone, unless its approver says more."""
        on, wall = ChannelName.FANPAGE, Wall()
        article_id = await storage.approved(NOTICE, channels_on=(on,))
        assert (await storage.clocks(article_id))["publish", on] == ["open"]
        portal, fanpage = await order_for(storage, article_id), await order_for(storage, article_id, on)
        await self.refused(storage, await order_for(storage, article_id, ChannelName.ZALO_OA))
        assert (await publish(storage, wall, portal)).outcome is Outcome.PUBLISHED
        assert (await storage.stores.articles.standing(article_id)).stage is Stage.PUBLISHING
        assert (await publish(storage, wall, fanpage)).outcome is Outcome.PUBLISHED
        assert (await storage.stores.articles.standing(article_id)).stage is Stage.PUBLISHED

    async def test_not_another_text(self, storage: Storage) -> None:
        """Neither a made-up hash nor a later revision of the approved article."""
        order = await ordered(storage)
        later = await storage.revise(order.article_id, content())
        for digest in ("0" * 64, later["new_hash"]):
            other = ContentHash(digest)
            await self.refused(
                storage, PublishInput(article_id=order.article_id, content_hash=other, channel=order.channel)
            )

    async def test_not_on_a_channel_that_was_left_out_or_waived(self, storage: Storage) -> None:
        """The approver said where; the text may be wrong for the other place."""
        off, waived = ChannelName.FANPAGE, ChannelName.ZALO_OA
        article_id = await storage.approved(channels_off=(off,), reason="không hợp kênh")
        await self.refused(storage, await order_for(storage, article_id, off))
        await storage.done(Act.WAIVE_CHANNEL, article_id, channel=waived)
        await self.refused(storage, await order_for(storage, article_id, waived))

    async def test_not_on_a_row_that_only_says_so(self, storage: Storage) -> None:
        """Somebody who can write the articles table could publish without any approval in the ledger."""
        article_id = await storage.submit(NOTICE)
        await storage.admin.execute(
            "UPDATE articles SET stage = 'publishing', approved_hash = content_hash, approved_at = now() WHERE id = $1",
            article_id,
        )
        await self.refused(storage, await order_for(storage, article_id))

    async def test_not_a_text_changed_in_its_row(self, storage: Storage) -> None:
        """The approval names a hash: a text edited under that hash was published, and the read-back agreed with it."""
        order = await ordered(storage)
        await storage.admin.execute(
            "UPDATE revisions SET content = replace(content, 'gieo cấy', 'bỏ hoang') WHERE article_id = $1",
            order.article_id,
        )
        await self.refused(storage, order)

    async def test_not_a_picture_changed_in_its_row(self, storage: Storage) -> None:
        """The approved picture is named by its hash too."""
        picture = b"anh duoc duyet"
        article_id = await storage.submit(replace(NOTICE, photos=(photo(picture),)), picture)
        await storage.done(Act.FINISH_EDIT, article_id)
        await storage.done(Act.APPROVE, article_id)
        await storage.admin.execute("UPDATE photos SET data = 'khac' WHERE digest = $1", photo(picture).digest)
        wall = Wall()
        with pytest.raises(ApplicationError) as failure:
            await publish(storage, wall, await order_for(storage, article_id))
        assert (failure.value.type, wall.calls) == ("not_approved", [])

    async def test_an_unknown_article_is_a_final_failure(self, storage: Storage) -> None:
        """It was tried again for ever."""
        order = PublishInput(
            article_id=ArticleId("CB-0"), content_hash=ContentHash("0" * 64), channel=ChannelName.PORTAL
        )
        with pytest.raises(ApplicationError) as failure:
            await publish(storage, Wall(), order)
        assert (failure.value.type, failure.value.non_retryable) == ("unknown_article", True)
