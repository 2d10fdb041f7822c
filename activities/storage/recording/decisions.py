"""One person's act, judged and recorded in one transaction; the ledger keeps the accepted and the refused alike."""

import hashlib
from dataclasses import asdict, replace
from datetime import datetime
from typing import Final

from activities.contracts import Recorded, SignedAct
from activities.signatures import SignatureCheck
from activities.storage import obligations
from activities.storage.articles.rows import content_of, save_standing, unknown_article
from activities.storage.boards import BoardStore, BoardVersion
from activities.storage.database import Connection, Database, now
from activities.storage.ledger import append, entry_of_act, storable
from activities.storage.matters.meeting_rows import fill_next
from activities.storage.publishing.intents import IntentState, intent_from, is_under_way
from activities.storage.publishing.publications import close_if_done
from activities.storage.roster import hold_roster, known_at
from activities.storage.rows import standing_from
from newsroom.article import Content
from newsroom.checklist.check import Facts, Severity, check
from newsroom.claims import Claim, check_age, claim_from
from newsroom.consequences import changes_after, forgery_notices, notices_after
from newsroom.decisions import Decision, decide
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.acts import ActAccepted, ActRefused
from newsroom.ledger.entries import Entry, Unreadable, answer_in, is_of
from newsroom.stages import Act, Stage
from newsroom.standing import Standing
from newsroom.working_time import local

_FORGED_CHARS: Final = 4000


class DecisionStore:
    """Records acts of people. Shape: `signatures` holds only the desk's public key."""

    def __init__(self, database: Database, boards: BoardStore, signatures: SignatureCheck) -> None:
        self._database = database
        self._boards = boards
        self._signatures = signatures

    async def record(self, article_id: str, act: SignedAct) -> Recorded:
        """The answer to an act: judged against the article, the board in force and the desk's signature.

        Again: an act id that the ledger already has gives the recorded answer; nothing is judged twice.
        Source: promise 2 of the design; rules 7, 12.
        """
        async with self._database.writing() as connection:
            await hold_roster(connection)
            row = await connection.fetchrow("SELECT * FROM articles WHERE id = $1 FOR UPDATE", article_id)
            if row is None:
                raise unknown_article(article_id)
            # Not before the lock: an act that waited is judged by the board and the hour of its turn.
            at = now()
            standing = standing_from(row)
            version = await self._boards.within(connection, at)
            try:
                claim = self._proven(act)
                if (earlier := await self._earlier(connection, version, standing, act, claim, at)) is not None:
                    return earlier
                return await self._judge(connection, version, standing, act, claim, at)
            except Refused as refused:
                return await _refuse(connection, version, standing, act, refused, at)

    async def record_refusal(self, article_id: str, act: SignedAct, refused: Refused) -> None:
        """Keep a refusal that happened before the workflow accepted the act; an act already recorded stays as it is."""
        async with self._database.writing() as connection:
            row = await connection.fetchrow("SELECT * FROM articles WHERE id = $1 FOR UPDATE", article_id)
            if row is not None and await entry_of_act(connection, claim_from(act.claim).act_id) is None:
                version = await self._boards.within(connection, now())
                await _refuse(connection, version, standing_from(row), act, refused, now())

    async def answer_to(self, act_id: str) -> Recorded | None:
        """What the ledger says about an act, without standing; None when the act never got there."""
        async with self._database.reading() as connection:
            entry = await entry_of_act(connection, act_id)
        return None if entry is None else _answer(entry)

    async def is_held(self) -> bool:
        """Whether an act that is not there yet may be waiting for a lock."""
        return await self._database.is_held()

    def _proven(self, act: SignedAct) -> Claim:
        if not self._signatures.holds(act.claim, act.signature):
            raise Refused(
                RefusalCode.BAD_SIGNATURE,
                "Thao tác không có chữ ký hợp lệ của bàn biên tập nên bị từ chối và đã được ghi sổ; bài giữ nguyên.",
            )
        claim = claim_from(act.claim)
        if storable(asdict(claim)) != asdict(claim):
            raise Refused(
                RefusalCode.BAD_REQUEST, "Thao tác chứa ký tự không lưu được; bài giữ nguyên. Hãy gõ lại nội dung."
            )
        return claim

    async def _earlier(
        self,
        connection: Connection,
        version: BoardVersion,
        standing: Standing,
        act: SignedAct,
        claim: Claim,
        at: datetime,
    ) -> Recorded | None:
        recorded = await entry_of_act(connection, claim.act_id)
        if recorded is None:
            return None
        if not is_of(recorded, act.claim):
            raise Refused(
                RefusalCode.REPEATED_ACT,
                "Mã thao tác đã được dùng cho một thao tác khác; bài giữ nguyên. Hãy thao tác lại.",
            )
        answer = _answer(recorded)
        if not answer.accepted:
            return answer
        agenda = await obligations.agenda(connection, version.board.sla, standing, at)
        return Recorded(accepted=True, standing=standing, agenda=agenda)

    async def _judge(
        self,
        connection: Connection,
        version: BoardVersion,
        standing: Standing,
        act: SignedAct,
        claim: Claim,
        at: datetime,
    ) -> Recorded:
        check_age(claim, at)
        board = version.board
        content = await content_of(connection, standing.article_id, claim.details.new_hash or standing.content_hash)
        decision = decide(board, standing, claim, content, at, await known_at(connection, at))
        if claim.act is Act.FINISH_EDIT:
            _refuse_unready(version, content, at)
        if claim.act is Act.WAIVE_CHANNEL:
            await _stop_waived(connection, claim)
        if claim.act is Act.TAKE_OVER and standing.stage is Stage.PUBLISHING:
            await _take_back(connection, claim)
        after = decision.standing
        await save_standing(connection, after, content, version.number)
        await obligations.apply(connection, after.article_id, changes_after(board, standing, after, claim, at), at)
        notices = notices_after(board, after, claim, content.title, decision.ground)
        await obligations.notify(connection, after.article_id, claim.act_id, notices, at)
        if claim.act is Act.WAIVE_CHANNEL:
            await close_if_done(connection, after.article_id, at)
        if claim.act is Act.REFER:
            await fill_next(connection, at)
        agenda = await obligations.agenda(connection, board.sla, after, at)
        await append(connection, _accepted(version, decision, act, claim, at))
        return Recorded(accepted=True, standing=after, agenda=agenda)


async def _stop_waived(connection: Connection, claim: Claim) -> None:
    """Stop whoever would still show the text on a waived channel; nobody may see it there yet."""
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
    await connection.execute("UPDATE intents SET run = run + 1 WHERE key = $1", intent.key)


async def _take_back(connection: Connection, claim: Claim) -> None:
    """Stop a publication that has sent nothing yet; whoever is about to send finds out at the next write."""
    # Locked before they are looked at: an attempt that is writing `sending` is waited for and seen as it left the row;
    # one that comes later finds another run. New ones are made under the article's lock, which we hold.
    states = await connection.fetch(
        "SELECT state FROM intents WHERE article_id = $1 AND amendment = '' ORDER BY key FOR UPDATE", claim.article_id
    )
    if any(row["state"] != IntentState.CLAIMED for row in states):
        raise Refused(
            RefusalCode.WRONG_STAGE,
            "Không nhận lại được: bài đã gửi lên kênh. Bài vẫn đang đăng; nếu cần, hãy đề nghị gỡ bài.",
        )
    await connection.execute("UPDATE intents SET run = run + 1 WHERE article_id = $1", claim.article_id)


def _refuse_unready(version: BoardVersion, content: Content, at: datetime) -> None:
    facts = Facts(official_domains=version.board.official_domains, today=local(at).date().isoformat())
    blocking = [finding for finding in check(content, facts) if finding.severity is Severity.BLOCKING]
    if blocking:
        said = " ".join(f"({i}) {finding.place}: {finding.message}" for i, finding in enumerate(blocking, start=1))
        raise Refused(RefusalCode.CHECKLIST, f"Chưa thể trình duyệt, còn {len(blocking)} lỗi phải sửa: {said}")


async def _refuse(
    connection: Connection, version: BoardVersion, standing: Standing, act: SignedAct, refused: Refused, at: datetime
) -> Recorded:
    entry = _refused(version, standing, act, refused, at)
    if entry.act_id is not None and await entry_of_act(connection, entry.act_id) is not None:
        entry = replace(entry, reused_act_id=entry.act_id, act_id=None)
    if refused.code == RefusalCode.BAD_SIGNATURE:
        # Anybody can send one: it gets no more room than a real act needs, and an alarm for each new one.
        entry = replace(
            entry, claimed=entry.member[:200], member="", act_id=None, claim=act.claim[:_FORGED_CHARS],
            signature=act.signature[:200],
        )  # fmt: skip
        notices = forgery_notices(version.board, f"bài {standing.article_id}", refused.message)
        mark = hashlib.sha256(f"{act.signature}|{act.claim}".encode(errors="replace")).hexdigest()
        await obligations.notify(connection, standing.article_id, f"forged/{standing.article_id}/{mark}", notices, at)
    await append(connection, entry)
    return Recorded(accepted=False, code=str(refused.code), message=refused.message)


def _accepted(version: BoardVersion, decision: Decision, act: SignedAct, claim: Claim, at: datetime) -> ActAccepted:
    after = decision.standing
    return ActAccepted(
        at=at,
        article_id=after.article_id,
        act_id=claim.act_id,
        act=claim.act,
        member=claim.member,
        office=claim.office,
        board_version=version.number,
        details=claim.details,
        claim=act.claim,
        signature=act.signature,
        ground=decision.ground,
        stage=after.stage,
        revision=after.revision,
        content_hash=after.content_hash,
        waiting_for=after.seat.office or after.route.owner,
        hold=after.seat.hold,
        route=after.route,
    )


def _refused(version: BoardVersion, standing: Standing, act: SignedAct, refused: Refused, at: datetime) -> ActRefused:
    try:
        claim = claim_from(act.claim)
    except (Refused, RecursionError):
        claim = None
    return ActRefused(
        at=at,
        article_id=standing.article_id,
        act_id=storable(claim.act_id) if claim else None,
        act=claim.act if claim else None,
        member=claim.member if claim else "",
        office=claim.office if claim else None,
        board_version=version.number,
        claim=act.claim if claim else act.claim[:_FORGED_CHARS],
        signature=act.signature if claim else act.signature[:200],
        code=RefusalCode(refused.code),
        message=refused.message,
    )


def _answer(entry: Entry | Unreadable) -> Recorded:
    code, message = answer_in(entry)
    return Recorded(accepted=not code, code=code, message=message)
