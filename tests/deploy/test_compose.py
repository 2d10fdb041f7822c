"""The composition for one host: the same newsroom as in a cluster, each service with its own secrets and ways out."""

import re
from base64 import b64decode, urlsafe_b64decode
from typing import Any, Final

import pytest
import yaml
from typer.testing import CliRunner

from activities.contracts import CHANNEL_QUEUES, EDITORIAL_QUEUE
from simulator.config import SimulatorConfig
from tests.deploy.manifests import DEPLOY, KUBERNETES
from tests.support.typed import understood
from workers import serving
from workers.__main__ import app
from workers.entrusting import ENTRUSTED, LOGS_IN_AS, Process
from workers.entrusting import SECRETS as ENTRUSTED_SECRETS
from workers.settings import Settings

COMPOSED: Final[dict[str, Any]] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: Final[dict[str, dict[str, Any]]] = COMPOSED["services"]
OURS: Final = sorted(name for name, each in SERVICES.items() if each["image"].startswith("toasoan:"))
JOBS: Final = {"migrate", "search-attributes", "schedules", "backup"}
CHANNEL_WORKERS: Final = {"portal-worker", "fanpage-worker", "zalo-oa-worker"}
SECRETS: Final = {
    name
    for name in (f"TOASOAN_{field.upper()}" for field in Settings.model_fields)
    if re.search(r"KEY|PASSWORD|SECRET|DATABASE_URL|SMTP|WEBHOOK", name) and "PUBLIC" not in name and "TLS" not in name
}
_VARIABLE: Final = re.compile(r"\$\{(\w+)(:\?|:-)?[^}]*\}")

each_of_ours = pytest.mark.parametrize("name", OURS)


def variables(text: str) -> dict[str, str]:
    """The names a text asks the environment for, with how: `:?` must be there, `:-` may be."""
    return {match[1]: match[2] or "" for match in _VARIABLE.finditer(text)}


def given(file: str) -> dict[str, str]:
    """The variables of an environment file."""
    lines = (DEPLOY / "compose" / file).read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and line[0] != "#")


def test_the_newsroom_is_complete() -> None:
    served = sorted(each["command"][2] for each in SERVICES.values() if each.get("command", [])[:1] == ["worker"])
    assert served == sorted([EDITORIAL_QUEUE, *CHANNEL_QUEUES.values()])
    others = {"editorial-worker", "watch", "courier", "desk", "codec-server", "simulator"}
    assert set(OURS) == JOBS | CHANNEL_WORKERS | others
    assert set(SERVICES) - set(OURS) == {
        "postgres", "temporal-schema", "temporal", "temporal-namespace", "temporal-ui", "prometheus", "alertmanager",
        "grafana",
    }  # fmt: skip


@each_of_ours
def test_ours_are_restricted(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["tmpfs"]
    assert not {"privileged", "user", "network_mode", "pid", "cap_add"} & set(service)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_everybody_has_limits_and_no_more_rights_than_needed(name: str) -> None:
    service = SERVICES[name]
    assert {"mem_limit", "cpus", "pids_limit"} <= set(service)
    assert service["cap_drop"] == ["ALL"]
    assert re.search(r":(\$\{BUILD_ID:\?\}|v?\d+[\d.]*(-bookworm)?)$", service["image"])
    assert not [mount for mount in service.get("volumes", []) if "docker.sock" in mount]


@each_of_ours
def test_every_command_is_understood(name: str) -> None:
    understood(["toasoan", *SERVICES[name]["command"]])


@each_of_ours
def test_every_variable_is_a_setting(name: str) -> None:
    known = {f"TOASOAN_{field.upper()}" for field in Settings.model_fields} | {"HEALTH_PORT"}
    assert set(SERVICES[name]["environment"]) <= known


def secrets_of(name: str) -> set[str]:
    """The secrets one service is given."""
    return set(SERVICES[name].get("environment", {})) & SECRETS - {"TOASOAN_PAYLOAD_KEYS_OLD"}


def test_every_service_gets_its_own_secrets_and_no_others() -> None:
    sealing, stored = {"TOASOAN_PAYLOAD_KEY"}, {"TOASOAN_DATABASE_URL"}
    owner, worker = {"TOASOAN_ADMIN_DATABASE_URL"}, sealing | stored
    accounts = ("APP", "DESK", "EDITORIAL", "CHANNEL", "WATCH", "COURIER")
    roles = {f"TOASOAN_{role}_DATABASE_PASSWORD" for role in accounts}
    assert {name: secrets_of(name) for name in OURS} == {
        "migrate": owner | roles,
        "backup": owner,
        "search-attributes": set(),
        "schedules": sealing,
        "editorial-worker": worker,
        "portal-worker": worker | {"TOASOAN_LIFERAY_CLIENT_SECRET", "TOASOAN_WORDPRESS_PASSWORD"},
        "fanpage-worker": worker | {"TOASOAN_TOKEN_KEY", "TOASOAN_FACEBOOK_APP_SECRET"},
        "zalo-oa-worker": worker | {"TOASOAN_TOKEN_KEY", "TOASOAN_ZALO_APP_SECRET"},
        "watch": stored | {"TOASOAN_WATCH_WEBHOOK_URL", "TOASOAN_SMTP_URL"},
        "courier": stored
        | {"TOASOAN_SMTP_URL", "TOASOAN_PUSH_PRIVATE_KEY", "TOASOAN_TOKEN_KEY", "TOASOAN_ZALO_APP_SECRET"},
        "desk": worker | {"TOASOAN_DESK_PRIVATE_KEY"},
        "codec-server": sealing | {"TOASOAN_CODEC_SIGN_IN_KEY"},
        "simulator": set(),
    }


@pytest.mark.trust
@each_of_ours
def test_no_service_holds_what_the_table_does_not_entrust_it_with(name: str) -> None:
    """The table of the program and the composition must not drift apart."""
    given = {secret for secret in ENTRUSTED_SECRETS if f"TOASOAN_{secret.upper()}" in SERVICES[name]["environment"]}
    assert given <= ENTRUSTED[Process(name)]
    # The server lets in by network here, and one machine's worker for all queues is none of these.
    assert ENTRUSTED[Process(name)] - given <= {"temporal_api_key", "worker_database_password"}
    if (role := LOGS_IN_AS.get(Process(name))) is not None:
        assert SERVICES[name]["environment"]["TOASOAN_DATABASE_URL"].startswith(f"postgresql://{role}:")


@pytest.mark.trust
def test_only_who_has_business_with_a_server_reaches_it() -> None:
    """As in the cluster: a broken dashboard, or the played channels, must not speak to Temporal or to the storage."""
    reach = {net: {name for name, each in SERVICES.items() if net in each["networks"]} for net in COMPOSED["networks"]}
    acting = {*CHANNEL_WORKERS, "editorial-worker", "desk", "watch"}
    assert reach["workflows"] == acting | {
        "temporal", "temporal-namespace", "temporal-ui", "search-attributes", "schedules",
    }  # fmt: skip
    assert reach["storage"] == acting | {"courier", "postgres", "temporal", "temporal-schema", "migrate", "backup"}
    assert reach["metrics"] == acting | {"courier", "prometheus", "alertmanager", "grafana"}
    assert reach["trial"] == CHANNEL_WORKERS | {"courier", "simulator"}


def test_no_secret_is_written_down() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if name in SECRETS or "PASSWORD" in name or name.endswith("_PWD"):
                assert "${" in str(value), name


def test_only_workers_of_channels_and_alarms_have_a_way_out() -> None:
    for inside in ("storage", "workflows", "metrics", "trial"):
        assert COMPOSED["networks"][inside] == {"internal": True}
    assert COMPOSED["networks"]["doors"]["driver_opts"] == {"com.docker.network.bridge.enable_ip_masquerade": "false"}
    out = {name for name, each in SERVICES.items() if "channels" in each["networks"]}
    assert out == CHANNEL_WORKERS | {"courier"}
    assert {name for name, each in SERVICES.items() if "alarms" in each["networks"]} == {"watch", "alertmanager"}
    assert set(COMPOSED["networks"]) == {"storage", "workflows", "metrics", "trial", "channels", "alarms", "doors"}


def test_doors_open_on_loopback_only_and_never_to_temporal() -> None:
    for name, service in SERVICES.items():
        published = service.get("ports", [])
        assert all(port.startswith("127.0.0.1:") for port in published), name
        assert bool(published) == ("doors" in service["networks"]), name
    assert "ports" not in SERVICES["temporal"]
    assert "ports" not in SERVICES["postgres"]


def test_services_wait_for_what_they_need() -> None:
    """What is named exists; a job is waited for until it is done, a server until it is well."""
    for name, service in SERVICES.items():
        needed = service.get("depends_on", {})
        for other, how in needed.items() if isinstance(needed, dict) else [(each, {}) for each in needed]:
            assert other in SERVICES, name
            if how.get("condition") == "service_healthy":
                assert "test" in SERVICES[other]["healthcheck"], (name, other)
            if how.get("condition") == "service_completed_successfully":
                assert SERVICES[other]["restart"].startswith("on-failure"), (name, other)
    for name in {*CHANNEL_WORKERS, "editorial-worker", "desk", "watch"}:
        first = {"schedules"} if name == "watch" else set()
        assert set(SERVICES[name]["depends_on"]) == {"migrate", "search-attributes"} | first


def test_starting_waits_for_every_job_to_end() -> None:
    """`up --wait` takes a job that has ended for a failure, unless somebody waits for its end."""
    ended = {
        other
        for service in SERVICES.values()
        if "profiles" not in service and isinstance(service.get("depends_on"), dict)
        for other, how in service["depends_on"].items()
        if how["condition"] == "service_completed_successfully"
    }
    jobs = {name for name, each in SERVICES.items() if each["restart"].startswith("on-failure")}
    assert jobs == ended


def test_what_must_be_set_says_so_and_what_is_not_pinned_is_said_loudly() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    alarms = {name for name, how in variables(text).items() if name.startswith("ALARM_") and how == ":?"}
    assert alarms == {f"ALARM_{office}_URL" for office in ("ENGINEER", "FINAL_EDITOR", "STANDING_DEPUTY", "HEAD")}
    assert "NOT PINNED YET" in text or all("@sha256:" in each["image"] for each in SERVICES.values())


def test_alarms_go_where_the_installation_says() -> None:
    """An address that nobody answers at swallows every alarm, and nobody learns of it."""
    read = {config["target"]: config["source"] for config in SERVICES["alertmanager"]["configs"]}
    text = (DEPLOY / "alertmanager" / "alertmanager.yml").read_text(encoding="utf-8")
    assert {
        f"/etc/alertmanager/{file}" for file in re.findall(r"url_file: (\S+?)\}?[,}\]]*$", text, re.MULTILINE)
    } == set(read)
    assert set(read.values()) == set(COMPOSED["configs"])
    assert not [file for file in DEPLOY.rglob("*.y*ml") if ".invalid" in file.read_text(encoding="utf-8")]


def test_the_backup_s_volume_belongs_to_who_writes_it() -> None:
    """A new volume takes its owner from the folder of the image that it is mounted on."""
    image = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    for name in OURS:
        for mount in (each for each in SERVICES[name].get("volumes", []) if not each.endswith(":ro")):
            made = f"--owner=10001 --group=10001 --mode=0700 {mount.split(':')[1]}\n"
            assert made in image.partition("\nUSER 10001:10001\n")[0]


def test_the_health_check_asks_the_port_of_each_process() -> None:
    fields = Settings.model_fields
    ports = {"desk": fields["desk_port"].default, "codec-server": fields["codec_port"].default, "watch": 9465}
    for name, port in ports.items():
        assert SERVICES[name]["environment"]["HEALTH_PORT"] == port
    for name in JOBS:
        assert SERVICES[name]["healthcheck"] == {"disable": True}


def test_a_worker_gets_more_time_to_end_than_it_takes() -> None:
    for name in {*CHANNEL_WORKERS, "editorial-worker"}:
        assert int(SERVICES[name]["stop_grace_period"].removesuffix("s")) >= serving._GRACE.total_seconds() + 20


def test_the_example_asks_for_everything_that_must_be_there() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    asked, offered = variables(text), given("example.env")
    assert {name for name, how in asked.items() if how == ":?"} <= set(offered)
    assert set(offered) <= set(asked)
    assert all(not value or name == "TOASOAN_PORTAL_KIND" for name, value in offered.items())


def test_the_command_prints_the_keys_the_example_asks_for() -> None:
    """Fresh ones every time, each in the one form that every process accepts."""
    first, second = (
        dict(line.split("=", 1) for line in CliRunner().invoke(app, ["server", "keys"]).stdout.split())
        for _ in range(2)
    )
    assert set(first) <= set(given("example.env"))
    assert all(first[name] != second[name] for name in first)
    Settings.model_validate({name.removeprefix("TOASOAN_").lower(): value for name, value in first.items()})
    # A browser wants this one as it stands in addresses, and whole.
    public = first.pop("TOASOAN_PUSH_PUBLIC_KEY")
    assert len(urlsafe_b64decode(f"{public}=")) == 65
    for name in (each for each in first if not each.endswith("_DATABASE_PASSWORD")):
        assert len(b64decode(first[name], validate=True)) == 32, name


def test_the_trial_speaks_to_the_simulator_as_it_is() -> None:
    """Its made-up credentials are those of the simulator, in compose and in the cluster alike."""
    plays, demo = SimulatorConfig(), given("demo.env")
    assert demo["TOASOAN_LIFERAY_CLIENT_SECRET"] == plays.liferay_client_secret
    assert demo["TOASOAN_FACEBOOK_APP_SECRET"] == plays.app_secret
    assert demo["TOASOAN_ZALO_APP_SECRET"] == plays.zalo_app_secret
    text = (KUBERNETES / "components/simulator/settings.env").read_text(encoding="utf-8")
    cluster = dict(line.split("=", 1) for line in text.splitlines())
    for facts in (demo, cluster):
        assert facts["TOASOAN_LIFERAY_SITE_ID"] == plays.site_id
        assert facts["TOASOAN_LIFERAY_CLIENT_ID"] == plays.liferay_client_id
        assert facts["TOASOAN_FACEBOOK_PAGE_ID"] == plays.page_id
        assert facts["TOASOAN_ZALO_APP_ID"] == plays.zalo_app_id
    assert {name: value for name, value in cluster.items() if name in demo} == {
        name: value for name, value in demo.items() if name in cluster
    }
    assert set(demo) <= set(variables((DEPLOY / "compose.yaml").read_text(encoding="utf-8")))


def test_everything_mounted_is_there() -> None:
    for name, service in SERVICES.items():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            if source.startswith("."):
                assert (DEPLOY / source).exists(), (name, source)
            else:
                assert source in COMPOSED["volumes"], (name, source)


def test_prometheus_scrapes_as_often_as_the_alerts_count_on() -> None:
    """The jobs and intervals are a part of the promise of 90 seconds; only the addresses are this composition's own."""
    ours, theirs = (
        yaml.safe_load((DEPLOY / folder / "prometheus.yml").read_text(encoding="utf-8"))
        for folder in ("compose", "prometheus")
    )
    targets = set()
    for config in (ours, theirs):
        for job in config["scrape_configs"]:
            (static,) = job.pop("static_configs")
            if config is ours:
                targets |= {target.split(":")[0] for target in static["targets"]}
    assert ours == theirs
    assert targets == {*CHANNEL_WORKERS, "editorial-worker", "desk", "watch", "courier"}


def test_one_temporal_is_configured_like_the_other() -> None:
    """In compose a file, in the chart a value."""
    file = yaml.safe_load((DEPLOY / "temporal" / "dynamic-config.yaml").read_text(encoding="utf-8"))
    values = yaml.safe_load((DEPLOY / "temporal" / "values.yaml").read_text(encoding="utf-8"))
    assert values["server"]["dynamicConfig"] == file
    images = {
        SERVICES[name]["image"].rpartition(":")[2] for name in ("temporal", "temporal-schema", "temporal-namespace")
    }
    assert images == {values["server"]["image"]["tag"]}
    assert values["server"]["frontend"]["service"]["type"] == "ClusterIP"
