"""Sealed payloads over the life of several keys."""

from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr
from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowHistory
from temporalio.converter import DataConverter
from temporalio.worker import Replayer

from newsroom.errors import InvalidInput
from tests.deployment.conftest import KEY, NEW_KEY
from tests.support.branch import Branch
from tests.support.histories import HISTORIES
from tests.support.lives import ended, handle_of
from workers.settings import Settings
from workers.temporal.client import converter_of
from workers.temporal.codec import ENCODING, KEY_ID, NotOpened, SealingCodec, data_converter, listed_keys
from workflows.article import ArticleWorkflow

PLAIN = Payload(metadata={"encoding": b"json/plain"}, data="“nội dung”".encode())


async def test_after_a_rotation_the_old_is_opened_and_the_new_is_sealed_with_the_new_key() -> None:
    """A key that has leaked must be replaced while articles of months ago are still open."""
    old, rotated, forgetful = SealingCodec(KEY), SealingCodec(NEW_KEY, [KEY]), SealingCodec(NEW_KEY)
    (before,) = await old.encode([PLAIN])
    assert await rotated.decode([before]) == [PLAIN]
    (after,) = await rotated.encode([PLAIN])
    assert after.metadata[KEY_ID] != before.metadata[KEY_ID]
    assert await forgetful.decode([after]) == [PLAIN]
    for codec, payload in ((forgetful, before), (old, after)):
        with pytest.raises(NotOpened, match="PAYLOAD_KEYS_OLD"):
            await codec.decode([payload])


async def test_a_payload_from_before_the_ids_is_still_opened() -> None:
    """Nobody can go back and write an id into a history."""
    nonce = bytes(12)
    data = nonce + AESGCM(b64decode(KEY)).encrypt(nonce, PLAIN.SerializeToString(), None)
    ancient = Payload(metadata={"encoding": ENCODING}, data=data)
    assert await SealingCodec(NEW_KEY, [KEY]).decode([ancient]) == [PLAIN]
    assert await SealingCodec(KEY).decode([ancient, PLAIN]) == [PLAIN, PLAIN]


async def test_a_changed_or_short_payload_is_not_opened() -> None:
    """A seal that opens for everything seals nothing."""
    (sealed,) = await SealingCodec(KEY).encode([PLAIN])
    sealed.data = sealed.data[:-1] + bytes([sealed.data[-1] ^ 1])
    for data in (sealed.data, sealed.data[:5], b""):
        with pytest.raises(NotOpened):
            await SealingCodec(KEY).decode([Payload(metadata=dict(sealed.metadata), data=data)])


@pytest.mark.parametrize("wrong", ["ngan", "=", b64encode(bytes(16)).decode(), KEY + KEY])
def test_what_is_no_key_is_said_without_showing_it(wrong: str) -> None:
    """A half-pasted key must not stand in the log."""
    for old in ((), (wrong,)):
        with pytest.raises(InvalidInput, match="TOASOAN_PAYLOAD_KEY") as told:
            data_converter(KEY if old else wrong, old)
        assert wrong not in str(told.value)


def test_keys_come_as_a_list_with_commas() -> None:
    """As they stand in the environment."""
    assert listed_keys("") == ()
    assert listed_keys(f" {KEY}, {NEW_KEY},") == (KEY, NEW_KEY)
    assert converter_of(Settings()).payload_codec is None


async def test_letters_stand_in_a_history_as_they_are_and_whoever_read_the_old_ones_reads_them() -> None:
    """Six characters for each Vietnamese letter were a tenth of an article's history."""
    said = {"reason": "Thiếu số liệu của Sở Nông nghiệp.", "half": "nửa \ud83d chữ", "spelt": "\\ud83d"}
    plain = data_converter("")
    written = await plain.encode([said])
    assert '"Thiếu số liệu của Sở Nông nghiệp."'.encode() in written[0].data
    assert await DataConverter.default.decode(written, [dict]) == [said]
    assert await plain.decode(await DataConverter.default.encode([said]), [dict]) == [said]


async def test_a_sealed_article_is_published_and_replays_after_the_rotation(sealed: Branch) -> None:
    """The check before a rollout must read what was sealed with the key of last year."""
    live = sealed.live
    article_id = await live.ready_for_approval(title="Một tiêu đề dễ nhận ra")
    await live.approve(article_id)
    await ended(live, article_id)
    raw = b"".join([event.SerializeToString() async for event in handle_of(live, article_id).fetch_history_events()])
    assert "Một tiêu đề".encode() not in raw
    assert KEY_ID.encode() in raw
    history = await handle_of(live, article_id).fetch_history()
    rotated = Settings(payload_key=SecretStr(NEW_KEY), payload_keys_old=SecretStr(KEY))
    await Replayer(workflows=[ArticleWorkflow], data_converter=converter_of(rotated)).replay_workflow(history)
    forgetful = Replayer(workflows=[ArticleWorkflow], data_converter=data_converter(NEW_KEY))
    assert (await forgetful.replay_workflow(history, raise_on_replay_failure=False)).replay_failure is not None


@pytest.mark.parametrize("file", sorted(HISTORIES.glob("straight*.json")), ids=lambda file: file.stem)
async def test_a_history_from_before_any_key_replays_under_one(file: Path) -> None:
    """Switching the seal on must not stop what is running."""
    history = WorkflowHistory.from_json(file.stem, file.read_text(encoding="utf-8"))
    await Replayer(workflows=[ArticleWorkflow], data_converter=data_converter(KEY)).replay_workflow(history)
