"""Amendments by hand: their deeds on a room's storage, and runs of the amending activity on a wall."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Final, cast

from activities.amending import AmendingActivities
from activities.contracts import PublishOrder, Recorded
from newsroom.article import ArticleId, ChannelName, Content, MemberId, content_hash
from newsroom.board import Office
from newsroom.matters.amending import Correction, corrected, updated
from newsroom.matters.deeds import Deed
from newsroom.matters.kinds import AmendmentKind, DeedAct
from newsroom.publishing import SETTLED, ChannelResult, channel_post
from tests.support.deeds import now_of
from tests.support.power import Power, Powered
from tests.support.presses import NOTICE, order_for, publish
from tests.support.rooms import Room
from tests.support.samples import content
from tests.support.walls import Wall

REASON: Final = "Sửa cho đúng"
HAS_TEXT: Final = (AmendmentKind.TYPO, AmendmentKind.UPDATE, AmendmentKind.CORRECTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """An article that readers see, with the walls it stands on."""

    id: ArticleId
    text: Content
    walls: Mapping[ChannelName, Wall]

    @property
    def wall(self) -> Wall:
        return self.walls[ChannelName.PORTAL]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An amendment under way."""

    printed: Printed
    matter: str
    kind: AmendmentKind
    text: Content | None
    orders: Mapping[ChannelName, PublishOrder] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.matter.partition("/")[2]

    @property
    def order(self) -> PublishOrder:
        return self.orders[ChannelName.PORTAL]


def amended(text: Content, kind: AmendmentKind) -> Content | None:
    """The text that an amendment of a kind brings; another one each time it is applied."""
    match kind:
        case AmendmentKind.TYPO:
            return replace(text, title=f"{text.title}.", summary=f"{text.summary}.")
        case AmendmentKind.UPDATE:
            more = f"{text.body_html}<p>Thêm số liệu {uuid.uuid4().hex[:6]}.</p>"
            return updated(replace(text, title=f"{text.title} (mới)", body_html=more), datetime.now(UTC))
        case AmendmentKind.CORRECTION:
            said = Correction(wrong="20/11", right="21/11", section="Kinh tế", published_on=date(2026, 11, 23))
            return corrected(replace(text, summary="Toàn tỉnh gieo cấy xong trước ngày 21/11."), text, said)
        case AmendmentKind.TAKE_DOWN:
            return None


async def printed(room: Room, kind: type[Wall] = Wall, *, everywhere: bool = False) -> Printed:
    """A published article: on the Portal alone, or on all channels."""
    text = content() if everywhere else NOTICE
    article_id = await room.approved(text)
    channels = tuple(ChannelName) if everywhere else (ChannelName.PORTAL,)
    walls = {channel: kind(name=channel) for channel in channels}
    for channel in channels:
        await publish(room, walls[channel], await order_for(room, article_id, channel))
    return Printed(id=article_id, text=text, walls=walls)


async def deed(room: Room, act: DeedAct, matter: str, by: Office | str, **facts: str) -> Recorded:
    """A signed deed, judged and recorded."""
    board = (await room.stores.boards.in_force()).board
    member = board.holder(by) if isinstance(by, Office) else board.member(MemberId(by))
    assert member is not None
    said = Deed(
        act_id=uuid.uuid4().hex,
        act=act,
        matter=matter,
        member=member.id,
        office=member.office,
        made_at=datetime.now(UTC),
        facts=facts,
    )
    return await room.stores.acts.record(matter, room.key.sign(said))


async def accepted(room: Room, act: DeedAct, matter: str, by: Office | str, **facts: str) -> Recorded:
    """A deed that is accepted."""
    answer = await deed(room, act, matter, by, **facts)
    assert answer.accepted, answer.message
    return answer


def new_matter() -> str:
    return f"amendment/{uuid.uuid4().hex[:12]}"


async def proposal_facts(room: Room, article_id: str, kind: AmendmentKind, text: Content | None) -> dict[str, str]:
    """What the final editor says to propose an amendment of the text as it stands."""
    standing = await room.stores.articles.standing(article_id)
    facts = {"article": article_id, "kind": kind.value, "reason": REASON, "base_hash": str(standing.content_hash)}
    if text is not None:
        number, digest = await room.stores.articles.add_revision(article_id, MemberId("final-editor"), text, {})
        facts |= {"new_hash": digest, "new_revision": str(number)}
    return facts


async def proposed(room: Room, known: Printed, kind: AmendmentKind, text: Content | None = None) -> Case:
    """A proposal by the final editor."""
    text = text or amended(known.text, kind)
    matter, facts = new_matter(), await proposal_facts(room, known.id, kind, text)
    await accepted(room, DeedAct.PROPOSE_AMENDMENT, matter, Office.FINAL_EDITOR, **facts)
    return Case(printed=known, matter=matter, kind=kind, text=text)


async def approved(room: Room, known: Printed, kind: AmendmentKind, text: Content | None = None) -> Case:
    """An amendment that the Head has approved, with what it has to do on the channels."""
    case = await proposed(room, known, kind, text)
    said = {"new_hash": content_hash(case.text)} if case.text else {}
    answer = await accepted(room, DeedAct.APPROVE_AMENDMENT, case.matter, Office.HEAD, **said)
    return replace(case, orders={order.channel: order for order in now_of(answer).publish})


async def ordered_down(room: Room, known: Printed, *, by: str = "engineer", giver: str = "head") -> Case:
    """A take-down at once, on an oral order."""
    matter = new_matter()
    said = {"article": known.id, "ordered_by": giver, "reason": "Lệnh miệng"}
    answer = await accepted(room, DeedAct.TAKE_DOWN_NOW, matter, by, **said)
    orders = {order.channel: order for order in now_of(answer).publish}
    return Case(printed=known, matter=matter, kind=AmendmentKind.TAKE_DOWN, text=None, orders=orders)


async def amend(room: Room, wall: Wall, order: PublishOrder, power: Power | None = None) -> ChannelResult:
    """One run of the activity, in a process that may lose its power."""
    store: Any = room.stores.amending
    publications: Any = room.stores.publications
    channel: Any = wall
    if power is not None:
        store, publications, channel = (Powered(part, power) for part in (store, publications, wall))
    activities = AmendingActivities(store, publications, {order.channel: cast("Wall", channel)})
    return await activities.amend_on_channel(order)


async def amend_until_done(room: Room, wall: Wall, order: PublishOrder, *, most: int = 12) -> list[ChannelResult]:
    """Every result until the channel is settled, as the workflow asks again and again."""
    results = []
    for _ in range(most):
        results.append(await amend(room, wall, order))
        if results[-1].outcome in SETTLED:
            return results
    raise AssertionError(results)


async def carried_out(room: Room, case: Case) -> None:
    """The amendment on every channel that it concerns."""
    for channel, order in case.orders.items():
        await amend_until_done(room, case.printed.walls[channel], order)


async def intent(room: Room, order: PublishOrder) -> dict[str, Any]:
    rows = await room.rows(
        "SELECT * FROM intents WHERE amendment = $1 AND channel = $2", order.amendment, order.channel
    )
    return rows[0] if rows else {}


async def stage(room: Room, case: Case) -> str:
    (row,) = await room.rows("SELECT stage FROM amendments WHERE id = $1", case.id)
    return str(row["stage"])


async def shown_in_place(room: Room, case: Case) -> None:
    """One post where it was before, with the new text, and a ledger entry that says so."""
    wall, text = case.printed.wall, case.text
    assert text is not None
    (post,) = wall.posts
    assert (post.visible, post.lines) == (True, channel_post(text, ChannelName.PORTAL).lines)
    (body,) = await room.bodies(case.printed.id, kind="amended", amendment=case.id)
    assert (body["external_id"], body["content_hash"]) == (post.id, content_hash(text))
    assert body["fingerprint"] == channel_post(text, ChannelName.PORTAL).fingerprint
    assert await stage(room, case) == "done"
    assert (await room.clocks(case.printed.id))["amend", ""][-1] == "met"


async def gone(room: Room, case: Case) -> None:
    """Nothing to see, one entry that says so, and the text kept."""
    assert case.printed.wall.visible() == []
    (body,) = await room.bodies(case.printed.id, kind="removed", amendment=case.id)
    assert body["fingerprint"] == ""
    assert await stage(room, case) == "done"
    assert (await room.clocks(case.printed.id))["amend", ""][-1] == "met"
    assert (await room.stores.articles.content(case.printed.id, content_hash(case.printed.text))).title
