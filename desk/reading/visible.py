"""The one look through which every question on an article goes."""

from activities.storage.articles.rows import unknown_article
from desk.viewpoint import KnowsTexts, Viewpoint
from newsroom.board import OFFICE_LABELS
from newsroom.errors import RefusalCode, Refused
from newsroom.members.visibility import Sight
from newsroom.standing import Standing


async def visible_standing(
    articles: KnowsTexts, view: Viewpoint, article_id: str, least: Sight = Sight.OUTLINE
) -> Standing:
    """Where an article stands, of which the viewer sees at least so much.

    Errors: Refused (unknown_article) for one that is not there for them; (not_entitled) for what is not theirs to read.
    """
    standing = await articles.standing(article_id)
    check_seen(view, standing)
    if view.sight(standing) < least:
        raise Refused(RefusalCode.NOT_ENTITLED, _KEPT_FROM[least].format(office=OFFICE_LABELS[view.viewer.office]))
    return standing


def check_seen(view: Viewpoint, standing: Standing) -> None:
    """Nothing, when the article is there for the viewer. Errors: Refused (unknown_article)."""
    if not view.sees(standing):
        raise unknown_article(standing.article_id)


_KEPT_FROM = {
    Sight.TEXT: "{office} đọc được toàn văn khi bài đã đăng; lúc này chỉ xem được bước, thời hạn và kết quả trên kênh. "
    "Khi cần, hãy hỏi Thư ký Ban Biên tập.",
    Sight.FILE: "{office} không xem hồ sơ biên tập của bài: bảng kiểm, lý do, chứng cứ. "
    "Khi cần, hãy hỏi Thư ký Ban Biên tập.",
}
