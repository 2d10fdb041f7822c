"""Addresses at which members act: submitting an article, and the acts on one."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response

from desk.acts.articles import Submitted
from desk.api.callers import ArticleKey, Caller, Parts, SignedIn
from desk.api.forms import Approval, Judged, OneChannel, Reasoned, Reassignment, Rescheduling, Seen
from desk.api.sending import FORM_FIELDS, SEEN_FIELD, ManuscriptSent, Sent, notes_on, read_sent
from desk.parts import DeskParts
from desk.presenting.articles import Json, act_path
from desk.refusal import refusal
from desk.statements import Manuscript
from newsroom.article import content_hash
from newsroom.errors import InvalidInput
from newsroom.stages import ACT_LABELS, STAGE_LABELS, Act
from newsroom.standing import WAIT_LABELS
from workflows.messages import ActAnswer

router = APIRouter()
Endpoint = Callable[..., Awaitable[Json]]


def _form_docs(fields: dict[str, Any], *, required: bool) -> dict[str, Any]:
    schema = {"type": "object", "properties": fields, "required": ["manuscript"] if required else []}
    content: dict[str, Any] = {"multipart/form-data": {"schema": schema}}
    if not required:
        content["application/json"] = {"schema": {"type": "object", "properties": SEEN_FIELD}}
    return {"requestBody": {"required": required, "content": content}}


@router.post(
    "/articles",
    tags=["Gửi bài"],
    status_code=201,
    summary="Gửi bài mới",
    openapi_extra=_form_docs(FORM_FIELDS, required=True),
)
async def submit(
    sent: ManuscriptSent,
    caller: SignedIn,
    parts: Parts,
    response: Response,
    idempotency_key: Annotated[
        str,
        Header(
            max_length=200,
            pattern=r"^[\x21-\x7e]*$",
            description="Mã do phía gửi đặt: gửi lại cùng mã thì vẫn là bài đã gửi, không thành bài mới.",
        ),
    ] = "",
) -> Json:
    """Bài được lưu trọn vẹn trước khi trả lời, kể cả khi máy chủ quy trình đang nghỉ (khi đó `started` là false)."""
    manuscript = await read_sent(sent, caller)
    receipt = await _submitted(manuscript, idempotency_key, caller, parts)
    if not receipt.is_new:
        response.status_code = 200
    response.headers["Location"] = f"/articles/{receipt.article_id}"
    return {
        "article_id": receipt.article_id,
        "content_hash": content_hash(manuscript.content),
        "is_new": receipt.is_new,
        "started": receipt.started,
        "notes": notes_on(sent, manuscript),
        "message": _submitted_message(is_new=receipt.is_new, started=receipt.started),
    }


def act_address(act: Act, *, extra: dict[str, Any] | None = None) -> Callable[[Endpoint], Endpoint]:
    """The address of an act, with hyphens; the name with underscores, as the ledger writes it, works too."""

    def register(endpoint: Endpoint) -> Endpoint:
        for path in dict.fromkeys((act_path(act), act.value)):
            router.add_api_route(
                f"/articles/{{article_id}}/{path}",
                endpoint,
                methods=["POST"],
                tags=["Thao tác"],
                summary=ACT_LABELS[act].capitalize(),
                operation_id=act.value if path == act_path(act) else f"{act.value}_alias",
                include_in_schema=path == act_path(act),
                openapi_extra=extra,
            )
        return endpoint

    return register


@act_address(Act.FINISH_EDIT, extra=_form_docs(FORM_FIELDS | SEEN_FIELD, required=False))
async def finish_edit(article_id: ArticleKey, sent: ManuscriptSent, caller: SignedIn, parts: Parts) -> Json:
    """Trình duyệt, kèm bản đã biên tập nếu có. Lỗi chặn của bảng kiểm phải được sửa trước."""
    manuscript = None if sent.file is None else await read_sent(sent, caller)
    answer = await parts.desk.finish_edit(caller.member, article_id, seen=sent.seen_hash, manuscript=manuscript)
    return _answer(Act.FINISH_EDIT, article_id, answer, sent, manuscript)


@act_address(Act.RESUBMIT, extra=_form_docs(FORM_FIELDS | SEEN_FIELD, required=True))
async def resubmit(article_id: ArticleKey, sent: ManuscriptSent, caller: SignedIn, parts: Parts) -> Json:
    """Tác giả gửi lại bản đã sửa của bài được trả lại."""
    manuscript = await read_sent(sent, caller)
    answer = await parts.desk.resubmit(caller.member, article_id, seen=sent.seen_hash, manuscript=manuscript)
    return _answer(Act.RESUBMIT, article_id, answer, sent, manuscript)


@act_address(Act.RETURN_TO_AUTHOR)
async def return_to_author(article_id: ArticleKey, said: Judged, caller: SignedIn, parts: Parts) -> Json:
    """Trả bài cho tác giả sửa; cần lý do và loại lý do."""
    return await _do(Act.RETURN_TO_AUTHOR, article_id, said, caller, parts)


@act_address(Act.APPROVE)
async def approve(article_id: ArticleKey, said: Approval, caller: SignedIn, parts: Parts) -> Json:
    """Duyệt đúng bản có mã nội dung `seen_hash`; bài đã có bản mới hơn thì bị từ chối."""
    return await _do(Act.APPROVE, article_id, said, caller, parts)


@act_address(Act.RETURN_FOR_EDIT)
async def return_for_edit(article_id: ArticleKey, said: Judged, caller: SignedIn, parts: Parts) -> Json:
    """Người duyệt trả bài về biên tập; cần lý do và loại lý do."""
    return await _do(Act.RETURN_FOR_EDIT, article_id, said, caller, parts)


@act_address(Act.REJECT)
async def reject(article_id: ArticleKey, said: Judged, caller: SignedIn, parts: Parts) -> Json:
    """Từ chối bài; cần lý do và loại lý do. Bài không mở lại được."""
    return await _do(Act.REJECT, article_id, said, caller, parts)


@act_address(Act.WITHDRAW)
async def withdraw(article_id: ArticleKey, said: Reasoned, caller: SignedIn, parts: Parts) -> Json:
    """Rút bài chưa đăng; cần lý do."""
    return await _do(Act.WITHDRAW, article_id, said, caller, parts)


@act_address(Act.RESCHEDULE)
async def reschedule(article_id: ArticleKey, said: Rescheduling, caller: SignedIn, parts: Parts) -> Json:
    """Đổi giờ đăng của bài đã duyệt."""
    return await _do(Act.RESCHEDULE, article_id, said, caller, parts)


@act_address(Act.RESUME_CHANNEL)
async def resume_channel(article_id: ArticleKey, said: OneChannel, caller: SignedIn, parts: Parts) -> Json:
    """Cho một kênh đã dừng đăng tiếp."""
    return await _do(Act.RESUME_CHANNEL, article_id, said, caller, parts)


@act_address(Act.WAIVE_CHANNEL)
async def waive_channel(article_id: ArticleKey, said: OneChannel, caller: SignedIn, parts: Parts) -> Json:
    """Bỏ một kênh; cần lý do. Cổng TTĐT không bỏ được."""
    return await _do(Act.WAIVE_CHANNEL, article_id, said, caller, parts)


@act_address(Act.TAKE_OVER)
async def take_over(article_id: ArticleKey, said: Reasoned, caller: SignedIn, parts: Parts) -> Json:
    """Trưởng Ban nhận bài về quyết định; cần lý do."""
    return await _do(Act.TAKE_OVER, article_id, said, caller, parts)


@act_address(Act.REASSIGN)
async def reassign(article_id: ArticleKey, said: Reassignment, caller: SignedIn, parts: Parts) -> Json:
    """Trưởng Ban, hoặc người đang điều hành thay, giao một bài cho người duyệt khác; cần lý do."""
    answer = await parts.desk.reassign(caller.member, article_id, to=said.to, reason=said.reason, seen=said.seen_hash)
    return _answer(Act.REASSIGN, article_id, answer)


@act_address(Act.ASK_REROUTE)
async def ask_reroute(article_id: ArticleKey, said: Reasoned, caller: SignedIn, parts: Parts) -> Json:
    """Người duyệt hoặc Ủy viên biên tập đề nghị Trưởng Ban chuyển bài cho người khác; cần lý do."""
    return await _do(Act.ASK_REROUTE, article_id, said, caller, parts)


@act_address(Act.REFER)
async def refer(article_id: ArticleKey, said: Reasoned, caller: SignedIn, parts: Parts) -> Json:
    """Bài chưa thống nhất: đưa ra họp Ban Biên tập; cần lý do. Bài không đăng cho tới khi có kết luận."""
    return await _do(Act.REFER, article_id, said, caller, parts)


@act_address(Act.PRECHECK)
async def precheck(article_id: ArticleKey, said: Reasoned, caller: SignedIn, parts: Parts) -> Json:
    """Thư ký được ủy quyền kiểm tra trước; ý kiến ghi ở `reason`. Bài vẫn qua biên tập lần cuối."""
    return await _do(Act.PRECHECK, article_id, said, caller, parts)


async def _do(act: Act, article_id: str, said: Seen, caller: Caller, parts: DeskParts) -> Json:
    answer = await parts.desk.act(caller.member, act, article_id, seen=said.seen_hash, details=said.details())
    return _answer(act, article_id, answer)


async def _submitted(manuscript: Manuscript, key: str, caller: Caller, parts: DeskParts) -> Submitted:
    # The key belongs to the member: another member's key never leads to this article.
    request_id = f"{caller.member.id}/{key}" if key else ""
    try:
        return await parts.desk.submit(caller.member, manuscript, request_id=request_id)
    except InvalidInput as wrong:
        if wrong.field != "request_id":
            raise
        raise refusal(
            "Idempotency-Key", "mã này đã dùng cho một bài khác; bài đó giữ nguyên", "hãy đặt mã mới cho bài mới"
        ) from wrong


def _answer(
    act: Act, article_id: str, answer: ActAnswer, sent: Sent | None = None, manuscript: Manuscript | None = None
) -> Json:
    stage = STAGE_LABELS[answer.stage]
    return {
        "article_id": article_id,
        "act": act.value,
        "stage": answer.stage.value,
        "stage_label": stage,
        "waiting_for": answer.waiting_for,
        "waiting_for_label": WAIT_LABELS[answer.waiting_for],
        "notes": notes_on(sent, manuscript) if sent and manuscript else [],
        "message": f"Đã ghi nhận {ACT_LABELS[act]}. Bài ở bước “{stage}”.",
    }


def _submitted_message(*, is_new: bool, started: bool) -> str:
    stored = "Đã nhận và lưu bài." if is_new else "Bài này đã được nhận từ lần gửi trước; không tạo bài mới."
    waiting = "Máy chủ quy trình đang không liên lạc được; quy trình của bài sẽ tự khởi động khi máy chủ trở lại."
    return stored if started else f"{stored} {waiting}"
