"""Every page there is, taken from the router, with an address of each and who looks at it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from fastapi.routing import APIRoute

from desk.pages.app import ROUTERS
from desk.pages.places import HOME
from desk.statements import Portion, Proposal
from newsroom.board import Office
from newsroom.matters.kinds import AmendmentKind
from newsroom.stages import Stage
from tests.support.live import LiveNewsroom
from tests.support.lives import at_stage
from tests.support.matters import hour
from workflows.messages import MatterAnswer

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
    filled = {
        "article_id": article_id,
        "act": "reject",
        "kind": "correction",
        "token": "an-entry-link-that-nobody-was-given",
        "member_id": live.holder(Office.FINAL_EDITOR).id,
        "change": "khoa",
    }
    ids = await _matters(live) | {"bai": article_id}
    owner = (await live.owner(article_id)).id
    head = live.holder(Office.HEAD).id
    own = {route: owner for route in routes() if "{article_id}" in route or route == HOME}
    return [
        Visitable(
            route=route,
            path=_path(route, filled | {"id": ids.get(route.split("/")[1], "")}),
            member=own.get(route, head),
        )
        for route in routes()
        if route not in ELSEWHERE
    ]


async def _matters(live: LiveNewsroom) -> dict[str, str]:
    """One of each matter, by the first part of its address; what would change who decides is over again."""
    head, desk = live.holder(Office.HEAD), live.parts
    until_then = hour(timedelta(hours=8))
    absence = await desk.rosters.file_absence(live.holder(Office.ENGINEER), ends_at=until_then, reason="Đi công tác")
    await desk.rosters.change_absence(head, _id(absence))
    deputy = live.holder(Office.DEPUTY)
    part = Portion(topics=("education",), ends_at=until_then)
    lent = await desk.rosters.delegate(live.holder(Office.STANDING_DEPUTY), to=deputy.id, part=part, reason="Bận họp")
    await desk.rosters.revoke(head, _id(lent), reason="Đã xong việc")
    met = await desk.meetings.convene(head, starts_at=until_then, place="Phòng họp số 2", topic="Bài chưa thống nhất")
    await desk.meetings.cancel(head, _id(met), reason="Hoãn")
    said = {"title": "Máy ảnh hỏng", "account": "Máy ảnh số 2 hỏng ống kính.", "proposal": "Cho sửa."}
    incident = await desk.incidents.report(head, **said)
    article_id = await at_stage(live, Stage.PUBLISHED, FIGURES, title="Phòng học mới đã dùng được")
    change = Proposal(kind=AmendmentKind.TAKE_DOWN, reason="Nghi sai số liệu")
    amended = await desk.amendments.propose(live.holder(Office.SECRETARY), article_id, change)
    matters = {"vang": absence, "uy-quyen": lent, "hop": met, "su-viec": incident, "de-nghi": amended}
    return {place: _id(answer) for place, answer in matters.items()}


def _id(answer: MatterAnswer) -> str:
    return answer.matter.partition("/")[2]


def _path(route: str, filled: Mapping[str, str]) -> str:
    return "/".join(filled[part.strip("{}")] if part.startswith("{") else part for part in route.split("/"))


ELSEWHERE: Final = {
    "/": "leads on to what waits",
    "/bai/{article_id}/anh/{digest}": "a picture, not a page",
    "/bai/{article_id}/chung-cu": "a file, not a page",
    "/hop/{id}/tep/{digest}": "a file, not a page",
    "/bai/{article_id}/con-moi": "a part of the page of an article",
    "/su-kien": "a stream",
}
"""Addresses without a page of their own."""
