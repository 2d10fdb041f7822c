"""Bringing a database to the present: fresh, again, by several at once, and after one that was killed."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import asyncpg
import pytest_asyncio

from activities.storage.migrate import app_dsn, create_database, migrate
from activities.storage.roles import OWNERS, Role
from tests.support.storages import PRIVILEGES, TABLES, Building

_NAMES: Iterator[str] = (f"fresh_{n}" for n in itertools.count(1))


@pytest_asyncio.fixture(loop_scope="session")
async def name(building: Building) -> AsyncIterator[str]:
    """A database that is not there yet."""
    fresh = next(_NAMES)
    yield fresh
    server = await asyncpg.connect(building.admin_dsn)
    await server.execute(f"DROP DATABASE IF EXISTS {fresh} WITH (FORCE)")
    await server.close()


async def make(building: Building, name: str) -> str:
    return await asyncio.to_thread(create_database, building.admin_dsn, name)


async def bring(building: Building, dsn: str) -> tuple[str, ...]:
    return await asyncio.to_thread(migrate, dsn, app_password=building.password)


async def rows(dsn: str, query: str) -> list[tuple[Any, ...]]:
    connection = await asyncpg.connect(dsn)
    try:
        return [tuple(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()


async def test_a_fresh_database_gets_everything_and_a_second_time_nothing(building: Building, name: str) -> None:
    """Every start migrates: what was done must not be done again."""
    dsn = await make(building, name)
    assert await make(building, name) == dsn
    assert (await bring(building, dsn))[0] == "0001-newsroom"
    assert await bring(building, dsn) == ()
    found = await rows(dsn, "SELECT tablename, '' FROM pg_tables WHERE schemaname = 'public'")
    assert {table for table, _ in found} >= set(TABLES)


async def test_several_at_once_apply_each_migration_once(building: Building, name: str) -> None:
    """Desk and workers of a cluster start together."""
    dsns = await asyncio.gather(*(make(building, name) for _ in range(4)))
    applied = await asyncio.gather(*(bring(building, dsn) for dsn in dsns))
    done = [migration for each in applied for migration in each]
    assert len(done) == len(set(done)) > 0


async def test_a_migration_that_was_killed_does_not_lock_out_the_next(building: Building, name: str) -> None:
    """The newsroom would not start again until somebody knew which row of which table to delete."""
    dsn = await make(building, name)
    await bring(building, dsn)
    connection = await asyncpg.connect(dsn)
    await connection.execute("SELECT pg_advisory_lock(hashtext('toasoan/migrate'))")
    await connection.execute("INSERT INTO yoyo_lock (locked, ctime, pid) VALUES (1, now(), 4711)")
    await connection.execute("DELETE FROM _yoyo_migration WHERE migration_id = '0002-intent-runs'")
    await connection.execute("ALTER TABLE intents DROP COLUMN run")

    bringing = asyncio.create_task(bring(building, dsn))
    await asyncio.sleep(0.3)
    assert not bringing.done()
    connection.terminate()
    async with asyncio.timeout(8):
        assert await bringing == ("0002-intent-runs",)


async def test_the_application_has_exactly_these_rights(building: Building) -> None:
    """A right too many is a way around the ledger, one too few stops the newsroom."""
    dsn = building.dsn(building.template)
    found = await rows(
        dsn,
        "SELECT table_name, string_agg(privilege_type, ',' ORDER BY privilege_type) FROM "
        "information_schema.role_table_grants WHERE grantee = 'toasoan_app' GROUP BY table_name",
    )
    assert dict(found) == PRIVILEGES
    flags = "rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls"
    logins: dict[str, bool] = {**dict.fromkeys(Role, True), **dict.fromkeys(OWNERS, False)}
    for role, can_login in logins.items():
        ((*rights, login),) = await rows(dsn, f"SELECT {flags}, rolcanlogin FROM pg_roles WHERE rolname = '{role}'")  # noqa: S608
        assert (any(rights), login) == (False, can_login)
    members = "SELECT r.rolname, m.rolname FROM pg_auth_members JOIN pg_roles r ON r.oid = roleid JOIN pg_roles m "
    found = await rows(dsn, f"{members} ON m.oid = member WHERE m.rolname LIKE 'toasoan%' ORDER BY 1")
    assert found == [(Role.CHANNEL, Role.WORKER), (Role.EDITORIAL, Role.WORKER)]
    may_create = "SELECT rolname, has_schema_privilege(rolname, 'public', 'CREATE')::text FROM pg_roles "
    found = await rows(dsn, f"{may_create} WHERE rolname LIKE 'toasoan%' ORDER BY 1")
    assert found == [(role, "false") for role in sorted(logins)]


def test_a_password_with_any_letters_makes_a_good_address() -> None:
    """An operator's password with @ or / would send the application to another host."""
    parts = urlsplit(app_dsn("postgresql://postgres:x@db.local:5432/toasoan", "a@b/c:d%e?#"))
    assert (parts.hostname, parts.port, parts.path) == ("db.local", 5432, "/toasoan")
    assert unquote(parts.password or "") == "a@b/c:d%e?#"
