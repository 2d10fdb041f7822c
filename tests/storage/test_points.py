"""The points of a text in the storage: what changes them there is named, and nothing counts that nobody has signed."""

import asyncio
import json
import uuid
from dataclasses import replace

import pytest

from activities.contracts import Recorded
from activities.storage import refusals
from activities.storage.articles.store import Submission
from activities.storage.database import now
from desk.acts.intake import submission_claim
from desk.acts.points import PointDesk
from desk.signing import DeskKey, new_private_key
from newsroom.article import ArticleId, MemberId
from newsroom.checklist.listed import ListedPoint
from newsroom.checklist.points import Point, PointKind, points_digest
from newsroom.errors import Refused
from newsroom.ledger.chain import body_text
from newsroom.ledger.tallies import OWN_LINES_AN_HOUR
from newsroom.matters.acts import MatterClaim
from newsroom.matters.kinds import AmendmentKind, MatterAct
from newsroom.members.actors import Actor, come_in
from newsroom.signed.canonical import Via
from newsroom.signed.pointing import PointAct, PointClaim
from newsroom.stages import Act
from tests.support.amenders import amended, new_matter, printed, proposal_facts
from tests.support.samples import content
from tests.support.storages import AUTHOR, Storage

pytestmark = pytest.mark.trust

HIDDEN = Point(kind=PointKind.HIDDEN_TEXT, place="đoạn 2", words="bản mật")


async def actor(storage: Storage, member_id: str) -> Actor:
    known = (await storage.stores.boards.in_force()).board.member(MemberId(member_id))
    assert known is not None
    return come_in(known, Via.SHELL)


async def submitted(storage: Storage, *points: Point, signed: tuple[Point, ...] | None = None) -> ArticleId:
    """An article whose text has these points; `signed` when the claim says others."""
    article_id, text, author = ArticleId(uuid.uuid4().hex[:12]), content(), await actor(storage, AUTHOR)
    digest = points_digest(points if signed is None else signed)
    claim = submission_claim(author, article_id, article_id, text, points=digest)
    given = Submission(
        article_id=article_id,
        request_id=article_id,
        author=AUTHOR,
        content=text,
        photos={},
        signed=storage.key.sign(claim),
        points=points,
    )
    return (await storage.stores.articles.submit(given)).article_id


def desk(storage: Storage, key: DeskKey | None = None) -> PointDesk:
    return PointDesk(storage.stores.points, storage.stores.straight_acts, key or storage.key)


async def listed(storage: Storage, article_id: str) -> tuple[ListedPoint, ...]:
    return await storage.stores.points.at_hand(article_id)


async def closing(storage: Storage, article_id: str, by: str = "final-editor") -> PointClaim:
    member = await actor(storage, by)
    names = tuple(point.name for point in await listed(storage, article_id))
    return PointClaim(
        act_id=uuid.uuid4().hex,
        act=PointAct.CLOSE_POINTS,
        article_id=ArticleId(article_id),
        member=member.id,
        office=member.office,
        made_at=now(),
        points=names,
    )


async def record(storage: Storage, claim: PointClaim, key: DeskKey | None = None) -> Recorded:
    return await storage.stores.straight_acts.record(claim.subject, (key or storage.key).sign(claim))


async def test_a_submission_signs_its_points(storage: Storage) -> None:
    """Else the storage could take one out before the editor looks."""
    assert await submitted(storage, HIDDEN)
    for points, said in (((HIDDEN,), ()), ((), (HIDDEN,))):
        with pytest.raises(Refused, match="đã ký khác"):
            await submitted(storage, *points, signed=said)


async def test_a_closing_counts_once_and_is_a_line_of_its_own(storage: Storage) -> None:
    article_id = await submitted(storage, HIDDEN)
    claim = await closing(storage, article_id)
    for _ in range(2):
        assert (await record(storage, claim)).accepted
    (line,) = await storage.bodies(article_id, kind="point")
    assert (line["outcome"], line["member"], line["ground"]["rule"]) == ("accepted", "final-editor", 54)
    assert not (await record(storage, await closing(storage, article_id))).accepted
    assert (await storage.act(Act.FINISH_EDIT, article_id)).accepted


async def test_what_nobody_has_signed_closes_nothing(own_storage: Storage) -> None:
    """Whoever may write lines could let hidden words go."""
    article_id = await submitted(own_storage, HIDDEN)
    stranger = DeskKey(new_private_key())
    answer = await record(own_storage, await closing(own_storage, article_id), stranger)
    assert answer.code == "bad_signature"
    true = await closing(own_storage, article_id)
    signed = stranger.sign(true)
    body = {
        "kind": "point", "outcome": "accepted", "at": now().isoformat(), "article_id": article_id,
        "act_id": true.act_id, "act": true.act, "member": true.member, "office": true.office, "board_version": 1,
        "claim": signed.claim, "signature": signed.signature,
    }  # fmt: skip
    await own_storage.admin.execute("SELECT ledger_append($1, $2, $3)", article_id, true.act_id, body_text(body))
    assert [point.is_open for point in await listed(own_storage, article_id)] == [True]
    assert "Điểm 1 còn mở" in (await own_storage.act(Act.FINISH_EDIT, article_id)).message
    assert any("về điểm phải xem lại không được tính" in said for said in await own_storage.stores.upkeep.audit())


@pytest.mark.parametrize("stored", ["", '{"points":[{"kind":"comment","place":"x","words":"x"}]}', "x"])
async def test_points_that_somebody_has_changed_are_named(own_storage: Storage, stored: str) -> None:
    article_id = await submitted(own_storage, HIDDEN)
    assert await own_storage.stores.upkeep.audit() == ()
    await own_storage.admin.execute("UPDATE revisions SET points = $2 WHERE article_id = $1", article_id, stored)
    (said,) = await own_storage.stores.upkeep.audit()
    assert article_id in said


async def test_a_comment_and_the_end_of_the_edit_have_an_order(storage: Storage) -> None:
    """A comment that was recorded before the edit ended must have held it up."""
    for _ in range(5):
        article_id = await submitted(storage)
        said = desk(storage).comment(await actor(storage, "deputy"), article_id, "Thiếu nguồn")
        finished, comment = await asyncio.gather(storage.act(Act.FINISH_EDIT, article_id), said)
        assert comment.number == 1
        kinds = [json.loads(link.body)["kind"] for link in await storage.stores.ledger.links(article_id)]
        assert finished.accepted is (kinds.index("act") < kinds.index("point"))


async def test_refused_closings_cost_the_ledger_little(own_storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "OWN_LINES_AN_HOUR", OWN_LINES_AN_HOUR)
    article_id = await submitted(own_storage, HIDDEN)
    for _ in range(OWN_LINES_AN_HOUR + 5):
        answer = await record(own_storage, await closing(own_storage, article_id, by="reporter-1"))
        assert answer.code == "not_entitled"
    assert len(await own_storage.bodies(article_id, kind="point")) == OWN_LINES_AN_HOUR


async def test_an_edit_that_a_restore_has_lost_is_not_asked_for_its_points_again(own_storage: Storage) -> None:
    """The closings are lost with it, and nobody refuses now what was accepted once."""
    article_id = await submitted(own_storage, HIDDEN)
    claim = await own_storage.claim(Act.FINISH_EDIT, article_id)
    signed = own_storage.key.sign(claim)
    assert not (await own_storage.stores.acts.record(claim.subject, signed)).accepted
    lost = await own_storage.claim(Act.FINISH_EDIT, article_id)
    answer = await own_storage.stores.acts.record_late(lost.subject, own_storage.key.sign(lost), lost.made_at)
    assert answer.accepted


async def test_a_change_that_a_restore_has_lost_is_not_asked_for_its_points_again(own_storage: Storage) -> None:
    """Else reconciling would refuse what stood before readers already."""
    known, editor = await printed(own_storage), await actor(own_storage, "final-editor")
    text = amended(known.text, AmendmentKind.UPDATE)
    assert text is not None
    facts = await proposal_facts(own_storage, known.id, AmendmentKind.UPDATE, text)
    number, _ = await own_storage.stores.articles.add_revision(known.id, editor.id, text, {}, (HIDDEN,))
    claim = MatterClaim(
        act_id=uuid.uuid4().hex,
        act=MatterAct.PROPOSE_AMENDMENT,
        matter=new_matter(),
        member=editor.id,
        office=editor.office,
        made_at=now(),
        facts={**facts, "new_revision": str(number), "points": points_digest((HIDDEN,))},
    )
    acts = own_storage.stores.acts
    assert "Điểm 1 còn mở" in (await acts.record(claim.subject, own_storage.key.sign(claim))).message
    lost = replace(claim, act_id=uuid.uuid4().hex, made_at=now())
    assert (await acts.record_late(lost.subject, own_storage.key.sign(lost), lost.made_at)).accepted
