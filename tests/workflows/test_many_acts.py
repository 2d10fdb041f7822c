"""An article with thousands of accepted acts, and one that waits for a year: no history grows without end."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowUpdateFailedError

from activities.failures import FailureType
from desk.server_trouble import ServerUnreachable
from newsroom.board import Office
from newsroom.claims import Details
from newsroom.errors import RefusalCode, Refused
from newsroom.stages import Act, Stage
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import REASON, ended, entries, shown_on
from tests.workflows.theatre import Play, Theatre, played
from workflows.acts import ACTS_A_RUN
from workflows.messages import article_workflow_id

pytestmark = [pytest.mark.trust, pytest.mark.proof("spending"), pytest.mark.timeout(3_600)]

MOST_EVENTS: Final = 5_000
"""By the promise, of each run."""

_ROUND: Final = 10
_TRIES: Final = 5
_WHOLE: Final = 3_000
# More than one run takes.
_SAMPLE: Final = ACTS_A_RUN + _ROUND
_WEEKS: Final = 52
_RETURNS_A_WEEK: Final = _WHOLE // _WEEKS // 2
_WEEK: Final = timedelta(days=7)
_EVERYWHERE: Final = ["fanpage", "portal", "zalo_oa"]


async def runs(client: Client, workflow_id: str) -> list[list[HistoryEvent]]:
    """The events of each run of a workflow, the newest first."""
    found: list[list[HistoryEvent]] = []
    run_id = (await client.get_workflow_handle(workflow_id).describe()).run_id
    while run_id:
        history = await client.get_workflow_handle(workflow_id, run_id=run_id).fetch_history()
        found.append(list(history.events))
        run_id = found[-1][0].workflow_execution_started_event_attributes.continued_execution_run_id
    return found


async def _taken(play: Play, act: Act, office: Office, details: Details | None = None) -> None:
    """An act, sent again as the desk does while another run begins."""

    async def done() -> bool:
        try:
            await play.do(act, office, details)
        except WorkflowUpdateFailedError as failed:
            if getattr(failed.cause, "type", "") != FailureType.RENEWING:
                raise
            return False
        return True

    await eventually(done)


async def test_thousands_of_acts_leave_each_run_short_and_one_post_on_each_channel(
    live: LiveNewsroom, whole: bool
) -> None:
    """Two thousand acts were all that a workflow could ever take."""
    article_id, acts = await live.ready_for_approval(), _WHOLE if whole else _SAMPLE
    owner, editor, head = await live.owner(article_id), live.holder(Office.FINAL_EDITOR), live.holder(Office.HEAD)

    async def gives(number: int) -> None:
        details = Details(reason=f"Giao người duyệt, lần {number}.", to=owner.id)
        for _ in range(_TRIES):
            # A busy machine answers late: such an act is called off or overtaken, and is to be done again.
            try:
                await live.desk.act(head, Act.REASSIGN, article_id, details=details)
            except ServerUnreachable:
                continue
            except Refused as refused:
                if refused.code != RefusalCode.SUPERSEDED:
                    raise
            else:
                return
        pytest.fail(f"called off or overtaken {_TRIES} times: {details.reason}")

    for number in range(acts // _ROUND):
        for _ in range(_ROUND // 2 - 1):
            await asyncio.gather(gives(number), gives(number))
        await live.desk.act(owner, Act.RETURN_FOR_EDIT, article_id, details=REASON)
        await live.desk.act(editor, Act.FINISH_EDIT, article_id)
    await live.approve(article_id)
    await ended(live, article_id)

    assert len(await entries(live, article_id, outcome="accepted")) >= acts
    assert await shown_on(live, article_id) == _EVERYWHERE
    lengths = [len(run) for run in await runs(live.client, article_workflow_id(article_id))]
    assert len(lengths) > 1
    assert max(lengths) < MOST_EVENTS


async def test_a_year_of_waiting_is_short_too(theatre: Theatre, whole: bool) -> None:
    """Every week it is returned and handed on again, and its reminders, warnings and breaches come between."""
    play = await played(theatre, datetime.now(UTC))
    await play.do(Act.FINISH_EDIT, Office.FINAL_EDITOR)
    weeks, returns = (_WEEKS, _RETURNS_A_WEEK) if whole else (3, 3)
    for _ in range(weeks):
        await play.to(play.article.at + _WEEK)
        for _ in range(returns):
            await _taken(play, Act.RETURN_FOR_EDIT, Office.STANDING_DEPUTY, REASON)
            await _taken(play, Act.FINISH_EDIT, Office.FINAL_EDITOR)
    await _taken(play, Act.APPROVE, Office.STANDING_DEPUTY)

    assert (await play.handle.result()).standing.stage is Stage.PUBLISHED
    assert Counter(play.article.sent) == Counter(_EVERYWHERE)
    assert max(len(run) for run in await runs(theatre.env.client, play.article.workflow_id)) < MOST_EVENTS
