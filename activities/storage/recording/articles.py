"""What acts on articles are judged by, and what follows from them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from activities.contracts import ArticleNow
from activities.storage import obligations
from activities.storage.articles.lateness import told_late
from activities.storage.articles.points import digest_of_text, points_of
from activities.storage.articles.rows import article_row, save_standing, text_at_hand
from activities.storage.database import Connection
from activities.storage.keys import KeyStore
from activities.storage.matters.amendment_effects import end_proposals
from activities.storage.matters.kinds import Hearing, Judged
from activities.storage.matters.meeting_rows import fill_next
from activities.storage.publishing.closing import close_if_done
from activities.storage.publishing.intents import IntentState, intent_from, is_doubted, is_under_way
from activities.storage.recording.subject import ArticleSubject, id_of
from activities.storage.rows import BoardVersion, standing_from
from newsroom.article import ChannelName, Content, spoken
from newsroom.checklist.check import Facts, Finding, Severity, check, unfit
from newsroom.checklist.listed import still_open
from newsroom.checklist.points import Point
from newsroom.claims import Claim, check_age, check_brought, claim_from
from newsroom.consequences import changes_after, notifications_after
from newsroom.decisions import Decision, decide
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.acts import ActAccepted, ActRefused
from newsroom.notifications.channels import may_show_notifications
from newsroom.notifications.meetings import to_convene
from newsroom.publishing import Outcome
from newsroom.stages import Act, Stage
from newsroom.standing import Standing, in_short
from newsroom.working_time import local

_MOVES_MORE: Final = frozenset({Act.WAIVE_CHANNEL, Act.REFER})
"""What follows from these moves the article once more, or its clocks."""


class ArticleActs(ArticleSubject[ActRefused]):
    """Articles, from the last edit to the last channel."""

    line = ActRefused

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys

    def read(self, text: str) -> Claim:
        """The claim that a signed text states. Errors: Refused."""
        return claim_from(text)

    async def judge(self, hearing: Hearing, subject: str, act: Claim) -> Judged:
        """Judge a claim and write what follows from it. Errors: Refused."""
        connection, at, board = hearing.connection, hearing.at, hearing.version.board
        check_age(act, at)
        standing = standing_from(hearing.row or await article_row(connection, id_of(subject)))
        text = act.details.new_hash or standing.content_hash
        content, pointed, amended = await text_at_hand(connection, standing.article_id, text)
        decision = decide(board, standing, act, content, at, hearing.roster)
        await self._check_text(hearing, act, content, standing, decision.standing.channels, pointed=pointed)
        await _before(hearing, act, content, standing)
        if hearing.only_asked:
            # Nothing that follows can refuse it.
            return Judged(entry=_accepted(hearing, decision, act))
        after = decision.standing
        await save_standing(connection, after, content, hearing.version.number)
        late = await end_proposals(connection, after, at) if amended else ()
        clocks = await obligations.apply(
            connection, after.article_id, changes_after(board, standing, after, act, at), at
        )
        late += clocks.late
        if act.act is Act.WAIVE_CHANNEL:
            late += await close_if_done(connection, after.article_id, at)
        if act.act is Act.REFER:
            await fill_next(connection, at)
        notifications = notifications_after(hearing.there, after, act, content.title, decision.ground, standing)
        if act.act is Act.REFER and not await obligations.on_agenda(connection, after.article_id):
            notifications += to_convene(hearing.there, f"“{content.title}” ({spoken(after.article_id)})")
        breaches = await told_late(connection, hearing.there, after.article_id, late)
        entry = _accepted(hearing, decision, act)
        if act.act in _MOVES_MORE:
            return Judged(entry=entry, notifications=notifications, breaches=breaches)
        agenda = obligations.agenda_of(clocks.rows, board.sla, after, at)
        stands = ArticleNow(standing=in_short(after), agenda=agenda)
        return Judged(entry=entry, notifications=notifications, breaches=breaches, now=stands)

    async def _check_text(
        self,
        hearing: Hearing,
        act: Claim,
        content: Content,
        standing: Standing,
        channels: tuple[ChannelName, ...],
        *,
        pointed: bool,
    ) -> None:
        """Nothing, when the text that an act brings is the signed one, and what goes on to approval is ready."""
        connection, brought = hearing.connection, act.details.new_revision
        points = await digest_of_text(connection, standing.article_id, brought) if act.details.new_hash else ""
        check_brought(act, content, points)
        if act.act is Act.FINISH_EDIT:
            left_open: tuple[tuple[int, Point], ...] = ()
            if pointed and not hearing.once_taken:
                ring = await self._keys.ring(connection)
                left_open = still_open(
                    await points_of(connection, ring, standing.article_id, brought or standing.revision)
                )
            _refuse_unready(hearing.version, content, channels, hearing.at, left_open)


async def _before(hearing: Hearing, claim: Claim, content: Content, standing: Standing) -> None:
    """What an allowed act still meets in the text or on the channels. Errors: Refused."""
    if claim.act is Act.APPROVE and (found := unfit(content, claim.details.channels_on)):
        raise Refused(RefusalCode.CHECKLIST, f"Chưa thể duyệt, bài giữ nguyên: {_said(found)}")
    if claim.act is Act.WAIVE_CHANNEL:
        await _stop_waived(hearing, claim, content, standing)
    if claim.act in {Act.TAKE_OVER, Act.RETURN_FOR_EDIT} and standing.stage is Stage.PUBLISHING:
        await _take_back(hearing.connection, claim)


async def _stop_waived(hearing: Hearing, claim: Claim, content: Content, standing: Standing) -> None:
    """Stop whoever would still show the text on a waived channel, and say so when readers may see it there already."""
    connection = hearing.connection
    # Locked first, as for a take-over: an attempt that is writing `revealing` is waited for and seen.
    row = await connection.fetchrow(
        "SELECT * FROM intents WHERE article_id = $1 AND channel = $2 AND content_hash = $3 AND amendment = '' "
        "FOR UPDATE",
        claim.article_id,
        claim.details.channel,
        claim.content_hash,
    )
    if row is None:
        return
    intent = intent_from(row)
    if intent.state is IntentState.PUBLISHED:
        raise Refused(
            RefusalCode.BAD_REQUEST, "Chưa thể bỏ kênh: bài đã hiện trên kênh này rồi. Bài giữ nguyên trên kênh."
        )
    if is_under_way(intent):
        raise Refused(
            RefusalCode.BAD_REQUEST,
            "Chưa thể bỏ kênh: bài đang được cho hiện trên kênh này, chưa rõ bạn đọc đã thấy hay chưa. "
            "Bài giữ nguyên; hãy xem lại kết quả sau ít phút rồi quyết định.",
        )
    if intent.state is not IntentState.REVEALING:
        await connection.execute("UPDATE intents SET run = run + 1 WHERE key = $1", intent.key)
        return
    await connection.execute(
        "UPDATE intents SET run = run + 1, outcome = $2, explanation = '', not_before = NULL, updated_at = $3 "
        "WHERE key = $1",
        intent.key,
        Outcome.GIVEN_UP,
        hearing.at,
    )
    told = may_show_notifications(hearing.there, standing, content.title, intent.channel, claim.member)
    await obligations.notify(connection, standing.article_id, f"{intent.key}/given-up", told, hearing.at)


async def _take_back(connection: Connection, claim: Claim) -> None:
    """Stop a publication that has sent nothing yet; whoever is about to send finds out at the next write."""
    # Locked before they are looked at: an attempt that is writing `sending` is waited for and seen as it left the row;
    # one that comes later finds another run. New ones are made under the article's lock, which we hold.
    rows = await connection.fetch(
        "SELECT * FROM intents WHERE article_id = $1 AND amendment = '' ORDER BY key FOR UPDATE", claim.article_id
    )
    if any(intent.state is not IntentState.CLAIMED and not is_doubted(intent) for intent in map(intent_from, rows)):
        raise Refused(
            RefusalCode.WRONG_STAGE,
            f"Không thể {claim.label}: bài đã gửi lên kênh. Bài vẫn đang đăng; nếu cần, hãy đề nghị gỡ bài.",
        )
    await connection.execute("UPDATE intents SET run = run + 1 WHERE article_id = $1", claim.article_id)


def _refuse_unready(
    version: BoardVersion,
    content: Content,
    channels: tuple[ChannelName, ...],
    at: datetime,
    points: tuple[tuple[int, Point], ...],
) -> None:
    domains, today = version.board.official_domains, local(at).date().isoformat()
    facts = Facts(official_domains=domains, today=today, channels=channels, open_points=points)
    blocking = [finding for finding in check(content, facts) if finding.severity is Severity.BLOCKING]
    if blocking:
        message = f"Chưa thể trình duyệt, còn {len(blocking)} lỗi phải sửa: {_said(blocking)}"
        raise Refused(RefusalCode.CHECKLIST, message)


def _said(findings: Sequence[Finding]) -> str:
    return " ".join(f"({i}) {finding.place}: {finding.message}" for i, finding in enumerate(findings, start=1))


def _accepted(hearing: Hearing, decision: Decision, claim: Claim) -> ActAccepted:
    after = decision.standing
    return ActAccepted(
        at=hearing.at,
        article_id=after.article_id,
        act_id=claim.act_id,
        act=claim.act,
        member=claim.member,
        office=claim.office,
        board_version=hearing.version.number,
        details=claim.details,
        claim=hearing.signed.claim,
        signature=hearing.signed.signature,
        ground=decision.ground,
        stage=after.stage,
        revision=after.revision,
        content_hash=after.content_hash,
        waiting_for=after.seat.office or after.route.owner,
        hold=after.seat.hold,
        route=after.route,
    )
