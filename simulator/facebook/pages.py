"""The Fanpage a reader sees: its wall, its posts and their photos."""

import json
from collections.abc import Iterator
from itertools import islice

from starlette.responses import Response

from simulator.calls import Call, Refused
from simulator.facebook.posts import PagePosts
from simulator.public_pages import SocialPost
from simulator.state import Record
from simulator.wording import altered
from simulator.world import VisiblePost, World

_WALL_LENGTH = 30
_TITLE_LENGTH = 120


class FacebookPages:
    """Public side of the Page."""

    def __init__(self, world: World, posts: PagePosts) -> None:
        self._world = world
        self._posts = posts
        self._page = world.config.page_id

    async def wall(self, call: Call) -> Response:
        """Newest public posts."""
        if call.path("page") != self._page:
            raise Refused(self._world.pages.missing())
        posts = [self._printed(post, call.fault) for post in islice(self._public(), _WALL_LENGTH)]
        name = self._world.config.page_name
        return self._world.pages.social_wall(altered(name) if call.fault == "page_altered" else name, posts)

    async def post(self, call: Call) -> Response:
        """Page of one public post."""
        post = self._at(call)
        if post is None or not self._posts.is_published(post):
            raise Refused(self._world.pages.missing())
        return self._world.pages.social_post(self._printed(post, call.fault))

    async def photo(self, call: Call) -> Response:
        """Stored photo."""
        content = self._world.state.file(f"facebook/{call.path('number')}")
        if content is None:
            raise Refused(self._world.pages.missing())
        return Response(content, media_type="image/png" if content.startswith(b"\x89PNG") else "image/jpeg")

    def about(self, call: Call) -> str:
        """Stored words of the post at this address, for targeted faults."""
        post = self._at(call)
        return json.dumps(post, ensure_ascii=False) if post else ""

    def visible(self, since: str = "") -> Iterator[VisiblePost]:
        """Public posts, newest first."""
        for post in self._public():
            if self._posts.shown_since(post) < since:
                continue
            yield VisiblePost(
                channel="fanpage",
                id=post["id"],
                url=self._posts.url(post),
                title=post["message"].partition("\n")[0][:_TITLE_LENGTH],
                text=post["message"],
                image_count=len(post["photos"]),
                external_reference=post["link"],
                visible_since=self._posts.shown_since(post),
            )

    def _public(self) -> Iterator[Record]:
        return (post for post in self._posts.newest_first() if self._posts.is_published(post))

    def _at(self, call: Call) -> Record | None:
        return self._posts.find(f"{call.path('page')}_{call.path('number')}")

    def _printed(self, post: Record, fault: str) -> SocialPost:
        message = post["message"]
        return SocialPost(
            page=self._world.config.page_name,
            page_url=f"{self._world.config.public_url}/facebook/{self._page}",
            url=self._posts.url(post),
            message=altered(message) if fault == "page_altered" else message,
            link=post["link"],
            images=self._posts.images(post),
            at=self._posts.shown_since(post),
        )
