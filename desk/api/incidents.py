"""Addresses for incidents: reporting, compiling, deciding, looking."""

# ruff: noqa: FAST003 - MatterKey takes its id from the address

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from desk.api.callers import Caller, MatterKey, Parts, SignedIn
from desk.api.forms import Compilation, Report, Ruling
from desk.api.keyed import Acting
from desk.api.listing import Asked, Listed
from desk.api.matters import opened, recorded
from desk.parts import DeskParts
from desk.presenting.incidents import IncidentShown, incident_data
from newsroom.matters.kinds import MatterAct

router = APIRouter()


class Incidents(Listed):
    """Incidents."""

    incidents: list[IncidentShown]


class IncidentActed(IncidentShown):
    """An incident after an act."""

    message: str


_INCIDENTS: Final = "Sự việc phát sinh"


@router.post("/incidents", tags=[_INCIDENTS], status_code=201, summary="Báo sự việc phát sinh, kèm đề xuất")
async def report_incident(said: Report, caller: Acting, parts: Parts, response: Response) -> IncidentActed:
    """Mọi thành viên báo được; Thư ký tổng hợp, sự việc Kỹ sư báo thì Trưởng Ban cũng biết ngay."""
    answer = await parts.incidents.report(caller.member, title=said.title, account=said.account, proposal=said.proposal)
    return await _incident(MatterAct.REPORT_INCIDENT, opened(answer, response), caller, parts)


@router.get("/incidents", tags=[_INCIDENTS], summary="Các sự việc phát sinh, mới nhất trước")
async def incidents(
    caller: SignedIn,
    parts: Parts,
    asked: Asked,
    only_open: Annotated[bool, Query(alias="open", description="Chỉ sự việc chưa có quyết định.")] = False,
) -> Incidents:
    """Phóng viên, cộng tác viên thấy sự việc mình báo."""
    found = await parts.reading.incidents.listed(caller.view, only_open=only_open, page=asked)
    return {"incidents": [incident_data(incident, caller.view) for incident in found.rows], "next": found.next}


@router.get("/incidents/{id}", tags=[_INCIDENTS], summary="Một sự việc: diễn biến, đề xuất, tổng hợp, quyết định")
async def incident(matter_id: MatterKey, caller: SignedIn, parts: Parts) -> IncidentShown:
    """`seal` là mã phải ghi ở `seen_seal` khi quyết định."""
    return incident_data(await parts.reading.incidents.incident(caller.view, matter_id), caller.view)


@router.post("/incidents/{id}/compile", tags=[_INCIDENTS], summary="Tổng hợp sự việc")
async def compile_incident(matter_id: MatterKey, said: Compilation, caller: Acting, parts: Parts) -> IncidentActed:
    """Thư ký ghi; ghi lại được cho đến khi Trưởng Ban quyết định."""
    await parts.incidents.compile(caller.member, matter_id, summary=said.summary)
    return await _incident(MatterAct.COMPILE_INCIDENT, matter_id, caller, parts)


@router.post("/incidents/{id}/decide", tags=[_INCIDENTS], summary="Quyết định về sự việc")
async def decide_incident(matter_id: MatterKey, said: Ruling, caller: Acting, parts: Parts) -> IncidentActed:
    """Trưởng Ban, hoặc người đang điều hành thay; người báo và người thực hiện được báo ngay."""
    await parts.incidents.decide(
        caller.member, matter_id, decision=said.decision, concerns=said.concerns, seen=said.seen_seal
    )
    return await _incident(MatterAct.DECIDE_INCIDENT, matter_id, caller, parts)


async def _incident(act: MatterAct, incident_id: str, caller: Caller, parts: DeskParts) -> IncidentActed:
    view = await parts.reading.views.after(caller.view)
    found = await parts.reading.incidents.incident(view, incident_id)
    return {**incident_data(found, view), "message": recorded(act)}
