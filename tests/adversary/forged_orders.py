"""Work that nobody of ours has ordered: a workflow of the attacker's own asks our workers for it, straight."""

import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final

from temporalio import workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.contracts import (
    CHANNEL_QUEUES,
    EDITORIAL_QUEUE,
    ActInput,
    ActivityName,
    AlertInput,
    AttendInput,
    ChannelCheck,
    MatterActInput,
    PublishInput,
    SignedAct,
    UpkeepJob,
    UpkeepTask,
)
from newsroom.article import ArticleId, ChannelName, ContentHash
from newsroom.claims import claim_text
from newsroom.sla import Alert, Moment, Promise
from newsroom.stages import Act, Stage
from newsroom.standing import Standing
from tests.adversary.forged_acts import ServerStep
from tests.adversary.scene import Scene
from tests.support.lives import claim_of, standing_of

QUEUE: Final = "cua-rieng"
_ONCE: Final = RetryPolicy(maximum_attempts=1)
_WITHIN: Final = timedelta(seconds=20)
_OTHER: Final = ContentHash("c" * 64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One activity with what goes in."""

    activity: str
    queue: str
    given: tuple[Any, ...]


@workflow.defn(name="Rogue")
class Rogue:
    """Asks for work once, whatever it is."""

    @workflow.run
    async def run(self, activity: str, queue: str, given: list[Any]) -> Any:
        """What the worker answers."""
        return await workflow.execute_activity(
            activity, args=given, task_queue=queue, schedule_to_close_timeout=_WITHIN, retry_policy=_ONCE
        )


@asynccontextmanager
async def own_worker(client: Client) -> AsyncIterator[None]:
    """The attacker's own worker, for the attacker's own workflow."""
    runner = UnsandboxedWorkflowRunner()
    async with Worker(client, task_queue=QUEUE, workflows=[Rogue], workflow_runner=runner):
        yield


def _publish(standing: Standing, channel: ChannelName, **changed: Any) -> Wish:
    order = PublishInput(article_id=standing.article_id, content_hash=standing.content_hash, channel=channel)
    amends = changed.pop("amends", False)
    name = ActivityName.AMEND_ON_CHANNEL if amends else ActivityName.PUBLISH_TO_CHANNEL
    return Wish(activity=name, queue=CHANNEL_QUEUES[channel], given=(replace(order, **changed),))


def _of_channels(standing: Standing, scene: Scene) -> Iterator[tuple[str, Wish]]:
    for channel in ChannelName:
        yield f"publish on {channel}", _publish(standing, channel)
        yield f"publish another text on {channel}", _publish(standing, channel, content_hash=_OTHER)
        yield f"publish on {channel} as an amendment", _publish(standing, channel, amendment="xamend")
        yield f"amend on {channel}, by none", _publish(standing, channel, amends=True, amendment="xamend")
        proposed = scene.matter.partition("/")[2]
        yield (
            f"take down from {channel}, undecided",
            _publish(standing, channel, amends=True, amendment=proposed, removal=True),
        )
        check = Wish(activity=ActivityName.CHECK_CHANNEL, queue=CHANNEL_QUEUES[channel], given=(channel,))
        yield f"look at {channel}", check


def _of_editors(standing: Standing, scene: Scene, forged: SignedAct) -> Iterator[tuple[str, Wish]]:
    def asked(name: ActivityName, *given: Any) -> Wish:
        return Wish(activity=name, queue=EDITORIAL_QUEUE, given=given)

    yield (
        "record a forged approval",
        asked(ActivityName.RECORD_DECISION, ActInput(article_id=standing.article_id, act=forged)),
    )
    (_, genuine), *_ = scene.heard[scene.articles[Stage.SCHEDULED]]
    yield (
        "record another's act",
        asked(ActivityName.RECORD_DECISION, ActInput(article_id=standing.article_id, act=genuine)),
    )
    for matter in ("absence/x", "delegation/x", "meeting/x", scene.matter, "board/x"):
        kind = matter.partition("/")[0]
        yield (
            f"record a forged deed on {kind}",
            asked(ActivityName.RECORD_DEED, MatterActInput(matter=matter, act=forged)),
        )
        yield f"attend to {kind}", asked(ActivityName.ATTEND_MATTER, AttendInput(matter=matter))
    past = datetime.now(UTC) - timedelta(minutes=1)
    for alert in Alert:
        for promise in Promise:
            moment = Moment(at=past, alert=alert, promise=promise, step=1)
            yield (
                f"tell: {alert}, {promise}",
                asked(ActivityName.RAISE_ALERT, AlertInput(article_id=standing.article_id, moment=moment)),
            )
    yield "tell all articles", asked(ActivityName.TELL_ARTICLES)
    yield "look up", asked(ActivityName.LOOK_UP_ARTICLE, standing.article_id)
    far = datetime(9998, 1, 1, tzinfo=UTC)
    well = tuple(ChannelCheck(channel=channel, ok=True, note="giả") for channel in ChannelName)
    for job in UpkeepJob:
        task = UpkeepTask(job=job, planned_at=far, channels=well)
        yield f"look after {job} in the year 9998", asked(ActivityName.LOOK_AFTER, task)


def _wishes(standing: Standing, scene: Scene, forged: SignedAct) -> dict[str, Wish]:
    return {**dict(_of_channels(standing, scene)), **dict(_of_editors(standing, scene, forged))}


def _names() -> Sequence[str]:
    standing: Any = SimpleNamespace(article_id=ArticleId("x"), content_hash=_OTHER)
    scene: Any = _Names()
    return tuple(_wishes(standing, scene, SignedAct(claim="", signature="")))


class _Names:
    """Stands in for a scene where only the names of the orders are wanted."""

    matter = "amendment/x"
    articles: Final = {Stage.SCHEDULED: ArticleId("x")}
    heard: Final = {ArticleId("x"): [("", SignedAct(claim="", signature=""))]}


def _ordered(name: str) -> ServerStep:
    async def attempt(scene: Scene, stage: Stage) -> None:
        article_id = scene.articles[stage]
        claim = await claim_of(scene.live, Act.APPROVE, article_id, await scene.live.owner(article_id))
        forged = SignedAct(claim=claim_text(claim), signature="")
        wish = _wishes(await standing_of(scene.live, article_id), scene, forged)[name]
        await scene.client.execute_workflow(
            "Rogue",
            args=[wish.activity, wish.queue, list(wish.given)],
            id=f"rogue-{uuid.uuid4().hex}",
            task_queue=QUEUE,
        )

    return ServerStep(name=name, where="orders past the workflows", attempt=attempt)


ORDER_STEPS: Final = tuple(map(_ordered, _names()))
"""Everything that our workers can be asked for."""
