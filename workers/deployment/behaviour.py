"""Which workflows follow a new version of the code and which finish on the one they began with.

Said here and not on the workflows: the server answers no task of a workflow that claims a behaviour while its worker
carries no version, as on one machine and in most tests.
"""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, Final

from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.worker import WorkerDeploymentConfig, WorkflowInstance, WorkflowInstanceDetails, WorkflowRunner

from activities.contracts import EDITORIAL_QUEUE
from workers.deployment.sandbox import sandbox
from workers.settings import Settings
from workflows.registry import KINDS

FOLLOWING: Final = frozenset(kind.name for kind in KINDS if kind.follows)
"""Live long and must get repairs, so changes to them stand behind `workflow.patched`; all others are pinned."""


def versioning(settings: Settings, queue: str) -> Mapping[str, Any]:
    """What the worker of a queue is told of its build, and in what its workflows run.

    Without a build id no queue is versioned, with one only the editorial queue: the channels' activities keep no
    history that could disagree with new code.
    """
    versioned = bool(settings.build_id) and queue == EDITORIAL_QUEUE
    # Left to itself the SDK makes up a build id out of the code of every loaded module, for half a second and more.
    build = WorkerDeploymentVersion(
        deployment_name=settings.deployment_name, build_id=settings.build_id or version("toasoan")
    )
    if not versioned:
        return {
            "deployment_config": WorkerDeploymentConfig(version=build, use_worker_versioning=False),
            "workflow_runner": sandbox(),
        }
    config = WorkerDeploymentConfig(
        version=build, use_worker_versioning=True, default_versioning_behavior=VersioningBehavior.PINNED
    )
    return {"deployment_config": config, "workflow_runner": FollowingRunner()}


class FollowingRunner(WorkflowRunner):
    """The sandbox as ever, except that some workflows say in every answer that they follow new versions."""

    def __init__(self) -> None:
        self._sandbox = sandbox()

    # The parameter's type is private to the SDK.
    def prepare_workflow(self, defn: Any) -> None:
        """Validate a workflow in the sandbox."""
        self._sandbox.prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """A sandboxed run."""
        run = self._sandbox.create_instance(det)
        return _Following(run) if det.info.workflow_type in FOLLOWING else run

    def set_worker_level_failure_exception_types(self, types: Any) -> None:
        """Hand the types on to the sandbox."""
        self._sandbox.set_worker_level_failure_exception_types(types)


class _Following(WorkflowInstance):
    def __init__(self, run: WorkflowInstance) -> None:
        self._run = run

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        completion = self._run.activate(act)
        if completion.HasField("successful"):
            completion.successful.versioning_behavior = VersioningBehavior.AUTO_UPGRADE.value
        return completion

    def get_serialization_context(self, command_info: Any) -> Any:
        return self._run.get_serialization_context(command_info)

    def get_external_store_context(self, command_info: Any) -> Any:
        return self._run.get_external_store_context(command_info)

    def get_info(self) -> Any:
        return self._run.get_info()

    def get_thread_id(self) -> int | None:
        return self._run.get_thread_id()
