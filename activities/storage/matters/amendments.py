"""Amendments as matters: what their acts write, and which clocks they start."""

from datetime import datetime

from activities.contracts import MatterNow
from activities.storage import obligations
from activities.storage.articles.approvals import ApprovalStore
from activities.storage.articles.lateness import record_breach, told_late
from activities.storage.articles.points import digest_of_text, points_of
from activities.storage.articles.rows import article_row, content_of, locked_article
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, now
from activities.storage.keys import KeyStore
from activities.storage.ledger import append
from activities.storage.matters.amendment_effects import (
    apply,
    close_if_done,
    keep_clock,
    overtake,
    put_in_place,
    tell_overtaken,
)
from activities.storage.matters.amendment_rows import (
    awaits_confirmation,
    ended_by,
    find_amendment,
    insert_amendment,
    is_changing,
    let_go,
    open_amendments,
    orders_of,
    reach_of,
    save_amendment,
    was_sent,
)
from activities.storage.matters.kinds import NOT_OPENED, Done, Hearing
from activities.storage.rows import standing_from
from activities.storage.stages import staged
from newsroom.article import Content
from newsroom.authority import Ground
from newsroom.checklist.check import Facts, Severity, check
from newsroom.checklist.listed import still_open
from newsroom.checklist.points import Point
from newsroom.claims import incomplete
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.matter_acts import Amending
from newsroom.matters import facts
from newsroom.matters.acts import MatterClaim
from newsroom.matters.amendment import AMEND_WITHIN, Amendment
from newsroom.matters.amendments import confirmed, decided, proposed, retried_ground, taken_down_now
from newsroom.matters.kinds import AMENDMENT_LABELS, AmendmentKind, AmendmentStage, MatterAct, MatterKind
from newsroom.notifications.alerts import alert_notifications
from newsroom.notifications.amendments import amendment_notifications, amendment_summary, unconfirmed_notifications
from newsroom.sla import Alert, Changes, Late, Moment, Obligation, Promise
from newsroom.standing import Standing
from newsroom.working_time import local


class AmendmentMatters:
    """Amendments of published articles."""

    def __init__(self, database: Database, boards: BoardStore, approvals: ApprovalStore, keys: KeyStore) -> None:
        self._database = database
        self._boards = boards
        self._approvals = approvals
        self._keys = keys

    async def lock(self, connection: Connection, matter_id: str, claim: MatterClaim) -> None:
        """Lock the article: the one of the amendment, or the one that a first act names."""
        known = await find_amendment(connection, matter_id)
        article_id = known.article_id if known else claim.facts.get("article", "").strip()
        await connection.execute("SELECT FROM articles WHERE id = $1 FOR UPDATE", article_id)

    async def judge(self, hearing: Hearing, matter_id: str, claim: MatterClaim) -> Done:
        """Judge and write an act on an amendment."""
        known = await find_amendment(hearing.connection, matter_id)
        if claim.act in {MatterAct.PROPOSE_AMENDMENT, MatterAct.TAKE_DOWN_NOW}:
            if known is not None:
                raise incomplete(claim, "đề nghị này đã được ghi")
            return await self._open(hearing, matter_id, claim)
        if known is None:
            raise incomplete(claim, "không có đề nghị sửa này")
        standing, title = await _looked_at(hearing, known.article_id)
        late: tuple[Late, ...] = ()
        match claim.act:
            case MatterAct.APPROVE_AMENDMENT | MatterAct.REFUSE_AMENDMENT:
                accept = claim.act is MatterAct.APPROVE_AMENDMENT
                after, ground = decided(
                    hearing.version.board, hearing.roster, standing, known, claim, hearing.at, accept=accept
                )
                if accept:
                    ended, late = await put_in_place(hearing, standing, after, claim)
                    await tell_overtaken(hearing, ended, title)
                else:
                    await save_amendment(hearing.connection, after, hearing.at)
                    late = await keep_clock(hearing.connection, after.article_id, hearing.at)
            case MatterAct.CONFIRM_TAKE_DOWN:
                after, ground = confirmed(hearing.version.board, hearing.roster, standing, known, claim, hearing.at)
                await save_amendment(hearing.connection, after, hearing.at)
                if not await awaits_confirmation(hearing.connection, after.article_id):
                    met = (after.article_id, Promise.CONFIRM, "", hearing.at)
                    late = await obligations.meet(hearing.connection, *met)
            case MatterAct.RETRY_CHANNEL:
                after, held = known, await self._approvals.is_held(hearing.connection, known)
                ground = retried_ground(
                    hearing.version.board, hearing.roster, standing, known, claim, hearing.at, held=held
                )
                await _skip(hearing, known, claim)
            case _:
                raise incomplete(claim, "thao tác này không dùng cho việc sửa bài đã đăng")
        return await _done(hearing, standing, after, title, ground, late)

    async def attend(self, matter_id: str) -> None:
        """Close an amendment that every channel has, and raise the alarm over what is overdue."""
        at = now()
        async with self._database.writing() as connection:
            known = await find_amendment(connection, matter_id)
            if known is None:
                return
            standing, title = await _locked(connection, known.article_id)
            ended = await close_if_done(connection, matter_id, at)
            amendment = await find_amendment(connection, matter_id)
            if amendment is not None and amendment.stage is AmendmentStage.DONE:
                ended += await keep_clock(connection, known.article_id, at)
            there = await self._boards.presence(connection, at)
            for line in await told_late(connection, there, known.article_id, ended):
                await append(connection, line)
            if amendment is None or _is_over(amendment):
                return
            for late in [o for o in await _clocks_of(connection, amendment) if o.due_at <= at]:
                moment = Moment(at=late.due_at, alert=Alert.BREACH, promise=late.promise, step=1)
                notifications = (
                    unconfirmed_notifications(there, amendment, title)
                    if late.promise is Promise.CONFIRM
                    else alert_notifications(there, standing, title, moment, (late,))
                )
                occasion = f"{MatterKind.AMENDMENT}/{matter_id}/{late.promise}/overdue"
                await obligations.notify(connection, amendment.article_id, occasion, notifications, at)
                await record_breach(connection, amendment.article_id, moment, at)

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

    async def _open(self, hearing: Hearing, matter_id: str, claim: MatterClaim) -> Done:
        board, article_id = hearing.version.board, claim.fact(facts.ARTICLE)
        standing, title = await _looked_at(hearing, article_id)
        if claim.act is MatterAct.TAKE_DOWN_NOW:
            sent = await was_sent(hearing.connection, article_id)
            amendment, ground = taken_down_now(board, hearing.roster, standing, matter_id, claim, hearing.at, sent=sent)
            await _check_not_going(hearing, claim, article_id)
            await tell_overtaken(hearing, await overtake(hearing.connection, amendment, hearing.at), title)
        else:
            texts, reach = (
                await _texts(hearing.connection, standing, claim),
                await reach_of(hearing.connection, article_id),
            )
            amendment, ground = proposed(board, hearing.roster, standing, matter_id, claim, texts, hearing.at, reach)
            if texts[1] is not None:
                _check_ready(hearing, texts[1], standing, await self._left_open(hearing, claim, article_id))
            await _check_alone(hearing, claim, amendment)
        await insert_amendment(hearing.connection, amendment, claim.said(facts.EVIDENCE))
        late = (await obligations.apply(hearing.connection, article_id, _clocks(amendment), hearing.at)).late
        if amendment.stage is AmendmentStage.APPLYING:
            late += await apply(hearing, standing, amendment)
        return await _done(hearing, standing, amendment, title, ground, late)

    async def _left_open(self, hearing: Hearing, claim: MatterClaim, article_id: str) -> tuple[tuple[int, Point], ...]:
        """The open points of the proposed text, as signed; comments were about the text of before."""
        connection, said = hearing.connection, claim.said(facts.NEW_REVISION)
        revision = int(said) if said.isdecimal() else 0
        if await digest_of_text(connection, article_id, revision) != claim.said(facts.POINTS):
            raise incomplete(claim, "điểm phải xem lại đã ký khác với bản đã lưu; hãy gửi lại bản sửa")
        if hearing.once_taken:
            return ()
        found = await points_of(connection, await self._keys.ring(connection), article_id, revision)
        return still_open(each for each in found if each.revision is not None)


async def _looked_at(hearing: Hearing, article_id: str) -> tuple[Standing, str]:
    """The article, locked unless the judgement is only asked for."""
    if hearing.only_asked:
        row = await article_row(hearing.connection, article_id)
        return standing_from(row), row["title"]
    return await _locked(hearing.connection, article_id)


async def _locked(connection: Connection, article_id: str) -> tuple[Standing, str]:
    row = await locked_article(connection, article_id)
    return standing_from(row), row["title"]


async def _texts(connection: Connection, standing: Standing, claim: MatterClaim) -> tuple[Content, Content | None]:
    new_hash = claim.said(facts.NEW_HASH)
    before = await content_of(connection, standing.article_id, standing.content_hash)
    if claim.said(facts.KIND) == AmendmentKind.TAKE_DOWN or not new_hash:
        return before, None
    return before, await content_of(connection, standing.article_id, new_hash)


def _check_ready(hearing: Hearing, content: Content, standing: Standing, points: tuple[tuple[int, Point], ...]) -> None:
    domains, today = hearing.version.board.official_domains, local(hearing.at).date().isoformat()
    facts = Facts(official_domains=domains, today=today, channels=standing.channels, open_points=points)
    blocking = [finding for finding in check(content, facts) if finding.severity is Severity.BLOCKING]
    if blocking:
        said = " ".join(f"({i}) {finding.place}: {finding.message}" for i, finding in enumerate(blocking, start=1))
        raise Refused(RefusalCode.CHECKLIST, f"Chưa thể đề nghị sửa, bản mới còn {len(blocking)} lỗi: {said}")


async def _check_alone(hearing: Hearing, claim: MatterClaim, amendment: Amendment) -> None:
    """Nothing, unless another one waits for its decision: a text beside a text, a take-down beside a take-down."""
    removal = amendment.kind is AmendmentKind.TAKE_DOWN
    for other in await open_amendments(hearing.connection, amendment.article_id):
        if other.stage is AmendmentStage.PROPOSED and (other.kind is AmendmentKind.TAKE_DOWN) is removal:
            raise incomplete(
                claim,
                f"đề nghị {other.id} ({AMENDMENT_LABELS[other.kind]}) của bài này đang chờ duyệt; "
                "người duyệt cần duyệt hoặc trả lời không duyệt đề nghị ấy trước",
            )


async def _check_not_going(hearing: Hearing, claim: MatterClaim, article_id: str) -> None:
    going = await hearing.connection.fetchval(
        staged(
            "SELECT id FROM amendments WHERE article_id = $1 AND kind = 'take_down' AND stage = AmendmentStage.APPLYING"
        ),
        article_id,
    )
    if going:
        raise incomplete(claim, f"bài đang được gỡ trên các kênh theo đề nghị {going}")


def _clocks(amendment: Amendment) -> Changes:
    start = amendment.proposed_at
    clocks = [Obligation(promise=Promise.AMEND, started_at=start, due_at=start + AMEND_WITHIN)]
    if amendment.confirm_due_at is not None:
        clocks.append(Obligation(promise=Promise.CONFIRM, started_at=start, due_at=amendment.confirm_due_at))
    # A take-down by order replaces what was proposed before it, clock included.
    drop = frozenset({(Promise.AMEND, None)}) if amendment.urgent else frozenset()
    return Changes(start=tuple(clocks), drop=drop)


async def _skip(hearing: Hearing, amendment: Amendment, claim: MatterClaim) -> None:
    """Let a channel go that cannot be amended any more; one that is done stays done."""
    if not claim.said(facts.SKIP):
        return
    reason, channel = claim.fact(facts.REASON), claim.said(facts.CHANNEL)
    if channel not in {order.channel for order in await orders_of(hearing.connection, amendment)}:
        raise incomplete(claim, "kênh này không còn việc phải làm")
    if await is_changing(hearing.connection, amendment, channel):
        raise incomplete(claim, "kênh này đang làm dở, chưa rõ kết quả; hãy xem lại sau ít phút rồi quyết định")
    await let_go(hearing.connection, amendment, channel, reason, hearing.at)


def _is_over(amendment: Amendment) -> bool:
    settled = amendment.stage in {AmendmentStage.DONE, AmendmentStage.REFUSED, AmendmentStage.OVERTAKEN}
    return settled and (not amendment.urgent or amendment.confirmed_at is not None)


async def _clocks_of(connection: Connection, amendment: Amendment) -> tuple[Obligation, ...]:
    """The clocks of an amendment that still run; an article has one amendment under way at most."""
    running = await obligations.open_obligations(connection, amendment.article_id)
    return tuple(o for o in running if o.promise in {Promise.AMEND, Promise.CONFIRM})


async def _done(
    hearing: Hearing, standing: Standing, amendment: Amendment, title: str, ground: Ground, late: tuple[Late, ...]
) -> Done:
    notifications = amendment_notifications(hearing.there, standing, amendment, title)
    effect = Amending(
        kind=amendment.kind,
        stage=amendment.stage,
        base_hash=amendment.base_hash,
        content_hash=amendment.new_hash or amendment.base_hash,
        royalty_flag=amendment.kind in {AmendmentKind.CORRECTION, AmendmentKind.TAKE_DOWN},
    )
    breaches = await told_late(hearing.connection, hearing.there, amendment.article_id, late)
    return Done(
        ground=ground, notifications=notifications, article_id=amendment.article_id, effect=effect, breaches=breaches
    )
