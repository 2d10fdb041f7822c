"""Addresses at which members look: articles, their texts and histories, the inbox, the board."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import JSONResponse
from pydantic import WithJsonSchema
from typing_extensions import TypedDict

from desk.api.callers import ArticleKey, Parts, SignedIn
from desk.api.forms import ReadUpTo
from desk.api.keyed import Acting
from desk.api.listing import Asked, AskedLate, Listed
from desk.evidence.form import Pack
from desk.presenting.articles import full_card, short_card, taken_data
from desk.presenting.checklist import alike_data, listed_data
from desk.presenting.inbox import InboxShown, inbox_data
from desk.presenting.owed import OwedShown, owed_data
from desk.presenting.shapes import ArticleCard, ArticleSheet, ArticleTextBeside, Event, Findings, TakenIn
from desk.presenting.texts import findings_data, text_data
from desk.presenting.timeline import timeline_data
from desk.presenting.values import ArticleKey as ArticleNumber
from newsroom.claims import REASONS
from newsroom.stages import Stage

router = APIRouter()


class Articles(Listed):
    """Articles."""

    articles: list[ArticleCard]


class Intake(Listed):
    """What contributors have sent in."""

    articles: list[TakenIn]


class Timeline(TypedDict):
    """What happened to an article."""

    article_id: ArticleNumber
    events: list[Event]


class Checklist(Findings):
    """The technical edit's findings on an article."""

    article_id: ArticleNumber


class Owed(TypedDict):
    """Who owes what."""

    owed: list[OwedShown]


class Done(TypedDict):
    """What was done."""

    message: str


class Reason(TypedDict):
    """A kind of reason."""

    code: str
    label: str


class Reasons(TypedDict):
    """The kinds of reasons."""

    reasons: list[Reason]


class Health(TypedDict):
    """That the desk serves, and under which notice."""

    status: Literal["ok"]
    board_version: int


health = APIRouter()

_ARTICLES: Final = "Bài viết"
# OpenAPI 3.0 knows no null: a stage that may be left out is described as a stage.
_Before = Annotated[
    Annotated[int | None, WithJsonSchema({"type": "integer"})],
    Query(ge=0, le=2**62, description="Đọc tiếp thông báo cũ hơn mã này; để trống là mới nhất."),
]
_OptionalStage = Annotated[Stage | None, WithJsonSchema({"type": "string", "enum": list(Stage)})]


@router.get("/articles", tags=[_ARTICLES], summary="Danh sách bài, mới nhất trước")
async def articles(
    caller: SignedIn,
    parts: Parts,
    asked: AskedLate,
    stage: Annotated[_OptionalStage, Query(description="Chỉ các bài ở bước này.")] = None,
) -> Articles:
    """Phóng viên, cộng tác viên chỉ thấy bài của mình; Ban Biên tập thấy mọi bài, mỗi người đến mức việc mình cần."""
    found = await parts.reading.articles.cards(caller.view, stage=stage, page=asked)
    return {"articles": [short_card(card, caller.view) for card in found.rows], "next": found.next}


@router.get("/intake", tags=["Gửi bài"], summary="Bài của cộng tác viên: số tiếp nhận, đang ở đâu")
async def intake(
    caller: SignedIn,
    parts: Parts,
    asked: Asked,
    only_open: Annotated[bool, Query(alias="open", description="Chỉ các bài chưa đăng, chưa dừng.")] = False,
) -> Intake:
    """Ban Biên tập thấy bài của mọi cộng tác viên; cộng tác viên chỉ thấy bài của mình. `receipt` là số dòng sổ."""
    found = await parts.reading.articles.receipts(caller.view, only_open=only_open, page=asked)
    return {"articles": [taken_data(taken, caller.view) for taken in found.rows], "next": found.next}


@router.get("/articles/{article_id}", tags=[_ARTICLES], summary="Một bài: bước, người duyệt và lý do, kênh, thời hạn")
async def article(article_id: ArticleKey, caller: SignedIn, parts: Parts) -> ArticleSheet:
    """Gồm cả các thao tác mà người hỏi làm được lúc này (`acts`), điều phải xác nhận trước khi trình (`to_confirm`),
    điểm của bản thảo và góp ý, còn mở hay đã đóng (`points`), và bài khác trùng tiêu đề hoặc nội dung (`alike`).
    """
    articles, view = parts.reading.articles, caller.view
    card, to_confirm = await articles.card(view, article_id), await articles.to_confirm(view, article_id)
    alike, points = await articles.alike(view, article_id), await articles.points(view, article_id)
    return full_card(card, view, listed_data(to_confirm, alike, points, view.board))


@router.get("/articles/{article_id}/text", tags=[_ARTICLES], summary="Toàn văn bản hiện tại và lời sẽ hiện trên kênh")
async def text(article_id: ArticleKey, caller: SignedIn, parts: Parts) -> ArticleTextBeside:
    """`content_hash` là mã phải ghi ở `seen_hash` khi duyệt.

    `alike` là các bài khác trùng tiêu đề hoặc nội dung.
    Kế toán đọc bài đã đăng; kỹ sư đọc từ khi bài đã duyệt và đang đăng.
    """
    alike = await parts.reading.articles.alike(caller.view, article_id)
    text = text_data(*await parts.reading.articles.text(caller.view, article_id))
    return {**text, **alike_data(alike)}


@router.get(
    "/articles/{article_id}/photos/{digest}",
    tags=[_ARTICLES],
    summary="Một ảnh của bản hiện tại",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}, "image/png": {}, "image/webp": {}}}},
)
async def photo(
    article_id: ArticleKey, caller: SignedIn, parts: Parts, digest: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
) -> Response:
    """Chỉ ảnh thuộc bản hiện tại của bài mà người hỏi được xem."""
    known, data = await parts.reading.articles.photo(caller.view, article_id, digest)
    return Response(data, media_type=known.media_type)


@router.get("/articles/{article_id}/timeline", tags=[_ARTICLES], summary="Diễn biến của bài theo sổ ghi")
async def timeline(article_id: ArticleKey, caller: SignedIn, parts: Parts) -> Timeline:
    """Mỗi dòng sổ là một câu, kể cả thao tác bị từ chối.

    Kế toán và kỹ sư chỉ thấy kết quả trên kênh và các lần quá hạn.
    """
    lines = await parts.reading.articles.timeline(caller.view, article_id)
    return {"article_id": article_id, "events": timeline_data(lines, caller.board)}


@router.get("/articles/{article_id}/checklist", tags=[_ARTICLES], summary="Bảng kiểm biên tập kỹ thuật")
async def checklist(article_id: ArticleKey, caller: SignedIn, parts: Parts) -> Checklist:
    """Lỗi phải sửa trước khi trình duyệt, rồi đến điều nên xem lại."""
    findings = await parts.reading.articles.checklist(caller.view, article_id)
    return {"article_id": article_id, **findings_data(findings)}


@router.get(
    "/articles/{article_id}/evidence",
    tags=[_ARTICLES],
    summary="Gói bằng chứng, kiểm được không cần hệ thống",
    response_class=JSONResponse,
    responses={200: {"model": Pack}},
)
async def evidence(article_id: ArticleKey, caller: SignedIn, parts: Parts) -> Response:
    """Toàn văn các bản, sổ ghi của bài, biên nhận kênh, và chuỗi băm của cả sổ (chỉ mã băm).

    Người duyệt, Ủy viên biên tập lần cuối và Thư ký lấy được.
    """
    # As it was made: its digest covers what is not there, too.
    return JSONResponse(await parts.reading.ledger.evidence(caller.view, article_id))


@router.get("/inbox", tags=["Hộp việc"], summary="Việc đang chờ tôi và thông báo chưa đọc")
async def inbox(caller: SignedIn, parts: Parts, before: _Before = None) -> InboxShown:
    """Việc đến hạn trước đứng trước; `tasks` là bài, `house_tasks` là việc khác: phân công, họp, sửa và gỡ bài.

    Thông báo mới nhất trước; `of_the_past` là thông báo có từ trước khi bài đóng.
    """
    return inbox_data(await parts.reading.inbox.of(caller.view, before=before), caller.view)


@router.get("/owed", tags=["Hộp việc"], summary="Ai còn nợ việc gì: bài đang mở và người đang được chờ")
async def owed(caller: SignedIn, parts: Parts) -> Owed:
    """Cho lãnh đạo Ban, Ủy viên biên tập lần cuối và Thư ký; bài chờ lâu nhất trước.

    `after_hours_target` là mốc sáng hôm sau của bài gửi muộn đã lỡ trong ngày (cột “ngoài giờ”); bài ấy vẫn là quá hạn.
    """
    return {"owed": [owed_data(each, caller.view) for each in await parts.reading.owed.of(caller.view)]}


@router.post("/inbox/read", tags=["Hộp việc"], summary="Đánh dấu đã đọc thông báo")
async def mark_read(said: ReadUpTo, caller: Acting, parts: Parts) -> Done:
    """Mọi thông báo của người gọi có mã từ `up_to` trở về trước."""
    await parts.reading.inbox.mark_read(caller.view, said.up_to)
    return {"message": "Đã đánh dấu đã đọc."}


@router.get("/reasons", tags=["Ban Biên tập"], summary="Loại lý do khi trả lại hoặc từ chối")
async def reasons(_caller: SignedIn) -> Reasons:
    """Giá trị dùng cho mục `reason_code`."""
    return {"reasons": [{"code": code, "label": label} for code, label in REASONS.items()]}


@health.get("/health", name="health", tags=["Vận hành"], summary="Bàn biên tập và kho dữ liệu có đang phục vụ không")
async def healthy(parts: Parts) -> Health:
    """Không cần đăng nhập; trả 503 khi kho dữ liệu không liên lạc được."""
    version = await parts.reading.board.in_force()
    return {"status": "ok", "board_version": version.number}
