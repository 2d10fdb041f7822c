"""A member's absence: it moves the articles when it begins, when somebody is assigned, and when it ends."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.contracts import MatterNow
    from newsroom.errors import NewsroomError
    from newsroom.matters.kinds import MatterAct
    from workflows.acts import taking
    from workflows.matter import Matter
    from workflows.messages import MATTER_QUERY, MatterInput
    from workflows.registry import ABSENCE


@workflow.defn(name=ABSENCE.name, failure_exception_types=[NewsroomError])
@taking(MatterAct.FILE_ABSENCE, MatterAct.CHANGE_ABSENCE, MatterAct.ASSIGN, MatterAct.RENEW, MatterAct.REVOKE)
class AbsenceWorkflow(Matter):
    """One absence, with the assignments made for it.

    Ends: when the member is back, or at once when the filing was refused.
    """

    @workflow.run
    async def run(self, start: MatterInput) -> MatterNow:  # noqa: ARG002 - taken by __init__
        """The time from the filing to the return."""
        return await self.live()

    @workflow.query(name=MATTER_QUERY, description="Đợt vắng đang thế nào")
    def stands(self) -> MatterNow:
        """How the absence stands."""
        return self.now
