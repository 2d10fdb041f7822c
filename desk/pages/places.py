"""Where the pages are, and the lines of navigation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from desk.viewpoint import Viewpoint
from newsroom.board import Office
from newsroom.matters.acts import kind_of
from newsroom.matters.kinds import MatterKind
from newsroom.members.accounts import keeps_accounts
from newsroom.stages import Act

HOME: Final = "/viec"
SIGN_IN: Final = "/dang-nhap"
SIGN_IN_CODE: Final = f"{SIGN_IN}/ma"
SIGN_OUT: Final = "/dang-xuat"
ENTRY: Final = "/vao"
OWN_ACCOUNT: Final = "/toi"
ACCOUNTS: Final = "/tai-khoan"
ASSETS: Final = "/tinh"
TODAY: Final = "/hom-nay"
BOARD: Final = "/ban"
CHANNELS: Final = "/kenh"
MATTER_PAGES: Final = {
    MatterKind.ABSENCE: "/vang",
    MatterKind.DELEGATION: "/uy-quyen",
    MatterKind.MEETING: "/hop",
    MatterKind.INCIDENT: "/su-viec",
    MatterKind.AMENDMENT: "/de-nghi",
}
"""Where the pages of each kind of matter are."""
LIVE: Final = "/su-kien"
SAMPLES: Final = "/tinh-mau"
WORKER: Final = "/sw.js"
PAGES: Final = (
    "/",
    HOME,
    SIGN_IN,
    SIGN_OUT,
    ENTRY,
    OWN_ACCOUNT,
    ACCOUNTS,
    ASSETS,
    LIVE,
    SAMPLES,
    WORKER,
    "/bai",
    TODAY,
    BOARD,
    CHANNELS,
    *MATTER_PAGES.values(),
)
"""The first parts of all addresses of pages; every other address is the API's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the navigation.

    Shape: `shown` says for whom it stands there; what they may do is decided elsewhere. The `first` ones stand open,
    so that a phone has room for what is asked.
    """

    path: str
    label: str
    first: bool = False
    shown: Callable[[Viewpoint], bool] = lambda _view: True


def _is_inside(view: Viewpoint) -> bool:
    return not view.viewer.is_outside


_ON_CHANNELS: Final = frozenset({Office.ENGINEER, Office.FINAL_EDITOR})

NAVIGATION: Final = (
    Line(path=HOME, label="Việc của tôi", first=True),
    Line(path="/bai", label="Bài viết", first=True),
    Line(path="/bai/moi", label="Gửi bài", first=True),
    Line(path=TODAY, label="Ai duyệt hôm nay", shown=_is_inside),
    Line(path=MATTER_PAGES[MatterKind.ABSENCE], label="Vắng mặt", shown=_is_inside),
    Line(path=MATTER_PAGES[MatterKind.DELEGATION], label="Ủy quyền", shown=_is_inside),
    Line(path=MATTER_PAGES[MatterKind.MEETING], label="Họp", shown=_is_inside),
    Line(path=MATTER_PAGES[MatterKind.INCIDENT], label="Sự việc"),
    Line(path=BOARD, label="Bản phân công", shown=_is_inside),
    Line(path=CHANNELS, label="Kênh", shown=lambda view: view.viewer.office in _ON_CHANNELS),
    Line(path=ACCOUNTS, label="Tài khoản", shown=lambda view: keeps_accounts(view.viewer)),
    Line(path=OWN_ACCOUNT, label="Tài khoản của tôi"),
)


def article_page(article_id: str) -> str:
    """The page of an article."""
    return f"/bai/{article_id}"


def act_page(article_id: str, act: Act) -> str:
    """The page on which an act is confirmed and done."""
    return f"{article_page(article_id)}/{act.value.replace('_', '-')}"


def matter_page(matter: str) -> str:
    """The page of a matter, as in `absence/7c1e`; that of all meetings for one that is still to be called."""
    kind = kind_of(matter)
    place = MATTER_PAGES.get(kind) if kind else None
    return f"{place}/{matter.partition('/')[2]}" if place else MATTER_PAGES[MatterKind.MEETING]


def is_page(path: str) -> bool:
    """Whether an address is of a page."""
    return any(path == place or (place != "/" and path.startswith(f"{place}/")) for place in PAGES)


def entry_page(token: str) -> str:
    """The page on which an entry link is used."""
    return f"{ENTRY}/{token}"


def way_back(asked: str) -> str:
    """Where somebody goes on after signing in: a page of ours that they came from, else what waits for them."""
    parts = urlsplit(asked)
    is_path = asked.startswith("/") and not asked.startswith("//") and not (parts.scheme or parts.netloc)
    ours = is_path and "\\" not in asked and asked.isprintable() and is_page(parts.path)
    return asked if ours and not parts.path.startswith((SIGN_IN, SIGN_OUT, ENTRY)) else HOME
