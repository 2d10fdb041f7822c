"""The OA a reader sees: its list of articles and each article."""

from collections.abc import Iterator
from itertools import islice

from starlette.responses import Response

from simulator.calls import Call, Refused
from simulator.wording import altered
from simulator.world import VisiblePost, World
from simulator.zalo.articles import OaArticles, cover_of, images_of, text_of

_FRONT_LENGTH = 30


class ZaloPages:
    """Public side of the OA."""

    def __init__(self, world: World, articles: OaArticles) -> None:
        self._world = world
        self._articles = articles

    async def article(self, call: Call) -> Response:
        """Page of one shown article."""
        article = self._articles.find(call.path("id"))
        if article is None or article["status"] != "show":
            raise Refused(self._world.pages.missing())
        blocks = article.get("body", [])
        if call.fault == "page_altered":
            blocks = [*blocks, {"type": "text", "content": altered("")}]
        config = self._world.config
        return self._world.pages.oa_article(
            oa=config.oa_name,
            oa_url=f"{config.public_url}/zalo-public/{config.oa_id}",
            url=self._articles.url(article),
            title=article["title"],
            author=article.get("author", ""),
            description=article.get("description", ""),
            cover=cover_of(article),
            cover_shown=(article.get("cover") or {}).get("status") == "show",
            blocks=blocks,
            link=article.get("tracking_link"),
            at=article["shown_at"],
        )

    async def front(self, call: Call) -> Response:
        """Newest shown articles."""
        if call.path("oa") != self._world.config.oa_id:
            raise Refused(self._world.pages.missing())
        items = [post.headline() for post in islice(self.visible(), _FRONT_LENGTH)]
        note = altered("") if call.fault == "page_altered" else ""
        return self._world.pages.headlines(self._world.config.oa_name, items, note)

    def visible(self, since: str = "") -> Iterator[VisiblePost]:
        """Shown articles, newest first."""
        for article in self._articles.newest_first():
            if article["status"] == "show" and article["shown_at"] >= since:
                yield VisiblePost(
                    channel="zalo_oa",
                    id=article["id"],
                    url=self._articles.url(article),
                    title=article["title"],
                    text=text_of(article),
                    image_count=len(images_of(article)),
                    external_reference=article.get("tracking_link"),
                    visible_since=article["shown_at"],
                )
