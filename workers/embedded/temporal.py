"""Temporal's development server on this machine, as a child of ours: its histories in a file, or gone with it."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import IO, Self

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from workers.embedded.child import ChildProcess, Launch
from workers.embedded.errors import AttributeTypeDiffers, ProgramMissing
from workers.embedded.leftovers import claim
from workers.embedded.ports import HOST, remembered_ports

NAMESPACE = "default"
RETENTION = timedelta(days=30)
PORTS = ("port", "ui-port", "http-port", "metrics-port")
# FULL: an accepted decision is on the disk, as in PostgreSQL. NORMAL may lose the last ones in a power cut.
DURABLE = ("journal_mode=WAL", "synchronous=FULL")
# Loses nothing when the server is killed, only when the machine is.
FAST = ("journal_mode=WAL", "synchronous=OFF")
TYPES = {
    "Text": IndexedValueType.INDEXED_VALUE_TYPE_TEXT,
    "Keyword": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "Int": IndexedValueType.INDEXED_VALUE_TYPE_INT,
    "Double": IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
    "Bool": IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
    "Datetime": IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
    "KeywordList": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
}
# Its HTTP port cannot be closed, and any page in a browser of this machine reaches it: it answers to no name.
NO_HTTP = MappingProxyType({"frontend.httpAllowedHosts": ["khong-ai.invalid"]})
NOTHING: Mapping[str, str] = MappingProxyType({})


class EmbeddedTemporal:
    """One Temporal server; with `folder` None its histories live in memory only.

    Its HTTP port is shut unless `dynamic_config` names hosts (`frontend.httpAllowedHosts`). `durable=False` does not
    wait for the disk: for tests, where only a power cut could lose anything. `ui_codec_endpoint`, set before the start,
    is whom its pages ask to open what is sealed.
    """

    namespace = NAMESPACE

    def __init__(
        self,
        folder: Path | None,
        *,
        durable: bool = True,
        search_attributes: Mapping[str, str] = NOTHING,
        dynamic_config: Mapping[str, object] = NOTHING,
    ) -> None:
        self._kept = folder is not None
        self._folder = folder.absolute() if folder else None
        self._durable = durable
        self._search_attributes = dict(search_attributes)
        self._dynamic_config = {**NO_HTTP, **dynamic_config}
        self.ui_codec_endpoint = ""
        self._lock: IO[str] | None = None
        self._child: ChildProcess | None = None
        self._ports: dict[str, int] = {}

    @property
    def address(self) -> str:
        """Where clients connect; there is none before `start`."""
        return f"{HOST}:{self._ports['port']}"

    @property
    def ui_url(self) -> str:
        """Temporal's own pages."""
        return f"http://{HOST}:{self._ports['ui-port']}"

    @property
    def metrics_url(self) -> str:
        """The server's own metrics."""
        return f"http://{HOST}:{self._ports['metrics-port']}/metrics"

    @property
    def pid(self) -> int | None:
        """The server's process, while it runs."""
        return self._child.pid if self._child else None

    async def start(self) -> Self:
        """Start, and come back when the server is healthy and knows the search attributes.

        Errors: ProgramMissing, AlreadyRunning, DidNotStart, AttributeTypeDiffers.
        """
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="toasoan-temporal-"))
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lock = claim(self._folder)
        try:
            await self._start(self._folder)
        except BaseException:
            await self.kill()
            raise
        return self

    async def _start(self, folder: Path) -> None:
        program = Path(sys.executable).parent / "temporal"
        if not program.exists():
            raise ProgramMissing(program)
        self._ports = remembered_ports(folder / "ports.json", PORTS)
        self._child = await ChildProcess.start(self._server(program, folder))
        await self._child.until(self._is_healthy)
        client = await Client.connect(self.address)
        await _keep_histories(client)
        await add_search_attributes(client, self._search_attributes)

    async def stop(self) -> None:
        """End the server in good order."""
        if self._child is not None:
            await self._child.stop()
        self._release()

    async def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._child is not None:
            await self._child.kill()
        self._release()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def _release(self) -> None:
        self._child = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None
        if self._folder is not None and not self._kept:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _server(self, program: Path, folder: Path) -> Launch:
        options = [f"--{name}={port}" for name, port in self._ports.items()]
        options += [f"--dynamic-config-value={key}={json.dumps(value)}" for key, value in self._dynamic_config.items()]
        if self.ui_codec_endpoint:
            options.append(f"--ui-codec-endpoint={self.ui_codec_endpoint}")
        if self._kept:
            options.append(f"--db-filename={folder / 'temporal.db'}")
            options += [f"--sqlite-pragma={pragma}" for pragma in (DURABLE if self._durable else FAST)]
        # Neither the user's Temporal settings nor the outside world have a say in it.
        options += ["--disable-config-file", "--disable-config-env", "--ui-disable-news-fetch", "--log-level=error"]
        return Launch(
            name="Temporal",
            command=(str(program), "server", "start-dev", f"--ip={HOST}", *options),
            log=folder / "server.log",
            pid_file=folder / "server.pid",
            environment={"PATH": os.defpath, "HOME": str(folder)},
        )

    async def _is_healthy(self) -> bool:
        try:
            client = await Client.connect(self.address)
            return await client.service_client.check_health()
        except (RuntimeError, RPCError):
            return False


async def _keep_histories(client: Client) -> None:
    # The development server has no option for it and forgets closed workflows after one day.
    request = UpdateNamespaceRequest(namespace=NAMESPACE)
    request.config.workflow_execution_retention_ttl.CopyFrom(Duration(seconds=int(RETENTION.total_seconds())))
    await client.workflow_service.update_namespace(request)


async def add_search_attributes(client: Client, wanted: Mapping[str, str]) -> None:
    """Make search attributes (name to type) known to a server, ours or another. Again: known ones stay as they are.

    Errors: AttributeTypeDiffers when the server has one under another type.
    """
    if not wanted:
        return
    # Known ones are left as they are, silently even when the type differs: hence the second look.
    types = {name: TYPES[kind] for name, kind in wanted.items()}
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(namespace=client.namespace, search_attributes=types)
    )
    stored = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    kinds = {number: kind for kind, number in TYPES.items()}
    for name, kind in wanted.items():
        if stored.custom_attributes[name] != TYPES[kind]:
            raise AttributeTypeDiffers(name, wanted=kind, stored=kinds[stored.custom_attributes[name]])
