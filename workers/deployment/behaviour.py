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
from temporalio.worker import WorkerDeploymentConfig, WorkflowInstance, WorkflowInstanceDetails

from activities.contracts import EDITORIAL_QUEUE
from workers.deployment.sandbox import Run, Sandbox
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
            "workflow_runner": Sandbox(),
        }
    config = WorkerDeploymentConfig(
        version=build, use_worker_versioning=True, default_versioning_behavior=VersioningBehavior.PINNED
    )
    return {"deployment_config": config, "workflow_runner": FollowingSandbox()}


class FollowingSandbox(Sandbox):
    """The sandbox as ever, except that some workflows say in every answer that they follow new versions."""

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """A run of a workflow in the sandbox."""
        run = super().create_instance(det)
        return _Following(run) if det.info.workflow_type in FOLLOWING else run


class _Following(Run):
    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        completion = super().activate(act)
        if completion.HasField("successful"):
            completion.successful.versioning_behavior = VersioningBehavior.AUTO_UPGRADE.value
        return completion
