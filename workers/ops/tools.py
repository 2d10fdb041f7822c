"""Where the programs of Prometheus and Alertmanager are on this machine."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workers.embedded.errors import EmbeddedError

_ROOT: Final = Path(__file__).parent.parent.parent
_SCRIPT: Final = _ROOT / ".ci" / "ops-tools"
_UNPACKED: Final = _ROOT / "var" / "tools" / "ops" / "usr" / "bin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """The programs; what is on PATH goes before what was fetched."""

    prometheus: Path
    promtool: Path
    alertmanager: Path
    amtool: Path


class ToolsMissing(EmbeddedError):
    """They are not here and could not be fetched."""

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(f"Chưa có Prometheus và Alertmanager trên máy này. {said.strip()}")


def found_tools() -> Tools:
    """The programs, fetched first when they are not here yet. Errors: ToolsMissing."""
    fetched = subprocess.run([_SCRIPT], capture_output=True, text=True, check=False)
    if fetched.returncode != 0:
        raise ToolsMissing(fetched.stderr)
    return Tools(
        prometheus=_program("prometheus"),
        promtool=_program("promtool"),
        # Debian has the second name.
        alertmanager=_program("alertmanager", "prometheus-alertmanager"),
        amtool=_program("amtool"),
    )


def _program(*names: str) -> Path:
    for folder in (None, str(_UNPACKED)):
        for name in names:
            if found := shutil.which(name, path=folder):
                return Path(found)
    raise ToolsMissing(names[0])
