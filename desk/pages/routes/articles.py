"""Articles: the list, one as it stands, its photos."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from desk.api.listing import AskedLate
from desk.pages.drawing import page
from desk.pages.offering import offered
from desk.pages.visitors import ArticleKey, Parts, SignedIn, Visitor
from desk.parts import DeskParts
from desk.presenting.amendments import changes_data
from desk.presenting.articles import full_card, short_card
from desk.presenting.checklist import listed_data
from desk.presenting.texts import text_data
from desk.presenting.timeline import timeline_data
from desk.presenting.values import instant
from newsroom.members.visibility import Sight, takes_evidence
from newsroom.stages import STAGE_LABELS, Stage

router = APIRouter()


@router.get("/bai")
async def articles(
    request: Request,
    visitor: SignedIn,
    parts: Parts,
    asked: AskedLate,
    stage: Annotated[Stage | None, Query(alias="buoc")] = None,
) -> Response:
    """The newest articles that the visitor may see, of one stage or of all."""
    found = await parts.reading.articles.cards(visitor.view, stage=stage, page=asked)
    said = {
        "cards": [short_card(card, visitor.view) for card in found.rows],
        "next": found.next,
        "stages": STAGE_LABELS,
        "stage": stage or "",
    }
    return page(request, "articles.html", said)


@router.get("/bai/{article_id}")
async def article(request: Request, article_id: ArticleKey, visitor: SignedIn, parts: Parts) -> Response:
    """An article: what is asked, what changed, the text as readers will see it, the findings, what happened."""
    return page(request, "article.html", await article_said(article_id, visitor, parts))


@router.get("/bai/{article_id}/anh/{digest}")
async def photo(
    article_id: ArticleKey, visitor: SignedIn, parts: Parts, digest: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
) -> Response:
    """A photo of the current text."""
    known, data = await parts.reading.articles.photo(visitor.view, article_id, digest)
    return Response(data, media_type=known.media_type)


async def article_said(article_id: str, visitor: Visitor, parts: DeskParts) -> dict[str, Any]:
    """What the page of an article says; that the visitor has seen this text is noted."""
    view, reading = visitor.view, parts.reading.articles
    card = await reading.card(view, article_id)
    to_confirm, alike = await reading.to_confirm(view, article_id), await reading.alike(view, article_id)
    listed = listed_data(to_confirm, alike, await reading.points(view, article_id), view.board)
    events = timeline_data(await reading.timeline(view, article_id), view.board)
    said: dict[str, Any] = {
        "card": full_card(card, view, listed),
        "events": events,
        "offers": offered(view, card.standing),
        "has_file": view.sight(card.standing) is Sight.FILE,
        "evidence": takes_evidence(visitor.member, view.sight(card.standing)),
        "text": None,
        "changes": [],
        "opened_at": None,
    }
    if view.sight(card.standing) >= Sight.TEXT:
        since = await reading.since_opened(view, article_id)
        said["text"] = text_data(since.standing, since.content)
        said["opened_at"] = instant(since.opened_at)
        if since.before is not None:
            said["changes"] = changes_data(since.before, since.content, view.board)
    return said
