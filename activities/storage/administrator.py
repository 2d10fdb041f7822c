"""The administrator's door to Postgres: plain connections for migrations, backups and restores."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
from psycopg import errors

from activities.storage.database import StorageBusy, StorageTooOld, StorageUnreachable, knows_no_time_outs
from activities.storage.timeouts import OLDEST_SERVER, TimeOuts

_PORT: Final = 5432
Session = psycopg.Connection[tuple[Any, ...]]
"""One connection to Postgres."""


@contextmanager
def connected(dsn: str, time_outs: TimeOuts, *, autocommit: bool = False) -> Iterator[Session]:
    """A connection under these time-outs; what was done is committed in the end, or rolled back by an error.

    Errors: StorageUnreachable; StorageBusy; StorageTooOld.
    """
    with _opened(time_outs.on(dsn), autocommit) as connection:
        try:
            yield connection
        except (errors.QueryCanceled, errors.LockNotAvailable, errors.TransactionRollback) as held:
            raise StorageBusy from held


def _away(dsn: str) -> str:
    parts = urlsplit(dsn)
    return (
        f"Kho dữ liệu (PostgreSQL) ở {parts.hostname}:{parts.port or _PORT} không liên lạc được hoặc không cho vào; "
        "chưa có gì bị thay đổi. Hãy kiểm tra máy chủ, địa chỉ và mật khẩu rồi chạy lại."
    )


def _opened(dsn: str, autocommit: bool) -> Session:
    try:
        connection = psycopg.connect(dsn, autocommit=autocommit)
    except psycopg.OperationalError as away:
        raise (StorageTooOld() if knows_no_time_outs(away) else StorageUnreachable(_away(dsn))) from away
    if connection.info.server_version < OLDEST_SERVER * 10_000:
        connection.close()
        raise StorageTooOld
    return connection
