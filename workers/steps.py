"""Says what is being done while a person waits: one line when a step begins, one when it is over."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

Tell = Callable[[str], None]
"""Takes one line for a person."""


def silent(_line: str) -> None:
    """Tells nobody."""


@contextmanager
def step(tell: Tell, what: str, *, doing: str = "đang khởi động", done: str = "sẵn sàng") -> Iterator[None]:
    """Tell that a step begins and, unless it fails, that it is over and how long it took."""
    began = monotonic()
    tell(f"{what}: {doing}…")
    yield
    tell(f"{what}: {done} sau {in_seconds(monotonic() - began)}.")


def in_seconds(seconds: float) -> str:
    """A span as people read it, to a tenth of a second."""
    return f"{seconds:.1f} giây".replace(".", ",")
