"""What a person names by its number, found by its id: the one place where either is taken.

A number that is not there for its asker stays a number, so that it is answered exactly as one that was never given.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from activities.storage.articles.numbers import NumberStore
from desk.viewpoint import Viewpoint
from newsroom.article import ARTICLES, is_number
from newsroom.errors import Refused

Look = Callable[[Viewpoint, str], Awaitable[Any]]


class NumberReading:
    """Ids by what people type.

    Shape: `looks` says of each kind how one is looked at by its id, refusing whoever may not.
    """

    def __init__(self, numbers: NumberStore, looks: Mapping[str, Look]) -> None:
        self._numbers = numbers
        self._looks = looks

    async def article(self, view: Viewpoint, named: str) -> str:
        """The id of an article that is named by its number; what is named otherwise, or not seen, stays as it is."""
        return await self.matter(view, ARTICLES, named)

    async def matter(self, view: Viewpoint, kind: str, named: str) -> str:
        """The id of a matter of that kind, in the same way."""
        key = named.removeprefix(f"{kind}/")
        found = await self._numbers.ids(kind, key) if is_number(key) else ()
        seen = [each for each in found if await _is_seen(self._looks[kind], view, each)]
        return seen[0] if len(seen) == 1 else key


async def _is_seen(look: Look, view: Viewpoint, found: str) -> bool:
    try:
        await look(view, found)
    except Refused:
        return False
    return True
