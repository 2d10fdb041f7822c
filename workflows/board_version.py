"""A new notice: adopted now, in force from its hour, when the running articles move."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.contracts import MatterNow
    from newsroom.errors import NewsroomError
    from newsroom.matters.kinds import MatterAct
    from workflows.acts import taking
    from workflows.matter import Matter
    from workflows.messages import MATTER_QUERY, MatterInput
    from workflows.registry import BOARD


@workflow.defn(name=BOARD.name, failure_exception_types=[NewsroomError])
@taking(MatterAct.ADOPT_BOARD)
class BoardVersionWorkflow(Matter):
    """One version of the notice.

    Ends: once it is in force and every running article has moved, or at once when the adoption was refused.
    """

    @workflow.run
    async def run(self, start: MatterInput) -> MatterNow:  # noqa: ARG002 - taken by __init__
        """The time from the adoption to the hour from which it holds."""
        return await self.live()

    @workflow.query(name=MATTER_QUERY, description="Bản phân công đang thế nào")
    def stands(self) -> MatterNow:
        """How the adoption stands."""
        return self.now
