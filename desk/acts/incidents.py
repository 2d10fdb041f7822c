"""What goes wrong: one function per act, for the API and the command line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from activities.storage.boards import BoardStore
from activities.storage.matters.reading import MatterReadingStore, unknown_matter
from desk.acts.matters import MatterDesk
from desk.facts import known_member, needed, said, several
from newsroom.matters.facts import ACCOUNT, CONCERNS, DECISION, PROPOSAL, SEEN, SUMMARY, TITLE
from newsroom.matters.incidents import incident_seal, sees_incident
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.members.actors import Actor
from workflows.messages import MatterAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentDesk:
    """Acts on incidents.

    Errors: Refused (unknown_matter) before anything is signed; what the notice does not allow is Refused and recorded;
    InvalidInput names the field; ServerUnreachable says whether the act took effect.
    """

    matters: MatterDesk
    boards: BoardStore
    reading: MatterReadingStore = field(repr=False)

    async def report(self, member: Actor, *, title: str, account: str, proposal: str) -> MatterAnswer:
        """Report what goes wrong, with a proposal."""
        facts = dict((needed(TITLE.called("tên sự việc"), title), needed(ACCOUNT, account), needed(PROPOSAL, proposal)))
        return await self.matters.open(member, MatterAct.REPORT_INCIDENT, MatterKind.INCIDENT, facts)

    async def compile(self, member: Actor, incident_id: str, *, summary: str) -> MatterAnswer:
        """Say for the Head what it is about."""
        return await self._do(member, MatterAct.COMPILE_INCIDENT, incident_id, dict([needed(SUMMARY, summary)]))

    async def decide(
        self, member: Actor, incident_id: str, *, decision: str, concerns: Sequence[str] = (), seen: str = ""
    ) -> MatterAnswer:
        """Decide on what was read (`seen`, its seal; as it is now when empty), and say who is to do something."""
        board = (await self.boards.in_force()).board
        members = [known_member(board, CONCERNS.name, name) for name in concerns]
        read = seen or incident_seal(await self.reading.incident(incident_id))
        facts = dict((needed(DECISION, decision), several(CONCERNS, members), said(SEEN, read)))
        return await self._do(member, MatterAct.DECIDE_INCIDENT, incident_id, facts)

    async def _do(self, member: Actor, act: MatterAct, incident_id: str, facts: Mapping[str, str]) -> MatterAnswer:
        incident = await self.reading.incident(incident_id)
        matter = f"{MatterKind.INCIDENT}/{incident.id}"
        if not sees_incident(member, incident):
            raise await self.matters.unseen(member, act, matter, facts, unknown_matter("sự việc", incident_id))
        return await self.matters.do(member, act, matter, facts)
