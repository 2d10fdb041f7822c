"""Temporal's development server on this machine, as a child of ours: its histories in a file, or gone with it."""

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Self

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from workers.embedded.child import Launch
from workers.embedded.errors import AttributeTypeDiffers, ProgramMissing
from workers.embedded.ports import HOST, remembered_ports
from workers.embedded.server import Server

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
# A worker that has vanished stands in line for a minute otherwise, and is given work that nobody does.
SOON_FORGOTTEN = MappingProxyType({"frontend.keepAliveTime": "10s", "frontend.keepAliveTimeout": "5s"})
NOTHING: Mapping[str, str] = MappingProxyType({})


class EmbeddedTemporal(Server):
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
        super().__init__(folder or Path())
        self._kept = folder is not None
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._durable = durable
        self._search_attributes = dict(search_attributes)
        self._dynamic_config = {**NO_HTTP, **SOON_FORGOTTEN, **dynamic_config}
        self.ui_codec_endpoint = ""
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

    async def start(self) -> Self:
        """As every server of ours; it knows the search attributes then."""
        if not self._kept:
            self._temporary = tempfile.TemporaryDirectory(prefix="toasoan-temporal-", ignore_cleanup_errors=True)
            self._folder = Path(self._temporary.name)
        return await super().start()

    async def _start(self) -> None:
        program = Path(sys.executable).parent / "temporal"
        if not program.exists():
            raise ProgramMissing(program)
        self._ports = remembered_ports(self._folder / "ports.json", PORTS)
        child = await self._child(self._server(program))
        await child.until(self._is_healthy)
        client = await Client.connect(self.address)
        await _keep_histories(client)
        await add_search_attributes(client, self._search_attributes)

    def _release(self) -> None:
        super()._release()
        if self._temporary is not None:
            self._temporary.cleanup()

    def _server(self, program: Path) -> Launch:
        options = [f"--{name}={port}" for name, port in self._ports.items()]
        options += [f"--dynamic-config-value={key}={json.dumps(value)}" for key, value in self._dynamic_config.items()]
        if self.ui_codec_endpoint:
            options.append(f"--ui-codec-endpoint={self.ui_codec_endpoint}")
        if self._kept:
            options.append(f"--db-filename={self._folder / 'temporal.db'}")
            options += [f"--sqlite-pragma={pragma}" for pragma in (DURABLE if self._durable else FAST)]
        # Neither the user's Temporal settings nor the outside world have a say in it.
        options += ["--disable-config-file", "--disable-config-env", "--ui-disable-news-fetch", "--log-level=error"]
        return Launch(
            name="Temporal",
            command=(str(program), "server", "start-dev", f"--ip={HOST}", *options),
            log=self._folder / "server.log",
            pid_file=self._folder / "server.pid",
            environment={"PATH": os.defpath, "HOME": str(self._folder)},
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
