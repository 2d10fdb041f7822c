"""A member's absence: it moves the articles when it begins, when somebody is assigned, and when it ends."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.contracts import MatterNow
    from newsroom.errors import NewsroomError
    from newsroom.matters.deeds import DeedAct
    from workflows.matter import Matter, deed_update
    from workflows.messages import MATTER_QUERY, MatterStart
    from workflows.registry import ABSENCE


@workflow.defn(name=ABSENCE.name, failure_exception_types=[NewsroomError])
class AbsenceWorkflow:
    """One absence, with the assignments made for it.

    Ends: when the member is back, or at once when the filing was refused.
    """

    @workflow.init
    def __init__(self, start: MatterStart) -> None:
        self.matter = Matter(start)

    @workflow.run
    async def run(self, start: MatterStart) -> MatterNow:  # noqa: ARG002 - taken by __init__
        """The time from the filing to the return."""
        return await self.matter.live()

    file_absence = deed_update(DeedAct.FILE_ABSENCE)
    change_absence = deed_update(DeedAct.CHANGE_ABSENCE)
    assign = deed_update(DeedAct.ASSIGN)
    renew = deed_update(DeedAct.RENEW)
    revoke = deed_update(DeedAct.REVOKE)

    @workflow.query(name=MATTER_QUERY, description="Đợt vắng đang thế nào")
    def now(self) -> MatterNow:
        """How the absence stands."""
        return self.matter.now
