"""Sealed channel tokens: AES-GCM at rest, one refresher at a time across all processes.

What a renewal leaves when it is cut off; no transaction is open while the channel is asked, so no time-out cuts it:

    dies before the question       the old pair; the next one asks when the lease has ended
    dies after it, reply unread    the old pair, perhaps used up: the next one asks and, if so, a person must consent
    the reply is lost              the same; asked once more at once (`ZaloCalls`)
    dies before the pair is saved  the same
    the caller gives up            the renewal goes on without him and saves
    the storage is away or held    the new pair is kept in memory and saved as soon as it can be
    the lease ends meanwhile       two may ask; the channel answers one of them, and that answer is saved
"""

import asyncio
import json
import os
import uuid
from base64 import b64decode
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from activities import clock
from activities.ports import ChannelTrouble, Refresh, TokenPair, Trouble
from activities.storage.database import Connection, Database, StorageUnreachable, now
from newsroom.article import ChannelName
from newsroom.publishing import CHANNEL_LABELS

LEASE: Final = timedelta(seconds=90)
"""Longer than a question and its repetition may take, each by the limits of the channel's calls."""

PATIENCE: Final = timedelta(seconds=30)
KEPT: Final = timedelta(seconds=2)
"""How long a process goes by a pair that it has read: one post takes many calls. Of a pair that another process has
renewed meanwhile the channel says so, and the renewal that follows finds the newer one; one that a person has replaced
may be sent for so long, unless the channel has refused it."""

_LOOK_AGAIN_SECONDS: Final = 0.2
_SAVE_AGAIN_SECONDS: Final = 1.0
_SAVED_WITHIN: Final = timedelta(minutes=10)
_NONCE_BYTES: Final = 12

# One statement, by the database's clock: of two processes only one gets a row back.
_TAKE: Final = (
    "INSERT INTO token_leases (channel, owner, ends_at) VALUES ($1, $2, clock_timestamp() + $3) "
    "ON CONFLICT (channel) DO UPDATE SET owner = excluded.owner, ends_at = excluded.ends_at "
    "WHERE token_leases.ends_at <= clock_timestamp() RETURNING true"
)
_GIVE_BACK: Final = "UPDATE token_leases SET ends_at = clock_timestamp() WHERE channel = $1 AND owner = $2"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """What a process that wants a new pair has found. Shape: `owner` is empty unless the renewal is ours to make."""

    pair: TokenPair
    sealed: bytes
    owner: str = ""


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

    def __init__(
        self, database: Database, key: str, *, lease: timedelta = LEASE, patience: timedelta = PATIENCE
    ) -> None:
        self._database = database
        self._key = key
        self._lease = lease
        self._patience = patience
        # Within a process one waits here, so that the others do not each look again and again.
        self._turns: defaultdict[ChannelName, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._renewals: set[asyncio.Task[TokenPair]] = set()
        self._kept: dict[ChannelName, tuple[TokenPair, float]] = {}

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
        """The stored pair, read within the last moments; None when none was ever stored."""
        pair, until = self._kept.get(channel, (None, 0.0))
        if pair is not None and clock.ticks() < until:
            return pair
        async with self._database.reading() as connection:
            found = await self._read(connection, channel)
        if found is None:
            return None
        self._kept[channel] = (found.pair, clock.ticks() + KEPT.total_seconds())
        return found.pair

    async def save(self, channel: ChannelName, pair: TokenPair) -> None:
        """Store a pair, replacing the one before."""
        async with self._database.reading() as connection:
            await self._write(connection, channel, pair)
        self.forget(channel)

    def forget(self, channel: ChannelName) -> None:
        """Let the next `load` read what is stored."""
        self._kept.pop(channel, None)

    async def renew(self, channel: ChannelName, stale_access: str, refresh: Refresh) -> TokenPair:
        """The next valid pair; what a renewal leaves when it is cut off is told at the head of this file.

        Errors: ChannelTrouble: what the channel answers; BUSY while another process takes long over its renewal.
        """
        async with self._turns[channel]:
            renewal = asyncio.create_task(self._renewed(channel, stale_access, refresh))
            self._renewals.add(renewal)
            renewal.add_done_callback(self._ended)
            # Whoever asks may be told to stop; the single-use token is on its way all the same.
            pair = await asyncio.shield(renewal)
            self.forget(channel)
            return pair

    async def finish(self) -> None:
        """Wait for the renewals under way; to be called before the pool and the channels' client are closed."""
        if self._renewals:
            await asyncio.wait(self._renewals, timeout=self._lease.total_seconds())

    def _ended(self, renewal: "asyncio.Task[TokenPair]") -> None:
        self._renewals.discard(renewal)
        if not renewal.cancelled():
            # Taken here, so that a failure nobody waits for any more is not reported as lost.
            renewal.exception()

    async def _renewed(self, channel: ChannelName, stale_access: str, refresh: Refresh) -> TokenPair:
        turn = await self._turn(channel, stale_access)
        if not turn.owner:
            return turn.pair
        try:
            pair = await refresh(turn.pair)
        except BaseException as failed:
            async with self._database.writing() as connection:
                await connection.execute(_GIVE_BACK, channel, turn.owner)
                found = await self._read(connection, channel)
            if isinstance(failed, ChannelTrouble) and found is not None and found.sealed != turn.sealed:
                # Refused because somebody else was first, after our lease had ended.
                return found.pair
            raise
        return await self._saved(channel, turn, pair)

    async def _turn(self, channel: ChannelName, stale_access: str) -> _Turn:
        """Our turn, or the pair that another has renewed. Errors: ChannelTrouble when neither comes in time."""
        owner, ticks = uuid.uuid4().hex, asyncio.get_running_loop().time
        until = ticks() + self._patience.total_seconds()
        while ticks() < until:
            async with self._database.writing() as connection:
                ours = await connection.fetchval(_TAKE, channel, owner, self._lease)
                # Not before the lease: whoever gives it back has saved in the same transaction.
                found = await self._read(connection, channel) or _Turn(pair=TokenPair(access=""), sealed=b"")
                if found.pair.access not in {stale_access, ""}:
                    await connection.execute(_GIVE_BACK, channel, owner)
                    return found
            if ours:
                return _Turn(pair=found.pair, sealed=found.sealed, owner=owner)
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        label = CHANNEL_LABELS[channel]
        said = f"Mã truy cập của {label} đang được một tiến trình khác làm mới; hệ thống sẽ tự thử lại."
        raise ChannelTrouble(Trouble.BUSY, said, not_sent=True)

    async def _saved(self, channel: ChannelName, turn: _Turn, pair: TokenPair) -> TokenPair:
        """The pair that is stored in the end: ours, or the newer one that a person has stored meanwhile."""
        ticks = asyncio.get_running_loop().time
        until = ticks() + _SAVED_WITHIN.total_seconds()
        while True:
            try:
                return await self._replaced(channel, turn, pair)
            except StorageUnreachable:
                # Nobody else has this pair, and the one before it is dead.
                if ticks() > until:
                    raise
                await asyncio.sleep(_SAVE_AGAIN_SECONDS)

    async def _replaced(self, channel: ChannelName, turn: _Turn, pair: TokenPair) -> TokenPair:
        async with self._database.writing() as connection:
            # The row first: a person may be storing another pair in this moment.
            await connection.execute("SELECT FROM channel_tokens WHERE channel = $1 FOR UPDATE", channel)
            found = await self._read(connection, channel)
            await connection.execute(_GIVE_BACK, channel, turn.owner)
            if found is not None and found.sealed != turn.sealed:
                return found.pair
            await self._write(connection, channel, pair)
        return pair

    async def _read(self, connection: Connection, channel: ChannelName) -> _Turn | None:
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
        pair = TokenPair(
            access=data["access"],
            refresh=data["refresh"],
            expires_at=expires_at,
            granted_until=row["granted_until"],
        )
        return _Turn(pair=pair, sealed=sealed)

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
