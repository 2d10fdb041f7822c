"""Every page there is, taken from the router, with an address of each and who looks at it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fastapi.routing import APIRoute

from desk.pages.app import ROUTERS
from desk.pages.places import HOME
from newsroom.board import Office
from newsroom.stages import Stage
from tests.support.live import LiveNewsroom
from tests.support.lives import at_stage

FIGURES: Final = """## Ba huyện đã xong

Sở Giáo dục và Đào tạo cho biết **18 phòng học** mới đã được đưa vào sử dụng ở ba huyện vùng cao.

- Đồng Văn: 7 phòng
- Mèo Vạc: 6 phòng
- Yên Minh: 5 phòng

Kinh phí là 21,6 tỷ đồng, trong đó ngân sách tỉnh chi 60 %.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitable:
    """A page with an address that can be visited. Shape: `member` is empty for nobody."""

    route: str
    path: str
    member: str


def routes() -> list[str]:
    """The routes of all pages that may be asked for."""
    known = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    return [route.path for route in known if "GET" in (route.methods or ())]


async def visitable(live: LiveNewsroom) -> list[Visitable]:
    """An address of every page. Errors: KeyError for a parameter that no row of `filled` names."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL, FIGURES, title="Thêm phòng học mới cho vùng cao")
    await live.ready_for_approval(FIGURES, title="Sông Lô lên trở lại, tỉnh yêu cầu trực ban suốt đêm")
    filled = {"article_id": article_id, "act": "reject"}
    owner = (await live.owner(article_id)).id
    head = live.holder(Office.HEAD).id
    own = {route: owner for route in routes() if "{article_id}" in route or route == HOME}
    return [
        Visitable(route=route, path=_path(route, filled), member=own.get(route, head))
        for route in routes()
        if route not in ELSEWHERE
    ]


def _path(route: str, filled: Mapping[str, str]) -> str:
    return "/".join(filled[part.strip("{}")] if part.startswith("{") else part for part in route.split("/"))


ELSEWHERE: Final = {
    "/": "leads on to what waits",
    "/bai/{article_id}/anh/{digest}": "a picture, not a page",
    "/bai/{article_id}/con-moi": "a part of the page of an article",
    "/su-kien": "a stream",
}
"""Addresses without a page of their own."""
