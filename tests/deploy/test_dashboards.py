"""The dashboards: what is committed is what the script makes, and every query can be answered."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.grafana.__main__ import FOLDER, files
from tests.deploy.shipped import judged
from workers.ops.tools import Tools

FILES = sorted(FOLDER.glob("*.json"))
UNITS = {"short", "s", "d", "percentunit"}


def queries(path: Path) -> list[str]:
    """Every query of a dashboard, its variables replaced by a value."""
    found = [target["expr"] for panel in _panels(path) for target in panel.get("targets", ())]
    return [query.replace("$channel", "portal").replace("$task_queue", "editorial") for query in found]


def test_the_committed_files_are_what_the_script_makes() -> None:
    """A change made by hand would be lost at the next run."""
    made = files()
    assert set(made) == set(FILES)
    for path, text in made.items():
        assert path.read_text(encoding="utf-8") == text, f"run `python -m deploy.grafana`: {path.name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_query_parses(path: Path, tools: Tools, tmp_path: Path) -> None:
    """Grafana shows a broken query as a small triangle that nobody sees."""
    rules = [{"record": f"query:{number}", "expr": query} for number, query in enumerate(queries(path))]
    assert rules
    assert not any("$" in query for query in queries(path))
    file = tmp_path / "queries.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "queries", "rules": rules}]}), encoding="utf-8")
    judged(tools.promtool, "check", "rules", file)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_panel_has_its_place_a_title_and_a_unit(path: Path) -> None:
    """Two panels in one place hide each other."""
    taken: set[tuple[int, int]] = set()
    for panel in _panels(path):
        place = panel["gridPos"]
        cells = {(place["x"] + dx, place["y"] + dy) for dx in range(place["w"]) for dy in range(place["h"])}
        assert not cells & taken, panel["title"]
        assert place["x"] + place["w"] <= 24
        assert panel["title"]
        taken |= cells
        if panel["type"] != "row":
            assert panel["fieldConfig"]["defaults"]["unit"] in UNITS


def _panels(path: Path) -> list[dict[str, Any]]:
    panels: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["panels"]
    return panels
