"""Addresses for the board's meetings."""

# ruff: noqa: FAST003 - MatterKey takes its id from the address

from typing import Annotated, Final

from fastapi import APIRouter, File, Form, Path, Query, Response, UploadFile
from pydantic import WithJsonSchema

from desk.api.callers import Caller, MatterKey, Parts, SignedIn
from desk.api.keyed import Acting
from desk.api.listing import Asked, Listed
from desk.api.matters import opened, recorded
from desk.api.meeting_forms import Cancellation, Convening, Directed, ItemRaised, Minutes, PaperSent, Signing
from desk.manuscript.sent import ROOM
from desk.parts import DeskParts
from desk.presenting.meetings import MeetingShown, meeting_data
from newsroom.matters.facts import TITLE
from newsroom.matters.kinds import MatterAct

router = APIRouter()


class Meetings(Listed):
    """Meetings."""

    meetings: list[MeetingShown]


class MeetingActed(MeetingShown):
    """A meeting after an act."""

    message: str


_MEETINGS: Final = "Họp Ban Biên tập"
_Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="Mã tệp, `file_digest` của tài liệu.")]


@router.post("/meetings", tags=[_MEETINGS], status_code=201, summary="Triệu tập họp")
async def convene_meeting(said: Convening, caller: Acting, parts: Parts, response: Response) -> MeetingActed:
    """Trưởng Ban, hoặc người đang điều hành thay; bài chưa thống nhất tự vào chương trình."""
    answer = await parts.meetings.convene(caller.member, starts_at=said.starts_at, place=said.place, topic=said.topic)
    return await _meeting(MatterAct.CONVENE, opened(answer, response), caller, parts)


@router.get("/meetings", tags=[_MEETINGS], summary="Các cuộc họp")
async def meetings(
    caller: SignedIn,
    parts: Parts,
    asked: Asked,
    only_open: Annotated[bool, Query(alias="open", description="Chỉ các cuộc họp chưa kết luận.")] = False,
) -> Meetings:
    """Cuộc họp chưa kết luận trước, rồi đến cuộc mới nhất; có chương trình, không kèm tài liệu."""
    found = await parts.reading.meetings.listed(caller.view, only_open=only_open, page=asked)
    return {"meetings": [meeting_data(sheet, caller.view) for sheet in found.rows], "next": found.next}


@router.get("/meetings/{id}", tags=[_MEETINGS], summary="Một cuộc họp: chương trình, tài liệu, biên bản")
async def meeting(matter_id: MatterKey, caller: SignedIn, parts: Parts) -> MeetingShown:
    """Kết luận của từng bài nằm ở `agenda`."""
    return meeting_data(await parts.reading.meetings.meeting(caller.view, matter_id), caller.view)


@router.post("/meetings/{id}/papers", tags=[_MEETINGS], status_code=201, summary="Gửi tài liệu họp")
async def add_paper(matter_id: MatterKey, said: PaperSent, caller: Acting, parts: Parts) -> MeetingActed:
    """Thư ký, Phó Trưởng Ban Thường trực hoặc Trưởng Ban gửi."""
    await parts.meetings.add_paper(caller.member, matter_id, title=said.title, text=said.text)
    return await _meeting(MatterAct.ADD_PAPER, matter_id, caller, parts)


@router.post("/meetings/{id}/items", tags=[_MEETINGS], status_code=201, summary="Đưa vấn đề vào chương trình họp")
async def add_item(matter_id: MatterKey, said: ItemRaised, caller: Acting, parts: Parts) -> MeetingActed:
    """Vấn đề không phải bài viết; kết luận trong biên bản như các bài, không chuyển bài nào."""
    await parts.meetings.add_item(caller.member, matter_id, title=said.title, text=said.text)
    return await _meeting(MatterAct.ADD_ITEM, matter_id, caller, parts)


@router.post("/meetings/{id}/preparations", tags=[_MEETINGS], status_code=201, summary="Giao việc chuẩn bị họp")
async def direct_preparation(matter_id: MatterKey, said: Directed, caller: Acting, parts: Parts) -> MeetingActed:
    """Phó Trưởng Ban Thường trực hoặc Trưởng Ban giao; đến hạn chưa có tài liệu thì nhắc."""
    await parts.meetings.direct(caller.member, matter_id, to=said.to, what=said.title, due_at=said.ends_at)
    return await _meeting(MatterAct.DIRECT_PREPARATION, matter_id, caller, parts)


@router.post("/meetings/{id}/paper-files", tags=[_MEETINGS], status_code=201, summary="Gửi tài liệu họp là tệp")
async def add_file(
    matter_id: MatterKey,
    title: Annotated[str, Form(max_length=TITLE.most, description="Tên tài liệu.")],
    file: Annotated[
        UploadFile,
        File(description="Tệp PDF hoặc Word (.docx), dài nhất 10 MB."),
        WithJsonSchema({"type": "string", "format": "binary"}),
    ],
    caller: Acting,
    parts: Parts,
) -> MeetingActed:
    """Tệp được giữ nguyên; mã của tệp được ký và ghi sổ. Nội dung tệp Word được rút ra để đọc ngay."""
    paper = await ROOM.read(caller.member.id, "paper", await file.read(), file.filename or "")
    await parts.meetings.add_file(caller.member, matter_id, title=title, file=paper)
    return await _meeting(MatterAct.ADD_PAPER, matter_id, caller, parts)


@router.get(
    "/meetings/{id}/papers/{digest}",
    tags=[_MEETINGS],
    summary="Tải tệp tài liệu họp",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
async def paper(matter_id: MatterKey, digest: _Digest, caller: SignedIn, parts: Parts) -> Response:
    """Đúng từng byte như tệp đã gửi."""
    data = await parts.reading.meetings.file(caller.view, matter_id, digest)
    headers = {"Content-Disposition": f'attachment; filename="{digest[:12]}"'}
    return Response(data, media_type="application/octet-stream", headers=headers)


@router.post("/meetings/{id}/minutes", tags=[_MEETINGS], summary="Ghi biên bản")
async def record_minutes(matter_id: MatterKey, said: Minutes, caller: Acting, parts: Parts) -> MeetingActed:
    """Thư ký ghi, kèm kết luận cho mọi bài trong chương trình; ghi lại được cho đến khi Trưởng Ban kết luận."""
    await parts.meetings.record_minutes(caller.member, matter_id, minutes=said.minutes, conclusions=said.by_article())
    return await _meeting(MatterAct.RECORD_MINUTES, matter_id, caller, parts)


@router.post("/meetings/{id}/conclude", tags=[_MEETINGS], summary="Kết luận cuộc họp")
async def conclude_meeting(matter_id: MatterKey, said: Signing, caller: Acting, parts: Parts) -> MeetingActed:
    """Trưởng Ban, hoặc người đang điều hành thay, ký đúng biên bản đã đọc; kết luận có hiệu lực với từng bài."""
    await parts.meetings.conclude(caller.member, matter_id, seen=said.seen_minutes)
    return await _meeting(MatterAct.CONCLUDE, matter_id, caller, parts)


@router.post("/meetings/{id}/cancel", tags=[_MEETINGS], summary="Hủy cuộc họp")
async def cancel_meeting(matter_id: MatterKey, said: Cancellation, caller: Acting, parts: Parts) -> MeetingActed:
    """Cần lý do; các bài trong chương trình chờ kỳ họp sau."""
    await parts.meetings.cancel(caller.member, matter_id, reason=said.reason)
    return await _meeting(MatterAct.CANCEL_MEETING, matter_id, caller, parts)


async def _meeting(act: MatterAct, meeting_id: str, caller: Caller, parts: DeskParts) -> MeetingActed:
    view = await parts.reading.views.after(caller.view)
    sheet = await parts.reading.meetings.meeting(view, meeting_id)
    return {**meeting_data(sheet, view), "message": recorded(act)}
