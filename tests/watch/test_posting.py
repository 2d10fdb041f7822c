"""Posting to real receivers: each hears what it must, and one that is down or slow holds up nobody."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import aiosmtplib
import httpx
import pytest
import structlog

from tests.support.live import eventually
from tests.watch.receivers import Receiver, listening, mail_server, receiver
from tests.watch.samples import finding
from workers.embedded.ports import free_port
from workers.watch.alarms import Alarm
from workers.watch.posting import Postbox
from workers.watch.register import Case
from workers.watch.targets import AlertmanagerTarget, HeartbeatTarget, MailTarget, Target, WebhookTarget

REPEAT = timedelta(hours=1)


def now() -> datetime:
    return datetime.now(UTC)


def case(alarm: Alarm = Alarm.PUBLISH_MISSED, *, ended: bool = False) -> Case:
    return Case(finding=finding(alarm, "a1"), begun_at=now(), seen_at=now(), ended_at=now() if ended else None)


@contextlib.asynccontextmanager
async def at_work(*targets: Target) -> AsyncIterator[list[Postbox]]:
    boxes = [Postbox(target, now, rest=0.05) for target in targets]
    tasks = [asyncio.create_task(box.keep_posting()) for box in boxes]
    yield boxes
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def until_counted(box: Postbox, outcome: str, number: int, cases: Sequence[Case]) -> None:
    """Rounds until the box has counted so many."""

    async def counted() -> bool:
        box.hand(cases)
        return box.counts[outcome] >= number

    await eventually(counted, every=0.02)


async def test_alertmanager_gets_all_cases_in_its_own_form_and_the_end_as_resolved() -> None:
    async with receiver() as taker, httpx.AsyncClient() as http:
        target = AlertmanagerTarget(http, f"{taker.url}/")
        assert not await target.post((), now())
        await target.post((case(), case(Alarm.STORAGE_DOWN, ended=True)), at := now())
    ((path, alerts),) = taker.got
    assert path == "/api/v2/alerts"
    assert [alert["labels"]["alertname"] for alert in alerts] == [
        "NewsroomPublishDeadlineMissed",
        "NewsroomStorageDown",
    ]
    assert [datetime.fromisoformat(alert["endsAt"]) > at for alert in alerts] == [True, False]
    assert all(datetime.fromisoformat(alert["startsAt"]).tzinfo for alert in alerts)
    assert alerts[0]["annotations"]["runbook"] == "deploy/runbooks/NewsroomPublishDeadlineMissed.md"


async def test_a_webhook_gets_one_message_with_all_the_news_and_then_silence() -> None:
    async with receiver() as taker, httpx.AsyncClient() as http:
        target = WebhookTarget(http, f"{taker.url}/hook", REPEAT)
        assert await target.post((case(), case(Alarm.TEMPORAL_DOWN)), now())
        assert not await target.post((case(), case(Alarm.TEMPORAL_DOWN)), now())
        assert await target.post((case(ended=True), case(Alarm.TEMPORAL_DOWN)), now())
    assert [status for status, _ in taker.alerts()] == ["begins", "begins", "ends"]
    first, last = (body["text"] for _, body in taker.got)
    assert "MỚI (khẩn): Có việc: a1" in first
    assert "Hướng dẫn xử lý: deploy/runbooks/NewsroomTemporalDown.md" in first
    assert last.startswith("ĐÃ HẾT (khẩn) lúc ")


async def test_a_target_that_is_down_is_tried_again_and_then_told_once() -> None:
    taker = Receiver(free_port())
    async with httpx.AsyncClient() as http, at_work(WebhookTarget(http, f"{taker.url}/hook", REPEAT)) as (box,):
        cases = (case(),)
        await until_counted(box, "failed", 2, cases)
        assert box.failing_since
        async with listening(taker):
            await until_counted(box, "posted", 1, cases)
            for _ in range(10):
                box.hand(cases)
                await asyncio.sleep(0.01)
    assert taker.alerts() == [("begins", "NewsroomPublishDeadlineMissed")]
    assert box.failing_since is None


async def test_a_target_that_refuses_is_a_failure_and_is_left_in_peace_ever_longer() -> None:
    async with receiver() as taker, httpx.AsyncClient() as http:
        taker.status = 500
        async with at_work(WebhookTarget(http, f"{taker.url}/hook", REPEAT)) as (box,):
            ends = asyncio.get_running_loop().time() + 1.5
            while asyncio.get_running_loop().time() < ends:
                box.hand((case(),))
                await asyncio.sleep(0.005)
    assert 2 <= box.counts["failed"] <= 8
    assert box.counts["posted"] == 0


async def test_a_slow_target_holds_up_nobody() -> None:
    async with receiver() as slow, receiver() as quick, httpx.AsyncClient() as http:
        slow.delay = 60
        targets = [WebhookTarget(http, f"{taker.url}/hook", REPEAT) for taker in (slow, quick)]
        async with at_work(*targets) as (held_up, free):
            held_up.hand((case(),))
            await until_counted(free, "posted", 1, (case(),))
            assert held_up.counts["posted"] == 0


async def test_mail_is_one_letter_in_vietnamese_to_all_who_are_named() -> None:
    async with mail_server() as post:
        to = ["truc@coquan.test", "ky-su@coquan.test"]
        target = MailTarget(f"smtp://127.0.0.1:{post.port}", sender="canh@coquan.test", to=to, repeat=REPEAT)
        assert await target.post((case(), case(Alarm.STORAGE_DOWN)), now())
        assert not await target.post((case(), case(Alarm.STORAGE_DOWN)), now())
    (letter,) = post.letters
    assert letter["Subject"].startswith("[Tòa soạn] MỚI (khẩn): Có việc: a1")
    assert letter["To"] == ", ".join(to)
    assert "deploy/runbooks/NewsroomStorageDown.md" in letter.get_content()


async def test_a_password_is_never_sent_over_an_open_line() -> None:
    async with mail_server() as post:
        url = f"smtp://canh:mat-khau@127.0.0.1:{post.port}"
        target = MailTarget(url, sender="canh@coquan.test", to=["truc@coquan.test"], repeat=REPEAT)
        with pytest.raises(aiosmtplib.SMTPException):
            await target.post((case(),), now())
    assert post.letters == []
    spoken = {line.split()[0] for line in post.heard}
    assert "EHLO" in spoken
    assert "AUTH" not in spoken


async def test_the_heartbeat_goes_out_in_every_round_whether_or_not_anything_is_wrong() -> None:
    async with receiver() as taker, httpx.AsyncClient() as http:
        target = HeartbeatTarget(http, f"{taker.url}/beat")
        assert await target.post((), now())
        assert await target.post((case(),), now())
    assert [(path, body["cases"]) for path, body in taker.got] == [("/beat", 0), ("/beat", 1)]


async def test_no_secret_of_an_address_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    secret = "khoa-bi-mat"
    addresses: dict[str, Any] = {
        "hook": f"http://127.0.0.1:{free_port()}/{secret}",
        "mail": "smtp://u:khoa-bi-mat@[::bad",
    }
    with structlog.testing.capture_logs() as logs, caplog.at_level(logging.DEBUG):
        async with httpx.AsyncClient() as http:
            mail = MailTarget(addresses["mail"], sender="a@b.test", to=["a@b.test"], repeat=REPEAT)
            async with at_work(WebhookTarget(http, addresses["hook"], REPEAT), mail) as boxes:
                for box in boxes:
                    await until_counted(box, "failed", 1, (case(),))
    assert {entry["source"] for entry in logs} == {"webhook", "mail"}
    assert secret not in str(logs)
    assert secret not in caplog.text
