"""What Facebook keeps of pages that posts link to: read when the first one is made, and again only when asked."""

import html
import re
from datetime import datetime

from simulator.fetching import fetched
from simulator.state import Record
from simulator.wording import stamp
from simulator.world import World

_TITLE = re.compile(r'<meta property="og:title" content="([^"]*)"')


class Previews:
    """Previews by the address of the page."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._kept = world.state.drawer("facebook/previews")

    def of(self, address: str) -> Record | None:
        """What is kept of a page; None when nobody has linked to it."""
        return self._kept.get(address)

    async def first_read(self, address: str, at: datetime) -> bool:
        """Whether the page can be read; what is kept of it already stays."""
        preview = await self._read(address, at)
        if preview is None:
            return False
        if self.of(address) is None:
            self._kept.put(address, preview)
        return True

    async def read_again(self, address: str, at: datetime, *, stale: bool) -> Record | None:
        """The page as it is now, in place of what was kept unless `stale`; None when it cannot be read."""
        preview = await self._read(address, at)
        if preview is None:
            return None
        if not stale or self.of(address) is None:
            self._kept.put(address, preview)
        return self.of(address)

    async def _read(self, address: str, at: datetime) -> Record | None:
        title = None
        if self._world.config.scrape_links:
            content = (await fetched(address)).content
            if content is None:
                return None
            found = _TITLE.search(content.decode("utf-8", "replace"))
            title = html.unescape(found.group(1)) if found else None
        return {"id": address, "title": title, "updated_time": stamp(at)}
