"""Incidents as matters: what their acts write, and how an alarm opens one."""

from datetime import datetime

from activities.contracts import MatterNow
from activities.storage import obligations
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, now
from activities.storage.matters.incident_rows import incident_of
from activities.storage.matters.kinds import NOT_OPENED, Done, Hearing
from activities.storage.stages import staged
from newsroom.article import MemberId, number_in, tail_in
from newsroom.claims import incomplete
from newsroom.matters.acts import MatterClaim
from newsroom.matters.incidents import Incident, compiled, decided, reported
from newsroom.matters.kinds import IncidentStage, MatterAct
from newsroom.notifications.incidents import (
    compiled_notifications,
    decided_notifications,
    incident_summary,
    reminder_notifications,
    reminders,
    reported_notifications,
)

_ADD = """
INSERT INTO incidents (id, stage, title, account, proposal, reported_by, reported_at, alarm)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
"""
_OF_ALARM = staged("SELECT id FROM incidents WHERE alarm = $1 AND stage <> IncidentStage.DECIDED")


class IncidentMatters:
    """Incidents, from the report to the decision."""

    def __init__(self, database: Database, boards: BoardStore) -> None:
        self._database = database
        self._boards = boards

    async def lock(self, connection: Connection, matter_id: str, claim: MatterClaim) -> None:
        """Nothing: whoever holds the roster is alone with these rows."""

    async def judge(self, hearing: Hearing, matter_id: str, claim: MatterClaim) -> Done:
        """Judge and write an act on an incident."""
        known = await incident_of(hearing.connection, matter_id)
        if claim.act is MatterAct.REPORT_INCIDENT:
            if known is not None:
                raise incomplete(claim, "sự việc này đã được báo")
            return await _report(hearing, matter_id, claim)
        if known is None:
            raise incomplete(claim, "không có sự việc này")
        match claim.act:
            case MatterAct.COMPILE_INCIDENT:
                return await _compile(hearing, known, claim)
            case MatterAct.DECIDE_INCIDENT:
                return await _decide(hearing, known, claim)
            case _:
                raise incomplete(claim, "thao tác này không dùng cho sự việc")

    async def attend(self, matter_id: str) -> None:
        """Open what an alarm asks for, then remind whoever is due; after an outage only the latest reminder counts.

        Again: an alarm opens one incident, and each reminder is one message.
        """
        at = now()
        async with self._database.writing() as connection:
            await self._open_by_alarm(connection, matter_id, at)
            incident = await incident_of(connection, matter_id)
            due = [each for each in reminders(incident) if each.at <= at] if incident else []
            if incident is None or not due:
                return
            told = reminder_notifications(await self._boards.presence(connection, at), incident, due[-1])
            occasion = f"incident/{matter_id}/{due[-1].stage}/{due[-1].at.isoformat()}"
            await obligations.notify(connection, "", occasion, told, at)

    async def now(self, connection: Connection, matter_id: str, at: datetime) -> MatterNow:
        """How the incident stands."""
        incident = await incident_of(connection, matter_id)
        if incident is None:
            return NOT_OPENED
        board = (await self._boards.within(connection, at)).board
        return MatterNow(
            opened=True,
            over=incident.stage is IncidentStage.DECIDED,
            moments=tuple(each.at for each in reminders(incident) if each.at > at),
            summary=incident_summary(board, incident),
        )

    async def _open_by_alarm(self, connection: Connection, matter_id: str, at: datetime) -> None:
        """An incident of the same alarm that is open already takes this one too."""
        alarm_id = tail_in(matter_id)
        row = await connection.fetchrow(
            "SELECT * FROM alarms WHERE id = $1 AND incident = '' AND $2 IN ('', number) FOR UPDATE",
            alarm_id,
            number_in(matter_id),
        )
        if row is None:
            return
        incident = Incident(
            id=matter_id,
            stage=IncidentStage.REPORTED,
            title=f"Báo động khẩn {row['alarm']}",
            account=row["summary"],
            proposal="",
            reported_by=MemberId(""),
            reported_at=at,
            alarm=row["alarm"],
        )
        await _add(connection, incident)
        taken_by = await connection.fetchval(_OF_ALARM, incident.alarm)
        await connection.execute("UPDATE alarms SET incident = $2 WHERE id = $1", alarm_id, taken_by)
        if taken_by == matter_id:
            told = reported_notifications(await self._boards.presence(connection, at), incident)
            await obligations.notify(connection, "", f"incident/{matter_id}/opened", told, at)


async def _add(connection: Connection, incident: Incident) -> None:
    await connection.execute(
        _ADD,
        incident.id,
        incident.stage,
        incident.title,
        incident.account,
        incident.proposal,
        incident.reported_by,
        incident.reported_at,
        incident.alarm,
    )


async def _report(hearing: Hearing, matter_id: str, claim: MatterClaim) -> Done:
    incident, ground = reported(hearing.version.board, matter_id, claim, hearing.at)
    await _add(hearing.connection, incident)
    told = reported_notifications(hearing.there, incident)
    return Done(ground=ground, notifications=told)


async def _compile(hearing: Hearing, incident: Incident, claim: MatterClaim) -> Done:
    after, ground = compiled(hearing.version.board, incident, claim, hearing.at)
    await hearing.connection.execute(
        "UPDATE incidents SET stage = $2, summary = $3, compiled_at = $4 WHERE id = $1",
        after.id,
        after.stage,
        after.summary,
        after.compiled_at,
    )
    told = compiled_notifications(hearing.there, after)
    return Done(ground=ground, notifications=told)


async def _decide(hearing: Hearing, incident: Incident, claim: MatterClaim) -> Done:
    after, ground = decided(hearing.version.board, hearing.roster, incident, claim, hearing.at)
    await hearing.connection.execute(
        "UPDATE incidents SET stage = $2, decision = $3, decided_by = $4, decided_at = $5, concerns = $6 WHERE id = $1",
        after.id,
        after.stage,
        after.decision,
        after.decided_by,
        after.decided_at,
        list(after.concerns),
    )
    return Done(ground=ground, notifications=decided_notifications(hearing.there, after))
