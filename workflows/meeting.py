"""A meeting of the board: it holds the disputed articles until the Head has signed what was decided on them."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.contracts import MatterNow
    from newsroom.errors import NewsroomError
    from newsroom.matters.kinds import MatterAct
    from workflows.acts import taking
    from workflows.matter import Matter
    from workflows.messages import MATTER_QUERY, MatterInput
    from workflows.registry import MEETING


@workflow.defn(name=MEETING.name, failure_exception_types=[NewsroomError])
@taking(
    MatterAct.CONVENE,
    MatterAct.ADD_PAPER,
    MatterAct.ADD_ITEM,
    MatterAct.DIRECT_PREPARATION,
    MatterAct.RECORD_MINUTES,
    MatterAct.CONCLUDE,
    MatterAct.CANCEL_MEETING,
)
class MeetingWorkflow(Matter):
    """One meeting of the board.

    Ends: when it is concluded or cancelled, or at once when the call was refused.
    """

    @workflow.run
    async def run(self, start: MatterInput) -> MatterNow:  # noqa: ARG002 - taken by __init__
        """The time from the call to the conclusion."""
        return await self.live()

    @workflow.query(name=MATTER_QUERY, description="Cuộc họp đang thế nào")
    def stands(self) -> MatterNow:
        """How the meeting stands."""
        return self.now
