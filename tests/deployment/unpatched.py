"""A later build whose author forgot the patch: articles that were published without the new step cannot be replayed."""

from datetime import timedelta

from temporalio import workflow

from newsroom.errors import NewsroomError
from workflows.article import ArticleWorkflow
from workflows.messages import ArticleInput, ArticleReport
from workflows.registry import ARTICLE


@workflow.defn(name=ARTICLE.name, failure_exception_types=[NewsroomError])
class UnpatchedArticleWorkflow(ArticleWorkflow):
    """Pauses before it publishes, whatever was done before."""

    @workflow.init
    def __init__(self, order: ArticleInput) -> None:
        super().__init__(order)

    @workflow.run
    async def run(self, order: ArticleInput) -> ArticleReport:
        """The article's life."""
        return await super().run(order)

    async def _publish(self) -> None:
        await workflow.sleep(timedelta(milliseconds=1))
        await super()._publish()
