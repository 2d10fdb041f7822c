"""Tags and the category of a post: looked up by their addresses, a tag made when it is not there."""

from typing import Final

from activities.channels.calls import json_or_none
from activities.channels.inside import within
from activities.channels.meanings import person
from activities.channels.wordpress.calls import WordPressCalls, is_number
from activities.channels.wordpress.codes import checked
from activities.channels.wordpress.text import tag_slug

_BAD_REQUEST: Final = 400
_MOST: Final = "100"
_CLOSED: Final = frozenset({401, 403, 404, 405})
_NO_CATEGORY: Final = person(
    "Cổng không có chuyên mục mà cấu hình nêu", "tạo chuyên mục ấy trên Cổng hoặc sửa TOASOAN_WORDPRESS_CATEGORY"
)


class Terms:
    """The terms that the newsroom's posts get."""

    def __init__(self, calls: WordPressCalls, category: str) -> None:
        self._calls = calls
        self._category = category

    async def category(self) -> dict[str, list[int]]:
        """The category of a new post, as a field of it; none when the site's own default will do.

        Errors: ChannelTrouble when the site has no such category.
        """
        if not self._category:
            return {}
        found = await self._calls.found("/categories", {"slug": self._category})
        numbers = [number for each in found if is_number(number := each.get("id"))]
        if not numbers:
            raise self._calls.line.refused(_NO_CATEGORY, evidence=f"slug {self._category}")
        return {"categories": numbers[:1]}

    async def tags(self, section: str, known: object) -> dict[str, list[int]]:
        """The tags that a post needs for its section besides those it has; none when a site closes its tags.

        Dying around the creation leaves a tag that nobody sees; the look-up finds it next time.
        """
        if not section:
            return {}
        number = await self._known(section) or await self._new(section)
        held = list(dict.fromkeys(filter(is_number, known))) if isinstance(known, list) else []
        return {"tags": [*held, number]} if is_number(number) and number not in held else {}

    async def _known(self, name: str) -> object:
        """The tag at the address of that name, else the one that has the name under another address."""
        there = await self._calls.found("/tags", {"slug": tag_slug(name)}, closed=_CLOSED)
        if not there:
            alike = await self._calls.found("/tags", {"search": name, "per_page": _MOST}, closed=_CLOSED)
            there = [tag for tag in alike if str(tag.get("name", "")).casefold() == name.casefold()]
        return there[0].get("id") if there else None

    async def _new(self, name: str) -> object:
        reply = await self._calls.attempt("/tags", json={"name": name, "slug": tag_slug(name)})
        if reply.status in _CLOSED:
            return None
        if reply.status == _BAD_REQUEST and (there := within(json_or_none(reply), "data", "term_id")):
            return there
        made = self._calls.line.json_of(checked(self._calls.line, reply))
        # Whoever was first has the address; ours got another and stays unused.
        first = None if made.get("slug") == tag_slug(name) else await self._known(name)
        return first or made.get("id")
