"""The manifests as they are applied: every overlay, rendered, and what their pods are made of."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

Object = dict[str, Any]

DEPLOY: Final = Path(__file__).resolve().parents[2] / "deploy"
KUBERNETES: Final = DEPLOY / "kubernetes"
OVERLAYS: Final = ("one-node", "production", "production-controller", "production-scaled", "staging")
COMPONENT: Final = "app.kubernetes.io/component"
VERSION: Final = "app.kubernetes.io/version"
CHANNEL_WORKERS: Final = ("portal-worker", "fanpage-worker", "zalo-oa-worker")


@cache
def objects(overlay: str) -> tuple[Object, ...]:
    """All objects of an overlay."""
    text = (KUBERNETES / "rendered" / f"{overlay}.yaml").read_text(encoding="utf-8")
    return tuple(yaml.safe_load_all(text))


def of_kind(overlay: str, *kinds: str) -> list[Object]:
    """The objects of some kinds."""
    return [each for each in objects(overlay) if each["kind"] in kinds]


def named(overlay: str, kind: str, name: str) -> Object:
    """The one object of that kind and name."""
    (found,) = [each for each in of_kind(overlay, kind) if each["metadata"]["name"] == name]
    return found


def template_of(workload: Object) -> Object | None:
    """The pods that an object makes; None when it makes none."""
    spec = workload.get("spec", {})
    template: Object | None = (spec.get("jobTemplate", {}).get("spec", spec)).get("template")
    return template if template and "spec" in template and "containers" in template["spec"] else None


def pods(overlay: str) -> Iterator[tuple[str, Object]]:
    """Every kind of pod by its component."""
    for each in objects(overlay):
        if template := template_of(each):
            yield template["metadata"]["labels"][COMPONENT], template


def container_of(template: Object) -> Object:
    """The one container of a pod; a pod of ours has no other."""
    assert "initContainers" not in template["spec"]
    (container,) = template["spec"]["containers"]
    result: Object = container
    return result


def selected(selector: Object, labels: Mapping[str, str]) -> bool:
    """Whether a selector takes what has these labels."""
    wanted = selector.get("matchLabels", {}).items()
    return all(labels.get(key) == value for key, value in wanted) and all(
        (labels.get(rule["key"]) in rule["values"]) == (rule["operator"] == "In")
        for rule in selector.get("matchExpressions", [])
    )


def references(template: Object, kind: str) -> set[str]:
    """The Secrets or ConfigMaps (`secret`, `configMap`) whose content a pod is given."""
    container = container_of(template)
    found = {each[f"{kind}Ref"]["name"] for each in container.get("envFrom", []) if f"{kind}Ref" in each}
    for each in container.get("env", []):
        assert f"{kind}KeyRef" not in each.get("valueFrom", {})
    volumes = [each[kind] for each in template["spec"]["volumes"] if kind in each]
    return found | {each.get("secretName") or each.get("name") for each in volumes}


def variables(overlay: str, template: Object) -> set[str]:
    """The names of the environment variables a pod is given, those of its Secrets and ConfigMaps included."""
    container = container_of(template)
    stored = {
        **example_contents(),
        **{each["metadata"]["name"]: set(each["data"]) for each in of_kind(overlay, "ConfigMap")},
    }
    names = {each["name"] for each in container.get("env", [])}
    sources = [each.get("secretRef") or each["configMapRef"] for each in container.get("envFrom", [])]
    return names.union(*(stored[source["name"]] for source in sources))


@cache
def example_contents() -> dict[str, set[str]]:
    """The keys of every Secret and ConfigMap that whoever installs makes by hand, by name."""
    text = (KUBERNETES / "secrets.example.yaml").read_text(encoding="utf-8")
    return {each["metadata"]["name"]: set(each.get("stringData") or each["data"]) for each in yaml.safe_load_all(text)}


def words_of(container: Object) -> list[str]:
    """What a container runs, as typed after `toasoan`."""
    if "command" in container:
        shell, flag, script = container["command"]
        assert (shell, flag) == ("sh", "-c")
        words: list[str] = script.split("exec toasoan ")[1].split()
        return words
    return [str(word) for word in container["args"]]
