"""Meetings of the board: one function per act, for the API and the command line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from activities.storage.matters.reading import MatterReadingStore
from desk.acts.matters import MatterDesk
from desk.facts import clean, hour, needed, said
from desk.refusal import refusal
from desk.statements import Conclusion, PaperFile
from newsroom.article import spoken
from newsroom.matters.facts import (
    DECIDE,
    ENDS_AT,
    FILE,
    FILE_NAME,
    MINUTES,
    NOTE,
    PLACE,
    REASON,
    SEEN,
    STARTS_AT,
    TEXT,
    TITLE,
    TO,
    TOPIC,
)
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.matters.meetings import Meeting, minutes_seal
from newsroom.members.actors import Actor
from newsroom.text import quoted
from workflows.messages import MatterAnswer

_LONGEST_IN_ALL: Final = 45_000
"""Characters of minutes and notes together: an act of a meeting has to pass as one message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDesk:
    """Acts on meetings.

    Errors: Refused (unknown_matter) before anything is signed; what the notice does not allow is Refused and recorded;
    InvalidInput names the field; ServerUnreachable says whether the act took effect.
    """

    matters: MatterDesk
    reading: MatterReadingStore = field(repr=False)

    async def convene(self, member: Actor, *, starts_at: datetime, place: str, topic: str) -> MatterAnswer:
        """Call a meeting; what waits for the board comes on its agenda."""
        facts = dict((hour(STARTS_AT, starts_at), said(PLACE, place), said(TOPIC, topic)))
        return await self.matters.open(member, MatterAct.CONVENE, MatterKind.MEETING, facts)

    async def add_paper(self, member: Actor, meeting_id: str, *, title: str, text: str) -> MatterAnswer:
        """Give a meeting a paper."""
        facts = dict((said(TITLE, title), said(TEXT, text)))
        return await self._do(member, MatterAct.ADD_PAPER, meeting_id, facts)

    async def add_file(self, member: Actor, meeting_id: str, *, title: str, file: PaperFile) -> MatterAnswer:
        """Give a meeting a paper as a Word or PDF file; its digest is what is signed."""
        sheet = await self.reading.meeting(meeting_id)
        facts = (needed(TITLE, title), said(TEXT, file.text), said(FILE, file.digest), said(FILE_NAME, file.name))
        await self.reading.keep_file(file.digest, file.data)
        return await self._do(member, MatterAct.ADD_PAPER, sheet.meeting.id, dict(facts))

    async def add_item(self, member: Actor, meeting_id: str, *, title: str, text: str) -> MatterAnswer:
        """Put a matter that is no article on the agenda; it is decided in the minutes like the others."""
        facts = dict((needed(TITLE, title), needed(TEXT, text)))
        return await self._do(member, MatterAct.ADD_ITEM, meeting_id, facts)

    async def direct(self, member: Actor, meeting_id: str, *, to: str, what: str, due_at: datetime) -> MatterAnswer:
        """Give somebody the task to prepare something for a meeting by an hour."""
        facts = dict((needed(TO, to), needed(TITLE, what), hour(ENDS_AT, due_at)))
        return await self._do(member, MatterAct.DIRECT_PREPARATION, meeting_id, facts)

    async def record_minutes(
        self, member: Actor, meeting_id: str, *, minutes: str, conclusions: Mapping[str, Conclusion]
    ) -> MatterAnswer:
        """Write down the minutes, with what was decided on each article of the agenda."""
        meeting = (await self.reading.meeting(meeting_id)).meeting
        facts = dict([said(MINUTES, minutes)])
        for article_id, conclusion in _of_agenda(meeting, conclusions).items():
            facts[DECIDE.about(article_id).name] = conclusion.outcome.value
            note = clean(f"conclusions.{article_id}.note", conclusion.note, most=NOTE.most)
            facts[NOTE.about(article_id).name] = note
        if sum(map(len, facts.values())) > _LONGEST_IN_ALL:
            raise refusal(MINUTES.name, f"biên bản và ghi chú dài quá {_LONGEST_IN_ALL} ký tự", "hãy rút gọn ghi chú")
        return await self._do(member, MatterAct.RECORD_MINUTES, meeting_id, facts)

    async def conclude(self, member: Actor, meeting_id: str, *, seen: str = "") -> MatterAnswer:
        """Sign the minutes that the member has read (`seen`, their seal; the current ones when empty)."""
        sheet = await self.reading.meeting(meeting_id)
        return await self._do(member, MatterAct.CONCLUDE, meeting_id, {SEEN.name: seen or minutes_seal(sheet.meeting)})

    async def cancel(self, member: Actor, meeting_id: str, *, reason: str) -> MatterAnswer:
        """Call a meeting off; its articles wait for the next one."""
        return await self._do(member, MatterAct.CANCEL_MEETING, meeting_id, dict([said(REASON, reason)]))

    async def _do(self, member: Actor, act: MatterAct, meeting_id: str, facts: Mapping[str, str]) -> MatterAnswer:
        sheet = await self.reading.meeting(meeting_id)
        return await self.matters.do(member, act, f"{MatterKind.MEETING}/{sheet.meeting.id}", facts)


def _of_agenda(meeting: Meeting, conclusions: Mapping[str, Conclusion]) -> dict[str, Conclusion]:
    """The conclusions by the ids of what they are on, which may be named by its number. Errors: InvalidInput."""
    called = {name: item.article_id for item in meeting.agenda for name in (item.article_id, spoken(item.article_id))}
    found: dict[str, Conclusion] = {}
    for name, conclusion in conclusions.items():
        field = f"conclusions.{quoted(name, 40)}"
        if name not in called:
            known = ", ".join(spoken(item.article_id) for item in meeting.agenda) or "không có mục nào"
            raise refusal(field, "mục này không có trong chương trình họp", f"hãy ghi kết luận cho: {known}")
        if called[name] in found:
            raise refusal(field, "mục này ghi hai lần", "hãy để một kết luận")
        found[called[name]] = conclusion
    return found
