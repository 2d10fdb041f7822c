"""What the desk is made of, for whoever shows it: API, pages, command line."""

from dataclasses import dataclass

from activities.storage.articles.reading import ReadingStore
from activities.storage.articles.store import ArticleStore
from activities.storage.boards import BoardStore
from activities.storage.ledger import Ledger
from activities.storage.matters.reading import HouseReadingStore
from activities.storage.past import PastStore
from activities.storage.roster import RosterStore
from desk.acts.amendments import AmendmentDesk
from desk.acts.articles import Desk
from desk.acts.matters import HouseDesk
from desk.acts.meetings import MeetingDesk
from desk.acts.roster import RosterDesk
from desk.explaining.cases import Explainer
from desk.sign_in import SignIn


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskParts:
    """All that an interface of the desk is built of."""

    desk: Desk
    articles: ArticleStore
    boards: BoardStore
    reading: ReadingStore
    ledger: Ledger
    roster: RosterStore
    house: HouseDesk
    house_reading: HouseReadingStore
    past: PastStore
    tokens: SignIn

    @property
    def explainer(self) -> Explainer:
        """Why an article lies with whom it lies."""
        return Explainer(self.past, self.articles, self.reading)

    @property
    def rosters(self) -> RosterDesk:
        """Deeds on absences and delegations."""
        return RosterDesk(house=self.house, boards=self.boards, reading=self.house_reading)

    @property
    def meetings(self) -> MeetingDesk:
        """Deeds on meetings."""
        return MeetingDesk(house=self.house, reading=self.house_reading)

    @property
    def amendments(self) -> AmendmentDesk:
        """Deeds on published articles."""
        return AmendmentDesk(
            house=self.house,
            articles=self.articles,
            boards=self.boards,
            roster=self.roster,
            cards=self.reading,
            reading=self.house_reading,
        )
