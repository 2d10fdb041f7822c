"""The administrator's way into the database: the given address, or the embedded server, opened when it sleeps."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from activities.storage.database import Database
from activities.storage.recovery import RecoveryStore
from activities.storage.timeouts import RESTORE
from activities.storage.upkeep.whole import answers, database_of, on_same_server
from newsroom.errors import InvalidInput
from workers.embedded.postgres import SUPERUSER, EmbeddedPostgres, PostgresAddress
from workers.settings import Settings
from workers.wiring.stores import built_recovery


@asynccontextmanager
async def opened_administrator(settings: Settings) -> AsyncIterator[str]:
    """The administrator's address of the newsroom's database.

    Shape: without a setting, the embedded server of the data folder; it is started for this alone when it does not run.
    Errors: InvalidInput when there is neither; EmbeddedError.
    """
    if given := settings.admin_database_url.get_secret_value():
        yield given
        return
    application = settings.database_url.get_secret_value()
    folder = settings.data_folder / "postgres"
    password = folder / "password"
    parts = urlsplit(application)
    if not (parts.hostname and parts.port and password.exists()):
        raise InvalidInput("TOASOAN_ADMIN_DATABASE_URL", "chưa đặt địa chỉ quản trị của cơ sở dữ liệu.")
    address = PostgresAddress(host=parts.hostname, port=parts.port, password=password.read_text())
    running = address.dsn(SUPERUSER, address.password, database_of(application))
    if await asyncio.to_thread(answers, running):
        yield running
        return
    async with EmbeddedPostgres(folder) as server:
        yield on_same_server(server.admin_dsn, database_of(application))


@asynccontextmanager
async def opened_recovery(settings: Settings) -> AsyncIterator[RecoveryStore | None]:
    """The store that may let go what a restore holds; None where nobody is the administrator.

    Errors: EmbeddedError.
    """
    try:
        async with opened_administrator(settings) as dsn:
            database = await Database(dsn, max_size=1, time_outs=RESTORE).open()
            try:
                yield built_recovery(settings, database)
            finally:
                await database.close()
    except InvalidInput:
        yield None
