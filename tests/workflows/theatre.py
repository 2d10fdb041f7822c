"""A server that skips time, and one article on it whose hours are seconds."""

import shutil
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import WorkflowHandle
from temporalio.common import SearchAttributeKey
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from newsroom.board import Office
from newsroom.claims import Details
from newsroom.sla import Alert, Promise
from newsroom.stages import Act, Stage
from tests.support.live import eventually
from tests.workflows.rehearsal import Rehearsal, Rehearsals, begin, do, rehearsing
from workflows.article import ArticleWorkflow
from workflows.messages import STANDING_QUERY, ArticleReport, Before
from workflows.search_attributes import (
    ARTICLE_KIND,
    ARTICLE_STAGE,
    DUE_AT,
    PUBLISH_DUE_AT,
    SLA_BREACHED,
    TOPICS,
    WAITING_FOR,
)

KEYS: list[SearchAttributeKey[Any]] = [
    ARTICLE_STAGE,
    ARTICLE_KIND,
    TOPICS,
    WAITING_FOR,
    DUE_AT,
    PUBLISH_DUE_AT,
    SLA_BREACHED,
]
SWITCHES = ("frontend.WorkflowTimeSkippingEnabled=true", 'history.timerProcessorMaxTimeShift="10ms"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Theatre:
    """A server that skips time, with the workers of the rehearsal."""

    env: WorkflowEnvironment
    rehearsals: Rehearsals


@asynccontextmanager
async def opened_theatre() -> AsyncIterator[Theatre]:
    """One server; every workflow has its own clock."""
    program = Path(sys.executable).parent / "temporal"
    async with (
        await WorkflowEnvironment.start_time_skipping_v2(
            dev_server_existing_path=str(program if program.exists() else shutil.which("temporal")),
            dev_server_log_level="error",
            ts_config=TimeSkippingConfig(enabled=False),
            search_attributes=KEYS,
            dev_server_extra_args=[arg for switch in SWITCHES for arg in ("--dynamic-config-value", switch)],
        ) as env,
        rehearsing(env.client) as rehearsals,
    ):
        yield Theatre(env=env, rehearsals=rehearsals)


class Play:
    """One article in the theatre: the test moves its clock and reads who was told what."""

    def __init__(
        self, theatre: Theatre, article: Rehearsal, handle: WorkflowHandle[ArticleWorkflow, ArticleReport]
    ) -> None:
        self._theatre = theatre
        self.article = article
        self.handle = handle
        self._acts = 0

    async def to(self, moment: datetime) -> None:
        """Move the article's clock on to a moment; the storage's clock follows."""
        ahead = moment - await self._theatre.env.get_current_time(self.handle)
        if ahead > timedelta():
            await self._theatre.env.fast_forward(self.handle, ahead)
        self.article.at = moment

    async def do(self, act: Act, office: Office, details: Details | None = None) -> Stage:
        self._acts += 1
        act_id = f"{self.article.standing.article_id}-{self._acts}"
        return (await do(self._theatre.env.client, self.article, act, office, act_id, details)).stage

    async def report(self) -> ArticleReport:
        report: ArticleReport = await self.handle.query(STANDING_QUERY, result_type=ArticleReport)
        return report

    def told(self, alert: Alert, promise: Promise) -> list[tuple[int, tuple[str, ...]]]:
        return [(m.step, to) for m, to in self.article.told if m.alert is alert and m.promise is promise]

    async def hears(self, alert: Alert, promise: Promise, *steps: int) -> None:
        """Wait until exactly these steps of an alert have been raised."""

        async def heard() -> bool:
            return [step for step, _ in self.told(alert, promise)] == list(steps)

        await eventually(heard)

    async def details(self) -> str:
        """What operators read of it."""
        query = "__temporal_workflow_metadata"
        said: WorkflowMetadata = await self.handle.query(query, result_type=WorkflowMetadata)
        return said.current_details

    async def breached(self) -> bool:
        found = (await self.handle.describe()).typed_search_attributes.get(SLA_BREACHED)
        return bool(found)


async def played(theatre: Theatre, submitted_at: datetime, before: Before | None = None) -> Play:
    """An article from its submission on."""
    article = Rehearsal(uuid.uuid4().hex[:12], submitted_at)
    theatre.rehearsals.of[article.standing.article_id] = article
    play = Play(theatre, article, await begin(theatre.env.client, article, before))
    await play.to(submitted_at)
    return play
