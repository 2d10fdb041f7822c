"""Workflows that nobody of ours has begun: under every name, with every standing, in the place of our own."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from temporalio.api.common.v1 import Memo, Payload, Payloads, WorkflowType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    SignalWithStartWorkflowExecutionRequest,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from activities.contracts import EDITORIAL_QUEUE, Agenda, UpkeepInput, UpkeepJob
from newsroom.article import ChannelName
from newsroom.publishing import ChannelResult, Outcome
from newsroom.sla import Alert, Moment, Promise
from newsroom.stages import Stage
from newsroom.standing import Standing
from tests.adversary.forged_acts import Attempt, ServerStep
from tests.adversary.scene import Scene
from tests.support.lives import standing_of
from workers.temporal.codec import data_converter
from workflows.messages import STANDING_CHANGED, ArticleInput, Before, MatterInput, article_workflow_id
from workflows.registry import ARTICLE, MATTERS, UPKEEP
from workflows.search_attributes import at_start

_KEY: Final = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
_HUGE: Final = 1_000_000
_SHOWN: Final = tuple(
    ChannelResult(channel=channel, outcome=Outcome.PUBLISHED, url="https://gia.example/bai") for channel in ChannelName
)
Forged = Callable[[Standing], ArticleInput]


def _input(standing: Standing, **changed: Any) -> ArticleInput:
    return ArticleInput(standing=replace(standing, **changed), agenda=Agenda(), closes_by_storage=True)


def approved(standing: Standing, stage: Stage, **changed: Any) -> ArticleInput:
    at = datetime.now(UTC)
    return _input(standing, stage=stage, approved_hash=standing.content_hash, approved_at=at, **changed)


def _moments() -> Agenda:
    past = datetime.now(UTC) - timedelta(days=1)
    found = tuple(Moment(at=past, alert=alert, promise=promise, step=1) for alert in Alert for promise in Promise)
    return Agenda(moments=found, due_at=past, publish_due_at=past, breached=True)


_FORGED: Final[dict[str, Forged]] = {
    "as approved and on its way": lambda s: approved(s, Stage.PUBLISHING),
    "as approved, its hour come": lambda s: approved(
        s, Stage.SCHEDULED, publish_at=datetime.now(UTC) - timedelta(hours=1)
    ),
    "as held no longer": lambda s: approved(s, Stage.PUBLISHING, held_since=None, publish_at=None),
    "with another text": lambda s: approved(replace(s, content_hash="c" * 64), Stage.PUBLISHING),  # type: ignore[arg-type]
    "with one channel": lambda s: approved(s, Stage.PUBLISHING, channels=(ChannelName.ZALO_OA,)),
    "with another author and route": lambda s: approved(s, Stage.AWAITING_APPROVAL, author="engineer"),
    "as published": lambda s: approved(s, Stage.PUBLISHED),
    "as rejected": lambda s: _input(s, stage=Stage.REJECTED),
    "as taken down": lambda s: _input(s, stage=Stage.TAKEN_DOWN),
    "as every channel has answered": lambda s: replace(
        approved(s, Stage.PUBLISHING), before=Before(results=_SHOWN, breached=True)
    ),
    "closed by answers, as an earlier build": lambda s: replace(
        approved(s, Stage.PUBLISHING), closes_by_storage=False, before=Before(results=_SHOWN)
    ),
    "with acts seen that are still to come": lambda s: replace(_input(s), before=Before(acts_seen=("a", "b"))),
    "with every promise broken": lambda s: replace(_input(s), agenda=_moments()),
}


def _started(forged: Forged, *, replaced: bool) -> Attempt:
    """An article's workflow in the place of the one that runs, or beside one that has ended."""

    async def attempt(scene: Scene, stage: Stage) -> None:
        standing = await standing_of(scene.live, scene.articles[stage])
        await _start(scene, stage, forged(standing), replaced=replaced)

    return attempt


async def _start(
    scene: Scene, stage: Stage, order: object, *, replaced: bool = True, queue: str = EDITORIAL_QUEUE, kind: str = ""
) -> None:
    standing = await standing_of(scene.live, scene.articles[stage])
    name = article_workflow_id(scene.articles[stage])
    if stage not in {Stage.EDITING, Stage.AWAITING_APPROVAL, Stage.SCHEDULED, Stage.PUBLISHING}:
        scene.touched.append(name)
    await scene.client.start_workflow(
        kind or ARTICLE.name,
        order,
        id=name,
        task_queue=queue,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING if replaced else WorkflowIDConflictPolicy.FAIL,
        search_attributes=at_start(standing, Agenda()),
        memo={"note": "giả"},
        static_summary="[Bấm vào đây](https://gia.example)",
    )


async def _for_another(scene: Scene, stage: Stage) -> None:
    """Under this article's name, with the standing of one that is on its way."""
    await _start(scene, stage, _input(await standing_of(scene.live, scene.articles[Stage.PUBLISHING])))


async def _unknown_article(scene: Scene, stage: Stage) -> None:
    standing = await standing_of(scene.live, scene.articles[stage])
    order, name = approved(standing, Stage.PUBLISHING, article_id="khong-co"), article_workflow_id("khong-co")
    scene.touched.append(name)
    await scene.client.start_workflow(ARTICLE.name, order, id=name, task_queue=EDITORIAL_QUEUE)


async def _beside(scene: Scene, stage: Stage) -> None:
    """A second workflow for the article, under a name of its own."""
    standing = await standing_of(scene.live, scene.articles[stage])
    scene.touched.append(name := f"beside-{stage}")
    await scene.client.start_workflow(
        ARTICLE.name, approved(standing, Stage.PUBLISHING), id=name, task_queue=EDITORIAL_QUEUE
    )


async def _unserved(scene: Scene, stage: Stage) -> None:
    standing = await standing_of(scene.live, scene.articles[stage])
    await _start(scene, stage, _input(standing), queue="khong-ai-phuc-vu")


async def _of_another_kind(scene: Scene, stage: Stage) -> None:
    await _start(scene, stage, UpkeepInput(job=UpkeepJob.LEDGER), kind=UPKEEP.name, queue="khong-ai-phuc-vu")


async def _garbled(scene: Scene, stage: Stage) -> None:
    # Its tasks fail for ever, which the server shows and `reconcile` does not ask: an operator ends it.
    scene.touched.append(article_workflow_id(scene.articles[stage]))
    await _start(scene, stage, {"standing": "x" * _HUGE})


async def _sealed_by_a_stranger(scene: Scene, stage: Stage) -> None:
    standing = await standing_of(scene.live, scene.articles[stage])
    scene.touched.append(article_workflow_id(scene.articles[stage]))
    (payload,) = await data_converter(_KEY).encode([approved(standing, Stage.PUBLISHING)])
    asked = SignalWithStartWorkflowExecutionRequest(
        namespace=scene.client.namespace,
        workflow_id=article_workflow_id(scene.articles[stage]),
        workflow_type=WorkflowType(name=ARTICLE.name),
        task_queue=TaskQueue(name=EDITORIAL_QUEUE),
        input=Payloads(payloads=[payload]),
        request_id=f"sealed-{stage}",
        identity="x",
        signal_name=STANDING_CHANGED,
        signal_input=Payloads(payloads=[payload]),
        memo=Memo(fields={"note": Payload(data=b"x")}),
    )
    await scene.ask("signal_with_start_workflow_execution", asked)


def _matter_started(prefix: str, kind: str) -> Attempt:
    async def attempt(scene: Scene, stage: Stage) -> None:
        scene.touched.append(name := f"{prefix}gia-{stage}")
        order = MatterInput(matter=name, resumed=True)
        await scene.client.start_workflow(kind, order, id=name, task_queue=EDITORIAL_QUEUE)

    return attempt


def _steps() -> Iterator[ServerStep]:
    for called, forged in _FORGED.items():
        for replaced in (True, False):
            where = "in the place of its own" if replaced else "where none runs"
            attempt = _started(forged, replaced=replaced)
            yield ServerStep(name=f"started {called}, {where}", where="forged starts", attempt=attempt)
    others: dict[str, tuple[Attempt, bool]] = {
        "started under another's name": (_for_another, False),
        "started for an article that is not there": (_unknown_article, False),
        "started twice, under a name of its own": (_beside, False),
        "started where nobody serves it": (_unserved, True),
        "another kind under its name": (_of_another_kind, True),
        "started with a megabyte of garbage": (_garbled, False),
        "sealed with another key": (_sealed_by_a_stranger, False),
    }
    for name, (attempt, breaks) in others.items():
        yield ServerStep(name=name, where="forged starts", attempt=attempt, breaks=breaks)
    for kind in MATTERS.values():
        attempt = _matter_started(kind.prefix, kind.name)
        yield ServerStep(name=f"{kind.name} that nobody began", where="forged starts", attempt=attempt)


START_STEPS: Final = tuple(_steps())
"""Every forged start."""
