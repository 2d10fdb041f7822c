"""One clock for all: the database's, whatever the machine of a process believes."""

from datetime import UTC, datetime, timedelta

import pytest

from activities import clock
from activities.storage import database
from newsroom.article import subject_of
from newsroom.errors import RefusalCode
from newsroom.stages import Act, Stage
from tests.storage.held import SHORT, opened
from tests.support.storages import Storage

pytestmark = pytest.mark.trust

CLOSE = timedelta(seconds=2)
WRONG = [timedelta(minutes=3), timedelta(minutes=-3), timedelta(minutes=15)]


@pytest.fixture(params=WRONG, ids=["3 minutes ahead", "3 minutes behind", "15 minutes ahead"])
def wrong(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> timedelta:
    """A machine whose clock is wrong, and a process on it that has not heard the database's."""
    by: timedelta = request.param
    monkeypatch.setattr(clock, "_heard", None)
    monkeypatch.setattr(clock, "_wall", lambda: datetime.now(UTC) + by)
    return by


async def told(storage: Storage) -> datetime:
    (row,) = await storage.rows("SELECT clock_timestamp() AS at")
    at: datetime = row["at"]
    return at


async def test_the_first_connection_sets_the_clock_of_the_process(storage: Storage, wrong: timedelta) -> None:
    assert abs(clock.now() - await told(storage) - wrong) < CLOSE
    async with opened(storage.app_dsn, SHORT):
        assert abs(clock.now() - await told(storage)) < CLOSE
        assert abs(database.now() - await told(storage)) < CLOSE
        assert abs(clock.ahead() - wrong) < CLOSE


async def test_a_worker_on_a_wrong_machine_grants_nobody_minutes_and_refuses_nobody(
    storage: Storage, wrong: timedelta
) -> None:
    """Three minutes ahead gave every article three minutes; three behind refused every act as expired."""
    article_id = await storage.submit()
    # A desk on another machine, whose clock is right, has signed.
    signed = await storage.signed(Act.FINISH_EDIT, article_id, made_at=await told(storage))
    answer = await storage.stores.acts.record(subject_of(article_id), signed)
    assert answer.accepted, (wrong, answer.message)
    await storage.done(Act.APPROVE, article_id)
    at = await told(storage)
    rows = await storage.rows(
        "SELECT started_at FROM obligations WHERE article_id = $1 AND promise = 'publish'", article_id
    )
    assert all(abs(row["started_at"] - at) < CLOSE for row in rows)
    for body in await storage.bodies(article_id):
        assert abs(datetime.fromisoformat(body["at"]) - at) < 2 * CLOSE


async def test_a_machine_that_is_put_right_in_the_middle_changes_no_instant(
    storage: Storage, wrong: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    article_id = await storage.submit()
    before = clock.now()
    monkeypatch.setattr(clock, "_wall", lambda: datetime.now(UTC))
    assert timedelta() <= clock.now() - before < CLOSE
    assert abs(clock.ahead()) < CLOSE
    await storage.done(Act.FINISH_EDIT, article_id)
    assert (await storage.stores.articles.standing(article_id)).stage is Stage.AWAITING_APPROVAL
    assert wrong


async def test_an_old_claim_is_old_whatever_the_machine_says(storage: Storage, wrong: timedelta) -> None:
    article_id = await storage.submit()
    old = await told(storage) - timedelta(minutes=11)
    answer = await storage.act(Act.FINISH_EDIT, article_id, made_at=old)
    assert answer.code == RefusalCode.EXPIRED_CLAIM, wrong


class TestHearing:
    """How the clock is heard: in the middle of the answer, and again before it is old."""

    SAID = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)

    @pytest.fixture(autouse=True)
    def ticking(self, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        """The ticks of this process, in the test's hands."""
        ticks = [1000.0]
        monkeypatch.setattr(clock, "_heard", None)
        monkeypatch.setattr(clock, "ticks", lambda: ticks[0])
        return ticks

    def test_it_is_taken_as_said_in_the_middle_of_the_way(self, ticking: list[float]) -> None:
        clock.hear(self.SAID, 999.96, 1000.0)
        assert clock.now() - self.SAID == timedelta(seconds=0.02)
        ticking[0] += 10
        assert clock.now() - self.SAID == timedelta(seconds=10.02)

    def test_it_is_heard_again_after_half_a_minute(self, ticking: list[float]) -> None:
        assert clock.is_stale()
        clock.hear(self.SAID, 1000.0, 1000.0)
        assert not clock.is_stale()
        ticking[0] += 31
        assert clock.is_stale()

    def test_a_slow_answer_is_not_taken_for_a_quick_one(self, ticking: list[float]) -> None:
        """A loaded machine would be thrown about by seconds."""
        clock.hear(self.SAID, 1000.0, 1000.0)
        ticking[0] += 40
        clock.hear(self.SAID + timedelta(hours=1), 1039.0, 1040.0)
        assert clock.now() - self.SAID == timedelta(seconds=40)
        ticking[0] += 300
        clock.hear(self.SAID + timedelta(hours=1), 1339.0, 1340.0)
        assert clock.now() - self.SAID == timedelta(hours=1, seconds=0.5)

    def test_until_it_is_heard_the_machine_is_believed(self) -> None:
        assert abs(clock.now() - datetime.now(UTC)) < CLOSE
        assert clock.ahead() == timedelta()
