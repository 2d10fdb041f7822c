"""What an article has said: its texts, the difference between any two, and the evidence on it."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from desk.pages.drawing import page
from desk.pages.visitors import ArticleKey, Parts, SignedIn
from desk.presenting.amendments import changes_data
from desk.presenting.articles import short_card
from desk.presenting.texts import revision_data
from newsroom.article import number_in
from newsroom.members.visibility import takes_evidence

router = APIRouter()

_Text = Annotated[str, Query(pattern=r"^([0-9a-f]{64})?$")]


@router.get("/bai/{article_id}/cac-ban")
async def revisions(
    request: Request,
    article_id: ArticleKey,
    visitor: SignedIn,
    parts: Parts,
    before: Annotated[_Text, Query(alias="tu")] = "",
    after: Annotated[_Text, Query(alias="den")] = "",
) -> Response:
    """The texts, and what differs between two of them: the last but one and the current one, when none is named."""
    view, reading = visitor.view, parts.reading.articles
    card = await reading.card(view, article_id)
    found = await reading.revisions(view, article_id)
    current = found.standing.content_hash
    later = after or current
    named = [text.content_hash for text in found.texts]
    earlier = before or next((text for text in named if text != later), "")
    changes = None
    if earlier:
        old = await reading.revision(view, article_id, earlier)
        changes = changes_data(old, await reading.revision(view, article_id, later), view.board)
    marks = {
        "bản hiện tại": current,
        "đang đăng": current if card.published_at else "",
        "được duyệt gần nhất": found.standing.approved_hash,
        "anh/chị xem gần nhất": found.looked_at,
    }
    said: dict[str, Any] = {
        "card": short_card(card, view),
        "texts": [revision_data(text, marks, view.board) for text in found.texts],
        "current": current,
        "before": earlier,
        "after": later,
        "changes": changes,
        "evidence": takes_evidence(visitor.member, view.sight(card.standing)),
    }
    return page(request, "matters/revisions.html", said)


@router.get("/bai/{article_id}/chung-cu")
async def evidence(article_id: ArticleKey, visitor: SignedIn, parts: Parts) -> Response:
    """The evidence on an article as a file, as it was made: its digest covers what is not there, too."""
    pack = await parts.reading.ledger.evidence(visitor.view, article_id)
    name = f"chung-cu-{number_in(article_id) or article_id}.json"
    return JSONResponse(pack, headers={"Content-Disposition": f'attachment; filename="{name}"'})
