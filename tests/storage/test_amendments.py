"""Acts on published articles in the storage: what is judged, what is written, which clocks run, who is told."""

import asyncio
import json
import uuid
from collections.abc import Awaitable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from activities.contracts import MatterNow, Recorded, SignedAct
from desk.signing import DeskKey, new_private_key
from newsroom.article import ChannelName, Content, ContentHash, MemberId, content_hash
from newsroom.board import Office
from newsroom.errors import RefusalCode
from newsroom.matters.acts import MatterClaim, matter_claim_text
from newsroom.matters.amendment_texts import updated
from newsroom.matters.kinds import AmendmentKind, MatterAct
from newsroom.stages import Stage
from tests.support.amenders import (
    HAS_TEXT,
    Case,
    Printed,
    accepted,
    amended,
    approved,
    carried_out,
    claim,
    intent,
    new_matter,
    ordered_down,
    printed,
    proposal_facts,
    proposed,
    stage,
)
from tests.support.matter_acts import now_of
from tests.support.storages import Storage

LEADS: Final = {"head", "standing-deputy", "deputy", "final-editor", "engineer"}
OVERDUE_LEADS: Final = {"head", "standing-deputy", "final-editor", "engineer"}


async def refused(answering: Awaitable[Recorded], code: RefusalCode) -> Recorded:
    answer = await answering
    assert (answer.accepted, answer.code) == (False, code), answer.message
    return answer


async def matter_now(storage: Storage, case: Case) -> MatterNow:
    return await storage.stores.acts.attend(case.matter)


async def amendment_row(storage: Storage, case: Case) -> dict[str, Any]:
    (row,) = await storage.rows("SELECT * FROM amendments WHERE id = $1", case.id)
    return row


async def alarms(storage: Storage, article_id: str) -> list[str]:
    rows = await storage.rows(
        "SELECT member FROM notifications WHERE article_id = $1 AND kind = 'alarm' ORDER BY member", article_id
    )
    return [row["member"] for row in rows]


async def overdue(storage: Storage, case: Case, promise: str) -> None:
    """Bring the end of a clock into the past."""
    await storage.admin.execute(
        "UPDATE obligations SET due_at = now() - interval '1 second', started_at = now() - interval '1 hour' "
        "WHERE article_id = $1 AND promise = $2 AND met_at IS NULL AND dropped_at IS NULL",
        case.printed.id,
        promise,
    )


async def breaches(storage: Storage, case: Case) -> list[str]:
    return [body["promise"] for body in await storage.bodies(case.printed.id, kind="breach")]


def approving(storage: Storage, case: Case, by: Office = Office.HEAD, text: str | None = None) -> Awaitable[Recorded]:
    named = (content_hash(case.text) if case.text else "") if text is None else text
    return claim(storage, MatterAct.APPROVE_AMENDMENT, case.matter, by, new_hash=named)


def refusing(storage: Storage, case: Case, by: Office = Office.HEAD) -> Awaitable[Recorded]:
    named = content_hash(case.text) if case.text else ""
    return claim(storage, MatterAct.REFUSE_AMENDMENT, case.matter, by, new_hash=named, reason="Không cần")


class TestProposing:
    @pytest.mark.parametrize("kind", [*HAS_TEXT, AmendmentKind.TAKE_DOWN])
    async def test_it_is_written_whole_and_starts_its_clock(self, storage: Storage, kind: AmendmentKind) -> None:
        """Whoever decides must find what, why, by whom, on which text; and two hours begin to run."""
        case = await proposed(storage, await printed(storage), kind)
        row = await amendment_row(storage, case)
        assert (row["kind"], row["stage"], row["proposed_by"]) == (kind, "proposed", "final-editor")
        assert row["new_hash"] == (content_hash(case.text) if case.text else "")
        assert row["base_hash"] == content_hash(case.printed.text)
        assert (await storage.clocks(case.printed.id))["amend", ""] == ["open"]
        (clock,) = await storage.rows(
            "SELECT * FROM obligations WHERE article_id = $1 AND promise = 'amend'", case.printed.id
        )
        assert clock["due_at"] - clock["started_at"] == timedelta(hours=2)
        now = await matter_now(storage, case)
        assert (now.opened, now.over, now.publish, now.moments) == (True, False, (), (clock["due_at"],))

    async def test_readers_see_nothing_of_a_proposal(self, storage: Storage) -> None:
        known = await printed(storage)
        before = await storage.stores.articles.standing(known.id)
        calls = list(known.wall.calls)
        await proposed(storage, known, AmendmentKind.UPDATE)
        assert await storage.stores.articles.standing(known.id) == before
        assert known.wall.calls == calls

    async def test_one_at_a_time_for_an_article(self, storage: Storage) -> None:
        """Two changes of one text would each undo the other."""
        known = await printed(storage)
        case = await proposed(storage, known, AmendmentKind.TAKE_DOWN)
        facts = await proposal_facts(storage, known.id, AmendmentKind.TAKE_DOWN, None)
        said = await refused(
            claim(storage, MatterAct.PROPOSE_AMENDMENT, new_matter(), Office.SECRETARY, **facts),
            RefusalCode.BAD_REQUEST,
        )
        assert case.id in said.message
        assert (await storage.clocks(known.id))["amend", ""] == ["open"]

    async def test_two_proposals_at_once_leave_one(self, storage: Storage) -> None:
        known = await printed(storage)
        facts = await proposal_facts(storage, known.id, AmendmentKind.TAKE_DOWN, None)
        answers = await asyncio.gather(
            *(
                claim(storage, MatterAct.PROPOSE_AMENDMENT, new_matter(), by, **facts)
                for by in (Office.SECRETARY, Office.FINAL_EDITOR, Office.ENGINEER)
            )
        )
        assert sorted(answer.accepted for answer in answers) == [False, False, True]
        assert len(await storage.rows("SELECT FROM amendments WHERE article_id = $1", known.id)) == 1

    async def test_a_text_with_faults_of_the_checklist_is_not_proposed(self, storage: Storage) -> None:
        """The short way must not lead around the checklist."""
        known = await printed(storage)
        bare = updated(replace(known.text, title=" "), datetime.now(UTC))
        facts = await proposal_facts(storage, known.id, AmendmentKind.UPDATE, bare)
        answer = claim(storage, MatterAct.PROPOSE_AMENDMENT, new_matter(), Office.FINAL_EDITOR, **facts)
        await refused(answer, RefusalCode.CHECKLIST)

    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            ({"article": "khong-co"}, RefusalCode.UNKNOWN_ARTICLE),
            ({"article": ""}, RefusalCode.BAD_REQUEST),
            ({"new_hash": "0" * 64}, RefusalCode.UNKNOWN_ARTICLE),
            ({"new_hash": ""}, RefusalCode.BAD_REQUEST),
            ({"new_revision": "chín"}, RefusalCode.BAD_REQUEST),
            ({"new_revision": "9" * 40}, RefusalCode.BAD_REQUEST),
            ({"base_hash": "0" * 64}, RefusalCode.STALE_TEXT),
            ({"kind": "xóa"}, RefusalCode.BAD_REQUEST),
        ],
        ids=str,
    )
    async def test_an_act_that_makes_no_sense_is_refused_recorded_and_changes_nothing(
        self, storage: Storage, facts: dict[str, str], code: RefusalCode
    ) -> None:
        """Whatever a desk signs by mistake: an answer, an entry, and no transaction that is tried for ever."""
        known = await printed(storage)
        whole = await proposal_facts(storage, known.id, AmendmentKind.UPDATE, amended(known.text, AmendmentKind.UPDATE))
        matter = new_matter()
        await refused(claim(storage, MatterAct.PROPOSE_AMENDMENT, matter, Office.FINAL_EDITOR, **(whole | facts)), code)
        assert await storage.rows("SELECT FROM amendments WHERE id = $1", matter.partition("/")[2]) == []
        recorded = await storage.rows("SELECT body FROM ledger WHERE body LIKE $1", f"%{matter}%")
        assert [json.loads(row["body"])["outcome"] for row in recorded] == ["refused"]
        assert ("amend", "") not in await storage.clocks(known.id)

    async def test_a_matter_is_opened_once(self, storage: Storage) -> None:
        case = await proposed(storage, await printed(storage), AmendmentKind.TAKE_DOWN)
        other = await printed(storage)
        facts = await proposal_facts(storage, other.id, AmendmentKind.TAKE_DOWN, None)
        again = claim(storage, MatterAct.PROPOSE_AMENDMENT, case.matter, Office.SECRETARY, **facts)
        await refused(again, RefusalCode.BAD_REQUEST)
        order = {"article": other.id, "ordered_by": "head", "reason": "Gỡ"}
        await refused(
            claim(storage, MatterAct.TAKE_DOWN_NOW, case.matter, Office.ENGINEER, **order), RefusalCode.BAD_REQUEST
        )

    @pytest.mark.parametrize(
        "act",
        [
            MatterAct.APPROVE_AMENDMENT,
            MatterAct.REFUSE_AMENDMENT,
            MatterAct.CONFIRM_TAKE_DOWN,
            MatterAct.RETRY_CHANNEL,
            MatterAct.CONVENE,
        ],
    )
    async def test_nothing_is_done_to_what_nobody_proposed(self, storage: Storage, act: MatterAct) -> None:
        answer = await refused(
            claim(storage, act, new_matter(), Office.HEAD, channel="portal"), RefusalCode.BAD_REQUEST
        )
        assert (now_of(answer).opened, now_of(answer).over) == (False, True)


class TestDeciding:
    async def test_the_article_has_the_new_text_from_the_decision_on(self, storage: Storage) -> None:
        known = await printed(storage)
        before = await storage.stores.articles.standing(known.id)
        case = await approved(storage, known, AmendmentKind.UPDATE)
        after = await storage.stores.articles.standing(known.id)
        assert case.text is not None
        assert (after.content_hash, after.approved_hash) == (content_hash(case.text), content_hash(case.text))
        assert (after.stage, after.approved_at, after.submitted_at) == (
            Stage.PUBLISHED,
            before.approved_at,
            before.submitted_at,
        )
        (row,) = await storage.rows("SELECT title FROM articles WHERE id = $1", known.id)
        assert row["title"] == case.text.title
        (body,) = await storage.bodies(known.id, kind="deed", act="approve_amendment")
        assert (body["content_hash"], body["base_hash"]) == (content_hash(case.text), content_hash(known.text))
        assert body["ground"]["rule"] == 17

    @pytest.mark.parametrize("text", ["", "0" * 64, "base"])
    async def test_another_text_than_the_proposed_is_not_approved(self, storage: Storage, text: str) -> None:
        """Promise 1: the hash in the decision is that of the text that was read."""
        case = await proposed(storage, await printed(storage), AmendmentKind.UPDATE)
        named = content_hash(case.printed.text) if text == "base" else text
        await refused(approving(storage, case, text=named), RefusalCode.STALE_TEXT)
        assert await stage(storage, case) == "proposed"
        assert (await storage.stores.articles.standing(case.printed.id)).content_hash == content_hash(case.printed.text)

    async def test_an_article_changed_meanwhile_by_whatever_way_is_stale(self, storage: Storage) -> None:
        case = await proposed(storage, await printed(storage), AmendmentKind.CORRECTION)
        said = await storage.revise(case.printed.id, replace(case.printed.text, byline="Người khác"))
        await storage.admin.execute(
            "UPDATE articles SET content_hash = $2 WHERE id = $1", case.printed.id, said["new_hash"]
        )
        await refused(approving(storage, case), RefusalCode.STALE_TEXT)

    async def test_two_approvers_at_once_decide_once(self, storage: Storage) -> None:
        """Both pressed the button: one decision, one clock, one set of orders, and the other is told."""
        for _ in range(4):
            case = await proposed(storage, await printed(storage), AmendmentKind.UPDATE)
            answers = await asyncio.gather(
                *(approving(storage, case, by) for by in (Office.HEAD, Office.STANDING_DEPUTY, Office.FINAL_EDITOR))
            )
            assert sorted(answer.accepted for answer in answers) == [False, False, True]
            assert {answer.code for answer in answers if not answer.accepted} == {"bad_request"}
            decided = await storage.bodies(case.printed.id, act="approve_amendment", outcome="accepted")
            assert len(decided) == 1

    async def test_approving_and_refusing_at_once_ends_one_way(self, storage: Storage) -> None:
        case = await proposed(storage, await printed(storage), AmendmentKind.UPDATE)
        answers = await asyncio.gather(approving(storage, case), refusing(storage, case, Office.STANDING_DEPUTY))
        assert sorted(answer.accepted for answer in answers) == [False, True]
        assert await stage(storage, case) == ("applying" if answers[0].accepted else "refused")

    async def test_nothing_is_approved_twice_nor_after_a_no(self, storage: Storage) -> None:
        once = await approved(storage, await printed(storage), AmendmentKind.TAKE_DOWN)
        await refused(approving(storage, once), RefusalCode.BAD_REQUEST)
        case = await proposed(storage, await printed(storage), AmendmentKind.UPDATE)
        assert (await refusing(storage, case)).accepted
        await refused(approving(storage, case), RefusalCode.BAD_REQUEST)
        assert await stage(storage, case) == "refused"
        assert (await matter_now(storage, case)).over
        assert (await storage.clocks(case.printed.id))["amend", ""] == ["dropped"]

    async def test_after_a_no_another_may_be_proposed(self, storage: Storage) -> None:
        known = await printed(storage)
        case = await proposed(storage, known, AmendmentKind.UPDATE)
        assert (await refusing(storage, case)).accepted
        again = await approved(storage, known, AmendmentKind.UPDATE)
        await carried_out(storage, again)
        assert (await storage.clocks(known.id))["amend", ""] == ["dropped", "met"]

    async def test_the_same_act_again_gives_the_recorded_answer(self, storage: Storage) -> None:
        """The worker died after the transaction: the activity runs once more."""
        case = await proposed(storage, await printed(storage), AmendmentKind.UPDATE)
        assert case.text is not None
        said = MatterClaim(
            act_id=uuid.uuid4().hex,
            act=MatterAct.APPROVE_AMENDMENT,
            matter=case.matter,
            member=MemberId("head"),
            office=Office.HEAD,
            made_at=datetime.now(UTC),
            facts={"new_hash": content_hash(case.text)},
        )
        signed = storage.key.sign(said)
        first = await storage.stores.acts.record(case.matter, signed)
        before = await storage.everything()
        again = await storage.stores.acts.record(case.matter, signed)
        assert (first.accepted, again.accepted) == (True, True)
        assert now_of(again).publish == now_of(first).publish
        assert await storage.everything() == before

    async def test_a_decision_survives_the_change_of_the_notice(self, storage: Storage) -> None:
        """Each act is judged by the roster of its moment: the ground names the office of that moment."""
        case = await proposed(storage, await printed(storage), AmendmentKind.TAKE_DOWN)
        answer = await approving(storage, case, Office.STANDING_DEPUTY)
        assert answer.accepted
        (body,) = await storage.bodies(case.printed.id, act="approve_amendment")
        assert (body["office"], body["ground"]["office"]) == ("standing_deputy", "standing_deputy")


async def _forged(storage: Storage, case: Case, how: str) -> SignedAct:
    said = MatterClaim(
        act_id=uuid.uuid4().hex,
        act=MatterAct.APPROVE_AMENDMENT,
        matter=case.matter,
        member=MemberId("head"),
        office=Office.HEAD,
        made_at=datetime.now(UTC),
        facts={"new_hash": content_hash(case.text) if case.text else ""},
    )
    text = matter_claim_text(said)
    match how:
        case "another key":
            return DeskKey(new_private_key()).sign(said)
        case "another text":
            return SignedAct(claim=text.replace('"head"', '"deputy"'), signature=storage.key.sign(said).signature)
        case "unreadable":
            return SignedAct(claim="duyệt đi \x00 \ud800", signature="không phải base64")
        case "empty":
            return SignedAct(claim="", signature="")
        case _:
            return SignedAct(claim="[" * 50_000, signature="sâu")


class TestForgeries:
    @pytest.mark.parametrize("how", ["another key", "another text", "unreadable", "empty", "deep"])
    async def test_nothing_changes_and_the_lead_hears_of_it(self, own_storage: Storage, how: str) -> None:
        """Promise 2: whoever gets at the Temporal UI can neither approve nor go unnoticed."""
        case = await proposed(own_storage, await printed(own_storage), AmendmentKind.UPDATE)
        before = await own_storage.everything()
        await refused(own_storage.stores.acts.record(case.matter, await _forged(own_storage, case, how)),
                      RefusalCode.BAD_SIGNATURE)  # fmt: skip
        after = await own_storage.everything()
        changed = {table for table in after if after[table] != before[table]}
        assert changed == {"ledger", "ledger_head", "notifications"}
        (entry,) = [
            json.loads(r["body"]) for r in await own_storage.rows("SELECT body FROM ledger ORDER BY seq DESC LIMIT 1")
        ]
        assert (entry["outcome"], entry["code"], entry["member"]) == ("refused", "bad_signature", "")
        told = await own_storage.rows("SELECT member FROM notifications WHERE kind = 'alarm'")
        assert {"head", "final-editor", "engineer"} <= {row["member"] for row in told}
        assert await stage(own_storage, case) == "proposed"

    async def test_a_genuine_signature_does_not_cover_another_matter(self, storage: Storage) -> None:
        """An approval signed for one proposal, sent to another."""
        one = await proposed(storage, await printed(storage), AmendmentKind.TAKE_DOWN)
        other = await proposed(storage, await printed(storage), AmendmentKind.TAKE_DOWN)
        said = MatterClaim(
            act_id=uuid.uuid4().hex,
            act=MatterAct.APPROVE_AMENDMENT,
            matter=one.matter,
            member=MemberId("head"),
            office=Office.HEAD,
            made_at=datetime.now(UTC),
        )
        signed = storage.key.sign(said)
        await refused(storage.stores.acts.record(other.matter, signed), RefusalCode.BAD_REQUEST)
        assert await stage(storage, other) == "proposed"

    async def test_an_old_signature_decides_nothing(self, storage: Storage) -> None:
        case = await proposed(storage, await printed(storage), AmendmentKind.TAKE_DOWN)
        said = MatterClaim(
            act_id=uuid.uuid4().hex,
            act=MatterAct.APPROVE_AMENDMENT,
            matter=case.matter,
            member=MemberId("head"),
            office=Office.HEAD,
            made_at=datetime.now(UTC) - timedelta(days=1),
        )
        await refused(storage.stores.acts.record(case.matter, storage.key.sign(said)), RefusalCode.EXPIRED_CLAIM)
        assert await stage(storage, case) == "proposed"

    async def test_a_fact_that_is_too_long_is_no_act(self, storage: Storage) -> None:
        case = await proposed(storage, await printed(storage), AmendmentKind.TAKE_DOWN)
        answer = claim(storage, MatterAct.APPROVE_AMENDMENT, case.matter, Office.HEAD, reason="dài " * 6_000)
        await refused(answer, RefusalCode.BAD_REQUEST)
        assert await stage(storage, case) == "proposed"


class TestOrders:
    async def test_an_oral_order_acts_at_once_and_waits_for_its_confirmation(self, storage: Storage) -> None:
        known = await printed(storage, everywhere=True)
        case = await ordered_down(storage, known)
        assert (await storage.stores.articles.standing(known.id)).stage is Stage.TAKEN_DOWN
        row = await amendment_row(storage, case)
        assert (row["stage"], row["urgent"], row["ordered_by"], row["proposed_by"]) == (
            "applying", True, "head", "engineer",
        )  # fmt: skip
        assert set(case.orders) == set(ChannelName)
        await carried_out(storage, case)
        now = await matter_now(storage, case)
        assert (now.over, len(now.moments)) == (False, 1)
        assert (await storage.clocks(known.id))["confirm", ""] == ["open"]
        await accepted(storage, MatterAct.CONFIRM_TAKE_DOWN, case.matter, Office.STANDING_DEPUTY)
        assert (await matter_now(storage, case)).over
        clocks = await storage.clocks(known.id)
        assert (clocks["confirm", ""], clocks["amend", ""]) == (["met"], ["met"])
        assert await breaches(storage, case) == []
        again = claim(storage, MatterAct.CONFIRM_TAKE_DOWN, case.matter, Office.HEAD)
        await refused(again, RefusalCode.BAD_REQUEST)

    async def test_it_is_confirmed_while_the_channels_are_still_at_it(self, storage: Storage) -> None:
        case = await ordered_down(storage, await printed(storage))
        await accepted(storage, MatterAct.CONFIRM_TAKE_DOWN, case.matter, Office.HEAD)
        now = await matter_now(storage, case)
        assert (now.over, len(now.publish)) == (False, 1)
        await carried_out(storage, case)
        assert (await matter_now(storage, case)).over

    async def test_one_that_nobody_confirms_is_a_breach_told_once_and_the_article_stays_down(
        self, storage: Storage
    ) -> None:
        """Rule 15: silence confirms nothing and shows nothing again; the lead is alarmed."""
        case = await ordered_down(storage, await printed(storage))
        await carried_out(storage, case)
        await overdue(storage, case, "confirm")
        for _ in range(3):
            now = await matter_now(storage, case)
            assert not now.over
        assert await breaches(storage, case) == ["confirm"]
        assert await alarms(storage, case.printed.id) == sorted(LEADS)
        assert (await storage.stores.articles.standing(case.printed.id)).stage is Stage.TAKEN_DOWN
        assert case.printed.wall.visible() == []
        await accepted(storage, MatterAct.CONFIRM_TAKE_DOWN, case.matter, Office.HEAD)
        assert (await matter_now(storage, case)).over
        (clock,) = await storage.rows(
            "SELECT * FROM obligations WHERE article_id = $1 AND promise = 'confirm'", case.printed.id
        )
        assert clock["met_at"] > clock["breached_at"] >= clock["due_at"]
        assert await breaches(storage, case) == ["confirm"]

    @pytest.mark.parametrize("approved_before", [False, True])
    async def test_it_goes_before_what_was_under_way(self, storage: Storage, *, approved_before: bool) -> None:
        """The correction was waiting, or on its way; the order is to take the article down, and its clock counts."""
        known = await printed(storage)
        earlier = await (approved if approved_before else proposed)(storage, known, AmendmentKind.CORRECTION)
        down = await ordered_down(storage, known)
        assert await stage(storage, earlier) == "overtaken"
        assert (await matter_now(storage, earlier)).over
        assert (await matter_now(storage, down)).ended == (earlier.matter,)
        assert (await matter_now(storage, earlier)).ended == ()
        assert (await storage.clocks(known.id))["amend", ""] == ["dropped", "open"]
        await refused(approving(storage, earlier), RefusalCode.BAD_REQUEST)
        await carried_out(storage, down)
        assert (await storage.clocks(known.id))["amend", ""] == ["dropped", "met"]

    async def test_what_was_refused_before_is_not_ended_by_it(self, storage: Storage) -> None:
        known = await printed(storage)
        earlier = await proposed(storage, known, AmendmentKind.UPDATE)
        assert (await refusing(storage, earlier)).accepted
        down = await ordered_down(storage, known)
        assert (await matter_now(storage, down)).ended == ()

    async def test_two_orders_at_once_are_one(self, storage: Storage) -> None:
        known = await printed(storage)
        said = {"article": known.id, "ordered_by": "head", "reason": "Lệnh miệng"}
        answers = await asyncio.gather(
            *(claim(storage, MatterAct.TAKE_DOWN_NOW, new_matter(), Office.ENGINEER, **said) for _ in range(3))
        )
        assert sorted(answer.accepted for answer in answers) == [False, False, True]
        assert (await storage.clocks(known.id))["confirm", ""] == ["open"]

    async def test_a_publication_under_way_loses_its_clocks(self, storage: Storage) -> None:
        """Nobody is to be alarmed that the article is not published in time."""
        article_id = await storage.approved()
        case = await ordered_down(
            storage, Printed(id=article_id, text=replace(await _text(storage, article_id)), walls={})
        )
        clocks = await storage.clocks(article_id)
        assert clocks["same_day", ""] == ["dropped"]
        assert all(state == ["dropped"] for (promise, _), state in clocks.items() if promise == "publish")
        assert (await matter_now(storage, case)).publish == ()
        assert await stage(storage, case) == "done"
        assert (await storage.clocks(article_id))["amend", ""] == ["met"]


async def _text(storage: Storage, article_id: str) -> Content:
    standing = await storage.stores.articles.standing(article_id)
    return await storage.stores.articles.content(article_id, standing.content_hash)


class TestClocks:
    async def test_a_change_that_takes_too_long_is_a_breach_told_once(self, storage: Storage) -> None:
        """Promise 6: a breach is recorded and alarmed, and work goes on; only the ledger knew of it before."""
        for applying in (False, True):
            known = await printed(storage)
            case = await (approved if applying else proposed)(storage, known, AmendmentKind.CORRECTION)
            await overdue(storage, case, "amend")
            for _ in range(3):
                assert (await matter_now(storage, case)).moments == ()
            assert await breaches(storage, case) == ["amend"]
            assert set(await alarms(storage, known.id)) == OVERDUE_LEADS
            assert len(await alarms(storage, known.id)) == len(OVERDUE_LEADS)
            if not applying:
                assert (await approving(storage, case)).accepted
                orders = (await matter_now(storage, case)).publish
                case = replace(case, orders={order.channel: order for order in orders})
            await carried_out(storage, case)
            (clock,) = await storage.rows(
                "SELECT * FROM obligations WHERE article_id = $1 AND promise = 'amend'", known.id
            )
            assert clock["met_at"] is not None
            assert clock["breached_at"] is not None
            assert await breaches(storage, case) == ["amend"]

    async def test_what_was_done_or_refused_in_time_is_never_breached(self, storage: Storage) -> None:
        done = await approved(storage, await printed(storage), AmendmentKind.TYPO)
        await carried_out(storage, done)
        no = await proposed(storage, await printed(storage), AmendmentKind.TYPO)
        assert (await refusing(storage, no)).accepted
        for case in (done, no):
            await storage.admin.execute(
                "UPDATE obligations SET due_at = now() - interval '1 hour' WHERE article_id = $1", case.printed.id
            )
            assert (await matter_now(storage, case)).over
            assert await breaches(storage, case) == []
            assert await alarms(storage, case.printed.id) == []

    async def test_one_that_was_put_an_end_to_does_not_raise_the_other_ones_alarm(self, storage: Storage) -> None:
        """Both hang on one article: the ended correction saw the take-down's clock and called everybody."""
        known = await printed(storage)
        earlier = await proposed(storage, known, AmendmentKind.CORRECTION)
        down = await ordered_down(storage, known)
        await overdue(storage, down, "confirm")
        await matter_now(storage, earlier)
        assert await breaches(storage, down) == []
        await matter_now(storage, down)
        assert await breaches(storage, down) == ["confirm"]

    async def test_the_moments_are_those_of_the_clocks(self, storage: Storage) -> None:
        """What the workflow wakes up for is what the rows say, so that nobody waits for another hour."""
        case = await ordered_down(storage, await printed(storage))
        now = await matter_now(storage, case)
        rows = await storage.rows(
            "SELECT due_at FROM obligations WHERE article_id = $1 AND promise IN ('amend', 'confirm') ORDER BY due_at",
            case.printed.id,
        )
        assert list(now.moments) == [row["due_at"] for row in rows]
        assert len(now.moments) == 2

    async def test_a_second_amendment_has_a_clock_of_its_own(self, storage: Storage) -> None:
        known = await printed(storage)
        for number in (1, 2, 3):
            text = replace(known.text, summary=f"{known.text.summary} {number}")
            await carried_out(storage, await approved(storage, known, AmendmentKind.TYPO, text))
        assert (await storage.clocks(known.id))["amend", ""] == ["met", "met", "met"]

    async def test_asking_after_a_matter_that_nobody_opened_changes_nothing(self, storage: Storage) -> None:
        before = await storage.everything()
        now = await storage.stores.acts.attend("amendment/khong-co")
        assert (now.opened, now.over) == (False, True)
        assert await storage.everything() == before


class TestLettingAChannelGo:
    async def test_also_before_it_was_begun(self, storage: Storage) -> None:
        """The Portal held the others back; the skipped one was corrected all the same an hour later."""
        case = await approved(storage, await printed(storage, everywhere=True), AmendmentKind.CORRECTION)
        said = {"channel": "fanpage", "skip": "yes", "reason": "Trang bị khóa"}
        answer = await accepted(storage, MatterAct.RETRY_CHANNEL, case.matter, Office.HEAD, **said)
        assert {order.channel for order in now_of(answer).publish} == {ChannelName.PORTAL, ChannelName.ZALO_OA}
        row = await intent(storage, case.orders[ChannelName.FANPAGE])
        assert (row["state"], row["outcome"], row["explanation"]) == ("published", "waived", "Trang bị khóa")
        await carried_out(storage, case)
        assert await stage(storage, case) == "done"
        assert len(case.printed.walls[ChannelName.FANPAGE].amended_with) == 0
        assert len(await storage.bodies(case.printed.id, kind="amended")) == 2

    async def test_the_last_one_closes_the_amendment(self, storage: Storage) -> None:
        case = await approved(storage, await printed(storage), AmendmentKind.TAKE_DOWN)
        said = {"channel": "portal", "skip": "yes", "reason": "Đã gỡ tay"}
        await accepted(storage, MatterAct.RETRY_CHANNEL, case.matter, Office.STANDING_DEPUTY, **said)
        assert (await matter_now(storage, case)).over
        assert await stage(storage, case) == "done"

    @pytest.mark.parametrize(
        ("facts", "by", "code"),
        [
            ({"channel": "portal", "skip": "yes"}, Office.HEAD, RefusalCode.BAD_REQUEST),
            ({"channel": "zalo_oa", "skip": "yes", "reason": "Nhầm kênh"}, Office.HEAD, RefusalCode.BAD_REQUEST),
            ({"channel": "portal", "skip": "yes", "reason": "Tự ý"}, Office.ENGINEER, RefusalCode.NOT_ENTITLED),
            ({"channel": "portal"}, Office.SECRETARY, RefusalCode.NOT_ENTITLED),
        ],
        ids=["no reason", "not concerned", "by the engineer", "by the secretary"],
    )
    async def test_not_without_right_reason_and_need(
        self, storage: Storage, facts: dict[str, str], by: Office, code: RefusalCode
    ) -> None:
        case = await approved(storage, await printed(storage), AmendmentKind.TAKE_DOWN)
        await refused(claim(storage, MatterAct.RETRY_CHANNEL, case.matter, by, **facts), code)
        assert len((await matter_now(storage, case)).publish) == 1

    async def test_what_is_done_stays_done(self, storage: Storage) -> None:
        case = await approved(storage, await printed(storage, everywhere=True), AmendmentKind.TAKE_DOWN)
        portal = {ChannelName.PORTAL: case.orders[ChannelName.PORTAL]}
        await carried_out(storage, replace(case, orders=portal))
        said = {"channel": "portal", "skip": "yes", "reason": "Bấm nhầm"}
        await refused(
            claim(storage, MatterAct.RETRY_CHANNEL, case.matter, Office.HEAD, **said), RefusalCode.BAD_REQUEST
        )
        assert (await intent(storage, case.order))["outcome"] == "removed"


async def test_the_rows_take_no_hash_for_another(storage: Storage) -> None:
    """Guards the helpers: a case names the text that was stored."""
    case = await proposed(storage, await printed(storage), AmendmentKind.UPDATE)
    assert case.text is not None
    stored = await storage.stores.articles.content(case.printed.id, ContentHash(content_hash(case.text)))
    assert stored == case.text
