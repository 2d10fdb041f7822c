"""Acts that come without the words that people wrote, and the rows that have these."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import asyncpg
import pytest

from activities.contracts import Recorded, SignedAct
from activities.storage.upkeep.retention import Scrap
from newsroom.article import ArticleId, subject_of
from newsroom.board import Office
from newsroom.claims import Claim
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.apart import IN_THE_LEDGER, apart
from newsroom.stages import Act, Stage
from tests.support.storages import Storage

pytestmark = pytest.mark.trust

WORDS: Final = "Ông A có đơn tố cáo nặc danh."
READING: Final = ("execute", "fetch", "fetchrow", "fetchval")


async def returned(storage: Storage) -> tuple[ArticleId, Claim]:
    """An article that waits for approval, and its return with a reason."""
    article_id = await storage.submit()
    await storage.done(Act.FINISH_EDIT, article_id)
    return article_id, await storage.claim(Act.RETURN_FOR_EDIT, article_id, reason=WORDS)


async def sent(storage: Storage, claim: Claim) -> Recorded:
    """The answer to an act that arrives without its words."""
    return await storage.stores.acts.record(claim.subject, storage.key.sign(apart(claim)))


async def line(storage: Storage, claim: Claim) -> tuple[str, SignedAct]:
    """The reason in the ledger, and what stands there as signed."""
    (body,) = await storage.bodies(claim.article_id, act_id=claim.act_id)
    return body["details"]["reason"], SignedAct(claim=body["claim"], signature=body["signature"])


async def test_the_ledger_has_the_act_as_it_was_written(storage: Storage) -> None:
    article_id, claim = await returned(storage)
    whole = storage.key.sign(claim)
    await storage.stores.acts.put_apart(claim.act_id, whole)
    assert (await sent(storage, claim)).accepted
    assert await line(storage, claim) == (WORDS, whole)
    assert (await storage.stores.articles.standing(article_id)).stage is Stage.EDITING


async def test_without_a_row_the_act_counts_as_it_was_sent(storage: Storage) -> None:
    """A storage that was put back has lost the words: what a workflow took still counts, and says that it had some."""
    article_id, claim = await returned(storage)
    answer = await storage.stores.acts.record_late(claim.subject, storage.key.sign(apart(claim)), datetime.now(UTC))
    assert answer.accepted
    assert (await line(storage, claim))[0] == IN_THE_LEDGER
    assert (await storage.stores.articles.standing(article_id)).stage is Stage.EDITING
    assert await storage.stores.ledger.faults() == ()


@pytest.mark.parametrize("how", ["other words", "another act", "another signature", "nothing"])
async def test_words_that_nobody_signed_are_refused(own_storage: Storage, how: str) -> None:
    """Whoever owns the database could put any reason into a colleague's mouth."""
    article_id, claim = await returned(own_storage)
    whole = own_storage.key.sign(claim)
    await own_storage.stores.acts.put_apart(claim.act_id, whole)
    other = replace(claim, details=replace(claim.details, reason_code="duplicate"))
    put = {
        "other words": SignedAct(claim=whole.claim.replace(WORDS, "Bài hay."), signature=whole.signature),
        "another act": own_storage.key.sign(other),
        "another signature": replace(whole, signature=own_storage.key.sign(other).signature),
        "nothing": SignedAct(claim="", signature=""),
    }[how]
    await own_storage.admin.execute("UPDATE acts_apart SET claim = $1, signature = $2", put.claim, put.signature)

    answer = await sent(own_storage, claim)

    assert (answer.accepted, answer.code) == (False, RefusalCode.BAD_SIGNATURE)
    assert (await own_storage.stores.articles.standing(article_id)).stage is Stage.AWAITING_APPROVAL
    assert len(await own_storage.bodies(article_id, code="bad_signature", claimed=claim.member)) == 1
    assert await own_storage.inbox((await own_storage.holder(Office.ENGINEER)).id, "alarm") != []


@pytest.mark.parametrize("forgotten", [False, True])
async def test_the_same_act_again_gives_the_answer_of_the_first_time(own_storage: Storage, forgotten: bool) -> None:
    """A worker may be given an act again long after its words were forgotten."""
    _, claim = await returned(own_storage)
    await own_storage.stores.acts.put_apart(claim.act_id, own_storage.key.sign(claim))
    assert (await sent(own_storage, claim)).accepted
    if forgotten:
        await own_storage.admin.execute("UPDATE acts_apart SET at = now() - interval '25 hours'")
        assert (await own_storage.stores.upkeep.retention.forget())[Scrap.ACTS_APART] == 1
    before = await own_storage.everything()
    assert (await sent(own_storage, claim)).accepted
    assert await own_storage.everything() == before
    another = replace(claim, details=replace(claim.details, reason="", reason_code="duplicate"))
    assert (await sent(own_storage, another)).code == RefusalCode.REPEATED_ACT


async def test_words_of_less_than_a_day_are_not_forgotten(own_storage: Storage) -> None:
    _, claim = await returned(own_storage)
    await own_storage.stores.acts.put_apart(claim.act_id, own_storage.key.sign(claim))
    ahead = datetime.now(UTC) + timedelta(days=999)
    connection = await asyncpg.connect(own_storage.app_dsn)
    try:
        assert await connection.fetchval("SELECT forget('acts_apart', $1, 100)", ahead) == 0
        for straight in ("DELETE FROM acts_apart", "UPDATE acts_apart SET claim = ''"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(straight)
    finally:
        await connection.close()


async def test_what_is_called_off_or_given_up_keeps_its_words(storage: Storage) -> None:
    article_id, claim = await returned(storage)
    whole = storage.key.sign(claim)
    await storage.stores.acts.put_apart(claim.act_id, whole)
    await storage.stores.acts.call_off(claim.subject, whole)
    assert (await sent(storage, claim)).code == RefusalCode.CALLED_OFF

    broken = await storage.claim(Act.RETURN_FOR_EDIT, article_id, reason=WORDS)
    await storage.stores.acts.put_apart(broken.act_id, storage.key.sign(broken))
    wrong = Refused(RefusalCode.INTERNAL_ERROR, "Lỗi.")
    await storage.stores.acts.give_up(subject_of(article_id), storage.key.sign(apart(broken)), wrong)
    (body,) = await storage.bodies(article_id, act_id=broken.act_id)
    assert WORDS in body["claim"]


async def test_an_act_without_words_asks_for_no_row(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The way straight through costs not one statement more."""
    asked: list[str] = []
    for name in READING:
        plain = getattr(asyncpg.Connection, name)

        async def noted(self: Any, query: str, *values: Any, _plain: Any = plain, **kwargs: Any) -> Any:
            asked.append(query)
            return await _plain(self, query, *values, **kwargs)

        monkeypatch.setattr(asyncpg.Connection, name, noted)
    await storage.approved()
    bare, asked[:] = [query for query in asked if "acts_apart" in query], []
    _, claim = await returned(storage)
    await storage.stores.acts.put_apart(claim.act_id, storage.key.sign(claim))
    await sent(storage, claim)
    assert bare == []
    assert len([query for query in asked if "acts_apart" in query]) == 2
