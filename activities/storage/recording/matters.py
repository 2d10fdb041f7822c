"""What acts on matters of the house are judged by, whatever the kind of matter."""

from collections.abc import Mapping
from datetime import datetime

from activities.contracts import MatterNow
from activities.storage.database import Connection
from activities.storage.matters.kinds import LONGEST_NAME, NOT_OPENED, Done, Judged, Matters, Room
from activities.storage.roster import change_roster
from newsroom.article import ArticleId
from newsroom.claims import check_age
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.deeds import DeedAccepted, DeedRefused
from newsroom.matters.deeds import Deed, deed_from, kind_of
from newsroom.matters.kinds import MatterKind
from newsroom.text import quoted, storable


class MatterActs:
    """Matters of every kind; each kind judges its own acts."""

    one = "việc"
    kept = "mọi việc giữ nguyên"

    def __init__(self, kinds: Mapping[MatterKind, Matters]) -> None:
        self._kinds = kinds

    def read(self, text: str) -> Deed:
        """The deed that a signed text states. Errors: Refused."""
        return deed_from(text)

    def called(self, subject: str) -> str:
        """A matter as an alarm names it."""
        return subject

    async def lock(self, connection: Connection, subject: str, act: Deed | None) -> None:
        """Keep the roster for this transaction, then lock the rows that the kind judges by."""
        # Such acts are rare, and each is judged by all the others: one at a time for the whole house.
        await change_roster(connection)
        if act is not None and (kind := self._kind(subject)) is not None:
            await kind.lock(connection, _id(subject), act)

    async def judge(self, room: Room, subject: str, act: Deed) -> Judged:
        """Judge a deed and write what follows from it. Errors: Refused."""
        check_age(act, room.at)
        done = await self._known(subject).judge(room, _id(subject), act)
        return Judged(entry=_accepted(room, act, done), notices=done.notices)

    async def now(self, room: Room, subject: str) -> MatterNow:
        """How the matter stands."""
        return await self.at(room.connection, subject, room.at)

    async def at(self, connection: Connection, subject: str, at: datetime) -> MatterNow:
        """How the matter stands at an instant; one that nobody could open is over."""
        kind = self._kind(subject)
        return NOT_OPENED if kind is None else await kind.now(connection, _id(subject), at)

    async def attend(self, subject: str) -> None:
        """Do what is due now; safe to repeat. Errors: Refused for no kind of matter."""
        await self._known(subject).attend(_id(subject))

    def refused(self, room: Room, subject: str, act: Deed | None, refused: Refused, *, forged: bool) -> DeedRefused:
        """The ledger's line about a refusal; of a forged deed it says only whom it names."""
        deed = None if forged else act
        return DeedRefused(
            at=room.at,
            act_id=storable(deed.act_id) if deed else None,
            matter=subject,
            act=deed.act if deed else None,
            member=deed.member if deed else "",
            office=deed.office if deed else None,
            board_version=room.version.number,
            facts=deed.facts if deed else {},
            claim=room.signed.claim,
            signature=room.signed.signature,
            code=RefusalCode(refused.code),
            message=refused.message,
            claimed=(act.member if act else "")[:LONGEST_NAME] if forged else None,
        )

    def _kind(self, subject: str) -> Matters | None:
        kind = kind_of(subject)
        return None if kind is None else self._kinds.get(kind)

    def _known(self, subject: str) -> Matters:
        if (kind := self._kind(subject)) is None:
            raise Refused(RefusalCode.BAD_REQUEST, f"Không có loại việc “{quoted(subject)}”; mọi việc giữ nguyên.")
        return kind


def _id(matter: str) -> str:
    return matter.partition("/")[2]


def _accepted(room: Room, deed: Deed, done: Done) -> DeedAccepted:
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
        claim=room.signed.claim,
        signature=room.signed.signature,
        ground=done.ground,
        effect=done.effect,
    )
