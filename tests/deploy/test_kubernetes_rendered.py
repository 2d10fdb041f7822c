"""What is rendered is what is written, fits the schemas of Kubernetes and names only what exists."""

import hashlib
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

import kubernetes_validate
import pytest
import yaml

from tests.deploy.manifests import KUBERNETES, OVERLAYS, Object, objects, of_kind, template_of
from tests.deploy.own_schemas import REQUIRED_SPEC, checked_spec

OURS = {"ScaledObject", "WorkerDeployment", "Connection", "PodMonitor", "PrometheusRule"}


def renderer() -> Any:
    """The script deploy/kubernetes/render.py as a module."""
    spec = spec_from_file_location("render", KUBERNETES / "render.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_rendered_comes_from_what_is_written() -> None:
    """Applying what nobody tested, or testing what nobody applies. Red: run `make manifests`."""
    lines = (KUBERNETES / "rendered/SHA256SUMS").read_text("utf-8").splitlines()
    noted = {line.split("  ", 1)[1]: line.split("  ", 1)[0] for line in lines}
    found = {
        file.relative_to(KUBERNETES).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in KUBERNETES.rglob("*")
        if file.suffix in {".yaml", ".env"}
    }
    assert noted == found


def test_every_overlay_is_rendered_and_tested() -> None:
    folders = {folder.name for folder in (KUBERNETES / "overlays").iterdir()}
    files = {file.stem for file in (KUBERNETES / "rendered").glob("*.yaml")}
    assert folders == files == set(OVERLAYS)


def test_the_operator_has_the_rules_that_promtool_tests() -> None:
    """Rules that were changed in deploy/prometheus only would be tested and never run. Red: run `make manifests`."""
    assert named_rule() == renderer().prometheus_rule()["spec"]


def named_rule() -> Object:
    """The rules inside of the rendered manifest."""
    (rule,) = of_kind("production", "PrometheusRule")
    spec: Object = rule["spec"]
    return spec


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_object_fits_its_schema(overlay: str) -> None:
    """A field in the wrong place is dropped silently by a lenient server, or refused on the day of the release."""
    checked = 0
    for each in objects(overlay):
        if each["kind"] in OURS:
            continue
        kubernetes_validate.validate(each, "1.37", strict=True)
        checked += 1
    assert checked > 30


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_objects_of_operators_fit_what_we_know_of_them(overlay: str) -> None:
    """Kubernetes has no schema for them; these are ours, after the CRDs of the versions that deploy/README.md names."""
    for each in objects(overlay):
        if each["kind"] in OURS:
            assert checked_spec(each) >= REQUIRED_SPEC[each["kind"]], each["kind"]
        if each["kind"] == "WorkerDeployment":
            pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "any"}, **(template_of(each) or {})}
            kubernetes_validate.validate({**pod, "metadata": {"name": "any"}}, "1.37", strict=True)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_nothing_that_names_a_replacement_was_left_unreplaced(overlay: str) -> None:
    assert "replaced" not in yaml.safe_dump_all(objects(overlay))


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_everything_lies_in_one_namespace(overlay: str) -> None:
    (namespace,) = of_kind(overlay, "Namespace")
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    homes = {each["metadata"].get("namespace") for each in objects(overlay) if each is not namespace}
    assert homes == {namespace["metadata"]["name"]}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_no_manifest_carries_a_secret(overlay: str) -> None:
    """A Secret in the repository is a secret no longer; they are referred to by name only."""
    assert not of_kind(overlay, "Secret")


def test_the_example_of_the_secrets_holds_placeholders_only() -> None:
    text = (KUBERNETES / "secrets.example.yaml").read_text(encoding="utf-8")
    for each in yaml.safe_load_all(text):
        for key, value in (each.get("stringData") or each["data"]).items():
            assert value.startswith("<"), key
            assert value.endswith(">"), key
