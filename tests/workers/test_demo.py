"""The two jobs that a newcomer types: the newsroom day and the measurement, as processes of their own."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

CHANNELS = {"portal", "fanpage", "zalo_oa"}


async def toasoan(folder: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and output of `toasoan` with its data in a folder of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "workers",
        *arguments,
        env={**os.environ, "TOASOAN_DATA_FOLDER": str(folder)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    return process.returncode or 0, printed.decode()


def left_running(folder: Path) -> list[str]:
    """Processes that still have to do with a folder."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        command = " ".join(process.info["cmdline"] or ())
        if str(folder) in command:
            found.append(command)
    return found


@pytest.mark.timeout(600)
async def test_the_newsroom_day_keeps_every_promise_through_an_outage(tmp_path: Path) -> None:
    """The product itself: if it fails, nothing else we say holds."""
    data = tmp_path / "day.json"
    code, printed = await toasoan(tmp_path / "var", "demo", "--outage", "--json", str(data))
    assert code == 0, printed
    day: dict[str, Any] = json.loads(data.read_text(encoding="utf-8"))
    assert len(day["articles"]) >= 12
    assert [promise["name"] for promise in day["promises"] if not promise["held"]] == []
    assert len(day["promises"]) == 17
    assert [line for line in printed.splitlines() if line.strip()][-1].startswith("ĐẠT: giữ đủ 17 lời hứa")
    assert day["held"] is True
    assert day["began"] < day["articles"][0]["submitted_at"] < day["articles"][0]["approved_at"] < day["ended"]
    assert day["board"]["version"] == 1
    assert (day["ledger"]["entries"] > 100, len(day["ledger"]["head"])) == (True, 64)
    assert {name.partition("/")[0] for name in day["matters"]} == {"absence", "amendment", "incident", "meeting"}
    afterwards = " ".join(told["what"] for told in day["afterwards"])
    for shown in ("gửi nhầm chủ đề", "Bài cộng tác viên", "Kỹ sư đi vắng", "Sự việc"):
        assert shown in afterwards
    assert day["visible_duplicates"] == 0
    refused = {refusal["code"] for refusal in day["refused"]}
    assert refused >= {"stale_text", "not_entitled", "own_article", "bad_signature", "storage_unreachable", "checklist"}
    for article in day["articles"]:
        assert set(article["seconds_to_visible"]) == set(article["wanted"]) <= CHANNELS
        assert article["visible_posts"] == dict.fromkeys(article["wanted"], 1)
        assert article["ground"]
    assert "Traceback" not in printed
    assert left_running(tmp_path) == []


@pytest.mark.timeout(300)
async def test_the_measurement_compares_in_the_same_run(tmp_path: Path) -> None:
    """A benchmark without a yardstick in the same run says nothing on a shared machine."""
    data = tmp_path / "bench.json"
    small = ("-n", "2", "--rounds", "2", "--in-flight", "2", "--waiting", "2")
    code, printed = await toasoan(tmp_path / "var", "bench", *small, "--json", str(data))
    assert code == 0, printed
    metrics = json.loads(data.read_text(encoding="utf-8"))
    level = metrics["in_flight"]["2"]
    assert list(level["contestants"]) == ["article", "bare", "shaped", "honest", "floor"]
    ours, honest = level["contestants"]["article"], level["contestants"]["honest"]
    assert level["rate_ratio"]["honest"] == pytest.approx(ours["rate"]["middle"] / honest["rate"]["middle"], rel=0.05)
    for name, found in level["contestants"].items():
        assert found["rate"]["least"] <= found["rate"]["middle"] <= found["rate"]["most"]
        works = {process for process, spent in found["cpu_ms_by_process"].items() if spent}
        assert works >= ({"driver"} if name == "floor" else {"driver", "server", "worker"}), (name, found)
    # Each of its two acts writes within a savepoint, which is counted too, and is marked as told; its number is drawn.
    assert 0 <= metrics["writing_transactions"]["article"] - metrics["writing_transactions"]["honest"] <= 5
    assert metrics["writing_transactions"]["honest"] == metrics["commits_of_the_yardstick"]
    assert metrics["requests"] == dict.fromkeys(("article", "honest"), metrics["requests_of_the_yardstick"])
    alone = metrics["alone"]["article"]
    assert alone["events"] <= 60
    assert alone["history_bytes"] <= 30_000
    assert alone["worker_megabytes"] > 0
    assert alone["waiting_articles"] == 2
    assert left_running(tmp_path) == []
