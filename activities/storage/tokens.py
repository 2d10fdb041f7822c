"""Sealed channel tokens: AES-GCM at rest, one refresher at a time across all processes."""

import asyncio
import json
import os
from base64 import b64decode
from collections import defaultdict
from datetime import datetime
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from activities.ports import ChannelTrouble, Refresh, TokenPair, Trouble
from activities.storage.database import Connection, Database, now
from newsroom.article import ChannelName
from newsroom.publishing import CHANNEL_LABELS

_NONCE_BYTES = 12


class SealBroken(ChannelTrouble):
    """Không mở được mã truy cập của kênh: khóa niêm phong không đúng hoặc dữ liệu đã bị sửa."""

    def __init__(self, channel: ChannelName) -> None:
        said = (type(self).__doc__ or "").strip()
        todo = f"Hãy kiểm tra TOASOAN_TOKEN_KEY của tiến trình này, hoặc cấp lại quyền cho {CHANNEL_LABELS[channel]}."
        super().__init__(Trouble.NEEDS_PERSON, f"{said} {todo}", not_sent=True)


class SealedTokenStore:
    """Keeps the `TokenStore` promises in Postgres.

    Shape: `key` is 32 raw bytes in base64. Errors: SealBroken when it is not the key that sealed what is stored.
    """

    def __init__(self, database: Database, key: str) -> None:
        self._database = database
        self._key = key
        # Within a process one waits here, so that the others do not each wait on a connection of the pool.
        self._turns: defaultdict[ChannelName, asyncio.Lock] = defaultdict(asyncio.Lock)

    @cached_property
    def _cipher(self) -> AESGCM:
        # Made when a token is first needed: only the processes of the channels are given the key.
        return AESGCM(b64decode(self._key))

    def _seal(self, channel: ChannelName) -> AESGCM:
        try:
            return self._cipher
        except ValueError as no_key:
            raise SealBroken(channel) from no_key

    async def load(self, channel: ChannelName) -> TokenPair | None:
        """The stored pair, or None when none was ever stored."""
        async with self._database.reading() as connection:
            return await self._read(connection, channel)

    async def save(self, channel: ChannelName, pair: TokenPair) -> None:
        """Store a pair, replacing the one before."""
        async with self._database.reading() as connection:
            await self._write(connection, channel, pair)

    async def renew(self, channel: ChannelName, stale_access: str, refresh: Refresh) -> TokenPair:
        """The next valid pair.

        The transaction holds the lock while the channel is asked: dying before the call leaves the old pair good;
        dying after it, or losing the reply, loses the pair, and only a new consent by a person helps.
        """
        async with self._turns[channel], self._database.writing() as connection:
            await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"token/{channel}")
            current = await self._read(connection, channel)
            if current is None:
                current = TokenPair(access="")
            if current.access not in {stale_access, ""}:
                return current
            pair = await refresh(current)
            await self._write(connection, channel, pair)
        return pair

    async def _read(self, connection: Connection, channel: ChannelName) -> TokenPair | None:
        row = await connection.fetchrow("SELECT sealed, granted_until FROM channel_tokens WHERE channel = $1", channel)
        if row is None:
            return None
        sealed = row["sealed"]
        try:
            opened = self._seal(channel).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], channel.encode())
        except InvalidTag as wrong:
            raise SealBroken(channel) from wrong
        data = json.loads(opened)
        expires_at = datetime.fromisoformat(data["expires_at"]) if data["expires_at"] else None
        return TokenPair(
            access=data["access"],
            refresh=data["refresh"],
            expires_at=expires_at,
            granted_until=row["granted_until"],
        )

    async def _write(self, connection: Connection, channel: ChannelName, pair: TokenPair) -> None:
        data = {
            "access": pair.access,
            "refresh": pair.refresh,
            "expires_at": pair.expires_at.isoformat() if pair.expires_at else "",
        }
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._seal(channel).encrypt(nonce, json.dumps(data).encode(), channel.encode())
        await connection.execute(
            "INSERT INTO channel_tokens (channel, sealed, updated_at, granted_until) VALUES ($1, $2, $3, $4) "
            "ON CONFLICT (channel) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at, "
            "granted_until = excluded.granted_until",
            channel,
            sealed,
            now(),
            pair.granted_until,
        )
