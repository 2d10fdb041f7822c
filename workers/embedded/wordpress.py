"""WordPress on this machine, with PHP's own server and MariaDB, as children of ours: made once, kept afterwards.

A trial: nothing of it listens beyond this machine, it fetches nothing from outside and sends no mail.
"""

import asyncio
import json
import secrets
import shutil
import signal
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from workers.embedded.child import Launch, output_of
from workers.embedded.ports import HOST, remembered_ports
from workers.embedded.server import Server
from workers.embedded.wordpress_home import WordPressHome

PAGE_PART: Final = Path(__file__).parent.parent.parent / "deploy" / "wordpress" / "toasoan.php"
"""What a theme must print, as a plugin."""

_LOCAL: Final = PAGE_PART.parent / "local"
_WORKERS: Final = "4"
_CONFIG: Final = """<?php
define('DB_NAME', 'wordpress'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_ENVIRONMENT_TYPE', 'local'); define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true); define('WP_DEBUG', false); define('FS_METHOD', 'direct');
define('AUTH_KEY', '{key}'); define('SECURE_AUTH_KEY', '{key}'); define('LOGGED_IN_KEY', '{key}');
define('NONCE_KEY', '{key}'); define('AUTH_SALT', '{key}'); define('SECURE_AUTH_SALT', '{key}');
define('LOGGED_IN_SALT', '{key}'); define('NONCE_SALT', '{key}');
$table_prefix = 'wp_'; defined('ABSPATH') || define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPressAddress:
    """Where the site is and who the newsroom is there."""

    url: str
    user: str
    application_password: str
    version: str


class EmbeddedWordPress(Server):
    """One WordPress site with its data in `folder`; the stock theme called `theme`, else the newest there is."""

    def __init__(self, folder: Path, home: WordPressHome, *, theme: str = "") -> None:
        super().__init__(folder)
        self._home = home
        self._theme = theme or home.themes[-1]
        self._socket_folder: tempfile.TemporaryDirectory[str] | None = None
        self._address: WordPressAddress | None = None

    @property
    def address(self) -> WordPressAddress:
        """How to reach it; there is none before `start`."""
        if self._address is None:
            message = "EmbeddedWordPress has not been started"
            raise RuntimeError(message)
        return self._address

    @property
    def admin_password(self) -> str:
        """Password of the site's administrator `quan-tri`, the same after a restart."""
        path = self._folder / "admin-password"
        if not path.exists():
            fresh = path.with_suffix(".new")
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(12))
            fresh.rename(path)
        return path.read_text()

    @property
    def site(self) -> Path:
        """The folder with WordPress's own files."""
        return self._folder / "site"

    async def php(self, code: str) -> str:
        """What a piece of PHP prints inside the site, for whoever administers it."""
        return await self._run("php", self._home.php("-r", f"require '{self.site}/wp-load.php'; {code}"))

    async def _start(self) -> None:
        data = self._folder / "database"
        if not data.exists():
            await self._make_database(data)
        # The path of a socket may have a hundred characters, that of a folder has more.
        self._socket_folder = tempfile.TemporaryDirectory(prefix="toasoan-", ignore_cleanup_errors=True)
        socket = Path(self._socket_folder.name) / "mariadb"
        await asyncio.gather(self._start_database(data, socket), asyncio.to_thread(self._lay_out, socket))
        connect = f"mysqli_connect('localhost', 'root', '', null, 0, '{socket}')"
        create = f"mysqli_query({connect}, 'create database if not exists wordpress character set utf8mb4');"
        await self._run("php", self._home.php("-r", create))
        port = remembered_ports(self._folder / "ports.json", ["port"])["port"]
        url = f"http://{HOST}:{port}"
        options = (str(_LOCAL / "install.php"), str(self.site), url, self._theme, self.admin_password)
        told = json.loads(await self._run("install", self._home.php(*options)))
        await self._serve(port)
        self._address = WordPressAddress(
            url=url, user=told["user"], application_password=told["password"], version=told["version"]
        )

    async def _make_database(self, data: Path) -> None:
        fresh = data.with_name("database.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        await self._run("mariadb", self._home.mariadb(fresh, "--bootstrap"), told=self._home.first_tables())
        fresh.rename(data)

    async def _start_database(self, data: Path, socket: Path) -> None:
        options = (f"--socket={socket}", f"--pid-file={socket}.pid", "--innodb-flush-log-at-trx-commit=0")
        child = await self._child(self._launch("mariadb", self._home.mariadb(data, *options)))

        async def answers() -> bool:
            return socket.exists()

        await child.until(answers)

    def _lay_out(self, socket: Path) -> None:
        if not self.site.exists():
            fresh = self.site.with_name("site.new")
            shutil.rmtree(fresh, ignore_errors=True)
            shutil.copytree(self._home.site, fresh)
            fresh.rename(self.site)
        plugins = self.site / "wp-content" / "mu-plugins"
        plugins.mkdir(exist_ok=True)
        shutil.copy(PAGE_PART, plugins)
        config = _CONFIG.format(socket=socket, key=secrets.token_hex(32))
        (self.site / "wp-config.php").write_text(config, encoding="utf-8")

    async def _serve(self, port: int) -> None:
        listen = ("-dopcache.enable_cli=1", "-dopcache.revalidate_freq=0", "-S", f"{HOST}:{port}")
        command = self._home.php(*listen, "-t", str(self.site), str(_LOCAL / "router.php"))
        launch = self._launch("php", command, PHP_CLI_SERVER_WORKERS=_WORKERS)
        # Its workers go on without the first of them.
        child = await self._child(replace(launch, family=True))
        await child.until_answers(f"http://{HOST}:{port}/wp-json/")

    def _launch(self, name: str, command: tuple[str, ...], **environment: str) -> Launch:
        return Launch(
            name=name,
            command=command,
            log=self._folder / "log" / f"{name}.log",
            pid_file=self._folder / f"{name}.pid",
            folder=self._folder,
            environment=self._home.environment | environment,
            death_signal=signal.SIGTERM,
        )

    async def _run(self, name: str, command: tuple[str, ...], *, told: bytes = b"") -> str:
        """What a command prints that ends by itself. Errors: DidNotStart."""
        log = self._folder / "log" / f"{name}-once.log"
        return await output_of(replace(self._launch(name, command), log=log), told)

    def _release(self) -> None:
        super()._release()
        if self._socket_folder is not None:
            self._socket_folder.cleanup()
