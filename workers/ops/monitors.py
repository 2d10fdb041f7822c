"""Prometheus and Alertmanager over a newsroom on this machine, with the rules and routes that are shipped."""

import asyncio
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any, Final

import yaml

from workers.embedded.child import ChildProcess, Launch
from workers.embedded.ports import remembered_ports
from workers.ops.tools import Tools

DEPLOY: Final = Path(__file__).parent.parent.parent / "deploy"
_HOST: Final = "127.0.0.1"


class Monitors:
    """The two programs; every alert ends at `webhook`, one path below it for each receiver."""

    def __init__(self, folder: Path, tools: Tools, *, scraped: Mapping[str, int], webhook: str) -> None:
        self._folder = folder.resolve()
        self._tools = tools
        self._scraped = scraped
        self._webhook = webhook
        self._children: list[ChildProcess] = []
        folder.mkdir(parents=True, exist_ok=True)
        ports = remembered_ports(folder / "ports.json", ("prometheus", "alertmanager"))
        self._prometheus = f"{_HOST}:{ports['prometheus']}"
        self._alertmanager = f"{_HOST}:{ports['alertmanager']}"

    @property
    def prometheus_url(self) -> str:
        """Where Prometheus shows itself."""
        return f"http://{self._prometheus}"

    @property
    def alertmanager_url(self) -> str:
        """Where Alertmanager shows itself and takes alerts."""
        return f"http://{self._alertmanager}"

    async def start(self) -> None:
        """Start both and wait until they are ready. Errors: DidNotStart."""
        await asyncio.gather(self._start_alertmanager(), self._start_prometheus())

    async def stop(self) -> None:
        """Stop both."""
        await asyncio.gather(*(child.stop() for child in self._children))
        self._children.clear()

    async def _start_prometheus(self) -> None:
        shipped = _read(DEPLOY / "prometheus" / "prometheus.yml")
        config = scraping(shipped, scraped=self._scraped, alertmanager=self._alertmanager)
        options = (
            f"--config.file={self._written('prometheus.yml', config)}",
            f"--storage.tsdb.path={self._folder / 'prometheus'}",
            f"--web.listen-address={self._prometheus}",
        )
        await self._start("prometheus", (str(self._tools.prometheus), *options), self.prometheus_url)

    async def _start_alertmanager(self) -> None:
        config = posting(_read(DEPLOY / "alertmanager" / "alertmanager.yml"), webhook=self._webhook)
        options = (
            f"--config.file={self._written('alertmanager.yml', config)}",
            f"--storage.path={self._folder / 'alertmanager'}",
            f"--web.listen-address={self._alertmanager}",
            # One alone: it looks for no others.
            "--cluster.listen-address=",
        )
        await self._start("alertmanager", (str(self._tools.alertmanager), *options), self.alertmanager_url)

    async def _start(self, name: str, command: tuple[str, ...], url: str) -> None:
        launch = Launch(
            name=name,
            command=(*command, "--log.level=warn"),
            log=self._folder / f"{name}.log",
            pid_file=self._folder / f"{name}.pid",
            # Unpacked programs find their own pages from here, see .ci/ops-tools.
            folder=Path(command[0]).parent.parent,
        )
        child = await ChildProcess.start(launch)
        self._children.append(child)
        await child.until_answers(f"{url}/-/ready")

    def _written(self, name: str, config: Mapping[str, Any]) -> Path:
        path = self._folder / name
        path.write_text(yaml.safe_dump(dict(config), allow_unicode=True, sort_keys=False), encoding="utf-8")
        return path


def scraping(shipped: Mapping[str, Any], *, scraped: Mapping[str, int], alertmanager: str) -> dict[str, Any]:
    """The shipped configuration of Prometheus with addresses of this machine; intervals and rules stay as they are.

    Shape: `scraped` is the port of each job; a job that is not named is left out.
    """
    jobs = [
        {**job, "static_configs": [{"targets": [f"{_HOST}:{scraped[job['job_name']]}"]}]}
        for job in shipped["scrape_configs"]
        if job["job_name"] in scraped
    ]
    rules = [str(DEPLOY / "prometheus" / name) for name in shipped["rule_files"]]
    managers = [{"static_configs": [{"targets": [alertmanager]}]}]
    return {**shipped, "rule_files": rules, "alerting": {"alertmanagers": managers}, "scrape_configs": jobs}


def posting(shipped: Mapping[str, Any], *, webhook: str) -> dict[str, Any]:
    """The shipped configuration of Alertmanager with its webhooks brought to `webhook`; routes stay as they are."""
    receivers = [
        {
            **receiver,
            "webhook_configs": [
                {"url": f"{webhook}/{PurePath(hook['url_file']).name}"} for hook in receiver["webhook_configs"]
            ],
        }
        for receiver in shipped["receivers"]
    ]
    return {**shipped, "receivers": receivers}


def _read(path: Path) -> dict[str, Any]:
    config: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return config
