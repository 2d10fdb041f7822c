"""An upgrade from its first process to its last: two builds run side by side, and neither stops the other."""

import asyncio
import uuid
from dataclasses import replace
from typing import Any

import pytest

from activities.contracts import SignedAct
from activities.storage.articles import store
from activities.storage.database import now
from activities.storage.ledger import append
from activities.storage.migrate import end_roll
from desk.signing import DeskKey, new_private_key
from newsroom.article import ArticleId
from newsroom.board import Office
from newsroom.errors import Refused
from newsroom.ledger.acts import Submission
from newsroom.ledger.confirmations import RecordsConfirmed
from newsroom.ledger.unproven import Records
from newsroom.signed.canonical import EARLIEST, PRESENT
from newsroom.signed.confirmations import Confirmation, confirmation_from
from newsroom.stages import Act, Stage
from tests.support.storages import Building, Storage, opened_storage

pytestmark = [pytest.mark.trust, pytest.mark.servers]


@pytest.fixture
def unsigned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles come in as the desk of the build before takes them in."""
    written = store._submitted

    def as_before(*given: Any) -> Submission:
        return replace(written(*given), act_id=None, office=None, claim="", signature="")

    monkeypatch.setattr(store, "_submitted", as_before)


async def _rolling(storage: Storage) -> None:
    await storage.admin.execute("DELETE FROM upgrades WHERE name = 'rolled'")


async def _proven_stage(storage: Storage, article_id: ArticleId) -> Stage:
    async with storage.stores.database.reading() as connection:
        found = await storage.stores.approvals.proven(connection, article_id)
    return found.proof.standing.stage


@pytest.mark.usefixtures("unsigned")
async def test_what_a_desk_of_before_takes_in_during_the_roll_is_entered(own_storage: Storage) -> None:
    await _rolling(own_storage)
    article_id = await own_storage.submit()
    (entered,) = await own_storage.bodies(article_id, kind="entered")
    assert (entered["author"], entered["revision"]) == ("reporter-1", 1)
    await own_storage.done(Act.FINISH_EDIT, article_id)
    await own_storage.done(Act.APPROVE, article_id)
    assert await _proven_stage(own_storage, article_id) is Stage.PUBLISHING
    assert await own_storage.stores.ledger.faults() == ()


@pytest.mark.usefixtures("unsigned")
async def test_after_the_roll_nothing_unsigned_is_entered(own_storage: Storage) -> None:
    article_id = await own_storage.submit()
    assert await own_storage.bodies(article_id, kind="entered") == []


async def test_a_signed_submission_needs_no_entering(own_storage: Storage) -> None:
    await _rolling(own_storage)
    assert await own_storage.bodies(await own_storage.submit(), kind="entered") == []


async def test_claims_are_as_both_builds_read_them_until_the_roll_is_over(building: Building) -> None:
    """A desk that runs meanwhile sees the end of the roll by itself."""
    async with opened_storage(building) as opened:
        await _rolling(opened)
        assert await opened.stores.acts.claims_version() == EARLIEST
        assert await asyncio.to_thread(end_roll, opened.dsn)
        assert not await asyncio.to_thread(end_roll, opened.dsn)
        assert await opened.stores.acts.claims_version() == PRESENT


async def test_a_new_house_begins_without_a_roll(own_storage: Storage) -> None:
    assert await own_storage.stores.acts.claims_version() == PRESENT


class TestWhatNobodySignedFor:
    """One list, confirmed once by the Head; what the list does not say is not confirmed."""

    @pytest.mark.usefixtures("unsigned")
    async def test_is_listed_and_confirmed_once_by_the_head(self, own_storage: Storage) -> None:
        await _rolling(own_storage)
        article_id = await own_storage.submit()
        store = own_storage.stores.records
        found = await store.records()
        (board, article) = found.waiting
        assert board.what.startswith("Bản phân công đầu tiên")
        assert article.what.startswith(f"Bài {article_id} của reporter-1")
        with pytest.raises(Refused, match="end-upgrade"):
            await store.confirm(await _word(own_storage, found))
        await asyncio.to_thread(end_roll, own_storage.dsn)
        with pytest.raises(Refused, match="Chỉ Trưởng Ban"):
            await store.confirm(await _word(own_storage, found, Office.STANDING_DEPUTY))
        with pytest.raises(Refused, match="khác với danh sách"):
            await store.confirm(await _word(own_storage, replace(found, waiting=found.waiting[:1])))
        word = await _word(own_storage, found)
        with pytest.raises(Refused, match="chữ ký"):
            await store.confirm(replace(word, signature=""))
        after = await store.confirm(word)
        assert (after.waiting, after.confirmed) == ((), found.waiting)
        with pytest.raises(Refused, match="Không còn"):
            await store.confirm(await _word(own_storage, after))
        assert await own_storage.stores.ledger.faults() == ()

    @pytest.mark.usefixtures("unsigned")
    async def test_what_is_entered_afterwards_waits_anew(self, own_storage: Storage) -> None:
        await own_storage.stores.records.confirm(await _word(own_storage, await own_storage.stores.records.records()))
        await _rolling(own_storage)
        await own_storage.submit()
        found = await own_storage.stores.records.records()
        assert (len(found.waiting), len(found.confirmed)) == (1, 1)

    async def test_a_line_that_nobody_signed_confirms_nothing(self, own_storage: Storage) -> None:
        """Whoever has the application's password can write the line, and not the signature."""
        found = await own_storage.stores.records.records()
        word = await _word(own_storage, found)
        claim = confirmation_from(word.claim)
        line = RecordsConfirmed(
            at=now(),
            act_id=claim.act_id,
            member=claim.member,
            office=claim.office,
            digest=claim.digest,
            count=claim.count,
            claim=word.claim,
            signature=DeskKey(new_private_key()).sign(claim).signature,
        )
        async with own_storage.stores.database.writing() as connection:
            await append(connection, line)
        assert await own_storage.stores.records.records() == found


async def _word(storage: Storage, found: Records, by: Office = Office.HEAD) -> SignedAct:
    claim = Confirmation(
        act_id=uuid.uuid4().hex,
        member=(await storage.holder(by)).id,
        office=by,
        digest=found.digest,
        count=len(found.waiting),
        made_at=now(),
    )
    return storage.key.sign(claim)
