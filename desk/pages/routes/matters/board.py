"""The notice: which is in force, which were before; a proposed file shown before and after, and adopted."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field as Described
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile

from desk.api.errors import plainly
from desk.api.forms import Form, Line, OptionalHour
from desk.explaining.today import approvers_today
from desk.pages.drawing import page
from desk.pages.fields import Field, FieldKind
from desk.pages.forms import Typed, with_zone
from desk.pages.manuscripts import said_in
from desk.pages.matter_pages import done_in
from desk.pages.places import BOARD
from desk.pages.visitors import Acting, Parts, SignedIn, Visitor
from desk.parts import DeskParts
from desk.presenting.board import board_data
from desk.presenting.values import instant, name_of
from newsroom.board import OFFICE_LABELS, Board, Signing
from newsroom.errors import NewsroomError
from newsroom.matters.acts import MATTER_ACTS
from newsroom.matters.board_change import meanwhile_in_words
from newsroom.matters.kinds import MatterAct
from newsroom.roster import Roster, may_assign

router = APIRouter()

_NEW: Final = f"{BOARD}/ban-moi"
_LONGEST: Final = 200_000
_LABELS: Final = {fact.name: fact.label.capitalize() for fact in MATTER_ACTS[MatterAct.ADOPT_BOARD].facts}
_FIELDS: Final = (
    Field(name="number", label=_LABELS["number"], kind=FieldKind.LINE, required=True, most=100),
    Field(name="signed_on", label=_LABELS["signed_on"], kind=FieldKind.DAY, required=True),
    Field(name="decided_by", label=_LABELS["decided_by"], kind=FieldKind.LINE, required=True, most=300),
    Field(
        name="effective_from",
        label=_LABELS["effective_from"],
        kind=FieldKind.HOUR,
        hint="Để trống là áp dụng ngay; giờ Việt Nam.",
    ),
)


class Adoption(Form):
    """Another version of the notice, as it is on paper."""

    source: Annotated[str, Described(min_length=1, max_length=_LONGEST)]
    number: Line = ""
    signed_on: date | None = None
    decided_by: Line = ""
    effective_from: OptionalHour = None

    def signing(self) -> Signing:
        """Number, date and deciding document."""
        return Signing(number=self.number, signed_on=self.signed_on, decided_by=self.decided_by)


@router.get(BOARD)
async def board(request: Request, visitor: SignedIn, parts: Parts) -> Response:
    """The notice in force and those before it; what it would have given to others is for members of the board."""
    version = await parts.reading.board.in_force()
    inside = not visitor.member.is_outside
    history = await parts.reading.board.history() if inside else ()
    said: dict[str, Any] = {
        "board": board_data(version, await parts.reading.board.meanwhile(version) if inside else ()),
        "history": [
            {
                "number": number,
                "since": instant(since),
                "by": name_of(visitor.board, by) if by else "",
                "digest": digest,
            }
            for number, since, by, digest in reversed(history)
        ],
        "adopts": _adopts(visitor),
        "inside": inside,
        "done": done_in(request),
    }
    return page(request, "matters/board.html", said)


@router.get(_NEW)
async def ask(request: Request, visitor: SignedIn, parts: Parts) -> Response:
    """The page on which a proposed file is shown."""
    return await _shown(request, visitor, parts, Typed(), None)


@router.post(_NEW)
async def compare(request: Request, visitor: Acting, parts: Parts) -> Response:
    """What a proposed file would change; nothing is kept."""
    return await _shown(request, visitor, parts, *_read(await _said(await request.form())))


@router.post(f"{_NEW}/ap-dung")
async def adopt(request: Request, visitor: Acting, parts: Parts) -> Response:
    """Put the file in force that has been shown."""
    typed, said = _read(await _said(await request.form()))
    if said is not None:
        try:
            await parts.board.adopt(visitor.member, said.source, said.signing(), said.effective_from)
        except NewsroomError as refused:
            typed.refuse(refused)
        else:
            return RedirectResponse(f"{BOARD}?xong={MatterAct.ADOPT_BOARD.value}", status_code=303)
    return await _shown(request, visitor, parts, typed, said)


def _adopts(visitor: Visitor) -> bool:
    view = visitor.view
    return may_assign(view.board, view.roster, view.viewer.id, view.at)


async def _said(form: FormData) -> dict[str, str]:
    """What a form says; a file wins over the text of the one before. Browsers send line ends of their own."""
    said = {name: said_in(form, name) for name in Adoption.model_fields if name != "source"}
    file, source = form.get("file"), form.get("source", "")
    if isinstance(file, UploadFile) and file.filename:
        source = (await file.read()).decode(errors="replace")
    text = source if isinstance(source, str) else ""
    hour = with_zone(said["effective_from"]) if said["effective_from"] else ""
    return {**said, "effective_from": hour, "source": text.replace("\r\n", "\n")}


def _read(said: dict[str, str]) -> tuple[Typed, Adoption | None]:
    typed = Typed(said=said)
    try:
        return typed, Adoption.model_validate({name: value for name, value in said.items() if value})
    except ValidationError as wrong:
        for error in wrong.errors():
            typed.errors.setdefault(str(error["loc"][0]), f"{plainly(error)}; chưa có gì thay đổi.")
        return typed, None


async def _shown(request: Request, visitor: Visitor, parts: DeskParts, typed: Typed, said: Adoption | None) -> Response:
    visitor.view.check_inside("bản phân công đang đề nghị")
    change = None
    if said is not None:
        try:
            change = await parts.reading.board.change_to(said.source, said.signing())
        except NewsroomError as refused:
            typed.errors.setdefault("source", refused.message)
    told: dict[str, Any] = {
        "typed": typed,
        "fields": _FIELDS,
        "named": {"source", *(each.name for each in _FIELDS)},
        "change": change,
        "rows": _before_and_after(visitor, change.board) if change else [],
        "meanwhile": [meanwhile_in_words(found) for found in change.meanwhile] if change else [],
        "adopts": _adopts(visitor),
    }
    return page(request, "matters/new_board.html", told, status=422 if typed.errors else 200)


def _before_and_after(visitor: Visitor, new: Board) -> list[tuple[str, str, str]]:
    """Who approves what by the notice in force and by the proposed one, absences aside."""
    before, after = _owners(visitor, visitor.board), _owners(visitor, new)
    return [(what, before.get(what, "không có"), after.get(what, "không có")) for what in _all(before, after)]


def _owners(visitor: Visitor, board: Board) -> dict[str, str]:
    rows = approvers_today(replace(visitor.view, board=board, roster=Roster()))
    return {what: f"{OFFICE_LABELS[row.owner.office]} – {row.owner.name}" for row in rows for what in row.whats}


def _all(before: Iterable[str], after: Iterable[str]) -> list[str]:
    return list(dict.fromkeys((*before, *after)))
