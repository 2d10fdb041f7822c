"""`make` as people meet it: its list of commands, and what it says while it prepares the environment."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_list_names_every_command_once_under_the_person_it_is_for() -> None:
    """A command that nobody finds is not there; one under no heading is for nobody."""
    listed = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    groups = dict(re.findall(r"^(\S.*):\n((?:  make .*\n)+)", listed, re.MULTILINE))
    assert list(groups) == [
        "Ai cũng bắt đầu từ đây",
        "Người viết, biên tập, duyệt bài: xem và dùng thử",
        "Người vận hành",
        "Người phát triển",
    ]
    named = re.findall(r"^  make (\S+) +\S", "".join(groups.values()), re.MULTILINE)
    phony = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(" ".join(phony).split())


def test_preparing_the_environment_says_each_step_and_keeps_standard_output_empty(tmp_path: Path) -> None:
    """With a uv that does nothing: what is said is ours."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "setup", tmp_path / ".ci" / "setup")
    (tmp_path / "requirements.lock").write_text("a==1 \\\n    --hash=sha256:00\nb-c==2 \\\n    --hash=sha256:01\n")
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "uv").write_text("#!/bin/sh\n")
    (programs / "uv").chmod(0o755)
    environment = {
        "PATH": f"{programs}:/usr/bin:/bin",
        "PYTHON": sys.executable,
        "UV_DEFAULT_INDEX": "none",
        "PYTHONUTF8": "1",
    }
    done = subprocess.run([tmp_path / ".ci" / "setup"], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == ""
    said = done.stderr.splitlines()
    assert said[0].startswith("Python: 3.")
    assert said[1] == "Đang tạo môi trường var/venv…"
    assert said[2].startswith("Đang tải và cài 2 gói theo requirements.lock")
    assert re.fullmatch(r"Môi trường var/venv sẵn sàng sau \d+ giây\.", said[3])
