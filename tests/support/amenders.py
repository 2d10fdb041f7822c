"""Amendments by hand: their acts on a storage, and runs of the amending activity on a wall."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Final, cast

from activities.amending import AmendingActivities
from activities.contracts import PublishInput, Recorded
from newsroom.article import ArticleId, ChannelName, ChannelText, Content, MemberId, Topic, content_hash
from newsroom.board import Office
from newsroom.matters.acts import MatterClaim
from newsroom.matters.amendment_texts import Correction, corrected, updated
from newsroom.matters.channel_texts import with_own_text
from newsroom.matters.kinds import AmendmentKind, MatterAct
from newsroom.publishing import SETTLED, ChannelResult, channel_post
from tests.support.matter_acts import now_of
from tests.support.power import Power, Powered
from tests.support.presses import NOTICE, order_for, publish
from tests.support.samples import content
from tests.support.storages import Storage
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
    orders: Mapping[ChannelName, PublishInput] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.matter.partition("/")[2]

    @property
    def order(self) -> PublishInput:
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
        case AmendmentKind.ADAPT:
            own = ChannelText(channel=ChannelName.ZALO_OA, text=f"Lời riêng {uuid.uuid4().hex[:6]}.")
            return replace(text, channel_texts=(own,))
        case AmendmentKind.TOPICS:
            return replace(text, topics=(Topic("tourism" if "tourism" not in text.topics else "health"),))
        case AmendmentKind.CHANNEL_TEXT:
            return with_own_text(text, ChannelName.FANPAGE, f"Lời riêng {uuid.uuid4().hex[:6]}.")
        case AmendmentKind.TAKE_DOWN:
            return None


async def printed(storage: Storage, kind: type[Wall] = Wall, *, everywhere: bool = False) -> Printed:
    """A published article: on the Portal alone, or on all channels."""
    text = content() if everywhere else NOTICE
    article_id = await storage.approved(text)
    channels = tuple(ChannelName) if everywhere else (ChannelName.PORTAL,)
    walls = {channel: kind(name=channel) for channel in channels}
    for channel in channels:
        await publish(storage, walls[channel], await order_for(storage, article_id, channel))
    return Printed(id=article_id, text=text, walls=walls)


async def claim(storage: Storage, act: MatterAct, matter: str, by: Office | str, **facts: str) -> Recorded:
    """A signed act, judged and recorded."""
    board = (await storage.stores.boards.in_force()).board
    member = board.holder(by) if isinstance(by, Office) else board.member(MemberId(by))
    assert member is not None
    said = MatterClaim(
        act_id=uuid.uuid4().hex,
        act=act,
        matter=matter,
        member=member.id,
        office=member.office,
        made_at=datetime.now(UTC),
        facts=facts,
    )
    return await storage.stores.acts.record(matter, storage.key.sign(said))


async def accepted(storage: Storage, act: MatterAct, matter: str, by: Office | str, **facts: str) -> Recorded:
    """An act that is accepted."""
    answer = await claim(storage, act, matter, by, **facts)
    assert answer.accepted, answer.message
    return answer


def new_matter() -> str:
    return f"amendment/{uuid.uuid4().hex[:12]}"


async def proposal_facts(
    storage: Storage, article_id: str, kind: AmendmentKind, text: Content | None
) -> dict[str, str]:
    """What the final editor says to propose an amendment of the text as it stands."""
    standing = await storage.stores.articles.standing(article_id)
    facts = {"article": article_id, "kind": kind.value, "reason": REASON, "base_hash": str(standing.content_hash)}
    if kind is AmendmentKind.CHANNEL_TEXT:
        facts |= {"channel": ChannelName.FANPAGE.value}
    if text is not None:
        number, digest = await storage.stores.articles.add_revision(article_id, MemberId("final-editor"), text, {})
        facts |= {"new_hash": digest, "new_revision": str(number)}
    return facts


async def proposed(storage: Storage, known: Printed, kind: AmendmentKind, text: Content | None = None) -> Case:
    """A proposal by the final editor."""
    text = text or amended(known.text, kind)
    matter, facts = new_matter(), await proposal_facts(storage, known.id, kind, text)
    await accepted(storage, MatterAct.PROPOSE_AMENDMENT, matter, Office.FINAL_EDITOR, **facts)
    return Case(printed=known, matter=matter, kind=kind, text=text)


async def approved(storage: Storage, known: Printed, kind: AmendmentKind, text: Content | None = None) -> Case:
    """An amendment that the Head has approved, with what it has to do on the channels."""
    case = await proposed(storage, known, kind, text)
    said = {"new_hash": content_hash(case.text)} if case.text else {}
    answer = await accepted(storage, MatterAct.APPROVE_AMENDMENT, case.matter, Office.HEAD, **said)
    return replace(case, orders={order.channel: order for order in now_of(answer).publish})


async def ordered_down(storage: Storage, known: Printed, *, by: str = "engineer", giver: str = "head") -> Case:
    """A take-down at once, on an oral order."""
    matter = new_matter()
    said = {"article": known.id, "ordered_by": giver, "reason": "Lệnh miệng"}
    answer = await accepted(storage, MatterAct.TAKE_DOWN_NOW, matter, by, **said)
    orders = {order.channel: order for order in now_of(answer).publish}
    return Case(printed=known, matter=matter, kind=AmendmentKind.TAKE_DOWN, text=None, orders=orders)


async def amend(storage: Storage, wall: Wall, order: PublishInput, power: Power | None = None) -> ChannelResult:
    """One run of the activity, in a process that may lose its power."""
    store: Any = storage.stores.amending
    publications: Any = storage.stores.publications
    channel: Any = wall
    if power is not None:
        store, publications, channel = (Powered(part, power) for part in (store, publications, wall))
    activities = AmendingActivities(store, publications, {order.channel: cast("Wall", channel)})
    return await activities.amend_on_channel(order)


async def amend_until_done(storage: Storage, wall: Wall, order: PublishInput, *, most: int = 12) -> list[ChannelResult]:
    """Every result until the channel is settled, as the workflow asks again and again."""
    results = []
    for _ in range(most):
        results.append(await amend(storage, wall, order))
        if results[-1].outcome in SETTLED:
            return results
    raise AssertionError(results)


async def carried_out(storage: Storage, case: Case) -> None:
    """The amendment on every channel that it concerns."""
    for channel, order in case.orders.items():
        await amend_until_done(storage, case.printed.walls[channel], order)


async def intent(storage: Storage, order: PublishInput) -> dict[str, Any]:
    rows = await storage.rows(
        "SELECT * FROM intents WHERE amendment = $1 AND channel = $2", order.amendment, order.channel
    )
    return rows[0] if rows else {}


async def stage(storage: Storage, case: Case) -> str:
    (row,) = await storage.rows("SELECT stage FROM amendments WHERE id = $1", case.id)
    return str(row["stage"])


async def shown_in_place(storage: Storage, case: Case) -> None:
    """One post where it was before, with the new text, and a ledger entry that says so."""
    wall, text = case.printed.wall, case.text
    assert text is not None
    (post,) = wall.posts
    assert (post.visible, post.lines) == (True, channel_post(text, ChannelName.PORTAL).lines)
    (body,) = await storage.bodies(case.printed.id, kind="amended", amendment=case.id)
    assert (body["external_id"], body["content_hash"]) == (post.id, content_hash(text))
    assert body["fingerprint"] == channel_post(text, ChannelName.PORTAL).fingerprint
    assert await stage(storage, case) == "done"
    assert (await storage.clocks(case.printed.id))["amend", ""][-1] == "met"


async def gone(storage: Storage, case: Case) -> None:
    """Nothing to see, one entry that says so, and the text kept."""
    assert case.printed.wall.visible() == []
    (body,) = await storage.bodies(case.printed.id, kind="removed", amendment=case.id)
    assert body["fingerprint"] == ""
    assert await stage(storage, case) == "done"
    assert (await storage.clocks(case.printed.id))["amend", ""][-1] == "met"
    assert (await storage.stores.articles.content(case.printed.id, content_hash(case.printed.text))).title
