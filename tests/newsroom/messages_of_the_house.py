"""Every kind of message about the newsroom's own matters, as the newsroom writes it."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from newsroom.article import ChannelName, MemberId
from newsroom.board import UNSIGNED, Office
from newsroom.entitlement.addressees import Notification
from newsroom.matters.incidents import Incident
from newsroom.matters.kinds import IncidentStage, MeetingStage
from newsroom.matters.meetings import Meeting, Preparation
from newsroom.members.personal_keys import NO_KEYS
from newsroom.notifications import incidents, meetings, upkeep
from newsroom.notifications import roster as rosters
from newsroom.notifications.digest import DigestKind, Facts, digest
from newsroom.notifications.personal_keys import key_notifications
from newsroom.personal import KeyAct
from newsroom.roster import GrantKind, Presence
from newsroom.signed.assertions import Registered
from newsroom.signed.personal_keys import KeyClaim
from tests.newsroom.messages_of_articles import SAID
from tests.newsroom.rosters import HOUR, OTHER_REPORTER, away, lent
from tests.support.samples import NOW

Messages = dict[str, tuple[Notification, ...]]

MEETING: Final = Meeting(id="m", stage=MeetingStage.CALLED, starts_at=NOW, place="Phòng họp", topic="Kế hoạch")


REGISTERED = KeyClaim(
    act_id="a" * 32,
    act=KeyAct.REGISTER,
    owner=MemberId("reporter-2"),
    key=Registered(credential="c" * 43, spki="", rp_id="desk.example", origins=()),
    member=MemberId("reporter-2"),
    office=Office.REPORTER,
    made_at=NOW,
)


def of_the_house(there: Presence) -> Messages:
    """Every kind of message about the newsroom's own matters."""
    return {**_upkeep(there), **_meetings(there), **_grants(there), **_absences(there), **_incidents(there)}


def _upkeep(there: Presence) -> Messages:
    facts = Facts(since=NOW, until=NOW, at=NOW, broken={}, published={}, stopped={})
    return {
        "ledger broken": upkeep.ledger_notifications(there, ("Dòng 1 sai.",)),
        "token ended": upkeep.token_notifications(there, ChannelName.FANPAGE, NOW, 0),
        "token about to end": upkeep.token_notifications(there, ChannelName.FANPAGE, NOW, 3),
        "channel not ready": upkeep.channel_notifications(there, ChannelName.FANPAGE, "Không trả lời."),
        "backup old": upkeep.backup_notifications(there, NOW - timedelta(days=3)),
        "unforeseen": upkeep.unforeseen_notifications(there, "publish_to_channel"),
        "digest": digest(there, DigestKind.DAILY, facts),
    }


def _meetings(there: Presence) -> Messages:
    lacking = {lack: meetings.Nudge(at=NOW, lack=lack) for lack in meetings.Lack}
    task = Preparation(id="p", member=_holder(there, Office.ENGINEER), what="Báo cáo", due_at=NOW)
    unprepared = replace(MEETING, preparations=(task,))
    return {
        "to be convened": meetings.to_convene(there, "Bài"),
        "still to be convened": meetings.to_convene(there, "Bài", again=True),
        "matter raised": meetings.raised_notifications(there, MEETING, "Kế hoạch năm tới"),
        "preparation given": meetings.directed_notifications(there, MEETING, task),
        "preparation missing": meetings.nudge_notifications(there, unprepared, lacking[meetings.Lack.PREPARATION]),
        "meeting called": meetings.convened_notifications(there, MEETING),
        "meeting minuted": meetings.minuted_notifications(there, MEETING),
        "minutes missing": meetings.nudge_notifications(there, MEETING, lacking[meetings.Lack.MINUTES]),
        "conclusion missing": meetings.nudge_notifications(there, MEETING, lacking[meetings.Lack.CONCLUSION]),
        "meeting concluded": meetings.concluded_notifications(there, MEETING),
        "meeting called off": meetings.cancelled_notifications(there, MEETING, SAID),
        "paper added": meetings.paper_notifications(there, MEETING, "Tờ trình"),
    }


def _grants(there: Presence) -> Messages:
    editor, secretary = (_holder(there, office) for office in (Office.FINAL_EDITOR, Office.SECRETARY))
    standing, deputy = (_holder(there, office) for office in (Office.STANDING_DEPUTY, Office.DEPUTY))
    last_edit, trip = lent(GrantKind.LAST_EDIT, editor, secretary), away(standing)
    delegation = lent(GrantKind.DELEGATION, standing, deputy)
    assignment = lent(GrantKind.ASSIGNMENT, standing, deputy, absence=trip.id, giver=_holder(there, Office.HEAD))
    return {
        "key registered": key_notifications(there, REGISTERED, NO_KEYS, NO_KEYS),
        "notice adopted": rosters.adopted_notifications(there, 2, UNSIGNED, NOW),
        "power lent": rosters.lent_notifications(there, last_edit),
        "power taken back": rosters.ended_grant_notifications(there, last_edit, SAID),
        "approvals delegated": rosters.lent_notifications(there, delegation),
        "royalty signing lent": rosters.lent_notifications(there, lent(GrantKind.ROYALTY_SIGNING, standing, deputy)),
        "assignment taken back": rosters.ended_grant_notifications(there, assignment, SAID),
        "stand-in assigned": rosters.assigned_notifications(there, trip, assignment),
    }


def _absences(there: Presence) -> Messages:
    def filed(office: Office) -> tuple[Notification, ...]:
        return rosters.absence_notifications(there, away(_holder(there, office), timedelta(0)), 1, ["Bài"])

    def changed(office: Office, by: timedelta, *, assigned: bool) -> tuple[Notification, ...]:
        trip = away(_holder(there, office), timedelta(0))
        to = _holder(there, Office.DEPUTY)
        grants = (lent(GrantKind.ASSIGNMENT, trip.member, to, absence=trip.id),) if assigned else ()
        return rosters.changed_notifications(there, trip, replace(trip, ends_at=trip.ends_at + by), grants)

    reporter = away(OTHER_REPORTER, timedelta(0))
    return {
        "the Head will be away": filed(Office.HEAD),
        "the standing deputy will be away": filed(Office.STANDING_DEPUTY),
        "the deputy will be away": filed(Office.DEPUTY),
        "the final editor will be away": filed(Office.FINAL_EDITOR),
        "the engineer will be away": filed(Office.ENGINEER),
        "a reporter will be away": rosters.absence_notifications(there, reporter, 0, []),
        "back early": changed(Office.STANDING_DEPUTY, -HOUR, assigned=True),
        "away for longer": changed(Office.STANDING_DEPUTY, HOUR, assigned=False),
        "away for longer than assigned": changed(Office.STANDING_DEPUTY, HOUR, assigned=True),
        "the engineer back early": changed(Office.ENGINEER, -HOUR, assigned=False),
    }


def _incidents(there: Presence) -> Messages:
    incident = Incident(
        id="i", stage=IncidentStage.REPORTED, title="Sự cố", account="Mất điện!", proposal="Mua máy phát.",
        reported_by=OTHER_REPORTER, reported_at=NOW,
    )  # fmt: skip
    head, deputy = _holder(there, Office.HEAD), _holder(there, Office.DEPUTY)
    by_engineer = replace(incident, reported_by=_holder(there, Office.ENGINEER))
    by_alarm = replace(incident, reported_by=MemberId(""), alarm="kho-day")
    decided = replace(incident, stage=IncidentStage.DECIDED, decision="Mua ngay;", decided_by=head, concerns=(deputy,))
    first = incidents.Reminder(at=NOW, stage=IncidentStage.REPORTED)
    undecided = incidents.Reminder(at=NOW, stage=IncidentStage.COMPILED, step=2)
    return {
        "incident reported": incidents.reported_notifications(there, incident),
        "incident reported by the engineer": incidents.reported_notifications(there, by_engineer),
        "incident opened by an alarm": incidents.reported_notifications(there, by_alarm),
        "incident compiled": incidents.compiled_notifications(there, replace(incident, summary="Đề nghị mua!")),
        "incident decided": incidents.decided_notifications(there, decided),
        "incident of an alarm decided": incidents.decided_notifications(
            there, replace(decided, reported_by=MemberId(""), alarm="kho-day")
        ),
        "summary missing": incidents.reminder_notifications(there, incident, first),
        "summary still missing": incidents.reminder_notifications(there, incident, replace(first, step=2)),
        "decision missing": incidents.reminder_notifications(there, incident, undecided),
    }


def _holder(there: Presence, office: Office) -> MemberId:
    return there.board.holder(office).id
