"""The watch keeps the ledger's head outside, and finds in its next round what the ledger says otherwise."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from activities.storage.audit.anchors import AnchorStore
from newsroom.article import number_in
from newsroom.ledger.anchors import Anchor, anchors_in
from tests.support.samples import content
from tests.support.storages import Building, Storage, opened_storage
from tests.support.superuser import cut
from tests.watch.receivers import mail_server
from tests.watch.samples import NOW, sights
from workers.watch.alarms import Alarm
from workers.watch.anchoring import Anchorer, FileOutlet, MailOutlet, Outlet
from workers.watch.judging import judge
from workers.watch.sights import Anchoring

TEN: timedelta = timedelta(minutes=10)


@dataclass(slots=True)
class Failing:
    """An outlet that takes nothing while it is down."""

    is_down: bool = True
    kept: list[Anchor] = field(default_factory=list)

    async def keep(self, anchor: Anchor) -> None:
        if self.is_down:
            raise OSError
        self.kept.append(anchor)


@dataclass(slots=True)
class Room:
    """A storage with an anchorer, whose clock the test holds."""

    storage: Storage
    path: Path
    at: datetime = NOW

    def anchorer(self, *more: Outlet, path: Path | None = None) -> Anchorer:
        anchors = AnchorStore(self.storage.stores.database, path or self.path)
        return Anchorer(anchors, (FileOutlet(anchors), *more), lambda: self.at, every=TEN)

    def kept(self) -> int:
        return len(self.path.read_text(encoding="utf-8").splitlines()) if self.path.exists() else 0


@pytest_asyncio.fixture
async def room(building: Building, tmp_path: Path) -> AsyncIterator[Room]:
    async with opened_storage(building) as storage:
        yield Room(storage=storage, path=tmp_path / "anchors.log")


async def test_the_head_is_kept_at_every_interval_at_which_it_has_moved(room: Room) -> None:
    anchorer = room.anchorer()
    for minutes, more, kept in ((0, True, 1), (5, True, 1), (10, False, 2), (20, False, 2), (21, True, 3)):
        if more:
            await room.storage.submit(content())
        room.at = NOW + timedelta(minutes=minutes)
        assert await anchorer.look() == Anchoring()
        assert room.kept() == kept, minutes


async def test_an_anchor_keeps_the_last_numbers(room: Room) -> None:
    """A restore asks them; an anchor without any stays the line that it always was."""
    await room.storage.submit(content())
    await room.anchorer().look()
    assert "numbers" not in room.path.read_text(encoding="utf-8")
    first, meeting, last = [
        await room.storage.stores.numbers.new_id(kind) for kind in ("article", "meeting", "article")
    ]
    await room.storage.submit(content())
    room.at = NOW + TEN
    await room.anchorer().look()
    anchors = AnchorStore(room.storage.stores.database, room.path)
    given = {each.name for each in await anchors.given()}
    assert given == {f"article/{number_in(last)}", f"meeting/{number_in(meeting)}"}
    assert first < last
    kept = await anchors.newest()
    assert kept is not None
    assert anchors_in(kept.line).kept == (kept,)


@pytest.mark.trust
async def test_a_tail_that_was_cut_is_alarmed_in_the_next_round_and_nothing_is_kept_over_it(room: Room) -> None:
    await room.storage.submit(content())
    await room.anchorer().look()
    await cut(room.storage.admin, 1)
    restarted = room.anchorer()
    for minutes in (0, 60):
        room.at = NOW + timedelta(minutes=minutes)
        found = await restarted.look()
        assert "đã bị cắt mất" in found.fault
        assert (found.since, room.kept()) == (NOW, 1)
    (alarm,) = [each for each in judge(sights(anchoring=found)) if each.alarm is Alarm.LEDGER_BROKEN]
    assert "không khớp mốc để ngoài kho" in alarm.summary


async def test_an_outlet_that_fails_is_told_and_keeps_nothing_from_the_others(room: Room) -> None:
    await room.storage.submit(content())
    mail = Failing()
    anchorer = room.anchorer(mail)
    assert (await anchorer.look()).unkept_since == NOW
    assert room.kept() == 1
    late = sights(anchoring=Anchoring(unkept_since=NOW - timedelta(hours=1)))
    assert [f.summary for f in judge(late) if f.alarm is Alarm.LEDGER_UNCHECKED and "mốc sổ" in f.summary]
    room.at = NOW + timedelta(seconds=59)
    assert (await anchorer.look()).unkept_since == NOW
    assert room.kept() == 1, "not at every round"
    mail.is_down, room.at = False, NOW + timedelta(minutes=1)
    assert await anchorer.look() == Anchoring()
    assert len(mail.kept) == 1


async def test_a_letter_holds_the_line() -> None:
    anchor = Anchor(at=NOW, seq=7, hash="a" * 64)
    async with mail_server() as server:
        address = f"smtp://127.0.0.1:{server.port}"
        await MailOutlet(address, sender="canh@toasoan.vn", to=["luutru@tinh.vn"]).keep(anchor)
    (letter,) = server.letters
    assert anchor.line in letter.get_content()
    assert letter["To"] == "luutru@tinh.vn"
