"""The sandbox in which workers run workflows.

Our own rooms are passed through: read anew for every run they cost an article seven milliseconds of CPU, and what that
guards against is tested instead, that none of them keeps anything from one run to the next. Histories that are played
again (the replay tests, the check before a rollout) meet the SDK's own, stricter sandbox.
"""

from typing import Final

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

OURS: Final = ("workflows", "newsroom", "activities")
"""The rooms that workflows are made of; the others never enter."""


def sandbox() -> SandboxedWorkflowRunner:
    """A sandbox for one worker."""
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*OURS))
