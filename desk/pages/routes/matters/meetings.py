"""Meetings of the board: called, prepared, minuted, concluded item by item."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response

from desk.api.listing import Asked as AskedPage
from desk.api.meeting_forms import Cancellation, Convening, Directed, ItemRaised, Signing
from desk.pages.choices import inside
from desk.pages.drawing import page
from desk.pages.matter_pages import Asked, MatterPage, add_page, done_in, key_of
from desk.pages.places import MATTER_PAGES, matter_page
from desk.pages.visitors import Parts, SignedIn, Visitor
from desk.parts import DeskParts
from desk.presenting.meetings import MeetingShown, meeting_data, meeting_line
from newsroom.board import Office
from newsroom.matters.kinds import MatterAct, MatterKind, MeetingStage
from newsroom.matters.meetings import PREPARES
from newsroom.roster import may_assign

router = APIRouter()

_PLACE: Final = MATTER_PAGES[MatterKind.MEETING]
_OPEN: Final = frozenset({MeetingStage.CALLED, MeetingStage.MINUTED})
_DIRECTS: Final = frozenset({Office.STANDING_DEPUTY, Office.HEAD})
_Key = Annotated[str, Depends(key_of(MatterKind.MEETING))]


@router.get(_PLACE)
async def meetings(
    request: Request,
    visitor: SignedIn,
    parts: Parts,
    asked: AskedPage,
    only_open: Annotated[bool, Query(alias="chua-ket-luan")] = False,
) -> Response:
    """The meetings, the open ones first."""
    found = await parts.reading.meetings.listed(visitor.view, only_open=only_open, page=asked)
    said = {
        "rows": [meeting_data(sheet, visitor.view) for sheet in found.rows],
        "next": found.next,
        "only_open": only_open,
        "leads": _leads(visitor),
    }
    return page(request, "matters/meetings.html", said)


@router.get(f"{_PLACE}/{{id}}")
async def meeting(request: Request, meeting_id: _Key, visitor: SignedIn, parts: Parts) -> Response:
    """One meeting: the agenda with what was decided, the papers, the minutes."""
    sheet = await parts.reading.meetings.meeting(visitor.view, meeting_id)
    data = meeting_data(sheet, visitor.view)
    return page(
        request,
        "matters/meeting.html",
        {"meeting": data, "acts": _acts(visitor, data), "done": done_in(request)},
    )


@router.get(f"{_PLACE}/{{id}}/tep/{{digest}}")
async def paper(
    meeting_id: _Key, visitor: SignedIn, parts: Parts, digest: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
) -> Response:
    """A paper that was sent as a file, byte for byte."""
    data = await parts.reading.meetings.file(visitor.view, meeting_id, digest)
    headers = {"Content-Disposition": f'attachment; filename="{digest[:12]}"'}
    return Response(data, media_type="application/octet-stream", headers=headers)


def _leads(visitor: Visitor) -> bool:
    view = visitor.view
    return may_assign(view.board, view.roster, view.viewer.id, view.at)


def _acts(visitor: Visitor, data: MeetingShown) -> list[tuple[str, str]]:
    """What the visitor may do with a meeting now: address and label."""
    if data["stage"] not in _OPEN:
        return []
    office, path = visitor.member.office, matter_page(f"{MatterKind.MEETING}/{data['id']}")
    prepares = {given["member"] for given in data["preparations"]}
    offers = (
        (data["stage"] is MeetingStage.MINUTED and _leads(visitor), "ket-luan", "Ký biên bản, kết luận"),
        (office is Office.SECRETARY, "bien-ban", "Ghi biên bản"),
        (office in PREPARES or visitor.member.id in prepares, "tai-lieu", "Gửi tài liệu"),
        (office in PREPARES, "van-de", "Đưa vấn đề vào chương trình"),
        (office in _DIRECTS, "giao-viec", "Giao việc chuẩn bị"),
        (_leads(visitor), "huy", "Hủy cuộc họp"),
    )
    return [(f"{path}/{name}", label) for may, name, label in offers if may]


async def _asked_to_convene(_request: Request, visitor: Visitor, _parts: DeskParts, _meeting_id: str) -> Asked:
    visitor.view.check_inside("việc họp của Ban Biên tập")
    return Asked(back=_PLACE)


async def _on_meeting(_request: Request, visitor: Visitor, parts: DeskParts, meeting_id: str) -> Asked:
    sheet = await parts.reading.meetings.meeting(visitor.view, meeting_id)
    data = meeting_data(sheet, visitor.view)
    back = matter_page(f"{MatterKind.MEETING}/{data['id']}")
    return Asked(back=back, about=(meeting_line(data),), choices={"to": inside(visitor.board)})


async def _to_sign(request: Request, visitor: Visitor, parts: DeskParts, meeting_id: str) -> Asked:
    data = meeting_data(await parts.reading.meetings.meeting(visitor.view, meeting_id), visitor.view)
    asked = await _on_meeting(request, visitor, parts, meeting_id)
    decided = [
        f"{item['title']}: {item['outcome_label']}{': ' if item['note'] else ''}{item['note']}"
        for item in (*data["agenda"], *data["matters"])
    ]
    about = (*asked.about, f"Biên bản: {data['minutes']}", *decided)
    return Asked(back=asked.back, about=about, filled={"seen_minutes": data["minutes_seal"]})


async def _convened(visitor: Visitor, parts: DeskParts, _meeting_id: str, said: Convening) -> str:
    answer = await parts.meetings.convene(visitor.member, starts_at=said.starts_at, place=said.place, topic=said.topic)
    return matter_page(answer.matter)


async def _raised(visitor: Visitor, parts: DeskParts, meeting_id: str, said: ItemRaised) -> str:
    answer = await parts.meetings.add_item(visitor.member, meeting_id, title=said.title, text=said.text)
    return matter_page(answer.matter)


async def _directed(visitor: Visitor, parts: DeskParts, meeting_id: str, said: Directed) -> str:
    answer = await parts.meetings.direct(visitor.member, meeting_id, to=said.to, what=said.title, due_at=said.ends_at)
    return matter_page(answer.matter)


async def _concluded(visitor: Visitor, parts: DeskParts, meeting_id: str, said: Signing) -> str:
    return matter_page((await parts.meetings.conclude(visitor.member, meeting_id, seen=said.seen_minutes)).matter)


async def _cancelled(visitor: Visitor, parts: DeskParts, meeting_id: str, said: Cancellation) -> str:
    return matter_page((await parts.meetings.cancel(visitor.member, meeting_id, reason=said.reason)).matter)


def _add(act: MatterAct, name: str, model: Any, do: Any, **more: Any) -> None:
    path = f"{_PLACE}/{{id}}/{name}"
    row: MatterPage[Any] = MatterPage(
        act=act, path=path, model=model, do=do, **{"asked": _on_meeting, "kind": MatterKind.MEETING, **more}
    )
    add_page(router, row)


add_page(
    router,
    MatterPage(
        act=MatterAct.CONVENE,
        path=f"{_PLACE}/trieu-tap/moi",
        model=Convening,
        do=_convened,
        asked=_asked_to_convene,
        says="Bài chưa thống nhất tự vào chương trình.",
    ),
)
_add(MatterAct.ADD_ITEM, "van-de", ItemRaised, _raised)
_add(MatterAct.DIRECT_PREPARATION, "giao-viec", Directed, _directed, says="Đến hạn chưa có tài liệu thì nhắc.")
_add(
    MatterAct.CONCLUDE,
    "ket-luan",
    Signing,
    _concluded,
    asked=_to_sign,
    says="Kết luận có hiệu lực với từng bài ngay khi ký.",
)
_add(
    MatterAct.CANCEL_MEETING,
    "huy",
    Cancellation,
    _cancelled,
    needs=frozenset({"reason"}),
    says="Các bài trong chương trình chờ kỳ họp sau.",
)
