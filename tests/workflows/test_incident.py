"""Incidents on a real server: from a report, or from an urgent alarm, to the Head's decision."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from activities.storage.database import Database
from activities.storage.matters.alarms import AlarmStore
from newsroom.article import number_in, spoken
from newsroom.board import Office
from newsroom.errors import Refused
from newsroom.matters.incidents import Incident, incident_seal
from newsroom.matters.kinds import IncidentStage, MatterAct, MatterKind
from newsroom.members.pages import Page
from tests.support.live import LiveNewsroom, administrator, eventually
from tests.support.matters import is_open, matter_ended
from workers.entrusting import Process
from workers.watch.alarms import Alarm, Finding
from workers.watch.incidents import IncidentTarget
from workers.watch.register import Case

SAID = {"title": "Fanpage bị khóa", "account": "Không đăng được.", "proposal": "Xin mở lại khóa."}


async def reported(live: LiveNewsroom, member: str = "reporter-1") -> str:
    answer = await live.matter_desk.open(
        await live.member(member), MatterAct.REPORT_INCIDENT, MatterKind.INCIDENT, SAID
    )
    return answer.matter


async def of(live: LiveNewsroom, matter: str) -> Incident:
    return await live.stores.matter_reading.incident(matter.partition("/")[2])


async def decided(live: LiveNewsroom, matter: str) -> None:
    said = {"decision": "Đồng ý.", "concerns": "engineer", "seen": incident_seal(await of(live, matter))}
    await live.matter_desk.do(live.holder(Office.HEAD), MatterAct.DECIDE_INCIDENT, matter, said)
    await matter_ended(live, matter)


async def notes(live: LiveNewsroom, office: Office, about: str) -> list[str]:
    found = await live.stores.reading.notifications(live.holder(office).id, limit=1000)
    return [note.text for note in found if spoken(about) in note.text]


async def test_it_goes_from_the_reporter_over_the_secretary_to_the_head_and_back(live: LiveNewsroom) -> None:
    matter = await reported(live, "engineer")
    number = matter.partition("/")[2]
    assert await notes(live, Office.SECRETARY, number)
    assert await notes(live, Office.HEAD, number)
    secretary = live.holder(Office.SECRETARY)
    await live.matter_desk.do(secretary, MatterAct.COMPILE_INCIDENT, matter, {"summary": "Đề nghị cho mở."})
    await decided(live, matter)
    over = await of(live, matter)
    assert (over.stage, over.summary, over.decision) == (IncidentStage.DECIDED, "Đề nghị cho mở.", "Đồng ý.")
    assert any("quyết định" in text for text in await notes(live, Office.ENGINEER, number))
    assert await live.stores.ledger.faults() == ()


async def test_of_two_decisions_at_once_one_counts(live: LiveNewsroom) -> None:
    matter = await reported(live)
    said = {"decision": "Đồng ý.", "seen": incident_seal(await of(live, matter))}
    head = live.holder(Office.HEAD)
    answers = await asyncio.gather(
        *(live.matter_desk.do(head, MatterAct.DECIDE_INCIDENT, matter, said) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["MatterAnswer", "Refused"]
    await matter_ended(live, matter)


async def test_a_report_without_a_proposal_leaves_nothing(live: LiveNewsroom) -> None:
    before = await live.stores.matter_reading.incidents(only_open=False, page=Page(limit=1000))
    with pytest.raises(Refused, match=r"\(proposal\)"):
        await live.matter_desk.open(
            await live.member("reporter-1"), MatterAct.REPORT_INCIDENT, MatterKind.INCIDENT, SAID | {"proposal": ""}
        )
    assert await live.stores.matter_reading.incidents(only_open=False, page=Page(limit=1000)) == before


def urgent(begun_at: datetime, alarm: Alarm = Alarm.STORAGE_DOWN) -> Case:
    finding = Finding(alarm=alarm, summary="Kho dữ liệu không trả lời.", since=begun_at)
    return Case(finding=finding, begun_at=begun_at, seen_at=begun_at)


async def raised(live: LiveNewsroom, *cases: Case) -> None:
    """The watch writes the cases down, and the desk starts what waits."""
    settings = live.stack.settings_for(Process.WATCH)
    database = await Database(settings.database_url.get_secret_value(), max_size=1).open()
    try:
        await IncidentTarget(AlarmStore(database)).post(cases, datetime.now(UTC))
    finally:
        await database.close()
    for incident_id in await live.stores.alarms.waiting():
        assert await live.desk.starter.start_incident(incident_id)

    async def taken() -> bool:
        return not await live.stores.alarms.waiting()

    await eventually(taken)


async def open_of(live: LiveNewsroom, alarm: Alarm) -> list[Incident]:
    found = await live.stores.matter_reading.incidents(only_open=True, page=Page(limit=1000))
    return [incident for incident in found if incident.alarm == alarm]


async def test_an_urgent_alarm_opens_one_and_no_second_while_it_is_open(live: LiveNewsroom) -> None:
    begun = datetime.now(UTC)
    await raised(live, urgent(begun))
    (incident,) = await open_of(live, Alarm.STORAGE_DOWN)
    matter = f"incident/{incident.id}"
    assert number_in(incident.id), "opened by an alarm it has a number like every other"
    assert await is_open(live, matter)
    told = [text for text in await notes(live, Office.SECRETARY, incident.id) if Alarm.STORAGE_DOWN in text]
    assert len(told) == 1
    await raised(live, urgent(begun), urgent(begun + timedelta(minutes=5)))
    assert await open_of(live, Alarm.STORAGE_DOWN) == [incident]
    await decided(live, matter)
    assert await open_of(live, Alarm.STORAGE_DOWN) == []
    await raised(live, urgent(begun + timedelta(hours=1)))
    (again,) = await open_of(live, Alarm.STORAGE_DOWN)
    assert again.id != incident.id
    await decided(live, f"incident/{again.id}")


async def test_what_is_not_urgent_opens_none(live: LiveNewsroom) -> None:
    await raised(live, urgent(datetime.now(UTC), Alarm.BACKUP_OLD))
    assert await open_of(live, Alarm.BACKUP_OLD) == []


async def test_attending_twice_opens_once_and_tells_once(live: LiveNewsroom) -> None:
    """A worker may die after the rows are written and before the server hears of it."""
    await raised(live, urgent(datetime.now(UTC), Alarm.NO_POLLERS))
    (incident,) = await open_of(live, Alarm.NO_POLLERS)
    async with administrator(live.stack) as connection:
        await connection.execute("UPDATE alarms SET incident = '' WHERE id = $1", incident.id)
    for _ in range(2):
        await live.stores.acts.attend(f"incident/{incident.id}")
    assert await open_of(live, Alarm.NO_POLLERS) == [incident]
    told = [text for text in await notes(live, Office.SECRETARY, incident.id) if Alarm.NO_POLLERS in text]
    assert len(told) == 1
    await decided(live, f"incident/{incident.id}")


async def test_the_secretary_is_reminded_once_an_hour_has_come(live: LiveNewsroom) -> None:
    matter = await reported(live)
    async with administrator(live.stack) as connection:
        await connection.execute(
            "UPDATE incidents SET reported_at = reported_at - interval '5 hours' WHERE id = $1",
            matter.partition("/")[2],
        )
    for _ in range(2):
        await live.stores.acts.attend(matter)
    said = await notes(live, Office.SECRETARY, matter.partition("/")[2])
    assert len([text for text in said if "vẫn chờ Thư ký tổng hợp" in text]) == 1
    await decided(live, matter)
