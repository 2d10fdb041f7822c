"""As whom a process logs in to Postgres; what each may do there stands in `rights.sql`."""

from enum import StrEnum
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit


class Role(StrEnum):
    """The roles that processes log in as.

    Shape: WORKER is EDITORIAL and CHANNEL at once, for a worker that serves every queue; APP is the one role of earlier
    builds, still that of the commands on one machine.
    """

    DESK = "toasoan_desk"
    EDITORIAL = "toasoan_editorial"
    CHANNEL = "toasoan_channel"
    WORKER = "toasoan_worker"
    WATCH = "toasoan_watch"
    COURIER = "toasoan_courier"
    APP = "toasoan_app"


OWNERS: Final = ("toasoan_ledger", "toasoan_keeper")
"""Roles that nobody logs in as: they own what the others may only call."""


def dsn_as(role: Role, admin_dsn: str, password: str) -> str:
    """The address of the administrator's database for a role."""
    parts = urlsplit(admin_dsn)
    return urlunsplit(parts._replace(netloc=f"{role}:{quote(password, safe='')}@{parts.hostname}:{parts.port}"))
