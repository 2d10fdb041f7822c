"""Incidents: anybody reports, the secretary compiles, the Head decides; who is told and who is reminded."""

from dataclasses import replace
from datetime import timedelta

import pytest

from newsroom.article import MemberId
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.incidents import Incident, compiled, decided, incident_seal, reported, sees_incident
from newsroom.matters.kinds import IncidentStage, MatterAct
from newsroom.notifications.incidents import (
    compiled_notifications,
    decided_notifications,
    incident_summary,
    reminder_notifications,
    reminders,
    reported_notifications,
)
from newsroom.roster import Absence, Roster
from tests.newsroom.rosters import (
    CONTRIBUTOR,
    DEPUTY,
    ENGINEER,
    HEAD,
    OTHER_REPORTER,
    REPORTER,
    SECRETARY,
    STANDING_DEPUTY,
    away,
    claim,
    roster,
    there,
)
from tests.support.samples import NOW, board

SAID = {"title": "Fanpage bị khóa", "account": "Không đăng được từ sáng.", "proposal": "Xin mở lại khóa truy cập."}


def report(member: MemberId, **said: str) -> tuple[Incident, int]:
    incident, ground = reported(board(), "i-1", claim(MatterAct.REPORT_INCIDENT, member, **(SAID | said)), NOW)
    return incident, ground.rule


def compile_(incident: Incident, member: MemberId = SECRETARY) -> Incident:
    return compiled(board(), incident, claim(MatterAct.COMPILE_INCIDENT, member, summary="Đề nghị cho mở."), NOW)[0]


def decide(incident: Incident, member: MemberId, known: Roster, **said: str) -> Incident:
    facts = {"decision": "Đồng ý.", "seen": incident_seal(incident), "concerns": f"{ENGINEER} {DEPUTY}"} | said
    return decided(board(), known, incident, claim(MatterAct.DECIDE_INCIDENT, member, **facts), NOW)[0]


@pytest.mark.parametrize("member", [m.id for m in board().members])
def test_every_member_reports_by_the_rule_of_the_office(member: MemberId) -> None:
    incident, rule = report(member)
    assert (incident.stage, incident.reported_by) == (IncidentStage.REPORTED, member)
    assert rule == {ENGINEER: 90, DEPUTY: 38}.get(member, 94)


@pytest.mark.parametrize("field", ["title", "account", "proposal"])
def test_a_report_lacks_nothing(field: str) -> None:
    with pytest.raises(Refused, match=rf"\({field}\)"):
        report(REPORTER, **{field: " "})


@pytest.mark.parametrize("member", [m.id for m in board().members if m.id != SECRETARY])
def test_only_the_secretary_compiles(member: MemberId) -> None:
    with pytest.raises(Refused) as refused:
        compile_(report(REPORTER)[0], member)
    assert refused.value.code is RefusalCode.NOT_ENTITLED


@pytest.mark.parametrize("member", [m.id for m in board().members if m.id != HEAD])
def test_only_the_head_decides(member: MemberId) -> None:
    with pytest.raises(Refused) as refused:
        decide(report(REPORTER)[0], member, Roster())
    assert refused.value.code is RefusalCode.NOT_ENTITLED


def test_who_acts_for_the_head_decides_and_what_is_urgent_needs_no_summary() -> None:
    assert decide(report(REPORTER)[0], STANDING_DEPUTY, roster(away(HEAD))).decided_by == STANDING_DEPUTY


def test_what_was_mended_meanwhile_is_read_again() -> None:
    incident = report(REPORTER)[0]
    with pytest.raises(Refused) as refused:
        decide(compile_(incident), HEAD, Roster(), seen=incident_seal(incident))
    assert refused.value.code is RefusalCode.STALE_TEXT


def test_a_decision_names_members_and_ends_it() -> None:
    incident = compile_(report(REPORTER)[0])
    with pytest.raises(Refused, match=r"\(concerns\)"):
        decide(incident, HEAD, Roster(), concerns="ai-do")
    over = decide(incident, HEAD, Roster())
    assert (over.stage, over.concerns) == (IncidentStage.DECIDED, (ENGINEER, DEPUTY))
    with pytest.raises(Refused, match="đã quyết định"):
        decide(over, HEAD, Roster())
    with pytest.raises(Refused, match="đã quyết định"):
        compile_(over)


def test_those_outside_see_their_own() -> None:
    incident = report(REPORTER)[0]
    seeing = {m.id for m in board().members if sees_incident(m, incident)}
    assert seeing.isdisjoint({OTHER_REPORTER, CONTRIBUTOR})
    assert {REPORTER, SECRETARY, HEAD, ENGINEER} <= seeing


class TestWhoHears:
    def told(self, incident: Incident, *facts: Absence) -> set[str]:
        return {each.to for each in reported_notifications(there(*facts), incident)}

    def test_it_lands_with_the_secretary_and_the_engineers_with_the_head_too(self) -> None:
        assert self.told(report(REPORTER)[0]) == {SECRETARY}
        assert self.told(report(ENGINEER)[0]) == {SECRETARY, HEAD}

    def test_an_alarm_reaches_the_engineer_as_well(self) -> None:
        alarm = replace(report(REPORTER)[0], reported_by=MemberId(""), alarm="NewsroomStorageDown")
        assert self.told(alarm) == {SECRETARY, HEAD, ENGINEER}

    def test_while_the_secretary_is_away_the_head_is_asked(self) -> None:
        assert self.told(report(REPORTER)[0], away(SECRETARY)) == {SECRETARY, HEAD}

    def test_the_summary_goes_to_the_head_and_who_acts(self) -> None:
        told = compiled_notifications(there(away(HEAD)), compile_(report(REPORTER)[0]))
        assert {each.to for each in told} == {HEAD, STANDING_DEPUTY}

    def test_the_decision_goes_to_the_reporter_and_whom_it_concerns(self) -> None:
        over = decide(compile_(report(REPORTER)[0]), HEAD, Roster())
        told = {each.to: each.kind for each in decided_notifications(there(), over)}
        assert told == {ENGINEER: "task", DEPUTY: "task", REPORTER: "news", SECRETARY: "news"}

    def test_who_has_not_acted_is_reminded_and_in_the_end_the_head(self) -> None:
        first, second = reminders(report(REPORTER)[0])
        assert (first.at - NOW, second.at > first.at) == (timedelta(hours=4), True)
        (after,) = reminders(compile_(report(REPORTER)[0]))
        assert after.at - NOW == timedelta(hours=24)
        known, incident = Roster(), report(REPORTER)[0]
        assert {n.to for n in reminder_notifications(there(), incident, first)} == {SECRETARY}
        assert {n.to for n in reminder_notifications(there(), incident, second)} == {SECRETARY, HEAD}
        assert {n.to for n in reminder_notifications(there(away(SECRETARY)), incident, first)} == {SECRETARY, HEAD}
        assert reminders(decide(incident, HEAD, known)) == ()

    def test_operators_read_none_of_its_words(self) -> None:
        shown = incident_summary(board(), compile_(report(REPORTER)[0]))
        assert not any(word in shown for word in (*SAID.values(), "Đề nghị cho mở"))
