"""Absences and delegations as matters: what their acts write, and whom they move."""

from datetime import datetime
from typing import Final

from activities.contracts import MatterNow
from activities.storage.boards import BoardStore
from activities.storage.database import Connection
from activities.storage.matters.kinds import NOT_OPENED, Done, Hearing
from activities.storage.matters.reseating import MoveStore
from activities.storage.roster import absence_of, add_absence, add_grant, add_term, grants_of
from activities.storage.stages import staged
from newsroom.claims import incomplete
from newsroom.entitlement.addressees import Notification
from newsroom.ledger.matter_acts import Away, Lent
from newsroom.matters import absences as rules
from newsroom.matters import delegations, facts
from newsroom.matters.acts import MatterClaim
from newsroom.matters.kinds import MatterAct
from newsroom.notifications.roster import (
    absence_notifications,
    absence_summary,
    assigned_notifications,
    changed_notifications,
    ended_grant_notifications,
    grant_summary,
    lent_notifications,
)
from newsroom.roster import Absence, Grant, Presence

_WAITING: Final = staged(
    "SELECT count(*) AS n, coalesce(array_agg(title ORDER BY since) FILTER (WHERE place <= 10), '{}') AS titles FROM ("
    "SELECT title, since, row_number() OVER (ORDER BY since) AS place FROM articles "
    "WHERE stage IN (Stage.RECEIVED, Stage.EDITING, Stage.AWAITING_APPROVAL) AND asked = $1) AS waiting"
)


class AbsenceMatters:
    """Absences, with the assignments made for them."""

    def __init__(self, boards: BoardStore, moves: MoveStore) -> None:
        self._boards = boards
        self._moves = moves

    async def lock(self, connection: Connection, matter_id: str, claim: MatterClaim) -> None:
        """Nothing: whoever holds the roster is alone with these rows."""

    async def judge(self, hearing: Hearing, matter_id: str, claim: MatterClaim) -> Done:
        """Judge and write an act on an absence."""
        known = await absence_of(hearing.connection, matter_id, hearing.at)
        if claim.act is MatterAct.FILE_ABSENCE:
            if known is not None:
                raise incomplete(claim, "đợt vắng này đã được ghi")
            return await self._file(hearing, matter_id, claim)
        if known is None:
            raise incomplete(claim, "không có đợt vắng này")
        match claim.act:
            case MatterAct.CHANGE_ABSENCE:
                return await self._change(hearing, known, claim)
            case MatterAct.ASSIGN:
                return await self._assign(hearing, known, claim)
            case MatterAct.REVOKE | MatterAct.RENEW:
                return await _end_or_renew(hearing, claim, absence=matter_id)
            case _:
                raise incomplete(claim, "thao tác này không dùng cho đợt vắng")

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

    async def _file(self, hearing: Hearing, matter_id: str, claim: MatterClaim) -> Done:
        board = hearing.version.board
        absence, ground = rules.filed(board, hearing.roster, matter_id, claim, hearing.at)
        await add_absence(hearing.connection, absence)
        waiting = await hearing.connection.fetchrow(_WAITING, absence.member)
        notifications = absence_notifications(hearing.there, absence, waiting["n"], tuple(waiting["titles"]))
        return Done(ground=ground, notifications=notifications, effect=Away(member=absence.member))

    async def _change(self, hearing: Hearing, absence: Absence, claim: MatterClaim) -> Done:
        board = hearing.version.board
        after, ground = rules.changed(board, hearing.roster, absence, claim, hearing.at)
        await add_term(hearing.connection, f"absence/{absence.id}", hearing.at, after.starts_at, after.ends_at)
        grants = await grants_of(hearing.connection, hearing.at, absence=absence.id)
        for grant in grants:
            if grant.ends_at > after.ends_at:
                ends_at = max(after.ends_at, grant.starts_at)
                await add_term(hearing.connection, f"grant/{grant.id}", hearing.at, grant.starts_at, ends_at)
        return Done(ground=ground, notifications=changed_notifications(hearing.there, absence, after, grants))

    async def _assign(self, hearing: Hearing, absence: Absence, claim: MatterClaim) -> Done:
        board, grant_id = hearing.version.board, claim.act_id[:12]
        grant, ground = rules.assigned(board, hearing.roster, absence, grant_id, claim, hearing.at)
        await add_grant(hearing.connection, grant)
        return Done(
            ground=ground,
            notifications=assigned_notifications(hearing.there, absence, grant),
            effect=Lent(grant=grant.id),
        )


class DelegationMatters:
    """Delegations and authorisations; each is one grant, and the matter's id is the grant's."""

    def __init__(self, boards: BoardStore, moves: MoveStore) -> None:
        self._boards = boards
        self._moves = moves

    async def lock(self, connection: Connection, matter_id: str, claim: MatterClaim) -> None:
        """Nothing: whoever holds the roster is alone with these rows."""

    async def judge(self, hearing: Hearing, matter_id: str, claim: MatterClaim) -> Done:
        """Judge and write an act on a delegation."""
        if claim.act in {MatterAct.REVOKE, MatterAct.RENEW}:
            return await _end_or_renew(hearing, claim, grant=matter_id)
        if claim.act is not MatterAct.DELEGATE:
            raise incomplete(claim, "thao tác này không dùng cho ủy quyền")
        if await grants_of(hearing.connection, hearing.at, grant=matter_id):
            raise incomplete(claim, "ủy quyền này đã được ghi")
        board = hearing.version.board
        grant, ground = delegations.delegated(board, hearing.roster, matter_id, claim, hearing.at)
        await add_grant(hearing.connection, grant)
        return Done(ground=ground, notifications=lent_notifications(hearing.there, grant), effect=Lent(grant=grant.id))

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


async def _end_or_renew(hearing: Hearing, claim: MatterClaim, *, absence: str = "", grant: str = "") -> Done:
    """Revoke or renew the grant that an act names (of an absence), or the matter's own."""
    board = hearing.version.board
    named = grant or claim.fact(facts.GRANT)
    found = [g for g in await grants_of(hearing.connection, hearing.at, grant=named) if g.absence == absence]
    if not found:
        raise incomplete(claim, "không có phân công hoặc ủy quyền này")
    rule = delegations.revoked if claim.act is MatterAct.REVOKE else delegations.renewed
    after, ground = rule(board, hearing.roster, found[0], claim, hearing.at)
    await add_term(hearing.connection, f"grant/{after.id}", hearing.at, after.starts_at, after.ends_at)
    return Done(ground=ground, notifications=_told(hearing.there, after, claim), effect=Lent(grant=after.id))


def _told(there: Presence, grant: Grant, claim: MatterClaim) -> tuple[Notification, ...]:
    if claim.act is MatterAct.REVOKE:
        return ended_grant_notifications(there, grant, claim.said(facts.REASON))
    return lent_notifications(there, grant)
