"""The alerts: well formed, each tested both ways, each with words for people."""

from pathlib import Path
from typing import Any

import pytest

from tests.deploy.shipped import OFFICES, PROMETHEUS, RULES, alerts, judged, read
from workers.ops.tools import Tools
from workers.watch.alarms import ADDRESSED

TESTS = sorted((PROMETHEUS / "tests").glob("*.yml"))
LONGEST_SUMMARY = 120


def test_prometheus_takes_rules_and_configuration(tools: Tools) -> None:
    """A rule file with a mistake is a newsroom without alerts."""
    judged(tools.promtool, "check", "rules", "--lint=all", "--lint-fatal", *RULES)
    judged(tools.promtool, "check", "config", PROMETHEUS / "prometheus.yml")


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_every_situation_is_answered_as_written(tools: Tools, path: Path) -> None:
    """The words that people read are part of what is tested."""
    judged(tools.promtool, "test", "rules", path.name, folder=path.parent)


@pytest.mark.parametrize("name", sorted(alerts()))
def test_every_alert_has_a_situation_in_which_it_fires_and_one_in_which_it_just_does_not(name: str) -> None:
    """An alert that nobody has seen fire, or stay silent, is a hope."""
    expected = [check["exp_alerts"] for check in _checks() if check["alertname"] == name]
    assert any(expected), "never fires in a test"
    assert not all(expected), "has no near miss"


@pytest.mark.parametrize("name", sorted(alerts()))
def test_every_alert_says_how_urgent_it_is_whom_it_is_for_and_what_happened(name: str) -> None:
    """Routing goes by the two labels; a person goes by the summary."""
    for rule in alerts()[name]:
        assert rule["labels"]["severity"] in {"page", "warning", "info"}
        assert rule["labels"]["audience"] in OFFICES
        assert set(rule["annotations"]) == {"summary", "description", "runbook"}
        assert rule["annotations"]["runbook"] == f"deploy/runbooks/{name}.md"
        assert len(rule["annotations"]["summary"].split("{{ if")[0]) <= LONGEST_SUMMARY


def test_the_watch_posts_under_the_names_and_labels_of_the_rules() -> None:
    """One page of instructions, one route and one silence serve both."""
    for alarm, (severity, audience) in ADDRESSED.items():
        shipped = [(rule["labels"]["severity"], rule["labels"]["audience"]) for rule in alerts()[alarm]]
        assert (severity, audience) in shipped, alarm


def test_a_missed_deadline_waits_for_nothing() -> None:
    """Scrape, evaluation and grouping together stay far below the 90 seconds that are promised."""
    config = read(PROMETHEUS / "prometheus.yml")
    scrape = max(_seconds(job.get("scrape_interval", config["global"]["scrape_interval"])) for job in _jobs(config))
    group = next(g for g in read(PROMETHEUS / "alerts.yml")["groups"] if g["name"] == "publishing")
    missed = alerts()["NewsroomPublishDeadlineMissed"]
    assert not any("for" in rule for rule in missed)
    assert scrape + _seconds(group["interval"]) <= 30


def _checks() -> list[dict[str, Any]]:
    return [check for path in TESTS for test in read(path)["tests"] for check in test["alert_rule_test"]]


def _jobs(config: dict[str, Any]) -> list[dict[str, Any]]:
    jobs: list[dict[str, Any]] = config["scrape_configs"]
    assert {job["job_name"] for job in jobs} == {
        "newsroom-courier",
        "newsroom-desk",
        "newsroom-watch",
        "newsroom-worker",
    }
    return jobs


def _seconds(span: str) -> int:
    assert span.endswith("s")
    return int(span[:-1])
