"""Acts on an article that bring no text: a page that repeats what is at stake, and the act itself."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import RedirectResponse, Response

from desk.api.forms import form_of
from desk.offers import OFFERS
from desk.pages.drawing import page
from desk.pages.fields import fields_of
from desk.pages.forms import Typed, typed_in
from desk.pages.places import article_page
from desk.pages.visitors import Acting, ArticleKey, Parts, SignedIn, Visitor
from desk.parts import DeskParts
from desk.presenting.articles import short_card
from newsroom.errors import NewsroomError, RefusalCode, Refused
from newsroom.publishing import CHANNEL_LABELS
from newsroom.stages import ACTS, Act, Given

router = APIRouter()


def _act(named: Annotated[str, Path(alias="act", pattern=r"^[a-z-]{1,40}$")]) -> Act:
    act = next((act for act in Act if act.value.replace("_", "-") == named), None)
    if act is None or ACTS[act].text is not Given.NEVER:
        raise Refused(RefusalCode.BAD_REQUEST, "Không có thao tác này; chưa có gì thay đổi. Hãy mở lại bài.")
    return act


Named = Annotated[Act, Depends(_act)]


@router.get("/bai/{article_id}/{act}")
async def confirm(request: Request, article_id: ArticleKey, act: Named, visitor: SignedIn, parts: Parts) -> Response:
    """The page on which an act is confirmed: what it is about, what it needs, what comes of it."""
    return await _asked(request, article_id, act, visitor, parts, Typed())


@router.post("/bai/{article_id}/{act}")
async def do(request: Request, article_id: ArticleKey, act: Named, visitor: Acting, parts: Parts) -> Response:
    """Do an act; what is wrong stands beside what was typed."""
    typed, said = await typed_in(request, form_of(act))
    if said is not None:
        try:
            await parts.desk.act(visitor.member, act, article_id, seen=said.seen_hash, details=said.details())
        except NewsroomError as refused:
            typed.refuse(refused)
        else:
            return RedirectResponse(f"{article_page(article_id)}?xong={act.value}", status_code=303)
    return await _asked(request, article_id, act, visitor, parts, typed)


async def _asked(
    request: Request, article_id: str, act: Act, visitor: Visitor, parts: DeskParts, typed: Typed
) -> Response:
    view = visitor.view
    standing = await parts.reading.articles.standing(view, article_id)
    card = await parts.reading.articles.card(view, article_id)
    said: dict[str, Any] = {
        "act": act,
        "label": ACTS[act].label.capitalize(),
        "says": OFFERS[act].help,
        "card": short_card(card, view),
        "channels": [CHANNEL_LABELS[channel] for channel in standing.channels],
        "fields": fields_of(act, view, standing),
        "typed": typed,
        "seen_hash": typed.said.get("seen_hash") or standing.content_hash,
        "has_changed": "seen_hash" in typed.said and typed.said["seen_hash"] != standing.content_hash,
        "may": view.may(standing, act),
    }
    return page(request, "act.html", said, status=422 if typed.errors else 200)
