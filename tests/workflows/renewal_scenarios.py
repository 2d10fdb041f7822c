"""Lives that go over into another run: recorded on a server that asks for it early, each run a history of its own."""

import uuid
from collections.abc import Awaitable, Callable
from typing import Final

from temporalio.client import WorkflowUpdateFailedError

from activities.contracts import SignedAct
from newsroom.article import ChannelName
from newsroom.board import Office
from newsroom.claims import Details
from newsroom.matters.kinds import AmendmentKind, MatterAct
from newsroom.stages import Act, Stage
from tests.support.amendment_scenarios import retry, stopped_at_fanpage
from tests.support.live import LiveNewsroom
from tests.support.lives import at_stage, ended
from tests.support.matters import matter_ended
from workflows.messages import article_workflow_id

EARLY: Final = {"limit.historyCount.suggestContinueAsNew": 45}
"""What the server is told: then a few acts are enough."""

_FORGED: Final = SignedAct(claim="không phải một thao tác", signature="giả")
Run = tuple[str, str]
RenewalScenario = Callable[[LiveNewsroom], Awaitable[Run]]


async def goes_over(live: LiveNewsroom) -> Run:
    """The first run of an article whose Fanpage waits for a person."""
    name = article_workflow_id(await at_stage(live, Stage.PUBLISHING))
    return name, await _until_another_run(live, name, Act.RESUME_CHANNEL)


async def taken_up(live: LiveNewsroom) -> Run:
    """The run after it, in which the person lets the channel go on."""
    article_id = await at_stage(live, Stage.PUBLISHING)
    name = article_workflow_id(article_id)
    await _until_another_run(live, name, Act.RESUME_CHANNEL)
    again = Details(channel=ChannelName.FANPAGE)
    await live.desk.act(live.holder(Office.ENGINEER), Act.RESUME_CHANNEL, article_id, details=again)
    await ended(live, article_id)
    return name, await _run_of(live, name)


async def amendment_goes_over(live: LiveNewsroom) -> Run:
    """The same of an amendment that waits for a channel."""
    matter = (await stopped_at_fanpage(live, "update_post", AmendmentKind.UPDATE))[0]
    return matter, await _until_another_run(live, matter, MatterAct.RETRY_CHANNEL)


async def amendment_taken_up(live: LiveNewsroom) -> Run:
    """The run after it."""
    matter = (await stopped_at_fanpage(live, "update_post", AmendmentKind.UPDATE))[0]
    await _until_another_run(live, matter, MatterAct.RETRY_CHANNEL)
    await retry(live, matter, ChannelName.FANPAGE)
    await matter_ended(live, matter)
    return matter, await _run_of(live, matter)


RENEWALS: Final[dict[str, RenewalScenario]] = {
    scenario.__name__: scenario for scenario in (goes_over, taken_up, amendment_goes_over, amendment_taken_up)
}
"""By name: what is recorded under `histories/`."""


async def _until_another_run(live: LiveNewsroom, name: str, act: Act | MatterAct) -> str:
    """The run that a workflow leaves, after as few acts as the server needs to ask for another."""
    first = await _run_of(live, name)
    while await _run_of(live, name) == first:
        try:
            await live.client.get_workflow_handle(name).execute_update(act.value, _FORGED, id=uuid.uuid4().hex)
        except WorkflowUpdateFailedError:
            continue
    return first


async def _run_of(live: LiveNewsroom, name: str) -> str:
    return (await live.client.get_workflow_handle(name).describe()).run_id
