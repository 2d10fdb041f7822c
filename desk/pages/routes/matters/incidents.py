"""Incidents: reported by anybody, compiled by the secretary, decided by the Head."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from desk.api.forms import Compilation, Report, Ruling
from desk.api.listing import Asked as AskedPage
from desk.pages.choices import members
from desk.pages.drawing import page
from desk.pages.matter_pages import Asked, MatterPage, add_page, done_in, key_of
from desk.pages.places import MATTER_PAGES, matter_page
from desk.pages.visitors import Parts, SignedIn, Visitor
from desk.parts import DeskParts
from desk.presenting.incidents import incident_data
from newsroom.board import Office
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.roster import may_assign

router = APIRouter()

_PLACE: Final = MATTER_PAGES[MatterKind.INCIDENT]
_Key = Annotated[str, Depends(key_of(MatterKind.INCIDENT))]


@router.get(_PLACE)
async def incidents(
    request: Request,
    visitor: SignedIn,
    parts: Parts,
    asked: AskedPage,
    only_open: Annotated[bool, Query(alias="chua-quyet-dinh")] = False,
) -> Response:
    """The incidents that the visitor may see, the newest first."""
    found = await parts.reading.incidents.listed(visitor.view, only_open=only_open, page=asked)
    rows = [incident_data(incident, visitor.view) for incident in found.rows]
    return page(request, "matters/incidents.html", {"rows": rows, "next": found.next, "only_open": only_open})


@router.get(f"{_PLACE}/{{id}}")
async def incident(request: Request, incident_id: _Key, visitor: SignedIn, parts: Parts) -> Response:
    """One incident: what happened, what is proposed, the summary, the decision."""
    view = visitor.view
    said = {
        "incident": incident_data(await parts.reading.incidents.incident(view, incident_id), view),
        "compiles": visitor.member.office is Office.SECRETARY,
        "decides": may_assign(view.board, view.roster, view.viewer.id, view.at),
        "done": done_in(request),
    }
    return page(request, "matters/incident.html", said)


async def _asked_to_report(_request: Request, _visitor: Visitor, _parts: DeskParts, _incident_id: str) -> Asked:
    return Asked(back=_PLACE)


async def _on_incident(_request: Request, visitor: Visitor, parts: DeskParts, incident_id: str) -> Asked:
    data = incident_data(await parts.reading.incidents.incident(visitor.view, incident_id), visitor.view)
    told = {"Sự việc": data["account"], "Đề xuất": data["proposal"], "Thư ký tổng hợp": data["summary"]}
    return Asked(
        back=f"{_PLACE}/{data['id']}",
        about=(data["title"], *(f"{label}: {text}" for label, text in told.items() if text)),
        choices={"concerns": members(visitor.board)},
        filled={"seen_seal": data["seal"]},
        said={"summary": data["summary"]},
    )


async def _reported(visitor: Visitor, parts: DeskParts, _incident_id: str, said: Report) -> str:
    answer = await parts.incidents.report(
        visitor.member, title=said.title, account=said.account, proposal=said.proposal
    )
    return matter_page(answer.matter)


async def _to_compile(request: Request, visitor: Visitor, parts: DeskParts, incident_id: str) -> Asked:
    asked = await _on_incident(request, visitor, parts, incident_id)
    return Asked(back=asked.back, about=asked.about[:3], said=asked.said)


async def _compiled(visitor: Visitor, parts: DeskParts, incident_id: str, said: Compilation) -> str:
    return matter_page((await parts.incidents.compile(visitor.member, incident_id, summary=said.summary)).matter)


async def _decided(visitor: Visitor, parts: DeskParts, incident_id: str, said: Ruling) -> str:
    answer = await parts.incidents.decide(
        visitor.member, incident_id, decision=said.decision, concerns=said.concerns, seen=said.seen_seal
    )
    return matter_page(answer.matter)


add_page(
    router,
    MatterPage(
        act=MatterAct.REPORT_INCIDENT,
        path=f"{_PLACE}/bao-su-viec/moi",
        model=Report,
        do=_reported,
        asked=_asked_to_report,
        says="Thư ký tổng hợp rồi trình Trưởng Ban.",
    ),
)
add_page(
    router,
    MatterPage(
        act=MatterAct.COMPILE_INCIDENT,
        path=f"{_PLACE}/{{id}}/tong-hop",
        model=Compilation,
        do=_compiled,
        asked=_to_compile,
        kind=MatterKind.INCIDENT,
        says="Ghi lại được cho đến khi Trưởng Ban quyết định.",
    ),
)
add_page(
    router,
    MatterPage(
        act=MatterAct.DECIDE_INCIDENT,
        path=f"{_PLACE}/{{id}}/quyet-dinh",
        model=Ruling,
        do=_decided,
        asked=_on_incident,
        kind=MatterKind.INCIDENT,
        says="Người báo và người thực hiện được báo ngay.",
    ),
)
