"""Addresses at which members act: submitting an article, and the acts on one."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from pydantic import WithJsonSchema
from typing_extensions import TypedDict

from desk.acts.articles import Submitted
from desk.addresses import API
from desk.api.callers import ArticleKey, Caller, Parts, SignedIn
from desk.api.forms import Seen, form_of
from desk.api.keyed import Acting, Key
from desk.api.sending import EDIT_FIELDS, FORM_FIELDS, LABEL_FIELDS, TEXT_FIELD, EditSent, sent_form
from desk.manuscript.sent import REASON, TOPICS_REASON, Sent, labels_sent, notes_on, read_sent
from desk.offers import OFFERS
from desk.parts import DeskParts
from desk.presenting.articles import act_path
from desk.presenting.values import ArticleKey as ArticleNumber
from desk.presenting.values import Hash, Number
from desk.refusal import refusal
from desk.statements import Manuscript
from newsroom.article import content_hash, number_in
from newsroom.board import Office
from newsroom.errors import InvalidInput
from newsroom.stages import ACTS, STAGE_LABELS, Act, Given, Stage
from newsroom.standing import WAIT_LABELS, Wait
from workflows.messages import ActAnswer

router = APIRouter()


class SubmissionReceived(TypedDict):
    """The receipt of a submission."""

    article_id: ArticleNumber
    number: Number
    receipt: int
    content_hash: Hash
    is_new: bool
    started: bool
    notes: list[str]
    message: str


class ArticleActed(TypedDict):
    """An article after an act."""

    article_id: ArticleNumber
    number: Number
    act: Act
    stage: Stage
    stage_label: str
    waiting_for: Annotated[str, WithJsonSchema({"type": "string", "enum": [*Wait, *Office]})]
    waiting_for_label: str
    notes: list[str]
    message: str


Endpoint = Callable[..., Awaitable[ArticleActed]]


_CONTRIBUTOR: Final[dict[str, Any]] = {
    "contributor": {**TEXT_FIELD, "description": "Tài khoản cộng tác viên, khi Thư ký gửi thay; người đó là tác giả."}
}


async def _handed_in(request: Request, _caller: SignedIn) -> Sent:
    """A form with a manuscript, perhaps a contributor's. Read only after the caller is known."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return Sent()
    return await sent_form(request, frozenset(_CONTRIBUTOR))


_SubmissionSent = Annotated[Sent, Depends(_handed_in)]


def _form_docs(fields: dict[str, Any], *, required: bool) -> dict[str, Any]:
    schema = {"type": "object", "properties": fields} | ({"required": ["manuscript"]} if required else {})
    content: dict[str, Any] = {"multipart/form-data": {"schema": schema}}
    if not required:
        content["application/json"] = {"schema": {"type": "object", "properties": EDIT_FIELDS | LABEL_FIELDS}}
    return {"requestBody": {"required": required, "content": content}}


@router.post(
    "/articles",
    tags=["Gửi bài"],
    status_code=201,
    summary="Gửi bài mới",
    responses={200: {"model": SubmissionReceived, "description": "Bài đã được nhận từ lần gửi trước với cùng mã."}},
    openapi_extra=_form_docs(FORM_FIELDS | _CONTRIBUTOR, required=True),
)
async def submit(
    sent: _SubmissionSent,
    caller: SignedIn,
    parts: Parts,
    response: Response,
    idempotency_key: Key = "",
) -> SubmissionReceived:
    """Bài được lưu trọn vẹn trước khi trả lời, kể cả khi máy chủ quy trình đang nghỉ (khi đó `started` là false).

    Bài của cộng tác viên chờ Thư ký tiếp nhận; Thư ký gửi thay thì ghi tài khoản cộng tác viên ở `contributor`.
    """
    manuscript = await read_sent(sent, caller.member.id, caller.board)
    receipt = await _submitted(manuscript, idempotency_key, caller, parts, sent.said.get("contributor", ""))
    if not receipt.is_new:
        response.status_code = 200
    response.headers["Location"] = f"{API}/articles/{receipt.article_id}"
    return {
        "article_id": receipt.article_id,
        "number": number_in(receipt.article_id),
        "receipt": receipt.receipt,
        "content_hash": content_hash(manuscript.content),
        "is_new": receipt.is_new,
        "started": receipt.started,
        "notes": [*notes_on(sent, manuscript), *receipt.warnings],
        "message": _submitted_message(receipt),
    }


def _address(act: Act, *, extra: dict[str, Any] | None = None) -> Callable[[Endpoint], Endpoint]:
    """The address of an act, with hyphens; the name with underscores, as the ledger writes it, works too."""

    def register(endpoint: Endpoint) -> Endpoint:
        for path in dict.fromkeys((act_path(act), act.value)):
            router.add_api_route(
                f"/articles/{{article_id}}/{path}",
                endpoint,
                methods=["POST"],
                tags=["Thao tác"],
                summary=ACTS[act].label.capitalize(),
                description=OFFERS[act].says,
                operation_id=act.value if path == act_path(act) else f"{act.value}_alias",
                include_in_schema=path == act_path(act),
                openapi_extra=extra,
            )
        return endpoint

    return register


@_address(Act.FINISH_EDIT, extra=_form_docs(FORM_FIELDS | EDIT_FIELDS, required=False))
async def finish_edit(article_id: ArticleKey, sent: EditSent, caller: Acting, parts: Parts) -> ArticleActed:
    """The edited text is left out when nothing of it was changed; another kind or other topics may come alone."""
    manuscript = None if sent.file is None else await read_sent(sent, caller.member.id, caller.board)
    answer = await parts.desk.finish_edit(
        caller.member,
        article_id,
        seen=sent.seen_hash,
        manuscript=manuscript or labels_sent(sent, caller.board),
        topics_reason=sent.said.get(TOPICS_REASON, ""),
    )
    return _answer(Act.FINISH_EDIT, article_id, answer, sent, manuscript)


@_address(Act.RESUBMIT, extra=_form_docs(FORM_FIELDS | EDIT_FIELDS, required=False))
async def resubmit(article_id: ArticleKey, sent: EditSent, caller: Acting, parts: Parts) -> ArticleActed:
    """The mended text comes along, or the reason why the same one is sent again."""
    manuscript = None if sent.file is None else await read_sent(sent, caller.member.id, caller.board)
    answer = await parts.desk.resubmit(
        caller.member,
        article_id,
        seen=sent.seen_hash,
        manuscript=manuscript,
        reason=sent.said.get(REASON, ""),
        topics_reason=sent.said.get(TOPICS_REASON, ""),
    )
    return _answer(Act.RESUBMIT, article_id, answer, sent, manuscript)


def _plain(act: Act) -> Endpoint:
    """The endpoint of an act that brings no text; its form follows from its row."""

    async def do(article_id: ArticleKey, said: Seen, caller: Acting, parts: Parts) -> ArticleActed:
        answer = await parts.desk.act(caller.member, act, article_id, seen=said.seen_hash, details=said.details())
        return _answer(act, article_id, answer)

    do.__name__, do.__annotations__["said"] = act.value, form_of(act)
    return do


for _act in Act:
    if ACTS[_act].text is Given.NEVER:
        _address(_act)(_plain(_act))


async def _submitted(manuscript: Manuscript, key: str, caller: Caller, parts: DeskParts, contributor: str) -> Submitted:
    # The key belongs to the member: another member's key never leads to this article.
    request_id = f"{caller.member.id}/{key}" if key else ""
    try:
        return await parts.desk.submit(caller.member, manuscript, request_id=request_id, contributor=contributor)
    except InvalidInput as wrong:
        if wrong.field != "request_id":
            raise
        raise refusal(
            "Idempotency-Key", "mã này đã dùng cho một bài khác; bài đó giữ nguyên", "hãy đặt mã mới cho bài mới"
        ) from wrong


def _answer(
    act: Act, article_id: str, answer: ActAnswer, sent: Sent | None = None, manuscript: Manuscript | None = None
) -> ArticleActed:
    stage = STAGE_LABELS[answer.stage]
    return {
        "article_id": article_id,
        "number": number_in(article_id),
        "act": act,
        "stage": answer.stage,
        "stage_label": stage,
        "waiting_for": answer.waiting_for,
        "waiting_for_label": WAIT_LABELS[answer.waiting_for],
        "notes": notes_on(sent, manuscript) if sent and manuscript else [],
        "message": f"Đã ghi nhận {ACTS[act].label}. Bài ở bước “{stage}”.",
    }


def _submitted_message(receipt: Submitted) -> str:
    stored = "Đã nhận và lưu bài." if receipt.is_new else "Bài này đã được nhận từ lần gửi trước; không tạo bài mới."
    intake = " Thư ký Ban Biên tập tiếp nhận rồi chuyển biên tập." if receipt.is_new and receipt.awaits_intake else ""
    waiting = " Máy chủ quy trình đang không liên lạc được; quy trình của bài sẽ tự khởi động khi máy chủ trở lại."
    return f"{stored}{intake}{'' if receipt.started else waiting}"
