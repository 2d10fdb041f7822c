"""Writes every dashboard to its file."""

from pathlib import Path

from deploy.grafana.channels import CHANNELS
from deploy.grafana.newsroom import NEWSROOM
from deploy.grafana.panels import Dashboard, text
from deploy.grafana.temporal import TEMPORAL

FOLDER = Path(__file__).parent / "dashboards"


def files() -> dict[Path, str]:
    """The text of each dashboard file."""
    dashboards: tuple[Dashboard, ...] = (NEWSROOM, CHANNELS, TEMPORAL)
    return {FOLDER / f"{dashboard.uid}.json": text(dashboard) for dashboard in dashboards}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for path, content in files().items():
        path.write_text(content, encoding="utf-8")
