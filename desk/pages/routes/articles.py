"""Articles: the list, one as it stands, its photos."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from desk.api.listing import AskedLate
from desk.live import mark_of
from desk.pages.drawing import page
from desk.pages.offering import offered
from desk.pages.visitors import ArticleKey, Parts, SignedIn, Visitor
from desk.parts import DeskParts
from desk.presenting.amendments import changes_data
from desk.presenting.articles import full_card, short_card
from desk.presenting.checklist import listed_data
from desk.presenting.texts import text_data
from desk.presenting.timeline import timeline_data
from desk.presenting.values import clock_time, instant
from newsroom.members.visibility import Sight, takes_evidence
from newsroom.stages import ACTS, STAGE_LABELS, Act, Stage
from newsroom.standing import Standing

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
async def article(
    request: Request,
    article_id: ArticleKey,
    visitor: SignedIn,
    parts: Parts,
    done: Annotated[Act | None, Query(alias="xong")] = None,
) -> Response:
    """An article: what is asked, what changed, the text as readers will see it, the findings, what happened.

    Shape: `done` is what the visitor has just done with it.
    """
    said = await article_said(article_id, visitor, parts)
    return page(request, "article.html", said | {"done": ACTS[done].label if done else ""})


@router.get("/bai/{article_id}/con-moi")
async def fresh(
    request: Request,
    article_id: ArticleKey,
    visitor: SignedIn,
    parts: Parts,
    seen: Annotated[str, Query(alias="da-xem", pattern=r"^[0-9a-f]{64}$")],
    stage: Annotated[Stage, Query(alias="buoc")],
) -> Response:
    """Whether an article that stands open is still as it was when it was opened: a part of its page."""
    standing = await parts.reading.articles.standing(visitor.view, article_id)
    return page(request, "fresh.html", _fresh(standing, seen, stage))


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
    full = full_card(card, view, listed)
    clocks = [clock for clock in full["clocks"] if clock["state"] in {"running", "breached"}]
    said: dict[str, Any] = {
        **_fresh(card.standing, card.standing.content_hash, card.standing.stage),
        "card": full,
        "events": events,
        "clocks": clocks,
        "due": min((clock["due_at"] for clock in clocks), default=None),
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


def _fresh(standing: Standing, seen: str, stage: Stage) -> dict[str, Any]:
    """What is said at the foot of an open article; nothing while text and stage are those that were seen."""
    if standing.content_hash != seen:
        said, way = f"Bản này đã đổi, nay là bản {standing.revision};", "xem thay đổi"
    elif standing.stage is not stage:
        at = clock_time(instant(standing.since))
        said, way = f"Bài đã sang bước “{STAGE_LABELS[standing.stage]}” lúc {at};", "xem lại"
    else:
        said, way = "", ""
    mark = mark_of(standing.article_id)
    return {"article_id": standing.article_id, "mark": mark, "seen": seen, "stage": stage, "said": said, "way": way}
