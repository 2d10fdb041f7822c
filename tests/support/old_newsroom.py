"""A newsroom as the code before the one act machine left it: its storage, its open workflows, what it showed.

The files were made by that code with its own servers, desk and backup, and are never made anew: they stand for the
folders out there. The secrets follow from a phrase, so that the act of today is signed with the desk's key of then;
members of the board are named by their ids.
"""

import asyncio
import contextlib
import hashlib
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import httpx

from activities.storage.timeouts import RESTORE
from activities.storage.upkeep import whole
from desk.api.app import create_api
from desk.signing import DeskKey
from tests.support.api import Api
from tests.support.live import opened_live
from workers.embedded import EmbeddedPostgres
from workers.settings import Settings
from workers.upkeep.manifest import trusted
from workers.upkeep.programs import program, run_program

_PLACE: Final = Path(__file__).parent / "old_storage"
_DUMP: Final = _PLACE / "newsroom.dump"
TIMED: Final = {"acts", "clocks"}
"""What a card tells of the present hour; the kept cards are without it."""


def facts() -> dict[str, Any]:
    """The names of what was left open, and each article's card."""
    found: dict[str, Any] = json.loads((_PLACE / "facts.json").read_text(encoding="utf-8"))
    return found


def open_workflows() -> dict[str, Any]:
    """The histories of workflows that were running, by their ids."""
    found: dict[str, Any] = json.loads((_PLACE / "open.json").read_text(encoding="utf-8"))
    return found


@contextlib.asynccontextmanager
async def opened_old(folder: Path) -> AsyncIterator[Api]:
    """The old newsroom in a folder, opened by the code of today; no workflow runs yet."""
    folder.mkdir(parents=True)
    (folder / "keys.json").write_text(json.dumps(_secrets()), encoding="utf-8")
    await _laid_down(folder)
    async with opened_live(folder) as live:
        app = create_api(live.parts)
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as http:
            yield Api(live=live, app=app, http=http)


async def _laid_down(folder: Path) -> None:
    """The database as its server left it: not restored, which would doubt what the channels have."""
    postgres = EmbeddedPostgres(folder / "postgres", durable=False)
    try:
        await postgres.start()
        dsn = whole.on_same_server(postgres.admin_dsn, "toasoan")
        await asyncio.to_thread(whole.make_fresh, dsn)
        manifest = await trusted(_DUMP)
        pg_restore = await program(Settings(), "pg_restore", manifest.postgres_major)
        await run_program(pg_restore, RESTORE.on(dsn), "--no-owner", "--exit-on-error", str(_DUMP))
        await asyncio.to_thread(whole.give_ledger_back, dsn)
    finally:
        await postgres.stop()


def _secrets() -> dict[str, str]:
    desk = _key("desk key")
    return {
        "desk_private_key": desk,
        "desk_public_key": DeskKey(desk).public_key,
        "token_key": _key("token key"),
        "payload_key": "",
        "app_database_password": "old-newsroom",
    }


def _key(what: str) -> str:
    return b64encode(hashlib.sha256(f"toasoan old newsroom: {what}".encode()).digest()).decode()
