"""Addresses for the notice in force, and why an article lies with whom it lies at any moment."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, WithJsonSchema

from desk.api.callers import ArticleKey, Parts, SignedIn
from desk.explaining.cases import Question
from desk.presenting.board import BoardShown, board_data
from desk.presenting.explained import ExplainedShown, explained_data
from newsroom.article import Kind

router = APIRouter()

_BOARD: Final = "Ban Biên tập"
# OpenAPI 3.0 knows no null: an hour that may be left out is described as an hour.
_At = Annotated[
    AwareDatetime | None,
    WithJsonSchema({"type": "string", "format": "date-time"}),
    Query(description="Lúc nào, có múi giờ, như 2026-11-23T09:00:00+07:00 (viết + thành %2B); để trống là bây giờ."),
]


@router.get("/board", tags=[_BOARD], summary="Bản phân công đang áp dụng")
async def board(caller: SignedIn, parts: Parts) -> BoardShown:
    """Số, ngày ký, quyết định kiện toàn; thành viên, ai duyệt loại nào, ai được giao việc gì, loại bài và chủ đề.

    `decided_meanwhile` là những quyết định từ ngày ký đến giờ áp dụng mà theo bản này thuộc người khác, để trống với
    phóng viên và cộng tác viên;
    `needs_check` là lời nhắc đối chiếu với quy định cấp trên, để trống khi đã đối chiếu.
    """
    version = await parts.reading.board.in_force()
    # It names articles of others.
    meanwhile = () if caller.member.is_outside else await parts.reading.board.meanwhile(version)
    return board_data(version, meanwhile)


@router.get("/board/explain/{article_id}", tags=[_BOARD], summary="Vì sao bài này do người ấy quyết định, lúc bất kỳ")
async def explain(article_id: ArticleKey, caller: SignedIn, parts: Parts, at: _At = None) -> ExplainedShown:
    """Nhóm và điều khoản, ai vắng, phân công và ủy quyền đang có, ai điều hành thay, từng người được gì và vì sao.

    Lúc đã qua thì nói đúng như khi ấy: bản phân công, danh sách vắng và ủy quyền đã biết lúc đó, bài theo sổ ghi.
    """
    case = await parts.reading.articles.why(caller.view, article_id, at or caller.view.at)
    return explained_data(case, caller.member)


@router.get("/board/explain", tags=[_BOARD], summary="Một bài như thế thì ai duyệt")
async def explain_question(
    caller: SignedIn,
    parts: Parts,
    kind: Annotated[Kind, Query(description="Loại bài.")],
    author: Annotated[str, Query(max_length=64, description="Tài khoản tác giả; để trống là người hỏi.")] = "",
    topics: Annotated[tuple[str, ...], Query(max_length=30, description="Chủ đề; ghi nhiều lần.")] = (),
    source: Annotated[str, Query(max_length=500, description="Địa chỉ nguồn, với tin đăng lại.")] = "",
    at: _At = None,
) -> ExplainedShown:
    """Không cần có bài: hỏi theo loại, chủ đề, tác giả, nguồn, vào lúc nào đó."""
    question = Question(kind=kind, topics=topics, author=author or caller.member.id, source=source)
    return explained_data(await parts.reading.articles.whose(question, at or caller.view.at), caller.member)
