"""The courier as a process: one carrier for each way, and one line on which Postgres wakes them."""

import asyncio
import contextlib

from activities.clock import now
from activities.storage.database import Database
from activities.storage.deliveries.outbox import OutboxStore
from activities.storage.deliveries.waking import Waking
from activities.storage.publishing.tokens import SealedTokenStore
from activities.storage.timeouts import WORKER
from workers.courier.carrier import Carrier
from workers.settings import Settings
from workers.stopping import told_to_stop
from workers.telemetry.logs import configure_logs, warn_of_clock
from workers.telemetry.process import ProcessMetrics
from workers.telemetry.server import metrics_door, served_metrics
from workers.wiring.channels import opened_http
from workers.wiring.messengers import built_links, built_messengers
from workers.wiring.stores import built_boards


async def run_courier(settings: Settings) -> None:
    """Carry messages until SIGTERM or SIGINT; what is in hand then is handed over first, or left to the next."""
    configure_logs(settings.log_format, settings.log_level)
    async with contextlib.AsyncExitStack() as running:
        door = running.enter_context(metrics_door(settings))
        database = await Database(settings.database_url.get_secret_value(), time_outs=WORKER).open()
        running.push_async_callback(database.close)
        tokens = SealedTokenStore(database, settings.token_key.get_secret_value())
        running.push_async_callback(tokens.finish)
        http = await running.enter_async_context(opened_http())
        warn_of_clock()
        outbox = OutboxStore(database, built_boards(settings, database))
        link_to, messengers = built_links(settings), built_messengers(settings, http, tokens)
        carriers = [Carrier(way, outbox, messenger, link_to, now) for way, messenger in messengers.items()]
        process = ProcessMetrics("courier", build=settings.build_id)
        async with served_metrics(settings, door, [process.exposition]):
            await _carrying(carriers, Waking(database))


async def _carrying(carriers: list[Carrier], waking: Waking) -> None:
    def heard() -> None:
        for carrier in carriers:
            carrier.wake()

    works = [waking.keep_listening(heard), *(carrier.keep_carrying() for carrier in carriers)]
    tasks = [asyncio.create_task(work) for work in (told_to_stop(), *works)]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    # What failed for a reason of ours must end the process with a failure, not leave it half alive.
    for ended in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(ended, Exception):
            raise ended
