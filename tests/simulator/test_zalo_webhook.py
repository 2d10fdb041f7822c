"""Webhook events are signed as Zalo signs them and sent again on its timetable."""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta

import pytest

from simulator.config import SimulatorConfig
from simulator.zalo.webhook import RETRY_AFTER, deliver, signed
from tests.simulator.conftest import MovableClock


def test_signature_is_plain_sha256_over_body_and_secret(config: SimulatorConfig, clock: MovableClock) -> None:
    event = signed(config, {"event_name": "follow"}, clock.at)
    stamp = json.loads(event.body)["timestamp"]
    words = config.zalo_app_id + event.body.decode() + stamp + config.oa_secret
    assert event.headers["X-ZEvent-Signature"] == "mac=" + hashlib.sha256(words.encode()).hexdigest()
    assert "num_retry" not in json.loads(event.body)


@pytest.mark.parametrize(("answers", "taken"), [([200], True), ([500, 200], True), ([500] * 6, False)])
@pytest.mark.asyncio
async def test_event_is_sent_again_until_accepted(
    config: SimulatorConfig, clock: MovableClock, answers: list[int], *, taken: bool
) -> None:
    sent: list[dict[str, str]] = []
    pauses: list[timedelta] = []
    left = iter(answers)

    async def send(body: bytes, headers: Mapping[str, str]) -> int:
        sent.append(json.loads(body))
        return next(left)

    async def wait(pause: timedelta) -> None:
        pauses.append(pause)
        clock.pass_by(pause)

    assert await deliver(config, {"msg_id": "1"}, clock, send, wait) is taken
    assert [each.get("num_retry") for each in sent] == [None, "1", "2", "3", "4", "5"][: len(answers)]
    assert pauses == list(RETRY_AFTER)[: len(answers) - 1]
