"""Addresses for the points of a text and for comments of members: look, comment, take back, close."""

from typing import Annotated, Final

from fastapi import APIRouter, Path
from typing_extensions import TypedDict

from desk.api.callers import ArticleKey, Parts, SignedIn
from desk.api.forms import Closing, Comment
from desk.api.keyed import Acting
from desk.presenting.checklist import point_data
from desk.presenting.shapes import PointShown
from desk.presenting.values import ArticleKey as ArticleNumber

router = APIRouter()

_POINTS: Final = "Điểm của bản thảo"


class Points(TypedDict):
    """Points of an article."""

    article_id: ArticleNumber
    points: list[PointShown]


@router.get("/articles/{article_id}/points", tags=[_POINTS], summary="Điểm phải xem lại và góp ý, còn mở hay đã đóng")
async def points(article_id: ArticleKey, caller: SignedIn, parts: Parts) -> Points:
    """Mỗi điểm có số, chỗ, lời, ai góp ý, ai đóng lúc nào; còn điểm mở thì chưa trình duyệt được."""
    found = await parts.reading.articles.points(caller.view, article_id)
    return {"article_id": article_id, "points": [point_data(point, caller.board) for point in found]}


@router.post("/articles/{article_id}/comments", tags=[_POINTS], status_code=201, summary="Góp ý cho bài")
async def comment(article_id: ArticleKey, said: Comment, caller: Acting, parts: Parts) -> PointShown:
    """Tác giả, người biên tập, người duyệt và Thư ký góp ý được; góp ý còn mở thì chưa trình duyệt được."""
    return point_data(await parts.points.comment(caller.member, article_id, said.text), caller.board)


@router.post("/articles/{article_id}/comments/{number}/withdraw", tags=[_POINTS], summary="Rút góp ý của mình")
async def withdraw_comment(
    article_id: ArticleKey, number: Annotated[int, Path(ge=1, le=1_000_000)], caller: Acting, parts: Parts
) -> PointShown:
    """Chỉ người đã góp ý rút được."""
    return point_data(await parts.points.withdraw(caller.member, article_id, number), caller.board)


@router.post("/articles/{article_id}/points/close", tags=[_POINTS], summary="Đóng điểm đã xem")
async def close_points(article_id: ArticleKey, said: Closing, caller: Acting, parts: Parts) -> Points:
    """Người biên tập lần cuối đóng; điểm đã đóng không mở lại khi cùng phần ấy được gửi lại."""
    closed = await parts.points.close(caller.member, article_id, said.points)
    return {"article_id": article_id, "points": [point_data(point, caller.board) for point in closed]}
