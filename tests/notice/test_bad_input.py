"""What comes in wrong through the doors: the field is named, what to do is said, and nothing half is stored."""

from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

from tests.notice.house import House
from tests.support.samples import BOARD_FILE

_ON_PAPER: Final = ("--number", "12/TB-BBT", "--signed-on", "2026-11-20", "--decided-by", "Quyết định số 1124/QĐ-UBND")


@pytest.mark.keeps(81)
async def test_a_backup_at_the_channels_who_is_away_is_not_named(house: House, tmp_path: Path) -> None:
    notice = _notice(tmp_path, backup="deputy")
    before = await house.looks("head", "/board")
    async with house.away("deputy"):
        refused = await house.mistypes("board", "adopt", notice, "--as", "head", "--yes", *_ON_PAPER)
    assert "(posting.backup) là Phó Trưởng Ban đang vắng mặt" in refused
    assert "nêu chức danh khác" in refused
    assert await house.looks("head", "/board") == before


@pytest.mark.keeps(93)
async def test_a_notice_does_not_hold_from_after_its_own_replacement(house: House, tmp_path: Path) -> None:
    said = ("--as", "head", "--yes", *_ON_PAPER)
    first = _notice(tmp_path)
    await house.types("board", "adopt", first, *said, "--from", _typed(house.ahead(hours=2)))
    before = await house.looks("head", "/board")
    other = _notice(tmp_path, "# Bản in lần hai.")
    refused = await house.mistypes("board", "adopt", other, *said, "--from", _typed(house.ahead(hours=1)))
    assert "(effective_from) phải từ" in refused
    assert await house.looks("head", "/board") == before
    await house.later(hours=3)


def _notice(folder: Path, note: str = "# Bản in lại.", *, backup: str = "secretary") -> str:
    """The notice in force printed again, perhaps with another backup at the channels."""
    source = BOARD_FILE.read_text(encoding="utf-8").replace('backup = "secretary"', f'backup = "{backup}"')
    path = folder / "thong-bao.toml"
    path.write_text(f"{source}\n{note}\n", encoding="utf-8")
    return str(path)


def _typed(hour: str) -> str:
    return f"{datetime.fromisoformat(hour):%Y-%m-%d %H:%M}"
