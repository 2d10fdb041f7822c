"""Small schemas for the objects of operators: which fields may stand in their spec, and which must."""

from typing import Final

from tests.deploy.manifests import Object

REQUIRED_SPEC: Final[dict[str, set[str]]] = {
    "ScaledObject": {"scaleTargetRef", "triggers", "minReplicaCount", "maxReplicaCount"},
    "WorkerDeployment": {"template", "rollout", "sunset", "workerOptions"},
    "Connection": {"hostPort"},
    "PodMonitor": {"selector", "podMetricsEndpoints"},
    "PrometheusRule": {"groups"},
}
_ALLOWED: Final[dict[str, tuple[str, set[str]]]] = {
    "ScaledObject": ("keda.sh/v1alpha1", {"pollingInterval", "cooldownPeriod", "advanced", "fallback"}),
    "WorkerDeployment": ("temporal.io/v1alpha1", {"replicas", "minReadySeconds", "progressDeadlineSeconds"}),
    "Connection": ("temporal.io/v1alpha1", {"tls", "mutualTLSSecretRef", "apiKeySecretRef"}),
    "PodMonitor": ("monitoring.coreos.com/v1", {"namespaceSelector", "jobLabel", "podTargetLabels"}),
    "PrometheusRule": ("monitoring.coreos.com/v1", set()),
}
_RULE: Final = {"alert", "record", "expr", "for", "keep_firing_for", "labels", "annotations"}
_GROUP: Final = {"name", "interval", "limit", "rules", "query_offset", "labels", "partial_response_strategy"}
_TEMPORAL_TRIGGER: Final = {
    "endpoint", "namespace", "taskQueue", "queueTypes", "targetQueueSize", "activationTargetQueueSize",
    "workerDeploymentName", "workerDeploymentBuildId",
}  # fmt: skip


def checked_spec(each: Object) -> set[str]:
    """The fields of an operator's object, after a look at each of them."""
    kind, spec = each["kind"], each["spec"]
    version, allowed = _ALLOWED[kind]
    assert each["apiVersion"] == version
    assert set(spec) <= allowed | REQUIRED_SPEC[kind], kind
    match kind:
        case "PrometheusRule":
            _check_groups(spec["groups"])
        case "ScaledObject":
            _check_scaling(spec)
        case "WorkerDeployment":
            _check_rollout(spec)
    return set(spec)


def _check_groups(groups: list[Object]) -> None:
    for group in groups:
        assert set(group) <= _GROUP
        for rule in group["rules"]:
            assert set(rule) <= _RULE
            assert ("alert" in rule) != ("record" in rule)
            texts = {**rule.get("labels", {}), **rule.get("annotations", {})}
            assert all(isinstance(value, str) for value in texts.values())


def _check_scaling(spec: Object) -> None:
    assert 0 < spec["minReplicaCount"] < spec["maxReplicaCount"]
    for trigger in spec["triggers"]:
        assert trigger["type"] == "temporal"
        assert set(trigger["metadata"]) <= _TEMPORAL_TRIGGER
        assert all(isinstance(value, str) for value in trigger["metadata"].values())


def _check_rollout(spec: Object) -> None:
    assert spec["rollout"]["strategy"] == "Progressive"
    ramps = [step["rampPercentage"] for step in spec["rollout"]["steps"]]
    assert ramps == sorted(ramps)
    assert all(0 < ramp < 100 for ramp in ramps)
    assert set(spec["sunset"]) == {"scaledownDelay", "deleteDelay"}
    assert set(spec["workerOptions"]) == {"connectionRef", "temporalNamespace", "unsafeCustomBuildID"}
