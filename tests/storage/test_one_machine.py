"""What the recording of acts promises for every kind of subject: where articles and matters once differed."""

import asyncio
import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import asyncpg
import pytest

from activities.contracts import Recorded
from activities.storage.database import now
from activities.storage.matters.kinds import Hearing, Judged
from activities.storage.recording.acts import ActStore
from activities.storage.recording.articles import ArticleActs
from activities.storage.recording.matters import MatterActs
from desk.signing import DeskKey, new_private_key
from newsroom.article import MemberId, subject_of
from newsroom.board import Office
from newsroom.claims import Claim
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.acts import MatterClaim
from newsroom.matters.kinds import AmendmentKind, MatterAct
from newsroom.stages import Act, Stage
from tests.support.amenders import printed, proposed
from tests.support.matter_acts import adopted, done
from tests.support.samples import BOARD_FILE
from tests.support.storages import Storage

FORGER = DeskKey(new_private_key())


def absence(**changed: Any) -> MatterClaim:
    """The Head is away for two days."""
    at = now()
    said = MatterClaim(
        act_id=uuid.uuid4().hex,
        act=MatterAct.FILE_ABSENCE,
        matter=f"absence/{uuid.uuid4().hex[:12]}",
        member=MemberId("head"),
        office=Office.HEAD,
        made_at=at,
        facts={"starts_at": at.isoformat(), "ends_at": (at + timedelta(days=2)).isoformat(), "reason": "Đi công tác"},
    )
    return replace(said, **changed)


async def newest(storage: Storage) -> dict[str, Any]:
    (row,) = await storage.rows("SELECT body FROM ledger ORDER BY seq DESC LIMIT 1")
    body: dict[str, Any] = json.loads(row["body"])
    return body


class LateArticles(ArticleActs):
    """Articles that are refused after everything has been written."""

    async def judge(self, storage: Hearing, subject: str, act: Claim) -> Judged:
        await super().judge(storage, subject, act)
        raise Refused(RefusalCode.BAD_REQUEST, "Muộn.")


class LateMatters(MatterActs):
    """Matters that are refused after everything has been written."""

    async def judge(self, storage: Hearing, subject: str, act: MatterClaim) -> Judged:
        await super().judge(storage, subject, act)
        raise Refused(RefusalCode.BAD_REQUEST, "Muộn.")


class TestARefusal:
    async def test_in_the_middle_leaves_nothing_of_an_article_half_written(
        self, storage: Storage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The stage would have moved, and the ledger would say that the act was refused."""
        article_id = await storage.submit()
        before = await storage.everything()
        monkeypatch.setattr(storage.stores.acts, "_articles", LateArticles(storage.stores.keys))
        answer = await storage.act(Act.FINISH_EDIT, article_id)
        assert (answer.accepted, answer.message) == (False, "Muộn.")
        after = await storage.everything()
        assert {table for table in before if before[table] != after[table]} == {"ledger", "ledger_head"}

    async def test_in_the_middle_gives_way_to_a_run_that_has_recorded_the_act_meanwhile(
        self, storage: Storage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A second transaction keeps it: a member would read "refused" about an act that has moved the article."""
        article_id = await storage.submit()
        recorded = ActStore._recorded

        async def beside_another(store: ActStore, *given: Any) -> Recorded:
            *act, met = given if isinstance(given[-1], Refused) else (*given, None)
            if met is not None:
                assert (await recorded(store, ArticleActs(storage.stores.keys), *act[1:])).accepted
            return await recorded(store, *given)

        monkeypatch.setattr(storage.stores.acts, "_articles", LateArticles(storage.stores.keys))
        monkeypatch.setattr(ActStore, "_recorded", beside_another)
        assert (await storage.act(Act.FINISH_EDIT, article_id)).accepted
        assert await storage.bodies(article_id, outcome="refused") == []

    async def test_in_the_middle_leaves_nothing_of_a_matter_half_written(
        self, storage: Storage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said, before = absence(), await storage.everything()
        matters = storage.stores.acts._matters
        assert isinstance(matters, MatterActs)
        monkeypatch.setattr(storage.stores.acts, "_matters", LateMatters(matters._kinds))
        answer = await storage.stores.acts.record(said.matter, storage.key.sign(said))
        assert (answer.accepted, answer.message) == (False, "Muộn.")
        after = await storage.everything()
        assert {table for table in before if before[table] != after[table]} == {"ledger", "ledger_head"}

    async def test_of_an_act_for_another_article_is_not_the_answer_of_that_article(self, storage: Storage) -> None:
        """An approval that was recorded for one article was confirmed to the workflow of another."""
        here, there = await storage.submit(), await storage.submit()
        for article_id in (here, there):
            await storage.done(Act.FINISH_EDIT, article_id)
        signed = await storage.signed(Act.APPROVE, here)
        assert (await storage.stores.acts.record(subject_of(here), signed)).accepted
        answer = await storage.stores.acts.record(subject_of(there), signed)
        assert (answer.accepted, answer.code, answer.standing) == (False, RefusalCode.BAD_REQUEST, None)
        (kept,) = await storage.bodies(there, outcome="refused")
        assert (kept["act_id"], kept["reused_act_id"]) == (None, json.loads(signed.claim)["act_id"])
        assert (await storage.stores.articles.standing(there)).stage is Stage.AWAITING_APPROVAL

    async def test_of_an_act_for_another_matter_is_not_the_answer_of_that_matter(self, storage: Storage) -> None:
        said, other = absence(), absence()
        signed = storage.key.sign(said)
        assert (await storage.stores.acts.record(said.matter, signed)).accepted
        answer = await storage.stores.acts.record(other.matter, signed)
        assert (answer.accepted, answer.code) == (False, RefusalCode.BAD_REQUEST)

    async def test_of_an_act_for_another_article_leaves_its_id_to_the_right_one(self, storage: Storage) -> None:
        """Who sent an undelivered approval somewhere else used up its id: the honest delivery was told 'refused'."""
        here, there = await storage.submit(), await storage.submit()
        for article_id in (here, there):
            await storage.done(Act.FINISH_EDIT, article_id)
        signed = await storage.signed(Act.APPROVE, here)
        assert not (await storage.stores.acts.record(subject_of(there), signed)).accepted
        assert not (await storage.stores.acts.record(f"absence/{there}", signed)).accepted
        assert (await storage.stores.acts.record(subject_of(here), signed)).accepted
        (kept,) = await storage.bodies(there, outcome="refused")
        assert (kept["act_id"], kept["reused_act_id"]) == (None, json.loads(signed.claim)["act_id"])
        assert await storage.stores.ledger.faults() == ()

    async def test_of_an_act_for_another_matter_leaves_its_id_to_the_right_one(self, own_storage: Storage) -> None:
        said, other, article_id = absence(), absence(), await own_storage.submit()
        signed = own_storage.key.sign(said)
        assert not (await own_storage.stores.acts.record(other.matter, signed)).accepted
        assert not (await own_storage.stores.acts.record(subject_of(article_id), signed)).accepted
        assert (await own_storage.stores.acts.record(said.matter, signed)).accepted
        assert await own_storage.stores.acts.answer_to(said.act_id) == Recorded(accepted=True)

    @pytest.mark.parametrize(
        "twisted",
        [
            lambda: absence(act_id=f"{uuid.uuid4().hex}\x00"),
            lambda: absence(member=MemberId("he\x00ad")),
            lambda: absence(facts=dict(absence().facts) | {"reason": "một chữ \x00 rỗng"}),
        ],
        ids=["act_id", "member", "facts"],
    )
    async def test_of_what_no_storage_keeps_is_kept(self, storage: Storage, twisted: Callable[[], MatterClaim]) -> None:
        """Only the facts of an act were looked at: any other letter that Postgres cannot keep was tried for ever."""
        said = twisted()
        answer = await storage.stores.acts.record(said.matter, storage.key.sign(said))
        assert (answer.accepted, answer.code) == (False, RefusalCode.BAD_REQUEST)
        assert "không lưu được" in answer.message
        assert (await newest(storage))["outcome"] == "refused"
        assert await storage.stores.ledger.faults() == ()

    async def test_for_a_matter_of_no_kind_is_kept(self, storage: Storage) -> None:
        said = absence(matter="nghỉ phép/1")
        answer = await storage.stores.acts.record(said.matter, storage.key.sign(said))
        assert (answer.accepted, answer.code) == (False, RefusalCode.BAD_REQUEST)
        assert answer.now is not None
        assert (answer.now.opened, answer.now.over) == (False, True)
        assert (await newest(storage))["matter"] == "nghỉ phép/1"


class TestAForgery:
    async def test_says_whom_it_names_and_nothing_else(self, storage: Storage) -> None:
        """Of a forged act nobody was told in whose name it came; of a forged claim everybody was."""
        said = absence(facts=dict(absence().facts) | {"reason": "dài " * 4_000})
        answer = await storage.stores.acts.record(said.matter, FORGER.sign(said))
        assert (answer.accepted, answer.code) == (False, RefusalCode.BAD_SIGNATURE)
        body = await newest(storage)
        assert (body["claimed"], body["member"], body["act_id"], body["facts"]) == ("head", "", None, {})
        assert (len(body["claim"]), len(body["signature"]) <= 200) == (4_000, True)

    async def test_that_names_nobody_has_an_empty_name(self, storage: Storage) -> None:
        said = absence()
        await storage.stores.acts.record(said.matter, replace(FORGER.sign(said), claim="vắng"))
        assert (await newest(storage))["claimed"] == ""

    async def test_does_not_pass_for_a_second_use_of_an_id(self, storage: Storage) -> None:
        """A forged text with the id of a real act was written down as if somebody had used the id twice."""
        article_id = await storage.submit()
        claim = await storage.claim(Act.FINISH_EDIT, article_id)
        assert (await storage.stores.acts.record(subject_of(article_id), storage.key.sign(claim))).accepted
        forged = await storage.stores.acts.record(subject_of(article_id), FORGER.sign(claim))
        assert forged.code == RefusalCode.BAD_SIGNATURE
        (body,) = await storage.bodies(article_id, code="bad_signature")
        assert body["act_id"] is None
        assert "reused_act_id" not in body


class TestTheHourOfItsTurn:
    async def test_rules_an_act_that_waited_for_an_article(self, own_storage: Storage) -> None:
        """Its hour was taken before the article's row: judged by a board in which its member still sat."""
        case = await proposed(own_storage, await printed(own_storage), AmendmentKind.TAKE_DOWN)
        source = BOARD_FILE.read_text(encoding="utf-8").replace('id = "standing-deputy"', 'id = "new-deputy"')
        await adopted(own_storage, source, effective_from=now() + timedelta(seconds=1))
        said = absence(act=MatterAct.APPROVE_AMENDMENT, matter=case.matter, member=MemberId("standing-deputy"),
                       office=Office.STANDING_DEPUTY, facts={})  # fmt: skip
        holder = await asyncpg.connect(own_storage.dsn)
        try:
            await holder.execute("BEGIN")
            await holder.execute("SELECT FROM articles WHERE id = $1 FOR UPDATE", case.printed.id)
            recording = asyncio.create_task(own_storage.stores.acts.record(case.matter, own_storage.key.sign(said)))
            await until_it_waits(own_storage)
            await asyncio.sleep(1.2)
            await holder.execute("COMMIT")
        finally:
            await holder.close()
        assert (await recording).code == RefusalCode.UNKNOWN_MEMBER

    async def test_rules_a_notice_that_waited(self, own_storage: Storage) -> None:
        """What another had adopted meanwhile began later, and stayed in force."""
        source = f"{BOARD_FILE.read_text(encoding='utf-8')}\n# bản sau\n"
        digest = await own_storage.stores.boards.keep_draft(source)
        holder = await asyncpg.connect(own_storage.dsn)
        try:
            await holder.execute("BEGIN")
            await holder.execute("SELECT pg_advisory_xact_lock(hashtext('board_versions'))")
            adopting = done(own_storage, MatterAct.ADOPT_BOARD, f"board/{digest[:12]}", digest=digest)
            recording = asyncio.create_task(adopting)
            await until_it_waits(own_storage)
            await holder.execute(
                "INSERT INTO board_versions (effective_from, adopted_at, adopted_by, digest, source) "
                "SELECT clock_timestamp(), clock_timestamp(), 'setup', 'khác', source FROM board_versions LIMIT 1"
            )
            await holder.execute("COMMIT")
        finally:
            await holder.close()
        await recording
        assert (await own_storage.stores.boards.in_force()).digest == sha256(source.encode()).hexdigest()


async def until_it_waits(storage: Storage) -> None:
    """Until a transaction stands at a lock."""
    waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with asyncio.timeout(10):
        while not await storage.rows(waiting):
            await asyncio.sleep(0.01)


async def test_what_the_ledger_says_of_an_act_is_said_in_one_form(storage: Storage) -> None:
    article_id, said = await storage.submit(), absence(made_at=datetime.now(UTC) - timedelta(days=1))
    claim = await storage.claim(Act.FINISH_EDIT, article_id)
    await storage.stores.acts.record(subject_of(article_id), storage.key.sign(claim))
    await storage.stores.acts.record(said.matter, storage.key.sign(said))
    accepted, refused = [await storage.stores.acts.answer_to(act_id) for act_id in (claim.act_id, said.act_id)]
    assert accepted is not None
    assert refused is not None
    assert (accepted.accepted, refused.accepted, refused.code) == (True, False, RefusalCode.EXPIRED_CLAIM)
    assert await storage.stores.acts.answer_to("chưa có") is None
