"""Channel tokens: unreadable at rest, renewed by one at a time, never lost by a failed renewal."""

import asyncio
import base64
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from activities.ports import ChannelTrouble, TokenPair, Trouble
from activities.storage.database import Database
from activities.storage.tokens import SealedTokenStore
from newsroom.article import ChannelName
from tests.support.rooms import Room

ZALO = ChannelName.ZALO_OA
OLD = TokenPair(access="truy-cap-cu", refresh="lam-moi-cu", expires_at=datetime(2026, 11, 23, tzinfo=UTC))


@pytest_asyncio.fixture(loop_scope="session")
async def tokens(room: Room) -> AsyncIterator[SealedTokenStore]:
    await room.admin.execute("TRUNCATE channel_tokens")
    await room.stores.tokens.save(ZALO, OLD)
    yield room.stores.tokens


class Service:
    """A service whose refresh tokens are good once, as Zalo's."""

    def __init__(self, *, fails: BaseException | None = None) -> None:
        self.asked: list[str] = []
        self._fails = fails

    async def refresh(self, old: TokenPair) -> TokenPair:
        assert old.refresh not in self.asked, "a refresh token used twice"
        self.asked.append(old.refresh)
        await asyncio.sleep(0.1)
        if self._fails:
            raise self._fails
        return TokenPair(access=f"truy-cap-{len(self.asked)}", refresh=f"lam-moi-{len(self.asked)}")


async def test_what_is_saved_is_loaded(tokens: SealedTokenStore) -> None:
    """A channel without its token publishes nothing."""
    assert await tokens.load(ZALO) == OLD
    assert await tokens.load(ChannelName.FANPAGE) is None


async def test_nothing_readable_is_in_the_table(room: Room, tokens: SealedTokenStore) -> None:
    """A backup of the database would be the keys to the Fanpage."""
    (first,) = await room.rows("SELECT sealed, channel_tokens::text AS whole FROM channel_tokens")
    for secret in (OLD.access, OLD.refresh):
        assert secret.encode() not in first["sealed"]
        assert secret.encode().hex() not in first["whole"]
    await tokens.save(ZALO, OLD)
    (second,) = await room.rows("SELECT sealed FROM channel_tokens")
    assert second["sealed"] != first["sealed"]


async def test_the_wrong_key_says_what_to_do(room: Room, tokens: SealedTokenStore) -> None:
    """An engineer faced with an empty error at midnight."""
    other = SealedTokenStore(room.stores.database, base64.b64encode(os.urandom(32)).decode())
    with pytest.raises(ChannelTrouble, match="TOASOAN_TOKEN_KEY") as trouble:
        await other.load(ZALO)
    assert trouble.value.trouble is Trouble.NEEDS_PERSON
    with pytest.raises(ChannelTrouble):
        await other.renew(ZALO, OLD.access, Service().refresh)
    assert await tokens.load(ZALO) == OLD


async def test_a_seal_of_another_channel_or_a_changed_one_is_not_opened(room: Room, tokens: SealedTokenStore) -> None:
    """A row moved to another channel would send the text under another account."""
    await room.admin.execute("INSERT INTO channel_tokens SELECT 'fanpage', sealed, updated_at FROM channel_tokens")
    with pytest.raises(ChannelTrouble):
        await tokens.load(ChannelName.FANPAGE)
    await room.admin.execute("UPDATE channel_tokens SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)")
    with pytest.raises(ChannelTrouble):
        await tokens.load(ZALO)


async def test_twenty_at_once_in_two_processes_refresh_once(room: Room, tokens: SealedTokenStore) -> None:
    """A second use of a single-use token locks the account out until a person consents again."""
    service = Service()
    async with asyncio.timeout(20):
        other = await Database(room.app_dsn, max_size=10).open()
        try:
            second = SealedTokenStore(other, room.settings.token_key.get_secret_value())
            stores = [tokens, second] * 10
            pairs = await asyncio.gather(*(store.renew(ZALO, OLD.access, service.refresh) for store in stores))
        finally:
            await other.close()
    assert service.asked == [OLD.refresh]
    assert {pair.access for pair in pairs} == {"truy-cap-1"}
    assert await tokens.load(ZALO) == pairs[0]


async def test_a_renewal_leaves_the_pool_to_the_others(room: Room, tokens: SealedTokenStore) -> None:
    """Renewals that wait for a slow service took every connection: no act could be recorded."""
    gate = asyncio.Event()

    async def slow(old: TokenPair) -> TokenPair:
        await gate.wait()
        return TokenPair(access="moi", refresh=old.refresh)

    waiting = [asyncio.create_task(tokens.renew(ZALO, OLD.access, slow)) for _ in range(20)]
    await asyncio.sleep(0.1)
    try:
        async with asyncio.timeout(2):
            await room.stores.articles.waiting_to_start()
    finally:
        gate.set()
    assert {pair.access for pair in await asyncio.gather(*waiting)} == {"moi"}


@pytest.mark.parametrize(
    "crash",
    [RuntimeError("hỏng"), ChannelTrouble(Trouble.UNCLEAR, "mất mạng"), asyncio.CancelledError(), TimeoutError()],
    ids=lambda crash: type(crash).__name__,
)
async def test_a_failed_renewal_keeps_the_old_pair(tokens: SealedTokenStore, crash: BaseException) -> None:
    """The old pair may still be good; nothing half-made may replace it, and the lock must be free again."""
    with pytest.raises(BaseException):  # noqa: B017, PT011 - whichever crash it is
        await tokens.renew(ZALO, OLD.access, Service(fails=crash).refresh)
    assert await tokens.load(ZALO) == OLD
    async with asyncio.timeout(5):
        assert (await tokens.renew(ZALO, OLD.access, Service().refresh)).access == "truy-cap-1"


async def test_who_comes_late_gets_the_new_pair(tokens: SealedTokenStore) -> None:
    """A caller with the token of yesterday must not spend the refresh token of today."""
    service = Service()
    new = await tokens.renew(ZALO, OLD.access, service.refresh)
    assert await tokens.renew(ZALO, OLD.access, service.refresh) == new
    assert len(service.asked) == 1
