"""The register of leaders out of its file, read once for each process that looks."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from newsroom.checklist.leaders import Leader, leaders_from
from newsroom.errors import InvalidLeaders

SHIPPED: Final = Path("boards") / "leaders.toml"
"""Where the register lies beside the notice, unless a setting names another place."""

_MOST_BYTES: Final = 1_000_000
_PLACE: Final = re.compile(r"at line (\d+)")


@cache
def leaders_in(file: Path | None) -> tuple[Leader, ...]:
    """The register in a file; in the shipped one when none is named, and nobody where that is not there.

    Errors: InvalidLeaders, naming the file's line or row.
    """
    if file is None and not SHIPPED.is_file():
        return ()
    return _read(file or SHIPPED)


def _read(file: Path) -> tuple[Leader, ...]:
    try:
        data = file.read_bytes()
    except OSError as wrong:
        raise InvalidLeaders(f"tệp {file}", "không mở được.") from wrong
    if len(data) > _MOST_BYTES:
        raise InvalidLeaders(f"tệp {file}", f"nặng quá {_MOST_BYTES} byte.")
    try:
        return leaders_from(tomllib.loads(data.decode()))
    except UnicodeDecodeError as wrong:
        raise InvalidLeaders(f"tệp {file}", "không ở bảng mã UTF-8.") from wrong
    except (tomllib.TOMLDecodeError, RecursionError) as wrong:
        found = _PLACE.search(str(wrong))
        raise InvalidLeaders(
            f"tệp {file}", f"không đúng cú pháp TOML{f' ở dòng {found[1]}' if found else ''}."
        ) from wrong
