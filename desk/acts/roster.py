"""Being away, assigning a stand-in, lending one's own power: one function per act, for API and command line."""

from dataclasses import dataclass, field
from datetime import datetime

from activities.storage.boards import BoardStore
from activities.storage.database import now
from activities.storage.matters.reading import MatterReadingStore, unknown_matter
from desk.acts.matters import MatterDesk
from desk.facts import hour, known_member, said
from desk.statements import Lent, Portion, Work
from newsroom.board import Board
from newsroom.matters.facts import DOCUMENT, ENDS_AT, GRANT, KIND, MEMBER, REASON, STARTS_AT, TO, WORK
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.members.actors import Actor
from workflows.messages import MatterAnswer

_ALL = Portion()
_CALLED = {MatterKind.ABSENCE: "đợt vắng", MatterKind.DELEGATION: "ủy quyền hoặc phân công"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterDesk:
    """Acts on absences, assignments and delegations.

    Errors: Refused (unknown_matter) before anything is signed; what the notice does not allow is Refused and recorded;
    InvalidInput names the field; ServerUnreachable says whether the act took effect.
    """

    matters: MatterDesk
    boards: BoardStore
    reading: MatterReadingStore = field(repr=False)

    async def file_absence(
        self, member: Actor, *, away: str = "", starts_at: datetime | None = None, ends_at: datetime, reason: str
    ) -> MatterAnswer:
        """Say that a member (the one who acts, when none is named) is away, from now when no hour is named."""
        who = known_member(await self._board(), MEMBER.name, away) if away else member.id
        since = starts_at or now()
        facts = dict((said(MEMBER, who), hour(STARTS_AT, since), hour(ENDS_AT, ends_at), said(REASON, reason)))
        return await self.matters.open(member, MatterAct.FILE_ABSENCE, MatterKind.ABSENCE, facts)

    async def change_absence(self, member: Actor, absence_id: str, *, ends_at: datetime | None = None) -> MatterAnswer:
        """End an absence at another hour: at once, earlier, or later."""
        sheet = await self.reading.absence(absence_id, now(), most=0)
        facts = dict([hour(ENDS_AT, ends_at or now())])
        return await self._do(member, MatterAct.CHANGE_ABSENCE, MatterKind.ABSENCE, sheet.absence.id, facts)

    async def assign(
        self,
        member: Actor,
        absence_id: str,
        *,
        to: str,
        work: Work = Work.APPROVALS,
        part: Portion = _ALL,
        reason: str = "",
    ) -> MatterAnswer:
        """Say who approves, or edits for the last time, while a member is away."""
        sheet = await self.reading.absence(absence_id, now(), most=0)
        who = known_member(await self._board(), TO.name, to)
        facts = dict((said(TO, who), said(WORK, work), said(REASON, reason)), **part.facts())
        return await self._do(member, MatterAct.ASSIGN, MatterKind.ABSENCE, sheet.absence.id, facts)

    async def delegate(
        self,
        member: Actor,
        *,
        to: str,
        kind: Lent = Lent.DELEGATION,
        part: Portion,
        document: str = "",
        reason: str = "",
    ) -> MatterAnswer:
        """Lend a part of one's own power, until an hour that must be named."""
        who = known_member(await self._board(), TO.name, to)
        stated = (said(KIND, kind), said(TO, who), said(DOCUMENT, document), said(REASON, reason))
        facts = dict(stated, **part.facts())
        return await self.matters.open(member, MatterAct.DELEGATE, MatterKind.DELEGATION, facts)

    async def renew(self, member: Actor, grant_id: str, *, ends_at: datetime, absence: str = "") -> MatterAnswer:
        """Give an assignment or a delegation another end."""
        return await self._on_grant(member, MatterAct.RENEW, grant_id, dict([hour(ENDS_AT, ends_at)]), absence)

    async def revoke(self, member: Actor, grant_id: str, *, reason: str, absence: str = "") -> MatterAnswer:
        """End an assignment or a delegation now."""
        return await self._on_grant(member, MatterAct.REVOKE, grant_id, dict([said(REASON, reason)]), absence)

    async def _on_grant(
        self, member: Actor, act: MatterAct, grant_id: str, facts: dict[str, str], absence: str
    ) -> MatterAnswer:
        """An act on a grant, sent to the matter that it belongs to: its absence, or its own delegation."""
        grant = await self.reading.grant(grant_id, now(), absence=absence)
        if member.is_outside:
            matter = f"{MatterKind.DELEGATION}/{grant.id}"
            unknown = unknown_matter(_CALLED[MatterKind.DELEGATION], grant_id)
            raise await self.matters.unseen(member, act, matter, facts, unknown)
        if grant.absence:
            return await self._do(member, act, MatterKind.ABSENCE, grant.absence, {**facts, GRANT.name: grant.id})
        return await self._do(member, act, MatterKind.DELEGATION, grant.id, facts)

    async def _do(
        self, member: Actor, act: MatterAct, kind: MatterKind, matter_id: str, facts: dict[str, str]
    ) -> MatterAnswer:
        matter = f"{kind}/{matter_id}"
        if member.is_outside and not await self._is_own(member, kind, matter_id):
            raise await self.matters.unseen(member, act, matter, facts, unknown_matter(_CALLED[kind], matter_id))
        return await self.matters.do(member, act, matter, facts)

    async def _is_own(self, member: Actor, kind: MatterKind, matter_id: str) -> bool:
        """Whether a matter is the absence of somebody outside the board, which is all that they see of the roster."""
        if kind is not MatterKind.ABSENCE:
            return False
        return (await self.reading.absence(matter_id, now(), most=0)).absence.member == member.id

    async def _board(self) -> Board:
        return (await self.boards.in_force()).board
