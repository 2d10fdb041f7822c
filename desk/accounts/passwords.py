"""Passwords hashed: argon2id, a few at a time, and as long for a name that is nobody's."""

import asyncio
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from newsroom.members.accounts import LONGEST_PASSWORD, password_text

# OWASP's smallest: 19 MiB, two passes, one lane.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_ONCE: Final = 2
"""Each takes its 19 MiB."""
_NOBODYS: Final = "$argon2id$v=19$m=19456,t=2,p=1$9EZ6R4XOpEOXQ5565Se/Mw$mI37eM/euQtrLj4pPpqxe99dwW0Xx7Tl2kjmNfWTlmI"


class Passwords:
    """Hashes and checks passwords beside the event loop."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def hashed(self, typed: str) -> str:
        """What is kept of a password."""
        async with self._places:
            return await asyncio.to_thread(_HASHER.hash, password_text(typed))

    async def fits(self, typed: str, kept: str) -> bool:
        """Whether a password is the one that was kept; never for one that was not kept, and that takes as long."""
        async with self._places:
            fits = await asyncio.to_thread(_fits, password_text(typed[: 2 * LONGEST_PASSWORD]), kept or _NOBODYS)
        return fits and bool(kept)

    def is_old(self, kept: str) -> bool:
        """Whether a hash was made by another way than today's."""
        return _HASHER.check_needs_rehash(kept)


def _fits(typed: str, kept: str) -> bool:
    try:
        return _HASHER.verify(kept, typed)
    except (VerificationError, InvalidHashError):
        return False
