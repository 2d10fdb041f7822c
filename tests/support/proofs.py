"""Long proofs: whole with `--proof PART`, and in every other run a part of their cases that a fixed seed draws."""

import random
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

import pytest
from hypothesis import settings

PARTS: Final = {
    "adversary": "every account of the storage and a superuser tamper at every stage: nothing shows, all is named",
    "authority": "every decision on an approval in every situation, against a second reading of the notice",
    "crashes": "the process dies at every pair of points while it publishes or amends",
    "faults": "every fault that a channel knows, on the calls that change and remove: one post in the end, or none",
    "recovery": "a backup at any step, later acts, a restore and what is done after it: nothing taken back goes out",
    "halfdead": "a server, a worker or a line is cut, frozen, half-open, killed or comes back: new workers act",
    "kills": "the worker is killed 300 times at seeded moments: each article is visible once on each channel",
    "properties": "every property with ten times the examples",
    "spending": "thousands of refused acts and of accepted ones: everybody goes on, and nothing grows without end",
    "week": "a week with two hundred articles",
    "word": "Word files of every construct in random combination: nothing is lost unnamed, nothing hidden shown",
    "wordpress": "the newest WordPress that Debian has keeps what the running release's keeps",
}
"""What `--proof` can be given, and what each proves."""

SEED: Final = 20261123
_LEAST: Final = 10
_T = TypeVar("_T")
Drawn = Callable[[Iterable[_T], int], list[_T]]

# A property says how many times this many examples it wants: see `examples`.
settings.register_profile("quick", max_examples=10)
settings.register_profile("check", max_examples=100, derandomize=True)
settings.register_profile("proof", max_examples=1000)


def examples(times: float, *, drawn: float = 1, **more: Any) -> settings:
    """So many times the examples of the profile in use; `make check` draws that part of them, and never under ten."""
    asked = times * settings().max_examples
    if settings.get_current_profile_name() == "check":
        asked = max(_LEAST, drawn * asked) if drawn < 1 else asked
    return settings(max_examples=max(1, round(asked)), **more)


def draw(cases: Iterable[_T], count: int) -> list[_T]:
    """`count` of the cases in their order, always the same ones."""
    known = list(cases)
    chosen = random.Random(SEED).sample(range(len(known)), min(count, len(known)))  # noqa: S311 - a fixed draw
    return [known[number] for number in sorted(chosen)]


def belongs(item: pytest.Item, part: str) -> bool:
    """Whether a test is of a part."""
    is_property = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    if part == "wordpress":
        return item.get_closest_marker("real_wordpress") is not None
    return part in {mark.args[0] for mark in item.iter_markers("proof")} or (part == "properties" and is_property)
