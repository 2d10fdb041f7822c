"""Evidence on articles that did not go the straight way: before the board, lent, re-assigned, taken back."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from desk.evidence.check import check_pack
from desk.evidence.pack import evidence_pack
from newsroom.board import Office
from newsroom.claims import Details
from newsroom.matters.kinds import MatterAct, MatterKind, Outcome
from newsroom.stages import Act, Stage
from tests.desk.forging import Pack, as_it_is, rechained, resealed
from tests.support.live import LiveNewsroom
from tests.support.lives import REASON, at_stage, ended, standing_of
from tests.support.matters import absent, called, cancel_open, conclude, facts, minute, referred, until_agreed

_TAKEN_BACK = ("Lần duyệt trong sổ đã bị rút lại: gói này không chứng minh được bài đã được duyệt.",)


async def pack_of(live: LiveNewsroom, article_id: str) -> Pack:
    stores = live.stores
    return await evidence_pack(article_id, stores.ledger, stores.articles, stores.boards, stores.keys)


async def approved_by(live: LiveNewsroom, name: str, article_id: str) -> Pack:
    """The evidence after that member's approval and the publication."""
    await live.desk.act(await live.member(name), Act.APPROVE, article_id)
    await ended(live, article_id)
    return await pack_of(live, article_id)


async def decided(live: LiveNewsroom, article_id: Any, outcome: Outcome, *, by: str = "head") -> None:
    """One meeting that decides on the article."""
    member = await live.member(by)
    matter = await called(live, member)
    await minute(live, matter, {article_id: (outcome, "Theo ý kiến chung")})
    await conclude(live, matter, member)
    await until_agreed(live, article_id)


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def _no_other_meeting(live: LiveNewsroom) -> None:
    await cancel_open(live)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def board_pack(live: LiveNewsroom) -> AsyncIterator[Pack]:
    """The evidence on an article that was put off once, then released in the Head's place, approved and published."""
    await cancel_open(live)
    article_id = await referred(live)
    await decided(live, article_id, Outcome.CARRY)
    async with absent(live, Office.HEAD):
        await decided(live, article_id, Outcome.RELEASE, by="standing-deputy")
    yield await approved_by(live, "standing-deputy", article_id)


def decisions(pack: Pack) -> list[dict[str, Any]]:
    bodies = [json.loads(entry["body"]) for entry in pack["entries"]]
    return [body for body in bodies if body["kind"] == "board_decision"]


def test_the_pack_of_an_article_that_the_board_has_released_is_sound(board_pack: Pack) -> None:
    assert check_pack(board_pack) == ()
    assert [body["outcome"] for body in decisions(board_pack)] == ["carry", "release"]
    assert decisions(board_pack)[1]["ground"]["acting_for"] == "head"
    assert len(board_pack["receipts"]) == 3


def test_nothing_of_the_other_articles_of_a_meeting_is_in_the_pack_but_digests(board_pack: Pack) -> None:
    """A meeting decides on many; who gets the evidence on one learns nothing of the others."""
    for body in decisions(board_pack):
        signed = json.loads(body["claim"])["facts"]
        assert signed.keys() == {"seen"}
        assert all(len(digest) == 64 for digest in signed["seen"].split())


async def test_a_returned_and_an_unedited_article_have_sound_packs(live: LiveNewsroom) -> None:
    """From the board back to the desk, and from the desk to the board and back."""
    editor = live.holder(Office.FINAL_EDITOR)
    for outcome, edited in ((Outcome.RETURN, True), (Outcome.RELEASE, False)):
        article_id = await referred(live, edited=edited)
        await decided(live, article_id, outcome)
        assert (await standing_of(live, article_id)).stage is Stage.EDITING
        await live.desk.finish_edit(editor, article_id)
        assert check_pack(await approved_by(live, "standing-deputy", article_id)) == ()


async def test_a_rejected_article_has_no_approval_and_no_other_fault(live: LiveNewsroom) -> None:
    article_id = await referred(live)
    await decided(live, article_id, Outcome.REJECT)
    (fault,) = check_pack(await pack_of(live, article_id))
    assert "không có lần duyệt nào" in fault


async def test_what_the_head_took_from_the_board_has_a_sound_pack(live: LiveNewsroom) -> None:
    """Before and after the last edit."""
    for edited in (True, False):
        article_id = await referred(live, edited=edited)
        await live.desk.act(live.holder(Office.HEAD), Act.TAKE_OVER, article_id, details=REASON)
        if not edited:
            await live.desk.finish_edit(live.holder(Office.FINAL_EDITOR), article_id)
        assert check_pack(await approved_by(live, "head", article_id)) == ()


async def test_an_approval_that_was_taken_back_proves_nothing_until_the_next(live: LiveNewsroom) -> None:
    """Taken over by the Head, referred to the board, withdrawn: each makes the approval void."""
    head, editor = live.holder(Office.HEAD), live.holder(Office.FINAL_EDITOR)
    for member, act in ((head, Act.TAKE_OVER), (editor, Act.REFER), (head, Act.WITHDRAW)):
        article_id = await at_stage(live, Stage.SCHEDULED)
        assert check_pack(await pack_of(live, article_id)) == ()
        await live.desk.act(member, act, article_id, details=REASON)
        assert check_pack(await pack_of(live, article_id)) == _TAKEN_BACK
        if act is Act.TAKE_OVER:
            assert check_pack(await approved_by(live, "head", article_id)) == ()


async def test_the_acts_that_move_an_article_between_members_leave_sound_packs(live: LiveNewsroom) -> None:
    """A check by the secretary, a wish for another approver, another approver, and one who stands in for him."""
    editor, secretary, head = (live.holder(o) for o in (Office.FINAL_EDITOR, Office.SECRETARY, Office.HEAD))
    said = facts(kind="precheck", to=secretary.id, ends_at=datetime.now(UTC) + timedelta(hours=2))
    lent = await live.matter_desk.open(editor, MatterAct.DELEGATE, MatterKind.DELEGATION, said)
    article_id = await live.submit("Bài đi qua nhiều tay.")
    await live.desk.act(secretary, Act.PRECHECK, article_id, details=REASON)
    await live.matter_desk.do(editor, MatterAct.REVOKE, lent.matter, {"reason": "Đã xong"})
    await live.desk.act(head, Act.REASSIGN, article_id, details=Details(reason="Đúng lĩnh vực", to="final-editor"))
    await live.desk.finish_edit(editor, article_id)
    await live.desk.act(editor, Act.ASK_REROUTE, article_id, details=REASON)
    await live.desk.act(head, Act.REASSIGN, article_id, details=Details(reason="Đúng lĩnh vực", to="deputy"))
    async with absent(live, Office.DEPUTY) as matters:
        await live.matter_desk.do(head, MatterAct.ASSIGN, matters[0], {"to": "standing-deputy"})
        pack = await approved_by(live, "standing-deputy", article_id)
    assert check_pack(pack) == ()
    approval = next(b for b in map(json.loads, (e["body"] for e in pack["entries"])) if b.get("act") == "approve")
    assert (approval["ground"]["rule"], bool(approval["ground"]["grant"])) == (33, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("outcome", "return"),
        ("outcome", "publish"),
        ("note", "Ý khác"),
        ("stage", "editing"),
        ("stage", "publishing"),
        ("content_hash", "0" * 64),
        ("matter", "meeting/khac"),
        ("member", "deputy"),
        ("office", "deputy"),
        ("ground", {"office": "deputy"}),
        ("ground", None),
        ("article_id", "khac"),
        ("at", "2020-01-01T00:00:00+00:00"),
        ("at", ""),
        ("claim", "{}"),
        ("claim", None),
        ("signature", "AAAA"),
        ("board_version", 7),
    ],
)
def test_a_forger_cannot_change_what_the_board_has_decided(board_pack: Pack, name: str, value: Any) -> None:
    """Even one who rewrites the whole chain: the Head's signature covers each decision."""

    def rewrite(body: dict[str, Any]) -> None:
        if body["kind"] == "board_decision" and body["outcome"] == "release":
            body[name] = value

    assert check_pack(rechained(board_pack, as_it_is)) == ()
    assert check_pack(rechained(board_pack, rewrite)) != ()


def test_a_forger_cannot_use_one_conclusion_for_another_decision(board_pack: Pack) -> None:
    """A true signature of the same meeting's call, or of another meeting, stands for nothing here."""
    other = decisions(board_pack)[0]

    def borrowed(body: dict[str, Any]) -> None:
        if body["kind"] == "board_decision" and body["outcome"] == "release":
            body |= {name: other[name] for name in ("claim", "signature", "matter", "member", "office", "at")}

    found = check_pack(rechained(board_pack, borrowed))
    assert any("không ghi quyết định này" in fault for fault in found)


@pytest.mark.parametrize("kind", ["refer", "release"])
def test_neither_the_referral_nor_the_decision_can_be_left_out(board_pack: Pack, kind: str) -> None:
    def kept(entry: dict[str, Any]) -> bool:
        body = json.loads(entry["body"])
        return kind not in {body.get("act"), body.get("outcome")}

    without = resealed({**board_pack, "entries": [entry for entry in board_pack["entries"] if kept(entry)]})
    assert any("có dòng sổ bị bỏ ra" in fault for fault in check_pack(without))


def test_a_decision_cannot_be_passed_off_where_nothing_waits_for_the_board(board_pack: Pack) -> None:
    """Moved behind the release, the first decision finds an article that waits for its approver."""
    pack = json.loads(json.dumps(board_pack))
    first, second = (e for e in pack["entries"] if '"kind":"board_decision"' in e["body"])
    first["body"], second["body"] = second["body"], first["body"]
    assert any("không thể có ở bước trước đó" in fault for fault in check_pack(rechained(pack, as_it_is)))
