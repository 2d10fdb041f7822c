"""An absence from end to end: who is asked, who may decide, and how it ends, on real Postgres and Temporal."""

from datetime import UTC, datetime, timedelta

import pytest

from newsroom.article import ChannelName
from newsroom.authority import Hold
from newsroom.board import Office
from newsroom.claims import Details
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.members.actors import Actor
from newsroom.stages import Act, Stage
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import REASON, entries, report_of, shown_on, standing_of, until, until_outcome
from workflows.messages import MatterAnswer


def facts(**said: object) -> dict[str, str]:
    """Facts of an act; times as they travel."""
    return {name: value.isoformat() if isinstance(value, datetime) else str(value) for name, value in said.items()}


async def away(live: LiveNewsroom, member: Actor, *, hours: float = 8, by: Actor | None = None) -> MatterAnswer:
    """A member who is away from now on."""
    now = datetime.now(UTC)
    said = facts(member=member.id, starts_at=now, ends_at=now + timedelta(hours=hours), reason="Đi công tác")
    return await live.matter_desk.open(by or member, MatterAct.FILE_ABSENCE, MatterKind.ABSENCE, said)


async def back(live: LiveNewsroom, member: Actor, matter: str) -> None:
    """The member is back."""
    await live.matter_desk.do(member, MatterAct.CHANGE_ABSENCE, matter, facts(ends_at=datetime.now(UTC)))


async def until_held(live: LiveNewsroom, article_id: str, hold: Hold, office: Office | None) -> None:
    """Wait until storage and workflow agree on whose desk the article lies."""

    async def there() -> bool:
        seats = [(await standing_of(live, article_id)).seat, (await report_of(live, article_id)).standing.seat]
        return all((seat.hold, seat.office) == (hold, office) for seat in seats)

    await eventually(there)


async def test_an_absence_moves_what_waits_and_the_return_brings_it_back(live: LiveNewsroom) -> None:
    """Without this the everyday failure of every approval system: an article that waits for somebody on a trip."""
    standing_deputy, head, deputy = (live.holder(o) for o in (Office.STANDING_DEPUTY, Office.HEAD, Office.DEPUTY))
    article_id = await live.ready_for_approval("Bài chờ người đi công tác.")
    filed = await away(live, standing_deputy)
    await until_held(live, article_id, Hold.HEAD_TO_ASSIGN, Office.HEAD)
    with pytest.raises(Refused) as refused:
        await live.desk.act(standing_deputy, Act.APPROVE, article_id)
    assert refused.value.code == RefusalCode.NOT_ENTITLED
    assert "vắng mặt" in refused.value.message
    await live.matter_desk.do(head, MatterAct.ASSIGN, filed.matter, facts(to=deputy.id))
    await until_held(live, article_id, Hold.ASSIGNED, Office.DEPUTY)
    await live.desk.act(deputy, Act.APPROVE, article_id)
    await until(live, article_id, Stage.PUBLISHED)
    ground = (await entries(live, article_id, act="approve", outcome="accepted"))[0]["ground"]
    assert ground["rule"] == 33
    assert ground["grant"]
    assert ground["dates"]
    other = await live.ready_for_approval("Bài thứ hai.")
    await until_held(live, other, Hold.ASSIGNED, Office.DEPUTY)
    await back(live, standing_deputy, filed.matter)
    await until_held(live, other, Hold.OWNER, Office.STANDING_DEPUTY)
    await live.desk.act(standing_deputy, Act.APPROVE, other)
    await until(live, other, Stage.PUBLISHED)


async def test_the_head_takes_back_what_has_not_been_sent_and_nothing_else(live: LiveNewsroom) -> None:
    """What an acting head has approved may still be wrong; what is on its way can only be taken down."""
    head = live.holder(Office.HEAD)
    article_id = await live.ready_for_approval("Bài duyệt thay.", topics=["council_session"])
    filed = await away(live, head)
    await until_held(live, article_id, Hold.ACTING, Office.STANDING_DEPUTY)
    await live.fault("portal", "put_article", "too_many_requests", match=article_id)
    await live.desk.act(live.holder(Office.STANDING_DEPUTY), Act.APPROVE, article_id)
    await until_outcome(live, article_id, ChannelName.PORTAL, "waiting")
    ground = (await entries(live, article_id, act="approve", outcome="accepted"))[0]["ground"]
    assert (ground["rule"], ground["acting_for"]) == (35, "head")
    told = await live.stores.reading.notifications(head.id, limit=500)
    assert any("thay Trưởng Ban" in note.text and note.article_id == article_id for note in told)
    await back(live, head, filed.matter)
    await live.desk.act(head, Act.TAKE_OVER, article_id, details=REASON)
    assert (await standing_of(live, article_id)).approved_hash == ""
    assert await shown_on(live, article_id) == []
    await live.desk.act(head, Act.APPROVE, article_id, details=Details())
    await until(live, article_id, Stage.PUBLISHED, seconds=60)
    assert len(await shown_on(live, article_id)) == 3
    with pytest.raises(Refused):
        await live.desk.act(head, Act.TAKE_OVER, article_id, details=REASON)
