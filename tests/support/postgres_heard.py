"""What Postgres is asked meanwhile, counted where the driver sends: each is a wait."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import asyncpg
import pytest

HEARING: Final = "SELECT clock_timestamp() AS at"
"""Asked twice a minute, whoever comes."""


@contextmanager
def counted(patch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every statement that the driver sends meanwhile; many rows of one statement go at once."""
    sent: list[str] = []

    def noting(method: Callable[..., Awaitable[Any]], *, plain: bool = False) -> Callable[..., Awaitable[Any]]:
        def call(self: Any, query: str, *given: Any, **named: Any) -> Awaitable[Any]:
            # Given values, it is sent by the other.
            if not (plain and given) and query != HEARING:
                sent.append(" ".join(query.split()))
            return method(self, query, *given, **named)

        return call

    with patch.context() as within:
        within.setattr(asyncpg.Connection, "execute", noting(asyncpg.Connection.execute, plain=True))
        for name in ("_execute", "_executemany"):
            within.setattr(asyncpg.Connection, name, noting(getattr(asyncpg.Connection, name)))
        yield sent
