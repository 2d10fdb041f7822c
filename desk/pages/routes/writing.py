"""Handing in a text, and bringing an edited one: by file or pasted, with photos and their words."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from desk.manuscript.sent import REASON, TOPICS_REASON, Sent, labels_sent, notes_on, read_sent
from desk.pages.drawing import page
from desk.pages.forms import Typed
from desk.pages.manuscripts import photo_rows, said_in, sent_in
from desk.pages.places import act_page, article_page
from desk.pages.visitors import Acting, ArticleKey, Parts, SignedIn, Visitor
from desk.parts import DeskParts
from desk.presenting.articles import short_card
from desk.presenting.texts import findings_data
from newsroom.board import Office
from newsroom.entitlement.intake import contributors
from newsroom.errors import NewsroomError
from newsroom.members.visibility import Sight
from newsroom.stages import ACTS, Act

router = APIRouter()

_NEW: Final = "/bai/moi"
_BRINGING: Final = (Act.FINISH_EDIT, Act.RESUBMIT)
_Rows = Annotated[int, Query(alias="anh", ge=0, le=60)]
_FILES_GO: Final = " Tệp đã chọn phải chọn lại, vì trình duyệt không giữ."


@router.get(_NEW)
async def new(request: Request, visitor: SignedIn, rows: _Rows = 0) -> Response:
    """The page on which a text is handed in, with room for so many photos."""
    return _new(request, visitor, Typed(), rows)


@router.post(_NEW)
async def submit(request: Request, visitor: Acting, parts: Parts, rows: _Rows = 0) -> Response:
    """Take a text in; the answer is its receipt."""
    form, member = await request.form(), visitor.member
    typed = Typed(said=_said(form))
    try:
        sent = await sent_in(form)
        manuscript = await read_sent(sent, member.id, visitor.board)
        once = f"{member.id}/{member.act_id}" if member.act_id else ""
        receipt = await parts.desk.submit(member, manuscript, request_id=once, contributor=said_in(form, "contributor"))
    except NewsroomError as refused:
        typed.refuse(refused)
        return _new(request, visitor, typed, rows)
    notes = [*notes_on(sent, manuscript), *receipt.warnings]
    said = {"receipt": receipt, "notes": notes, "way": article_page(receipt.article_id)}
    return page(request, "received.html", said, status=201 if receipt.is_new else 200)


def _pages_of(act: Act) -> None:
    async def ask(
        request: Request, article_id: ArticleKey, visitor: SignedIn, parts: Parts, rows: _Rows = 0
    ) -> Response:
        return await _edit(request, article_id, act, visitor, parts, Typed(), rows)

    async def bring(
        request: Request, article_id: ArticleKey, visitor: Acting, parts: Parts, rows: _Rows = 0
    ) -> Response:
        form = await request.form()
        typed = Typed(said=_said(form))
        try:
            await _brought(await sent_in(form), act, article_id, visitor, parts)
        except NewsroomError as refused:
            typed.refuse(refused)
            return await _edit(request, article_id, act, visitor, parts, typed, rows)
        return RedirectResponse(f"{article_page(article_id)}?xong={act.value}", status_code=303)

    path = act_page("{article_id}", act)
    router.add_api_route(path, ask, methods=["GET"], name=f"{act.value}_page")
    router.add_api_route(path, bring, methods=["POST"], name=act.value)


for _act in _BRINGING:
    _pages_of(_act)


async def _brought(sent: Sent, act: Act, article_id: str, visitor: Visitor, parts: DeskParts) -> None:
    member, seen, topics_reason = visitor.member, sent.seen_hash, sent.said[TOPICS_REASON]
    manuscript = None if sent.file is None else await read_sent(sent, member.id, visitor.board)
    if act is Act.RESUBMIT:
        await parts.desk.resubmit(
            member,
            article_id,
            seen=seen,
            manuscript=manuscript,
            reason=sent.said[REASON],
            topics_reason=topics_reason,
        )
        return
    labels = labels_sent(sent, visitor.board) if manuscript is None else None
    await parts.desk.finish_edit(
        member, article_id, seen=seen, manuscript=manuscript or labels, topics_reason=topics_reason
    )


def _new(request: Request, visitor: Visitor, typed: Typed, rows: int) -> Response:
    outside = contributors(visitor.board) if visitor.member.office is Office.SECRETARY else ()
    said = {**_choices(visitor, typed, rows), "contributors": outside}
    return page(request, "new.html", said, status=422 if typed.errors else 200)


async def _edit(
    request: Request, article_id: str, act: Act, visitor: Visitor, parts: DeskParts, typed: Typed, rows: int
) -> Response:
    view, reading = visitor.view, parts.reading.articles
    card = await reading.card(view, article_id)
    file = view.sight(card.standing) is Sight.FILE
    said = {
        **_choices(visitor, typed, rows),
        "act": act,
        "label": ACTS[act].label.capitalize(),
        "card": short_card(card, view),
        "found": findings_data(await reading.checklist(view, article_id)) if file else None,
        "seen_hash": typed.said.get("seen_hash") or card.standing.content_hash,
        "may": view.may(card.standing, act),
    }
    return page(request, "edit.html", said, status=422 if typed.errors else 200)


def _choices(visitor: Visitor, typed: Typed, rows: int) -> dict[str, Any]:
    if typed.errors:
        typed.errors = {name: f"{message}{_FILES_GO}" for name, message in typed.errors.items()}
    board = visitor.board
    return {"typed": typed, "rows": photo_rows(rows), "kinds": board.kind_labels, "topics": board.topic_labels}


def _said(form: FormData) -> dict[str, Any]:
    said: dict[str, Any] = {name: said_in(form, name) for name in form if name != "topics"}
    return said | {"text": str(form.get("text", "")), "topics": [str(topic) for topic in form.getlist("topics")]}
