"""A workflow that does not do what the recorded articles did: the replay must notice."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from workflows.messages import ARTICLE_WORKFLOW, ArticleOrder


@workflow.defn(name=ARTICLE_WORKFLOW)
class DivergentWorkflow:
    """Sleeps where an article waits for people."""

    @workflow.run
    async def run(self, order: ArticleOrder) -> str:
        """Wait an hour for nobody."""
        await workflow.sleep(timedelta(hours=1))
        await workflow.sleep(timedelta(hours=1))
        return order.standing.article_id
