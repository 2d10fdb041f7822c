"""One member's deed on a matter of the house, judged and recorded in one transaction, accepted or refused."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from activities.contracts import DeedRecorded, MatterNow, Recorded, SignedAct
from activities.signatures import SignatureCheck
from activities.storage import obligations
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, now
from activities.storage.ledger import append, entry_of_act, storable
from activities.storage.matters.kinds import NOT_OPENED, Done, Matters, Room
from activities.storage.roster import change_roster, known_at
from newsroom.article import ArticleId
from newsroom.claims import check_age
from newsroom.consequences import Notice, forgery_notices
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.deeds import DeedAccepted, DeedRefused
from newsroom.ledger.entries import answer_in, is_of
from newsroom.matters.deeds import Deed, deed_from, kind_of
from newsroom.matters.kinds import MatterKind
from newsroom.text import quoted

_KEPT_CHARS: Final = 4_000


class DeedStore:
    """Records deeds. Shape: `signatures` holds only the desk's public key; `kinds` knows every kind of matter."""

    def __init__(
        self,
        database: Database,
        boards: BoardStore,
        signatures: SignatureCheck,
        kinds: Mapping[MatterKind, Matters],
    ) -> None:
        self._database = database
        self._boards = boards
        self._signatures = signatures
        self._kinds = kinds

    async def record(self, matter: str, act: SignedAct) -> DeedRecorded:
        """The answer to a deed: judged against the roster, the notice in force and the desk's signature.

        Again: an act id that the ledger already has gives the recorded answer; nothing is judged twice.
        Source: promise 2 of the design; rule 7.
        """
        async with self._database.writing() as connection:
            # Deeds are rare, and each is judged by all the others: one at a time for the whole house.
            await change_roster(connection)
            at = now()
            version, roster = await self._boards.within(connection, at), await known_at(connection, at)
            room = Room(connection=connection, version=version, roster=roster, at=at, signed=act)
            try:
                deed = self._proven(matter, act)
                if (earlier := await self._earlier(room, matter, act, deed)) is not None:
                    return earlier
                async with connection.transaction():
                    done = await self._judge(room, matter, deed)
            except Refused as refused:
                await _refuse(room, matter, act, refused)
                now_ = await self._now(connection, matter)
                return DeedRecorded(accepted=False, now=now_, code=str(refused.code), message=refused.message)
            await obligations.notify(connection, done.article_id, deed.act_id, _to_others(done, deed), at)
            await append(connection, _accepted(room, deed, act, done))
            return DeedRecorded(accepted=True, now=await self._now(connection, matter))

    async def record_refusal(self, matter: str, act: SignedAct, refused: Refused) -> None:
        """Keep a refusal that happened before the workflow accepted the deed; one already recorded stays as it is."""
        async with self._database.writing() as connection:
            # The deed may be in the recording at this moment.
            await change_roster(connection)
            if await entry_of_act(connection, deed_from(act.claim).act_id) is None:
                at = now()
                version, roster = await self._boards.within(connection, at), await known_at(connection, at)
                room = Room(connection=connection, version=version, roster=roster, at=at, signed=act)
                await _refuse(room, matter, act, refused)

    async def attend(self, matter: str) -> MatterNow:
        """How a matter stands after what was due has been done. Again: what is done already stays done."""
        await self._of(matter).attend(_id(matter))
        async with self._database.reading() as connection:
            return await self._now(connection, matter)

    async def answer_to(self, act_id: str) -> Recorded | None:
        """Accepted or not, code and message of a recorded deed; None when it never got here."""
        async with self._database.reading() as connection:
            entry = await entry_of_act(connection, act_id)
        if entry is None:
            return None
        code, message = answer_in(entry)
        return Recorded(accepted=not code, code=code, message=message)

    async def is_held(self) -> bool:
        """Whether a deed that is not there yet may be waiting for a lock."""
        return await self._database.is_held()

    async def _judge(self, room: Room, matter: str, deed: Deed) -> Done:
        check_age(deed, room.at)
        return await self._of(matter).judge(room, _id(matter), deed)

    async def _earlier(self, room: Room, matter: str, act: SignedAct, deed: Deed) -> DeedRecorded | None:
        entry = await entry_of_act(room.connection, deed.act_id)
        if entry is None:
            return None
        if not is_of(entry, act.claim):
            raise Refused(
                RefusalCode.REPEATED_ACT,
                "Mã thao tác đã được dùng cho một thao tác khác; mọi việc giữ nguyên. Hãy thao tác lại.",
            )
        code, message = answer_in(entry)
        return DeedRecorded(accepted=not code, now=await self._now(room.connection, matter), code=code, message=message)

    def _proven(self, matter: str, act: SignedAct) -> Deed:
        if not self._signatures.holds(act.claim, act.signature):
            raise Refused(
                RefusalCode.BAD_SIGNATURE,
                "Thao tác không có chữ ký hợp lệ của bàn biên tập nên bị từ chối và ghi sổ; mọi việc giữ nguyên.",
            )
        deed = deed_from(act.claim)
        if deed.matter != matter:
            raise Refused(RefusalCode.BAD_REQUEST, "Thao tác ghi cho việc khác nên bị từ chối; mọi việc giữ nguyên.")
        if storable(act.claim) != act.claim or storable(dict(deed.facts)) != dict(deed.facts):
            raise Refused(RefusalCode.BAD_REQUEST, "Thao tác chứa ký tự không lưu được; hãy gõ lại nội dung.")
        return deed

    def _of(self, matter: str) -> Matters:
        kind = kind_of(matter)
        if kind is None or kind not in self._kinds:
            raise Refused(RefusalCode.BAD_REQUEST, f"Không có loại việc “{quoted(matter)}”; mọi việc giữ nguyên.")
        return self._kinds[kind]

    async def _now(self, connection: Connection, matter: str) -> MatterNow:
        kind = kind_of(matter)
        if kind is None or kind not in self._kinds:
            return NOT_OPENED
        return await self._kinds[kind].now(connection, _id(matter), now())


def _id(matter: str) -> str:
    return matter.partition("/")[2]


def _to_others(done: Done, deed: Deed) -> list[Notice]:
    return [notice for notice in done.notices if notice.to != deed.member]


def _accepted(room: Room, deed: Deed, act: SignedAct, done: Done) -> DeedAccepted:
    return DeedAccepted(
        at=room.at,
        article_id=ArticleId(done.article_id),
        act_id=deed.act_id,
        matter=deed.matter,
        act=deed.act,
        member=deed.member,
        office=deed.office,
        board_version=room.version.number,
        facts=deed.facts,
        claim=act.claim,
        signature=act.signature,
        ground=done.ground,
        effect=done.effect,
    )


async def _refuse(room: Room, matter: str, act: SignedAct, refused: Refused) -> None:
    forged = refused.code == RefusalCode.BAD_SIGNATURE
    if forged:
        # Anybody can send one: its words prove nothing, so nobody is named by it.
        notices = forgery_notices(room.version.board, matter, refused.message)
        mark = hashlib.sha256(f"{act.signature}|{act.claim}".encode(errors="replace")).hexdigest()
        await obligations.notify(room.connection, "", f"forged/{matter}/{mark}", notices, room.at)
    entry = _refused(room, matter, act, refused, None if forged else _deed_in(act))
    if entry.act_id is not None and await entry_of_act(room.connection, entry.act_id) is not None:
        entry = replace(entry, reused_act_id=entry.act_id, act_id=None)
    await append(room.connection, entry)


def _deed_in(act: SignedAct) -> Deed | None:
    try:
        return deed_from(act.claim)
    except Refused:
        return None


def _refused(room: Room, matter: str, act: SignedAct, refused: Refused, deed: Deed | None) -> DeedRefused:
    return DeedRefused(
        at=room.at,
        act_id=storable(deed.act_id) if deed else None,
        matter=matter,
        act=deed.act if deed else None,
        member=deed.member if deed else "",
        office=deed.office if deed else None,
        board_version=room.version.number,
        facts=deed.facts if deed else {},
        claim=act.claim if deed else act.claim[:_KEPT_CHARS],
        signature=act.signature if deed else act.signature[:200],
        code=RefusalCode(refused.code),
        message=refused.message,
    )
