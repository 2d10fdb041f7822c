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

from activities.storage.database import now
from activities.storage.matters.kinds import Judged
from activities.storage.matters.kinds import Room as JudgingRoom
from activities.storage.recording.articles import ArticleActs
from activities.storage.recording.matters import MatterActs
from desk.signing import DeskKey, new_private_key
from newsroom.article import MemberId, subject_of
from newsroom.board import Office
from newsroom.claims import Claim
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.deeds import Deed
from newsroom.matters.kinds import AmendmentKind, DeedAct
from newsroom.stages import Act, Stage
from tests.support.amenders import printed, proposed
from tests.support.deeds import done
from tests.support.rooms import Room
from tests.support.samples import BOARD_FILE

FORGER = DeskKey(new_private_key())


def absence(**changed: Any) -> Deed:
    """The Head is away for two days."""
    at = now()
    said = Deed(
        act_id=uuid.uuid4().hex,
        act=DeedAct.FILE_ABSENCE,
        matter=f"absence/{uuid.uuid4().hex[:12]}",
        member=MemberId("head"),
        office=Office.HEAD,
        made_at=at,
        facts={"starts_at": at.isoformat(), "ends_at": (at + timedelta(days=2)).isoformat(), "reason": "Đi công tác"},
    )
    return replace(said, **changed)


async def newest(room: Room) -> dict[str, Any]:
    (row,) = await room.rows("SELECT body FROM ledger ORDER BY seq DESC LIMIT 1")
    body: dict[str, Any] = json.loads(row["body"])
    return body


class LateArticles(ArticleActs):
    """Articles that are refused after everything has been written."""

    async def judge(self, room: JudgingRoom, subject: str, act: Claim) -> Judged:
        await super().judge(room, subject, act)
        raise Refused(RefusalCode.BAD_REQUEST, "Muộn.")


class LateMatters(MatterActs):
    """Matters that are refused after everything has been written."""

    async def judge(self, room: JudgingRoom, subject: str, act: Deed) -> Judged:
        await super().judge(room, subject, act)
        raise Refused(RefusalCode.BAD_REQUEST, "Muộn.")


class TestARefusal:
    async def test_in_the_middle_leaves_nothing_of_an_article_half_written(
        self, room: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The stage would have moved, and the ledger would say that the act was refused."""
        article_id = await room.submit()
        before = await room.everything()
        monkeypatch.setattr(room.stores.acts, "_articles", LateArticles())
        answer = await room.act(Act.FINISH_EDIT, article_id)
        assert (answer.accepted, answer.message) == (False, "Muộn.")
        after = await room.everything()
        assert {table for table in before if before[table] != after[table]} == {"ledger", "ledger_head"}

    async def test_in_the_middle_leaves_nothing_of_a_matter_half_written(
        self, room: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said, before = absence(), await room.everything()
        matters = room.stores.acts._matters
        assert isinstance(matters, MatterActs)
        monkeypatch.setattr(room.stores.acts, "_matters", LateMatters(matters._kinds))
        answer = await room.stores.acts.record(said.matter, room.key.sign(said))
        assert (answer.accepted, answer.message) == (False, "Muộn.")
        after = await room.everything()
        assert {table for table in before if before[table] != after[table]} == {"ledger", "ledger_head"}

    async def test_of_an_act_for_another_article_is_not_the_answer_of_that_article(self, room: Room) -> None:
        """An approval that was recorded for one article was confirmed to the workflow of another."""
        here, there = await room.submit(), await room.submit()
        for article_id in (here, there):
            await room.done(Act.FINISH_EDIT, article_id)
        signed = await room.signed(Act.APPROVE, here)
        assert (await room.stores.acts.record(subject_of(here), signed)).accepted
        answer = await room.stores.acts.record(subject_of(there), signed)
        assert (answer.accepted, answer.code, answer.standing) == (False, RefusalCode.BAD_REQUEST, None)
        (kept,) = await room.bodies(there, outcome="refused")
        assert (kept["act_id"], kept["reused_act_id"]) == (None, json.loads(signed.claim)["act_id"])
        assert (await room.stores.articles.standing(there)).stage is Stage.AWAITING_APPROVAL

    async def test_of_an_act_for_another_matter_is_not_the_answer_of_that_matter(self, room: Room) -> None:
        said, other = absence(), absence()
        signed = room.key.sign(said)
        assert (await room.stores.acts.record(said.matter, signed)).accepted
        answer = await room.stores.acts.record(other.matter, signed)
        assert (answer.accepted, answer.code) == (False, RefusalCode.BAD_REQUEST)

    @pytest.mark.parametrize(
        "twisted",
        [
            lambda: absence(act_id=f"{uuid.uuid4().hex}\x00"),
            lambda: absence(member=MemberId("he\x00ad")),
            lambda: absence(facts=dict(absence().facts) | {"reason": "một chữ \x00 rỗng"}),
        ],
        ids=["act_id", "member", "facts"],
    )
    async def test_of_what_no_storage_keeps_is_kept(self, room: Room, twisted: Callable[[], Deed]) -> None:
        """Only the facts of a deed were looked at: any other letter that Postgres cannot keep was tried for ever."""
        said = twisted()
        answer = await room.stores.acts.record(said.matter, room.key.sign(said))
        assert (answer.accepted, answer.code) == (False, RefusalCode.BAD_REQUEST)
        assert "không lưu được" in answer.message
        assert (await newest(room))["outcome"] == "refused"
        assert await room.stores.ledger.faults() == ()

    async def test_for_a_matter_of_no_kind_is_kept(self, room: Room) -> None:
        said = absence(matter="nghỉ phép/1")
        answer = await room.stores.acts.record(said.matter, room.key.sign(said))
        assert (answer.accepted, answer.code) == (False, RefusalCode.BAD_REQUEST)
        assert answer.now is not None
        assert (answer.now.opened, answer.now.over) == (False, True)
        assert (await newest(room))["matter"] == "nghỉ phép/1"


class TestAForgery:
    async def test_says_whom_it_names_and_nothing_else(self, room: Room) -> None:
        """Of a forged deed nobody was told in whose name it came; of a forged claim everybody was."""
        said = absence(facts=dict(absence().facts) | {"reason": "dài " * 4_000})
        answer = await room.stores.acts.record(said.matter, FORGER.sign(said))
        assert (answer.accepted, answer.code) == (False, RefusalCode.BAD_SIGNATURE)
        body = await newest(room)
        assert (body["claimed"], body["member"], body["act_id"], body["facts"]) == ("head", "", None, {})
        assert (len(body["claim"]), len(body["signature"]) <= 200) == (4_000, True)

    async def test_that_names_nobody_has_an_empty_name(self, room: Room) -> None:
        said = absence()
        await room.stores.acts.record(said.matter, replace(FORGER.sign(said), claim="vắng"))
        assert (await newest(room))["claimed"] == ""

    async def test_does_not_pass_for_a_second_use_of_an_id(self, room: Room) -> None:
        """A forged text with the id of a real act was written down as if somebody had used the id twice."""
        article_id = await room.submit()
        claim = await room.claim(Act.FINISH_EDIT, article_id)
        assert (await room.stores.acts.record(subject_of(article_id), room.key.sign(claim))).accepted
        forged = await room.stores.acts.record(subject_of(article_id), FORGER.sign(claim))
        assert forged.code == RefusalCode.BAD_SIGNATURE
        (body,) = await room.bodies(article_id, code="bad_signature")
        assert body["act_id"] is None
        assert "reused_act_id" not in body


class TestTheHourOfItsTurn:
    async def test_rules_a_deed_that_waited_for_an_article(self, own_room: Room) -> None:
        """Its hour was taken before the article's row: judged by a board in which its member still sat."""
        case = await proposed(own_room, await printed(own_room), AmendmentKind.TAKE_DOWN)
        source = BOARD_FILE.read_text(encoding="utf-8").replace('id = "standing-deputy"', 'id = "new-deputy"')
        said = absence(act=DeedAct.APPROVE_AMENDMENT, matter=case.matter, member=MemberId("standing-deputy"),
                       office=Office.STANDING_DEPUTY, facts={})  # fmt: skip
        holder = await asyncpg.connect(own_room.dsn)
        try:
            await holder.execute("BEGIN")
            await holder.execute("SELECT FROM articles WHERE id = $1 FOR UPDATE", case.printed.id)
            recording = asyncio.create_task(own_room.stores.acts.record(case.matter, own_room.key.sign(said)))
            await until_it_waits(own_room)
            await own_room.stores.boards.adopt(source, by="head")
            await holder.execute("COMMIT")
        finally:
            await holder.close()
        assert (await recording).code == RefusalCode.UNKNOWN_MEMBER

    async def test_rules_a_notice_that_waited(self, own_room: Room) -> None:
        """What another had adopted meanwhile began later, and stayed in force."""
        source = f"{BOARD_FILE.read_text(encoding='utf-8')}\n# bản sau\n"
        digest = await own_room.stores.boards.keep_draft(source)
        holder = await asyncpg.connect(own_room.dsn)
        try:
            await holder.execute("BEGIN")
            await holder.execute("SELECT pg_advisory_xact_lock(hashtext('board_versions'))")
            adopting = done(own_room, DeedAct.ADOPT_BOARD, f"board/{digest[:12]}", digest=digest)
            recording = asyncio.create_task(adopting)
            await until_it_waits(own_room)
            await holder.execute(
                "INSERT INTO board_versions (effective_from, adopted_at, adopted_by, digest, source) "
                "SELECT clock_timestamp(), clock_timestamp(), 'setup', 'khác', source FROM board_versions LIMIT 1"
            )
            await holder.execute("COMMIT")
        finally:
            await holder.close()
        await recording
        assert (await own_room.stores.boards.in_force()).digest == sha256(source.encode()).hexdigest()


async def until_it_waits(room: Room) -> None:
    """Until a transaction stands at a lock."""
    waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with asyncio.timeout(10):
        while not await room.rows(waiting):
            await asyncio.sleep(0.01)


async def test_what_the_ledger_says_of_an_act_is_said_in_one_form(room: Room) -> None:
    article_id, said = await room.submit(), absence(made_at=datetime.now(UTC) - timedelta(days=1))
    claim = await room.claim(Act.FINISH_EDIT, article_id)
    await room.stores.acts.record(subject_of(article_id), room.key.sign(claim))
    await room.stores.acts.record(said.matter, room.key.sign(said))
    accepted, refused = [await room.stores.acts.answer_to(act_id) for act_id in (claim.act_id, said.act_id)]
    assert accepted is not None
    assert refused is not None
    assert (accepted.accepted, refused.accepted, refused.code) == (True, False, RefusalCode.EXPIRED_CLAIM)
    assert await room.stores.acts.answer_to("chưa có") is None
