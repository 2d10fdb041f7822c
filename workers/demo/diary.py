"""What happens after the day, told as it happens and kept as data."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from rich.markup import escape

from newsroom.article import spoken
from newsroom.matters.kinds import MatterKind
from workers.console import out
from workers.demo.trouble import DemoFailed, Refusal

_PATIENCE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Diary:
    """Sentences with the numbers of what they tell of, and what was refused on the way."""

    told: list[dict[str, str]] = field(default_factory=list)
    refusals: list[tuple[str, str, Refusal]] = field(default_factory=list)

    @property
    def matters(self) -> list[str]:
        """The names of the matters it tells of."""
        kinds = set(MatterKind)
        return [f"{kind}/{number}" for told in self.told for kind, number in told.items() if kind in kinds]

    def tell(self, what: str, **numbers: str) -> None:
        """Say and keep what has just happened; each number goes by the kind of what it names."""
        called = f" ({', '.join(map(spoken, numbers.values()))})" if numbers else ""
        out.print(f"[green]✓[/] {escape(what)}{called}")
        self.told.append({"what": what, **numbers})

    def faults_of(self, refusal: Refusal, code: str, file: str, what: str) -> list[str]:
        """Keep a refusal; what is wrong with it if it is not for that code."""
        self.refusals.append((file, what, refusal))
        return [] if refusal.code == code else [f"{what}: bị từ chối vì {refusal.code}, lẽ ra vì {code}"]


async def until(check: Callable[[], Awaitable[bool]], what: str, *, within: float = _PATIENCE) -> None:
    """Wait for a fact. Units: seconds. Errors: DemoFailed with what did not come."""
    try:
        async with asyncio.timeout(within):
            while not await check():
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise DemoFailed(what) from None
