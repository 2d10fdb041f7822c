"""The workers: what each task queue is served with."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Interceptor, PollerBehaviorAutoscaling, Worker

from activities.alerting import AlertActivities
from activities.amending import AmendingActivities
from activities.contracts import CHANNEL_QUEUES, EDITORIAL_QUEUE, ActivityName
from activities.deciding import ActActivities
from activities.matters import MatterActivities, Tell
from activities.ports import Channel
from activities.publishing import PublishingActivities
from activities.upkeep import ChannelUpkeep, UpkeepActivities
from newsroom.article import ArticleId, ChannelName
from workers.deployment.behaviour import versioning
from workers.heartbeats import Heartbeats
from workers.settings import Settings
from workers.telemetry.activity_lines import ActivityLines
from workers.unforeseen import Unforeseen
from workers.wiring.stores import Stores
from workflows.kinds import WORKFLOWS
from workflows.messages import STANDING_CHANGED, article_workflow_id

_SPEAK_FOR_THEMSELVES: Final = frozenset({ActivityName.TELL_ARTICLES})
_GRACE = timedelta(seconds=20)
_POLLERS_AT_FIRST: Final = 5
_FETCHED_WITHIN: Final = timedelta(seconds=3)
"""What a worker that knows a workflow leaves lying so long is given to another: it may be dead."""


def built_workers(
    settings: Settings,
    client: Client,
    stores: Stores,
    channels: dict[ChannelName, Channel],
    queues: Sequence[str],
    workflows: Sequence[type] = WORKFLOWS,
    *,
    around: Sequence[Interceptor] = (),
) -> list[Worker]:
    """One worker per task queue asked for; all queues when none is, and then the channels beside the workflows too.

    Shape: `around` stands first around what they run.
    """
    publishing = PublishingActivities(stores.publications, channels)
    amending = AmendingActivities(stores.amending, stores.publications, channels)
    upkeep = ChannelUpkeep(channels, stores.tokens, publishing.read_given_up)
    showing, beside = (publishing.publish_to_channel, amending.amend_on_channel), not queues
    per_queue: dict[str, list[Callable[..., Any]]] = {
        queue: [*showing, upkeep.check_channel] for queue in CHANNEL_QUEUES.values()
    }
    matters = MatterActivities(
        stores.acts, stores.moves, stores.articles, teller(client), per_second=settings.articles_told_per_second
    )
    acts = ActActivities(stores.acts, beside=beside)
    per_queue[EDITORIAL_QUEUE] = [
        acts.record_decision,
        acts.record_deed,
        AlertActivities(stores.alerts).raise_alert,
        matters.attend_matter,
        matters.tell_articles,
        matters.look_up_article,
        UpkeepActivities(stores.upkeep).look_after,
        *(showing if beside else ()),
    ]
    heartbeats = Heartbeats(timedelta(seconds=settings.channel_heartbeat_seconds), but=_SPEAK_FOR_THEMSELVES)
    interceptors = [*around, ActivityLines(), Unforeseen(stores.unforeseen), heartbeats]
    return [
        _worker(settings, client, queue, per_queue[queue], workflows, interceptors) for queue in queues or per_queue
    ]


def _worker(
    settings: Settings,
    client: Client,
    queue: str,
    activities: list[Callable[..., Any]],
    workflows: Sequence[type],
    interceptors: Sequence[Interceptor],
) -> Worker:
    editorial = queue == EDITORIAL_QUEUE
    pollers = PollerBehaviorAutoscaling(
        initial=min(_POLLERS_AT_FIRST, settings.pollers_at_most), maximum=settings.pollers_at_most
    )
    return Worker(
        client,
        task_queue=queue,
        workflows=workflows if editorial else [],
        activities=activities,
        max_cached_workflows=settings.max_cached_workflows,
        workflow_task_poller_behavior=pollers,
        activity_task_poller_behavior=pollers,
        max_concurrent_workflow_tasks=settings.workflow_tasks_at_once,
        max_concurrent_activities=(
            settings.editorial_activities_at_once if editorial else settings.channel_activities_at_once
        ),
        graceful_shutdown_timeout=_GRACE,
        sticky_queue_schedule_to_start_timeout=_FETCHED_WITHIN,
        interceptors=interceptors,
        # Left to itself the SDK holds heartbeats back for four fifths of the time-out: one lost, and it is over.
        max_heartbeat_throttle_interval=timedelta(seconds=settings.channel_heartbeat_seconds),
        **versioning(settings, queue),
    )


def teller(client: Client) -> Tell:
    """What lets an article's workflow know that it was moved; one that is not there needs to know nothing."""

    async def tell(article_id: ArticleId) -> None:
        try:
            await client.get_workflow_handle(article_workflow_id(article_id)).signal(STANDING_CHANGED)
        except RPCError as gone:
            if gone.status is not RPCStatusCode.NOT_FOUND:
                raise

    return tell
