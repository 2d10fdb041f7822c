"""The bars of the layout: a part that outgrows them is sorted, not the bar raised."""

import re

import pytest
from grimp import ImportGraph as Graph

from tests.layout import counting


@pytest.fixture(scope="module")
def graph() -> Graph:
    return counting.imports()


def test_no_folder_holds_more_files_than_a_person_surveys() -> None:
    assert {folder: many for folder, many in counting.folders().items() if many > 21} == {}


@pytest.mark.parametrize(
    ("part", "most"),
    [("newsroom", 9), ("activities.storage", 7), ("desk", 9), ("workers", 10), ("simulator", 9), ("", 18)],
)
def test_no_chain_of_imports_is_longer_than_its_bar(graph: Graph, part: str, most: int) -> None:
    links = counting.chain(graph, part)
    assert len(links) <= most, " > ".join(links)


def test_no_files_and_no_siblings_import_one_another_in_a_circle(graph: Graph) -> None:
    assert counting.circles(graph) == ()


def test_functions_and_files_stay_short() -> None:
    found = counting.lengths()
    assert found.median <= 7
    assert found.p90 <= 18
    assert found.long_functions == {}
    assert {name: lines for name, lines in found.files.items() if lines > 300} == {}


def test_there_is_one_clock() -> None:
    """Two clocks in one request disagree; only the simulator, which plays others' servers, has its own."""
    asks = re.compile(r"datetime\.now\(|utcnow\(|date\.today\(|time\.time\(|\.now, UTC")
    found = [path.relative_to(counting.ROOT) for path in counting.files() if asks.search(path.read_text("utf-8"))]
    assert [str(path) for path in found if path.parts[0] != "simulator"] == ["activities/clock.py"]
