"""Channel tokens: unreadable at rest, renewed by one at a time, never lost by a failed renewal."""

import asyncio
import base64
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from activities import clock
from activities.ports import ChannelTrouble, TokenPair, Trouble
from activities.storage.database import Database
from activities.storage.publishing.tokens import KEPT, SealedTokenStore
from newsroom.article import ChannelName
from tests.storage.held import SHORT, opened
from tests.support.live import eventually
from tests.support.stand_ins import outside
from tests.support.storages import Storage

ZALO = ChannelName.ZALO_OA
NEW = TokenPair(access="truy-cap-moi", refresh="lam-moi-moi")
OLD = TokenPair(access="truy-cap-cu", refresh="lam-moi-cu", expires_at=datetime(2026, 11, 23, tzinfo=UTC))


@pytest_asyncio.fixture(loop_scope="session")
async def tokens(storage: Storage) -> AsyncIterator[SealedTokenStore]:
    await storage.admin.execute("TRUNCATE channel_tokens, token_leases")
    await storage.stores.tokens.save(ZALO, OLD)
    yield storage.stores.tokens


class Service:
    """A service whose refresh tokens are good once, as Zalo's."""

    def __init__(self, *, fails: BaseException | None = None, seconds: float = 0.1) -> None:
        self.asked: list[str] = []
        self._fails = fails
        self._seconds = seconds

    async def refresh(self, old: TokenPair) -> TokenPair:
        assert old.refresh not in self.asked, "a refresh token used twice"
        self.asked.append(old.refresh)
        await asyncio.sleep(self._seconds)
        if self._fails:
            raise self._fails
        return TokenPair(access=f"truy-cap-{len(self.asked)}", refresh=f"lam-moi-{len(self.asked)}")


async def test_what_is_saved_is_loaded(tokens: SealedTokenStore) -> None:
    """A channel without its token publishes nothing."""
    assert await tokens.load(ZALO) == OLD
    assert await tokens.load(ChannelName.FANPAGE) is None


async def test_what_another_process_has_stored_is_found_after_a_moment(
    storage: Storage, tokens: SealedTokenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An engineer gives a new consent: until then what was read is gone by, and what this process stores is at once."""
    ticks = 0.0
    monkeypatch.setattr(clock, "ticks", lambda: ticks)
    assert await tokens.load(ZALO) == OLD
    other = SealedTokenStore(storage.stores.database, storage.settings.token_key.get_secret_value())
    await other.save(ZALO, NEW)
    ticks = KEPT.total_seconds() - 0.1
    assert await tokens.load(ZALO) == OLD
    ticks = KEPT.total_seconds()
    assert await tokens.load(ZALO) == NEW
    await tokens.save(ZALO, OLD)
    assert await tokens.load(ZALO) == OLD
    await other.save(ZALO, NEW)
    tokens.forget(ZALO)
    assert await tokens.load(ZALO) == NEW


async def test_a_pair_that_another_process_has_renewed_is_taken_over(
    storage: Storage, tokens: SealedTokenStore
) -> None:
    """The channel refuses what is still kept here; nobody asks for another pair, and the newer one is gone by."""
    assert await tokens.load(ZALO) == OLD
    other = SealedTokenStore(storage.stores.database, storage.settings.token_key.get_secret_value())
    await other.renew(ZALO, OLD.access, Service().refresh)
    service = Service()
    renewed = await tokens.renew(ZALO, OLD.access, service.refresh)
    assert (renewed.access, service.asked) == ("truy-cap-1", [])
    assert await tokens.load(ZALO) == renewed


async def test_nothing_readable_is_in_the_table(storage: Storage, tokens: SealedTokenStore) -> None:
    """A backup of the database would be the keys to the Fanpage."""
    (first,) = await storage.rows("SELECT sealed, channel_tokens::text AS whole FROM channel_tokens")
    for secret in (OLD.access, OLD.refresh):
        assert secret.encode() not in first["sealed"]
        assert secret.encode().hex() not in first["whole"]
    await tokens.save(ZALO, OLD)
    (second,) = await storage.rows("SELECT sealed FROM channel_tokens")
    assert second["sealed"] != first["sealed"]


async def test_the_wrong_key_says_what_to_do(storage: Storage, tokens: SealedTokenStore) -> None:
    """An engineer faced with an empty error at midnight."""
    other = SealedTokenStore(storage.stores.database, base64.b64encode(os.urandom(32)).decode())
    with pytest.raises(ChannelTrouble, match="TOASOAN_TOKEN_KEY") as trouble:
        await other.load(ZALO)
    assert trouble.value.trouble is Trouble.NEEDS_PERSON
    with pytest.raises(ChannelTrouble):
        await other.renew(ZALO, OLD.access, Service().refresh)
    assert await tokens.load(ZALO) == OLD


async def test_a_seal_of_another_channel_or_a_changed_one_is_not_opened(
    storage: Storage, tokens: SealedTokenStore
) -> None:
    """A row moved to another channel would send the text under another account."""
    await storage.admin.execute("INSERT INTO channel_tokens SELECT 'fanpage', sealed, updated_at FROM channel_tokens")
    with pytest.raises(ChannelTrouble):
        await tokens.load(ChannelName.FANPAGE)
    await storage.admin.execute("UPDATE channel_tokens SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)")
    with pytest.raises(ChannelTrouble):
        await tokens.load(ZALO)


async def test_twenty_at_once_in_two_processes_refresh_once(storage: Storage, tokens: SealedTokenStore) -> None:
    """A second use of a single-use token locks the account out until a person consents again."""
    service = Service()
    async with asyncio.timeout(20):
        other = await Database(storage.app_dsn, max_size=10).open()
        try:
            second = SealedTokenStore(other, storage.settings.token_key.get_secret_value())
            stores = [tokens, second] * 10
            pairs = await asyncio.gather(*(store.renew(ZALO, OLD.access, service.refresh) for store in stores))
        finally:
            await other.close()
    assert service.asked == [OLD.refresh]
    assert {pair.access for pair in pairs} == {"truy-cap-1"}
    assert await tokens.load(ZALO) == pairs[0]


async def test_a_renewal_leaves_the_pool_to_the_others(storage: Storage, tokens: SealedTokenStore) -> None:
    """Renewals that wait for a slow service took every connection: no act could be recorded."""
    gate = asyncio.Event()

    async def slow(old: TokenPair) -> TokenPair:
        await gate.wait()
        return TokenPair(access="moi", refresh=old.refresh)

    waiting = [asyncio.create_task(tokens.renew(ZALO, OLD.access, slow)) for _ in range(20)]
    await asyncio.sleep(0.1)
    try:
        async with asyncio.timeout(2):
            await storage.stores.articles.waiting_to_start()
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


async def test_a_renewal_slower_than_every_time_out_is_not_lost(storage: Storage, tokens: SealedTokenStore) -> None:
    """Asked inside a transaction, the service had given the only pair, and the time-out threw it away."""
    async with opened(storage.app_dsn, SHORT) as pool:
        slow = SealedTokenStore(pool, storage.settings.token_key.get_secret_value())
        new = await slow.renew(ZALO, OLD.access, Service(seconds=1.5).refresh)
    assert await tokens.load(ZALO) == new != OLD


async def test_a_slow_answer_of_zalo_itself_is_kept(storage: Storage) -> None:
    """The same through the adapter and the simulator, which takes longer than a transaction may."""
    sim = outside()
    config = sim.config
    async with opened(storage.app_dsn, SHORT) as pool:
        store = SealedTokenStore(pool, storage.settings.token_key.get_secret_value())
        await store.save(ZALO, TokenPair(access=config.zalo_access_token, refresh=config.zalo_refresh_token))
        await sim.client.post(f"{sim.base}/_sim/tokens", json={"channel": "zalo_oa", "action": "expire"})
        await sim.strike("zalo", "token", "slow_reply", seconds=1.5)
        sim.tokens = store  # type: ignore[assignment]
        assert await sim.zalo().health()
        kept = await store.load(ZALO)
        assert kept is not None
        assert kept.refresh != config.zalo_refresh_token
        assert await sim.zalo().health()
    assert (await sim.calls()).count("token") == 1
    await sim.client.aclose()
    sim.app.state.world.state.close()


async def test_who_gives_up_waiting_does_not_lose_the_pair(storage: Storage, tokens: SealedTokenStore) -> None:
    """The watch gives up after twenty seconds, an activity when its worker stops: Zalo has answered all the same."""
    service = Service(seconds=0.5)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await tokens.renew(ZALO, OLD.access, service.refresh)
    await tokens.finish()
    assert await tokens.load(ZALO) == TokenPair(access="truy-cap-1", refresh="lam-moi-1")


async def test_a_storage_that_is_held_gets_the_pair_later(storage: Storage, tokens: SealedTokenStore) -> None:
    """Nobody else has the new pair, and the old one is dead."""
    async with opened(storage.app_dsn, SHORT) as pool:
        store = SealedTokenStore(pool, storage.settings.token_key.get_secret_value())
        service = Service(seconds=0.3)
        renewal = asyncio.create_task(store.renew(ZALO, OLD.access, service.refresh))
        await eventually(lambda: asyncio.sleep(0, service.asked))
        async with storage.admin.transaction():
            await storage.admin.execute("SELECT FROM channel_tokens FOR UPDATE")
            await asyncio.sleep(1)
            assert not renewal.done()
        async with asyncio.timeout(8):
            assert await tokens.load(ZALO) == OLD
            new = await renewal
        assert await store.load(ZALO) == new
    assert len(service.asked) == 1


async def test_the_lease_of_one_who_died_ends(storage: Storage, tokens: SealedTokenStore) -> None:
    """A lock held by a connection that nobody closed kept the channel without a token for two hours."""
    lease = "INSERT INTO token_leases VALUES ($1, 'gone', now() + interval '1 second')"
    await storage.admin.execute(lease, ZALO)
    service = Service()
    started = asyncio.get_running_loop().time()
    async with asyncio.timeout(8):
        await tokens.renew(ZALO, OLD.access, service.refresh)
    assert asyncio.get_running_loop().time() - started > 0.7
    assert service.asked == [OLD.refresh]


async def test_nobody_waits_for_ever_for_the_renewal_of_another(storage: Storage, tokens: SealedTokenStore) -> None:
    """An activity that waits tells nobody; one that is told to come again does."""
    await storage.admin.execute("INSERT INTO token_leases VALUES ($1, 'slow', now() + interval '1 hour')", ZALO)
    key = storage.settings.token_key.get_secret_value()
    hurried = SealedTokenStore(storage.stores.database, key, patience=timedelta(seconds=0.5))
    service = Service()
    with pytest.raises(ChannelTrouble, match="tiến trình khác") as trouble:
        await hurried.renew(ZALO, OLD.access, service.refresh)
    assert (trouble.value.trouble, trouble.value.not_sent, service.asked) == (Trouble.BUSY, True, [])


async def test_of_two_who_ask_the_answer_of_the_first_is_kept_by_both(
    storage: Storage, tokens: SealedTokenStore
) -> None:
    """One slower than his lease: the second is refused, and must not call a person while the first has the pair."""
    key = storage.settings.token_key.get_secret_value()
    brief = SealedTokenStore(storage.stores.database, key, lease=timedelta(seconds=0.3))
    answered = asyncio.Event()

    async def refused(old: TokenPair) -> TokenPair:
        await answered.wait()
        raise ChannelTrouble(Trouble.NEEDS_PERSON, f"{old.refresh} đã dùng")

    first = asyncio.create_task(brief.renew(ZALO, OLD.access, Service(seconds=1).refresh))
    await eventually(lambda: storage.rows("SELECT FROM token_leases WHERE ends_at > now()"))
    second = asyncio.create_task(tokens.renew(ZALO, OLD.access, refused))
    new = await first
    answered.set()
    assert await second == new == await tokens.load(ZALO)


async def test_what_a_person_has_stored_meanwhile_stays(storage: Storage, tokens: SealedTokenStore) -> None:
    """A new consent is newer than whatever a renewal of the old one brings."""
    consented = replace(OLD, access="nguoi-cap", refresh="nguoi-cap-lam-moi")
    renewal = asyncio.create_task(tokens.renew(ZALO, OLD.access, Service(seconds=0.5).refresh))
    await eventually(lambda: storage.rows("SELECT FROM token_leases WHERE ends_at > now()"))
    await tokens.save(ZALO, consented)
    assert await renewal == consented == await tokens.load(ZALO)


async def test_no_transaction_is_open_while_the_service_is_asked(storage: Storage, tokens: SealedTokenStore) -> None:
    """Whatever a time-out ends, it must not be the wait for the only answer."""
    open_ones = (
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL "
        "AND pid <> pg_backend_pid()"
    )
    seen: list[int] = []

    async def refresh(old: TokenPair) -> TokenPair:
        seen.append(len(await storage.rows(open_ones)))
        return replace(old, access="moi", refresh="moi")

    await tokens.renew(ZALO, OLD.access, refresh)
    assert seen == [0]
