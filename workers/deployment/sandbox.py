"""The sandbox in which workers run workflows.

Our own rooms are passed through: read anew for every run they cost an article seven milliseconds of CPU, and what that
guards against is tested instead, that none of them keeps anything from one run to the next. Histories that are played
again (the replay tests, the check before a rollout) meet the SDK's own, stricter sandbox.
"""

from dataclasses import dataclass
from typing import Any, Final

from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.converter import StorageDriverStoreContext, StorageDriverWorkflowInfo, WorkflowSerializationContext
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import Info

OURS: Final = ("workflows", "newsroom", "activities")
"""The rooms that workflows are made of; the others never enter."""

_RESTRICTIONS: Final = SandboxRestrictions.default.with_passthrough_modules(*OURS)


@dataclass(frozen=True)
class Sandbox(SandboxedWorkflowRunner):
    """A sandbox for one worker."""

    restrictions: SandboxRestrictions = _RESTRICTIONS

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """A run of a workflow in the sandbox."""
        return Run(super().create_instance(det))


class Run(WorkflowInstance):
    """A run whose payloads are all known as its workflow's own, without a question.

    Left to itself the SDK compiles and runs a question in the sandbox for each payload, three times on each way: a
    tenth of an article's CPU in the worker. What it asks is whose the payload is, and our seal needs to know the
    workflow alone, which is the same for all that a workflow of ours sends.
    """

    def __init__(self, run: WorkflowInstance) -> None:
        info = run.get_info()
        self._run = run
        self._owner = WorkflowSerializationContext(namespace=info.namespace, workflow_id=info.workflow_id)
        self._stored_for = StorageDriverStoreContext(
            target=StorageDriverWorkflowInfo(
                namespace=info.namespace, id=info.workflow_id, run_id=info.run_id, type=info.workflow_type
            )
        )

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        """What the workflow does next."""
        return self._run.activate(act)

    # The type of what is asked about is private to the SDK.
    def get_serialization_context(self, command_info: Any) -> WorkflowSerializationContext:  # noqa: ARG002
        """Whose a payload is."""
        return self._owner

    def get_external_store_context(self, command_info: Any) -> StorageDriverStoreContext:  # noqa: ARG002
        """The same, for a store of large payloads, of which there is none."""
        return self._stored_for

    def get_info(self) -> Info:
        """What is known of the run."""
        return self._run.get_info()

    def get_thread_id(self) -> int | None:
        """Where it runs, while it does."""
        return self._run.get_thread_id()
