"""Who hears of what: the shipped routes, asked as Alertmanager would answer."""

import re
from pathlib import Path

import pytest

from tests.deploy.shipped import ALERTMANAGER, alerts, judged, read
from workers.ops.tools import Tools

NEVER_SILENCED = {"NewsroomPublishDeadlineMissed", "NewsroomForgedAct", "NewsroomLedgerBroken", "NewsroomWatchDead"}
CAUSES = {"NewsroomTemporalDown", "NewsroomStorageDown"}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The shipped configuration with its addresses written out: Debian's Alertmanager reads them from no file yet."""
    text, many = re.subn(
        r"url_file: receivers/([a-z-]+)", r'url: "http://127.0.0.1/\1"', ALERTMANAGER.read_text(encoding="utf-8")
    )
    assert many
    written = tmp_path / "alertmanager.yml"
    written.write_text(text, encoding="utf-8")
    return written


def test_alertmanager_takes_the_configuration(tools: Tools, config: Path) -> None:
    judged(tools.amtool, "check-config", config)


@pytest.mark.parametrize(
    ("alert", "receiver"),
    [
        ("NewsroomPublishDeadlineMissed", "late"),
        ("NewsroomSameDayMissed", "late"),
        ("NewsroomPublishDeadlineAtRisk", "at-risk"),
        ("NewsroomSameDayAtRisk", "at-risk"),
        ("NewsroomForgedAct", "proof"),
        ("NewsroomLedgerBroken", "proof"),
        ("NewsroomApproverSilent", "head"),
        ("NewsroomAssignmentUnanswered", "head"),
        ("NewsroomPublishBudgetBurningSlow", "standing-deputy"),
        ("NewsroomPublishBudgetBurningFast", "engineer"),
        ("NewsroomNoPollers", "engineer"),
        ("NewsroomChannelUnreachable", "engineer"),
    ],
)
def test_an_alert_reaches_its_people(tools: Tools, config: Path, alert: str, receiver: str) -> None:
    """By the labels that the rules give, not by those that somebody remembers."""
    labels = [f"{name}={value}" for name, value in alerts()[alert][0]["labels"].items()]
    asked = ("config", "routes", "test", f"--config.file={config}", f"alertname={alert}", *labels)
    assert judged(tools.amtool, *asked).strip() == receiver


def test_what_is_late_reaches_three_offices_and_what_is_forged_the_head() -> None:
    hooks = {
        receiver["name"]: {hook["url_file"].rsplit("/", 1)[1] for hook in receiver["webhook_configs"]}
        for receiver in read(ALERTMANAGER)["receivers"]
    }
    assert hooks["late"] == {"engineer", "final-editor", "standing-deputy"}
    assert hooks["proof"] == {"engineer", "standing-deputy", "head"}


def test_only_warnings_wait_for_the_morning_and_never_those_about_publishing() -> None:
    """Quiet hours are for people's sleep, not for readers' loss."""
    config = read(ALERTMANAGER)
    muted = [route for route in config["route"]["routes"] if "mute_time_intervals" in route]
    assert [route["matchers"] for route in muted] == [['severity=~"warning|info"']]
    # A muted parent does not mute its children: each says so itself.
    assert all(child["mute_time_intervals"] == ["night"] for child in muted[0]["routes"])
    before = config["route"]["routes"][: config["route"]["routes"].index(muted[0])]
    taken = " ".join(matcher for route in before for matcher in route["matchers"])
    late = [name for name in alerts() if name.startswith(("NewsroomPublishDeadline", "NewsroomSameDay"))]
    assert len(late) == 4
    assert all(name in taken for name in late)
    night = config["time_intervals"][0]["time_intervals"][0]
    assert night["location"] == "Asia/Ho_Chi_Minh"
    assert [(t["start_time"], t["end_time"]) for t in night["times"]] == [("22:00", "24:00"), ("00:00", "06:00")]


def test_a_cause_silences_only_what_follows_from_it() -> None:
    """An inhibition that is too wide hides the one thing that matters."""
    inhibits = read(ALERTMANAGER)["inhibit_rules"]
    for rule in inhibits:
        silenced = rule["target_matchers"][0]
        assert not [name for name in NEVER_SILENCED | CAUSES if name in silenced]
    pairs = {(_named(rule["source_matchers"]), _named(rule["target_matchers"])) for rule in inhibits}
    assert ("NewsroomPublishDeadlineMissed", "NewsroomPublishDeadlineAtRisk") in pairs
    by_temporal = next(target for source, target in pairs if source == "NewsroomTemporalDown")
    assert {"NewsroomNoPollers", "NewsroomRecordsDisagree"} <= set(by_temporal.split("|"))
    assert all(name in alerts() for pair in pairs for names in pair for name in names.split("|"))


def test_a_second_late_article_is_told_of_soon_after_the_first_group_is_over() -> None:
    """Alertmanager looks at a group it already knows only once per group_interval."""
    late = next(route for route in read(ALERTMANAGER)["route"]["routes"] if route["receiver"] == "late")
    assert (late["group_wait"], late["group_interval"]) == ("5s", "30s")


def _named(matchers: list[str]) -> str:
    return matchers[0].split('"')[1]
