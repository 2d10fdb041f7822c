"""Where the register of leaders comes from: the shipped file, or the one that a setting names."""

from pathlib import Path

import pytest

from newsroom.errors import InvalidLeaders
from workers.running.desk import run_desk
from workers.settings import Settings
from workers.wiring.leaders import leaders_in

ROW = '[[leaders]]\nname = "Họ Tên Ví Dụ"\npost = "Bí thư Tỉnh ủy"\nfrom = 2026-01-01\nsource = "Nghị quyết 1/NQ"\n'


def test_the_shipped_register_names_nobody() -> None:
    assert leaders_in(None) == ()


def test_a_named_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "leaders.toml"
    file.write_text(ROW, encoding="utf-8")
    assert [leader.name for leader in leaders_in(file)] == ["Họ Tên Ví Dụ"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (ROW.replace('"Bí', "Bí").encode(), "TOML ở dòng 3"),
        (ROW.encode("utf-16"), "UTF-8"),
        (b"#" * 1_000_001, "nặng quá"),
        (ROW.replace("from", "tu").encode(), "leaders[1].tu"),
    ],
    ids=["syntax", "letters", "size", "row"],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_place(tmp_path: Path, data: bytes, says: str) -> None:
    file = tmp_path / "leaders.toml"
    file.write_bytes(data)
    with pytest.raises(InvalidLeaders) as wrong:
        leaders_in(file)
    assert says in wrong.value.message


def test_a_named_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidLeaders, match="không mở được"):
        leaders_in(tmp_path / "nothing.toml")


async def test_a_desk_does_not_start_on_a_register_that_cannot_be_read(tmp_path: Path) -> None:
    """Else the checks of names would be silent, and nobody would know."""
    with pytest.raises(InvalidLeaders):
        await run_desk(Settings(leaders_file=tmp_path / "nothing.toml"))
