"""What follows from the approval of an amendment: what it overtakes, where the article stands, when it is over."""

from dataclasses import replace
from datetime import datetime

from activities.storage import obligations
from activities.storage.articles.rows import content_of, save_standing
from activities.storage.database import Connection
from activities.storage.matters.amendment_rows import (
    amendment_from,
    channels_shown,
    find_amendment,
    open_amendments,
    orders_of,
    reach_of,
    save_amendment,
)
from activities.storage.matters.kinds import Hearing
from activities.storage.publishing.older_texts import stop_older
from activities.storage.stages import staged
from newsroom.article import ChannelName
from newsroom.claims import incomplete
from newsroom.matters.acts import MatterClaim
from newsroom.matters.amendment import Amendment
from newsroom.matters.applied import amend_due, applied_to, outlives, overtakes
from newsroom.matters.kinds import AmendmentKind, AmendmentStage, MatterKind
from newsroom.matters.reach import check_adapts
from newsroom.notifications.amendments import overtaken_notifications
from newsroom.publishing import channel_names
from newsroom.sla import Changes, Late, Obligation, Promise
from newsroom.stages import Stage
from newsroom.standing import Standing


async def close_if_done(connection: Connection, amendment_id: str, at: datetime) -> tuple[Late, ...]:
    """Close an amendment that has been carried out on every channel; its clock if that is late."""
    amendment = await find_amendment(connection, amendment_id)
    if amendment is None or amendment.stage is not AmendmentStage.APPLYING or await orders_of(connection, amendment):
        return ()
    if not await connection.fetchval("SELECT close_amendment($1, $2)", amendment_id, at):
        return ()
    return await obligations.meet(connection, amendment.article_id, Promise.AMEND, "", at)


async def overtake(connection: Connection, amendment: Amendment, at: datetime) -> tuple[Amendment, ...]:
    """The amendments that an approved one has put an end to; an attempt of theirs stops at its next step."""
    known = await open_amendments(connection, amendment.article_id)
    ids = [older.id for older in known if overtakes(amendment, older)]
    rows = await connection.fetch(
        staged(
            "UPDATE amendments SET stage = AmendmentStage.OVERTAKEN, overtaken_by = $2, "
            "decided_at = coalesce(decided_at, $3) WHERE id = ANY($1) RETURNING *"
        ),
        ids,
        amendment.id,
        at,
    )
    await connection.execute("UPDATE intents SET run = run + 1 WHERE amendment = ANY($1) AND state <> 'published'", ids)
    return tuple(amendment_from(row) for row in rows)


async def keep_clock(connection: Connection, article_id: str, at: datetime) -> tuple[Late, ...]:
    """Let the clock of changes run for the oldest one that is open, and for none when none is; what ends late by it."""
    still = await open_amendments(connection, article_id)
    running = [o for o in await obligations.open_obligations(connection, article_id) if o.promise is Promise.AMEND]
    if running and still and running[0].started_at >= still[0].proposed_at:
        return ()
    wanted = [Obligation(promise=Promise.AMEND, started_at=a.proposed_at, due_at=amend_due(a)) for a in still[:1]]
    changes = Changes(start=tuple(wanted), drop=frozenset({(Promise.AMEND, None)}))
    return (await obligations.apply(connection, article_id, changes, at)).late


async def put_in_place(
    hearing: Hearing, standing: Standing, amendment: Amendment, claim: MatterClaim
) -> tuple[tuple[Amendment, ...], tuple[Late, ...]]:
    """The amendments whose place an approved one has taken, and the clocks that end late by it.

    It is begun where readers see the article.
    Errors: Refused.
    """
    connection, article_id = hearing.connection, standing.article_id
    if amendment.kind is not AmendmentKind.TAKE_DOWN:
        texts = [await content_of(connection, article_id, t) for t in (amendment.base_hash, amendment.new_hash)]
        check_adapts(claim, amendment.kind, texts[0], texts[1], (await reach_of(connection, article_id)).shown)
        await check_free(connection, amendment, claim)
        await stop_older(connection, article_id, hearing.at)
        amendment = replace(amendment, channels=await _channels(connection, standing, amendment))
    ended = await overtake(connection, amendment, hearing.at)
    await save_amendment(connection, amendment, hearing.at)
    late = await keep_clock(connection, article_id, hearing.at) if ended else ()
    return ended, late + await apply(hearing, standing, amendment)


async def _channels(connection: Connection, standing: Standing, amendment: Amendment) -> tuple[ChannelName, ...]:
    """The channels that an approved text is brought to by its amendment."""
    if amendment.kind is AmendmentKind.ADAPT:
        return ()
    shown = await channels_shown(connection, standing)
    return shown if amendment.channels is None else tuple(c for c in shown if c in amendment.channels)


async def check_free(connection: Connection, amendment: Amendment, claim: MatterClaim) -> None:
    """Nothing, unless one channel's text would take the place of a text that other channels still wait for.

    Errors: Refused (bad_request).
    """
    if amendment.kind is not AmendmentKind.CHANNEL_TEXT:
        return
    for other in await open_amendments(connection, amendment.article_id):
        waiting = {order.channel for order in await orders_of(connection, other)} - {*(amendment.channels or ())}
        if waiting and other.kind is not AmendmentKind.TAKE_DOWN:
            names = channel_names([channel for channel in ChannelName if channel in waiting])
            raise incomplete(
                claim, f"đề nghị {other.id} còn đang làm trên {names}; hãy chờ xong hoặc bỏ kênh ấy rồi duyệt"
            )


async def end_proposals(connection: Connection, after: Standing, at: datetime) -> tuple[Late, ...]:
    """Put an end to what was to be mended in a text that goes back to the desk, or goes nowhere; clocks late by it."""
    ids = [each.id for each in await open_amendments(connection, after.article_id) if not outlives(each, after)]
    if not ids:
        return ()
    await connection.execute(
        staged("UPDATE amendments SET stage = AmendmentStage.OVERTAKEN, decided_at = $2 WHERE id = ANY($1)"), ids, at
    )
    return await keep_clock(connection, after.article_id, at)


async def tell_overtaken(hearing: Hearing, ended: tuple[Amendment, ...], title: str) -> None:
    """Tell those who were at amendments that a later one has taken the place of."""
    for older in ended:
        told = overtaken_notifications(hearing.there, older, title)
        occasion = f"{MatterKind.AMENDMENT}/{older.id}/overtaken"
        await obligations.notify(hearing.connection, older.article_id, occasion, told, hearing.at)


async def apply(hearing: Hearing, standing: Standing, amendment: Amendment) -> tuple[Late, ...]:
    """Write where the article stands from now on; a publication still under way is stopped at its next step."""
    text = None
    if amendment.kind is not AmendmentKind.TAKE_DOWN:
        text = await content_of(hearing.connection, standing.article_id, amendment.new_hash)
    after = applied_to(standing, amendment, text, hearing.at)
    content = text or await content_of(hearing.connection, standing.article_id, standing.content_hash)
    moves = amendment.kind is AmendmentKind.TAKE_DOWN or standing.stage is not Stage.PUBLISHED
    await save_standing(hearing.connection, after, content, hearing.version.number, moves=moves)
    if amendment.kind is AmendmentKind.TAKE_DOWN:
        await hearing.connection.execute(
            "UPDATE intents SET run = run + 1 WHERE article_id = $1 AND amendment = '' AND state <> 'published'",
            standing.article_id,
        )
        over = Changes(drop=frozenset((p, None) for p in (Promise.EDIT, Promise.PUBLISH, Promise.SAME_DAY)))
        return (await obligations.apply(hearing.connection, standing.article_id, over, hearing.at)).late
    return ()
