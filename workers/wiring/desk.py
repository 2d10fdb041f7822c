"""The composition root, second part: the desk that acts, out of settings, storage and a client of Temporal."""

from temporalio.client import Client

from desk.acts.articles import Desk
from desk.acts.matters import HouseDesk
from desk.signing import DeskKey
from workers.settings import Settings
from workers.wiring.stores import Stores


def built_desk(settings: Settings, client: Client, stores: Stores) -> Desk:
    """The desk; needs the private key, which only the desk's own processes have."""
    key = DeskKey(settings.desk_private_key.get_secret_value())
    return Desk(client, stores.articles, stores.acts, stores.boards, stores.roster, key)


def built_house_desk(settings: Settings, client: Client, stores: Stores) -> HouseDesk:
    """The desk for matters of the house; needs the private key too."""
    return HouseDesk(client, stores.acts, DeskKey(settings.desk_private_key.get_secret_value()))
