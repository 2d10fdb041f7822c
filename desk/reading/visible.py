"""The one look through which every question on an article goes."""

from activities.storage.articles.rows import unknown_article
from activities.storage.articles.store import ArticleStore
from desk.viewpoint import Viewpoint
from newsroom.standing import Standing


async def visible_standing(articles: ArticleStore, view: Viewpoint, article_id: str) -> Standing:
    """Where an article stands; one that the viewer may not see does not exist for them.

    Errors: Refused (unknown_article).
    """
    standing = await articles.standing(article_id)
    check_seen(view, standing)
    return standing


def check_seen(view: Viewpoint, standing: Standing) -> None:
    """Nothing, when the viewer may see the article. Errors: Refused (unknown_article)."""
    if not view.sees(standing):
        raise unknown_article(standing.article_id)
