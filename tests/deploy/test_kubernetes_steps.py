"""What an overlay adds: preparing before running, backups, scaling, versions, scraping, certificates."""

import pytest
import yaml

from activities.contracts import EDITORIAL_QUEUE
from tests.deploy.manifests import (
    CHANNEL_WORKERS,
    COMPONENT,
    DEPLOY,
    OVERLAYS,
    VERSION,
    Object,
    container_of,
    named,
    objects,
    of_kind,
    pods,
    references,
    selected,
    template_of,
)
from workers.settings import Settings

STEP = "toasoan/step"
PRODUCTION = ("production", "production-controller", "production-scaled")

each_overlay = pytest.mark.parametrize("overlay", OVERLAYS)
each_production = pytest.mark.parametrize("overlay", PRODUCTION)


def prepared(each: Object) -> bool:
    """Whether an object is applied before anything runs."""
    return bool(each["metadata"].get("labels", {}).get(STEP) == "prepare")


@each_overlay
def test_the_first_step_holds_all_that_its_jobs_need(overlay: str) -> None:
    """`kubectl apply --selector toasoan/step=prepare` must not wait for what only the second step brings."""
    first = [each for each in objects(overlay) if prepared(each)]
    kinds = {each["kind"] for each in first}
    assert kinds == {"Namespace", "ServiceAccount", "ConfigMap", "NetworkPolicy", "Job"}
    (settings,) = [each for each in first if each["kind"] == "ConfigMap"]
    for job in [each for each in first if each["kind"] == "Job"]:
        template = template_of(job)
        assert template
        assert references(template, "configMap") == {settings["metadata"]["name"]}


@each_overlay
def test_nothing_that_runs_is_in_the_first_step(overlay: str) -> None:
    """A worker of the new version on the old tables would refuse people their acts."""
    for each in objects(overlay):
        assert prepared(each) == (
            each["kind"] in {"Namespace", "ServiceAccount", "ConfigMap", "Job"}
            or (each["kind"] == "NetworkPolicy" and each["metadata"]["name"] != "mail")
        ), each["metadata"]["name"]


@each_overlay
def test_a_job_that_cannot_succeed_ends(overlay: str) -> None:
    for job in of_kind(overlay, "Job"):
        assert job["spec"]["activeDeadlineSeconds"] <= 600
        assert job["spec"]["backoffLimit"] <= 5


@each_production
def test_a_backup_is_made_every_night(overlay: str) -> None:
    cron = named(overlay, "CronJob", "backup")
    assert cron["spec"]["timeZone"] == "Asia/Ho_Chi_Minh"
    assert cron["spec"]["concurrencyPolicy"] == "Forbid"
    minute, hour, *rest = cron["spec"]["schedule"].split()
    assert rest == ["*", "*", "*"]
    assert int(hour) < 6
    assert int(minute) < 60
    template = template_of(cron)
    assert template
    volumes = {volume["name"]: volume for volume in template["spec"]["volumes"]}
    claim = volumes["backups"]["persistentVolumeClaim"]["claimName"]
    assert named(overlay, "PersistentVolumeClaim", claim)
    assert container_of(template)["args"] == ["backup", "--to", "/backups"]


@each_production
def test_production_survives_the_loss_of_a_node(overlay: str) -> None:
    """Two of everything people or channels wait for; of the editorial worker at least two whoever counts them."""
    for each in of_kind(overlay, "Deployment"):
        component = each["spec"]["selector"]["matchLabels"][COMPONENT]
        if component in {*CHANNEL_WORKERS, "desk"}:
            assert each["spec"]["replicas"] >= 2, component


def test_the_number_of_editorial_workers_has_one_owner() -> None:
    (plain,) = [e for e in of_kind("production", "Deployment") if VERSION in e["metadata"]["labels"]]
    assert plain["spec"]["replicas"] >= 2
    (scaled,) = [e for e in of_kind("production-scaled", "Deployment") if VERSION in e["metadata"]["labels"]]
    assert "replicas" not in scaled["spec"]
    (controlled,) = of_kind("production-controller", "WorkerDeployment")
    assert controlled["spec"]["replicas"] >= 2
    assert not [e for e in of_kind("production-controller", "Deployment") if VERSION in e["metadata"]["labels"]]


def test_scaling_follows_the_backlog_of_its_own_version() -> None:
    """The backlog of another version would keep workers up that serve nothing, or take away those that do."""
    (scaled,) = of_kind("production-scaled", "ScaledObject")
    (deployment,) = [e for e in of_kind("production-scaled", "Deployment") if VERSION in e["metadata"]["labels"]]
    (settings,) = of_kind("production-scaled", "ConfigMap")
    (trigger,) = scaled["spec"]["triggers"]
    assert scaled["spec"]["scaleTargetRef"]["name"] == deployment["metadata"]["name"] == scaled["metadata"]["name"]
    assert trigger["metadata"]["workerDeploymentBuildId"] == deployment["metadata"]["labels"][VERSION]
    assert trigger["metadata"]["workerDeploymentName"] == Settings.model_fields["deployment_name"].default
    assert trigger["metadata"]["taskQueue"] == EDITORIAL_QUEUE
    assert trigger["metadata"]["endpoint"] == settings["data"]["TOASOAN_TEMPORAL_ADDRESS"]
    assert trigger["metadata"]["namespace"] == settings["data"]["TOASOAN_TEMPORAL_NAMESPACE"]


def test_the_controller_runs_the_very_pods_of_production() -> None:
    """But for the command, which takes the version from the controller."""

    def editorial(overlay: str) -> Object:
        (template,) = [template for component, template in pods(overlay) if component == "editorial-worker"]
        container = {k: v for k, v in container_of(template).items() if k not in {"args", "env", "command"}}
        return {**template, "spec": {**template["spec"], "containers": [container]}}

    assert editorial("production-controller") == editorial("production")


def test_the_controller_knows_the_same_temporal() -> None:
    (worker,) = of_kind("production-controller", "WorkerDeployment")
    (connection,) = of_kind("production-controller", "Connection")
    (settings,) = of_kind("production-controller", "ConfigMap")
    options = worker["spec"]["workerOptions"]
    assert options["connectionRef"]["name"] == connection["metadata"]["name"]
    assert options["temporalNamespace"] == settings["data"]["TOASOAN_TEMPORAL_NAMESPACE"]
    assert connection["spec"]["hostPort"] == settings["data"]["TOASOAN_TEMPORAL_ADDRESS"]
    assert options["unsafeCustomBuildID"] == (template_of(worker) or {})["metadata"]["labels"][VERSION]
    name = f"{worker['metadata']['namespace']}/{worker['metadata']['name']}"
    assert Settings.model_validate({"deployment_name": name}).deployment_name == name


@pytest.mark.parametrize("overlay", [*PRODUCTION, "staging"])
def test_every_pod_with_metrics_is_scraped_under_the_name_the_alerts_use(overlay: str) -> None:
    """The job's name is what «absent» asks for: under another name the watch is dead for ever."""
    configured = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))
    known = {job["job_name"] for job in configured["scrape_configs"]}
    found = {}
    for monitor in of_kind(overlay, "PodMonitor"):
        (endpoint,) = monitor["spec"]["podMetricsEndpoints"]
        (relabelled,) = endpoint["relabelings"]
        assert relabelled["targetLabel"] == "job"
        for component, template in pods(overlay):
            if selected(monitor["spec"]["selector"], template["metadata"]["labels"]):
                assert endpoint["port"] in {port["name"] for port in container_of(template)["ports"]}
                found[component] = relabelled["replacement"]
    assert set(found.values()) == known
    assert found["watch"] == "newsroom-watch"
    assert found["desk"] == "newsroom-desk"
    assert found["courier"] == "newsroom-courier"
    assert {found[each] for each in (*CHANNEL_WORKERS, "editorial-worker")} == {"newsroom-worker"}


@each_production
def test_whoever_speaks_to_temporal_has_a_certificate(overlay: str) -> None:
    (settings,) = of_kind(overlay, "ConfigMap")
    folder = settings["data"]["TOASOAN_TEMPORAL_TLS_CA"].rpartition("/")[0]
    for component, template in pods(overlay):
        mounts = {mount["mountPath"] for mount in container_of(template)["volumeMounts"]}
        speaks = component not in {"migrate", "backup", "codec-server", "courier"}
        assert ("temporal-tls" in references(template, "secret")) == speaks, component
        assert (folder in mounts) == speaks, component
