"""Bringing a backup back: into a fresh database that is proven before it takes the place of the one in use."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from activities.clock import now
from activities.storage.articles.numbers import NumberStore
from activities.storage.audit.chain import Ledger
from activities.storage.database import Database
from activities.storage.migrate import known_migrations, migrate
from activities.storage.recovery import HeldArticle
from activities.storage.roles import Role
from activities.storage.timeouts import RESTORE
from activities.storage.upkeep import whole
from newsroom.article import Given
from newsroom.ledger.chain import Head
from newsroom.stages import CLOSED
from workers.entrusting import passwords_of
from workers.settings import Settings
from workers.upkeep.errors import BackupTooNew, RestoredDiffers, TargetInUse, TargetNotEmpty
from workers.upkeep.manifest import Manifest, trusted
from workers.upkeep.programs import program, run_program
from workers.wiring.stores import built_anchors, built_recovery


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A backup that came back whole.

    Shape: `migrated` are the steps applied on top of it; `aside` is the name under which the database before is kept,
    empty when there was none; `doubted` counts the texts that a channel is asked about before they are sent;
    `held` are the articles that go nowhere until somebody entitled says so.
    """

    manifest: Manifest
    migrated: tuple[str, ...]
    aside: str = ""
    doubted: int = 0
    held: tuple[HeldArticle, ...] = ()


async def restore(settings: Settings, dsn: str, dump: Path, *, replace: bool = False) -> Restored:
    """The database in use, as it was at the backup; the one before it is kept under another name.

    Errors: CareTrouble, and then the database in use is untouched.
    """
    manifest = await trusted(dump)
    empty = await asyncio.to_thread(whole.is_empty, dsn)
    if not empty and not replace:
        raise TargetNotEmpty(whole.database_of(dsn))
    if sessions := await asyncio.to_thread(whole.in_use_by, dsn):
        raise TargetInUse(whole.database_of(dsn), sessions)
    async with _rebuilt(settings, dsn, dump, manifest, passwords_of(settings)) as (fresh, migrated):
        head = manifest.contents.head
        before = "" if empty else await asyncio.to_thread(whole.last_act, dsn, head)
        held, doubted = await held_back(settings, fresh, manifest.made_at, head, before)
        await know_numbers(settings, fresh, None if empty else await asyncio.to_thread(whole.last_numbers, dsn, head))
        aside = f"{whole.database_of(dsn)}_truoc_{now():%Y%m%d%H%M%S}"
        if empty:
            await asyncio.to_thread(whole.drop, dsn)
        if not await asyncio.to_thread(whole.put_in_place, dsn, whole.database_of(fresh), aside):
            raise TargetInUse(whole.database_of(dsn), await asyncio.to_thread(whole.in_use_by, dsn))
    return Restored(manifest=manifest, migrated=migrated, aside="" if empty else aside, doubted=doubted, held=held)


async def drill(settings: Settings, dsn: str, dump: Path) -> Restored:
    """Proof that a backup can be brought back: it is, into a database that is dropped again.

    Errors: CareTrouble.
    """
    manifest = await trusted(dump)
    async with _rebuilt(settings, dsn, dump, manifest, {}) as (_, migrated):
        return Restored(manifest=manifest, migrated=migrated)


@asynccontextmanager
async def _rebuilt(
    settings: Settings, dsn: str, dump: Path, manifest: Manifest, passwords: Mapping[Role, str]
) -> AsyncIterator[tuple[str, tuple[str, ...]]]:
    """The address of a fresh database with the proven contents of the backup, and the migrations it needed.

    Shape: it is dropped in the end unless it has got another name; a role without a password here keeps the one that it
    has on this server.
    """
    if unknown := sorted(set(manifest.contents.migrations) - known_migrations()):
        raise BackupTooNew(unknown[0])
    pg_restore = await program(settings, "pg_restore", manifest.postgres_major)
    fresh = whole.on_same_server(dsn, f"toasoan_thu_{uuid.uuid4().hex[:12]}")
    await asyncio.to_thread(whole.make_fresh, fresh)
    try:
        await run_program(
            pg_restore, RESTORE.on(fresh), "--no-owner", "--exit-on-error", "--single-transaction", str(dump)
        )
        await asyncio.to_thread(whole.give_ledger_back, fresh)
        await _prove(fresh, manifest)
        migrated = await asyncio.to_thread(migrate, fresh, app_password=None, role_passwords=passwords)
        yield fresh, migrated
    finally:
        await asyncio.to_thread(whole.drop, fresh)


async def held_back(
    settings: Settings, fresh: str, made_at: datetime, head: Head, last_act: str
) -> tuple[tuple[HeldArticle, ...], int]:
    """What is held from now on, and how many texts are looked for before they are sent.

    Shape: done before anybody can work with what came back; `made_at` and `head` are the backup's, `last_act` is the
    last accepted act of the database that is replaced.
    """
    database = await Database(fresh, max_size=2, time_outs=RESTORE).open()
    try:
        held = await built_recovery(settings, database).hold(made_at, head, last_act)
    finally:
        await database.close()
    return held, await asyncio.to_thread(whole.doubt_intents, fresh, made_at, tuple(CLOSED))


async def know_numbers(settings: Settings, fresh: str, given: Iterable[Given] | None) -> None:
    """Let what came back give no number again that its ledger, the anchors kept here or the database before know of.

    Shape: `given` are the last ones of the database that is replaced; None when that one cannot tell, and then no
    number is given until the workflow server has been asked (`toasoan reconcile`).
    """
    database = await Database(fresh, max_size=2, time_outs=RESTORE).open()
    try:
        numbers, anchors = NumberStore(database), await built_anchors(settings, database).given()
        await numbers.know((*await numbers.in_ledger(), *anchors, *(given or ())), unsure=given is None)
    finally:
        await database.close()


async def _prove(fresh: str, manifest: Manifest) -> None:
    """Nothing, when all is there and the ledger holds. Errors: RestoredDiffers."""
    found, wanted = await asyncio.to_thread(whole.contents, fresh), manifest.contents
    differences = [
        f"Bảng {table}: {found.counts.get(table, 0)} dòng, bản kê ghi {wanted.counts.get(table, 0)}."
        for table in sorted({*found.counts, *wanted.counts})
        if found.counts.get(table) != wanted.counts.get(table)
    ]
    if found.head != wanted.head:
        differences.append(f"Sổ ghi kết thúc ở dòng {found.head.seq}, bản kê ghi dòng {wanted.head.seq}.")
    database = await Database(fresh, max_size=1, time_outs=RESTORE).open()
    try:
        differences += await Ledger(database).faults()
    finally:
        await database.close()
    if differences:
        raise RestoredDiffers(tuple(differences))
