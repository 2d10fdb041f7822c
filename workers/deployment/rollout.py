"""A change of version from beginning to end: promoted, taken back, emptied, without breaking what is open.

An article that has taken a path only the newer code knows cannot go back with the others: it is held on the newer
version, whose workers must stay until it ends or a repaired version takes it on.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from workers.deployment.errors import VersionTrouble, WrongCode
from workers.deployment.repinning import Moving
from workers.deployment.replaying import Gate, Replayed
from workers.deployment.routing import Deployment

_ROUTING_SPREADS: Final = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """What a rollback did. Shape: `to` is empty for workers without a version; `ramp` when only a ramp was ended."""

    left: str
    to: str
    held: int
    ramp: bool = False


class Rollout:
    """Changes of version on one deployment, with the code at hand (`running`, empty when it carries no build id)."""

    def __init__(self, deployment: Deployment, gate: Gate, running: str) -> None:
        self.deployment = deployment
        self.moving = Moving(deployment)
        self.gate = gate
        self._running = running

    async def promote(self, build_id: str, *, force: bool = False) -> int:
        """Give all work to a build; how many workflows were let go that had been held on it."""
        await self.deployment.promote(build_id, force=force)
        return await self.moving.release(build_id)

    async def rollback(self, *, force: bool = False) -> Back:
        """End a ramp, or give the work back to the build before; what only the newer code can replay is held there.

        Errors: WrongCode when this is not the code that takes over (unless forced); VersionTrouble when there is none.
        """
        deployment = self.deployment
        current, ramping = await deployment.current(), await deployment.ramping()
        left, to = (ramping, current) if ramping else (current, await deployment.before())
        if not left:
            raise VersionTrouble("chưa có phiên bản nào nhận việc, nên không có gì để lùi.")
        if not force and self._running != to:
            raise WrongCode(to, self._running)
        held = 0 if force else await self._hold(left)
        if ramping:
            await deployment.ramp("", 0)
        else:
            await deployment.promote(to, back=True, force=force)
        if not force:
            # Some may have taken the new path while the routing was still spreading.
            await asyncio.sleep(_ROUTING_SPREADS.total_seconds())
            held += await self._hold(left)
        return Back(left=left, to=to, held=held, ramp=bool(ramping))

    async def drain(self, build_id: str, *, force: bool = False) -> tuple[int, Replayed]:
        """Move what stays on an old build to the present one; how many, and what could not be replayed and stays.

        Errors: WrongCode, VersionTrouble.
        """
        current = await self.deployment.current()
        if build_id == current:
            raise VersionTrouble(f"“{build_id}” đang nhận việc; hãy đưa phiên bản khác lên trước.")
        if not force and self._running != current:
            raise WrongCode(current, self._running)
        staying = [run async for run in self.moving.pinned(build_id)]
        found = Replayed() if force else await self.gate.of(self.moving.pinned(build_id))
        movable = [run for run in staying if run.id not in found.broken]
        return await self.moving.move(movable, current), found

    async def _hold(self, build_id: str) -> int:
        broken = await self.gate.of(self.moving.following(build_id))
        return await self.moving.hold(broken.runs, build_id)
