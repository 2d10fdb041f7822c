"""Where the watch posts by itself: Alertmanager, a webhook, mail, and the dead man's switch.

Each posts or raises; nothing here is logged, because addresses may hold secrets.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, Final, Protocol

import aiosmtplib
import httpx

from activities.messengers.smtp import smtp_options
from newsroom.board import OFFICE_LABELS, Office
from workers.watch.alarms import Severity
from workers.watch.register import Case
from workers.watch.telling import News, Status, Telling
from workers.watch.wording import hour, said

_STATUS_WORDS: Final = {Status.BEGINS: "MỚI", Status.CONTINUES: "VẪN CÒN", Status.ENDS: "ĐÃ HẾT"}
_SEVERITY_WORDS: Final = {Severity.PAGE: "khẩn", Severity.WARNING: "cảnh báo", Severity.INFO: "để biết"}
_STILL_FOR: Final = timedelta(minutes=5)


class Target(Protocol):
    """Somewhere to post to. Promise: `post` gives whether anything was sent, and raises when it could not be."""

    name: str

    async def post(self, cases: Sequence[Case], at: datetime) -> bool:
        """Tell the target what it must hear of these cases."""
        ...


class AlertmanagerTarget:
    """Alertmanager's own API: all cases in every round; it drops repeats, and resolves what it stops hearing of."""

    name = "alertmanager"

    def __init__(self, http: httpx.AsyncClient, base_url: str) -> None:
        self._http = http
        self._url = f"{base_url.rstrip('/')}/api/v2/alerts"

    async def post(self, cases: Sequence[Case], at: datetime) -> bool:
        """Post every case, the ended ones as resolved."""
        if cases:
            (await self._http.post(self._url, json=[_alert(case, at) for case in cases])).raise_for_status()
        return bool(cases)


class WebhookTarget:
    """Any address that takes JSON: one message a round with all the news, text for people and fields for machines."""

    name = "webhook"

    def __init__(self, http: httpx.AsyncClient, url: str, repeat: timedelta) -> None:
        self._http = http
        self._url = url
        self._telling = Telling(repeat)

    async def post(self, cases: Sequence[Case], at: datetime) -> bool:
        """Post the news, if there are any."""
        news = self._telling.news(cases, at)
        if news:
            body = {"version": 1, "at": at.isoformat(), "text": letter(news), "alerts": [_fields(n) for n in news]}
            (await self._http.post(self._url, json=body)).raise_for_status()
            self._telling.told(news, at)
        self._telling.forget(cases)
        return bool(news)


class MailTarget:
    """Mail over SMTP: one letter a round with all the news.

    Shape: `url` is `smtp://` or `smtps://`, with user and password if the server wants them; a password goes over an
    encrypted line or not at all.
    """

    name = "mail"

    def __init__(self, url: str, *, sender: str, to: Sequence[str], repeat: timedelta) -> None:
        self._url = url
        self._sender = sender
        self._to = to
        self._telling = Telling(repeat)

    async def post(self, cases: Sequence[Case], at: datetime) -> bool:
        """Send the news, if there are any."""
        news = self._telling.news(cases, at)
        if news:
            await aiosmtplib.send(self._letter(news, at), **smtp_options(self._url))
            self._telling.told(news, at)
        self._telling.forget(cases)
        return bool(news)

    def _letter(self, news: Sequence[News], at: datetime) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = f"[Tòa soạn] {said(_line(news[0]))}"
        message["From"] = self._sender
        message["To"] = ", ".join(self._to)
        message["Date"] = format_datetime(at)
        message.set_content(letter(news))
        return message


class HeartbeatTarget:
    """A dead man's switch outside: it hears of every full round, and raises the alarm when it no longer does."""

    name = "heartbeat"

    def __init__(self, http: httpx.AsyncClient, url: str) -> None:
        self._http = http
        self._url = url

    async def post(self, cases: Sequence[Case], at: datetime) -> bool:
        """Say that a round has ended, and how many cases there are."""
        body = {"at": at.isoformat(), "cases": len(cases)}
        (await self._http.post(self._url, json=body)).raise_for_status()
        return True


def letter(news: Sequence[News]) -> str:
    """The news in Vietnamese, one paragraph each."""
    return "\n\n".join(f"{_line(each)}\nHướng dẫn xử lý: {each.case.finding.runbook}" for each in news)


def _line(news: News) -> str:
    finding = news.case.finding
    severity = _SEVERITY_WORDS[Severity(finding.labels["severity"])]
    words = f"{_STATUS_WORDS[news.status]} ({severity})"
    if news.case.ended_at is not None:
        return f"{words} lúc {hour(news.case.ended_at)}: {finding.summary}"
    return f"{words}: {finding.summary}"


def _fields(news: News) -> dict[str, Any]:
    case = news.case
    return {
        "status": news.status,
        "alert": case.finding.alarm,
        "labels": case.finding.labels,
        "audience": OFFICE_LABELS[Office(case.finding.labels["audience"])],
        "summary": case.finding.summary,
        "since": case.finding.since.isoformat(),
        "began_at": case.begun_at.isoformat(),
        "ended_at": case.ended_at.isoformat() if case.ended_at else None,
        "runbook": case.finding.runbook,
    }


def _alert(case: Case, at: datetime) -> Mapping[str, Any]:
    ends_at = case.ended_at or at + _STILL_FOR
    return {
        "labels": case.finding.labels,
        "annotations": {"summary": case.finding.summary, "runbook": case.finding.runbook},
        "startsAt": case.begun_at.isoformat(),
        "endsAt": ends_at.isoformat(),
    }
