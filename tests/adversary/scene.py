"""Where whoever reaches the workflow server is let in: a running newsroom with an article at every stage."""

import json
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from google.protobuf.message import Message
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.exceptions import TemporalError
from temporalio.service import RPCError, RPCStatusCode

from activities.contracts import EDITORIAL_QUEUE, SignedAct
from newsroom.article import ArticleId
from newsroom.matters.kinds import AmendmentKind
from newsroom.stages import CLOSED, Stage
from tests.support.amendment_scenarios import propose
from tests.support.live import LiveNewsroom, administrator, eventually
from tests.support.lives import at_stage, history_of, report_of, standing_of
from workers.upkeep.reconcile import Finding, differences, mend
from workflows.messages import article_workflow_id

STAGES: Final = (
    Stage.EDITING,
    Stage.AWAITING_APPROVAL,
    Stage.SCHEDULED,
    Stage.PUBLISHING,
    Stage.PUBLISHED,
    Stage.REJECTED,
)
_STUCK: Final = 100_000
_RETRIED: Final = 2
FAILURES: Final = (RPCError, TemporalError, ValueError, TypeError, RuntimeError)
"""How an attempt may end for whoever makes it: what counts is what is so afterwards."""

_TRUTH: Final = {
    "articles": "SELECT id, author, stage, content_hash, approved_hash, publish_at, channels, route, seat, title FROM "
    "articles WHERE id = ANY($1) ORDER BY id",
    "lines": 'SELECT seq, left(body, 300) FROM ledger WHERE NOT (body LIKE \'%"outcome":"refused"%\' OR '
    'body LIKE \'%"kind":"refusals"%\' OR body LIKE \'%"kind":"channel_stopped"%\') '
    "AND $1::text[] IS NOT NULL ORDER BY seq",
    "sent": "SELECT article_id, channel, content_hash, amendment, state, url FROM intents WHERE article_id = ANY($1) "
    "ORDER BY key",
    "kept": "SELECT article_id, promise, channel, met_at, dropped_at, breached_at FROM obligations "
    "WHERE article_id = ANY($1) ORDER BY id",
    "changes": "SELECT id, article_id, stage, new_hash FROM amendments WHERE article_id = ANY($1) ORDER BY id",
    "powers": "SELECT (SELECT count(*) FROM absences), (SELECT count(*) FROM grants), (SELECT count(*) FROM terms), "
    "(SELECT count(*) FROM board_versions), (SELECT count(*) FROM meetings), (SELECT count(*) FROM tokens), "
    "(SELECT count(*) FROM token_revocations) WHERE $1::text[] IS NOT NULL",
}


@dataclass(slots=True, kw_only=True)
class Scene:
    """A newsroom under attack.

    Shape: `articles` by stage; `other` is one more that waits for approval; `matter` is an open proposal to change the
    published one; `heard` are the signed acts that histories have shown, by article; `touched` are workflows that a
    step has begun besides.
    """

    live: LiveNewsroom
    articles: dict[Stage, ArticleId]
    other: ArticleId
    matter: str
    heard: dict[ArticleId, list[tuple[str, SignedAct]]]
    touched: list[str] = field(default_factory=list)

    @property
    def client(self) -> Client:
        """All that the attacker has."""
        return self.live.client

    def of(self, article_id: ArticleId) -> list[tuple[str, SignedAct]]:
        """The signed acts that an article's history has shown; those of another where nobody has acted yet."""
        return self.heard[article_id] or self.heard[self.articles[Stage.SCHEDULED]]

    async def ask(self, call: str, request: Message) -> None:
        """A call of the server's own interface."""
        await getattr(self.client.workflow_service, call)(request)

    async def truth(self) -> dict[str, Any]:
        """What readers see and what the storage says, so that one look can be held against another."""
        ids = [*self.articles.values(), self.other]
        async with administrator(self.live.stack) as admin:
            found: dict[str, Any] = {
                what: [tuple(map(str, row)) for row in await admin.fetch(query, ids)] for what, query in _TRUTH.items()
            }
        posts = (await self.live.simulator.get("/_sim/visible")).json()["posts"]
        return found | {"readers": sorted(json.dumps(post, sort_keys=True) for post in posts)}

    async def quiet(self) -> None:
        """Wait until nothing that a step has set going is under way for the first time."""
        for name in (*map(article_workflow_id, self.articles.values()), self.matter, *self.touched):
            await eventually(partial(is_quiet, self.client, name), seconds=30)

    async def healed(self, stage: Stage) -> Finding | None:
        """How `reconcile` finds an article, which goes on as the storage has it; None where nothing is to be found."""
        await self._cleared()
        name, finding = article_workflow_id(self.articles[stage]), None
        for found in await differences(self.client, self.live.stores):
            if found.name in {name, self.matter}:
                assert await mend(self.client, self.live.desk.starter, found), found
            if found.name == name:
                finding = found.finding
        if stage in CLOSED:
            return None

        async def in_step() -> bool:
            report = await report_of(self.live, self.articles[stage])
            return report.standing.stage is (await standing_of(self.live, self.articles[stage])).stage

        await eventually(in_step, seconds=30)
        return finding

    async def _cleared(self) -> None:
        """End what a step has begun besides."""
        for name in self.touched:
            try:
                await self.client.get_workflow_handle(name).terminate()
            except RPCError:
                continue
        self.touched.clear()


async def is_quiet(client: Client, name: str) -> bool:
    """Whether nothing of a workflow is under way for the first time."""
    try:
        described = await client.get_workflow_handle(name).describe()
    except RPCError as gone:
        return gone.status is RPCStatusCode.NOT_FOUND
    if described.status is not WorkflowExecutionStatus.RUNNING or described.task_queue != EDITORIAL_QUEUE:
        # It is over, or nobody serves it and nobody ever will.
        return True
    seen = described.raw_description
    fresh = [one for one in seen.pending_activities if one.attempt < _RETRIED]
    failing = seen.HasField("pending_workflow_task") and seen.pending_workflow_task.attempt >= _RETRIED
    return failing or not (seen.HasField("pending_workflow_task") or fresh)


async def opened_scene(live: LiveNewsroom) -> Scene:
    """A newsroom that works on an article at every stage."""
    articles = {stage: await at_stage(live, stage, text=f"Bài ở bước {stage}.") for stage in STAGES}
    other = await at_stage(live, Stage.AWAITING_APPROVAL, text="Một bài khác.")
    await live.fault("fanpage", "create_post", "token_expired", times=_STUCK, match=articles[Stage.PUBLISHING])
    matter = await propose(live, articles[Stage.PUBLISHED], AmendmentKind.TAKE_DOWN)
    heard = {article_id: await _heard(live, article_id) for article_id in articles.values()}
    return Scene(live=live, articles=articles, other=other, matter=matter, heard=heard)


async def _heard(live: LiveNewsroom, article_id: ArticleId) -> list[tuple[str, SignedAct]]:
    """The signed acts that a history shows to whoever may read it."""
    found = []
    for event in await history_of(live, article_id):
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
            asked = event.workflow_execution_update_accepted_event_attributes.accepted_request.input
            (signed,) = await live.client.data_converter.decode(asked.args.payloads, [SignedAct])
            found.append((asked.name, signed))
    return found
