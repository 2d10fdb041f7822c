"""An upgrade from its first process to its last: two builds run side by side, and neither stops the other."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from activities.storage.articles import store
from activities.storage.migrate import end_roll
from newsroom.article import ArticleId
from newsroom.ledger.acts import Submission
from newsroom.signed.canonical import EARLIEST, PRESENT
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
