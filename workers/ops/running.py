"""A newsroom to try alarms on: every part of it on this machine, in a folder of its own."""

import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from activities.storage.database import now
from desk.signing import DeskKey
from newsroom.board import Office
from newsroom.matters.acts import MatterClaim
from newsroom.matters.facts import DIGEST
from newsroom.matters.kinds import MatterAct, MatterKind
from workers.embedded.ports import free_port
from workers.ops.hurrying import hurried
from workers.ops.monitors import Monitors
from workers.ops.sink import Received, opened_sink
from workers.ops.tools import Tools
from workers.stack import BOARD_FILE, Stack
from workers.steps import Tell, silent, step
from workers.wiring.stores import opened_stores


@dataclass(frozen=True, slots=True, kw_only=True)
class Ops:
    """What runs. Shape: without `monitors` the watch posts to `webhook` by itself."""

    stack: Stack
    webhook: str
    monitors: Monitors | None


@asynccontextmanager
async def opened_ops(
    folder: Path,
    hear: Callable[[Received], None],
    *,
    tools: Tools | None,
    publish_within: timedelta | None = None,
    tell: Tell = silent,
) -> AsyncIterator[Ops]:
    """A running newsroom with its alarms on, stopped in the end; every alert that reaches somebody is given to `hear`.

    Shape: without `tools` there is no Prometheus and no Alertmanager.
    """
    stack = Stack(folder, durable=False, tell=tell)
    async with AsyncExitStack() as opened:
        webhook = await opened.enter_async_context(opened_sink(free_port(), hear))
        opened.push_async_callback(stack.stop)
        await stack.start_servers()
        if publish_within is not None:
            await _adopt(stack, publish_within)
        monitors = _monitors(stack, tools, webhook) if tools else None
        stack.settings = stack.settings.model_copy(update=_told(monitors, webhook))
        await stack.start_processes()
        if monitors:
            # Stopped first: that the newsroom closes is no alarm.
            opened.push_async_callback(monitors.stop)
            with step(tell, "Prometheus và Alertmanager"):
                await monitors.start()
        yield Ops(stack=stack, webhook=webhook, monitors=monitors)


def _monitors(stack: Stack, tools: Tools, webhook: str) -> Monitors:
    scraped = {
        "newsroom-worker": stack.metrics_ports["worker"],
        "newsroom-desk": stack.metrics_ports["desk"],
        "newsroom-courier": stack.metrics_ports["courier"],
        "newsroom-watch": stack.settings.watch_port,
    }
    return Monitors(stack.folder / "monitors", tools, scraped=scraped, webhook=webhook)


def _told(monitors: Monitors | None, webhook: str) -> dict[str, Any]:
    """Where the watch posts by itself: nowhere while Prometheus does, so that each alert shows one way only."""
    return {"watch_webhook_url": SecretStr("" if monitors else f"{webhook}/watch")}


async def _adopt(stack: Stack, publish_within: timedelta) -> None:
    """Put the hurried notice in force by the Head's act, as any notice after the first."""
    async with opened_stores(stack.settings) as stores:
        digest = await stores.boards.keep_draft(hurried(BOARD_FILE.read_text(encoding="utf-8"), publish_within))
        head = (await stores.boards.in_force()).board.holder(Office.HEAD)
        claim = MatterClaim(
            act_id=uuid.uuid4().hex,
            act=MatterAct.ADOPT_BOARD,
            matter=f"{MatterKind.BOARD}/{digest[:12]}-{uuid.uuid4().hex[:4]}",
            member=head.id,
            office=head.office,
            made_at=now(),
            facts={DIGEST.name: digest},
        )
        key = DeskKey(stack.settings.desk_private_key.get_secret_value())
        await stores.acts.record(claim.matter, key.sign(claim))
