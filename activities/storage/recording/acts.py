"""One person's act, judged and recorded in one transaction; the ledger keeps the accepted and the refused alike."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from typing import Any, Final

import asyncpg

from activities.contracts import ArticleNow, MatterNow, Recorded, SignedAct
from activities.signatures import SignatureCheck
from activities.storage import obligations, refusals
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, now
from activities.storage.ledger import append, entry_of_act
from activities.storage.matters.kinds import LONGEST_NAME, Hearing, Kind, KindWithMoments
from activities.storage.roster import known_at
from newsroom.article import article_of
from newsroom.claims import Claim, MemberAct
from newsroom.consequences import forgery_notifications
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.entries import Entry, Unreadable, answer_in, is_of
from newsroom.matters.acts import MATTER_ACTS, MatterClaim
from newsroom.text import storable

_KEPT_OF_UNPROVEN: Final = 4_000
_KEPT_OF_SIGNATURE: Final = 200
_REFUSED_BEFORE: Final = "Thao tác này đã bị từ chối trước đó; mọi việc giữ nguyên. Hãy mở lại rồi thao tác lại."


class ActStore:
    """Records acts of people. Shape: a subject is an article or a matter, by the name that its workflow has too.

    `signatures` holds only the desk's public key.
    """

    def __init__(
        self,
        database: Database,
        boards: BoardStore,
        signatures: SignatureCheck,
        articles: Kind[Claim],
        matters: KindWithMoments[MatterClaim],
    ) -> None:
        self._database = database
        self._boards = boards
        self._signatures = signatures
        self._articles = articles
        self._matters = matters

    async def record(self, subject: str, signed: SignedAct) -> Recorded:
        """The answer to an act: judged against its subject, the board and the roster in force, the desk's signature.

        Again: an act id that the ledger already has gives the recorded answer; nothing is judged twice.
        Errors: Refused, unrecorded, for an article that nobody knows.
        Source: promise 2 of the design; rules 7, 12.
        """
        kind = self._of(subject)
        act = self._proven(kind, subject, signed)
        async with self._hearing(kind, subject, signed, None if isinstance(act, Refused) else act) as hearing:
            try:
                if isinstance(act, Refused):
                    raise act
                if (entry := await _earlier(kind, hearing, act)) is not None:
                    return _answer(await kind.now(hearing, subject), *answer_in(entry))
                if (code := await refusals.counted_as(hearing.connection, act.act_id)) is not None:
                    return _answer(await kind.now(hearing, subject), code, _REFUSED_BEFORE)
                # A refusal in the middle leaves nothing half written.
                async with hearing.connection.transaction():
                    judged = await kind.judge(hearing, subject, act)
            except Refused as refused:
                await _refuse(kind, hearing, subject, refused)
                return _answer(await kind.now(hearing, subject), str(refused.code), refused.message)
            others = [told for told in judged.notifications if told.to != act.member]
            await obligations.notify(hearing.connection, judged.entry.article_id, act.act_id, others, hearing.at)
            answer = _answer(await kind.now(hearing, subject))
            await append(hearing.connection, judged.entry)
            return answer

    async def foretold(self, signed: SignedAct, act: MemberAct) -> Refused | None:
        """The refusal that an act would meet now, by board and roster; None when it is worth sending.

        Shape: the rules that judge it in its turn judge it here, up to the first thing that they would lock or write;
        nothing is allowed by this, and nothing is written.
        """
        kind = self._of(act.subject)
        try:
            async with self._database.reading() as connection, connection.transaction(readonly=True):
                at = now()
                version, roster = await self._boards.within(connection, at), await known_at(connection, at)
                hearing = Hearing(
                    connection=connection, version=version, roster=roster, at=at, signed=signed, only_asked=True
                )
                if await _is_over(kind, hearing, act):
                    said = f"Không thể {act.label}: việc này đã kết thúc; {act.kept} giữ nguyên."
                    return Refused(RefusalCode.WRONG_STAGE, said)
                await kind.judge(hearing, act.subject, act)
        except asyncpg.ReadOnlySQLTransactionError:
            return None
        except Refused as refused:
            return refused
        return None

    async def record_refusal(self, subject: str, signed: SignedAct, refused: Refused) -> None:
        """Keep a refusal that happened before the workflow accepted the act; an act already recorded stays as it is."""
        kind = self._of(subject)
        act = kind.read(signed.claim)
        # The act may be in the recording at this moment: its locks are waited for.
        async with self._hearing(kind, subject, signed, act) as hearing:
            if not await _is_known(hearing.connection, act.act_id):
                await _refuse(kind, hearing, subject, refused)

    async def give_up(self, subject: str, signed: SignedAct, refused: Refused) -> Recorded | None:
        """What the ledger says of an act that cannot be judged, after it has been refused unless it was recorded."""
        await self.record_refusal(subject, signed, refused)
        return await self.answer_to(self._of(subject).read(signed.claim).act_id)

    async def answer_to(self, act_id: str) -> Recorded | None:
        """What the ledger says about an act, without how its subject stands; None when the act never got there."""
        async with self._database.reading() as connection:
            entry = await entry_of_act(connection, act_id)
            counted = await refusals.counted_as(connection, act_id) if entry is None else None
        if entry is None:
            return None if counted is None else Recorded(accepted=False, code=counted, message=_REFUSED_BEFORE)
        code, message = answer_in(entry)
        return Recorded(accepted=not code, code=code, message=message)

    async def attend(self, matter: str) -> MatterNow:
        """How a matter stands after what was due has been done.

        Again: what is done already stays done.
        Errors: Refused for no kind of matter.
        """
        await self._matters.attend(matter)
        async with self._database.reading() as connection:
            return await self._matters.at(connection, matter, now())

    async def is_held(self) -> bool:
        """Whether an act that is not there yet may be waiting for a lock."""
        return await self._database.is_held()

    @asynccontextmanager
    async def _hearing(self, kind: Kind[Any], subject: str, signed: SignedAct, act: Any) -> AsyncIterator[Hearing]:
        async with self._database.writing() as connection:
            await kind.lock(connection, subject, act)
            # Not before the locks: an act that waited is judged by the board, the roster and the hour of its turn.
            at = now()
            version, roster = await self._boards.within(connection, at), await known_at(connection, at)
            yield Hearing(connection=connection, version=version, roster=roster, at=at, signed=signed)

    def _of(self, subject: str) -> Kind[Any]:
        return self._matters if article_of(subject) is None else self._articles

    def _proven(self, kind: Kind[Any], subject: str, signed: SignedAct) -> Any:
        """The act, when the desk has signed it for this subject and it can be kept; else the refusal."""
        if not self._signatures.holds(signed.claim, signed.signature):
            said = f"Thao tác không có chữ ký hợp lệ của bàn biên tập nên bị từ chối và đã được ghi sổ; {kind.kept}."
            return Refused(RefusalCode.BAD_SIGNATURE, said)
        try:
            act = kind.read(signed.claim)
        except Refused as unreadable:
            return unreadable
        if act.subject != subject:
            said = f"Thao tác ghi cho {kind.one} khác nên bị từ chối; {kind.kept}."
            return Refused(RefusalCode.BAD_REQUEST, said)
        if storable(asdict(act)) != asdict(act):
            said = f"Thao tác chứa ký tự không lưu được; {kind.kept}. Hãy gõ lại nội dung."
            return Refused(RefusalCode.BAD_REQUEST, said)
        return act


async def _earlier(kind: Kind[Any], hearing: Hearing, act: Any) -> Entry | Unreadable | None:
    """What the ledger has of this very act. Errors: Refused when its id was used for another."""
    entry = await entry_of_act(hearing.connection, act.act_id)
    if entry is not None and not is_of(entry, hearing.signed.claim):
        said = f"Mã thao tác đã được dùng cho một thao tác khác; {kind.kept}. Hãy thao tác lại."
        raise Refused(RefusalCode.REPEATED_ACT, said)
    return entry


async def _refuse(kind: Kind[Any], hearing: Hearing, subject: str, refused: Refused) -> None:
    try:
        act = kind.read(hearing.signed.claim)
    except Refused:
        act = None
    forged = refused.code == RefusalCode.BAD_SIGNATURE
    if forged:
        await _alarm(kind, hearing, subject, refused)
    if forged or act is None:
        # Anybody can send one: it gets no more room than a real act needs.
        kept = SignedAct(
            claim=hearing.signed.claim[:_KEPT_OF_UNPROVEN], signature=hearing.signed.signature[:_KEPT_OF_SIGNATURE]
        )
        hearing = replace(hearing, signed=kept)
    entry = kind.refused(hearing, subject, act, refused, forged=forged)
    # An act that came to the wrong place leaves its id to the delivery that it was signed for.
    astray = act is not None and act.subject != subject
    if entry.act_id is not None and (astray or await _is_known(hearing.connection, entry.act_id)):
        entry = replace(entry, reused_act_id=entry.act_id, act_id=None)
    place = "" if entry.member else await _place(kind, hearing, subject)
    if await refusals.is_told(hearing.connection, entry.member, place, entry.article_id, hearing.at):
        await append(hearing.connection, entry)
    elif entry.act_id is not None:
        await refusals.keep_counted(hearing.connection, entry.act_id, entry.code, hearing.at)
    await refusals.write_down_past(hearing.connection, hearing.at)


async def _place(kind: Kind[Any], hearing: Hearing, subject: str) -> str:
    """What unproven acts are counted by: what there is by its name, what anybody can make up by its kind."""
    if article_of(subject) is None:
        stands = await kind.now(hearing, subject)
        if isinstance(stands, MatterNow) and not stands.opened:
            return subject.partition("/")[0][:LONGEST_NAME]
    return subject


async def _is_over(kind: Kind[Any], hearing: Hearing, act: MemberAct) -> bool:
    """Whether an act is on a matter that has ended, whose workflow takes none."""
    if not isinstance(act, MatterClaim) or MATTER_ACTS[act.act].opens:
        return False
    stands = await kind.now(hearing, act.subject)
    return isinstance(stands, MatterNow) and stands.opened and stands.over


async def _is_known(connection: Connection, act_id: str) -> bool:
    """Whether an act was recorded, or counted as refused."""
    if await entry_of_act(connection, act_id) is not None:
        return True
    return await refusals.counted_as(connection, act_id) is not None


async def _alarm(kind: Kind[Any], hearing: Hearing, subject: str, refused: Refused) -> None:
    """One unread alarm about a subject, with the number of forgeries, however many are sent."""
    notifications = forgery_notifications(hearing.version.board, kind.called(subject), refused.message)
    occasion = f"forged/{await _place(kind, hearing, subject)}"
    await obligations.alarm(hearing.connection, article_of(subject) or "", occasion, notifications, hearing.at)


def _answer(stands: ArticleNow | MatterNow, code: str = "", message: str = "") -> Recorded:
    match stands:
        case MatterNow():
            return Recorded(accepted=not code, code=code, message=message, now=stands)
        case ArticleNow() if code:
            return Recorded(accepted=False, code=code, message=message)
        case ArticleNow():
            return Recorded(accepted=True, standing=stands.standing, agenda=stands.agenda)
