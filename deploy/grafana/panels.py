"""Rows, panels and queries, and the JSON that Grafana reads. The same panels give the same text, always."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

WIDTH: Final = 24
_DATASOURCE: Final = {"type": "prometheus", "uid": "prometheus"}
_COLOURS: Final = ("green", "orange", "red")
_SCHEMA: Final = 39


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One line of a panel. Shape: `legend` may name labels, as `{{channel}}`."""

    expr: str
    legend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One picture.

    Shape: `kind` is Grafana's name; `thresholds` are where it turns orange and red, or `falling`, where below is worse;
    `words` are said in place of a number.
    """

    title: str
    queries: tuple[Query, ...]
    kind: str = "timeseries"
    unit: str = "short"
    width: int = 8
    height: int = 7
    thresholds: tuple[float, ...] = ()
    falling: bool = False
    words: tuple[tuple[int, str], ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Panels under one heading."""

    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """One page. Shape: `variable` is a metric and its label, by whose values the page can be narrowed."""

    uid: str
    title: str
    description: str
    rows: tuple[Row, ...]
    variable: tuple[str, str, str] | None = None


def stat(title: str, expr: str, **more: Any) -> Panel:
    """One number."""
    return Panel(title=title, queries=(Query(expr=expr),), kind="stat", **{"width": 4, "height": 4, **more})


def lines(title: str, *queries: tuple[str, str], **more: Any) -> Panel:
    """Curves, each given by its query and its legend."""
    return Panel(title=title, queries=tuple(Query(expr=expr, legend=legend) for expr, legend in queries), **more)


def grown(metric: str, by: str, window: str, *, chosen: str = "") -> str:
    """By how much a count of the storage grew; after retention it shrinks, which `increase` would take for growth."""
    selected = f"{metric}{chosen}"
    return f"max by ({by}) ({selected}) - min by ({by}) (min_over_time({selected}[{window}]))"


def text(dashboard: Dashboard) -> str:
    """The file that Grafana reads."""
    body = {
        "uid": dashboard.uid,
        "title": dashboard.title,
        "description": dashboard.description,
        "tags": ["toasoan"],
        "timezone": "Asia/Ho_Chi_Minh",
        "time": {"from": "now-6h", "to": "now"},
        "refresh": "30s",
        "editable": False,
        "graphTooltip": 1,
        "schemaVersion": _SCHEMA,
        "templating": {"list": _variables(dashboard)},
        "panels": [{"id": number, **panel} for number, panel in enumerate(_placed(dashboard.rows), start=1)],
    }
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def _variables(dashboard: Dashboard) -> list[dict[str, Any]]:
    if dashboard.variable is None:
        return []
    metric, label, title = dashboard.variable
    return [
        {
            "name": label,
            "label": title,
            "type": "query",
            "datasource": _DATASOURCE,
            "query": {"query": f"label_values({metric}, {label})", "refId": label},
            "refresh": 1,
            "sort": 1,
            "multi": True,
            "includeAll": True,
            "allValue": ".*",
            "current": {"text": "Tất cả", "value": "$__all"},
        }
    ]


def _placed(rows: tuple[Row, ...]) -> Iterator[dict[str, Any]]:
    top = 0
    for row in rows:
        place = {"x": 0, "y": top, "w": WIDTH, "h": 1}
        yield {"type": "row", "title": row.title, "collapsed": False, "gridPos": place, "panels": []}
        top += 1
        left = line = 0
        for panel in row.panels:
            if left + panel.width > WIDTH:
                top, left, line = top + line, 0, 0
            yield _panel(panel, {"x": left, "y": top, "w": panel.width, "h": panel.height})
            left, line = left + panel.width, max(line, panel.height)
        top += line


def _panel(panel: Panel, place: dict[str, int]) -> dict[str, Any]:
    targets = [
        {"refId": chr(ord("A") + i), "datasource": _DATASOURCE, "expr": query.expr, "legendFormat": query.legend}
        for i, query in enumerate(panel.queries)
    ]
    defaults = {"unit": panel.unit, "min": 0, "thresholds": _thresholds(panel), "mappings": _mappings(panel)}
    if panel.kind == "stat":
        defaults["color"] = {"mode": "thresholds"}
        defaults["noValue"] = "chưa có số liệu"
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.description,
        "datasource": _DATASOURCE,
        "gridPos": place,
        "targets": targets,
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "options": _options(panel.kind),
    }


def _options(kind: str) -> dict[str, Any]:
    if kind == "stat":
        return {"colorMode": "background", "graphMode": "none", "reduceOptions": {"calcs": ["lastNotNull"]}}
    return {"legend": {"displayMode": "list", "placement": "bottom"}, "tooltip": {"mode": "multi", "sort": "desc"}}


def _thresholds(panel: Panel) -> dict[str, Any]:
    colours = _COLOURS if not panel.falling else tuple(reversed(_COLOURS))
    # One threshold has nothing between good and bad.
    if len(panel.thresholds) == 1:
        colours = (colours[0], colours[-1])
    steps: list[dict[str, str | float | None]] = [{"color": colours[0], "value": None}]
    steps += [{"color": colour, "value": at} for colour, at in zip(colours[1:], panel.thresholds, strict=False)]
    return {"mode": "absolute", "steps": steps if panel.thresholds else [{"color": "blue", "value": None}]}


def _mappings(panel: Panel) -> list[dict[str, Any]]:
    if not panel.words:
        return []
    return [
        {
            "type": "value",
            "options": {str(value): {"text": word, "index": i} for i, (value, word) in enumerate(panel.words)},
        }
    ]
