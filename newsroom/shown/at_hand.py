"""Texts at hand: what a text was taken apart into is kept for all that look at it while it is on its way."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Final, TypeVar, cast

TEXTS_AT_HAND: Final = 64
"""From its last edit to its last channel, with many under way."""

_LONG_TEXTS_AT_HAND: Final = 4
"""For all that look at one of them one after the other: anybody with an account can hand them in, to fill a process."""

_LONG: Final = 100_000

Function = TypeVar("Function", bound=Callable[..., Any])


def at_hand(length: Callable[[Any], int], *, longest: int = _LONG, pieces: int = 1) -> Callable[[Function], Function]:
    """Keeps the answers of a function of its arguments alone for a while, fewer of them for what is long.

    Shape: `length` is that of the first argument, and up to `longest` it is not long; `pieces` says how many of what is
    asked about a text has.
    Units: characters.
    """

    def kept(function: Function) -> Function:
        ordinary = lru_cache(maxsize=TEXTS_AT_HAND * pieces)(function)
        long = lru_cache(maxsize=_LONG_TEXTS_AT_HAND)(function)

        @wraps(function)
        def answer(about: Any, *others: Any, **named: Any) -> Any:
            return (long if length(about) > longest else ordinary)(about, *others, **named)

        return cast("Function", answer)

    return kept
