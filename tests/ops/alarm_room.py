"""What the alarm tests do to a newsroom: approve an article, kill what works for it, wait at the webhook."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desk.manuscript.intake import read_manuscript
from newsroom.claims import Details
from newsroom.members.actors import come_in
from newsroom.signed.canonical import Via
from newsroom.stages import Act
from tests.support.live import eventually
from workers.ops.running import Ops, opened_ops
from workers.ops.sink import Received
from workers.ops.tools import Tools
from workers.temporal.client import connected_client
from workers.wiring.desk import built_parts
from workers.wiring.stores import opened_stores

PUBLISH_WITHIN = timedelta(seconds=12)
_EMBARGO = timedelta(seconds=8)
_META = {
    "kind": "news",
    "topics": ["education"],
    "byline": "Phóng viên 1",
    "title": "Học sinh vùng cao đón năm học mới",
    "summary": "Các trường vùng cao đã sẵn sàng cho năm học mới.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmStorage:
    """A running newsroom with its alarms on, and all that has arrived at the webhook."""

    ops: Ops
    heard: list[Received] = field(default_factory=list)

    async def approve(self) -> datetime:
        """When an article that has just been approved for a moment from now must be public."""
        settings = self.ops.stack.settings
        client = await connected_client(settings)
        async with opened_stores(settings) as stores:
            desk = built_parts(settings, client, stores).desk
            board = (await stores.boards.in_force()).board
            manuscript = read_manuscript(
                "Đoạn văn của bài.".encode(), filename="bai.md", overrides=_META, known_topics=list(board.topic_labels)
            )
            submitted = await desk.submit(await desk.member("reporter-1"), manuscript)
            article_id = submitted.article_id
            await desk.finish_edit(await desk.member("final-editor"), article_id)
            owner = come_in(board.holder((await stores.articles.standing(article_id)).route.owner), Via.SHELL)
            embargo = Details(publish_at=datetime.now(UTC) + _EMBARGO)
            await desk.act(owner, Act.APPROVE, article_id, details=embargo)
            async with stores.database.reading() as connection:
                due_at: datetime = await connection.fetchval(
                    "SELECT min(due_at) FROM obligations WHERE article_id = $1 AND promise = 'publish'", article_id
                )
        return due_at

    async def first(self, alert: str, *, seconds: float) -> Received:
        """The first time that somebody was told of an alert."""

        async def arrived() -> Received | None:
            return next((each for each in self.heard if each.alert == alert and each.firing), None)

        found: Received = await eventually(arrived, seconds=seconds)
        return found


@contextlib.asynccontextmanager
async def opened_storage(folder: Path, tools: Tools | None) -> AsyncIterator[AlarmStorage]:
    """A newsroom that promises publication within seconds; without `tools` nobody but the watch looks on."""
    heard: list[Received] = []
    async with opened_ops(folder, heard.append, tools=tools, publish_within=PUBLISH_WITHIN) as ops:
        yield AlarmStorage(ops=ops, heard=heard)
