"""What a meeting is given and what it leaves: papers, typed or as files, and minutes with a decision on each item."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile

from desk.api.errors import plainly
from desk.api.meeting_forms import Minutes
from desk.manuscript.sent import ROOM
from desk.pages.choices import labelled
from desk.pages.drawing import page
from desk.pages.fields import Field, FieldKind
from desk.pages.forms import Typed
from desk.pages.manuscripts import said_in
from desk.pages.matter_pages import done_at, key_of
from desk.pages.places import MATTER_PAGES, matter_page
from desk.pages.visitors import Acting, Parts, SignedIn, Visitor
from desk.parts import DeskParts
from desk.presenting.meetings import meeting_data
from newsroom.errors import NewsroomError
from newsroom.matters.facts import LONGEST_FACT, TITLE
from newsroom.matters.kinds import OUTCOME_LABELS, MatterAct, MatterKind

router = APIRouter()

_MEETING: Final = f"{MATTER_PAGES[MatterKind.MEETING]}/{{id}}"
_Key = Annotated[str, Depends(key_of(MatterKind.MEETING))]
_PAPER: Final = (
    Field(name="title", label="Tên tài liệu", kind=FieldKind.LINE, required=True, most=TITLE.most),
    Field(name="text", label="Nội dung tài liệu", kind=FieldKind.WORDS, hint="Khi không gửi tệp.", most=LONGEST_FACT),
)
_OUTCOME: Final = "outcome-"
_NOTE: Final = "note-"


@router.get(f"{_MEETING}/tai-lieu")
async def ask_paper(request: Request, meeting_id: _Key, visitor: SignedIn, parts: Parts) -> Response:
    """The page on which a paper is sent."""
    return await _shown(request, "matters/paper.html", meeting_id, visitor, parts, Typed())


@router.post(f"{_MEETING}/tai-lieu")
async def send_paper(request: Request, meeting_id: _Key, visitor: Acting, parts: Parts) -> Response:
    """Send a paper, typed or as a file, which is kept byte for byte."""
    form = await request.form()
    title, text, file = said_in(form, "title"), said_in(form, "text"), form.get("file")
    typed = Typed(said={"title": title, "text": text})
    try:
        if isinstance(file, UploadFile) and file.filename:
            paper = await ROOM.read(visitor.member.id, "paper", await file.read(), file.filename)
            answer = await parts.meetings.add_file(visitor.member, meeting_id, title=title, file=paper)
        else:
            answer = await parts.meetings.add_paper(visitor.member, meeting_id, title=title, text=text)
    except NewsroomError as refused:
        typed.refuse(refused)
        return await _shown(request, "matters/paper.html", meeting_id, visitor, parts, typed)
    return done_at(matter_page(answer.matter), MatterAct.ADD_PAPER)


@router.get(f"{_MEETING}/bien-ban")
async def ask_minutes(request: Request, meeting_id: _Key, visitor: SignedIn, parts: Parts) -> Response:
    """The page of the minutes, with what they say so far."""
    return await _shown(request, "matters/minutes.html", meeting_id, visitor, parts, Typed())


@router.post(f"{_MEETING}/bien-ban")
async def record_minutes(request: Request, meeting_id: _Key, visitor: Acting, parts: Parts) -> Response:
    """Write down the minutes and what was decided on each item."""
    form = await request.form()
    typed = Typed(said={name: said_in(form, name) for name in form})
    try:
        said = _minutes(form)
        answer = await parts.meetings.record_minutes(
            visitor.member, meeting_id, minutes=said.minutes, conclusions=said.by_article()
        )
    except ValidationError as wrong:
        for error in wrong.errors():
            typed.errors.setdefault(_field_of(error["loc"], form), f"{plainly(error)}; chưa có gì thay đổi.")
    except NewsroomError as refused:
        typed.refuse(refused)
    else:
        return done_at(matter_page(answer.matter), MatterAct.RECORD_MINUTES)
    return await _shown(request, "matters/minutes.html", meeting_id, visitor, parts, typed)


def _minutes(form: FormData) -> Minutes:
    """What a form says, by the API's model. Errors: ValidationError."""
    decided = [
        {"article_id": name, "outcome": outcome, "note": said_in(form, f"{_NOTE}{name}")}
        for name, outcome in _outcomes(form)
    ]
    return Minutes.model_validate({"minutes": said_in(form, "minutes"), "conclusions": decided})


def _outcomes(form: FormData) -> list[tuple[str, str]]:
    named = ((field.removeprefix(_OUTCOME), said_in(form, field)) for field in form if field.startswith(_OUTCOME))
    return [(name, outcome) for name, outcome in named if outcome]


def _field_of(place: tuple[int | str, ...], form: FormData) -> str:
    """The field of the form that an error of the model is about."""
    match place:
        case ("conclusions", int(number), str(name), *_) if name in {"outcome", "note"}:
            return f"{name}-{_outcomes(form)[number][0]}"
        case _:
            return str(place[0])


async def _shown(
    request: Request, template: str, meeting_id: str, visitor: Visitor, parts: DeskParts, typed: Typed
) -> Response:
    data = meeting_data(await parts.reading.meetings.meeting(visitor.view, meeting_id), visitor.view)
    said: dict[str, Any] = {
        "meeting": data,
        "back": matter_page(f"{MatterKind.MEETING}/{data['id']}"),
        "outcomes": labelled(OUTCOME_LABELS),
        "typed": typed,
        "named": {"minutes", "title", "text"},
        "fields": _PAPER,
        "most_text": LONGEST_FACT,
    }
    return page(request, template, said, status=422 if typed.errors else 200)
