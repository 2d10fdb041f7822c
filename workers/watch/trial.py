"""Trying the alarms out: one for each office, to everybody whom the watch would tell."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiosmtplib
import httpx

from activities.clock import now
from newsroom.board import OFFICE_LABELS, Office
from workers.settings import Settings
from workers.watch.alarms import Alarm, Audience, Finding, Severity
from workers.watch.register import Case
from workers.watch.running import targets_of
from workers.wiring.channels import opened_http


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial(Finding):
    """An alarm about nothing, for one office."""

    audience: Audience

    @property
    def key(self) -> str:
        """One trial for each office."""
        return f"{self.alarm}/{self.audience}"

    @property
    def labels(self) -> dict[str, str]:
        """As of the most urgent alarm for that office."""
        return {"alertname": self.alarm, "severity": Severity.PAGE, "audience": self.audience}


async def tried(settings: Settings) -> AsyncIterator[tuple[str, str]]:
    """Post a trial to every target; for each its name and what went wrong, empty when it took all."""
    at = now()
    cases = [Case(finding=_trial(office), begun_at=at, seen_at=at) for office in Audience]
    async with opened_http() as http:
        for target in targets_of(settings, http):
            try:
                await target.post(cases, at)
            except (httpx.HTTPError, aiosmtplib.SMTPException, OSError) as failed:
                yield target.name, type(failed).__name__
            else:
                yield target.name, ""


def _trial(office: Audience) -> Trial:
    text = f"THỬ CẢNH BÁO gửi {OFFICE_LABELS[Office(office)]}: không có việc gì xảy ra, chỉ để biết nơi này nghe được."
    return Trial(alarm=Alarm.NOTIFICATIONS_FAILING, summary=text, since=now(), audience=office)
