"""What is asked of where members are reached."""

from activities.storage.deliveries.destinations import DestinationStore, Reached
from desk.viewpoint import Viewpoint
from newsroom.delivery.ways import may_look


class WayReading:
    """Questions on where members are reached."""

    def __init__(self, store: DestinationStore) -> None:
        self._store = store

    async def of(self, view: Viewpoint) -> tuple[Reached, ...]:
        """Where the viewer is reached; for the Head and the engineer, where everybody is."""
        return await self._store.of([m.id for m in view.board.members if may_look(view.viewer, m.id)])
