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
    alone = found["alone"]
    figures = Table("Một bài, máy rảnh", *alone, box=SIMPLE_HEAD)
    for name in next(iter(alone.values())):
        figures.add_row(name, *(str(each[name]) for each in alone.values()))
    out.print(figures)
    plain({name: value for name, value in found.items() if name not in {"in_flight", "alone"}})


def plain(found: Mapping[str, Any]) -> None:
    """Each figure in a line."""
    table = Table("Số đo", "Giá trị")
    for name, value in found.items():
        table.add_row(name, str(value))
    out.print(table)


def _said(spread: Mapping[str, float], digits: int) -> str:
    return f"{spread['middle']:.{digits}f} ({spread['least']:.{digits}f}-{spread['most']:.{digits}f})"


def grown(found: Mapping[str, Any]) -> None:
    """A line for each question: its cost at each size, and how often the smaller ones' go into the last."""
    sizes, smaller = (list(next(iter(found.values()))[figure]) for figure in ("buffers", "buffers_grow"))
    costs = (f"{figure}, {int(size):,}" for figure in ("trang", "ms CPU") for size in sizes)
    ratios = (f"×{figure} từ {int(size):,}" for figure in ("trang", "CPU") for size in smaller)
    table = Table("Việc", *costs, *ratios, "đọc cả bảng", box=SIMPLE_HEAD)
    for name, cost in found.items():
        values = (str(cost[figure][size]) for figure in ("buffers", "cpu_ms") for size in sizes)
        grows = (str(cost[figure][size]) for figure in ("buffers_grow", "cpu_grows") for size in smaller)
        table.add_row(name, *values, *grows, ", ".join(cost["read_whole"]))
    wide.print(table)
