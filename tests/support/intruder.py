"""Somebody with the password of the application's role, and no key: every row they may write, every line."""

import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import asyncpg

from activities.contracts import SignedAct
from newsroom.claims import Claim, claim_text
from newsroom.ledger.acts import ActAccepted
from newsroom.ledger.chain import body_text
from newsroom.ledger.entries import Entry, entry_from, to_body
from newsroom.stages import Stage
from tests.support.storages import Storage


@dataclass(frozen=True, slots=True, kw_only=True)
class Intruder:
    """What the application's role can do by hand."""

    storage: Storage
    connection: "asyncpg.Connection[asyncpg.Record]"

    async def write(self, statement: str, *values: Any) -> None:
        """A statement on the tables."""
        await self.connection.execute(statement, *values)

    async def set_article(self, article_id: str, assignments: str) -> None:
        """Change an article's row."""
        await self.write(f"UPDATE articles SET {assignments} WHERE id = $1", article_id)  # noqa: S608 - the tests' own

    async def append(self, entry: Entry, *, act_id: str | None = "", **changed: Any) -> None:
        """A line of the ledger, perhaps with other fields in its body and another act's id."""
        body = to_body(entry) | changed
        if act_id != "":
            body["act_id"] = act_id
        await self.write("SELECT ledger_append($1, $2, $3)", entry.article_id, body["act_id"], body_text(body))

    async def taken_in(self, claim: Claim, stage: Stage, signed: SignedAct | None = None) -> ActAccepted:
        """A line that says that a claim was accepted, made after an accepted one of the same article."""
        article_id = claim.article_id
        (model, *_) = await self.storage.bodies(article_id, kind="act", outcome="accepted")
        made = json.loads(json.dumps(model)) | {
            "at": claim.made_at.isoformat(),
            "act_id": claim.act_id,
            "act": claim.act,
            "member": claim.member,
            "office": claim.office,
            "claim": signed.claim if signed else claim_text(claim),
            "signature": signed.signature if signed else model["signature"],
            "stage": stage,
            "content_hash": claim.content_hash,
        }
        entry = entry_from(body_text(made))
        assert isinstance(entry, ActAccepted), entry
        return entry


@contextlib.asynccontextmanager
async def intruding(storage: Storage) -> AsyncIterator[Intruder]:
    """An intruder, gone in the end."""
    connection = await asyncpg.connect(storage.app_dsn)
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
    try:
        yield Intruder(storage=storage, connection=connection)
    finally:
        await connection.close()
