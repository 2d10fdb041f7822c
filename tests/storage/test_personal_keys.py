"""A member who has a key of their own acts with it: recorded so, proven so at the gate and in the evidence."""

from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from activities.contracts import Recorded
from desk.evidence.check import check_pack
from desk.evidence.pack import evidence_pack
from newsroom.article import ArticleId, ChannelName, MemberId, subject_of
from newsroom.claims import Claim
from newsroom.errors import RefusalCode
from newsroom.stages import Act, Stage
from tests.support.authenticators import Device
from tests.support.key_acts import confirmed, first_two
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
