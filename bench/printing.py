"""The tables that a measurement prints."""

from collections.abc import Mapping
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from bench.laps import DRIVER
from workers.console import out

_PROCESSES: Final = {
    "server": "Temporal",
    "worker": "xử lý",
    "postgres": "kho",
    "simulator": "mô phỏng",
    DRIVER: "điều khiển",
}
wide: Final = Console(highlight=False, width=max(out.width, 120))


def compared(found: Mapping[str, Any]) -> None:
    """One table of all contestants, CPU in milliseconds an article, and the remaining figures below it."""
    table = Table("Cùng lúc", "Bên đo", "Bài/giây", "CPU", *_PROCESSES.values(), "×tốc độ", "×CPU", box=SIMPLE_HEAD)
    for lanes, level in found["in_flight"].items():
        for name, figure in level["contestants"].items():
            parts = (f"{figure['cpu_ms_by_process'].get(process, 0):.0f}" for process in _PROCESSES)
            ratios = (str(level[ratio].get(name, "")) for ratio in ("rate_ratio", "cpu_ms_ratio"))
            table.add_row(lanes, name, _said(figure["rate"], 1), _said(figure["cpu_ms"], 0), *parts, *ratios)
        table.add_section()
    wide.print(table)
    plain({name: value for name, value in found.items() if name != "in_flight"})


def plain(found: Mapping[str, Any]) -> None:
    """Each figure in a line."""
    table = Table("Số đo", "Giá trị")
    for name, value in found.items():
        table.add_row(name, str(value))
    out.print(table)


def _said(spread: Mapping[str, float], digits: int) -> str:
    return f"{spread['middle']:.{digits}f} ({spread['least']:.{digits}f}-{spread['most']:.{digits}f})"


def grown(found: Mapping[str, Any]) -> None:
    """A line for each question."""
    sizes = list(next(iter(found.values()))["buffers"])
    columns = (f"{figure}, {int(size):,}" for figure in ("trang", "ms CPU") for size in sizes)
    table = Table("Việc", *columns, "×trang", "×CPU", "đọc cả bảng", box=SIMPLE_HEAD)
    for name, cost in found.items():
        values = (str(cost[figure][size]) for figure in ("buffers", "cpu_ms") for size in sizes)
        table.add_row(name, *values, str(cost["buffers_grow"]), str(cost["cpu_grows"]), ", ".join(cost["read_whole"]))
    wide.print(table)
