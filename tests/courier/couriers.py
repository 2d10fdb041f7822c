"""A courier for tests: logged in as the courier is, with a hand that takes what it is given."""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any

from pydantic import SecretStr

from activities.messengers.ports import Messenger, NotTaken, Parcel
from activities.storage.database import Database, now
from activities.storage.deliveries.outbox import OutboxStore
from activities.storage.roles import Role, dsn_as
from activities.storage.timeouts import WORKER
from newsroom.board import Sla
from newsroom.delivery.tries import Hitch
from newsroom.delivery.ways import Pace, Way
from tests.support.storages import Storage
from workers.courier.carrier import Carrier
from workers.entrusting import passwords_of
from workers.wiring.stores import built_boards


class DayAndNight(OutboxStore):
    """An outbox whose quiet hours are the test's: none, unless it says which; it runs by night too."""

    quiet: tuple[time, time] | None = None

    async def sla(self) -> Sla | None:
        found = await super().sla()
        assert found is not None
        return replace(found, quiet_hours=self.quiet)


@dataclass(slots=True)
class Hand:
    """Takes every letter, unless it is told what is wrong with the next ones."""

    taken: list[Parcel] = field(default_factory=list)
    wrong: list[NotTaken | None] = field(default_factory=list)
    asked: int = 0

    async def send(self, parcel: Parcel) -> None:
        self.asked += 1
        if self.wrong and (wrong := self.wrong.pop(0)):
            raise wrong
        self.taken.append(parcel)

    def refuse(self, hitch: Hitch, times: int = 1, before: datetime | None = None) -> None:
        self.wrong += [NotTaken(hitch, "thử", before)] * times


@dataclass(frozen=True, slots=True, kw_only=True)
class Courier:
    """A carrier with what it needs."""

    database: Database
    outbox: DayAndNight
    carrier: Carrier

    async def carry(self, rounds: int = 5) -> None:
        """So many rounds at most, until nothing more is to leave."""
        for _ in range(rounds):
            if await self.carrier.round() > timedelta():
                break


@contextlib.asynccontextmanager
async def opened_courier(
    storage: Storage, hand: Messenger, way: Way = Way.MAIL, *, clock: Callable[[], datetime] = now, link: str = ""
) -> AsyncIterator[Courier]:
    """A courier of one way. Its rows are due by the storage's clock, its pauses and hours go by `clock`."""
    dsn = dsn_as(Role.COURIER, storage.dsn, passwords_of(storage.settings)[Role.COURIER])
    settings = storage.settings.model_copy(update={"database_url": SecretStr(dsn)})
    database = await Database(dsn, time_outs=WORKER).open()
    outbox = DayAndNight(database, built_boards(settings, database))
    carrier = Carrier(way, outbox, hand, lambda *_: link, clock)
    try:
        yield Courier(database=database, outbox=outbox, carrier=carrier)
    finally:
        await database.close()


async def reach(
    storage: Storage, member: str, way: Way = Way.MAIL, address: str = "", pace: Pace = Pace.AT_ONCE, keys: str = ""
) -> int:
    """An address of a member from now on."""
    found: int = await storage.admin.fetchval(
        "INSERT INTO destinations (member, way, address, keys, pace, added_at, added_by) "
        "VALUES ($1, $2, $3, $4, $5, now(), $1) RETURNING id",
        member,
        way,
        address or f"{member}@toasoan.invalid",
        keys,
        pace,
    )
    return found


async def deliveries(storage: Storage, **like: Any) -> list[dict[str, Any]]:
    """The deliveries of a storage that say all this, in the order in which they were written."""
    rows = await storage.rows("SELECT * FROM deliveries ORDER BY id")
    return [row for row in rows if like.items() <= row.items()]
