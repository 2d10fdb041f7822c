"""Amendments through the desk, and the shapes that one can take, each played to its end."""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

from activities.contracts import SignedAct
from newsroom.article import ArticleId, ChannelName, ChannelText, Content, Topic, content_hash
from newsroom.board import Office
from newsroom.matters.amendment_texts import Correction, corrected, updated
from newsroom.matters.channel_texts import with_own_text
from newsroom.matters.kinds import AmendmentKind, MatterAct, MatterKind
from newsroom.members.actors import Actor
from newsroom.stages import Stage
from tests.support.live import LiveNewsroom, administrator, eventually
from tests.support.lives import at_stage, entries, refusal_of, standing_of
from tests.support.matters import matter_ended, send_claim

ALL: Final = ["fanpage", "portal", "zalo_oa"]
HAS_TEXT: Final = (AmendmentKind.TYPO, AmendmentKind.UPDATE, AmendmentKind.CORRECTION)
SAID: Final = Correction(wrong="gieo 100 ha", right="gieo 90 ha", section="Tin", published_on=date(2026, 11, 23))

Scenario = Callable[[LiveNewsroom], Awaitable[str]]
"""Plays one amendment; its matter, whose workflow ends."""


def new_mark() -> str:
    return f"M{uuid.uuid4().hex[:10]}"


async def published(live: LiveNewsroom, mark: str = "", stage: Stage = Stage.PUBLISHED, **meta: Any) -> ArticleId:
    """An article that readers see on all channels; the mark stands in its title."""
    title = f"Tin gieo cấy vụ xuân {mark or new_mark()}"
    return await at_stage(live, stage, "Các xã đã gieo cấy xong trước kế hoạch.", title=title, **meta)


async def text_of(live: LiveNewsroom, article_id: str) -> Content:
    """The text as it stands."""
    return await live.stores.articles.content(article_id, (await standing_of(live, article_id)).content_hash)


def changed(text: Content, kind: AmendmentKind) -> Content | None:
    """What an amendment of a kind makes of a text; every channel shows that it has been changed."""
    match kind:
        case AmendmentKind.TYPO:
            return replace(text, summary=text.summary.replace("sẵn sàng", "sẵng sàng"))
        case AmendmentKind.UPDATE:
            more = replace(text, summary=f"{text.summary} Thêm 20 xã.", body_html=f"{text.body_html}<p>Thêm 20 xã.</p>")
            return updated(more, datetime.now(UTC))
        case AmendmentKind.CORRECTION:
            return corrected(replace(text, summary="Các trường đã sẵn sàng, trừ một trường."), text, SAID)
        case AmendmentKind.ADAPT:
            return replace(
                text, channel_texts=(ChannelText(channel=ChannelName.ZALO_OA, text=f"Lời riêng {new_mark()}."),)
            )
        case AmendmentKind.TOPICS:
            return replace(text, topics=(Topic("tourism"),))
        case AmendmentKind.CHANNEL_TEXT:
            return with_own_text(text, ChannelName.FANPAGE, f"Lời riêng {new_mark()}.")
        case AmendmentKind.TAKE_DOWN:
            return None


async def propose(
    live: LiveNewsroom, article_id: str, kind: AmendmentKind, text: Content | None = None, by: Actor | None = None
) -> str:
    """The matter of a proposal, by the final editor unless told."""
    member = by or live.holder(Office.FINAL_EDITOR)
    standing = await standing_of(live, article_id)
    said = {
        "article": article_id,
        "kind": kind.value,
        "reason": "Sửa cho đúng",
        "base_hash": str(standing.content_hash),
    }
    if kind is AmendmentKind.CHANNEL_TEXT:
        said |= {"channel": ChannelName.FANPAGE.value}
    if text is not None:
        number, digest = await live.stores.articles.add_revision(article_id, member.id, text, {})
        said |= {"new_hash": digest, "new_revision": str(number)}
    answer = await live.matter_desk.open(member, MatterAct.PROPOSE_AMENDMENT, MatterKind.AMENDMENT, said)
    return answer.matter


async def approve(
    live: LiveNewsroom, article_id: str, matter: str, text: Content | None, by: Actor | None = None
) -> None:
    """The decision on exactly that text, by the approver unless told."""
    member = by or await live.owner(article_id)
    said = {"new_hash": content_hash(text) if text else ""}
    await live.matter_desk.do(member, MatterAct.APPROVE_AMENDMENT, matter, said)


async def amending(
    live: LiveNewsroom, article_id: str, kind: AmendmentKind, text: Content | None = None
) -> tuple[str, Content | None]:
    """An approved amendment on its way, and the text it brings."""
    new = text or changed(await text_of(live, article_id), kind)
    matter = await propose(live, article_id, kind, new)
    await approve(live, article_id, matter, new)
    return matter, new


async def amended(
    live: LiveNewsroom, article_id: str, kind: AmendmentKind, text: Content | None = None
) -> Content | None:
    """The text that an amendment has brought to every channel."""
    matter, new = await amending(live, article_id, kind, text)
    await matter_ended(live, matter)
    return new


async def order_down(live: LiveNewsroom, article_id: str, giver: str = "head") -> str:
    """The matter of a take-down at once, by the engineer."""
    said = {"article": article_id, "ordered_by": giver, "reason": "Lệnh gỡ gấp"}
    engineer = live.holder(Office.ENGINEER)
    return (await live.matter_desk.open(engineer, MatterAct.TAKE_DOWN_NOW, MatterKind.AMENDMENT, said)).matter


async def confirm(live: LiveNewsroom, matter: str, by: Office = Office.HEAD) -> None:
    await live.matter_desk.do(live.holder(by), MatterAct.CONFIRM_TAKE_DOWN, matter, {})


async def retry(live: LiveNewsroom, matter: str, channel: ChannelName, *, skip: bool = False) -> None:
    """Let a channel go on, by the engineer; or let it go, by the Head."""
    member = live.holder(Office.HEAD if skip else Office.ENGINEER)
    said = {"channel": channel.value, "skip": "yes" if skip else "", "reason": "Đã xem kênh"}
    await live.matter_desk.do(member, MatterAct.RETRY_CHANNEL, matter, said)


async def outcomes(live: LiveNewsroom, matter: str) -> dict[str, str]:
    """How an amendment stands on each channel, by its rows."""
    async with live.stores.database.reading() as connection:
        rows = await connection.fetch(
            "SELECT channel, outcome FROM intents WHERE amendment = $1", matter.partition("/")[2]
        )
    return {row["channel"]: row["outcome"] for row in rows}


async def until_channel(
    live: LiveNewsroom, matter: str, channel: ChannelName, *wanted: str, seconds: float = 90
) -> None:
    """Wait until an amendment stands so on a channel."""

    async def there() -> bool:
        return (await outcomes(live, matter)).get(channel) in wanted

    await eventually(there, seconds=seconds)


async def clocks(live: LiveNewsroom, article_id: str) -> Mapping[str, list[str]]:
    """What became of the clocks of amendments to an article, oldest first."""
    found: dict[str, list[str]] = {}
    for row in (await live.stores.reading.card(article_id)).obligations:
        state = "met" if row.met_at else "dropped" if row.dropped_at else "open"
        if row.promise in {"amend", "confirm"}:
            found.setdefault(row.promise, []).append(f"{state}, breached" if row.breached_at else state)
    return found


async def shorten(live: LiveNewsroom, article_id: str, promise: str, seconds: float) -> None:
    """Bring the end of a clock forward; the next act or look tells the workflow."""
    async with administrator(live.stack) as connection:
        await connection.execute(
            "UPDATE obligations SET due_at = clock_timestamp() + $3 * interval '1 second', "
            "started_at = clock_timestamp() - interval '1 hour' WHERE article_id = $1 AND promise = $2",
            article_id,
            promise,
            seconds,
        )


async def look_again(live: LiveNewsroom, matter: str) -> None:
    """Let the workflow of a matter read the rows anew."""
    await live.client.get_workflow_handle(matter).signal("look_again")


async def typo(live: LiveNewsroom) -> str:
    return (await amending(live, await published(live), AmendmentKind.TYPO))[0]


async def correction(live: LiveNewsroom) -> str:
    return (await amending(live, await published(live), AmendmentKind.CORRECTION))[0]


async def take_down(live: LiveNewsroom) -> str:
    return (await amending(live, await published(live), AmendmentKind.TAKE_DOWN))[0]


async def refused(live: LiveNewsroom) -> str:
    article_id = await published(live)
    matter = await propose(live, article_id, AmendmentKind.TAKE_DOWN)
    said = {"new_hash": "", "reason": "Bài đúng"}
    await live.matter_desk.do(await live.owner(article_id), MatterAct.REFUSE_AMENDMENT, matter, said)
    return matter


async def ordered_and_confirmed(live: LiveNewsroom) -> str:
    matter = await order_down(live, await published(live))
    await confirm(live, matter)
    return matter


async def ordered_and_confirmed_late(live: LiveNewsroom) -> str:
    article_id = await published(live)
    matter = await order_down(live, article_id)
    await shorten(live, article_id, "confirm", 1)
    await look_again(live, matter)
    await until_breached(live, article_id, "confirm")
    await confirm(live, matter)
    return matter


async def ended_by_an_order(live: LiveNewsroom) -> str:
    article_id = await published(live)
    earlier = await propose(live, article_id, AmendmentKind.TAKE_DOWN)
    down = await order_down(live, article_id)
    await confirm(live, down)
    await matter_ended(live, down)
    return earlier


async def ending_another(live: LiveNewsroom) -> str:
    article_id = await published(live)
    await propose(live, article_id, AmendmentKind.TAKE_DOWN)
    down = await order_down(live, article_id)
    await confirm(live, down)
    return down


async def stopped_at_fanpage(live: LiveNewsroom, call: str, kind: AmendmentKind) -> tuple[str, str]:
    """An amendment that the Fanpage does not let its newsroom do, with its article."""
    mark = new_mark()
    article_id = await published(live, mark)
    await live.fault("fanpage", call, "permission_missing", match=mark)
    matter, _ = await amending(live, article_id, kind)
    await until_channel(live, matter, ChannelName.FANPAGE, "needs_person")
    return matter, article_id


async def channel_resumed(live: LiveNewsroom) -> str:
    matter, _ = await stopped_at_fanpage(live, "update_post", AmendmentKind.UPDATE)
    await retry(live, matter, ChannelName.FANPAGE)
    return matter


async def stopped_in_sight(live: LiveNewsroom) -> str:
    """The same, and operators see whom it waits for meanwhile."""
    return await channel_resumed(live)


async def channel_let_go(live: LiveNewsroom) -> str:
    matter, _ = await stopped_at_fanpage(live, "delete_post", AmendmentKind.TAKE_DOWN)
    await retry(live, matter, ChannelName.FANPAGE, skip=True)
    return matter


async def overtaken(live: LiveNewsroom) -> str:
    """A correction that the Fanpage stops, and that a later update takes the place of."""
    stuck, article_id = await stopped_at_fanpage(live, "update_post", AmendmentKind.CORRECTION)
    await amended(live, article_id, AmendmentKind.UPDATE)
    return stuck


async def unclear_then_done(live: LiveNewsroom) -> str:
    mark = new_mark()
    article_id = await published(live, mark)
    await live.fault("zalo_oa", "update", "lost_reply", match=mark)
    return (await amending(live, article_id, AmendmentKind.UPDATE))[0]


async def forged_then_approved(live: LiveNewsroom) -> str:
    article_id = await published(live)
    matter = await propose(live, article_id, AmendmentKind.TAKE_DOWN)
    for forged in (SignedAct(claim="duyệt \ud800", signature="giả"), SignedAct(claim="duyệt", signature="giả")):
        await refusal_of(send_claim(live, MatterAct.APPROVE_AMENDMENT, matter, forged))
    await approve(live, article_id, matter, None)
    return matter


SCENARIOS: Final[dict[str, Scenario]] = {
    f"amendment_{scenario.__name__}": scenario
    for scenario in (
        typo,
        correction,
        take_down,
        refused,
        ordered_and_confirmed,
        ordered_and_confirmed_late,
        ended_by_an_order,
        ending_another,
        channel_resumed,
        stopped_in_sight,
        channel_let_go,
        overtaken,
        unclear_then_done,
        forged_then_approved,
    )
}
"""By name: what is recorded as the histories of amendments."""


async def played(live: LiveNewsroom, name: str) -> str:
    """The matter of a scenario whose workflow has closed."""
    matter = await SCENARIOS[name](live)
    await matter_ended(live, matter)
    return matter


async def until_breached(live: LiveNewsroom, article_id: str, promise: str) -> None:
    """Wait until the ledger knows of a breach."""

    async def breached() -> bool:
        return bool(await entries(live, article_id, kind="breach", promise=promise))

    await eventually(breached)
