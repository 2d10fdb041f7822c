"""Every kind of message about an article, as the newsroom writes it."""

from dataclasses import replace
from typing import Any, Final

from newsroom.article import ArticleId, ChannelName, ContentHash, MemberId
from newsroom.authority import Ground
from newsroom.board import Office
from newsroom.consequences import (
    asking,
    forgery_notifications,
    late_in_the_evening,
    notifications_after,
    taken_in_notifications,
)
from newsroom.entitlement.addressees import Notification
from newsroom.entitlement.titles import seat_of
from newsroom.matters.amendment import Amendment
from newsroom.matters.kinds import AmendmentKind, AmendmentStage, Outcome
from newsroom.matters.meetings import Item
from newsroom.notifications import amendments, channels, meetings, upkeep
from newsroom.notifications.alerts import alert_notifications, late_notifications, still_late_notifications
from newsroom.notifications.comments import comment_notifications
from newsroom.notifications.powers import unproven_notifications
from newsroom.roster import Presence
from newsroom.signed.pointing import PointAct, PointClaim
from newsroom.sla import Alert, Late, Moment, Obligation, Promise
from newsroom.stages import Act, Stage
from newsroom.standing import Standing
from tests.newsroom.rosters import OTHER_REPORTER
from tests.newsroom.situations import REPORTER
from tests.support.samples import NOW, REASON, claim, details_for

SAID: Final = f"{REASON}. Ai chịu?.."
"""What a person writes, whose marks must not meet ours."""

GROUND: Final = Ground(office=Office.REPORTER, rule=42, clause="mục II.3", text="Điều hành khi Trưởng ban đi vắng")

ACTS_TRIED: Final = {
    "edit finished": (Act.FINISH_EDIT, Stage.AWAITING_APPROVAL),
    "somebody assigned": (Act.REASSIGN, Stage.AWAITING_APPROVAL),
    "passed up": (Act.PASS_UP, Stage.AWAITING_APPROVAL),
    "sent again": (Act.RESUBMIT, Stage.EDITING),
    "taken in": (Act.TAKE_IN, Stage.EDITING),
    "returned for edit": (Act.RETURN_FOR_EDIT, Stage.EDITING),
    "checked before the edit": (Act.PRECHECK, Stage.EDITING),
    "taken over": (Act.TAKE_OVER, Stage.AWAITING_APPROVAL),
    "returned to the author": (Act.RETURN_TO_AUTHOR, Stage.RETURNED),
    "approved": (Act.APPROVE, Stage.PUBLISHING),
    "hour changed": (Act.RESCHEDULE, Stage.SCHEDULED),
    "allowed to go on": (Act.GO_ON, Stage.PUBLISHING),
    "withdrawn": (Act.WITHDRAW, Stage.WITHDRAWN),
    "channel waived": (Act.WAIVE_CHANNEL, Stage.PUBLISHING),
    "rejected": (Act.REJECT, Stage.REJECTED),
    "channel resumed": (Act.RESUME_CHANNEL, Stage.PUBLISHING),
    "referred to the board": (Act.REFER, Stage.BEFORE_BOARD),
    "another route asked for": (Act.ASK_REROUTE, Stage.AWAITING_APPROVAL),
}
"""Each act, and where the article stands after it."""


def of_articles(there: Presence, waits: Standing) -> dict[str, tuple[Notification, ...]]:
    """Every kind of message about an article."""
    return {**_clocks(there, waits), **_acts(there, waits), **_channels(there, waits), **_changes(there, waits)}


def _at(there: Presence, waits: Standing, stage: Stage) -> Standing:
    standing = replace(waits, stage=stage)
    return replace(standing, seat=seat_of(there.board, there.roster, standing, there.at))


def _clocks(there: Presence, waits: Standing) -> dict[str, tuple[Notification, ...]]:
    def alert(kind: Alert, promise: Promise, stage: Stage, step: int = 1) -> tuple[Notification, ...]:
        unmet = Obligation(promise=promise, started_at=NOW, due_at=NOW)
        moment = Moment(at=NOW, alert=kind, promise=promise, step=step)
        return alert_notifications(there, _at(there, waits, stage), "Bài", moment, [unmet])

    before = Stage.AWAITING_APPROVAL
    day = Obligation(promise=Promise.SAME_DAY, started_at=NOW, due_at=NOW)
    last = len(there.board.sla.approval_reminders)
    return {
        "edit nearly late": alert(Alert.WARN, Promise.EDIT, Stage.EDITING),
        "edit late": alert(Alert.BREACH, Promise.EDIT, Stage.EDITING),
        "day nearly over, in the edit": alert(Alert.WARN, Promise.SAME_DAY, Stage.EDITING),
        "day nearly over, with the author": alert(Alert.WARN, Promise.SAME_DAY, Stage.RETURNED),
        "day nearly over, before approval": alert(Alert.WARN, Promise.SAME_DAY, before),
        "day over": alert(Alert.BREACH, Promise.SAME_DAY, before),
        "day over since yesterday": still_late_notifications(there, _at(there, waits, before), "Bài", [day]),
        "day over, with the author": alert(Alert.BREACH, Promise.SAME_DAY, Stage.RETURNED),
        "ended too late": late_notifications(
            there, _at(there, waits, before), "Bài", [Late(obligation=day, met=True)], []
        ),
        "hour nearly over": alert(Alert.WARN, Promise.PUBLISH, Stage.PUBLISHING),
        "hour over": alert(Alert.BREACH, Promise.PUBLISH, Stage.PUBLISHING),
        "change nearly late": alert(Alert.WARN, Promise.AMEND, Stage.PUBLISHED),
        "confirmation late": alert(Alert.BREACH, Promise.CONFIRM, Stage.PUBLISHED),
        "reminded": alert(Alert.REMIND_APPROVER, Promise.SAME_DAY, before),
        "reminded for the last time": alert(Alert.REMIND_APPROVER, Promise.SAME_DAY, before, last),
    }


def _acts(there: Presence, waits: Standing) -> dict[str, tuple[Notification, ...]]:
    def after(act: Act, stage: Stage, ground: Ground | None = None, **said: Any) -> tuple[Notification, ...]:
        standing = _at(there, waits, stage)
        made = claim(standing, act, OTHER_REPORTER, **(_least(act, standing) | said))
        standing = replace(standing, route=replace(waits.route, informed=()))
        return notifications_after(there, standing, made, "Bài", ground)

    checked = replace(waits, prechecked=True)
    return {
        **{message: after(act, stage) for message, (act, stage) in ACTS_TRIED.items()},
        "put up for approval": asking(there, _at(there, waits, Stage.AWAITING_APPROVAL), "Bài"),
        "put up for the edit": asking(there, _at(there, waits, Stage.EDITING), "Bài"),
        "received from a contributor": asking(there, _at(there, waits, Stage.RECEIVED), "Bài"),
        "checked before the edit": _after(there, _at(there, checked, Stage.EDITING), Act.PRECHECK),
        "edit finished, of two fields": _after(
            there, _at(there, _informing(waits, Office.DEPUTY), Stage.AWAITING_APPROVAL), Act.FINISH_EDIT
        ),
        "taken over, of two fields": _after(
            there, _at(there, _informing(waits, Office.DEPUTY), Stage.AWAITING_APPROVAL), Act.TAKE_OVER
        ),
        "returned for edit after the approval": _after(
            there, _at(there, _informing(waits), Stage.EDITING), Act.RETURN_FOR_EDIT, _approved(there, waits)
        ),
        "topics kept with a reason": after(Act.FINISH_EDIT, Stage.AWAITING_APPROVAL, topics_reason=SAID),
        "approved in the Head's place": after(Act.APPROVE, Stage.PUBLISHING, replace(GROUND, acting_for=Office.HEAD)),
        "approved by a grant": after(Act.APPROVE, Stage.PUBLISHING, replace(GROUND, grant="g", dates="từ hôm nay")),
        "taken in by the secretary": taken_in_notifications(there, waits, "Bài", "intake-1"),
        "commented": comment_notifications(there, _at(there, waits, Stage.AWAITING_APPROVAL), _comment(waits), "Bài"),
        "sent late in the evening": late_in_the_evening(
            there, replace(_at(there, waits, Stage.EDITING), submitted_at=NOW.replace(hour=23)), "Bài"
        ),
    }


def _comment(standing: Standing) -> PointClaim:
    return PointClaim(
        act_id="góp ý 1", act=PointAct.COMMENT, article_id=standing.article_id, member=OTHER_REPORTER,
        office=Office.REPORTER, made_at=NOW, text=SAID,
    )  # fmt: skip


def _least(act: Act, standing: Standing) -> dict[str, Any]:
    """The least that an act must say; its reason in a person's own way."""
    least: dict[str, Any] = details_for(act, replace(standing, author=MemberId(REPORTER)))
    return least | ({"reason": SAID} if "reason" in least else {})


def _after(there: Presence, after: Standing, act: Act, before: Standing | None = None) -> tuple[Notification, ...]:
    made = claim(after, act, OTHER_REPORTER, **_least(act, after))
    return notifications_after(there, after, made, "Bài", None, before)


def _informing(waits: Standing, *offices: Office) -> Standing:
    return replace(waits, route=replace(waits.route, informed=offices))


def _approved(there: Presence, waits: Standing) -> Standing:
    return replace(_at(there, waits, Stage.SCHEDULED), approved_hash=waits.content_hash, approved_at=NOW)


def _channels(there: Presence, waits: Standing) -> dict[str, tuple[Notification, ...]]:
    standing, portal = _at(there, waits, Stage.PUBLISHING), ChannelName.PORTAL
    return {
        "channel stopped": channels.stopped_notifications(there, standing, "Bài", portal, "Kênh từ chối."),
        "channel given up": channels.may_show_notifications(there, standing, "Bài", portal, OTHER_REPORTER),
        "shows after all": channels.shows_after_all_notifications(there, standing, "Bài", portal, "https://a.vn/1"),
        "blocked at the gate": channels.blocked_notifications(there, standing.article_id, portal, "Chưa duyệt."),
        "act forged": forgery_notifications(there, "bài CB-1", "Chữ ký sai."),
        "row unproven": unproven_notifications(there, "một đợt vắng"),
        "workflow gone": upkeep.workflow_gone_notifications(there, "bài CB-1", "Không còn."),
    }


def _changes(there: Presence, waits: Standing) -> dict[str, tuple[Notification, ...]]:
    editor, deputy = (there.board.holder(office).id for office in (Office.FINAL_EDITOR, Office.STANDING_DEPUTY))
    change = Amendment(
        id="7c1e", article_id=ArticleId("CB-1"), kind=AmendmentKind.TAKE_DOWN, stage=AmendmentStage.DONE,
        proposed_by=editor, proposed_at=NOW, reason=SAID, base_hash=ContentHash("a"), new_hash=ContentHash(""),
    )  # fmt: skip
    standing = _at(there, waits, Stage.PUBLISHED)
    ordered = replace(change, stage=AmendmentStage.APPLYING, urgent=True, ordered_by=waits.author)
    stopped = replace(change, decided_by=deputy)
    proposed = replace(change, stage=AmendmentStage.PROPOSED)

    def settled(outcome: Outcome, stage: Stage) -> tuple[Notification, ...]:
        item = Item(article_id=ArticleId("CB-1"), title="Bài", outcome=outcome)
        return meetings.settled_notifications(there, _at(there, waits, stage), item)

    return {
        "change stopped on a channel": amendments.change_stopped_notifications(
            there, stopped, "Bài", ChannelName.PORTAL, "Kênh từ chối."
        ),
        "change decided": amendments.amendment_notifications(there, standing, change, "Bài"),
        "change overtaken": amendments.overtaken_notifications(there, change, "Bài"),
        "order unconfirmed": amendments.unconfirmed_notifications(there, ordered, "Bài"),
        "change proposed": amendments.amendment_notifications(there, standing, proposed, "Bài"),
        "topics proposed": amendments.amendment_notifications(
            there, standing, replace(proposed, kind=AmendmentKind.TOPICS), "Bài"
        ),
        "settled: go on": settled(Outcome.RELEASE, Stage.AWAITING_APPROVAL),
        "settled: edit again": settled(Outcome.RETURN, Stage.EDITING),
        "settled: not to be published": settled(Outcome.REJECT, Stage.REJECTED),
        "taken down by order": amendments.amendment_notifications(there, standing, ordered, "Bài"),
    }
