"""One id for everything that a person's request sets off, from the desk's door to the call to a channel."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import structlog

FIELD: Final = "request"

_WELL_FORMED: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


@contextmanager
def request(offered: str = "") -> Iterator[str]:
    """The id of a request, while it lasts: the one offered when it is well-formed, else a new one."""
    found = offered if _WELL_FORMED.fullmatch(offered) else uuid.uuid4().hex
    with structlog.contextvars.bound_contextvars(**{FIELD: found}):
        yield found


def current_request() -> str:
    """The id of the request that this task works for; empty when it works for none."""
    return str(structlog.contextvars.get_contextvars().get(FIELD, ""))
