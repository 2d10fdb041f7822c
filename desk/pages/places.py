"""Where the pages are, and the lines of navigation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from desk.viewpoint import Viewpoint
from newsroom.stages import Act

HOME: Final = "/viec"
SIGN_IN: Final = "/dang-nhap"
SIGN_OUT: Final = "/dang-xuat"
ASSETS: Final = "/tinh"
LIVE: Final = "/su-kien"
SAMPLES: Final = "/tinh-mau"
WORKER: Final = "/sw.js"
PAGES: Final = ("/", HOME, SIGN_IN, SIGN_OUT, ASSETS, LIVE, SAMPLES, WORKER, "/bai")
"""The first parts of all addresses of pages; every other address is the API's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the navigation. Shape: `shown` says for whom it stands there; what they may do is decided elsewhere."""

    path: str
    label: str
    shown: Callable[[Viewpoint], bool] = lambda _view: True


NAVIGATION: Final = (
    Line(path=HOME, label="Việc của tôi"),
    Line(path="/bai", label="Bài viết"),
    Line(path="/bai/moi", label="Gửi bài"),
)


def article_page(article_id: str) -> str:
    """The page of an article."""
    return f"/bai/{article_id}"


def act_page(article_id: str, act: Act) -> str:
    """The page on which an act is confirmed and done."""
    return f"{article_page(article_id)}/{act.value.replace('_', '-')}"


def is_page(path: str) -> bool:
    """Whether an address is of a page."""
    return any(path == place or (place != "/" and path.startswith(f"{place}/")) for place in PAGES)
