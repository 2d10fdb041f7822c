"""A real WordPress in the place of the simulator: the same tests ask both, so that the two cannot drift apart."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx
from starlette.applications import Starlette

from activities.channels.wordpress.calls import WordPressSettings
from newsroom.article import ChannelName
from tests.support.stand_ins import CONFIG, Outside
from workers.embedded.wordpress import EmbeddedWordPress

FAULTS_PART: Final = Path(__file__).parents[1] / "channels" / "real_wordpress" / "faults.php"
_EMPTY: Final = """
foreach (get_posts(['post_type' => ['post', 'attachment'], 'post_status' => 'any,trash', 'numberposts' => -1]) as $p)
    $p->post_type === 'attachment' ? wp_delete_attachment($p->ID, true) : wp_delete_post($p->ID, true);
foreach (get_terms(['taxonomy' => 'post_tag', 'hide_empty' => false]) as $t) wp_delete_term($t->term_id, 'post_tag');
"""
_TAMPER: Final = """
foreach (get_posts() as $p) {
    $content = $p->post_content . '<p>Câu này do người ngoài chèn vào.</p>';
    wp_update_post(wp_slash(['ID' => $p->ID, 'post_content' => $content]));
}
"""
_CALLS: Final = {
    "create_post": ("POST", "/wp/v2/posts"),
    "update_post": ("POST", "/wp/v2/posts/"),
    "upload_media": ("POST", "/wp/v2/media"),
    "create_tag": ("POST", "/wp/v2/tags"),
    "list_posts": ("GET", "/wp/v2/posts"),
    "get_post": ("GET", "/wp/v2/posts/"),
}
_FAULTS: Final = {
    "server_error_before": "before status 500",
    "server_error_after": "after status 500",
    "unavailable": "before status 503",
    "killed_before": "before kill",
    "killed_after": "after kill",
    "fatal_after": "after fatal",
    "empty_after": "after empty",
    "late": "after sleep 3",
    "bom": "after bom",
    "notice": "after notice",
}


@dataclass
class RealOutside(Outside):
    """The site, a client of it, and the adapter wired to both."""

    site: EmbeddedWordPress = field(kw_only=True)

    @property
    def wordpress_settings(self) -> WordPressSettings:
        address = self.site.address
        password = address.application_password
        return WordPressSettings(
            base_url=address.url, user=address.user, application_password=password, limits=self.limits
        )

    @property
    def wordpress_api(self) -> str:
        return f"{self.base}/wp-json/wp/v2"

    async def staff(self, method: str, path: str, **more: Any) -> httpx.Response:
        address = self.site.address
        auth = (address.user, address.application_password)
        return await self.client.request(method, f"{self.wordpress_api}{path}", auth=auth, **more)

    async def emptied(self) -> None:
        """No posts, pictures, tags or faults of an earlier test."""
        self._faults.unlink(missing_ok=True)
        await self.site.php(_EMPTY)

    async def visible(self, channel: ChannelName = ChannelName.PORTAL) -> list[dict[str, Any]]:
        del channel
        answer = await self.client.get(f"{self.base}/wp-json/wp/v2/posts", params={"per_page": "100"})
        return [
            {
                "id": str(post["id"]),
                "url": post["link"],
                "title": post["title"]["rendered"],
                "visible_since": datetime.fromisoformat(post["date_gmt"]).replace(tzinfo=UTC).isoformat(),
            }
            for post in answer.json()
        ]

    async def strike(self, name: str, call: str, fault: str, **more: Any) -> None:
        del name
        if fault == "page_altered":
            await self.site.php(_TAMPER)
            return
        method, route = _CALLS[call]
        line = f"{method} {route} {_FAULTS[fault]}\n"
        with self._faults.open("a") as faults:
            faults.write(line * int(more.get("times") or 1))

    async def calm(self) -> None:
        self._faults.unlink(missing_ok=True)

    @property
    def _faults(self) -> Path:
        return self.site.site.parent / "faults"


def real_outside(site: EmbeddedWordPress) -> RealOutside:
    """A client of the running site."""
    return RealOutside(
        client=httpx.AsyncClient(timeout=30), base=site.address.url, app=Starlette(), config=CONFIG, site=site
    )
