"""Absences and delegations as matters of the house: what their deeds write, and whom they move."""

from datetime import datetime
from typing import Final

from activities.contracts import MatterNow
from activities.storage.boards import BoardStore
from activities.storage.database import Connection
from activities.storage.matters.kinds import NOT_OPENED, Done, Room
from activities.storage.matters.moving import MoveStore
from activities.storage.roster import absence_of, add_absence, add_grant, add_term, grants_of
from activities.storage.stages import staged
from newsroom.board import Board
from newsroom.claims import incomplete
from newsroom.consequences import Notice
from newsroom.ledger.deeds import Away, Lent
from newsroom.matters import absences as rules
from newsroom.matters import delegations, facts
from newsroom.matters.deeds import Deed
from newsroom.matters.kinds import DeedAct
from newsroom.notices.roster import (
    absence_notices,
    absence_summary,
    assigned_notices,
    changed_notices,
    ended_grant_notices,
    grant_summary,
    lent_notices,
)
from newsroom.roster import Absence, Grant

_WAITING: Final = staged(
    "SELECT count(*) AS n, coalesce(array_agg(title ORDER BY since) FILTER (WHERE place <= 10), '{}') AS titles FROM ("
    "SELECT title, since, row_number() OVER (ORDER BY since) AS place FROM articles "
    "WHERE stage IN (Stage.EDITING, Stage.AWAITING_APPROVAL) AND asked = $1) AS waiting"
)


class AbsenceMatters:
    """Absences, with the assignments made for them."""

    def __init__(self, boards: BoardStore, moves: MoveStore) -> None:
        self._boards = boards
        self._moves = moves

    async def lock(self, connection: Connection, matter_id: str, deed: Deed) -> None:
        """Nothing: whoever holds the roster is alone with these rows."""

    async def judge(self, room: Room, matter_id: str, deed: Deed) -> Done:
        """Judge and write a deed on an absence."""
        known = await absence_of(room.connection, matter_id, room.at)
        if deed.act is DeedAct.FILE_ABSENCE:
            if known is not None:
                raise incomplete(deed, "đợt vắng này đã được ghi")
            return await self._file(room, matter_id, deed)
        if known is None:
            raise incomplete(deed, "không có đợt vắng này")
        match deed.act:
            case DeedAct.CHANGE_ABSENCE:
                return await self._change(room, known, deed)
            case DeedAct.ASSIGN:
                return await self._assign(room, known, deed)
            case DeedAct.REVOKE | DeedAct.RENEW:
                return await _end_or_renew(room, deed, absence=matter_id)
            case _:
                raise incomplete(deed, "thao tác này không dùng cho đợt vắng")

    async def attend(self, matter_id: str) -> None:
        """Move the articles that the absence or one of its assignments moves at this moment."""
        await self._moves.move(f"absence/{matter_id}")

    async def now(self, connection: Connection, matter_id: str, at: datetime) -> MatterNow:
        """How the absence stands."""
        absence = await absence_of(connection, matter_id, at)
        if absence is None:
            return NOT_OPENED
        grants = await grants_of(connection, at, absence=matter_id)
        board = (await self._boards.within(connection, at)).board
        times = [absence.starts_at, absence.ends_at, *(t for g in grants for t in (g.starts_at, g.ends_at))]
        moments = tuple(sorted({moment for moment in times if at < moment <= absence.ends_at}))
        summary = absence_summary(board, absence, grants)
        return MatterNow(opened=True, over=absence.is_over(at), moments=moments, summary=summary)

    async def _file(self, room: Room, matter_id: str, deed: Deed) -> Done:
        board = room.version.board
        absence, ground = rules.filed(board, room.roster, matter_id, deed, room.at)
        await add_absence(room.connection, absence)
        waiting = await room.connection.fetchrow(_WAITING, absence.member)
        notices = absence_notices(board, room.roster, absence, waiting["n"], tuple(waiting["titles"]))
        return Done(ground=ground, notices=notices, effect=Away(member=absence.member))

    async def _change(self, room: Room, absence: Absence, deed: Deed) -> Done:
        board = room.version.board
        after, ground = rules.changed(board, room.roster, absence, deed, room.at)
        await add_term(room.connection, f"absence/{absence.id}", room.at, after.starts_at, after.ends_at)
        grants = await grants_of(room.connection, room.at, absence=absence.id)
        for grant in grants:
            if grant.ends_at > after.ends_at:
                ends_at = max(after.ends_at, grant.starts_at)
                await add_term(room.connection, f"grant/{grant.id}", room.at, grant.starts_at, ends_at)
        return Done(ground=ground, notices=changed_notices(board, room.roster, absence, after, grants))

    async def _assign(self, room: Room, absence: Absence, deed: Deed) -> Done:
        board, grant_id = room.version.board, deed.act_id[:12]
        grant, ground = rules.assigned(board, room.roster, absence, grant_id, deed, room.at)
        await add_grant(room.connection, grant)
        return Done(ground=ground, notices=assigned_notices(board, absence, grant), effect=Lent(grant=grant.id))


class DelegationMatters:
    """Delegations and authorisations; each is one grant, and the matter's id is the grant's."""

    def __init__(self, boards: BoardStore, moves: MoveStore) -> None:
        self._boards = boards
        self._moves = moves

    async def lock(self, connection: Connection, matter_id: str, deed: Deed) -> None:
        """Nothing: whoever holds the roster is alone with these rows."""

    async def judge(self, room: Room, matter_id: str, deed: Deed) -> Done:
        """Judge and write a deed on a delegation."""
        if deed.act in {DeedAct.REVOKE, DeedAct.RENEW}:
            return await _end_or_renew(room, deed, grant=matter_id)
        if deed.act is not DeedAct.DELEGATE:
            raise incomplete(deed, "thao tác này không dùng cho ủy quyền")
        if await grants_of(room.connection, room.at, grant=matter_id):
            raise incomplete(deed, "ủy quyền này đã được ghi")
        board = room.version.board
        grant, ground = delegations.delegated(board, room.roster, matter_id, deed, room.at)
        await add_grant(room.connection, grant)
        return Done(ground=ground, notices=lent_notices(board, grant), effect=Lent(grant=grant.id))

    async def attend(self, matter_id: str) -> None:
        """Move the articles that the delegation moves at this moment."""
        await self._moves.move(f"delegation/{matter_id}")

    async def now(self, connection: Connection, matter_id: str, at: datetime) -> MatterNow:
        """How the delegation stands."""
        found = await grants_of(connection, at, grant=matter_id)
        if not found:
            return NOT_OPENED
        grant = found[0]
        board = (await self._boards.within(connection, at)).board
        moments = tuple(moment for moment in (grant.starts_at, grant.ends_at) if moment > at)
        return MatterNow(opened=True, over=grant.is_over(at), moments=moments, summary=grant_summary(board, grant))


async def _end_or_renew(room: Room, deed: Deed, *, absence: str = "", grant: str = "") -> Done:
    """Revoke or renew the grant that a deed names (of an absence), or the matter's own."""
    board = room.version.board
    named = grant or deed.fact(facts.GRANT)
    found = [g for g in await grants_of(room.connection, room.at, grant=named) if g.absence == absence]
    if not found:
        raise incomplete(deed, "không có phân công hoặc ủy quyền này")
    rule = delegations.revoked if deed.act is DeedAct.REVOKE else delegations.renewed
    after, ground = rule(board, room.roster, found[0], deed, room.at)
    await add_term(room.connection, f"grant/{after.id}", room.at, after.starts_at, after.ends_at)
    return Done(ground=ground, notices=_told(board, after, deed), effect=Lent(grant=after.id))


def _told(board: Board, grant: Grant, deed: Deed) -> tuple[Notice, ...]:
    if deed.act is DeedAct.REVOKE:
        return ended_grant_notices(board, grant, deed.said(facts.REASON))
    return lent_notices(board, grant)
