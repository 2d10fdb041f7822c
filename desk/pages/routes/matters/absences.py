"""Being away: who is, until when, who stands in; filed, ended, assigned."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from desk.api.roster_forms import (
    AbsenceEnd,
    AbsenceFiled,
    Assignment,
    AssignmentRenewal,
    AssignmentRevocation,
)
from desk.pages.choices import inside, labelled, members, portion
from desk.pages.drawing import page
from desk.pages.matter_pages import Asked, MatterPage, add_page, done_in, key_of
from desk.pages.places import MATTER_PAGES, matter_page
from desk.pages.visitors import Parts, SignedIn, Visitor
from desk.parts import DeskParts
from desk.presenting.roster import absence_data, absence_line, absence_sheet_data, grant_data
from desk.statements import Work
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.roster import may_assign

router = APIRouter()

_PLACE: Final = MATTER_PAGES[MatterKind.ABSENCE]
_WORKS: Final = {Work.APPROVALS: "duyệt bài", Work.LAST_EDIT: "biên tập lần cuối"}
_Key = Annotated[str, Depends(key_of(MatterKind.ABSENCE))]
_All = Annotated[bool, Query(alias="tat-ca")]


@router.get(_PLACE)
async def absences(request: Request, visitor: SignedIn, parts: Parts, everything: _All = False) -> Response:
    """Who is away or will be, and who stands in."""
    view = visitor.view
    roster = await parts.reading.roster.known(view, everything=everything)
    rows = [
        {
            **absence_data(absence, view),
            "grants": [grant_data(grant, view) for grant in roster.grants if grant.absence == absence.id],
        }
        for absence in sorted(roster.absences, key=lambda absence: absence.starts_at)
    ]
    return page(request, "matters/absences.html", {"rows": rows, "everything": everything})


@router.get(f"{_PLACE}/{{id}}")
async def absence(request: Request, absence_id: _Key, visitor: SignedIn, parts: Parts) -> Response:
    """One absence: who stands in, and the articles that wait."""
    view = visitor.view
    sheet = await parts.reading.roster.absence(view, absence_id)
    said: dict[str, Any] = {
        "absence": absence_sheet_data(sheet, view),
        "assigns": may_assign(view.board, view.roster, view.viewer.id, view.at),
        "done": done_in(request),
    }
    return page(request, "matters/absence.html", said)


async def _filed(visitor: Visitor, parts: DeskParts, _absence_id: str, said: AbsenceFiled) -> str:
    answer = await parts.rosters.file_absence(
        visitor.member, away=said.member, starts_at=said.starts_at, ends_at=said.ends_at, reason=said.reason
    )
    return matter_page(answer.matter)


async def _asked_to_file(_request: Request, visitor: Visitor, _parts: DeskParts, _absence_id: str) -> Asked:
    back = _PLACE if not visitor.member.is_outside else "/viec"
    return Asked(back=back, choices={"member": members(visitor.board)}, said={"member": visitor.member.id})


async def _on_absence(request: Request, visitor: Visitor, parts: DeskParts, absence_id: str) -> Asked:
    sheet = await parts.reading.roster.absence(visitor.view, absence_id)
    about = absence_line(absence_data(sheet.absence, visitor.view))
    choices = {"to": inside(visitor.board), "work": labelled(_WORKS), **portion(visitor.board)}
    grants = tuple((grant.id, grant_data(grant, visitor.view)["text"]) for grant in sheet.grants)
    return Asked(
        back=f"{_PLACE}/{sheet.absence.id}",
        about=(about,),
        choices={**choices, "grant": grants},
        said={"work": Work.APPROVALS, "grant": request.query_params.get("ma", "")},
    )


async def _ended(visitor: Visitor, parts: DeskParts, absence_id: str, said: AbsenceEnd) -> str:
    answer = await parts.rosters.change_absence(visitor.member, absence_id, ends_at=said.ends_at)
    return matter_page(answer.matter)


async def _assigned(visitor: Visitor, parts: DeskParts, absence_id: str, said: Assignment) -> str:
    answer = await parts.rosters.assign(
        visitor.member, absence_id, to=said.to, work=said.work, part=said.part(), reason=said.reason
    )
    return matter_page(answer.matter)


async def _revoked(visitor: Visitor, parts: DeskParts, absence_id: str, said: AssignmentRevocation) -> str:
    answer = await parts.rosters.revoke(visitor.member, said.grant, reason=said.reason, absence=absence_id)
    return matter_page(answer.matter)


async def _renewed(visitor: Visitor, parts: DeskParts, absence_id: str, said: AssignmentRenewal) -> str:
    answer = await parts.rosters.renew(visitor.member, said.grant, ends_at=said.ends_at, absence=absence_id)
    return matter_page(answer.matter)


add_page(
    router,
    MatterPage(
        act=MatterAct.FILE_ABSENCE,
        path=f"{_PLACE}/bao-vang/moi",
        model=AbsenceFiled,
        do=_filed,
        asked=_asked_to_file,
        says="Để trống giờ bắt đầu là vắng từ bây giờ. Bài đang chờ người vắng được chuyển ngay.",
    ),
)
add_page(
    router,
    MatterPage(
        act=MatterAct.CHANGE_ABSENCE,
        path=f"{_PLACE}/{{id}}/ket-thuc",
        model=AbsenceEnd,
        do=_ended,
        asked=_on_absence,
        kind=MatterKind.ABSENCE,
        says="Để trống là đã về. Giờ muộn hơn là vắng thêm; phân công thay không tự dài theo.",
    ),
)
add_page(
    router,
    MatterPage(
        act=MatterAct.ASSIGN,
        path=f"{_PLACE}/{{id}}/phan-cong",
        model=Assignment,
        do=_assigned,
        asked=_on_absence,
        kind=MatterKind.ABSENCE,
        says="Không chọn nhóm, chủ đề, loại bài nào là mọi bài của người vắng. Để trống giờ kết thúc là hết đợt vắng.",
    ),
)
add_page(
    router,
    MatterPage(
        act=MatterAct.REVOKE,
        path=f"{_PLACE}/{{id}}/thu-hoi",
        model=AssignmentRevocation,
        do=_revoked,
        asked=_on_absence,
        kind=MatterKind.ABSENCE,
        words={"grant": "phân công"},
        needs=frozenset({"reason"}),
        says="Bài trở lại chờ Trưởng Ban phân công.",
    ),
)
add_page(
    router,
    MatterPage(
        act=MatterAct.RENEW,
        path=f"{_PLACE}/{{id}}/gia-han",
        model=AssignmentRenewal,
        do=_renewed,
        asked=_on_absence,
        kind=MatterKind.ABSENCE,
        words={"grant": "phân công"},
        says="Không dài hơn đợt vắng; nếu vắng thêm thì kéo dài đợt vắng trước.",
    ),
)
