"""What members ask of incidents: all of them in the house, outside it those that one has reported."""

from typing import Final

from activities.storage.matters.reading import MatterReadingStore, unknown_matter
from desk.viewpoint import Viewpoint
from newsroom.matters.incidents import Incident, sees_incident
from newsroom.members.pages import Listed, Page, Place, listed

_NEWEST: Final = Page()


class IncidentReading:
    """Questions on incidents. Errors: Refused (unknown_matter), also for what the viewer may not see."""

    def __init__(self, matters: MatterReadingStore) -> None:
        self._matters = matters

    async def listed(self, view: Viewpoint, *, only_open: bool, page: Page = _NEWEST) -> Listed[Incident]:
        """Incidents that the viewer may see, the newest first."""
        own = view.viewer.id if view.viewer.is_outside else ""
        found = await self._matters.incidents(reported_by=own, only_open=only_open, page=page)
        return listed(found, page.limit, lambda incident: Place(at=incident.reported_at, id=incident.id))

    async def incident(self, view: Viewpoint, incident_id: str) -> Incident:
        """One incident."""
        found = await self._matters.incident(incident_id)
        if not sees_incident(view.viewer, found):
            raise unknown_matter("sự việc", incident_id)
        return found
