"""Amendments as matters of the house: what their deeds write, and which clocks they start."""

from datetime import datetime
from typing import Final

from activities.contracts import MatterNow
from activities.storage import obligations
from activities.storage.articles.alerts import record_breach
from activities.storage.articles.rows import content_of, locked_article, save_standing
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, now
from activities.storage.matters.amendment_rows import (
    awaits_confirmation,
    close_if_done,
    ended_by,
    find_amendment,
    insert_amendment,
    is_changing,
    let_go,
    orders_of,
    save_amendment,
    supersede,
    was_sent,
)
from activities.storage.matters.kinds import NOT_OPENED, Done, Room
from activities.storage.rows import standing_from
from activities.storage.stages import staged
from newsroom.article import Content
from newsroom.authority import Ground
from newsroom.checklist.check import Facts, Severity, check
from newsroom.claims import incomplete
from newsroom.consequences import Changes
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.deeds import Amending
from newsroom.matters import facts
from newsroom.matters.amendments import (
    AMEND_WITHIN,
    Amendment,
    applied_to,
    confirmed,
    decided,
    proposed,
    retried_ground,
    taken_down_now,
)
from newsroom.matters.deeds import Deed
from newsroom.matters.kinds import AmendmentKind, AmendmentStage, DeedAct, MatterKind
from newsroom.notices.alerts import alert_notices
from newsroom.notices.amendments import amendment_notices, amendment_summary, unconfirmed_notices
from newsroom.sla import Alert, Moment, Obligation, Promise
from newsroom.standing import Standing
from newsroom.working_time import local

_WITH_TEXT: Final = frozenset({AmendmentKind.TYPO, AmendmentKind.UPDATE, AmendmentKind.CORRECTION})


class AmendmentMatters:
    """Amendments of published articles."""

    def __init__(self, database: Database, boards: BoardStore) -> None:
        self._database = database
        self._boards = boards

    async def lock(self, connection: Connection, matter_id: str, deed: Deed) -> None:
        """Lock the article: the one of the amendment, or the one that a first deed names."""
        known = await find_amendment(connection, matter_id)
        article_id = known.article_id if known else deed.facts.get("article", "").strip()
        await connection.execute("SELECT FROM articles WHERE id = $1 FOR UPDATE", article_id)

    async def judge(self, room: Room, matter_id: str, deed: Deed) -> Done:
        """Judge and write a deed on an amendment."""
        known = await find_amendment(room.connection, matter_id)
        if deed.act in {DeedAct.PROPOSE_AMENDMENT, DeedAct.TAKE_DOWN_NOW}:
            if known is not None:
                raise incomplete(deed, "đề nghị này đã được ghi")
            return await self._open(room, matter_id, deed)
        if known is None:
            raise incomplete(deed, "không có đề nghị sửa này")
        standing, title = await _locked(room.connection, known.article_id)
        match deed.act:
            case DeedAct.APPROVE_AMENDMENT | DeedAct.REFUSE_AMENDMENT:
                accept = deed.act is DeedAct.APPROVE_AMENDMENT
                after, ground = decided(room.version.board, room.roster, standing, known, deed, room.at, accept=accept)
                await save_amendment(room.connection, after, room.at)
                if accept:
                    await _apply(room, standing, after)
                else:
                    await _drop(room, after, Promise.AMEND)
            case DeedAct.CONFIRM_TAKE_DOWN:
                after, ground = confirmed(room.version.board, room.roster, standing, known, deed, room.at)
                await save_amendment(room.connection, after, room.at)
                if not await awaits_confirmation(room.connection, after.article_id):
                    await obligations.meet(room.connection, after.article_id, Promise.CONFIRM, "", room.at)
            case DeedAct.RETRY_CHANNEL:
                after, ground = known, retried_ground(room.version.board, room.roster, standing, known, deed, room.at)
                await _skip(room, known, deed)
            case _:
                raise incomplete(deed, "thao tác này không dùng cho việc sửa bài đã đăng")
        return _done(room, standing, after, title, ground)

    async def attend(self, matter_id: str) -> None:
        """Close an amendment that every channel has, and raise the alarm over what is overdue."""
        at = now()
        async with self._database.writing() as connection:
            known = await find_amendment(connection, matter_id)
            if known is None:
                return
            standing, title = await _locked(connection, known.article_id)
            await close_if_done(connection, matter_id, at)
            amendment = await find_amendment(connection, matter_id)
            if amendment is None or _is_over(amendment):
                return
            board = (await self._boards.within(connection, at)).board
            for late in [o for o in await _clocks_of(connection, amendment) if o.due_at <= at]:
                moment = Moment(at=late.due_at, alert=Alert.BREACH, promise=late.promise, step=1)
                notices = (
                    unconfirmed_notices(board, amendment, title)
                    if late.promise is Promise.CONFIRM
                    else alert_notices(board, standing, title, moment, (late,), at)
                )
                occasion = f"{MatterKind.AMENDMENT}/{matter_id}/{late.promise}/overdue"
                await obligations.notify(connection, amendment.article_id, occasion, notices, at)
                await record_breach(connection, amendment.article_id, moment)

    async def now(self, connection: Connection, matter_id: str, at: datetime) -> MatterNow:
        """How the amendment stands."""
        amendment = await find_amendment(connection, matter_id)
        if amendment is None:
            return NOT_OPENED
        over = _is_over(amendment)
        due = () if over else await _clocks_of(connection, amendment)
        return MatterNow(
            opened=True,
            over=over,
            moments=tuple(o.due_at for o in due if o.due_at > at),
            summary=amendment_summary(amendment),
            publish=await orders_of(connection, amendment),
            ended=await ended_by(connection, amendment),
        )

    async def _open(self, room: Room, matter_id: str, deed: Deed) -> Done:
        board, article_id = room.version.board, deed.fact(facts.ARTICLE)
        standing, title = await _locked(room.connection, article_id)
        if deed.act is DeedAct.TAKE_DOWN_NOW:
            sent = await was_sent(room.connection, article_id)
            amendment, ground = taken_down_now(board, standing, matter_id, deed, room.at, sent=sent)
            await _check_not_going(room, deed, article_id)
            await supersede(room.connection, article_id, room.at)
        else:
            texts = await _texts(room.connection, standing, deed)
            amendment, ground = proposed(board, room.roster, standing, matter_id, deed, texts, room.at)
            if texts[1] is not None:
                _check_ready(room, texts[1])
            await _check_alone(room, deed, article_id)
        await insert_amendment(room.connection, amendment, deed.said(facts.EVIDENCE))
        await obligations.apply(room.connection, article_id, _clocks(amendment), room.at)
        if amendment.stage is AmendmentStage.APPLYING:
            await _apply(room, standing, amendment)
        return _done(room, standing, amendment, title, ground)


async def _locked(connection: Connection, article_id: str) -> tuple[Standing, str]:
    row = await locked_article(connection, article_id)
    return standing_from(row), row["title"]


async def _texts(connection: Connection, standing: Standing, deed: Deed) -> tuple[Content, Content | None]:
    new_hash = deed.said(facts.NEW_HASH)
    before = await content_of(connection, standing.article_id, standing.content_hash)
    if deed.said(facts.KIND) == AmendmentKind.TAKE_DOWN or not new_hash:
        return before, None
    return before, await content_of(connection, standing.article_id, new_hash)


def _check_ready(room: Room, content: Content) -> None:
    facts = Facts(official_domains=room.version.board.official_domains, today=local(room.at).date().isoformat())
    blocking = [finding for finding in check(content, facts) if finding.severity is Severity.BLOCKING]
    if blocking:
        said = " ".join(f"({i}) {finding.place}: {finding.message}" for i, finding in enumerate(blocking, start=1))
        raise Refused(RefusalCode.CHECKLIST, f"Chưa thể đề nghị sửa, bản mới còn {len(blocking)} lỗi: {said}")


async def _check_alone(room: Room, deed: Deed, article_id: str) -> None:
    other = await room.connection.fetchval(
        staged(
            "SELECT id FROM amendments WHERE article_id = $1 "
            "AND stage IN (AmendmentStage.PROPOSED, AmendmentStage.APPLYING)"
        ),
        article_id,
    )
    if other:
        raise incomplete(deed, f"bài đang có đề nghị sửa khác ({other}) chưa xong")


async def _check_not_going(room: Room, deed: Deed, article_id: str) -> None:
    going = await room.connection.fetchval(
        staged(
            "SELECT id FROM amendments WHERE article_id = $1 AND kind = 'take_down' AND stage = AmendmentStage.APPLYING"
        ),
        article_id,
    )
    if going:
        raise incomplete(deed, f"bài đang được gỡ trên các kênh theo đề nghị {going}")


async def _apply(room: Room, standing: Standing, amendment: Amendment) -> None:
    """Write where the article stands from now on; a publication still under way is stopped at its next step."""
    text = None
    if amendment.kind in _WITH_TEXT:
        text = await content_of(room.connection, standing.article_id, amendment.new_hash)
    after = applied_to(standing, amendment, text, room.at)
    content = text or await content_of(room.connection, standing.article_id, standing.content_hash)
    await save_standing(room.connection, after, content, room.version.number)
    if amendment.kind is AmendmentKind.TAKE_DOWN:
        await room.connection.execute(
            "UPDATE articles SET seat_version = seat_version + 1 WHERE id = $1", standing.article_id
        )
        await room.connection.execute(
            "UPDATE intents SET run = run + 1 WHERE article_id = $1 AND amendment = '' AND state <> 'published'",
            standing.article_id,
        )
        over = Changes(drop=frozenset((p, None) for p in (Promise.EDIT, Promise.PUBLISH, Promise.SAME_DAY)))
        await obligations.apply(room.connection, standing.article_id, over, room.at)


def _clocks(amendment: Amendment) -> Changes:
    start = amendment.proposed_at
    clocks = [Obligation(promise=Promise.AMEND, started_at=start, due_at=start + AMEND_WITHIN)]
    if amendment.confirm_due_at is not None:
        clocks.append(Obligation(promise=Promise.CONFIRM, started_at=start, due_at=amendment.confirm_due_at))
    # A take-down by order replaces what was proposed before it, clock included.
    drop = frozenset({(Promise.AMEND, None)}) if amendment.urgent else frozenset()
    return Changes(start=tuple(clocks), drop=drop)


async def _drop(room: Room, amendment: Amendment, promise: Promise) -> None:
    changes = Changes(drop=frozenset({(promise, None)}))
    await obligations.apply(room.connection, amendment.article_id, changes, room.at)


async def _skip(room: Room, amendment: Amendment, deed: Deed) -> None:
    """Let a channel go that cannot be amended any more; one that is done stays done."""
    if not deed.said(facts.SKIP):
        return
    reason, channel = deed.fact(facts.REASON), deed.said(facts.CHANNEL)
    if channel not in {order.channel for order in await orders_of(room.connection, amendment)}:
        raise incomplete(deed, "kênh này không còn việc phải làm")
    if await is_changing(room.connection, amendment, channel):
        raise incomplete(deed, "kênh này đang làm dở, chưa rõ kết quả; hãy xem lại sau ít phút rồi quyết định")
    await let_go(room.connection, amendment, channel, reason, room.at)


def _is_over(amendment: Amendment) -> bool:
    settled = amendment.stage in {AmendmentStage.DONE, AmendmentStage.REFUSED}
    return settled and (not amendment.urgent or amendment.confirmed_at is not None)


async def _clocks_of(connection: Connection, amendment: Amendment) -> tuple[Obligation, ...]:
    """The clocks of an amendment that still run; an article has one amendment under way at most."""
    running = await obligations.open_obligations(connection, amendment.article_id)
    return tuple(o for o in running if o.promise in {Promise.AMEND, Promise.CONFIRM})


def _done(room: Room, standing: Standing, amendment: Amendment, title: str, ground: Ground) -> Done:
    notices = amendment_notices(room.version.board, room.roster, standing, amendment, title, room.at)
    effect = Amending(
        kind=amendment.kind,
        stage=amendment.stage,
        base_hash=amendment.base_hash,
        content_hash=amendment.new_hash or amendment.base_hash,
        royalty_flag=amendment.kind in {AmendmentKind.CORRECTION, AmendmentKind.TAKE_DOWN},
    )
    return Done(ground=ground, notices=notices, article_id=amendment.article_id, effect=effect)
