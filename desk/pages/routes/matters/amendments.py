"""Changes to what is published: those of an article, one with its text, decided, confirmed, tried again."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from desk.api.forms import Form, Refusal, Retry, SeenProposal, TakeDownNow
from desk.pages.choices import labelled, members
from desk.pages.drawing import page
from desk.pages.matter_pages import Asked, MatterPage, add_page, done_in, key_of
from desk.pages.places import MATTER_PAGES, article_page, matter_page
from desk.pages.visitors import ArticleKey, Parts, SignedIn, Visitor
from desk.parts import DeskParts
from desk.presenting.amendments import ProposedShown, amendment_data, amendment_line, change_lines, proposed_data
from desk.presenting.articles import short_card
from newsroom.article import ARTICLES, ChannelName
from newsroom.board import Office
from newsroom.matters.kinds import AMENDMENT_LABELS, AmendmentKind, AmendmentStage, MatterAct, MatterKind
from newsroom.publishing import CHANNEL_LABELS, STOPPED
from newsroom.stages import Stage

router = APIRouter()

_PLACE: Final = MATTER_PAGES[MatterKind.AMENDMENT]
_Key = Annotated[str, Depends(key_of(MatterKind.AMENDMENT))]
_GIVE_ORDERS: Final = frozenset({Office.HEAD, Office.STANDING_DEPUTY, Office.DEPUTY})
_UNREAD: Final = frozenset({Stage.AWAITING_APPROVAL, Stage.SCHEDULED})
_READ: Final = frozenset({Stage.PUBLISHED, Stage.PUBLISHING})
_SKIPS: Final = (("false", "Cho làm tiếp"), ("true", "Bỏ kênh này (người duyệt quyết định, cần lý do)"))


@router.get("/bai/{article_id}/sua")
async def amendments(request: Request, article_id: ArticleKey, visitor: SignedIn, parts: Parts) -> Response:
    """The changes of an article, those that were refused too, and what may be proposed at its stage."""
    view = visitor.view
    card = await parts.reading.articles.card(view, article_id)
    found = await parts.reading.amendments.of_article(view, article_id)
    said: dict[str, Any] = {
        "card": short_card(card, view),
        "rows": [amendment_data(sheet, view) for sheet in found],
        "kinds": [(kind.value, AMENDMENT_LABELS[kind].capitalize()) for kind in _proposable(card.standing.stage)],
        "is_out": card.standing.stage in _READ,
    }
    return page(request, "matters/amendments.html", said)


@router.get(f"{_PLACE}/{{id}}")
async def amendment(request: Request, amendment_id: _Key, visitor: SignedIn, parts: Parts) -> Response:
    """One change: what becomes of the text, who decides, how far it has come on each channel."""
    data = await _shown(amendment_id, visitor, parts)
    said = {"amendment": data, "acts": _acts(visitor, data), "done": done_in(request)}
    return page(request, "matters/amendment.html", said)


def _proposable(stage: Stage) -> tuple[AmendmentKind, ...]:
    """What can be proposed at a stage: of a text that nobody reads yet only its spelling."""
    if stage in _UNREAD:
        return (AmendmentKind.TYPO,)
    return tuple(AmendmentKind) if stage in _READ else ()


def _acts(visitor: Visitor, data: ProposedShown) -> list[tuple[str, str]]:
    """What the visitor may do about a change now: address and label."""
    path, decides = f"{_PLACE}/{data['id']}", visitor.member.id in {each["id"] for each in data["deciders"]}
    offers = (
        (decides and data["stage"] is AmendmentStage.PROPOSED, "duyet", "Duyệt"),
        (decides and data["stage"] is AmendmentStage.PROPOSED, "khong-duyet", "Không duyệt"),
        (data["waits_for_confirmation"] and not visitor.member.is_outside, "xac-nhan", "Xác nhận lệnh gỡ"),
        (_stopped(data) and not visitor.member.is_outside, "lam-tiep", "Cho kênh làm tiếp, hoặc bỏ kênh"),
    )
    return [(f"{path}/{name}", label) for may, name, label in offers if may]


def _stopped(data: ProposedShown) -> tuple[tuple[str, str], ...]:
    """The channels that have stopped, with their labels."""
    if data["stage"] is not AmendmentStage.APPLYING:
        return ()
    return tuple((row["channel"], row["label"]) for row in data["channels"] if row["outcome"] in STOPPED)


async def _shown(amendment_id: str, visitor: Visitor, parts: DeskParts) -> ProposedShown:
    return proposed_data(await parts.reading.amendments.text(visitor.view, amendment_id), visitor.view)


async def _on_amendment(request: Request, visitor: Visitor, parts: DeskParts, amendment_id: str) -> Asked:
    data = await _shown(amendment_id, visitor, parts)
    wanted = request.query_params.get("kenh", "")
    return Asked(
        back=f"{_PLACE}/{data['id']}",
        about=(amendment_line(data), *change_lines(data["changes"])),
        choices={"channel": _stopped(data) or labelled(CHANNEL_LABELS), "skip": _SKIPS},
        filled={"seen_hash": data["new_hash"]},
        said={"channel": wanted, "skip": "false"},
    )


async def _on_channel(request: Request, visitor: Visitor, parts: DeskParts, amendment_id: str) -> Asked:
    asked = await _on_amendment(request, visitor, parts, amendment_id)
    return Asked(back=asked.back, about=asked.about[:1], choices=asked.choices, said=asked.said)


async def _on_article(_request: Request, visitor: Visitor, parts: DeskParts, article_id: str) -> Asked:
    card = short_card(await parts.reading.articles.card(visitor.view, article_id), visitor.view)
    givers = members(visitor.board, lambda member: member.office in _GIVE_ORDERS)
    return Asked(
        back=article_page(article_id), about=(f"{card['number']} “{card['title']}”",), choices={"ordered_by": givers}
    )


async def _approved(visitor: Visitor, parts: DeskParts, amendment_id: str, said: SeenProposal) -> str:
    return matter_page((await parts.amendments.approve(visitor.member, amendment_id, seen=said.seen_hash)).matter)


async def _refused(visitor: Visitor, parts: DeskParts, amendment_id: str, said: Refusal) -> str:
    answer = await parts.amendments.refuse(visitor.member, amendment_id, seen=said.seen_hash, reason=said.reason)
    return matter_page(answer.matter)


async def _confirmed(visitor: Visitor, parts: DeskParts, amendment_id: str, _said: Form) -> str:
    return matter_page((await parts.amendments.confirm(visitor.member, amendment_id)).matter)


async def _tried(visitor: Visitor, parts: DeskParts, amendment_id: str, said: Retry) -> str:
    answer = await parts.amendments.retry(
        visitor.member, amendment_id, channel=ChannelName(said.channel), skip=said.skip, reason=said.reason
    )
    return matter_page(answer.matter)


async def _taken_down(visitor: Visitor, parts: DeskParts, article_id: str, said: TakeDownNow) -> str:
    answer = await parts.amendments.take_down_now(
        visitor.member, article_id, ordered_by=said.ordered_by, reason=said.reason
    )
    return matter_page(answer.matter)


def _add(act: MatterAct, name: str, model: Any, do: Any, **more: Any) -> None:
    path = f"{_PLACE}/{{id}}/{name}"
    row: MatterPage[Any] = MatterPage(
        act=act, path=path, model=model, do=do, **{"asked": _on_amendment, "kind": MatterKind.AMENDMENT, **more}
    )
    add_page(router, row)


_add(MatterAct.APPROVE_AMENDMENT, "duyet", SeenProposal, _approved, says="Sau đó sửa trên từng kênh, cùng địa chỉ.")
_add(
    MatterAct.REFUSE_AMENDMENT,
    "khong-duyet",
    Refusal,
    _refused,
    needs=frozenset({"reason"}),
    says="Bài trên các kênh giữ nguyên.",
)
_add(MatterAct.CONFIRM_TAKE_DOWN, "xac-nhan", Form, _confirmed, asked=_on_channel)
_add(MatterAct.RETRY_CHANNEL, "lam-tiep", Retry, _tried, asked=_on_channel)
add_page(
    router,
    MatterPage(
        act=MatterAct.TAKE_DOWN_NOW,
        path="/bai/{id}/go-ngay",
        model=TakeDownNow,
        do=_taken_down,
        asked=_on_article,
        kind=ARTICLES,
        needs=frozenset({"reason"}),
        says="Bài được gỡ ngay khỏi mọi kênh; người ra lệnh hoặc người duyệt phải xác nhận đúng hạn.",
    ),
)
