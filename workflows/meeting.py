"""A meeting of the board: it holds the disputed articles until the Head has signed what was decided on them."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.contracts import MatterNow
    from newsroom.errors import NewsroomError
    from newsroom.matters.deeds import DeedAct
    from workflows.matter import Matter, deed_update
    from workflows.messages import MATTER_QUERY, MatterStart
    from workflows.registry import MEETING


@workflow.defn(name=MEETING.name, failure_exception_types=[NewsroomError])
class MeetingWorkflow:
    """One meeting of the board.

    Ends: when it is concluded or cancelled, or at once when the call was refused.
    """

    @workflow.init
    def __init__(self, start: MatterStart) -> None:
        self.matter = Matter(start)

    @workflow.run
    async def run(self, start: MatterStart) -> MatterNow:  # noqa: ARG002 - taken by __init__
        """The time from the call to the conclusion."""
        return await self.matter.live()

    convene = deed_update(DeedAct.CONVENE)
    add_paper = deed_update(DeedAct.ADD_PAPER)
    record_minutes = deed_update(DeedAct.RECORD_MINUTES)
    conclude = deed_update(DeedAct.CONCLUDE)
    cancel_meeting = deed_update(DeedAct.CANCEL_MEETING)

    @workflow.query(name=MATTER_QUERY, description="Cuộc họp đang thế nào")
    def now(self) -> MatterNow:
        """How the meeting stands."""
        return self.matter.now
