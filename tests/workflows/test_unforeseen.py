"""Errors of our own code: refused with a code after a few tries, alarmed, and never told as an outage."""

from datetime import timedelta
from typing import Any

import pytest

from activities.contracts import EDITORIAL_QUEUE
from activities.failures import TRIES_OF_OURS
from activities.storage.database import StorageUnreachable
from newsroom.article import subject_of
from newsroom.board import Office
from newsroom.errors import RefusalCode, Refused
from newsroom.stages import Act, Stage
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import entries
from tests.support.matters import absent
from workers import unforeseen
from workers.entrusting import worker_of
from workers.wiring.stores import Stores

pytestmark = pytest.mark.trust


def editorial(live: LiveNewsroom) -> Stores:
    """The storage as the worker has it that records and attends."""
    return live.storage_of(worker_of([EDITORIAL_QUEUE]))


async def times_told(live: LiveNewsroom, activity: str) -> int:
    """How often the engineer is told of a step, in one unread message."""
    engineer = live.holder(Office.ENGINEER).id
    notes = [note for note in await live.stores.reading.notifications(engineer) if f"`{activity}`" in note.text]
    assert len(notes) <= 1
    return sum(note.times for note in notes)


async def test_an_act_that_our_code_fails_at_is_refused_and_alarmed(
    live: LiveNewsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A year 9999 once made the recording fail sixty-four times, and the member heard of an outage."""
    article_id = await live.ready_for_approval()
    tries: list[str] = []
    record = editorial(live).acts.record

    async def failing(subject: str, *given: Any) -> Any:
        if subject != subject_of(article_id):
            return await record(subject, *given)
        tries.append(subject)
        raise OverflowError

    with monkeypatch.context() as patch:
        patch.setattr(editorial(live).acts, "record", failing)
        with pytest.raises(Refused) as refused:
            await live.approve(article_id)

    # Once in the workflow's own task, then by whoever has the tries.
    assert (refused.value.code, len(tries)) == (RefusalCode.INTERNAL_ERROR, 1 + TRIES_OF_OURS)
    assert [body["code"] for body in await entries(live, article_id, outcome="refused")] == ["internal_error"]
    assert await times_told(live, "record_decision") == 1
    assert (await live.stores.articles.standing(article_id)).stage is Stage.AWAITING_APPROVAL
    await live.approve(article_id)
    assert len(await entries(live, article_id, act="approve", outcome="accepted")) == 1


async def test_what_was_recorded_before_the_error_stands(live: LiveNewsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else an approval that counts would be told as refused."""
    article_id = await live.ready_for_approval()
    record, failures = editorial(live).acts.record, list(range(TRIES_OF_OURS))

    async def failing(subject: str, *given: Any) -> Any:
        answer = await record(subject, *given)
        if subject == subject_of(article_id) and failures:
            failures.pop()
            raise OverflowError
        return answer

    monkeypatch.setattr(editorial(live).acts, "record", failing)
    answer = await live.desk.act(await live.owner(article_id), Act.APPROVE, article_id)
    assert answer.stage in {Stage.SCHEDULED, Stage.PUBLISHING}
    assert await entries(live, article_id, outcome="refused") == []


async def test_a_duty_is_alarmed_and_tried_again(live: LiveNewsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Giving up would lose an absence; trying in silence would let nobody know."""
    monkeypatch.setattr(unforeseen, "AGAIN_AFTER", timedelta(milliseconds=300))
    attend, failures = editorial(live).acts.attend, list(range(TRIES_OF_OURS + 1))

    async def failing(matter: str) -> Any:
        if matter.startswith("absence/") and failures:
            failures.pop()
            raise KeyError(matter)
        return await attend(matter)

    monkeypatch.setattr(editorial(live).acts, "attend", failing)

    async def tried_enough() -> bool:
        return not failures

    async with absent(live, Office.SECRETARY):
        await eventually(tried_enough, seconds=30)
    assert await times_told(live, "attend_matter") == 2


async def test_an_argument_that_the_driver_cannot_take_is_no_outage(live: LiveNewsroom) -> None:
    """The driver names it like a broken line."""
    with pytest.raises(Exception, match="expected str") as found:
        async with live.stores.database.reading() as connection:
            await connection.fetchval("SELECT $1::text", 7)
    assert not isinstance(found.value, StorageUnreachable)
    async with live.stores.database.reading() as connection:
        assert await connection.fetchval("SELECT 1") == 1
