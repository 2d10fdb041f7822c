"""What `make ops` is made of: programs, the shortened promise, the webhook, the shipped configuration brought here."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from activities.storage.boards import parse_board
from workers.embedded.ports import free_port
from workers.ops.hurrying import hurried, span
from workers.ops.monitors import DEPLOY, posting, scraping
from workers.ops.sink import Received, opened_sink
from workers.ops.tools import Tools
from workers.stack import BOARD_FILE

SCRIPT = DEPLOY.parent / ".ci" / "ops-tools"


def test_the_programs_are_here_and_a_second_look_says_nothing(tools: Tools) -> None:
    for program in (tools.prometheus, tools.promtool, tools.alertmanager, tools.amtool):
        assert program.is_file()
    again = subprocess.run([SCRIPT], capture_output=True, text=True, check=True)
    assert (again.stdout, again.stderr) == ("", "")


def test_a_machine_without_debian_packages_is_told_what_to_install(tmp_path: Path) -> None:
    """In both languages, and nothing half made is left."""
    script = tmp_path / ".ci" / "ops-tools"
    script.parent.mkdir()
    shutil.copy(SCRIPT, script)
    shutil.copy(SCRIPT.with_name("unpack"), script.with_name("unpack"))
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "dirname"):
        (programs / name).symlink_to(shutil.which(name) or "")
    done = subprocess.run([script], env={"PATH": str(programs)}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Lỗi: máy này không có apt-get" in done.stderr
    assert "Error: no apt-get here; install onto PATH: prometheus prometheus-alertmanager." in done.stderr
    assert not (tmp_path / "var").exists()


def test_a_shorter_promise_keeps_the_share_of_its_warnings() -> None:
    """Warned at half and at three quarters of the time, as the notice does."""
    sla = parse_board(hurried(BOARD_FILE.read_text(encoding="utf-8"), timedelta(minutes=2))).sla
    assert sla.publish_within == timedelta(minutes=2)
    assert sla.publish_warnings == (timedelta(minutes=1), timedelta(seconds=90))


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("2m", 120), (" 1 h ", 3600)])
def test_a_span_is_written_as_people_do(text: str, seconds: int) -> None:
    assert span(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "2", "0m", "-1m", "2 phút", "1.5h"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="90s, 2m hoặc 1h"):
        span(text)


def test_only_addresses_change_when_prometheus_runs_here() -> None:
    """Intervals and rules under test are the shipped ones."""
    shipped = _read(DEPLOY / "prometheus" / "prometheus.yml")
    config = scraping(shipped, scraped={"newsroom-worker": 1, "newsroom-watch": 2}, alertmanager="127.0.0.1:3")
    assert config["global"] == shipped["global"]
    assert [Path(path).name for path in config["rule_files"]] == shipped["rule_files"]
    assert {job["job_name"]: job["static_configs"] for job in config["scrape_configs"]} == {
        "newsroom-worker": [{"targets": ["127.0.0.1:1"]}],
        "newsroom-watch": [{"targets": ["127.0.0.1:2"]}],
    }
    watch = next(job for job in shipped["scrape_configs"] if job["job_name"] == "newsroom-watch")
    assert config["scrape_configs"][-1]["scrape_interval"] == watch["scrape_interval"]


def test_only_addresses_change_when_alertmanager_runs_here() -> None:
    """Routes, quiet hours and inhibitions under test are the shipped ones."""
    shipped = _read(DEPLOY / "alertmanager" / "alertmanager.yml")
    config = posting(shipped, webhook="http://127.0.0.1:1")
    same = {key: value for key, value in shipped.items() if key != "receivers"}
    assert {key: value for key, value in config.items() if key != "receivers"} == same
    urls = [hook["url"] for receiver in config["receivers"] for hook in receiver["webhook_configs"]]
    assert set(urls) == {
        f"http://127.0.0.1:1/{office}" for office in ("engineer", "final-editor", "standing-deputy", "head")
    }


async def test_the_webhook_hears_alertmanager_and_the_watch_alike() -> None:
    """Both say what happened, whether it is over, and where to read on."""
    heard: list[Received] = []
    labels = {"alertname": "NewsroomWatchDead", "severity": "page"}
    told = {"summary": "Trạm canh không còn hoạt động", "runbook": "deploy/runbooks/NewsroomWatchDead.md"}
    async with opened_sink(free_port(), heard.append) as url, httpx.AsyncClient() as http:
        by_manager = {"alerts": [{"status": "firing", "labels": labels, "annotations": told}]}
        (await http.post(f"{url}/engineer", json=by_manager)).raise_for_status()
        by_watch = {"version": 1, "alerts": [{"status": "ends", "labels": labels, **told}]}
        (await http.post(f"{url}/watch", json=by_watch)).raise_for_status()
    assert [(each.receiver, each.alert, each.firing) for each in heard] == [
        ("engineer", "NewsroomWatchDead", True),
        ("watch", "NewsroomWatchDead", False),
    ]
    assert {each.summary for each in heard} == {told["summary"]}
    assert all(datetime.now(UTC) - each.at < timedelta(minutes=1) for each in heard)


def _read(path: Path) -> dict[str, Any]:
    config: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return config
