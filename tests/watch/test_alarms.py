"""The watch and Prometheus speak of the same alarms in the same words."""

from pathlib import Path

import yaml

from tests.watch.samples import finding
from workers.watch.alarms import ADDRESSED, Alarm

RULES = Path(__file__).parents[2] / "deploy" / "prometheus" / "alerts.yml"


def test_every_alarm_has_the_name_severity_and_audience_of_its_rule() -> None:
    """One page of instructions and one route must serve both."""
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    rules = [rule for group in groups for rule in group["rules"] if "alert" in rule]
    addressed = {(rule["alert"], rule["labels"]["severity"], rule["labels"]["audience"]) for rule in rules}
    assert {(alarm.value, *map(str, words)) for alarm, words in ADDRESSED.items()} <= addressed
    assert {
        (labels["alertname"], labels["severity"], labels["audience"])
        for alarm in Alarm
        for labels in [finding(alarm, urgent=alarm is Alarm.ACCESS_EXPIRING).labels]
    } <= addressed
