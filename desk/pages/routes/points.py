"""The points of an article's text: what is open, comments made and taken back, points closed."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from desk.api.forms import Closing, Comment
from desk.pages.drawing import page
from desk.pages.fields import Field, FieldKind
from desk.pages.forms import Typed, typed_in
from desk.pages.places import article_page
from desk.pages.visitors import Acting, ArticleKey, Parts, SignedIn, Visitor
from desk.parts import DeskParts
from desk.presenting.articles import short_card
from desk.presenting.checklist import point_data
from newsroom.errors import NewsroomError
from newsroom.members.pointing import closing_ground
from newsroom.signed.pointing import LONGEST_COMMENT

router = APIRouter()

_COMMENT = Field(name="text", label="Góp ý", kind=FieldKind.WORDS, required=True, most=LONGEST_COMMENT)
_Number = Annotated[int, Path(ge=1, le=1_000_000)]


@router.get("/bai/{article_id}/diem")
async def points(request: Request, article_id: ArticleKey, visitor: SignedIn, parts: Parts) -> Response:
    """The list, with what the visitor may do about it."""
    return await _listed(request, article_id, visitor, parts, Typed())


@router.post("/bai/{article_id}/diem")
async def close(request: Request, article_id: ArticleKey, visitor: Acting, parts: Parts) -> Response:
    """Close the points that were ticked."""
    typed, said = await typed_in(request, Closing)
    if said is not None:
        try:
            await parts.points.close(visitor.member, article_id, said.points)
        except NewsroomError as refused:
            typed.refuse(refused)
        else:
            return _back(article_id)
    return await _listed(request, article_id, visitor, parts, typed)


@router.get("/bai/{article_id}/gop-y")
async def ask_comment(request: Request, article_id: ArticleKey, visitor: SignedIn, parts: Parts) -> Response:
    """The page of a comment."""
    return await _listed(request, article_id, visitor, parts, Typed())


@router.post("/bai/{article_id}/gop-y")
async def comment(request: Request, article_id: ArticleKey, visitor: Acting, parts: Parts) -> Response:
    """Comment; an open comment holds up the approval."""
    typed, said = await typed_in(request, Comment)
    if said is not None:
        try:
            await parts.points.comment(visitor.member, article_id, said.text)
        except NewsroomError as refused:
            typed.refuse(refused)
        else:
            return _back(article_id)
    return await _listed(request, article_id, visitor, parts, typed)


@router.post("/bai/{article_id}/gop-y/{number}/rut")
async def withdraw(
    request: Request, article_id: ArticleKey, number: _Number, visitor: Acting, parts: Parts
) -> Response:
    """Take the own comment back."""
    try:
        await parts.points.withdraw(visitor.member, article_id, number)
    except NewsroomError as refused:
        typed = Typed()
        typed.refuse(refused)
        return await _listed(request, article_id, visitor, parts, typed)
    return _back(article_id)


def _back(article_id: str) -> Response:
    return RedirectResponse(f"{article_page(article_id)}/diem", status_code=303)


async def _listed(request: Request, article_id: str, visitor: Visitor, parts: DeskParts, typed: Typed) -> Response:
    view, reading = visitor.view, parts.reading.articles
    card = await reading.card(view, article_id)
    found = [point_data(point, visitor.board) for point in await reading.points(view, article_id)]
    closes = closing_ground(view.board, view.roster, card.standing, visitor.member, view.at) is not None
    still = tuple((str(point["number"]), point["text"]) for point in found if point["open"])
    said: dict[str, Any] = {
        "card": short_card(card, view),
        "points": found,
        "closing": Field(name="points", label="Điểm đã xem", kind=FieldKind.SOME, options=still)
        if closes and still
        else None,
        "comment": _COMMENT,
        "typed": typed,
        "named": {"text", "points"},
    }
    return page(request, "matters/points.html", said, status=422 if typed.errors else 200)
