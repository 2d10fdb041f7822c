"""PostgreSQL on this machine, as a child of ours: made on first use, the same data and port afterwards."""

import os
import shutil
import signal
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import asyncpg

from workers.embedded.account import Account
from workers.embedded.child import Launch
from workers.embedded.errors import PasswordMissing
from workers.embedded.ports import HOST, remembered_ports
from workers.embedded.postgres_home import account_for, programs_for
from workers.embedded.server import Server

SUPERUSER = "postgres"
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}

# A small machine: at most 60 connections, 128 MB of cache, no query compiler.
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
# Survives the death of every process, but not a power cut: for tests. A commit still leaves the server's memory.
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "on"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresAddress:
    """Where the server listens, and the superuser's password."""

    host: str
    port: int
    password: str

    def dsn(self, user: str, password: str, database: str) -> str:
        """A connection address for anybody."""
        login = f"{quote(user, safe='')}:{quote(password, safe='')}"
        return f"postgresql://{login}@{self.host}:{self.port}/{quote(database, safe='')}"

    @property
    def admin_dsn(self) -> str:
        """The superuser's connection address."""
        return self.dsn(SUPERUSER, self.password, "postgres")


class EmbeddedPostgres(Server):
    """One PostgreSQL server with its data in `folder`."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        super().__init__(folder)
        self._durable = durable
        self._address: PostgresAddress | None = None

    @property
    def address(self) -> PostgresAddress:
        """How to connect; there is none before `start`."""
        if self._address is None:
            message = "EmbeddedPostgres has not been started"
            raise RuntimeError(message)
        return self._address

    @property
    def admin_dsn(self) -> str:
        """The superuser's connection address."""
        return self.address.admin_dsn

    @property
    def host(self) -> str:
        """Always this machine."""
        return self.address.host

    @property
    def port(self) -> int:
        """The same after a restart, while it is free."""
        return self.address.port

    async def _start(self) -> None:
        account = account_for(self._data)
        programs = programs_for(account)
        password = self._password()
        if not self._data.exists():
            await self._make_data(programs, account, password)
        port = remembered_ports(self._folder / "ports.json", ["port"])["port"]
        self._address = PostgresAddress(host=HOST, port=port, password=password)
        child = await self._child(self._server(programs, account, port))
        await child.until(self._answers)

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _password(self) -> str:
        file = self._folder / "password"
        if file.exists():
            return file.read_text()
        if self._data.exists():
            raise PasswordMissing(file)
        password = os.urandom(24).hex()
        # A temporary file is readable for its owner only; renamed, it is never half written.
        descriptor, name = tempfile.mkstemp(dir=self._folder)
        with os.fdopen(descriptor, "w") as fresh:
            fresh.write(password)
        Path(name).rename(file)
        return password

    async def _make_data(self, programs: Path, account: Account | None, password: str) -> None:
        # Under another name until complete: a half-made folder must not pass for data.
        fresh = self._folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        with tempfile.TemporaryFile() as password_file:
            password_file.write(password.encode())
            password_file.seek(0)
            if account is not None:
                os.chown(fresh, account.uid, account.gid)
                os.fchown(password_file.fileno(), account.uid, account.gid)
            child = await self._child(self._initdb(programs, account, fresh), stdin=password_file)
            if await child.wait() != 0:
                raise child.failure()
        fresh.rename(self._data)

    def _initdb(self, programs: Path, account: Account | None, data: Path) -> Launch:
        options = ["--username", SUPERUSER, "--pwfile=/dev/stdin", "--auth=scram-sha-256"]
        # Upper and lower case as Unicode has them, sorted by code point: the same on every machine.
        options += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if not self._durable:
            options.append("--no-sync")
        return Launch(
            name="initdb",
            command=(str(programs / "initdb"), "-D", _as_seen_inside(data), *options),
            log=self._folder / "server.log",
            folder=data,
            environment=ENVIRONMENT,
            account=account,
        )

    def _server(self, programs: Path, account: Account | None, port: int) -> Launch:
        settings = SETTINGS | (DURABLE if self._durable else FAST)
        settings |= {"port": str(port), "cluster_name": f"toasoan-{port}"}
        options = [f"--{name}={value}" for name, value in settings.items()]
        return Launch(
            name="PostgreSQL",
            command=(str(programs / "postgres"), "-D", _as_seen_inside(self._data), *options),
            log=self._folder / "server.log",
            pid_file=self._folder / "server.pid",
            folder=self._data,
            environment=ENVIRONMENT,
            account=account,
            # The "fast" shutdown; and the "immediate" one, because the server's own children must go too.
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGQUIT,
        )

    async def _answers(self) -> bool:
        try:
            connection = await asyncpg.connect(self.admin_dsn, timeout=5)
        except (OSError, asyncpg.PostgresError):
            return False
        try:
            return bool(await connection.fetchval("select true"))
        finally:
            await connection.close()


def _as_seen_inside(data: Path) -> str:
    # The server's working folder is its data folder. Named like this it needs no right to walk there, so that data in a
    # checkout below a closed folder such as /root can belong to another user without opening that folder to anybody.
    return "/proc/self/cwd" if sys.platform == "linux" else str(data)
