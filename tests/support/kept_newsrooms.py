"""Newsrooms as earlier code left them: the storage, the open workflows, what the channels show.

The files were made by that code with its own servers, desk and backup, and are never made anew: they stand for the
folders out there. The secrets follow from a phrase, so that the act of today is signed with the desk's key of then;
members of the board are named by their ids.
"""

import asyncio
import contextlib
import hashlib
import json
import shutil
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from activities.storage.timeouts import RESTORE
from activities.storage.upkeep import whole
from desk.api.app import create_api
from desk.signing import DeskKey
from tests.support.api import Api
from tests.support.live import opened_live
from workers.embedded.postgres import EmbeddedPostgres
from workers.settings import Settings
from workers.upkeep.manifest import trusted
from workers.upkeep.programs import program, run_program

TIMED: Final = {"acts", "clocks"}
"""What a card tells of the present hour; the kept cards are without it."""


@dataclass(frozen=True, kw_only=True)
class KeptNewsroom:
    """One of them. Shape: `place` is the folder of its files here; its secrets follow from the phrase."""

    place: str
    phrase: str

    def file(self, name: str) -> Path:
        """One of its files."""
        return Path(__file__).parent / self.place / name

    def facts(self) -> dict[str, Any]:
        """The names of what was left open, and each article's card."""
        found: dict[str, Any] = json.loads(self.file("facts.json").read_text(encoding="utf-8"))
        return found

    def open_workflows(self) -> dict[str, Any]:
        """The histories of workflows that were running, by their ids."""
        found: dict[str, Any] = json.loads(self.file("open.json").read_text(encoding="utf-8"))
        return found

    @contextlib.asynccontextmanager
    async def opened(self, folder: Path) -> AsyncIterator[Api]:
        """It in a folder, opened by the code of today; no workflow runs yet."""
        await self.lay_down(folder)
        async with opened_live(folder) as live:
            app = create_api(live.parts)
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://desk.test/api/v1") as http:
                yield Api(live=live, app=app, http=http)

    async def lay_down(self, folder: Path) -> None:
        """Its folder as its servers left it: not restored, which would doubt what the channels have."""
        folder.mkdir(parents=True)
        (folder / "keys.json").write_text(json.dumps(self._secrets()), encoding="utf-8")
        if (channels := self.file("channels.sqlite3")).exists():
            shutil.copy(channels, folder / "simulator.sqlite3")
        postgres = EmbeddedPostgres(folder / "postgres", durable=False)
        try:
            await postgres.start()
            dsn = whole.on_same_server(postgres.admin_dsn, "toasoan")
            await asyncio.to_thread(whole.make_fresh, dsn)
            dump = self.file("newsroom.dump")
            manifest = await trusted(dump)
            pg_restore = await program(Settings(), "pg_restore", manifest.postgres_major)
            await run_program(pg_restore, RESTORE.on(dsn), "--no-owner", "--exit-on-error", str(dump))
            await asyncio.to_thread(whole.give_ledger_back, dsn)
        finally:
            await postgres.stop()

    def _secrets(self) -> dict[str, str]:
        desk = self._key("desk key")
        return {
            "desk_private_key": desk,
            "desk_public_key": DeskKey(desk).public_key,
            "token_key": self._key("token key"),
            "payload_key": "",
            "app_database_password": self.phrase.replace(" ", "-"),
        }

    def _key(self, what: str) -> str:
        return b64encode(hashlib.sha256(f"toasoan {self.phrase}: {what}".encode()).digest()).decode()


SEPARATE_MACHINES: Final = KeptNewsroom(place="old_storage", phrase="old newsroom")
"""From when articles and matters had an act machine each; nothing was on a channel."""

UNSIGNED: Final = KeptNewsroom(place="unsigned_storage", phrase="unsigned newsroom")
"""From when rows were believed: an article at each stage, submissions nobody signed for, claims of version 1."""
