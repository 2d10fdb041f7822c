"""The article as a later build would carry it: one more step before publishing, behind its patch."""

from datetime import timedelta
from typing import Final

from temporalio import workflow

from newsroom.errors import NewsroomError
from workflows.article import ArticleWorkflow
from workflows.messages import ArticleInput, ArticleReport
from workflows.registry import ARTICLE

PATCH: Final = "pause-before-publishing"
_PAUSE: Final = timedelta(milliseconds=1)


@workflow.defn(name=ARTICLE.name, failure_exception_types=[NewsroomError])
class NextArticleWorkflow(ArticleWorkflow):
    """An article that pauses before it is published; one that was published without goes on without."""

    @workflow.init
    def __init__(self, order: ArticleInput) -> None:
        super().__init__(order)

    @workflow.run
    async def run(self, order: ArticleInput) -> ArticleReport:
        """The article's life."""
        return await super().run(order)

    async def _publish(self) -> None:
        if workflow.patched(PATCH):
            await workflow.sleep(_PAUSE, summary="Bước mới của bản sau")
        await super()._publish()
