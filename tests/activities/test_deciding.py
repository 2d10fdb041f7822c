"""What a member hears when our own code fails at recording an act."""

from dataclasses import replace
from typing import Any, cast

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.contracts import ActInput, Recorded, SignedAct
from activities.deciding import ActActivities
from activities.failures import TRIES_OF_OURS, FailureType, GivenUp
from activities.storage.database import StorageUnreachable
from newsroom.article import ArticleId

ORDER = ActInput(article_id=ArticleId("a"), act=SignedAct(claim="{}", signature=""))
REFUSED = Recorded(accepted=False, code="not_entitled", message="Không có quyền duyệt; bài giữ nguyên.")


class Broken:
    """Acts that cannot be recorded; `known` is what the ledger has of it, or what goes wrong when it is asked."""

    def __init__(self, known: Recorded | Exception | None) -> None:
        self.known = known

    async def record(self, _subject: str, _signed: SignedAct) -> Recorded:
        raise RuntimeError

    async def give_up(self, _subject: str, _signed: SignedAct, _refused: Exception) -> Recorded | None:
        if isinstance(self.known, Exception):
            raise self.known
        return self.known


async def given_up(known: Recorded | Exception | None) -> Any:
    """What the last of our tries ends with."""
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, attempt=TRIES_OF_OURS)
    with pytest.raises(Exception) as ended:  # noqa: PT011 - which one is what the tests ask
        await environment.run(ActActivities(cast("Any", Broken(known))).record_decision, ORDER)
    return ended.value


async def test_a_ledger_that_is_away_is_waited_for() -> None:
    """An earlier try may have been recorded: 'nothing was done' could be untrue."""
    ended = await given_up(StorageUnreachable())
    assert isinstance(ended, ApplicationError)
    assert (ended.type, ended.non_retryable) == (FailureType.STORAGE_UNREACHABLE, False)


async def test_a_refusal_that_is_in_the_ledger_is_the_answer() -> None:
    ended = await given_up(REFUSED)
    assert isinstance(ended, GivenUp)
    assert ended.answer == REFUSED


@pytest.mark.parametrize("known", [None, RuntimeError()])
async def test_whatever_else_goes_wrong_the_member_gets_an_answer(known: Exception | None) -> None:
    ended = await given_up(known)
    assert isinstance(ended, GivenUp)
    assert cast("Recorded", ended.answer).code == "internal_error"
