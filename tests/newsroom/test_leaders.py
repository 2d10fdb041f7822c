"""The register of leaders: what its file may say, and what is said of one that cannot be read."""

import tomllib
from datetime import date
from typing import Final

import pytest

from newsroom.checklist.leaders import Leader, leaders_from, mentions, same_name
from newsroom.errors import InvalidLeaders
from tests.support.samples import BOARD_FILE

ROW: Final = {
    "name": "Họ Tên Ví Dụ",
    "post": "Chủ tịch UBND tỉnh",
    "from": date(2026, 1, 1),
    "source": "Nghị quyết 1/NQ ngày 01/01/2026",
}


def without(key: str) -> dict[str, object]:
    return {name: value for name, value in ROW.items() if name != key}


def test_the_shipped_register_is_empty_and_says_how_to_fill_it() -> None:
    text = (BOARD_FILE.parent / "leaders.toml").read_text(encoding="utf-8")
    assert leaders_from(tomllib.loads(text)) == ()
    example = text.split("# [[leaders]]\n")[1].split("#\n")[0].replace("\n# ", "\n").removeprefix("# ")
    (leader,) = leaders_from(tomllib.loads(f"[[leaders]]\n{example}"))
    assert (leader.starts, leader.ends) == (date(2026, 1, 1), date(2026, 12, 1))


def test_a_post_is_held_from_its_first_day_up_to_the_day_it_ends() -> None:
    (leader,) = leaders_from({"leaders": [{**ROW, "to": date(2026, 11, 23)}]})
    assert leader == Leader(
        name="Họ Tên Ví Dụ",
        post="Chủ tịch UBND tỉnh",
        starts=date(2026, 1, 1),
        ends=date(2026, 11, 23),
        source="Nghị quyết 1/NQ ngày 01/01/2026",
    )
    assert [leader.holds(date(2026, month, day)) for month, day in ((1, 1), (11, 22), (11, 23))] == [True, True, False]
    assert [leader.held(date(2026, 11, day)) for day in (22, 23)] == [False, True]


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ({"leader": []}, "leader"),
        ({"leaders": "Họ Tên Ví Dụ"}, "leaders"),
        ({"leaders": ["Họ Tên Ví Dụ"]}, "leaders[1]"),
        ({"leaders": [ROW, {**ROW, "chức": "x"}]}, "leaders[2].chức"),
        ({"leaders": [without("name")]}, "leaders[1].name"),
        ({"leaders": [{**ROW, "name": "Dụ"}]}, "leaders[1].name"),
        ({"leaders": [{**ROW, "post": " "}]}, "leaders[1].post"),
        ({"leaders": [without("source")]}, "leaders[1].source"),
        ({"leaders": [without("from")]}, "leaders[1].from"),
        ({"leaders": [{**ROW, "from": "2026-01-01"}]}, "leaders[1].from"),
        ({"leaders": [{**ROW, "to": date(2026, 1, 1)}]}, "leaders[1].to"),
        ({"leaders": [ROW, {**ROW, "from": date(2026, 6, 1)}]}, "leaders[2]"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused_with_its_row(data: dict[str, object], names: str) -> None:
    with pytest.raises(InvalidLeaders) as wrong:
        leaders_from(data)
    assert wrong.value.field == names
    assert "hãy sửa tệp" in wrong.value.message


def test_a_post_that_is_held_again_is_no_double() -> None:
    assert len(leaders_from({"leaders": [{**ROW, "to": date(2026, 6, 1)}, {**ROW, "from": date(2026, 6, 1)}]})) == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Họ Tên Ví Dụ nói", ["Họ Tên Ví Dụ"]),
        ("HỌ TÊN VÍ DỤ nói", ["HỌ TÊN VÍ DỤ"]),
        ("Ho Ten Vi Du nói", ["Ho Ten Vi Du"]),
        ("Họ Tên Ví Dụ Khác nói", []),
        ("họ tên ví dụ là gì", []),
        ("Anh Họ Tên Ví Dụng nói", []),
    ],
)
def test_a_name_is_found_however_its_marks_are_set(text: str, found: list[str]) -> None:
    assert [mention.name for mention in mentions(text, "Họ Tên Ví Dụ")] == found


def test_the_place_of_a_tone_makes_no_other_name() -> None:
    assert same_name("Mẫu Thuỷ Hoà", "Mẫu Thủy Hòa")
    assert not same_name("Mẫu Thủy Hoa", "Mẫu Thủy Hòa")
