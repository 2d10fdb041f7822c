#!/usr/bin/env python3
"""Renders every overlay into rendered/, with the rules for the Prometheus operator made from deploy/prometheus.

Run by `make manifests` after a change to anything below deploy/kubernetes or to the rules; needs kubectl 1.27 or later.

What was rendered from what stands in rendered/SHA256SUMS. The tests read the rendered files and refuse sums that do not
match, so that they need no kubectl and nobody applies what was not tested.
"""

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import yaml

HOME: Final = Path(__file__).resolve().parent
RENDERED: Final = HOME / "rendered"
SUMS: Final = RENDERED / "SHA256SUMS"
RULES: Final = HOME / "components" / "prometheus-operator" / "newsroom-prometheusrule.yaml"
RULE_FILES: Final = (HOME.parent / "prometheus" / "alerts.yml", HOME.parent / "prometheus" / "recording.yml")


def prometheus_rule() -> dict[str, Any]:
    """The rules as the Prometheus operator takes them: the same groups, in one object."""
    groups = [group for file in RULE_FILES for group in yaml.safe_load(file.read_text(encoding="utf-8"))["groups"]]
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": "newsroom"},
        "spec": {"groups": groups},
    }


def sums() -> str:
    """The digests of everything that is rendered and of what came out, as `sha256sum --check` reads them."""
    files = sorted(file for file in HOME.rglob("*") if file.suffix in {".yaml", ".env"} and file != SUMS)
    return "".join(
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(HOME).as_posix()}\n" for file in files
    )


def render() -> None:
    """Write the rules, every overlay and the digests."""
    made = "# Made by render.py from deploy/prometheus.\n"
    text = yaml.safe_dump(prometheus_rule(), allow_unicode=True, sort_keys=False, width=120)
    RULES.write_text(made + text, encoding="utf-8")
    RENDERED.mkdir(exist_ok=True)
    for overlay in sorted((HOME / "overlays").iterdir()):
        done = subprocess.run(["kubectl", "kustomize", overlay], check=True, capture_output=True, text=True)
        sys.stderr.write(done.stderr)
        (RENDERED / f"{overlay.name}.yaml").write_text(f"# Made by render.py.\n{done.stdout}", encoding="utf-8")
    SUMS.write_text(sums(), encoding="utf-8")


if __name__ == "__main__":
    render()
