"""How often an act, a submission or a publication asks Postgres, counted where the driver sends: each is a wait."""

from typing import Final

import pytest

from activities.ports import TokenPair
from activities.storage.articles.store import ArticleStore, Receipt, Submission
from newsroom.article import ChannelName, subject_of
from newsroom.publishing import Outcome
from newsroom.stages import Act, Stage
from newsroom.standing import in_short
from tests.support.postgres_heard import counted
from tests.support.presses import order_for, publish
from tests.support.storages import Storage
from tests.support.walls import Wall

MOST: Final = {Act.FINISH_EDIT: 9, Act.APPROVE: 9}
"""Round trips, the beginning and the end of the transaction among them; before they were 25 and 22."""


@pytest.mark.parametrize("act", MOST, ids=str)
async def test_an_act_is_recorded_in_few_round_trips(
    own_storage: Storage, monkeypatch: pytest.MonkeyPatch, act: Act
) -> None:
    """Each act of the same kind, once the process has read keys and deeds; the answer is what is stored."""
    for _ in range(2):
        article_id = await own_storage.submit()
        if act is Act.APPROVE:
            await own_storage.done(Act.FINISH_EDIT, article_id)
        signed = await own_storage.signed(act, article_id)
        with counted(monkeypatch) as sent:
            recorded = await own_storage.stores.acts.record(subject_of(article_id), signed)
        opening = await own_storage.stores.articles.opening(article_id)
        assert (recorded.standing, recorded.agenda) == (in_short(opening.standing), opening.agenda)
    assert sent[0] == "BEGIN;"
    assert sent[-1] == "COMMIT;"
    assert len(sent) <= MOST[act], sent


async def test_a_submission_is_stored_in_few_round_trips(own_storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """And its workflow begins with what the submission has left, which is what is stored."""
    found: list[Receipt] = []
    submit = ArticleStore.submit

    async def noted(store: ArticleStore, given: Submission) -> Receipt:
        found.append(await submit(store, given))
        return found[-1]

    monkeypatch.setattr(ArticleStore, "submit", noted)
    await own_storage.submit()
    with counted(monkeypatch) as sent:
        article_id = await own_storage.submit()
    # The two before the beginning are the test's own.
    assert len(sent[sent.index("BEGIN;") :]) <= 11, sent
    assert found[-1].opening == await own_storage.stores.articles.opening(article_id)


ASKS: Final = (
    "SELECT articles.*",
    "SELECT * FROM take_up",
    "UPDATE intents",
    "UPDATE intents",
    "WITH done AS MATERIALIZED (SELECT * FROM end_publication",
)
"""A look and a claim, what is about to be done before each of two calls, and the end; before they were 25 to 27."""


async def test_a_text_is_published_in_few_round_trips(own_storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each channel of the second article, once the process has read keys and deeds; no transaction stays open."""
    for _ in range(2):
        article_id = await own_storage.approved()
        for channel in ChannelName:
            order = await order_for(own_storage, article_id, channel)
            with counted(monkeypatch) as sent:
                result = await publish(own_storage, Wall(name=channel), order)
            assert result.outcome is Outcome.PUBLISHED
    assert len(sent) == len(ASKS), sent
    assert all(said.startswith(asked) for said, asked in zip(sent, ASKS, strict=True)), sent
    assert (await own_storage.stores.articles.standing(article_id)).stage is Stage.PUBLISHED


async def test_a_token_is_read_once_for_the_calls_of_a_post(
    own_storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One article takes four calls of the Fanpage and seven of Zalo."""
    tokens = own_storage.stores.tokens
    await tokens.save(ChannelName.ZALO_OA, TokenPair(access="truy-cap", refresh="lam-moi"))
    with counted(monkeypatch) as sent:
        found = [await tokens.load(ChannelName.ZALO_OA) for _ in range(7)]
    assert len(sent) == 1
    assert {pair.access for pair in found if pair} == {"truy-cap"}
