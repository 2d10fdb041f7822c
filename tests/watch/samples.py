"""Sights to judge, made by hand."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from activities.storage.metrics.watched import OpenPromise, Standstill, Waiting, Watched
from newsroom.authority import Hold
from newsroom.board import Office
from newsroom.entitlement.addressees import answers_for
from newsroom.sla import Promise
from newsroom.working_time import ZONE
from tests.support.samples import board
from workers.watch.alarms import Alarm, Finding
from workers.watch.judging import judge
from workers.watch.sights import Reach, Sights, Visible

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
HOUR = timedelta(hours=1)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def watched(**changed: Any) -> Watched:
    return Watched(at=NOW, sla=board().sla, **changed)


def visible(**changed: Any) -> Visible:
    seen = Visible(at=NOW, open={"Article": 0}, pollers={"editorial": 1})
    return replace(seen, **changed)


def sights(**changed: Any) -> Sights:
    """All is well, but for what is changed."""
    well = Sights(
        at=NOW, began=NOW, storage=Reach(last=NOW), temporal=Reach(last=NOW), watched=watched(), visible=visible()
    )
    return replace(well, **changed)


def publish(article_id: str, *, due_in: timedelta, channel: str = "portal", span: timedelta = HOUR) -> OpenPromise:
    return promised(Promise.PUBLISH, article_id, due_in=due_in, channel=channel, span=span)


def promised(
    promise: Promise, article_id: str, *, due_in: timedelta, channel: str = "", span: timedelta = HOUR
) -> OpenPromise:
    due_at = NOW + due_in
    return OpenPromise(
        article_id=article_id,
        promise=promise,
        channel=channel,
        started_at=due_at - span,
        due_at=due_at,
        whose=answers_for(promise, Office.STANDING_DEPUTY, Office.STANDING_DEPUTY),
    )


def waiting(article_id: str, since: timedelta, hold: Hold = Hold.OWNER, **changed: Any) -> Waiting:
    return Waiting(article_id=article_id, office=Office.STANDING_DEPUTY, hold=hold, since=NOW - since, **changed)


def standstill(article_id: str, since: timedelta, name: str = "") -> Standstill:
    return Standstill(article_id=article_id, since=NOW - since, name=name)


def found(seen: Sights) -> dict[str, Finding]:
    """What is found, by key."""
    return {finding.key: finding for finding in judge(seen)}


def finding(alarm: Alarm = Alarm.PUBLISH_MISSED, *about: str, **changed: Any) -> Finding:
    return Finding(alarm=alarm, summary=f"Có việc: {', '.join(about)}", since=NOW, about=about, **changed)
