"""The office of a command that acts: desk and client of Temporal."""

from desk.acts.amendments import AmendmentDesk
from desk.acts.meetings import MeetingDesk
from desk.acts.roster import RosterDesk
from workers.commands.office import Office
from workers.settings import Settings
from workers.temporal.client import connected_client
from workers.wiring.desk import built_desk, built_house_desk
from workers.wiring.stores import Stores


async def opened_office(settings: Settings, stores: Stores) -> Office:
    """Stores and desk for one command; a server that is away is met at the first act."""
    client = await connected_client(settings, lazy=True)
    house = built_house_desk(settings, client, stores)
    return Office(
        settings=settings,
        stores=stores,
        desk=built_desk(settings, client, stores),
        house=house,
        rosters=RosterDesk(house=house, boards=stores.boards, reading=stores.house_reading),
        meetings=MeetingDesk(house=house, reading=stores.house_reading),
        amendments=AmendmentDesk(
            house=house,
            articles=stores.articles,
            boards=stores.boards,
            roster=stores.roster,
            cards=stores.reading,
            reading=stores.house_reading,
        ),
    )
