"""What a reader sees: the public pages of portal, Fanpage and Zalo OA, printed from templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from simulator.wording import first_image, moment_of

_LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
ALTERED_LIST = "Có nội dung lạ do người ngoài chèn vào."


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """A portal article as printed; `body` is HTML and goes out untouched."""

    site: str
    site_url: str
    url: str
    title: str
    sapo: str
    body: str
    published_at: str
    byline: str = ""
    image_url: str | None = None

    @property
    def preview_image(self) -> str | None:
        """Absolute address of the picture for link previews."""
        found = self.image_url or first_image(self.body)
        return urljoin(self.url, found) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One line of a list of articles."""

    title: str
    url: str
    summary: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link on a front page."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialPost:
    """A Fanpage post as printed."""

    page: str
    page_url: str
    url: str
    message: str
    link: str | None
    images: Sequence[tuple[str, str]]
    at: str


def local_time(text: str) -> str:
    """Day and hour in Việt Nam of an ISO instant, dd/mm/yyyy HH:MM."""
    return moment_of(text).astimezone(_LOCAL).strftime("%d/%m/%Y %H:%M")


_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["local_time"] = local_time


class PublicPages:
    """Printer of all public pages."""

    def article(self, page: ArticlePage) -> HTMLResponse:
        """Page of one portal article, with Open Graph tags."""
        return self._print("article.html", article=page)

    def headlines(
        self, site: str, items: Sequence[Headline], note: str = "", sections: Sequence[Link] = ()
    ) -> HTMLResponse:
        """List of articles, newest first as given, with links to the separate sections."""
        return self._print("headlines.html", site=site, items=items, note=note, sections=sections)

    def social_post(self, post: SocialPost) -> HTMLResponse:
        """Page of one Fanpage post."""
        return self._print("social_post.html", post=post)

    def social_wall(self, page: str, posts: Sequence[SocialPost]) -> HTMLResponse:
        """Wall of a Fanpage, newest first as given."""
        return self._print("social_wall.html", page=page, posts=posts)

    def oa_article(self, **facts: Any) -> HTMLResponse:
        """Page of one Zalo OA article."""
        return self._print("oa_article.html", **facts)

    def start(self, **facts: Any) -> HTMLResponse:
        """Start page of the simulator."""
        return self._print("start.html", **facts)

    def missing(self, status: int = 404) -> HTMLResponse:
        """Polite refusal for a page that is not there, or not now."""
        return self._print("missing.html", status, code=status)

    def _print(self, template: str, status: int = 200, **facts: object) -> HTMLResponse:
        return HTMLResponse(_TEMPLATES.get_template(template).render(facts), status)
