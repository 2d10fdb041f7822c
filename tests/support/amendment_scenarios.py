"""Amendments through the desk, and the shapes that one can take, each played to its end."""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

from activities.contracts import SignedAct
from newsroom.article import ArticleId, ChannelName, Content, content_hash
from newsroom.board import Member, Office
from newsroom.matters.amending import Correction, corrected, updated
from newsroom.matters.kinds import AmendmentKind, DeedAct, MatterKind
from newsroom.stages import Stage
from tests.support.house import House, eventually
from tests.support.lives import at_stage, entries, refusal_of, standing_of
from tests.support.matters import matter_ended, send_deed

ALL: Final = ["fanpage", "portal", "zalo_oa"]
HAS_TEXT: Final = (AmendmentKind.TYPO, AmendmentKind.UPDATE, AmendmentKind.CORRECTION)
SAID: Final = Correction(wrong="gieo 100 ha", right="gieo 90 ha", section="Tin", published_on=date(2026, 11, 23))

Scenario = Callable[[House], Awaitable[str]]
"""Plays one amendment; its matter, whose workflow ends."""


def new_mark() -> str:
    return f"M{uuid.uuid4().hex[:10]}"


async def published(house: House, mark: str = "", stage: Stage = Stage.PUBLISHED, **meta: Any) -> ArticleId:
    """An article that readers see on all channels; the mark stands in its title."""
    title = f"Tin gieo cấy vụ xuân {mark or new_mark()}"
    return await at_stage(house, stage, "Các xã đã gieo cấy xong trước kế hoạch.", title=title, **meta)


async def text_of(house: House, article_id: str) -> Content:
    """The text as it stands."""
    return await house.stores.articles.content(article_id, (await standing_of(house, article_id)).content_hash)


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
        case AmendmentKind.TAKE_DOWN:
            return None


async def propose(
    house: House, article_id: str, kind: AmendmentKind, text: Content | None = None, by: Member | None = None
) -> str:
    """The matter of a proposal, by the final editor unless told."""
    member = by or house.holder(Office.FINAL_EDITOR)
    standing = await standing_of(house, article_id)
    said = {
        "article": article_id,
        "kind": kind.value,
        "reason": "Sửa cho đúng",
        "base_hash": str(standing.content_hash),
    }
    if text is not None:
        number, digest = await house.stores.articles.add_revision(article_id, member.id, text, {})
        said |= {"new_hash": digest, "new_revision": str(number)}
    answer = await house.house_desk.open(member, DeedAct.PROPOSE_AMENDMENT, MatterKind.AMENDMENT, said)
    return answer.matter


async def approve(house: House, article_id: str, matter: str, text: Content | None, by: Member | None = None) -> None:
    """The decision on exactly that text, by the approver unless told."""
    member = by or await house.owner(article_id)
    said = {"new_hash": content_hash(text) if text else ""}
    await house.house_desk.do(member, DeedAct.APPROVE_AMENDMENT, matter, said)


async def amending(
    house: House, article_id: str, kind: AmendmentKind, text: Content | None = None
) -> tuple[str, Content | None]:
    """An approved amendment on its way, and the text it brings."""
    new = text or changed(await text_of(house, article_id), kind)
    matter = await propose(house, article_id, kind, new)
    await approve(house, article_id, matter, new)
    return matter, new


async def amended(house: House, article_id: str, kind: AmendmentKind, text: Content | None = None) -> Content | None:
    """The text that an amendment has brought to every channel."""
    matter, new = await amending(house, article_id, kind, text)
    await matter_ended(house, matter)
    return new


async def order_down(house: House, article_id: str, giver: str = "head") -> str:
    """The matter of a take-down at once, by the engineer."""
    said = {"article": article_id, "ordered_by": giver, "reason": "Lệnh gỡ gấp"}
    engineer = house.holder(Office.ENGINEER)
    return (await house.house_desk.open(engineer, DeedAct.TAKE_DOWN_NOW, MatterKind.AMENDMENT, said)).matter


async def confirm(house: House, matter: str, by: Office = Office.HEAD) -> None:
    await house.house_desk.do(house.holder(by), DeedAct.CONFIRM_TAKE_DOWN, matter, {})


async def retry(house: House, matter: str, channel: ChannelName, *, skip: bool = False) -> None:
    """Let a channel go on, by the engineer; or let it go, by the Head."""
    member = house.holder(Office.HEAD if skip else Office.ENGINEER)
    said = {"channel": channel.value, "skip": "yes" if skip else "", "reason": "Đã xem kênh"}
    await house.house_desk.do(member, DeedAct.RETRY_CHANNEL, matter, said)


async def outcomes(house: House, matter: str) -> dict[str, str]:
    """How an amendment stands on each channel, by its rows."""
    async with house.stores.database.reading() as connection:
        rows = await connection.fetch(
            "SELECT channel, outcome FROM intents WHERE amendment = $1", matter.partition("/")[2]
        )
    return {row["channel"]: row["outcome"] for row in rows}


async def until_channel(house: House, matter: str, channel: ChannelName, *wanted: str, seconds: float = 30) -> None:
    """Wait until an amendment stands so on a channel."""

    async def there() -> bool:
        return (await outcomes(house, matter)).get(channel) in wanted

    await eventually(there, seconds=seconds)


async def clocks(house: House, article_id: str) -> Mapping[str, list[str]]:
    """What became of the clocks of amendments to an article, oldest first."""
    found: dict[str, list[str]] = {}
    for row in (await house.stores.reading.card(article_id)).obligations:
        state = "met" if row.met_at else "dropped" if row.dropped_at else "open"
        if row.promise in {"amend", "confirm"}:
            found.setdefault(row.promise, []).append(f"{state}, breached" if row.breached_at else state)
    return found


async def shorten(house: House, article_id: str, promise: str, seconds: float) -> None:
    """Bring the end of a clock forward; the next deed or look tells the workflow."""
    async with house.stores.database.reading() as connection:
        await connection.execute(
            "UPDATE obligations SET due_at = clock_timestamp() + $3 * interval '1 second', "
            "started_at = clock_timestamp() - interval '1 hour' WHERE article_id = $1 AND promise = $2",
            article_id,
            promise,
            seconds,
        )


async def look_again(house: House, matter: str) -> None:
    """Let the workflow of a matter read the rows anew."""
    await house.client.get_workflow_handle(matter).signal("look_again")


async def typo(house: House) -> str:
    return (await amending(house, await published(house), AmendmentKind.TYPO))[0]


async def correction(house: House) -> str:
    return (await amending(house, await published(house), AmendmentKind.CORRECTION))[0]


async def take_down(house: House) -> str:
    return (await amending(house, await published(house), AmendmentKind.TAKE_DOWN))[0]


async def refused(house: House) -> str:
    article_id = await published(house)
    matter = await propose(house, article_id, AmendmentKind.TAKE_DOWN)
    said = {"new_hash": "", "reason": "Bài đúng"}
    await house.house_desk.do(await house.owner(article_id), DeedAct.REFUSE_AMENDMENT, matter, said)
    return matter


async def ordered_and_confirmed(house: House) -> str:
    matter = await order_down(house, await published(house))
    await confirm(house, matter)
    return matter


async def ordered_and_confirmed_late(house: House) -> str:
    article_id = await published(house)
    matter = await order_down(house, article_id)
    await shorten(house, article_id, "confirm", 1)
    await look_again(house, matter)
    await until_breached(house, article_id, "confirm")
    await confirm(house, matter)
    return matter


async def ended_by_an_order(house: House) -> str:
    article_id = await published(house)
    earlier = await propose(house, article_id, AmendmentKind.TAKE_DOWN)
    down = await order_down(house, article_id)
    await confirm(house, down)
    await matter_ended(house, down)
    return earlier


async def ending_another(house: House) -> str:
    article_id = await published(house)
    await propose(house, article_id, AmendmentKind.TAKE_DOWN)
    down = await order_down(house, article_id)
    await confirm(house, down)
    return down


async def channel_resumed(house: House) -> str:
    mark = new_mark()
    article_id = await published(house, mark)
    await house.fault("fanpage", "update_post", "permission_missing", match=mark)
    matter, _ = await amending(house, article_id, AmendmentKind.UPDATE)
    await until_channel(house, matter, ChannelName.FANPAGE, "needs_person")
    await retry(house, matter, ChannelName.FANPAGE)
    return matter


async def channel_let_go(house: House) -> str:
    mark = new_mark()
    article_id = await published(house, mark)
    await house.fault("fanpage", "delete_post", "permission_missing", match=mark)
    matter, _ = await amending(house, article_id, AmendmentKind.TAKE_DOWN)
    await until_channel(house, matter, ChannelName.FANPAGE, "needs_person")
    await retry(house, matter, ChannelName.FANPAGE, skip=True)
    return matter


async def unclear_then_done(house: House) -> str:
    mark = new_mark()
    article_id = await published(house, mark)
    await house.fault("zalo_oa", "update", "lost_reply", match=mark)
    return (await amending(house, article_id, AmendmentKind.UPDATE))[0]


async def forged_then_approved(house: House) -> str:
    article_id = await published(house)
    matter = await propose(house, article_id, AmendmentKind.TAKE_DOWN)
    for forged in (SignedAct(claim="duyệt \ud800", signature="giả"), SignedAct(claim="duyệt", signature="giả")):
        await refusal_of(send_deed(house, DeedAct.APPROVE_AMENDMENT, matter, forged))
    await approve(house, article_id, matter, None)
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
        channel_let_go,
        unclear_then_done,
        forged_then_approved,
    )
}
"""By name: what is recorded as the histories of amendments."""


async def played(house: House, name: str) -> str:
    """The matter of a scenario whose workflow has closed."""
    matter = await SCENARIOS[name](house)
    await matter_ended(house, matter)
    return matter


async def until_breached(house: House, article_id: str, promise: str) -> None:
    """Wait until the ledger knows of a breach."""

    async def breached() -> bool:
        return bool(await entries(house, article_id, kind="breach", promise=promise))

    await eventually(breached)
