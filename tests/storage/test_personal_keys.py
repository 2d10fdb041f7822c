"""A member who has a key of their own acts with it: recorded so, proven so at the gate and in the evidence."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
import pytest_asyncio

from activities.contracts import Recorded
from activities.storage.articles.proven import NotApproved
from desk.evidence.check import check_pack
from desk.evidence.pack import evidence_pack
from newsroom.article import ArticleId, ChannelName, MemberId, subject_of
from newsroom.board import Office
from newsroom.claims import Claim
from newsroom.errors import RefusalCode
from newsroom.ledger.chain import body_text
from newsroom.members.personal_keys import NOW
from newsroom.personal import KeyAct
from newsroom.stages import Act, Stage
from tests.support.authenticators import Device
from tests.support.key_acts import confirmed, done_key, first_two, key_claim, record_key
from tests.support.storages import Storage

pytestmark = pytest.mark.trust


@dataclass(frozen=True, kw_only=True)
class House:
    """A newsroom whose Head, secretary and standing deputy have keys."""

    storage: Storage
    head: Device
    secretary: Device
    deputy: Device
    owner: MemberId

    async def awaiting(self) -> ArticleId:
        article_id = await self.storage.submit()
        await self.storage.done(Act.FINISH_EDIT, article_id)
        return article_id

    async def approval(self, article_id: str) -> Claim:
        return await self.storage.claim(Act.APPROVE, article_id)

    async def record(self, claim: Claim) -> Recorded:
        return await self.storage.stores.acts.record(subject_of(claim.article_id), self.storage.key.sign(claim))

    async def pack(self, article_id: str) -> dict[str, Any]:
        stores = self.storage.stores
        return await evidence_pack(article_id, stores.ledger, stores.articles, stores.boards, stores.keys)


@pytest_asyncio.fixture
async def house(own_storage: Storage) -> House:
    head, secretary, deputy = Device(), Device(), Device()
    await first_two(own_storage, head, secretary)
    owner = MemberId("standing-deputy")
    await confirmed(own_storage, owner, deputy, secretary)
    return House(storage=own_storage, head=head, secretary=secretary, deputy=deputy, owner=owner)


async def test_an_approval_with_the_own_key_goes_all_the_way(house: House) -> None:
    article_id = await house.awaiting()
    answer = await house.record(house.deputy.signed(await house.approval(article_id)))
    assert answer.accepted, answer.message
    async with house.storage.stores.database.reading() as connection:
        proven = await house.storage.stores.approvals.proven(connection, article_id)
    assert proven.proof.doubts == ()
    assert proven.proof.standing.stage is Stage.PUBLISHING
    standing = await house.storage.stores.articles.standing(article_id)
    job = await house.storage.stores.publications.claim(article_id, standing.content_hash, ChannelName.PORTAL)
    assert job.intent.run == 1
    (approved,) = await house.storage.bodies(article_id, act="approve", outcome="accepted")
    assert f"Ký bằng khóa cá nhân {house.deputy.credential[:12]}." in approved["ground"]["reasons"]
    pack = await house.pack(article_id)
    assert check_pack(pack) == ()
    assert len([deed for deed in pack["deeds"] if "personal_key" in deed["body"]]) == 6


async def test_a_desk_whose_key_is_stolen_cannot_forge_an_approval(house: House) -> None:
    """The forged act is signed with the desk's own key, and lacks only what the desk does not have."""
    article_id = await house.awaiting()
    answer = await house.record(await house.approval(article_id))
    assert (answer.accepted, answer.code) == (False, RefusalCode.UNSIGNED_BY_MEMBER)
    assert "khóa cá nhân" in answer.message
    (refused,) = await house.storage.bodies(article_id, outcome="refused")
    assert (refused["code"], refused["member"]) == (RefusalCode.UNSIGNED_BY_MEMBER, house.owner)
    assert (await house.storage.stores.articles.standing(article_id)).stage is Stage.AWAITING_APPROVAL


async def refused(house: House, claim: Claim) -> str:
    """The message of a refusal for a wrong signature, which the ledger has."""
    answer = await house.record(claim)
    assert (answer.accepted, answer.code) == (False, RefusalCode.BAD_PERSONAL_SIGNATURE)
    (line,) = await house.storage.bodies(claim.article_id, act_id=claim.act_id, outcome="refused")
    assert line["member"] == claim.member
    assert (await house.storage.stores.articles.standing(claim.article_id)).stage is Stage.AWAITING_APPROVAL
    return answer.message


async def test_a_signature_for_another_article_is_refused_recorded_and_alarmed(house: House) -> None:
    one, other = await house.awaiting(), await house.awaiting()
    signed = house.deputy.signed(await house.approval(one))
    claim = replace(await house.approval(other), personal=signed.personal)
    assert "thao tác khác" in await refused(house, claim)
    head = (await house.storage.holder(Office.HEAD)).id
    assert any("chữ ký ghi cho thao tác khác" in text for text in await house.storage.inbox(head, "alarm"))


async def test_a_signature_counts_for_one_act_however_often_it_is_sent(house: House) -> None:
    """The id of the act stops a replay, also of a key that never counts."""
    article_id = await house.awaiting()
    signed = house.deputy.signed(await house.approval(article_id))
    assert (await house.record(signed)).accepted
    assert (await house.record(signed)).accepted
    assert len(await house.storage.bodies(article_id, act="approve", outcome="accepted")) == 1
    again = await house.awaiting()
    assert "thao tác khác" in await refused(house, replace(await house.approval(again), personal=signed.personal))


async def test_somebody_elses_key_and_an_unknown_one_are_refused(house: House) -> None:
    article_id = await house.awaiting()
    for device in (house.secretary, Device()):
        assert "không phải của khóa nào" in await refused(house, device.signed(await house.approval(article_id)))


async def test_a_counter_that_has_gone_back_is_refused(house: House) -> None:
    house.deputy.count = 5
    assert (await house.record(house.deputy.signed(await house.approval(await house.awaiting())))).accepted
    for count in (5, 4, 0):
        house.deputy.count = count
        claim = house.deputy.signed(await house.approval(await house.awaiting()))
        assert "bộ đếm" in await refused(house, claim)
    house.deputy.count = 6
    assert (await house.record(house.deputy.signed(await house.approval(await house.awaiting())))).accepted


async def test_a_key_that_is_to_go_signs_nothing_and_its_owner_needs_one_until_it_is_gone(house: House) -> None:
    article_id = await house.awaiting()
    await done_key(house.storage, KeyAct.REMOVE, house.owner, house.deputy)
    assert "đã được gỡ" in await refused(house, house.deputy.signed(await house.approval(article_id)))
    assert (await house.record(await house.approval(article_id))).code == RefusalCode.UNSIGNED_BY_MEMBER
    secretary = (await house.storage.holder(Office.SECRETARY)).id
    await done_key(
        house.storage, KeyAct.CONFIRM_REMOVAL, house.owner, house.deputy, by=secretary, with_=house.secretary
    )
    assert "đã được gỡ" in await refused(house, house.deputy.signed(await house.approval(article_id)))
    assert (await house.record(await house.approval(article_id))).accepted
    (approved,) = await house.storage.bodies(article_id, act="approve", outcome="accepted")
    assert any("chưa có khóa cá nhân" in reason for reason in approved["ground"]["reasons"])
    assert check_pack(await house.pack(article_id)) == ()


@pytest.mark.parametrize("act", [KeyAct.CONFIRM, KeyAct.CONFIRM_REMOVAL])
async def test_a_desk_whose_key_is_stolen_cannot_confirm_a_key_either(house: House, act: KeyAct) -> None:
    """Else it would register one of its own, or have the real one removed, and then sign."""
    storage, own, secretary = house.storage, Device(), (await house.storage.holder(Office.SECRETARY)).id
    key = own if act is KeyAct.CONFIRM else house.deputy
    await done_key(storage, KeyAct.REGISTER if act is KeyAct.CONFIRM else KeyAct.REMOVE, house.owner, key)
    claim = await key_claim(storage, act, house.owner, key.registered, by=secretary)
    assert (await record_key(storage, claim)).code == RefusalCode.UNSIGNED_BY_MEMBER
    claim = await key_claim(storage, act, house.owner, key.registered, by=secretary)
    assert (await record_key(storage, own.signed(claim))).code == RefusalCode.BAD_PERSONAL_SIGNATURE


async def test_the_first_two_keys_confirm_each_other_and_count_only_together(own_storage: Storage) -> None:
    storage, head, secretary = own_storage, Device(), Device()
    one, two = (await storage.holder(Office.HEAD)).id, (await storage.holder(Office.SECRETARY)).id
    await done_key(storage, KeyAct.REGISTER, one, head)
    alone = head.signed(await key_claim(storage, KeyAct.CONFIRM, one, head.registered))
    assert (await record_key(storage, alone)).code == RefusalCode.BAD_REQUEST
    await done_key(storage, KeyAct.REGISTER, two, secretary)
    await done_key(storage, KeyAct.CONFIRM, two, secretary, by=one, with_=head)
    assert not (await storage.stores.prepared.personal_keys()).any_counts()
    await done_key(storage, KeyAct.CONFIRM, one, head, by=two, with_=secretary)
    assert all(key.first and key.signs(NOW) for key in (await storage.stores.prepared.personal_keys()).keys)


async def test_others_do_not_confirm_and_nobody_registers_for_another(house: House) -> None:
    storage, own, editor = house.storage, Device(), (await house.storage.holder(Office.FINAL_EDITOR)).id
    stolen = await key_claim(storage, KeyAct.REGISTER, house.owner, own.registered, by=editor)
    assert (await record_key(storage, stolen)).code == RefusalCode.BAD_REQUEST
    await done_key(storage, KeyAct.REGISTER, editor, own)
    confirming = await key_claim(storage, KeyAct.CONFIRM, editor, own.registered, by=house.owner)
    assert (await record_key(storage, house.deputy.signed(confirming))).code == RefusalCode.NOT_ENTITLED


async def test_what_a_line_says_past_the_recording_is_not_believed_by_gate_or_pack(house: House) -> None:
    """Who has the desk's key and the password of the application writes a line of an approval without a device."""
    article_id = await house.awaiting()
    real = house.deputy.signed(await house.approval(article_id))
    assert (await house.record(real)).accepted
    (line,) = await house.storage.bodies(article_id, act="approve", outcome="accepted")
    forged = house.storage.key.sign(replace(real, personal=""))
    body = body_text({**line, "claim": forged.claim, "signature": forged.signature})
    await house.storage.admin.execute("SET session_replication_role = replica")
    await house.storage.admin.execute("UPDATE ledger SET body = $2 WHERE act_id = $1", line["act_id"], body)
    async with house.storage.stores.database.reading() as connection:
        proven = await house.storage.stores.approvals.proven(connection, article_id)
    assert any("khóa cá nhân" in doubt.why for doubt in proven.proof.doubts)
    standing = await house.storage.stores.articles.standing(article_id)
    with pytest.raises(NotApproved):
        await house.storage.stores.publications.claim(article_id, standing.content_hash, ChannelName.PORTAL)
    assert any("khóa cá nhân" in fault for fault in check_pack(await house.pack(article_id)))
