"""Writes the page of our metrics from the table: `python -m tests.telemetry.pages`."""

from pathlib import Path

from workers.telemetry.names import TABLE, Exporter, Metric

_HEAD = """# Metrics

Every process serves `/metrics` (and `/health`) at `TOASOAN_METRICS_HOST:TOASOAN_METRICS_PORT`; the watch at
`TOASOAN_WATCH_PORT`.
The text holds our numbers and those of the Temporal SDK (`temporal_*`, see decision 0020).
This page is made from `workers/telemetry/names.py`; a test compares the two.
"""
_SECTIONS = {
    Exporter.STORED: "## From the rows, at each scrape\n\nExported by every worker of the queue `editorial` and by the "
    "watch alike, so queries take `max by (…)` over instances.\n",
    Exporter.PROCESS: "## Of one process\n",
    Exporter.WATCH: "## Of the watch\n",
}


def metrics_page() -> str:
    """The whole page."""
    parts = [_HEAD]
    for exporter, head in _SECTIONS.items():
        rows = [_row(metric) for metric in TABLE.values() if metric.exporter is exporter]
        parts.append("\n".join([head, "| metric | kind | labels | what it says |", "|---|---|---|---|", *rows, ""]))
    return "\n".join(parts)


def _row(metric: Metric) -> str:
    labels = ", ".join(f"`{name}`" for name in metric.label_names)
    return f"| `{metric.name}` | {metric.kind} | {labels} | {metric.help} |"


if __name__ == "__main__":
    (Path(__file__).parents[2] / "docs" / "metrics.md").write_text(metrics_page(), encoding="utf-8")
