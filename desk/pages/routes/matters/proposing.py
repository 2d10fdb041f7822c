"""Proposing a change to what is published: a page for each kind of change, with the text that it needs."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import ValidationError

from desk.api.errors import plainly
from desk.api.forms import Change
from desk.manuscript.sent import WITHOUT_TEXT, Sent, read_change
from desk.pages.choices import labelled
from desk.pages.drawing import page
from desk.pages.fields import Field, FieldKind
from desk.pages.forms import Typed
from desk.pages.manuscripts import photo_rows, said_in, sent_in
from desk.pages.matter_pages import done_at
from desk.pages.places import matter_page
from desk.pages.visitors import Acting, ArticleKey, Parts, SignedIn, Visitor
from desk.parts import DeskParts
from desk.presenting.articles import short_card
from newsroom.article import ChannelName
from newsroom.errors import NewsroomError, RefusalCode, Refused
from newsroom.matters.channel_texts import OWN_TEXT_CHARS
from newsroom.matters.kinds import AMENDMENT_LABELS, AmendmentKind, MatterAct
from newsroom.publishing import CHANNEL_LABELS

router = APIRouter()

_REASON: Final = Field(name="reason", label="Lý do", kind=FieldKind.WORDS, required=True)
_EVIDENCE: Final = Field(name="evidence", label="Chứng cứ", kind=FieldKind.WORDS, hint="Công văn, đường dẫn, ảnh chụp.")
_OWN: Final = labelled({channel: CHANNEL_LABELS[ChannelName(channel)] for channel in OWN_TEXT_CHARS})
_MORE: Final[dict[AmendmentKind, tuple[Field, ...]]] = {
    AmendmentKind.CORRECTION: (
        Field(name="wrong", label="Thông tin đã đăng sai", kind=FieldKind.WORDS, required=True),
        Field(name="right", label="Thông tin đúng", kind=FieldKind.WORDS, required=True),
        Field(name="section", label="Chuyên mục đã đăng", kind=FieldKind.LINE, most=200),
    ),
    AmendmentKind.CHANNEL_TEXT: (
        Field(name="channel", label="Kênh", kind=FieldKind.ONE, required=True, options=_OWN),
        Field(name="text", label="Lời đăng mới", kind=FieldKind.WORDS, required=True, most=20_000),
    ),
}


def _kind(named: Annotated[str, Path(alias="kind", pattern=r"^[a-z_]{1,20}$")]) -> AmendmentKind:
    kind = next((kind for kind in AmendmentKind if kind.value == named), None)
    if kind is None:
        raise Refused(RefusalCode.BAD_REQUEST, "Không có loại sửa này; chưa có gì thay đổi. Hãy mở lại bài.")
    return kind


_Kind = Annotated[AmendmentKind, Depends(_kind)]


@router.get("/bai/{article_id}/sua/{kind}")
async def ask(request: Request, article_id: ArticleKey, kind: _Kind, visitor: SignedIn, parts: Parts) -> Response:
    """The page on which a change of that kind is proposed."""
    return await _asked(request, article_id, kind, visitor, parts, Typed())


@router.post("/bai/{article_id}/sua/{kind}")
async def propose(request: Request, article_id: ArticleKey, kind: _Kind, visitor: Acting, parts: Parts) -> Response:
    """Propose it; what is wrong stands beside what was typed."""
    form = await request.form()
    said: dict[str, Any] = {name: said_in(form, name) for name in form if name != "topics"}
    typed = Typed(said=said | {"topics": [str(topic) for topic in form.getlist("topics")]})
    named = {name: said[name] for name in Change.model_fields if said.get(name)}
    if kind is not AmendmentKind.CHANNEL_TEXT:
        named.pop("text", None)
    try:
        change = Change.model_validate(named | {"change": kind})
        sent = await sent_in(form) if kind not in WITHOUT_TEXT else _labels(typed)
        manuscript = await read_change(kind, sent, visitor.member.id, visitor.board)
        answer = await parts.amendments.propose(visitor.member, article_id, change.proposal(manuscript))
    except ValidationError as wrong:
        for error in wrong.errors():
            typed.errors.setdefault(str(error["loc"][0]), f"{plainly(error)}; chưa có gì thay đổi.")
    except NewsroomError as refused:
        typed.refuse(refused)
    else:
        return done_at(matter_page(answer.matter), MatterAct.PROPOSE_AMENDMENT)
    return await _asked(request, article_id, kind, visitor, parts, typed)


def _labels(typed: Typed) -> Sent:
    """The topics that were ticked, for a text that is not sent again."""
    topics = [topic for topic in typed.said["topics"] if topic]
    return Sent(stated={"topics": topics} if topics else {})


async def _asked(
    request: Request, article_id: str, kind: AmendmentKind, visitor: Visitor, parts: DeskParts, typed: Typed
) -> Response:
    view, board = visitor.view, visitor.board
    card = await parts.reading.articles.card(view, article_id)
    topics = Field(
        name="topics", label="Mọi chủ đề của bài", kind=FieldKind.SOME, options=tuple(board.topic_labels.items())
    )
    more = (topics,) if kind is AmendmentKind.TOPICS else _MORE.get(kind, ())
    if not typed.said:
        typed = Typed(said={"topics": list(card.standing.topics)})
    said: dict[str, Any] = {
        "card": short_card(card, view),
        "label": AMENDMENT_LABELS[kind].capitalize(),
        "fields": (_REASON, _EVIDENCE, *more),
        "named": {"reason", "evidence", *(each.name for each in more)},
        "with_text": kind not in WITHOUT_TEXT,
        "seen_hash": typed.said.get("seen_hash") or card.standing.content_hash,
        "typed": typed,
        "rows": photo_rows(0),
        "kinds": board.kind_labels,
        "topics": board.topic_labels,
    }
    return page(request, "matters/propose.html", said, status=422 if typed.errors else 200)
