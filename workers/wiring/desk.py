"""The composition root, third part: the whole desk, out of settings, storage and a client of Temporal."""

from functools import partial
from urllib.parse import urlsplit

from temporalio.client import Client

from activities.storage.live.changes import Changes
from desk.acts.amendments import AmendmentDesk
from desk.acts.articles import Desk
from desk.acts.board import BoardDesk
from desk.acts.completing import Completing
from desk.acts.incidents import IncidentDesk
from desk.acts.matters import MatterDesk
from desk.acts.meetings import MeetingDesk
from desk.acts.personal_keys import PersonalKeyDesk
from desk.acts.points import PointDesk
from desk.acts.prepared import PreparedActs, RelyingParty
from desk.acts.records import RecordDesk
from desk.acts.remarks import RemarkDesk
from desk.acts.roster import RosterDesk
from desk.acts.ways import WayDesk
from desk.live import Hub
from desk.parts import DeskParts
from desk.personal_tokens import PersonalTokens
from desk.sign_in import SignIn
from desk.signing import DeskKey
from desk.starting import Starter
from workers.settings import Settings, listed
from workers.wiring.leaders import leaders_in
from workers.wiring.reading import built_reading
from workers.wiring.stores import Stores


def built_parts(settings: Settings, client: Client, stores: Stores) -> DeskParts:
    """The desk; needs the private key, which only the desk's own processes have."""
    private_key = settings.desk_private_key.get_secret_value()
    key, articles, boards, reading = DeskKey(private_key), stores.articles, stores.boards, stores.matter_reading
    starter = Starter(client, articles, stores.alarms, stores.moves)
    party = relying_party(settings)
    waiting = PreparedActs(stores.prepared, party)
    matters = MatterDesk(client, stores.acts, key, stores.numbers, waiting)
    desk = Desk(client, articles, stores.acts, boards, stores.roster, key, starter, stores.points, waiting)
    keys = PersonalKeyDesk(stores.straight_acts, stores.prepared, waiting, key, party)
    return DeskParts(
        reading=built_reading(stores, partial(leaders_in, settings.leaders_file)),
        desk=desk,
        matters=matters,
        rosters=RosterDesk(matters=matters, boards=boards, reading=reading),
        meetings=MeetingDesk(matters=matters, reading=reading),
        amendments=AmendmentDesk(
            matters=matters,
            articles=articles,
            boards=boards,
            roster=stores.roster,
            cards=stores.reading,
            reading=reading,
            points=stores.points,
        ),
        points=PointDesk(stores.points, stores.straight_acts, key),
        incidents=IncidentDesk(matters=matters, boards=boards, reading=reading),
        records=RecordDesk(stores.records, key),
        remarks=RemarkDesk(stores.remarks, key),
        board=BoardDesk(matters=matters, boards=boards),
        tokens=PersonalTokens(SignIn(private_key), stores.sign_in_tokens),
        personal_keys=keys,
        completing=Completing(waiting=waiting, desk=desk, matters=matters, keys=keys, acts=stores.acts),
        ways=WayDesk(stores.destinations, boards, listed(settings.push_hosts), settings.push_public_key),
        sessions=stores.sessions,
        live=Hub(Changes(settings.database_url.get_secret_value()).heard_by),
    )


def relying_party(settings: Settings) -> RelyingParty:
    """The desk as devices know it: by its address, on one machine `localhost`."""
    origin = settings.desk_origin.rstrip("/") or f"http://localhost:{settings.desk_port}"
    return RelyingParty(rp_id=urlsplit(origin).hostname or "localhost", origins=(origin,))
