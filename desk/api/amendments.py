"""Addresses for changing and taking down what is published."""

# ruff: noqa: FAST003 - MatterKey takes its id from the address

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from typing_extensions import TypedDict

from desk.api.callers import ArticleKey, Caller, MatterKey, Parts, SignedIn
from desk.api.forms import Change, Refusal, Retry, SeenProposal, TakeDownNow
from desk.api.keyed import Acting
from desk.api.matters import opened, recorded
from desk.api.sending import FORM_FIELDS, SEEN_FIELD, sent_form
from desk.manuscript.sent import Sent, read_change
from desk.parts import DeskParts
from desk.presenting.amendments import AmendmentShown, ProposedShown, amendment_data, proposed_data
from desk.refusal import refusal
from newsroom.article import ChannelName
from newsroom.matters.kinds import AmendmentKind, MatterAct

router = APIRouter()


class Amendments(TypedDict):
    """Changes of an article."""

    amendments: list[AmendmentShown]


class AmendmentActed(ProposedShown):
    """A change after an act."""

    message: str


_AMENDING: Final = "Sửa, gỡ bài"
_TEXT: Final = {"type": "string"}


_SAID_IN_FORM: Final = frozenset(Change.model_fields) - {"seen_hash"}
_CHANGE_FIELDS: Final[dict[str, Any]] = {
    name: {**_TEXT, "description": field.description} for name, field in Change.model_fields.items()
}
_CHANGE_FIELDS["change"]["enum"] = list(AmendmentKind)
_CHANGE_FIELDS["channel"]["enum"] = list(ChannelName)
_PROPOSAL_DOCS: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": FORM_FIELDS | SEEN_FIELD | _CHANGE_FIELDS,
                    "required": ["change", "reason", "manuscript"],
                }
            },
            "application/json": {
                "schema": {"type": "object", "properties": _CHANGE_FIELDS, "required": ["change", "reason"]}
            },
        },
    }
}


async def _proposed(request: Request, _caller: SignedIn) -> tuple[Change, Sent]:
    """A proposal: a form with the new text, or JSON for a take-down. Read only after the caller is known."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        sent = await sent_form(request, _SAID_IN_FORM)
        return _change({**sent.said, "seen_hash": sent.seen_hash}), sent
    return _change(await request.body()), Sent()


Proposed = Annotated[tuple[Change, Sent], Depends(_proposed)]


@router.post(
    "/articles/{article_id}/amendments",
    tags=[_AMENDING],
    status_code=201,
    summary="Đề nghị sửa hoặc gỡ bài đã đăng",
    openapi_extra=_PROPOSAL_DOCS,
)
async def propose_amendment(
    article_id: ArticleKey, proposed: Proposed, caller: Acting, parts: Parts, response: Response
) -> AmendmentActed:
    """Sửa: Ủy viên biên tập lần cuối gửi toàn văn bản mới (biểu mẫu), hoặc lời đăng riêng của một kênh (JSON); sửa chủ
    đề (`topics`) thì không kèm bản thảo.

    Gỡ: gửi JSON, thành viên Ban Biên tập đề nghị.
    """
    change, sent = proposed
    manuscript = await read_change(change.change, sent, caller.member.id, caller.board)
    answer = await parts.amendments.propose(caller.member, article_id, change.proposal(manuscript))
    return await _done(MatterAct.PROPOSE_AMENDMENT, opened(answer, response), caller, parts)


@router.get("/articles/{article_id}/amendments", tags=[_AMENDING], summary="Các lần sửa, gỡ của một bài")
async def amendments(article_id: ArticleKey, caller: SignedIn, parts: Parts) -> Amendments:
    """Mới nhất trước, kể cả đề nghị không được duyệt."""
    found = await parts.reading.amendments.of_article(caller.view, article_id)
    return {"amendments": [amendment_data(sheet, caller.view) for sheet in found]}


@router.get("/amendments/{id}", tags=[_AMENDING], summary="Một đề nghị sửa: bản mới, người quyết định, từng kênh")
async def amendment(matter_id: MatterKey, caller: SignedIn, parts: Parts) -> ProposedShown:
    """`new_hash` là mã phải ghi ở `seen_hash` khi duyệt."""
    return await _shown(matter_id, caller, parts)


@router.post("/amendments/{id}/approve", tags=[_AMENDING], summary="Duyệt đề nghị sửa hoặc gỡ")
async def approve_amendment(matter_id: MatterKey, said: SeenProposal, caller: Acting, parts: Parts) -> AmendmentActed:
    """Duyệt đúng bản có mã `seen_hash`; sau đó sửa trên từng kênh, cùng địa chỉ."""
    if not said.seen_hash and (await parts.reading.amendments.sheet(caller.view, matter_id)).amendment.new_hash:
        raise refusal(
            "seen_hash", "chưa ghi mã của bản đề nghị đã đọc", f"hãy lấy new_hash ở GET /api/v1/amendments/{matter_id}"
        )
    await parts.amendments.approve(caller.member, matter_id, seen=said.seen_hash)
    return await _done(MatterAct.APPROVE_AMENDMENT, matter_id, caller, parts)


@router.post("/amendments/{id}/refuse", tags=[_AMENDING], summary="Không duyệt đề nghị sửa hoặc gỡ")
async def refuse_amendment(matter_id: MatterKey, said: Refusal, caller: Acting, parts: Parts) -> AmendmentActed:
    """Cần lý do; bài trên các kênh giữ nguyên."""
    seen = said.seen_hash or (await parts.reading.amendments.sheet(caller.view, matter_id)).amendment.new_hash
    await parts.amendments.refuse(caller.member, matter_id, seen=seen, reason=said.reason)
    return await _done(MatterAct.REFUSE_AMENDMENT, matter_id, caller, parts)


@router.post("/amendments/{id}/confirm", tags=[_AMENDING], summary="Xác nhận lệnh gỡ miệng")
async def confirm_take_down(matter_id: MatterKey, caller: Acting, parts: Parts) -> AmendmentActed:
    """Trong hạn ghi ở `confirm_due_at`; quá hạn vẫn xác nhận được nhưng đã ghi nhận trễ."""
    await parts.amendments.confirm(caller.member, matter_id)
    return await _done(MatterAct.CONFIRM_TAKE_DOWN, matter_id, caller, parts)


@router.post("/amendments/{id}/retry", tags=[_AMENDING], summary="Cho một kênh đang dừng làm tiếp, hoặc bỏ kênh")
async def retry_amendment(matter_id: MatterKey, said: Retry, caller: Acting, parts: Parts) -> AmendmentActed:
    """Kỹ sư (khi vắng: người dự phòng) hoặc Ủy viên cho làm tiếp; bỏ kênh thì người duyệt quyết định, cần lý do."""
    await parts.amendments.retry(caller.member, matter_id, channel=said.channel, skip=said.skip, reason=said.reason)
    return await _done(MatterAct.RETRY_CHANNEL, matter_id, caller, parts)


@router.post(
    "/articles/{article_id}/take-down-now", tags=[_AMENDING], status_code=201, summary="Gỡ ngay theo lệnh miệng"
)
async def take_down_now(
    article_id: ArticleKey, said: TakeDownNow, caller: Acting, parts: Parts, response: Response
) -> AmendmentActed:
    """Kỹ sư (khi vắng: người dự phòng) gỡ ngay khỏi mọi kênh; người ra lệnh hoặc người duyệt xác nhận đúng hạn."""
    answer = await parts.amendments.take_down_now(
        caller.member, article_id, ordered_by=said.ordered_by, reason=said.reason
    )
    return await _done(MatterAct.TAKE_DOWN_NOW, opened(answer, response), caller, parts)


def _change(given: dict[str, Any] | bytes) -> Change:
    try:
        return Change.model_validate_json(given) if isinstance(given, bytes) else Change.model_validate(given)
    except ValidationError as wrong:
        raise RequestValidationError([{**e, "loc": ("body", *e["loc"])} for e in wrong.errors()]) from wrong


async def _done(act: MatterAct, amendment_id: str, caller: Caller, parts: DeskParts) -> AmendmentActed:
    return {**await _shown(amendment_id, caller, parts), "message": recorded(act)}


async def _shown(amendment_id: str, caller: Caller, parts: DeskParts) -> ProposedShown:
    view = await parts.reading.views.after(caller.view)
    return proposed_data(await parts.reading.amendments.text(view, amendment_id), view)
