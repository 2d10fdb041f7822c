"""Something that goes wrong: it is told of until the Head has decided."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.contracts import MatterNow
    from newsroom.errors import NewsroomError
    from newsroom.matters.kinds import MatterAct
    from workflows.acts import taking
    from workflows.matter import Matter
    from workflows.messages import MATTER_QUERY, MatterInput
    from workflows.registry import INCIDENT


@workflow.defn(name=INCIDENT.name, failure_exception_types=[NewsroomError])
@taking(MatterAct.REPORT_INCIDENT, MatterAct.COMPILE_INCIDENT, MatterAct.DECIDE_INCIDENT)
class IncidentWorkflow(Matter):
    """One incident.

    Ends: when it is decided, or at once when the report was refused or another incident has taken its alarm.
    """

    @workflow.run
    async def run(self, start: MatterInput) -> MatterNow:  # noqa: ARG002 - taken by __init__
        """The time from the report to the decision."""
        return await self.live()

    @workflow.query(name=MATTER_QUERY, description="Sự việc đang thế nào")
    def stands(self) -> MatterNow:
        """How the incident stands."""
        return self.now
