"""Recording acts: everything or nothing, once, by the board of that moment, and refusals kept like the rest."""

import asyncio
import base64
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from activities.contracts import SignedAct
from activities.storage.database import StorageUnreachable, now
from desk.signing import DeskKey, new_private_key
from newsroom.article import ArticleId, MemberId, subject_of
from newsroom.board import Office
from newsroom.claims import CLAIM_LIFETIME, claim_text
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.kinds import MatterAct
from newsroom.stages import Act, Stage
from newsroom.standing import in_short
from tests.support.matter_acts import adopted, do
from tests.support.samples import BOARD_FILE, DEPUTY_TOPICS, content
from tests.support.storages import Storage

FORGER = DeskKey(new_private_key())
ALARMED = (Office.HEAD, Office.FINAL_EDITOR, Office.ENGINEER)


async def awaiting(storage: Storage) -> ArticleId:
    article_id = await storage.submit()
    await storage.done(Act.FINISH_EDIT, article_id)
    return article_id


@asynccontextmanager
async def ledger_closed(storage: Storage) -> AsyncIterator[None]:
    """The ledger accepts nothing for a while."""
    await storage.admin.execute("REVOKE EXECUTE ON FUNCTION ledger_append(text, text, text) FROM toasoan_app")
    try:
        yield
    finally:
        await storage.admin.execute("GRANT EXECUTE ON FUNCTION ledger_append(text, text, text) TO toasoan_app")


async def kill_whoever_waits(storage: Storage) -> None:
    """End the connection that waits for a lock."""
    query = (
        "SELECT pg_terminate_backend(pid) AS gone FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(10):
        while not await storage.rows(query):
            await asyncio.sleep(0.01)


class TestAllOrNothing:
    async def test_an_accepted_act_moves_everything_together(self, storage: Storage) -> None:
        """A stage without its clock, message or ledger line would be a promise that nobody watches."""
        article_id = await storage.submit()
        editor = await storage.holder(Office.FINAL_EDITOR)
        answer = await storage.done(Act.FINISH_EDIT, article_id)

        assert answer.standing == in_short(await storage.stores.articles.standing(article_id))
        assert (await storage.stores.articles.known(article_id)).is_untold
        assert answer.standing is not None
        assert answer.standing.stage is Stage.AWAITING_APPROVAL
        assert await storage.clocks(article_id) == {("edit", ""): ["met"], ("same_day", ""): ["open"]}
        assert any(article_id in text for text in await storage.inbox("standing-deputy", "task"))
        (body,) = await storage.bodies(article_id, kind="act", act="finish_edit", outcome="accepted")
        assert (body["member"], body["ground"]["rule"], body["stage"]) == (editor.id, 54, "awaiting_approval")
        assert [moment.alert for moment in answer.agenda.moments if moment.promise == "same_day"]

    @pytest.mark.parametrize("act", [Act.APPROVE, Act.REJECT, Act.WITHDRAW, Act.TAKE_OVER])
    async def test_an_act_that_the_ledger_does_not_take_changes_nothing(self, storage: Storage, act: Act) -> None:
        """An approval outside the ledger is a bypass."""
        article_id = await awaiting(storage)
        before = await storage.everything()
        async with ledger_closed(storage):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await storage.act(act, article_id)
        assert await storage.everything() == before
        await storage.done(act, article_id)

    async def test_a_connection_lost_at_the_last_step_changes_nothing(self, storage: Storage) -> None:
        """Half an approval would publish without a record, or record without a clock."""
        article_id = await awaiting(storage)
        signed = await storage.signed(Act.APPROVE, article_id)
        before = await storage.everything()
        holder = await asyncpg.connect(storage.dsn)
        try:
            await holder.execute("BEGIN; SELECT * FROM ledger_head FOR UPDATE")
            recording = asyncio.create_task(storage.stores.acts.record(subject_of(article_id), signed))
            await kill_whoever_waits(storage)
            with pytest.raises(StorageUnreachable):
                await recording
        finally:
            await holder.close()
        assert await storage.everything() == before
        assert (await storage.stores.acts.record(subject_of(article_id), signed)).accepted

    async def test_a_submission_that_the_ledger_does_not_take_is_not_stored(self, storage: Storage) -> None:
        """The author would get an error and the editor a task."""
        before = await storage.everything()
        async with ledger_closed(storage):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await storage.submit()
        assert await storage.everything() == before


class TestOnce:
    async def test_the_same_act_again_gives_the_same_answer_and_one_entry(self, storage: Storage) -> None:
        """A worker that dies after the commit repeats the act: it must not count twice."""
        article_id = await awaiting(storage)
        signed = await storage.signed(Act.APPROVE, article_id)
        first = await storage.stores.acts.record(subject_of(article_id), signed)
        before = await storage.everything()
        again = await storage.stores.acts.record(subject_of(article_id), signed)
        assert (again.accepted, again.standing) == (first.accepted, first.standing)
        assert await storage.everything() == before

    async def test_the_same_refused_act_again_gives_the_same_refusal_and_one_entry(self, storage: Storage) -> None:
        """A repeated refusal must not grow the ledger, nor become an approval later."""
        article_id = await storage.submit()
        signed = await storage.signed(Act.APPROVE, article_id, by="standing-deputy")
        first = await storage.stores.acts.record(subject_of(article_id), signed)
        assert (first.accepted, first.code) == (False, RefusalCode.WRONG_STAGE)
        await storage.done(Act.FINISH_EDIT, article_id)
        assert await storage.stores.acts.record(subject_of(article_id), signed) == first
        assert len(await storage.bodies(article_id, act="approve")) == 1

    async def test_twenty_of_the_same_at_once_are_one(self, storage: Storage) -> None:
        """Two workers may hold the same act after a lost reply."""
        article_id = await awaiting(storage)
        signed = await storage.signed(Act.APPROVE, article_id)
        answers = await asyncio.gather(*(storage.stores.acts.record(subject_of(article_id), signed) for _ in range(20)))
        assert all(answer.accepted for answer in answers)
        assert len(await storage.bodies(article_id, act="approve")) == 1

    async def test_an_act_id_used_for_another_claim_is_refused_and_kept(self, storage: Storage) -> None:
        """The id of an old approval must not lend its answer to a new act."""
        article_id = await awaiting(storage)
        act_id = uuid.uuid4().hex
        refused = await storage.act(Act.REJECT, article_id, by="reporter-2", act_id=act_id)
        assert not refused.accepted
        other = await storage.act(Act.APPROVE, article_id, act_id=act_id)
        assert (other.accepted, other.code) == (False, RefusalCode.REPEATED_ACT)
        (kept,) = await storage.bodies(article_id, code="repeated_act")
        assert (kept["act_id"], kept["reused_act_id"]) == (None, act_id)
        assert (await storage.stores.articles.standing(article_id)).stage is Stage.AWAITING_APPROVAL
        assert await storage.stores.ledger.faults() == ()

    async def test_two_different_approvals_at_once_are_one_approval(self, storage: Storage) -> None:
        """Two approvals would start two sets of clocks."""
        article_id = await awaiting(storage)
        acts = [await storage.signed(Act.APPROVE, article_id) for _ in range(2)]
        answers = await asyncio.gather(*(storage.stores.acts.record(subject_of(article_id), act) for act in acts))
        assert sorted(answer.accepted for answer in answers) == [False, True]
        assert [answer.code for answer in answers if not answer.accepted] == [RefusalCode.WRONG_STAGE]
        clocks = await storage.clocks(article_id)
        assert [len(states) for (promise, _), states in clocks.items() if promise == "publish"] == [1, 1, 1]

    async def test_approval_and_withdrawal_at_once_are_one_of_them(self, storage: Storage) -> None:
        """An article both withdrawn and published."""
        article_id = await awaiting(storage)
        acts = [await storage.signed(act, article_id) for act in (Act.APPROVE, Act.WITHDRAW)]
        answers = await asyncio.gather(*(storage.stores.acts.record(subject_of(article_id), act) for act in acts))
        assert sorted(answer.accepted for answer in answers) == [False, True]


class TestForgery:
    async def test_it_is_refused_recorded_and_alarmed(self, storage: Storage) -> None:
        """Promise 2: somebody who can reach the server could approve, and nobody would hear of it."""
        article_id = await awaiting(storage)
        standing = await storage.stores.articles.standing(article_id)
        claim = await storage.claim(Act.APPROVE, article_id)
        answer = await storage.stores.acts.record(subject_of(article_id), FORGER.sign(claim))

        assert (answer.accepted, answer.code) == (False, RefusalCode.BAD_SIGNATURE)
        assert await storage.stores.articles.standing(article_id) == standing
        (body,) = await storage.bodies(article_id, code="bad_signature")
        assert (body["claimed"], body["member"], body["act_id"]) == (claim.member, "", None)
        assert json.loads(body["claim"])["act"] == "approve"
        for office in ALARMED:
            alarms = await storage.inbox((await storage.holder(office)).id, "alarm")
            assert [article_id in text for text in alarms].count(True) == 1
        assert (await storage.act(Act.APPROVE, article_id, act_id=claim.act_id)).accepted

    async def test_forgeries_on_one_article_are_one_alarm_with_their_number(self, storage: Storage) -> None:
        """A forger who always sends the same signature is alarmed for each article, and floods nobody's inbox."""
        articles = [await awaiting(storage), await awaiting(storage)]
        for article_id in articles:
            for act in (Act.APPROVE, Act.REJECT):
                claim = claim_text(await storage.claim(act, article_id))
                await storage.stores.acts.record(subject_of(article_id), SignedAct(claim=claim, signature=""))
        alarms = await storage.inbox("head", "alarm")
        assert [sum(article_id in text for text in alarms) for article_id in articles] == [1, 1]
        times = await storage.rows("SELECT times FROM notifications WHERE article_id = ANY($1)", articles)
        assert {row["times"] for row in times if row["times"] > 1} == {2}

    async def test_a_retry_after_a_crash_does_not_alarm_twice(self, storage: Storage) -> None:
        """Alarms that repeat by themselves are soon not read."""
        article_id = await awaiting(storage)
        forged = FORGER.sign(await storage.claim(Act.APPROVE, article_id))
        for _ in range(3):
            await storage.stores.acts.record(subject_of(article_id), forged)
        assert sum(article_id in text for text in await storage.inbox("head", "alarm")) == 1

    @pytest.mark.parametrize(
        "twist",
        [
            {"member": "\x00"},
            {"member": "\ud800"},
            {"act_id": "\x00"},
            {"made_at": "0001-01-01T00:00:00+00:00"},
            {"details": None},
            {"act": "xuất bản"},
            {"member": "m" * 50_000},
        ],
        ids=lambda twist: next(iter(twist)),
    )
    async def test_a_strange_one_blocks_neither_the_article_nor_the_verification(
        self, storage: Storage, twist: dict[str, object]
    ) -> None:
        """A letter that Postgres cannot read as JSON stopped the article's publication and the ledger's proof."""
        article_id = await awaiting(storage)
        data = json.loads(claim_text(await storage.claim(Act.APPROVE, article_id))) | twist
        answer = await storage.stores.acts.record(
            subject_of(article_id), SignedAct(claim=json.dumps(data), signature="AAAA")
        )
        assert answer.code == RefusalCode.BAD_SIGNATURE
        (body,) = await storage.bodies(article_id, code="bad_signature")
        assert len(body["claim"]) <= 4000
        assert await storage.stores.ledger.faults() == ()
        await storage.done(Act.APPROVE, article_id)
        standing = await storage.stores.articles.standing(article_id)
        await storage.stores.publications.claim(article_id, standing.content_hash, standing.channels[0])

    async def test_a_signature_for_one_text_does_not_cover_another(self, storage: Storage) -> None:
        """A signed rejection could be turned into an approval."""
        article_id = await awaiting(storage)
        claim = await storage.claim(Act.REJECT, article_id)
        turned = SignedAct(
            claim=claim_text(replace(claim, act=Act.APPROVE)), signature=storage.key.sign(claim).signature
        )
        assert (await storage.stores.acts.record(subject_of(article_id), turned)).code == RefusalCode.BAD_SIGNATURE

    async def test_a_signature_cannot_be_bent(self, storage: Storage) -> None:
        """One flipped bit, a cut one, no base64: none is a proof."""
        article_id = await awaiting(storage)
        good = await storage.signed(Act.APPROVE, article_id)
        raw = base64.b64decode(good.signature)
        bent = [base64.b64encode(bytes([raw[0] ^ 1, *raw[1:]])).decode(), good.signature[:-4], "không phải", ""]
        for signature in bent:
            answer = await storage.stores.acts.record(subject_of(article_id), replace(good, signature=signature))
            assert answer.code == RefusalCode.BAD_SIGNATURE


class TestRefusals:
    @pytest.mark.parametrize(
        ("age", "accepted"),
        [
            (CLAIM_LIFETIME - timedelta(seconds=30), True),
            (CLAIM_LIFETIME + timedelta(seconds=5), False),
            (timedelta(seconds=-30), True),
            (timedelta(minutes=-2), False),
        ],
    )
    async def test_a_claim_lives_ten_minutes(self, storage: Storage, age: timedelta, *, accepted: bool) -> None:
        """A stolen claim could be kept for a better moment."""
        article_id = await awaiting(storage)
        answer = await storage.act(Act.APPROVE, article_id, made_at=datetime.now(UTC) - age)
        assert answer.accepted is accepted
        assert answer.code == ("" if accepted else RefusalCode.EXPIRED_CLAIM)

    @pytest.mark.parametrize(
        ("said", "code"),
        [
            ({"by": "head"}, RefusalCode.NOT_ENTITLED),
            ({"by": "reporter-2"}, RefusalCode.NOT_ENTITLED),
            ({"by": "reporter-1"}, RefusalCode.OWN_ARTICLE),
            ({"by": "nobody"}, RefusalCode.UNKNOWN_MEMBER),
            ({"office": Office.HEAD}, RefusalCode.UNKNOWN_MEMBER),
            ({"content_hash": "0" * 64}, RefusalCode.STALE_TEXT),
            ({"publish_at": datetime(2026, 1, 1, tzinfo=UTC)}, RefusalCode.BAD_REQUEST),
            ({"channels_off": ("portal",), "reason": "x"}, RefusalCode.BAD_REQUEST),
            ({"reason": "một chữ \x00 rỗng"}, RefusalCode.BAD_REQUEST),
        ],
        ids=str,
    )
    async def test_it_changes_nothing_and_is_kept_whole(
        self, storage: Storage, said: dict[str, object], code: RefusalCode
    ) -> None:
        """Refused acts must be as visible afterwards as accepted ones: who, on what ground, with which claim."""
        article_id = await awaiting(storage)
        signed = await storage.signed(Act.APPROVE, article_id, **said)  # type: ignore[arg-type]
        before = await storage.everything()
        answer = await storage.stores.acts.record(subject_of(article_id), signed)
        assert (answer.accepted, answer.code, answer.standing) == (False, code, None)
        after = await storage.everything()
        assert {name for name in before if before[name] != after[name]} == {"ledger", "ledger_head"}
        (body,) = await storage.bodies(article_id, outcome="refused")
        assert (body["code"], body["message"]) == (code, answer.message)
        assert (body["claim"], body["signature"]) == (signed.claim, signed.signature)
        assert body["act"] == "approve"

    async def test_unready_text_is_refused_with_the_place_to_mend(self, storage: Storage) -> None:
        """An editor who is not told where searches the whole text."""
        text = replace(content(), title="", body_html="<p>Tài liệu đóng dấu MẬT.</p>")
        article_id = await storage.submit(text)
        answer = await storage.act(Act.FINISH_EDIT, article_id)
        assert (answer.accepted, answer.code) == (False, RefusalCode.CHECKLIST)
        assert "tiêu đề" in answer.message
        assert "đoạn 1" in answer.message
        assert (await storage.bodies(article_id, code="checklist"))[0]["message"] == answer.message

    async def test_a_claim_for_another_article_is_refused_here(self, storage: Storage) -> None:
        """An approval must not wander from one article to another."""
        here, there = await awaiting(storage), await awaiting(storage)
        signed = await storage.signed(Act.APPROVE, there)
        assert (await storage.stores.acts.record(subject_of(here), signed)).code == RefusalCode.BAD_REQUEST
        for article_id in (here, there):
            assert (await storage.stores.articles.standing(article_id)).stage is Stage.AWAITING_APPROVAL

    async def test_a_text_of_another_article_cannot_be_put_in(self, storage: Storage) -> None:
        """A text that was never stored for this article would be published."""
        here, there = (
            await storage.submit(),
            await storage.submit(replace(content(), title="Bài khác hẳn của người khác")),
        )
        other = (await storage.stores.articles.standing(there)).content_hash
        answer = await storage.act(Act.FINISH_EDIT, here, new_revision=2, new_hash=other)
        assert (answer.accepted, answer.code) == (False, RefusalCode.UNKNOWN_ARTICLE)

    async def test_an_unknown_article_is_refused_without_an_entry(self, storage: Storage) -> None:
        """There is no article to write it to."""
        article_id = await awaiting(storage)
        signed = await storage.signed(Act.APPROVE, article_id)
        before = await storage.everything()
        with pytest.raises(Refused):
            await storage.stores.acts.record(subject_of("CB-nowhere"), signed)
        assert await storage.everything() == before

    async def test_a_refusal_before_the_workflow_is_kept_once(self, storage: Storage) -> None:
        """The cheap checks refuse before anything is recorded: the ledger must still know."""
        article_id = await awaiting(storage)
        signed = await storage.signed(Act.APPROVE, article_id, content_hash="0" * 64)
        refused = Refused(RefusalCode.STALE_TEXT, "Bản cũ.")
        for _ in range(2):
            await storage.stores.acts.record_refusal(subject_of(article_id), signed, refused)
        (body,) = await storage.bodies(article_id, outcome="refused")
        assert (body["code"], body["claim"]) == ("stale_text", signed.claim)
        answer = await storage.stores.acts.answer_to(json.loads(signed.claim)["act_id"])
        assert answer is not None
        assert (answer.accepted, answer.code, answer.message) == (False, "stale_text", "Bản cũ.")


class TestTheBoardOfTheMoment:
    async def test_a_change_between_two_acts_is_honoured_and_recorded(self, own_storage: Storage) -> None:
        """A member who has left could go on approving, and nobody could say under which notice it was decided."""
        storage, old = own_storage, MemberId("standing-deputy")
        article_id = await awaiting(storage)
        late = await storage.signed(Act.APPROVE, article_id, by=old)
        source = BOARD_FILE.read_text(encoding="utf-8").replace('id = "standing-deputy"', 'id = "new-deputy"')
        version = await adopted(storage, source)
        assert version.number == 2

        refused = await storage.stores.acts.record(subject_of(article_id), late)
        assert refused.code == RefusalCode.UNKNOWN_MEMBER
        await storage.done(Act.APPROVE, article_id, by="new-deputy")

        acts = await storage.bodies(article_id, kind="act")
        assert [(body["act"], body["outcome"], body["board_version"]) for body in acts] == [
            ("finish_edit", "accepted", 1), ("approve", "refused", 2), ("approve", "accepted", 2),
        ]  # fmt: skip
        (row,) = await storage.rows("SELECT board_version FROM articles WHERE id = $1", article_id)
        assert row["board_version"] == 2
        assert await storage.stores.ledger.faults() == ()

    async def test_an_act_that_waited_is_judged_by_the_board_of_its_turn(self, own_storage: Storage) -> None:
        """The ledger would show an act by a member who was not on the board any more."""
        storage = own_storage
        article_id = await awaiting(storage)
        signed = await storage.signed(Act.APPROVE, article_id)
        source = BOARD_FILE.read_text(encoding="utf-8").replace('id = "standing-deputy"', 'id = "new-deputy"')
        await adopted(storage, source, effective_from=now() + timedelta(seconds=1))
        holder = await asyncpg.connect(storage.dsn)
        try:
            await holder.execute("BEGIN")
            await holder.execute("SELECT * FROM articles WHERE id = $1 FOR UPDATE", article_id)
            recording = asyncio.create_task(storage.stores.acts.record(subject_of(article_id), signed))
            await asyncio.sleep(1.2)
            await holder.execute("COMMIT")
        finally:
            await holder.close()
        assert (await recording).code == RefusalCode.UNKNOWN_MEMBER

    async def test_a_version_of_tomorrow_does_not_rule_today(self, own_storage: Storage) -> None:
        """A notice is signed before it is in force."""
        storage = own_storage
        source = BOARD_FILE.read_text(encoding="utf-8").replace('id = "head"', 'id = "next-head"')
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        assert (await adopted(storage, source, effective_from=tomorrow)).number == 1
        assert (await storage.holder(Office.HEAD)).id == "head"
        assert len(await storage.stores.boards.versions()) == 2

    async def test_the_same_notice_twice_at_once_is_one_version(self, own_storage: Storage) -> None:
        """Two heads press the same button."""
        digest = await own_storage.stores.boards.keep_draft(BOARD_FILE.read_text(encoding="utf-8") + "\n# bản mới\n")
        adopting = (
            do(own_storage, MatterAct.ADOPT_BOARD, f"board/{digest[:12]}-{number}", digest=digest)
            for number in range(8)
        )
        assert sorted(answer.accepted for answer in await asyncio.gather(*adopting)) == [False] * 7 + [True]
        assert len(await own_storage.stores.boards.versions()) == 2

    async def test_only_the_first_notice_needs_no_act(self, own_storage: Storage) -> None:
        """Whoever has the command line could put a notice in force that nobody has signed."""
        source = BOARD_FILE.read_text(encoding="utf-8") + "\n# bản mới\n"
        assert await own_storage.stores.boards.found(source) is None
        assert len(await own_storage.stores.boards.versions()) == 1

    async def test_the_route_follows_the_edited_text(self, storage: Storage) -> None:
        """An edit that makes it the deputy's matter must bring it to the deputy."""
        article_id = await storage.submit()
        edited = await storage.revise(article_id, content(content().kind, DEPUTY_TOPICS[0]), by="final-editor")
        answer = await storage.done(Act.FINISH_EDIT, article_id, **edited)
        assert answer.standing is not None
        assert (answer.standing.route.owner, answer.standing.revision) == (Office.DEPUTY, 2)
        assert (await storage.act(Act.APPROVE, article_id, by="standing-deputy")).code == RefusalCode.NOT_ENTITLED
        assert (await storage.act(Act.APPROVE, article_id, by="deputy")).accepted
