"""The whole newsroom on one machine: servers, simulator, worker and desk as children on a leash, data in one folder."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from activities.ports import TokenPair
from activities.storage.migrate import app_dsn, create_database, end_roll, migrate
from activities.storage.roles import Role, dsn_as
from desk.sign_in import SignIn
from newsroom.article import ChannelName
from simulator.config import SimulatorConfig
from workers.embedded.child import ChildProcess, spawn
from workers.embedded.ports import free_port
from workers.embedded.postgres import EmbeddedPostgres
from workers.embedded.temporal import EmbeddedTemporal
from workers.embedded.wordpress import EmbeddedWordPress
from workers.entrusting import LOGS_IN_AS, Process, entrusted, passwords_of
from workers.keys import PORTS_FILE, SECRETS_FILE, SETTINGS_FILE, keep, kept_secrets, sealing_secrets, settle
from workers.settings import Settings, environment_of
from workers.steps import Tell, silent, step
from workers.trial_portal import portal_settings
from workers.wiring.stores import Stores, opened_stores
from workflows.search_attributes import REGISTRY

BOARD_FILE: Final = Path(__file__).parent.parent / "boards" / "cao-bang.toml"
ANCHOR_FILE: Final = "anchors.log"
_DATABASE: Final = "toasoan"
MAIL_FOLDER: Final = "mail"
TRIAL_DOMAIN: Final = "toasoan.invalid"
_PROCESSES: Final = ("simulator", "worker", "desk", "courier")
_PORTS: Final = ("simulator", "desk", "metrics", "watch", "codec")
_ONLY_OURS: Final = 0o700
# A server that runs as another user has to come through to its own folder, and sees no other.
_OURS_AND_THROUGH: Final = 0o711
_LABELS: Final = {
    "simulator": "Bộ mô phỏng kênh",
    "worker": "Tiến trình xử lý",
    "desk": "Bàn biên tập",
    "watch": "Trạm canh",
    "courier": "Người đưa tin",
    "codec-server": "Máy chủ mở niêm phong",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where a person looks."""

    desk: str
    simulator: str
    temporal_ui: str
    codec: str
    metrics: str
    watch: str
    portal: str


class Stack:
    """The running newsroom.

    Shape: `settings` are what any further process of it needs; `sealed` keeps its histories readable only to those who
    sign in to its codec server; `portal` is a WordPress to publish on instead of the simulator's portal.
    """

    def __init__(
        self,
        folder: Path,
        *,
        durable: bool = True,
        sealed: bool = False,
        tell: Tell = silent,
        portal: EmbeddedWordPress | None = None,
    ) -> None:
        self.folder = folder
        self.portal = portal
        self.sealed = sealed
        self.tell = tell
        self.postgres = EmbeddedPostgres(folder / "postgres", durable=durable)
        self.temporal = EmbeddedTemporal(folder / "temporal", durable=durable, search_attributes=REGISTRY)
        self.settings = Settings()
        self.admin_dsn = ""
        self.children: dict[str, ChildProcess] = {}
        self.metrics_ports: dict[str, int] = {}

    @property
    def links(self) -> Links:
        """Where a person looks."""
        return Links(
            desk=f"http://127.0.0.1:{self.settings.desk_port}/docs",
            simulator=self.settings.simulator_url,
            temporal_ui=self.temporal.ui_url,
            codec=self.temporal.ui_codec_endpoint and f"{self.temporal.ui_codec_endpoint}/sign-in",
            metrics=f"http://127.0.0.1:{self.settings.metrics_port}/metrics",
            watch=f"http://127.0.0.1:{self.settings.watch_port}/metrics",
            portal=self.portal.address.url if self.portal else "",
        )

    async def start_servers(self) -> None:
        """Start Postgres and Temporal, bring the database to the present, adopt the board when there is none."""
        _close(self.folder)
        ports = _remembered_ports(self.folder / "ports.json", _PORTS)
        if self.sealed:
            self.temporal.ui_codec_endpoint = f"http://127.0.0.1:{ports['codec']}"
        await asyncio.gather(self._start_postgres(), self._start_temporal(), self._start_portal())
        with step(self.tell, "Kho dữ liệu", doing="đang đưa lên phiên bản hiện tại"):
            await self._prepare()

    async def _start_postgres(self) -> None:
        with step(self.tell, "Postgres"):
            await self.postgres.start()

    async def _start_temporal(self) -> None:
        with step(self.tell, "Máy chủ quy trình (Temporal)"):
            await self.temporal.start()

    async def _start_portal(self) -> None:
        if self.portal is not None:
            with step(self.tell, "Cổng WordPress"):
                await self.portal.start()

    async def _prepare(self) -> None:
        kept = (sealing_secrets if self.sealed else kept_secrets)(self.folder / SECRETS_FILE)
        admin_dsn = await asyncio.to_thread(create_database, self.postgres.admin_dsn, _DATABASE)
        self.admin_dsn = admin_dsn
        settings = _settings(self.folder, kept, admin_dsn, self.temporal)
        settings = settings.model_copy(update=portal_settings(self.portal))
        passwords = passwords_of(settings)
        await asyncio.to_thread(migrate, admin_dsn, app_password=passwords[Role.APP], role_passwords=passwords)
        # All processes on this folder are ours, and of one build.
        await asyncio.to_thread(end_roll, admin_dsn)
        self.settings = await self._with_first_board(settings)
        own = _remembered_ports(self.folder / PORTS_FILE, ("desk", "courier"))
        self.metrics_ports = {"worker": self.settings.metrics_port, **own}
        async with opened_stores(self.settings) as stores:
            await _provision(stores)
            await stores.destinations.provide(TRIAL_DOMAIN)
            present = (await stores.keys.present()).present
        self.settings.desk_private_key = SecretStr(settle(self.folder, present))
        write_settings(self.folder / SETTINGS_FILE, self.settings)

    async def _with_first_board(self, settings: Settings) -> Settings:
        """The settings with the digest of the first notice, kept beside the keys; it is adopted when there is none."""
        if settings.first_board_digest:
            return settings
        async with opened_stores(settings) as stores:
            await stores.boards.found(BOARD_FILE.read_text(encoding="utf-8"))
            # A folder from before the digest was kept: what it began with is what its people have worked by.
            (_, _, _, digest), *_ = await stores.boards.versions()
        keep(self.folder / "keys.json", "first_board_digest", digest)
        return settings.model_copy(update={"first_board_digest": digest})

    async def start_processes(self, names: tuple[str, ...] = (*_PROCESSES, "watch")) -> None:
        """Start our own processes and wait until each answers; a sealed newsroom has its codec server too."""
        names = (*names, "codec-server") if self.sealed else names
        await asyncio.gather(*(self.start_process(name) for name in names))

    async def start_process(self, name: str) -> None:
        """Start one of our processes and wait until it answers."""
        ready = {
            "simulator": f"{self.settings.simulator_url}/_sim/visible",
            "worker": f"http://127.0.0.1:{self.settings.metrics_port}/health",
            "desk": f"http://127.0.0.1:{self.settings.desk_port}/health",
            "watch": f"http://127.0.0.1:{self.settings.watch_port}/health",
            "courier": f"http://127.0.0.1:{self.metrics_ports.get('courier', 0)}/health",
            "codec-server": f"http://127.0.0.1:{self.settings.codec_port}/health",
        }
        with step(self.tell, _LABELS[name]):
            child = await spawn(name, name, folder=self.folder, environment=self.environment_for(Process(name)))
            self.children[name] = child
            await child.until_answers(ready[name])

    def settings_for(self, process: Process) -> Settings:
        """The settings of one of our processes: its own secrets, its own account in the storage, its own port."""
        own: dict[str, object] = {"metrics_port": self.metrics_ports.get(process, 0)}
        if (role := LOGS_IN_AS.get(process)) is not None:
            own["database_url"] = SecretStr(dsn_as(role, self.admin_dsn, passwords_of(self.settings)[role]))
        return entrusted(self.settings.model_copy(update=own), process)

    def environment_for(self, process: Process) -> dict[str, str]:
        """The environment of one of our processes; what our own holds of the newsroom is not handed on."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("TOASOAN_")}
        return inherited | environment_of(self.settings_for(process))

    async def stop_process(self, name: str, *, kill: bool = False) -> None:
        """Stop one of our processes, in good order or at once."""
        child = self.children.pop(name)
        await (child.kill() if kill else child.stop())

    async def stop(self) -> None:
        """Stop everything, workers before servers."""
        await asyncio.gather(*(self.stop_process(name) for name in list(self.children)))
        if self.portal is not None:
            await self.portal.stop()
        await asyncio.gather(self.temporal.stop(), self.postgres.stop())


@asynccontextmanager
async def running_stack(
    folder: Path,
    *,
    durable: bool = True,
    watched: bool = True,
    sealed: bool = True,
    tell: Tell = silent,
    portal: EmbeddedWordPress | None = None,
) -> AsyncIterator[Stack]:
    """A stack with all its processes (the watch too, unless told), stopped in the end whatever happens."""
    stack = Stack(folder, durable=durable, sealed=sealed, tell=tell, portal=portal)
    async with AsyncExitStack() as cleanup:
        cleanup.push_async_callback(stack.stop)
        with step(tell, "Tòa soạn", doing="đang mở"):
            await stack.start_servers()
            await stack.start_processes((*_PROCESSES, "watch") if watched else _PROCESSES)
        yield stack


def write_settings(path: Path, settings: Settings) -> None:
    """Keep the settings where the command line finds them (mode 0600)."""
    text = "".join(f"{name}={json.dumps(value)}\n" for name, value in environment_of(settings).items())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _settings(folder: Path, kept: Mapping[str, str], admin_dsn: str, temporal: EmbeddedTemporal) -> Settings:
    ports = _remembered_ports(folder / "ports.json", _PORTS)
    simulator = f"http://127.0.0.1:{ports['simulator']}"
    plays = SimulatorConfig()
    return Settings.model_validate(
        {
            **kept,
            "data_folder": folder,
            "anchor_file": folder / ANCHOR_FILE,
            "mail_folder": folder / MAIL_FOLDER,
            "database_url": app_dsn(admin_dsn, kept["app_database_password"]),
            "temporal_address": temporal.address,
            "codec_port": ports["codec"],
            "codec_ui_origin": temporal.ui_url,
            "codec_sign_in_key": SignIn(kept["desk_private_key"]).public_key,
            "desk_port": ports["desk"],
            "metrics_port": ports["metrics"],
            "watch_port": ports["watch"],
            "simulator_url": simulator,
            "liferay_url": f"{simulator}/liferay",
            "liferay_public_url": f"{simulator}/liferay/web/{plays.site_id}/-",
            "liferay_site_id": plays.site_id,
            "liferay_structure_id": plays.structure_id,
            "liferay_client_id": plays.liferay_client_id,
            "liferay_client_secret": plays.liferay_client_secret,
            "wordpress_url": f"{simulator}/wordpress",
            "wordpress_user": plays.wordpress_user,
            "wordpress_password": plays.wordpress_password,
            "facebook_url": f"{simulator}/graph",
            "facebook_page_id": plays.page_id,
            "facebook_app_secret": plays.app_secret,
            "zalo_url": f"{simulator}/zalo",
            "zalo_oauth_url": f"{simulator}/zalo-oauth",
            "zalo_app_id": plays.zalo_app_id,
            "zalo_app_secret": plays.zalo_app_secret,
            "zalo_default_cover_url": f"{simulator}/anh-bia.png",
            "zalo_to_staff": True,
        }
    )


def _close(folder: Path) -> None:
    """Make the folder, or tighten the one of earlier versions, so that nobody else of this machine reads in it."""
    folder.mkdir(mode=_ONLY_OURS, parents=True, exist_ok=True)
    folder.chmod(_ONLY_OURS if os.geteuid() else _OURS_AND_THROUGH)
    for inner in ("temporal", "log"):
        (folder / inner).mkdir(mode=_ONLY_OURS, exist_ok=True)
        (folder / inner).chmod(_ONLY_OURS)


def _remembered_ports(path: Path, names: tuple[str, ...]) -> dict[str, int]:
    known: dict[str, int] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    ports = {name: known.get(name) or free_port() for name in names}
    path.write_text(json.dumps(ports), encoding="utf-8")
    return ports


async def _provision(stores: Stores) -> None:
    plays = SimulatorConfig()
    first = {
        ChannelName.FANPAGE: TokenPair(access=plays.page_token),
        ChannelName.ZALO_OA: TokenPair(access=plays.zalo_access_token, refresh=plays.zalo_refresh_token),
    }
    for channel, pair in first.items():
        if await stores.tokens.load(channel) is None:
            await stores.tokens.save(channel, pair)
