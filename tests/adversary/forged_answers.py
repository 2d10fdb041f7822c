"""Answers that nobody of ours has given: the attacker polls every queue and says what an article should believe."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from temporalio import activity
from temporalio.client import Client
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

from activities.contracts import (
    CHANNEL_QUEUES,
    EDITORIAL_QUEUE,
    ActivityName,
    Agenda,
    Alerted,
    ArticleNow,
    PublishInput,
    Recorded,
)
from newsroom.article import ArticleId, ChannelName
from newsroom.publishing import ChannelResult, Outcome
from newsroom.stages import Stage
from newsroom.standing import Standing
from workflows.kinds import WORKFLOWS

_HUGE: Final = 1_500_000
Said = Callable[[Standing], Any]


def _moved(stage: Stage, **changed: Any) -> Said:
    def said(standing: Standing) -> Standing:
        at = datetime.now(UTC)
        approved = replace(standing, approved_hash=standing.content_hash, approved_at=at)
        return replace(approved, stage=stage, since=at, **changed)

    return said


def _recorded(said: Said) -> Said:
    return lambda standing: Recorded(accepted=True, standing=said(standing))


def _now(said: Said) -> Said:
    return lambda standing: ArticleNow(standing=said(standing), agenda=Agenda())


@dataclass(frozen=True, slots=True, kw_only=True)
class Lie:
    """What a rogue answers to an article. Shape: `shown` is the outcome of every channel; all else is left out."""

    name: str
    recorded: Said = field(default=_recorded(_moved(Stage.PUBLISHING)))
    looked_up: Said = field(default=_now(_moved(Stage.PUBLISHED)))
    shown: Callable[[PublishInput], Any] = lambda order: ChannelResult(
        channel=order.channel, outcome=Outcome.PUBLISHED, url="https://gia.example/bai"
    )


def _shown_as(outcome: Outcome) -> Callable[[PublishInput], Any]:
    return lambda order: ChannelResult(channel=order.channel, outcome=outcome, explanation="giả")


def _fails(order: PublishInput) -> Any:
    activity.heartbeat({"state": "published", "external_id": "1", "url": "https://gia.example"})
    raise ApplicationError(order.channel, type="not_approved", non_retryable=True)


_PAST: Final = timedelta(minutes=5)
LIES: Final = (
    Lie(name="approved, shown and over"),
    Lie(name="approved, its hour come", recorded=_recorded(
        _moved(Stage.SCHEDULED, publish_at=datetime.now(UTC) - _PAST)
    )),
    Lie(name="approved for one channel", recorded=_recorded(
        _moved(Stage.PUBLISHING, channels=(ChannelName.FANPAGE,))
    )),
    Lie(name="approved under another name", recorded=_recorded(
        _moved(Stage.PUBLISHING, article_id=ArticleId("khac"))
    )),
    Lie(name="published by the record alone", recorded=_recorded(_moved(Stage.PUBLISHED))),
    Lie(name="taken down by the record alone", recorded=_recorded(_moved(Stage.TAKEN_DOWN))),
    Lie(name="accepted and nothing else", recorded=lambda _: Recorded(accepted=True)),
    Lie(name="no record but a word", recorded=lambda _: "đã duyệt"),
    Lie(name="a record of a megabyte", recorded=lambda _: "x" * _HUGE),
    Lie(name="raw bytes for a record", recorded=lambda _: RawValue(activity.payload_converter().to_payload(b"x"))),
    *(
        Lie(name=f"every channel: {outcome}", shown=_shown_as(outcome))
        for outcome in Outcome
        if outcome is not Outcome.PUBLISHED
    ),
    Lie(name="a channel that fails with a forged heartbeat", shown=_fails),
    Lie(name="no result but a word", shown=lambda _: "xong"),
    Lie(name="looked up as rejected", looked_up=_now(_moved(Stage.REJECTED))),
    Lie(name="looked up under another name", looked_up=_now(_moved(Stage.PUBLISHED, article_id=ArticleId("khac")))),
    Lie(name="looked up as nothing", looked_up=lambda _: None),
)  # fmt: skip
"""What is said in the place of our workers."""


@asynccontextmanager
async def answering(client: Client, lie: Lie, standing: Standing) -> AsyncIterator[None]:
    """The attacker's own workers on every queue; the workflows are run by ours."""

    @activity.defn(name=ActivityName.RECORD_DECISION)
    async def record(_order: Any) -> Any:
        return lie.recorded(standing)

    @activity.defn(name=ActivityName.LOOK_UP_ARTICLE)
    async def look_up(_article_id: Any) -> Any:
        return lie.looked_up(standing)

    @activity.defn(name=ActivityName.RAISE_ALERT)
    async def tell(_order: Any) -> Any:
        return Alerted(told=True, over=True)

    @activity.defn(name=ActivityName.PUBLISH_TO_CHANNEL)
    async def publish(order: PublishInput) -> Any:
        return lie.shown(order)

    rogues: Sequence[tuple[str, Sequence[Any]]] = (
        (EDITORIAL_QUEUE, (record, look_up, tell)),
        *((queue, (publish,)) for queue in CHANNEL_QUEUES.values()),
    )
    async with AsyncExitStack() as workers:
        for queue, activities in rogues:
            ours = WORKFLOWS if queue == EDITORIAL_QUEUE else ()
            await workers.enter_async_context(
                Worker(client, task_queue=queue, workflows=ours, activities=activities, graceful_shutdown_timeout=_SOON)
            )
        yield


_SOON: Final = timedelta(seconds=1)
