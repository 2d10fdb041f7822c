"""Refused acts cost the ledger little: the first of an hour are lines of their own, the rest are one line."""

import uuid
from datetime import timedelta

import pytest

from activities.storage import refusals
from desk.signing import DeskKey, new_private_key
from newsroom.article import ArticleId, subject_of
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.tallies import OWN_LINES_AN_HOUR
from newsroom.stages import Act
from tests.support.clocks import Clock
from tests.support.storages import Storage

pytestmark = pytest.mark.trust

FORGER = DeskKey(new_private_key())
MORE = 25
REFUSED = Refused(RefusalCode.NOT_ENTITLED, "Phóng viên không có quyền duyệt đăng bài này.")


@pytest.fixture(autouse=True)
def _real_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "OWN_LINES_AN_HOUR", OWN_LINES_AN_HOUR)


async def awaiting(storage: Storage) -> ArticleId:
    article_id = await storage.submit()
    await storage.done(Act.FINISH_EDIT, article_id)
    return article_id


async def refused_often(storage: Storage, article_id: str, times: int) -> list[str]:
    """The ids of so many approvals by the reporter, each refused."""
    ids = [uuid.uuid4().hex for _ in range(times)]
    for act_id in ids:
        assert not (await storage.act(Act.APPROVE, article_id, by="reporter-1", act_id=act_id)).accepted
    return ids


async def test_the_rest_of_the_hour_is_one_line(own_storage: Storage, clock: Clock) -> None:
    """Two thousand refused approvals were two thousand lines that every check of the ledger read for ever."""
    hour = clock.put_to_hour(9, 5)
    article_id = await awaiting(own_storage)
    await refused_often(own_storage, article_id, OWN_LINES_AN_HOUR + MORE)
    assert len(await own_storage.bodies(article_id, outcome="refused")) == OWN_LINES_AN_HOUR

    clock.put(hour + timedelta(hours=1))
    await refused_often(own_storage, article_id, 1)

    counted = await own_storage.bodies("", kind="refusals")
    assert [(body["member"], body["count"]) for body in counted] == [("reporter-1", MORE)]
    assert len(await own_storage.bodies(article_id, outcome="refused")) == OWN_LINES_AN_HOUR + 1
    assert await own_storage.stores.ledger.faults() == ()


async def test_upkeep_writes_the_line_when_nobody_is_refused_any_more(own_storage: Storage, clock: Clock) -> None:
    """A count that only the next refusal writes down might never be written."""
    hour = clock.put_to_hour(9, 5)
    article_id = await awaiting(own_storage)
    await refused_often(own_storage, article_id, OWN_LINES_AN_HOUR + MORE)
    await own_storage.stores.upkeep.refusals.write_down()
    assert await own_storage.bodies("", kind="refusals") == []

    clock.put(hour + timedelta(hours=1))
    for _ in range(2):
        await own_storage.stores.upkeep.refusals.write_down()

    assert [body["count"] for body in await own_storage.bodies("", kind="refusals")] == [MORE]


async def test_a_counted_act_is_never_judged_anew(own_storage: Storage) -> None:
    """What was told as refused must not take effect later, although no line has its id."""
    article_id = await awaiting(own_storage)
    signed = [
        await own_storage.signed(Act.APPROVE, article_id, act_id=uuid.uuid4().hex) for _ in range(OWN_LINES_AN_HOUR + 2)
    ]
    for act in signed:
        await own_storage.stores.acts.record_refusal(subject_of(article_id), act, REFUSED)

    answer = await own_storage.stores.acts.record(subject_of(article_id), signed[-1])

    assert (answer.accepted, answer.code) == (False, REFUSED.code)
    assert (await own_storage.stores.articles.standing(article_id)).approved_hash == ""
    assert len(await own_storage.rows("SELECT * FROM counted_acts")) == 2


async def test_forgeries_are_counted_by_what_they_are_aimed_at(own_storage: Storage, clock: Clock) -> None:
    """They prove no member; two thousand of them must not fill ledger and inboxes either."""
    hour = clock.put_to_hour(9, 5)
    article_id = await awaiting(own_storage)
    for _ in range(OWN_LINES_AN_HOUR + MORE):
        forged = FORGER.sign(await own_storage.claim(Act.APPROVE, article_id))
        await own_storage.stores.acts.record(subject_of(article_id), forged)

    assert len(await own_storage.bodies(article_id, code="bad_signature")) == OWN_LINES_AN_HOUR
    rows = await own_storage.rows("SELECT times FROM notifications WHERE kind = 'alarm'")
    assert [row["times"] for row in rows] == [OWN_LINES_AN_HOUR + MORE] * 3

    clock.put(hour + timedelta(hours=1))
    await own_storage.stores.upkeep.refusals.write_down()
    assert [body["count"] for body in await own_storage.bodies(article_id, kind="refusals")] == [MORE]


async def test_an_honest_act_is_recorded_as_ever(own_storage: Storage) -> None:
    """Whoever was refused often may still do what is theirs to do."""
    article_id = await awaiting(own_storage)
    await refused_often(own_storage, article_id, OWN_LINES_AN_HOUR + 3)
    assert (await own_storage.act(Act.APPROVE, article_id)).accepted
    assert len(await own_storage.bodies(article_id, act="approve", outcome="accepted")) == 1
