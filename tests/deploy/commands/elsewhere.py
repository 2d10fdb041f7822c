"""Commands that need a cluster, Docker or Helm, held against what is shipped: every name in them must be there."""

import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import typer
import yaml

from tests.deploy.manifests import DEPLOY, OVERLAYS, Object, objects, selected
from tests.support.typed import understood

COMPOSED: Final[Object] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: Final[dict[str, Object]] = COMPOSED["services"]
PROFILES: Final = frozenset(name for service in SERVICES.values() for name in service.get("profiles", ()))
_FOREIGN: Final = {"temporal": frozenset({"temporal-web", "temporal-admintools"})}
"""What Temporal's chart makes in its namespace, by the name under which `deploy/temporal/values.yaml` is installed."""

_KINDS: Final = {
    "deploy": "Deployment",
    "deployment": "Deployment", "job": "Job", "jobs": "Job", "cronjob": "CronJob",
    "cronjobs": "CronJob", "svc": "Service", "pods": "Pod", "pod": "Pod", "networkpolicy": "NetworkPolicy",
    "scaledobject": "ScaledObject", "poddisruptionbudget": "PodDisruptionBudget",
    "workerdeployment": "WorkerDeployment",
}  # fmt: skip
_PIPE: Final = re.compile(r"\s\|\s(?=kubectl|jq)")
_REDIRECTED: Final = re.compile(r"\s[<>]\s*\S+")
_VERSIONED: Final = re.compile(r"-v\d+$")


class Wrong(AssertionError):
    """A command names what is not shipped, or says what its program does not understand."""


def check(command: str) -> None:
    """Nothing, when a command would do what its page says. Errors: Wrong."""
    by_program: dict[str, Callable[[list[str]], None]] = {"kubectl": _kubectl, "docker": _docker, "helm": _helm}
    for part in _PIPE.split(command):
        words = shlex.split(_REDIRECTED.sub("", part))
        if words[0] in by_program:
            by_program[words[0]](words[1:])


def _must(found: object, said: str) -> None:
    if not found:
        raise Wrong(said)


def _typed(words: Sequence[str]) -> None:
    try:
        if words != ["--help"]:
            understood(["toasoan", *words])
    except (typer.BadParameter, KeyError) as wrong:
        raise Wrong(f"toasoan {' '.join(words)}") from wrong


def _option(words: list[str], *names: str) -> str:
    """Take an option with its value out of the words; empty when it is not there."""
    for at, word in enumerate(words):
        name, _, value = word.partition("=")
        if name in names:
            taken = value or words[at + 1]
            del words[at : at + (1 if value else 2)]
            return taken
    return ""


def _kubectl(words: list[str]) -> None:
    namespace = _option(words, "-n")
    inside = words[words.index("--") + 1 :] if "--" in words else []
    words = words[: words.index("--")] if "--" in words else words
    folder, labels = _option(words, "-k"), _option(words, "--selector", "-l")
    verb, rest = words[0], [word for word in words[1:] if not word.startswith("-")]
    known = {
        "apply", "create", "delete", "describe", "drain", "exec", "get", "logs", "port-forward", "rollout", "scale",
        "top", "wait",
    }  # fmt: skip
    _must(verb in known, f"kubectl {verb}")
    _must(not folder or (DEPLOY.parent / folder / "kustomization.yaml").exists(), folder)
    _must(
        verb in {"apply", "drain"} or rest[:1] == ["namespace"] or namespace in {"toasoan", "temporal"}, "no namespace"
    )
    if labels:
        _must(any(selected({"matchLabels": _pairs(labels)}, each) for each in _labels()), labels)
    for word in words:
        _named(namespace, word.removeprefix("--from="))
    if verb == "create" and rest[0] in {"secret", "configmap"}:
        _must(rest[-1] in _made_by_hand(), rest[-1])
    if inside:
        _inside(inside)


def _inside(words: list[str]) -> None:
    if words[0] == "toasoan":
        _typed(words[1:])
    else:
        _must(words[0] in {"sh", "python", "psql", "env"}, f"no {words[0]} in the image")


def _named(namespace: str, word: str) -> None:
    """An object, or kinds, that a word names."""
    kind, slash, name = word.partition("/")
    if not slash or kind not in _KINDS:
        return
    if namespace in _FOREIGN:
        _must(name in _FOREIGN[namespace], word)
        return
    there = {_VERSIONED.sub("", each["metadata"]["name"]) for each in _shipped() if each["kind"] == _KINDS[kind]}
    _must(_VERSIONED.sub("", name) in there, word)


def _shipped() -> Iterator[Object]:
    for overlay in OVERLAYS:
        yield from objects(overlay)


def _labels() -> Iterator[dict[str, str]]:
    for each in _shipped():
        yield each["metadata"].get("labels", {})
        template = each.get("spec", {}).get("template", {}) if isinstance(each.get("spec"), dict) else {}
        yield template.get("metadata", {}).get("labels", {})


def _pairs(labels: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in labels.split(","))


def _made_by_hand() -> set[str]:
    text = (DEPLOY / "kubernetes" / "secrets.example.yaml").read_text(encoding="utf-8")
    return {each["metadata"]["name"] for each in yaml.safe_load_all(text)}


def _docker(words: list[str]) -> None:
    match words[0]:
        case "compose":
            _compose(words[1:])
        case "build":
            _must((DEPLOY.parent / _option(words, "-f")).exists(), "no Dockerfile")
        case "run":
            image = next(at for at, word in enumerate(words) if "toasoan:" in word)
            if "--entrypoint" not in words:
                _typed(words[image + 1 :])
        case "push":
            _must("toasoan:" in words[1], words[1])
        case other:
            raise Wrong(f"docker {other}")


def _compose(words: list[str]) -> None:
    while file := _option(words, "--env-file", "-f"):
        _must((DEPLOY.parent / file).exists() or file.endswith("my.env"), file)
    profile = _option(words, "--profile")
    _must(not profile or profile in PROFILES, profile)
    verb, rest = words[0], words[1:]
    _must(verb in {"up", "config", "exec", "run", "restart"}, f"docker compose {verb}")
    if verb in {"up", "config"}:
        _must(all(word.startswith("--") for word in rest), " ".join(rest))
        return
    shell = _option(rest, "--entrypoint")
    while rest[0].startswith("-"):
        rest = rest[1:]
    service, inside = SERVICES.get(rest[0]), rest[1:]
    _must(service is not None, rest[0])
    _check_inside(service or {}, verb, profile, shell, inside)


def _check_inside(service: Object, verb: str, profile: str, shell: str, inside: list[str]) -> None:
    """What runs in a service: by its own entry point, or beside it in a container that stays up."""
    needs = service.get("profiles", [])
    _must(not needs or profile in needs, f"needs --profile {needs}")
    if verb == "exec":
        _must("on-failure" not in service["restart"], "a job that has ended takes no exec")
        _inside(inside)
    elif verb == "run" and not shell:
        _typed(inside or [str(word) for word in service["command"]])


def _helm(words: list[str]) -> None:
    _must((DEPLOY.parent / _option(words, "--values")).exists(), "no values")
    _must(words[0] in {"template", "install", "upgrade"}, words[0])
