"""Every pod: restricted, probed, limited, told only what it needs, and given time to end."""

from collections import Counter

import pytest
import yaml

from activities.contracts import CHANNEL_QUEUES, EDITORIAL_QUEUE
from tests.deploy.manifests import (
    CHANNEL_WORKERS,
    COMPONENT,
    KUBERNETES,
    OVERLAYS,
    VERSION,
    container_of,
    example_contents,
    of_kind,
    pods,
    references,
    selected,
    template_of,
    variables,
    words_of,
)
from tests.support.typed import understood
from workers import serving
from workers.entrusting import ENTRUSTED, LOGS_IN_AS, Process
from workers.entrusting import SECRETS as SECRET_SETTINGS
from workers.settings import Settings

SECRETS = {
    "editorial-worker": {"database-editorial", "payload-key"},
    "portal-worker": {"database-channel", "payload-key", "portal"},
    "fanpage-worker": {"database-channel", "payload-key", "token-key", "fanpage"},
    "zalo-oa-worker": {"database-channel", "payload-key", "token-key", "zalo-oa"},
    "watch": {"database-watch", "watch"},
    "courier": {"database-courier", "courier", "token-key", "zalo-oa"},
    "desk": {"database-desk", "payload-key", "desk-key"},
    "codec-server": {"payload-key"},
    "migrate": {"database-admin", "database-roles"},
    "search-attributes": set(),
    "schedules": {"payload-key"},
    "backup": {"database-admin"},
    "simulator": set(),
}
LONG_LIVED = {*CHANNEL_WORKERS, "editorial-worker", "watch", "courier", "desk", "codec-server"}

each_overlay = pytest.mark.parametrize("overlay", OVERLAYS)


@each_overlay
def test_the_newsroom_is_complete(overlay: str) -> None:
    components = [component for component, _ in pods(overlay)]
    # A backup and the drill of one are one component: what may reach the storage for the one may for the other.
    twice = [component for component, times in Counter(components).items() if times > 1]
    assert twice in ([], ["backup"])
    assert set(components) >= LONG_LIVED | {"migrate", "search-attributes", "schedules"}
    assert set(components) <= set(SECRETS)


@each_overlay
def test_every_pod_is_restricted(overlay: str) -> None:
    """One pod as root, or with a token of the cluster, is the way in for whoever breaks into one process."""
    for component, template in pods(overlay):
        spec, container = template["spec"], container_of(template)
        assert spec["automountServiceAccountToken"] is False, component
        assert spec["serviceAccountName"] == "toasoan", component
        assert spec["securityContext"]["runAsNonRoot"] is True, component
        assert spec["securityContext"]["runAsUser"] >= 10000, component
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, component
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }, component
        assert not {"hostNetwork", "hostPID", "hostIPC"} & set(spec), component
        assert all("hostPath" not in volume for volume in spec["volumes"]), component


@each_overlay
def test_every_pod_can_write_where_it_must_and_nowhere_else(overlay: str) -> None:
    """The root is read-only; logs of a failure and the pieces of an upload go to a small volume of its own."""
    for component, template in pods(overlay):
        mounts = {mount["mountPath"]: mount for mount in container_of(template)["volumeMounts"]}
        writable = {path for path, mount in mounts.items() if not mount.get("readOnly")}
        assert writable == ({"/tmp", "/backups"} if component == "backup" else {"/tmp"}), component
        volumes = {volume["name"]: volume for volume in template["spec"]["volumes"]}
        assert {mount["name"] for mount in mounts.values()} == set(volumes), component
        assert volumes["tmp"]["emptyDir"]["sizeLimit"], component


@each_overlay
def test_every_pod_has_limits_and_an_image_of_a_version(overlay: str) -> None:
    images = set()
    for component, template in pods(overlay):
        container = container_of(template)
        images.add(container["image"])
        for bound in ("requests", "limits"):
            assert set(container["resources"][bound]) == {"cpu", "memory"}, component
    (image,) = images
    _, _, tag = image.partition("@")[0].rpartition(":")
    assert tag
    assert tag != "latest"


@each_overlay
def test_every_long_lived_pod_is_probed_at_a_port_it_has(overlay: str) -> None:
    for component, template in pods(overlay):
        container = container_of(template)
        if component not in LONG_LIVED | {"simulator"}:
            assert template["spec"]["restartPolicy"] == "Never", component
            continue
        ports = {port["name"] for port in container["ports"]}
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            asked = container[probe].get("httpGet") or container[probe]["tcpSocket"]
            assert asked["port"] in ports, (component, probe)
            assert asked.get("path", "/health") in {"/health", "/_sim/visible"}, (component, probe)


@each_overlay
def test_the_desk_is_not_killed_because_the_storage_is_away(overlay: str) -> None:
    """Its /health asks the storage: as liveness it would turn an outage of Postgres into one of the desk."""
    (desk,) = [container_of(template) for component, template in pods(overlay) if component == "desk"]
    assert desk["readinessProbe"]["httpGet"]["path"] == "/health"
    assert "httpGet" not in desk["livenessProbe"]


@each_overlay
def test_a_worker_gets_more_time_to_end_than_it_takes(overlay: str) -> None:
    grace = serving._GRACE.total_seconds()
    for component, template in pods(overlay):
        if component.endswith("-worker"):
            assert template["spec"]["terminationGracePeriodSeconds"] >= grace + 20, component


@each_overlay
def test_ports_of_pods_are_those_of_the_settings(overlay: str) -> None:
    """A process that listens where nobody asks is never ready."""
    (settings,) = of_kind(overlay, "ConfigMap")
    expected = {
        ("metrics", "watch"): "TOASOAN_WATCH_PORT",
        ("http", "desk"): "TOASOAN_DESK_PORT",
        ("http", "codec-server"): "TOASOAN_CODEC_PORT",
    }
    for component, template in pods(overlay):
        for port in container_of(template).get("ports", []):
            if component == "simulator":
                assert settings["data"]["TOASOAN_SIMULATOR_URL"].endswith(f":{port['containerPort']}")
                continue
            variable = expected.get((port["name"], component), "TOASOAN_METRICS_PORT")
            assert settings["data"][variable] == str(port["containerPort"]), component


@each_overlay
def test_every_variable_is_a_setting(overlay: str) -> None:
    """A misspelt variable is ignored, and the process runs with a default nobody meant."""
    known = {f"TOASOAN_{name.upper()}" for name in Settings.model_fields}
    for component, template in pods(overlay):
        assert variables(overlay, template) <= known, component


@each_overlay
def test_the_settings_are_accepted(overlay: str) -> None:
    (stored,) = of_kind(overlay, "ConfigMap")
    values = {name.removeprefix("TOASOAN_").lower(): value for name, value in stored["data"].items()}
    settings = Settings.model_validate(values)
    assert {settings.metrics_host, settings.desk_host, settings.codec_host} == {"0.0.0.0"}  # noqa: S104
    assert settings.data_folder.is_relative_to("/tmp")


@each_overlay
def test_every_command_is_understood(overlay: str) -> None:
    for _, template in pods(overlay):
        understood(["toasoan", *words_of(container_of(template))])


@each_overlay
def test_every_pod_gets_its_own_secrets_and_no_others(overlay: str) -> None:
    """The credentials of a channel lie in one process; the key that signs in the desk; nobody but the jobs is owner."""
    for component, template in pods(overlay):
        assert references(template, "secret") - {"temporal-tls"} == SECRETS[component], component
        assert references(template, "secret") <= set(example_contents()), component


@pytest.mark.trust
@each_overlay
def test_no_pod_holds_what_the_table_does_not_entrust_it_with(overlay: str) -> None:
    """The table of the program and the manifests must not drift apart; some secrets of the watch are optional."""
    needed = {"database_url", "desk_private_key", "payload_key", "admin_database_url"}
    for component, template in pods(overlay):
        kept = ENTRUSTED[Process(component)]
        given = {name for name in SECRET_SETTINGS if f"TOASOAN_{name.upper()}" in variables(overlay, template)}
        assert given <= kept, component
        assert kept & needed <= given, component


@pytest.mark.trust
def test_every_pod_logs_in_to_the_storage_as_itself() -> None:
    """One address for all is one password for all."""
    stored = {
        each["metadata"]["name"]: each.get("stringData") or each["data"]
        for each in yaml.safe_load_all((KUBERNETES / "secrets.example.yaml").read_text(encoding="utf-8"))
    }
    for component, names in SECRETS.items():
        for name in names:
            if address := stored[name].get("TOASOAN_DATABASE_URL"):
                assert address.startswith(f"<postgresql://{LOGS_IN_AS[Process(component)]}:"), component


@each_overlay
def test_every_config_map_is_there(overlay: str) -> None:
    (settings,) = of_kind(overlay, "ConfigMap")
    there = {settings["metadata"]["name"], "public-keys"}
    for component, template in pods(overlay):
        assert references(template, "configMap") <= there, component


@each_overlay
def test_every_queue_is_served_by_one_kind_of_pod(overlay: str) -> None:
    served = [
        words[2]
        for _, template in pods(overlay)
        if (words := words_of(container_of(template)))[:2] == ["worker", "--queue"]
    ]
    assert sorted(served) == sorted([EDITORIAL_QUEUE, *CHANNEL_QUEUES.values()])


@each_overlay
def test_every_deployment_finds_its_pods_and_no_others(overlay: str) -> None:
    labels = [template["metadata"]["labels"] for _, template in pods(overlay)]
    for each in of_kind(overlay, "Deployment"):
        template = template_of(each)
        assert template
        assert selected(each["spec"]["selector"], template["metadata"]["labels"])
        assert sum(selected(each["spec"]["selector"], other) for other in labels) == 1
        for spread in template["spec"].get("topologySpreadConstraints", []):
            assert selected(spread["labelSelector"], template["metadata"]["labels"])


@each_overlay
def test_every_long_lived_pod_has_a_disruption_budget(overlay: str) -> None:
    """Draining a node must not take all workers of a channel at once, nor wait for ever."""
    budgets = of_kind(overlay, "PodDisruptionBudget")
    for component, template in pods(overlay):
        if component in LONG_LIVED:
            (budget,) = [b for b in budgets if selected(b["spec"]["selector"], template["metadata"]["labels"])]
            assert budget["spec"]["maxUnavailable"] == 1
    assert len(budgets) == len(LONG_LIVED)


@each_overlay
def test_the_editorial_worker_says_which_version_it_is(overlay: str) -> None:
    """Label, image and build id agree, or a version is ramped that runs other code."""
    (template,) = [template for component, template in pods(overlay) if component == "editorial-worker"]
    container, version = container_of(template), template["metadata"]["labels"][VERSION]
    assert container["image"].partition("@")[0].rpartition(":")[2] == version
    if overlay == "production-controller":
        assert 'TOASOAN_BUILD_ID="$TEMPORAL_WORKER_BUILD_ID"' in container["command"][2]
        return
    (build_id,) = container["env"]
    assert build_id["name"] == "TOASOAN_BUILD_ID"
    assert build_id["valueFrom"]["fieldRef"]["fieldPath"] == f"metadata.labels['{VERSION}']"
    (deployment,) = [each for each in of_kind(overlay, "Deployment") if VERSION in each["metadata"]["labels"]]
    assert deployment["metadata"]["name"] == f"editorial-worker-{version}"
    assert deployment["spec"]["selector"]["matchLabels"][VERSION] == version


@each_overlay
def test_channels_scale_apart_from_the_editorial_worker(overlay: str) -> None:
    """No version in their selectors: a Deployment's selector can never change, and they are replaced in place."""
    for each in of_kind(overlay, "Deployment"):
        if each["spec"]["selector"]["matchLabels"][COMPONENT] != "editorial-worker":
            assert VERSION not in each["spec"]["selector"]["matchLabels"]
