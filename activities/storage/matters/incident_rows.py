"""Rows of incidents."""

from typing import Any

from activities.storage.database import Connection
from newsroom.article import MemberId
from newsroom.matters.incidents import Incident
from newsroom.matters.kinds import IncidentStage


async def incident_of(connection: Connection, incident_id: str) -> Incident | None:
    """An incident as it is now."""
    row = await connection.fetchrow("SELECT * FROM incidents WHERE id = $1", incident_id)
    return None if row is None else incident_from(row)


def incident_from(row: Any) -> Incident:
    """The incident that a row states."""
    said = dict(row) | {"stage": IncidentStage(row["stage"]), "concerns": tuple(map(MemberId, row["concerns"]))}
    return Incident(**said)
