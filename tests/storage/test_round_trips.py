"""How often the recording of one act asks Postgres, counted where the driver sends: each is a wait of the member's."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import asyncpg
import pytest

from newsroom.article import subject_of
from newsroom.stages import Act
from newsroom.standing import in_short
from tests.support.storages import Storage

MOST: Final = {Act.FINISH_EDIT: 12, Act.APPROVE: 12}
"""Round trips, the beginning and the end of the transaction among them; before they were 25 and 22."""


@contextmanager
def counted(patch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every statement that the driver sends meanwhile; many rows of one statement go at once."""
    sent: list[str] = []

    def noting(method: Callable[..., Awaitable[Any]], *, plain: bool = False) -> Callable[..., Awaitable[Any]]:
        def call(self: Any, query: str, *given: Any, **named: Any) -> Awaitable[Any]:
            # Given values, it is sent by the other.
            if not (plain and given):
                sent.append(" ".join(query.split()))
            return method(self, query, *given, **named)

        return call

    with patch.context() as within:
        within.setattr(asyncpg.Connection, "execute", noting(asyncpg.Connection.execute, plain=True))
        for name in ("_execute", "_executemany"):
            within.setattr(asyncpg.Connection, name, noting(getattr(asyncpg.Connection, name)))
        yield sent


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
