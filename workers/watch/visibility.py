"""What Temporal itself says, independently of the storage: open, late and stuck workflows, and who polls."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import PollerInfo, TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from activities.contracts import CHANNEL_QUEUES, EDITORIAL_QUEUE
from activities.storage.upkeep.open_work import name_in_rows
from newsroom.matters.acts import kind_of
from workers.watch.sights import Visible
from workflows.lookups import CLOSE_TO_LIMIT, STUCK, open_of, unpublished_after
from workflows.messages import article_id_from
from workflows.registry import ARTICLE, KINDS, MATTERS

_ARTICLE: Final = open_of(ARTICLE)
_MATTERS: Final = open_of(*MATTERS.values())
_QUEUES: Final = (EDITORIAL_QUEUE, *CHANNEL_QUEUES.values())
_LISTED_AT_MOST: Final = 50_000
_FEW: Final = 100
_CALL: Final = timedelta(seconds=4)

# The server remembers pollers for five minutes; one that lives asks again after a minute at the latest.
_POLLS_EVERY: Final = timedelta(seconds=75)


class Visibility:
    """Asks one namespace. Errors: whatever the client raises while the server is away."""

    def __init__(self, client: Client, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock

    async def seen(self) -> Visible:
        """What is there now."""
        at = self._clock()
        late = unpublished_after(at)
        matters = await self._listed(_MATTERS, _LISTED_AT_MOST)
        counted = Counter(kind_of(name) for name in matters)
        return Visible(
            at=at,
            open={
                kind.name: counted[kind.matter] if kind.matter else await self._count(open_of(kind)) for kind in KINDS
            },
            pollers={queue: await self._pollers(queue) for queue in _QUEUES},
            overdue=frozenset(await self._articles(late)) if await self._count(late) else frozenset(),
            stuck=await self._few(STUCK),
            near_limit=await self._few(CLOSE_TO_LIMIT),
            open_matters=frozenset(name_in_rows(name) for name in matters),
        )

    async def open_articles(self) -> frozenset[str]:
        """The articles with an open workflow, by number: thousands, so ask now and then, or when their count is odd."""
        return frozenset(await self._articles(_ARTICLE))

    async def _count(self, query: str) -> int:
        return (await self._client.count_workflows(query, rpc_timeout=_CALL)).count

    async def _listed(self, query: str, at_most: int) -> list[str]:
        found = self._client.list_workflows(query, page_size=1000, limit=at_most, rpc_timeout=_CALL)
        return [workflow.id async for workflow in found]

    async def _articles(self, query: str) -> list[str]:
        listed = await self._listed(query, _LISTED_AT_MOST)
        return [article_id for workflow_id in listed if (article_id := article_id_from(workflow_id)) is not None]

    async def _few(self, query: str) -> tuple[str, ...]:
        return tuple(await self._listed(query, _FEW)) if await self._count(query) else ()

    async def _pollers(self, queue: str) -> int:
        """The number of live pollers; of the editorial queue, that of the kind of task with fewer of them."""
        kinds = [TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY]
        if queue == EDITORIAL_QUEUE:
            kinds.append(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW)
        return min([await self._pollers_of(queue, kind) for kind in kinds])

    async def _pollers_of(self, queue: str, kind: TaskQueueType.ValueType) -> int:
        request = DescribeTaskQueueRequest(
            namespace=self._client.namespace, task_queue=TaskQueue(name=queue), task_queue_type=kind
        )
        found = await self._client.workflow_service.describe_task_queue(request, timeout=_CALL)
        return len({poller.identity for poller in found.pollers if self._lives(poller)})

    def _lives(self, poller: PollerInfo) -> bool:
        return self._clock() - poller.last_access_time.ToDatetime(UTC) < _POLLS_EVERY
