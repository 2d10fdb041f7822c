"""Zalo calling back: events signed as Zalo signs them, sent again until somebody answers 200."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from simulator.config import SimulatorConfig
from simulator.state import Record

RETRY_AFTER = (
    timedelta(seconds=30),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(minutes=30),
    timedelta(hours=1),
)
_ACCEPTED = 200

Send = Callable[[bytes, Mapping[str, str]], Awaitable[int]]
Wait = Callable[[timedelta], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedEvent:
    """Body and headers of one webhook request."""

    body: bytes
    headers: Mapping[str, str]


def signed(config: SimulatorConfig, event: Record, at: datetime, retry: int = 0) -> SignedEvent:
    """`event` as Zalo sends it: plain SHA-256 over app id, raw body, timestamp and the OA's secret."""
    timestamp = str(int(at.timestamp() * 1000))
    facts = {"app_id": config.zalo_app_id, "oa_id": config.oa_id, "timestamp": timestamp}
    if retry:
        facts["num_retry"] = str(retry)
    body = json.dumps(event | facts, ensure_ascii=False).encode()
    words = config.zalo_app_id.encode() + body + timestamp.encode() + config.oa_secret.encode()
    headers = {
        "Content-Type": "application/json",
        "X-ZEvent-Signature": f"mac={hashlib.sha256(words).hexdigest()}",
        "X-ZEvent-Timestamp": timestamp,
    }
    return SignedEvent(body=body, headers=headers)


async def deliver(config: SimulatorConfig, event: Record, now: Callable[[], datetime], send: Send, wait: Wait) -> bool:
    """Whether somebody answered 200, at once or at one of five later tries."""
    for retry, pause in enumerate((timedelta(0), *RETRY_AFTER)):
        if pause:
            await wait(pause)
        request = signed(config, event, now(), retry)
        if await send(request.body, request.headers) == _ACCEPTED:
            return True
    return False
