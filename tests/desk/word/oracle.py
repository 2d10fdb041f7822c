"""What LibreOffice reads in Word files, line by line, to compare our own reading with."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parents[3]
_UNPACKED: Final = _ROOT / "var" / "tools" / "libreoffice" / "usr" / "lib"
_TEXT: Final = "txt:Text (encoded):UTF8"
_START_AGAIN: Final = 81
"""What LibreOffice ends with when it has only made its profile."""
_DEADLINE: Final = 240


def read_by_libreoffice(files: Mapping[str, bytes], folder: Path) -> dict[str, list[str]]:
    """Lines of each file as LibreOffice exports them as text, all in one start, its home in a folder that is ours."""
    home, out = folder / "home", folder / "out"
    home.mkdir()
    sources = [folder / f"{name}.docx" for name in files]
    for source, data in zip(sources, files.values(), strict=True):
        source.write_bytes(data)
    command = [_program(), f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless", "--norestore"]
    _run([*command, "--convert-to", _TEXT, "--outdir", str(out), *map(str, sources)], home)
    return {name: (out / f"{name}.txt").read_text(encoding="utf-8-sig").splitlines() for name in files}


def _run(command: list[str], home: Path) -> None:
    """Run it to its end or its deadline, at which `subprocess` kills it; the program itself, not a script around it."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LD_LIBRARY_PATH": _libraries()}
    for _ in range(2):
        done = subprocess.run(
            command, env=environment, cwd=home, capture_output=True, text=True, timeout=_DEADLINE, check=False
        )
        if done.returncode != _START_AGAIN:
            break
    assert done.returncode == 0, done.stderr


def _program() -> str:
    with (_ROOT / "var" / "tests" / "libreoffice").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run([_ROOT / ".ci" / "libreoffice"], check=True)
    unpacked = _UNPACKED / "libreoffice" / "program" / "soffice.bin"
    found = unpacked if unpacked.exists() else Path(shutil.which("soffice") or "soffice").resolve()
    return str(found.with_name("soffice.bin"))


def _libraries() -> str:
    """Its own before the machine's; in Debian each kind of processor has a folder."""
    return ":".join([str(_UNPACKED / "libreoffice" / "program"), *map(str, _UNPACKED.glob("*-linux-gnu*"))])
