"""A power lent for a time: it moves the articles when it begins and when it ends."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.contracts import MatterNow
    from newsroom.errors import NewsroomError
    from newsroom.matters.kinds import MatterAct
    from workflows.acts import taking
    from workflows.matter import Matter
    from workflows.messages import MATTER_QUERY, MatterInput
    from workflows.registry import DELEGATION


@workflow.defn(name=DELEGATION.name, failure_exception_types=[NewsroomError])
@taking(MatterAct.DELEGATE, MatterAct.RENEW, MatterAct.REVOKE)
class DelegationWorkflow(Matter):
    """One delegation or authorisation.

    Ends: at its last moment, when revoked, or at once when it was refused.
    """

    @workflow.run
    async def run(self, start: MatterInput) -> MatterNow:  # noqa: ARG002 - taken by __init__
        """The time from the paper to its end."""
        return await self.live()

    @workflow.query(name=MATTER_QUERY, description="Ủy quyền đang thế nào")
    def stands(self) -> MatterNow:
        """How the delegation stands."""
        return self.now
