"""What is shipped for Prometheus and Alertmanager, read as data, and the programs that judge it."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from newsroom.board import Office
from workers.ops.monitors import DEPLOY
from workers.telemetry.names import TABLE, Kind

PROMETHEUS = DEPLOY / "prometheus"
RULES = (PROMETHEUS / "recording.yml", PROMETHEUS / "alerts.yml")
RUNBOOKS = DEPLOY / "runbooks"
ALERTMANAGER = DEPLOY / "alertmanager" / "alertmanager.yml"
OFFICES = frozenset(Office)

_METRIC = re.compile(r"\b(?:newsroom|temporal)(?::[a-z0-9_]+)*[a-z0-9_:]*\b")
_LABELS = re.compile(r"\{[^}]*\}|\b(?:by|without|on|ignoring)\s*\([^)]*\)")


def read(path: Path) -> Any:
    """A YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def rules() -> Iterator[dict[str, Any]]:
    """Every rule, recording and alerting."""
    for path in RULES:
        for group in read(path)["groups"]:
            yield from group["rules"]


def alerts() -> dict[str, list[dict[str, Any]]]:
    """The alerting rules by name; one alert may have several."""
    found: dict[str, list[dict[str, Any]]] = {}
    for rule in rules():
        if "alert" in rule:
            found.setdefault(rule["alert"], []).append(rule)
    return found


def recorded() -> set[str]:
    """The names that recording rules make."""
    return {rule["record"] for rule in rules() if "record" in rule}


def metrics_in(query: str) -> set[str]:
    """The metrics that a query names. Shape: values of labels are none."""
    return set(_METRIC.findall(_LABELS.sub("", query)))


def ours() -> set[str]:
    """Every name under which our processes export samples."""
    names = set(TABLE)
    for metric in TABLE.values():
        if metric.kind is Kind.HISTOGRAM:
            names |= {f"{metric.name}_{part}" for part in ("bucket", "count", "sum")}
    return names


def judged(*command: str | Path, folder: Path | None = None) -> str:
    """What a program says, which must be satisfied."""
    # What judges lives for a moment: memory that it gives back late costs nothing.
    hasty = {**os.environ, "GOGC": "800"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=hasty)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
