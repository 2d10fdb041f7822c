"""Addresses at which members look: articles, their texts and histories, the inbox, the board."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response
from pydantic import WithJsonSchema

from desk.api.callers import ArticleKey, Parts, SignedIn
from desk.api.forms import ReadUpTo
from desk.presenting.articles import (
    Json,
    full_card,
    short_card,
    taken_data,
    text_data,
)
from desk.presenting.checklist import alike_data, findings_data, listed_data
from desk.presenting.inbox import inbox_data
from desk.presenting.owed import owed_data
from desk.presenting.timeline import timeline_data
from newsroom.claims import REASONS
from newsroom.stages import Stage

router = APIRouter()

_ARTICLES: Final = "Bài viết"
_MOST_LISTED: Final = 200
# OpenAPI 3.0 knows no null: a stage that may be left out is described as a stage.
_OptionalStage = Annotated[Stage | None, WithJsonSchema({"type": "string", "enum": list(Stage)})]


@router.get("/articles", tags=[_ARTICLES], summary="Danh sách bài, mới nhất trước")
async def articles(
    caller: SignedIn,
    parts: Parts,
    stage: Annotated[_OptionalStage, Query(description="Chỉ các bài ở bước này.")] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST_LISTED, description="Số bài nhiều nhất.")] = 50,
) -> Json:
    """Phóng viên, cộng tác viên chỉ thấy bài của mình; Ban Biên tập thấy mọi bài, mỗi người đến mức việc mình cần."""
    found = await parts.reading.articles.cards(caller.view, stage=stage, limit=limit)
    return {"articles": [short_card(card, caller.view) for card in found]}


@router.get("/intake", tags=["Gửi bài"], summary="Bài của cộng tác viên: số tiếp nhận, đang ở đâu")
async def intake(
    caller: SignedIn,
    parts: Parts,
    only_open: Annotated[bool, Query(alias="open", description="Chỉ các bài chưa đăng, chưa dừng.")] = False,
    limit: Annotated[int, Query(ge=1, le=_MOST_LISTED, description="Số bài nhiều nhất.")] = 50,
) -> Json:
    """Ban Biên tập thấy bài của mọi cộng tác viên; cộng tác viên chỉ thấy bài của mình. `receipt` là số dòng sổ."""
    found = await parts.reading.articles.receipts(caller.view, only_open=only_open, limit=limit)
    return {"articles": [taken_data(taken, caller.view) for taken in found]}


@router.get("/articles/{article_id}", tags=[_ARTICLES], summary="Một bài: bước, người duyệt và lý do, kênh, thời hạn")
async def article(article_id: ArticleKey, caller: SignedIn, parts: Parts) -> Json:
    """Gồm cả các thao tác mà người hỏi làm được lúc này (`acts`), điều phải xác nhận trước khi trình (`to_confirm`),
    điểm của bản thảo và góp ý, còn mở hay đã đóng (`points`), và bài khác trùng tiêu đề hoặc nội dung (`alike`).
    """
    articles, view = parts.reading.articles, caller.view
    card, to_confirm = await articles.card(view, article_id), await articles.to_confirm(view, article_id)
    alike, points = await articles.alike(view, article_id), await articles.points(view, article_id)
    return full_card(card, view, listed_data(to_confirm, alike, points, view.board))


@router.get("/articles/{article_id}/text", tags=[_ARTICLES], summary="Toàn văn bản hiện tại và lời sẽ hiện trên kênh")
async def text(article_id: ArticleKey, caller: SignedIn, parts: Parts) -> Json:
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
async def timeline(article_id: ArticleKey, caller: SignedIn, parts: Parts) -> Json:
    """Mỗi dòng sổ là một câu, kể cả thao tác bị từ chối.

    Kế toán và kỹ sư chỉ thấy kết quả trên kênh và các lần quá hạn.
    """
    lines = await parts.reading.articles.timeline(caller.view, article_id)
    return {"article_id": article_id, "events": timeline_data(lines, caller.board)}


@router.get("/articles/{article_id}/checklist", tags=[_ARTICLES], summary="Bảng kiểm biên tập kỹ thuật")
async def checklist(article_id: ArticleKey, caller: SignedIn, parts: Parts) -> Json:
    """Lỗi phải sửa trước khi trình duyệt, rồi đến điều nên xem lại."""
    findings = await parts.reading.articles.checklist(caller.view, article_id)
    return {"article_id": article_id, **findings_data(findings)}


@router.get("/articles/{article_id}/evidence", tags=[_ARTICLES], summary="Gói bằng chứng, kiểm được không cần hệ thống")
async def evidence(article_id: ArticleKey, caller: SignedIn, parts: Parts) -> Json:
    """Toàn văn các bản, sổ ghi của bài, biên nhận kênh, và chuỗi băm của cả sổ (chỉ mã băm).

    Người duyệt, Ủy viên biên tập lần cuối và Thư ký lấy được.
    """
    return await parts.reading.ledger.evidence(caller.view, article_id)


@router.get("/inbox", tags=["Hộp việc"], summary="Việc đang chờ tôi và thông báo chưa đọc")
async def inbox(caller: SignedIn, parts: Parts) -> Json:
    """Việc đến hạn trước đứng trước; `tasks` là bài, `house_tasks` là việc khác: phân công, họp, sửa và gỡ bài.

    Thông báo mới nhất trước; `of_the_past` là thông báo có từ trước khi bài đóng.
    """
    return inbox_data(await parts.reading.inbox.of(caller.view), caller.view)


@router.get("/owed", tags=["Hộp việc"], summary="Ai còn nợ việc gì: bài đang mở và người đang được chờ")
async def owed(caller: SignedIn, parts: Parts) -> Json:
    """Cho lãnh đạo Ban, Ủy viên biên tập lần cuối và Thư ký; bài chờ lâu nhất trước.

    `after_hours_target` là mốc sáng hôm sau của bài gửi muộn đã lỡ trong ngày (cột “ngoài giờ”); bài ấy vẫn là quá hạn.
    """
    return {"owed": [owed_data(each, caller.view) for each in await parts.reading.owed.of(caller.view)]}


@router.post("/inbox/read", tags=["Hộp việc"], summary="Đánh dấu đã đọc thông báo")
async def mark_read(said: ReadUpTo, caller: SignedIn, parts: Parts) -> Json:
    """Mọi thông báo của người gọi có mã từ `up_to` trở về trước."""
    await parts.reading.inbox.mark_read(caller.view, said.up_to)
    return {"message": "Đã đánh dấu đã đọc."}


@router.get("/reasons", tags=["Ban Biên tập"], summary="Loại lý do khi trả lại hoặc từ chối")
async def reasons(_caller: SignedIn) -> Json:
    """Giá trị dùng cho mục `reason_code`."""
    return {"reasons": [{"code": code, "label": label} for code, label in REASONS.items()]}


@router.get("/health", tags=["Vận hành"], summary="Bàn biên tập và kho dữ liệu có đang phục vụ không")
async def health(parts: Parts) -> Json:
    """Không cần đăng nhập; trả 503 khi kho dữ liệu không liên lạc được."""
    version = await parts.reading.board.in_force()
    return {"status": "ok", "board_version": version.number}
