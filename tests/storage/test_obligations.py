"""The clocks of whole lives, as the rows tell them: what each act starts, meets and drops."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from newsroom.article import ChannelName
from newsroom.stages import Act, Stage
from newsroom.working_time import ZONE
from tests.support.samples import content
from tests.support.storages import Storage, show

CHANNELS = (ChannelName.PORTAL, ChannelName.FANPAGE, ChannelName.ZALO_OA)
MEND = replace(content(), title="Cao Bằng gieo cấy xong vụ xuân")


def due_on(days: int = 0, *, since: datetime | None = None) -> datetime:
    """The end of a day on the newsroom's clock."""
    day = (since or datetime.now(UTC)).astimezone(ZONE) + timedelta(days=days)
    return day.replace(hour=23, minute=59, second=59, microsecond=0)


async def row_of(storage: Storage, article_id: str, promise: str, channel: str = "") -> dict[str, datetime]:
    rows = await storage.rows(
        "SELECT * FROM obligations WHERE article_id = $1 AND promise = $2 AND channel = $3 ORDER BY id DESC LIMIT 1",
        article_id, promise, channel,
    )  # fmt: skip
    return rows[0]


async def test_the_straight_life(storage: Storage) -> None:
    """Rules 14, 54 and 81: a clock that nobody starts is never late, one that nobody stops is always late."""
    article_id = await storage.submit()
    await storage.done(Act.FINISH_EDIT, article_id)
    assert await storage.clocks(article_id) == {("edit", ""): ["met"], ("same_day", ""): ["open"]}

    standing = (await storage.done(Act.APPROVE, article_id)).standing
    assert standing is not None
    clocks = {("edit", ""): ["met"], ("same_day", ""): ["open"]}
    assert await storage.clocks(article_id) == clocks | {("publish", channel): ["open"] for channel in CHANNELS}
    row = await row_of(storage, article_id, "publish", ChannelName.ZALO_OA)
    assert (row["started_at"], row["due_at"]) == (standing.approved_at, row["started_at"] + timedelta(minutes=60))

    for channel in CHANNELS:
        assert (await storage.stores.articles.standing(article_id)).stage is Stage.PUBLISHING
        await show(storage, article_id, channel)
        assert (await storage.clocks(article_id))["publish", channel] == ["met"]
    assert (await storage.stores.articles.standing(article_id)).stage is Stage.PUBLISHED
    assert {state for states in (await storage.clocks(article_id)).values() for state in states} == {"met"}


async def test_return_and_resubmission(storage: Storage) -> None:
    """A return gives the editor new time and must not give the board a new day."""
    article_id = await storage.submit()
    first_day = await row_of(storage, article_id, "same_day")
    await storage.done(Act.RETURN_TO_AUTHOR, article_id)
    assert (await storage.clocks(article_id))["edit", ""] == ["met"]

    await storage.done(Act.RESUBMIT, article_id, **await storage.revise(article_id, MEND))
    assert await storage.clocks(article_id) == {("edit", ""): ["met", "open"], ("same_day", ""): ["open"]}

    await storage.done(Act.FINISH_EDIT, article_id)
    await storage.done(Act.RETURN_FOR_EDIT, article_id)
    await storage.done(Act.FINISH_EDIT, article_id)
    assert await storage.clocks(article_id) == {("edit", ""): ["met", "met", "met"], ("same_day", ""): ["open"]}
    assert await row_of(storage, article_id, "same_day") == first_day


async def test_an_embargo_on_another_day(storage: Storage) -> None:
    """Decision 0005: the same-day promise goes with the embargo, the sixty minutes start at its hour."""
    hour = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    article_id = await storage.approved(publish_at=hour)
    assert (await storage.clocks(article_id))["same_day", ""] == ["dropped", "open"]
    assert (await row_of(storage, article_id, "same_day"))["due_at"] == due_on(since=hour)
    row = await row_of(storage, article_id, "publish", ChannelName.PORTAL)
    assert (row["started_at"], row["due_at"]) == (hour, hour + timedelta(minutes=60))


async def test_an_embargo_on_the_same_day(storage: Storage) -> None:
    """The day of submission goes on counting."""
    hour = datetime.now(UTC) + timedelta(seconds=5)
    article_id = await storage.approved(publish_at=hour)
    if hour.astimezone(ZONE).date() == datetime.now(ZONE).date():
        assert (await storage.clocks(article_id))["same_day", ""] == ["open"]
    assert (await row_of(storage, article_id, "publish", ChannelName.PORTAL))["started_at"] == hour


async def test_another_hour(storage: Storage) -> None:
    """Clocks of the hour before would call a breach that is none."""
    hour = datetime.now(UTC) + timedelta(days=2)
    article_id = await storage.approved(publish_at=hour)
    answer = await storage.done(Act.RESCHEDULE, article_id, publish_at=hour + timedelta(days=1))
    clocks = await storage.clocks(article_id)
    assert clocks["same_day", ""] == ["dropped", "dropped", "open"]
    assert [clocks["publish", channel] for channel in CHANNELS] == [["dropped", "open"]] * 3
    assert answer.agenda.publish_due_at == hour + timedelta(days=1, minutes=60)
    assert answer.agenda.due_at == due_on(since=hour + timedelta(days=1))


async def test_a_channel_left_out_at_the_approval(storage: Storage) -> None:
    """A clock for a channel that was never wanted can never be met."""
    article_id = await storage.approved(channels_off=(ChannelName.FANPAGE,), reason="chỉ đăng Cổng và Zalo")
    assert {channel for promise, channel in await storage.clocks(article_id) if promise == "publish"} == {
        ChannelName.PORTAL, ChannelName.ZALO_OA,
    }  # fmt: skip


async def test_a_waived_channel(storage: Storage) -> None:
    """Waiving the last open channel must close the article, or it stays in publishing for ever."""
    article_id = await storage.approved()
    await show(storage, article_id, ChannelName.PORTAL)
    await storage.done(Act.WAIVE_CHANNEL, article_id, channel=ChannelName.ZALO_OA)
    clocks = await storage.clocks(article_id)
    assert (clocks["publish", "zalo_oa"], clocks["publish", "fanpage"]) == (["dropped"], ["open"])
    assert clocks["same_day", ""] == ["open"]

    await storage.done(Act.WAIVE_CHANNEL, article_id, channel=ChannelName.FANPAGE)
    clocks = await storage.clocks(article_id)
    assert (clocks["publish", "fanpage"], clocks["publish", "portal"]) == (["dropped"], ["met"])
    assert clocks["same_day", ""] == ["met"]
    card = await storage.stores.reading.card(article_id)
    assert card.standing.stage is Stage.PUBLISHED
    assert card.published_at is not None


async def test_a_channel_that_shows_the_text_cannot_be_waived(storage: Storage) -> None:
    """The books would say "not published" of a text that everybody can read."""
    article_id = await storage.approved()
    await show(storage, article_id, ChannelName.PORTAL)
    await show(storage, article_id, ChannelName.FANPAGE)
    clocks = await storage.clocks(article_id)
    answer = await storage.act(Act.WAIVE_CHANNEL, article_id, channel=ChannelName.FANPAGE)
    assert (answer.accepted, answer.code) == (False, "bad_request")
    assert await storage.clocks(article_id) == clocks


async def test_a_withdrawal_at_any_time_drops_everything(storage: Storage) -> None:
    """A dead article must not alarm anybody."""
    new = await storage.submit()
    returned = await storage.submit()
    await storage.done(Act.RETURN_TO_AUTHOR, returned)
    scheduled = await storage.approved(publish_at=datetime.now(UTC) + timedelta(days=1))
    for article_id in (new, returned, scheduled):
        answer = await storage.done(Act.WITHDRAW, article_id)
        assert "open" not in {state for states in (await storage.clocks(article_id)).values() for state in states}
        assert answer.agenda.moments == ()


async def test_a_rejection_drops_everything(storage: Storage) -> None:
    """A refused article must not be called late at the end of the day."""
    article_id = await storage.submit()
    await storage.done(Act.FINISH_EDIT, article_id)
    await storage.done(Act.REJECT, article_id)
    assert await storage.clocks(article_id) == {("edit", ""): ["met"], ("same_day", ""): ["dropped"]}


async def test_taking_over_and_resuming_touch_no_clock(storage: Storage) -> None:
    """Promise 3: time goes on whoever decides."""
    article_id = await storage.submit()
    await storage.done(Act.FINISH_EDIT, article_id)
    rows = await storage.rows("SELECT * FROM obligations WHERE article_id = $1 ORDER BY id", article_id)
    await storage.done(Act.TAKE_OVER, article_id)
    assert await storage.rows("SELECT * FROM obligations WHERE article_id = $1 ORDER BY id", article_id) == rows
    await storage.done(Act.APPROVE, article_id)
    rows = await storage.rows("SELECT * FROM obligations WHERE article_id = $1 ORDER BY id", article_id)
    await storage.done(Act.RESUME_CHANNEL, article_id, channel=ChannelName.PORTAL)
    assert await storage.rows("SELECT * FROM obligations WHERE article_id = $1 ORDER BY id", article_id) == rows
