"""Addresses for being away, assigning a stand-in, and lending one's own power."""

# ruff: noqa: FAST003 - MatterKey takes its id from the address

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from typing_extensions import TypedDict

from desk.api.callers import Caller, MatterKey, Parts, SignedIn
from desk.api.keyed import Acting
from desk.api.matters import opened, recorded
from desk.api.roster_forms import (
    AbsenceEnd,
    AbsenceFiled,
    Assignment,
    AssignmentRenewal,
    AssignmentRevocation,
    Delegation,
    Renewal,
    Revocation,
)
from desk.parts import DeskParts
from desk.presenting.roster import (
    AbsenceSheetShown,
    AbsenceWithGrants,
    GrantShown,
    absence_data,
    absence_sheet_data,
    grant_data,
)
from newsroom.matters.kinds import MatterAct

router = APIRouter()


class Absences(TypedDict):
    """Absences with their assignments."""

    absences: list[AbsenceWithGrants]


class Delegations(TypedDict):
    """Grants that are no part of an absence."""

    delegations: list[GrantShown]


class AbsenceActed(AbsenceSheetShown):
    """An absence after an act."""

    message: str


class GrantActed(GrantShown):
    """A grant after an act."""

    message: str


_AWAY: Final = "Vắng mặt, phân công"
_LENT: Final = "Ủy quyền"
_All = Annotated[bool, Query(alias="all", description="Kể cả những đợt đã hết trong 30 ngày qua.")]


@router.post("/absences", tags=[_AWAY], status_code=201, summary="Báo vắng mặt")
async def file_absence(said: AbsenceFiled, caller: Acting, parts: Parts, response: Response) -> AbsenceActed:
    """Tự báo, hoặc Thư ký, Trưởng Ban báo thay (ghi `member`). Bài đang chờ người vắng được chuyển ngay."""
    answer = await parts.rosters.file_absence(
        caller.member, away=said.member, starts_at=said.starts_at, ends_at=said.ends_at, reason=said.reason
    )
    return await _absence(MatterAct.FILE_ABSENCE, opened(answer, response), caller, parts)


@router.get("/absences", tags=[_AWAY], summary="Ai vắng mặt, đến khi nào, đã phân công ai")
async def absences(caller: SignedIn, parts: Parts, everything: _All = False) -> Absences:
    """Đợt đang vắng và sắp vắng, cùng các phân công thay."""
    roster = await parts.reading.roster.known(caller.view, everything=everything)
    grants = [grant for grant in roster.grants if grant.absence]
    return {
        "absences": [
            {
                **absence_data(absence, caller.view),
                "grants": [grant_data(g, caller.view) for g in grants if g.absence == absence.id],
            }
            for absence in sorted(roster.absences, key=lambda absence: absence.starts_at)
        ]
    }


@router.get("/absences/{id}", tags=[_AWAY], summary="Một đợt vắng: phân công và các bài đang chờ")
async def absence(matter_id: MatterKey, caller: SignedIn, parts: Parts) -> AbsenceSheetShown:
    """`kept` là số bài đang nằm ở người vắng hoặc chờ phân công; `articles` là những bài chờ lâu nhất."""
    return absence_sheet_data(await parts.reading.roster.absence(caller.view, matter_id), caller.view)


@router.post("/absences/{id}/end", tags=[_AWAY], summary="Báo đã về, về sớm hoặc vắng thêm")
async def end_absence(matter_id: MatterKey, said: AbsenceEnd, caller: Acting, parts: Parts) -> AbsenceActed:
    """Không ghi giờ là đã về; giờ sau này là vắng thêm (phân công thay không tự dài theo)."""
    await parts.rosters.change_absence(caller.member, matter_id, ends_at=said.ends_at)
    return await _absence(MatterAct.CHANGE_ABSENCE, matter_id, caller, parts)


@router.post("/absences/{id}/assign", tags=[_AWAY], summary="Phân công người thay")
async def assign(matter_id: MatterKey, said: Assignment, caller: Acting, parts: Parts) -> AbsenceActed:
    """Trưởng Ban, hoặc người đang điều hành thay, phân công người duyệt hoặc người biên tập lần cuối."""
    await parts.rosters.assign(
        caller.member, matter_id, to=said.to, work=said.work, part=said.part(), reason=said.reason
    )
    return await _absence(MatterAct.ASSIGN, matter_id, caller, parts)


@router.post("/absences/{id}/revoke", tags=[_AWAY], summary="Thu hồi một phân công")
async def revoke_assignment(
    matter_id: MatterKey, said: AssignmentRevocation, caller: Acting, parts: Parts
) -> AbsenceActed:
    """Cần mã phân công và lý do; bài trở lại chờ Trưởng Ban phân công."""
    await parts.rosters.revoke(caller.member, said.grant, reason=said.reason, absence=matter_id)
    return await _absence(MatterAct.REVOKE, matter_id, caller, parts)


@router.post("/absences/{id}/renew", tags=[_AWAY], summary="Gia hạn một phân công")
async def renew_assignment(matter_id: MatterKey, said: AssignmentRenewal, caller: Acting, parts: Parts) -> AbsenceActed:
    """Không dài hơn đợt vắng; nếu vắng thêm thì kéo dài đợt vắng trước."""
    await parts.rosters.renew(caller.member, said.grant, ends_at=said.ends_at, absence=matter_id)
    return await _absence(MatterAct.RENEW, matter_id, caller, parts)


@router.post("/delegations", tags=[_LENT], status_code=201, summary="Ủy quyền")
async def delegate(said: Delegation, caller: Acting, parts: Parts, response: Response) -> GrantActed:
    """Chỉ ủy quyền phần việc mà thông báo giao cho chính mình, có phạm vi và thời hạn; không ủy quyền lại."""
    answer = await parts.rosters.delegate(
        caller.member, to=said.to, kind=said.kind, part=said.part(), document=said.document, reason=said.reason
    )
    return await _grant(MatterAct.DELEGATE, opened(answer, response), caller, parts)


@router.get("/delegations", tags=[_LENT], summary="Ủy quyền đang có")
async def delegations(caller: SignedIn, parts: Parts, everything: _All = False) -> Delegations:
    """Ủy quyền duyệt, điều hành, kiểm tra, biên tập lần cuối, ký bảng nhuận bút; phân công thay xem ở /absences."""
    roster = await parts.reading.roster.known(caller.view, everything=everything)
    return {"delegations": [grant_data(grant, caller.view) for grant in roster.grants if not grant.absence]}


@router.get("/delegations/{id}", tags=[_LENT], summary="Một ủy quyền hoặc phân công")
async def delegation(matter_id: MatterKey, caller: SignedIn, parts: Parts) -> GrantShown:
    """Phạm vi, thời hạn, văn bản; kể cả khi đã hết hạn."""
    return grant_data(await parts.reading.roster.grant(caller.view, matter_id), caller.view)


@router.post("/delegations/{id}/revoke", tags=[_LENT], summary="Thu hồi ủy quyền")
async def revoke_delegation(matter_id: MatterKey, said: Revocation, caller: Acting, parts: Parts) -> GrantActed:
    """Người đã ủy quyền hoặc Trưởng Ban thu hồi; cần lý do."""
    await parts.rosters.revoke(caller.member, matter_id, reason=said.reason)
    return await _grant(MatterAct.REVOKE, matter_id, caller, parts)


@router.post("/delegations/{id}/renew", tags=[_LENT], summary="Gia hạn ủy quyền")
async def renew_delegation(matter_id: MatterKey, said: Renewal, caller: Acting, parts: Parts) -> GrantActed:
    """Người đã ủy quyền gia hạn, mỗi lần dài nhất 30 ngày."""
    await parts.rosters.renew(caller.member, matter_id, ends_at=said.ends_at)
    return await _grant(MatterAct.RENEW, matter_id, caller, parts)


async def _absence(act: MatterAct, absence_id: str, caller: Caller, parts: DeskParts) -> AbsenceActed:
    view = await parts.reading.views.after(caller.view)
    sheet = await parts.reading.roster.absence(view, absence_id)
    return {**absence_sheet_data(sheet, view), "message": recorded(act)}


async def _grant(act: MatterAct, grant_id: str, caller: Caller, parts: DeskParts) -> GrantActed:
    view = await parts.reading.views.after(caller.view)
    return {**grant_data(await parts.reading.roster.grant(view, grant_id), view), "message": recorded(act)}
