"""What an article costs Temporal, and what Temporal gets to know of it."""

import base64
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import HistoryEvent

from newsroom.board import Office
from newsroom.stages import Act
from simulator.config import SimulatorConfig
from tests.support.live import LiveNewsroom
from tests.support.lives import REASON, ended, history_of, manuscript

_MOST_EVENTS: Final = 44
_MOST_BYTES: Final = 17_000
_MARK: Final = "Câu đánh dấu không được rời kho 7f3a9c"
_SUMMARY: Final = "Tóm tắt đánh dấu 5d1e"


def payloads(message: Message) -> Iterator[Payload]:
    """Every payload anywhere inside a message."""
    if isinstance(message, Payload):
        yield message
        return
    for _, value in message.ListFields():
        for each in _messages(value):
            yield from payloads(each)


def _messages(value: object) -> Iterable[Message]:
    """The messages in a field: itself, its items, or the values of a map."""
    if isinstance(value, Message):
        return [value]
    if isinstance(value, Mapping):
        return [item for item in value.values() if isinstance(item, Message)]
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [item for item in value if isinstance(item, Message)]
    return []


def _size(events: list[HistoryEvent]) -> int:
    return sum(event.ByteSize() for event in events)


async def test_a_straight_article_fits_its_budget(live: LiveNewsroom) -> None:
    """Forty-four events and seventeen kilobytes: a day's articles stay far below what a small server carries."""
    article_id = await live.ready_for_approval()
    await live.approve(article_id)
    await ended(live, article_id)

    events = await history_of(live, article_id)

    assert len(events) <= _MOST_EVENTS, len(events)
    assert _size(events) <= _MOST_BYTES, _size(events)
    kinds = [event.WhichOneof("attributes") for event in events]
    assert kinds.count("activity_task_scheduled_event_attributes") == 3, "one per channel"
    assert kinds.count("marker_recorded_event_attributes") == 3, "one per act, one look at the end"
    assert kinds.count("workflow_task_completed_event_attributes") <= 6


async def test_the_length_of_the_text_costs_the_history_nothing(live: LiveNewsroom) -> None:
    """Bodies live in Postgres, however long they are."""
    sizes = []
    for paragraphs in (1, 200):
        text = "\n\n".join(f"Đoạn thứ {number} của một bài dài." for number in range(paragraphs))
        article_id = await live.ready_for_approval(text)
        await live.approve(article_id)
        await ended(live, article_id)
        sizes.append(_size(await history_of(live, article_id)))
    assert abs(sizes[1] - sizes[0]) < 3_000


async def test_no_text_no_name_and_no_token_enters_a_history(live: LiveNewsroom) -> None:
    """Who may look at Temporal sees ids, hashes, offices and reasons, but neither the article nor a secret."""
    article_id = await live.submit(_MARK, summary=_SUMMARY, byline="Nông Văn Đánh Dấu")
    await live.desk.act(live.holder(Office.FINAL_EDITOR), Act.RETURN_TO_AUTHOR, article_id, details=REASON)
    again = manuscript(live, f"{_MARK}, đã sửa.", summary=_SUMMARY, byline="Nông Văn Đánh Dấu")
    await live.desk.resubmit(await live.member("reporter-1"), article_id, manuscript=again)
    await live.desk.finish_edit(live.holder(Office.FINAL_EDITOR), article_id)
    await live.approve(article_id)
    await ended(live, article_id)

    kept = [payload.data for event in await history_of(live, article_id) for payload in payloads(event)]

    assert len(kept) > 30, "the walk over the payloads finds them"
    read = "\n".join(_readable(data) for data in kept)
    names = [member.name for member in live.board.members] + ["Nông Văn Đánh Dấu"]
    plays = SimulatorConfig()
    tokens = [plays.page_token, plays.zalo_access_token, plays.zalo_refresh_token, plays.liferay_client_secret]
    keys = [live.settings.desk_private_key.get_secret_value(), live.settings.token_key.get_secret_value()]
    for secret in (_MARK, _SUMMARY, "<p>", *names, *tokens, *keys):
        assert secret not in read, secret
    assert article_id in read


async def test_the_walk_over_payloads_would_find_a_leak(live: LiveNewsroom) -> None:
    """Guards the test above: what does stand in a history is found by it."""
    article_id = await live.submit(_MARK, title="Tên bài để tìm thấy")
    await live.desk.act(live.holder(Office.FINAL_EDITOR), Act.RETURN_TO_AUTHOR, article_id, details=REASON)
    kept = [payload.data for event in await history_of(live, article_id) for payload in payloads(event)]
    read = "\n".join(_readable(data) for data in kept)
    assert "Tên bài để tìm thấy" in read
    assert REASON.reason not in read, "what people write in words of their own stays in the storage"


def _readable(data: bytes) -> str:
    """The bytes as text, with JSON escapes and base64 undone, so that nothing hides in another spelling."""
    text = data.decode("utf-8", "replace")
    plain = re.sub(r"(?:\\\\u|\\u)([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    packed = re.findall(r"[A-Za-z0-9+/]{40,}={0,2}", text)
    undone = [base64.b64decode(part + "=" * (-len(part) % 4)).decode("utf-8", "replace") for part in packed]
    return "\n".join((text, plain, *undone))
