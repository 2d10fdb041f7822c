"""What a person is refused, and what must not happen on the day."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A refused request, as a person sees it."""

    code: str
    message: str


class DemoFailed(Exception):
    """Something that must succeed on this day was refused, or the other way round."""
