"""What operators see of an article: what its list finds it by, and its standing in words."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from newsroom.board import Office
    from newsroom.describe import details
    from newsroom.stages import CLOSED
    from newsroom.standing import Standing, Wait, wait_of
    from workflows.clocks import Clocks
    from workflows.publication import Publication, in_sight
    from workflows.search_attributes import SLA_BREACHED, WAITING_FOR, after_change


class Sight:
    """Shows one article as it stands, by its standing, its clocks and its channels."""

    def __init__(self, standing: Standing, clocks: Clocks, publication: Publication) -> None:
        self._clocks = clocks
        self._publication = publication
        self._waits = self._wait(standing)

    def show(self, standing: Standing) -> None:
        """Show that the article stands otherwise."""
        self._waits = self._wait(standing)
        wanted = after_change(standing, self._clocks.agenda, self._waits)
        known = workflow.info().typed_search_attributes
        # Where nothing changes all are said again: the event is in histories that are open.
        workflow.upsert_search_attributes([each for each in wanted if known.get(each.key) != each.value] or wanted)
        self.describe(standing)

    def show_channels(self, standing: Standing) -> None:
        """Show how its channels stand; the list hears of it when a person is waited for, or no longer."""
        waits = self._wait(standing)
        if waits is not self._waits and in_sight():
            self._waits = waits
            workflow.upsert_search_attributes([WAITING_FOR.value_set(waits)])
        self.describe(standing)

    def show_breach(self) -> None:
        """Show that a promise was broken."""
        workflow.upsert_search_attributes([SLA_BREACHED.value_set(True)])

    def describe(self, standing: Standing) -> None:
        """Say in words where the article stands."""
        moment = None if standing.stage in CLOSED else self._clocks.next_moment
        channels = self._publication
        workflow.set_current_details(details(standing, channels.results.values(), moment, channels.stopped))

    def _wait(self, standing: Standing) -> Office | Wait:
        """What the article waits for: of channels that have stopped, whoever lets them go on."""
        waits = wait_of(standing)
        return (self._publication.waits_for or waits) if waits is Wait.CHANNELS else waits
