"""One person's act, judged and recorded in one transaction; the ledger keeps the accepted and the refused alike."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import asyncpg

from activities.contracts import ArticleNow, MatterNow, Recorded, SignedAct
from activities.storage import obligations, refusals
from activities.storage.boards import BoardStore
from activities.storage.database import Database, now
from activities.storage.keys import KeyStore
from activities.storage.ledger import append, counted_of, entry_of_act, news
from activities.storage.matters.kinds import Hearing, Judged, Kind, KindWithMoments
from activities.storage.recording.apart import not_signed, put_apart, understood
from activities.storage.recording.matters import is_over
from activities.storage.recording.personally import count_up, grounded, signed_personally, unsigned_by_member
from activities.storage.recording.refusing import is_known, refuse
from activities.storage.recording.repeated import earlier, refuse_superseded
from activities.storage.recording.told import REFUSED_BEFORE, ToldActs
from newsroom.article import article_of
from newsroom.claims import CLAIM_LIFETIME, Claim, MemberAct
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.entries import answer_in, readable
from newsroom.matters.acts import MatterClaim
from newsroom.members.unheard import called_off, too_late_to_record, workflow_gone
from newsroom.notifications.upkeep import workflow_gone_notifications
from newsroom.signed.canonical import EARLIEST, PRESENT
from newsroom.signed.personal_keys import KeyClaim
from newsroom.signed.pointing import PointClaim


class _Midway(Exception):
    """A refusal where something may have been written already: the transaction is to be undone."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.message)
        self.refused = refused


class ActStore(ToldActs):
    """Records acts of people.

    Shape: a subject is an article or a matter, by the name that its workflow has too. One store records the acts that
    go through workflows, another those that the desk hands over straight: on points of articles, on members' own keys.
    """

    def __init__(
        self,
        database: Database,
        boards: BoardStore,
        keys: KeyStore,
        articles: Kind[Claim] | Kind[PointClaim],
        matters: KindWithMoments[MatterClaim] | KindWithMoments[KeyClaim],
    ) -> None:
        super().__init__(database)
        self._boards = boards
        self._keys = keys
        self._articles = articles
        self._matters = matters
        self._rolled = False

    async def record(self, subject: str, signed: SignedAct) -> Recorded:
        """The answer to an act: judged against its subject, the board and the roster in force, the desk's signature.

        Again: an act id that the ledger already has gives the recorded answer; nothing is judged twice.
        Errors: Refused, unrecorded, for an article that nobody knows.
        Source: promise 2 of the design; rules 7, 12.
        """
        kind = self._of(subject)
        signed, act = await understood(self._database, self._keys, kind, subject, signed)
        try:
            return await self._recorded(kind, subject, signed, act)
        except _Midway as met:
            # What was half written is undone; another run of this act may have been recorded since.
            return await self._recorded(kind, subject, signed, act, met.refused)

    async def _recorded(
        self, kind: Kind[Any], subject: str, signed: SignedAct, act: Any, met: Refused | None = None
    ) -> Recorded:
        """The answer to an act, in one transaction; one that has met a refusal already is judged no more."""
        async with self._hearing(kind, subject, signed, None if isinstance(act, Refused) else act) as hearing:
            try:
                if isinstance(act, Refused):
                    raise act
                if not self._keys.known.admits(signed.claim, signed.signature, hearing.at):
                    raise not_signed(kind)
                if (entry := earlier(kind, hearing)) is not None:
                    return _answer(await kind.now(hearing, subject), *answer_in(entry))
                if (code := hearing.refused) is not None:
                    return _answer(await kind.now(hearing, subject), code, REFUSED_BEFORE)
                if met is not None:
                    raise met
            except Refused as refused:
                await refuse(kind, hearing, subject, refused)
                return _answer(await kind.now(hearing, subject), str(refused.code), refused.message)
            try:
                await refuse_superseded(hearing, act)
                signed_by = signed_personally(hearing, act)
                judged = grounded(await kind.judge(hearing, subject, act), signed_by, act)
                await count_up(hearing.connection, signed_by, act)
            except Refused as refused:
                raise _Midway(refused) from refused
            return await _keep(kind, hearing, subject, act, judged)

    async def record_late(self, subject: str, signed: SignedAct, taken_at: datetime) -> Recorded:
        """The answer to an act that the workflow server took at an instant and a restored ledger has lost.

        Shape: judged as of then, by the board and the roster of then.
        Again: as `record`.
        Errors: Refused, and then nothing is written: it was accepted once, and nobody refuses it now. So is one whose
        hour lies too far before what the ledger has by now, which would never count there.
        Source: promises 2 and 5 of the design; decision 0034.
        """
        kind = self._of(subject)
        signed, act = await understood(self._database, self._keys, kind, subject, signed)
        if isinstance(act, Refused):
            raise act
        async with self._hearing(kind, subject, signed, act, taken_at) as hearing:
            if (entry := earlier(kind, hearing)) is not None:
                return _answer(await kind.now(hearing, subject), *answer_in(entry))
            judged = grounded(await kind.judge(hearing, subject, act), signed_personally(hearing, act), act)
            lines = readable(await counted_of(hearing.connection, judged.entry.article_id))
            if any(taken_at < line.at - CLAIM_LIFETIME for line in lines):
                raise too_late_to_record(act)
            return await _keep(kind, hearing, subject, act, judged)

    async def put_apart(self, act_id: str, signed: SignedAct) -> None:
        """Keep an act with the words in it, before it goes to the workflow server without them.

        Again: what is kept already stays as it is.
        """
        async with self._database.writing() as connection:
            await put_apart(connection, act_id, signed)

    async def is_proven(self, signed: SignedAct) -> bool:
        """Whether the desk has signed a text, with a key that counts now."""
        ring = await self._keys.present()
        return ring.admits(signed.claim, signed.signature, now())

    async def foretold(self, signed: SignedAct, act: MemberAct) -> Refused | None:
        """The refusal that an act would meet now, by board and roster; None when it is worth sending.

        Shape: the rules that judge it in its turn judge it here, up to the first thing that they would lock or write;
        nothing is allowed by this, and nothing is written.
        """
        kind, unsigned = self._of(act.subject), None
        try:
            async with self._database.reading() as connection, connection.transaction(readonly=True):
                at = now()
                version, roster, personal = await self._boards.powers_at(connection, at)
                hearing = Hearing(
                    connection=connection,
                    version=version,
                    roster=roster,
                    at=at,
                    signed=signed,
                    personal=personal,
                    only_asked=True,
                )
                unsigned = unsigned_by_member(hearing, act)
                if await is_over(kind, hearing, act):
                    said = f"Không thể {act.label}: việc này đã kết thúc; {act.kept} giữ nguyên."
                    return Refused(RefusalCode.WRONG_STAGE, said)
                await kind.judge(hearing, act.subject, act)
        except asyncpg.ReadOnlySQLTransactionError:
            return unsigned
        except Refused as refused:
            return refused
        return unsigned

    async def record_refusal(self, subject: str, signed: SignedAct, refused: Refused) -> None:
        """Keep a refusal that happened before the workflow accepted the act; an act already recorded stays as it is."""
        kind = self._of(subject)
        act = kind.read(signed.claim)
        # The act may be in the recording at this moment: its locks are waited for.
        async with self._hearing(kind, subject, signed, act) as hearing:
            if not await is_known(hearing.connection, act.act_id):
                await refuse(kind, hearing, subject, refused)

    async def record_without_workflow(self, subject: str, signed: SignedAct, over: Refused) -> None:
        """Keep the refusal of an act that found no workflow: `over` of what has ended, an alarm for what is open.

        Again: an act already recorded stays as it is, and the alarm of one subject rings once an hour.
        """
        kind = self._of(subject)
        act = kind.read(signed.claim)
        async with self._hearing(kind, subject, signed, act) as hearing:
            if await is_known(hearing.connection, act.act_id):
                return
            refused = over
            if await kind.is_open(hearing, subject):
                refused = workflow_gone(act)
                told = workflow_gone_notifications(hearing.there, kind.called(subject), refused.message)
                occasion = f"gone/{subject}/{hearing.at:%Y-%m-%dT%H}"
                await obligations.notify(hearing.connection, article_of(subject) or "", occasion, told, hearing.at)
            await refuse(kind, hearing, subject, refused)

    async def call_off(self, subject: str, signed: SignedAct) -> Recorded:
        """What the ledger says of an act; one that never got there is called off in it and takes no effect later.

        Errors: StorageUnreachable; then the act may count until its signature is too old.
        Source: promise 8 of the design.
        """
        kind = self._of(subject)
        act = kind.read(signed.claim)
        # Behind the locks of a recording that is under way: whoever comes second finds the other's line.
        async with self._hearing(kind, subject, signed, act) as hearing:
            entry = await entry_of_act(hearing.connection, act.act_id)
            counted = None if entry else await refusals.counted_as(hearing.connection, act.act_id)
            if counted is not None:
                return Recorded(accepted=False, code=counted, message=REFUSED_BEFORE)
            if entry is None:
                entry = kind.refused(hearing, subject, act, called_off(act), forged=False)
                await append(hearing.connection, entry)
        code, message = answer_in(entry)
        return Recorded(accepted=not code, code=code, message=message)

    async def give_up(self, subject: str, signed: SignedAct, refused: Refused) -> Recorded | None:
        """What the ledger says of an act that cannot be judged, after it has been refused unless it was recorded."""
        whole, _ = await understood(self._database, self._keys, self._of(subject), subject, signed)
        await self.record_refusal(subject, whole, refused)
        return await self.answer_to(self._of(subject).read(signed.claim).act_id)

    async def claims_version(self) -> int:
        """The version of claims that every worker reads: the earliest while some of the build before may run."""
        if not self._rolled:
            async with self._database.reading() as connection:
                self._rolled = await connection.fetchval("SELECT count(*) FROM upgrades WHERE name = 'rolled'") > 0
        return PRESENT if self._rolled else EARLIEST

    async def attend(self, matter: str) -> MatterNow:
        """How a matter stands after what was due has been done.

        Again: what is done already stays done.
        Errors: Refused for no kind of matter.
        """
        await self._matters.attend(matter)
        async with self._database.reading() as connection:
            return await self._matters.at(connection, matter, now())

    @asynccontextmanager
    async def _hearing(
        self, kind: Kind[Any], subject: str, signed: SignedAct, act: Any, taken_at: datetime | None = None
    ) -> AsyncIterator[Hearing]:
        async with self._database.writing() as connection:
            row = await kind.lock(connection, subject, act)
            # Not before the locks: an act that waited is judged by the board, the roster and the hour of its turn.
            told = await news(connection, act.act_id if act else "", self._boards.powers.seen)
            at = taken_at or told.at
            version, roster, personal = await self._boards.powers_at(connection, at, told)
            yield Hearing(
                connection=connection,
                version=version,
                roster=roster,
                at=at,
                signed=signed,
                personal=personal,
                row=row,
                entry=told.entry,
                refused=told.refused,
                once_taken=taken_at is not None,
            )

    def _of(self, subject: str) -> Kind[Any]:
        return self._matters if article_of(subject) is None else self._articles


async def _keep(kind: Kind[Any], hearing: Hearing, subject: str, act: Any, judged: Judged) -> Recorded:
    """Tell the people and write the line; the ledger's head is held from then on, so that comes last."""
    # Of a key its owner hears even of an own act: it may be somebody else's in that name.
    own = isinstance(act, KeyClaim)
    others = [told for told in judged.notifications if own or told.to != act.member]
    await obligations.notify(hearing.connection, judged.entry.article_id, act.act_id, others, hearing.at)
    answer = _answer(judged.now or await kind.now(hearing, subject))
    for line in (*judged.breaches, judged.entry):
        await append(hearing.connection, line)
    return answer


def _answer(stands: ArticleNow | MatterNow, code: str = "", message: str = "") -> Recorded:
    match stands:
        case MatterNow():
            return Recorded(accepted=not code, code=code, message=message, now=stands)
        case ArticleNow() if code:
            return Recorded(accepted=False, code=code, message=message)
        case ArticleNow():
            return Recorded(accepted=True, standing=stands.standing, agenda=stands.agenda)
