"""Keys of an installation, and what they hide."""

import stat
from base64 import b64encode
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from temporalio.client import Client
from temporalio.converter import DataConverter

from activities.contracts import Agenda
from tests.support.live import LiveNewsroom
from workers.keys import kept_secrets
from workers.settings import Settings
from workers.temporal.codec import data_converter
from workflows.messages import ArticleInput
from workflows.registry import ARTICLE

KEY = b64encode(bytes(range(32))).decode()
OTHER = b64encode(bytes(range(1, 33))).decode()


def test_the_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    """A new key at the next start would make every sealed token and signature worthless."""
    file = tmp_path / "keys.json"
    made = kept_secrets(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert kept_secrets(file) == made
    assert kept_secrets(tmp_path / "others.json")["desk_private_key"] != made["desk_private_key"]


def test_secrets_do_not_print() -> None:
    """Settings end up in logs and error reports."""
    settings = Settings.model_validate({"desk_private_key": "khong-duoc-in", "token_key": "khong-duoc-in"})
    assert "khong-duoc-in" not in f"{settings!r} {settings}"


async def test_with_a_key_the_server_keeps_nothing_readable(live: LiveNewsroom) -> None:
    """Whoever can read the server's database must not read the newsroom's business."""
    sealing = await Client.connect(live.settings.temporal_address, data_converter=data_converter(KEY))
    article_id = await live.submit("Đoạn văn của bài.", title="Một tiêu đề dễ nhận ra")
    opening = await live.stores.articles.opening(article_id)
    handle = await sealing.start_workflow(
        ARTICLE.name,
        ArticleInput(standing=opening.standing, agenda=Agenda()),
        id=f"sealed/{article_id}",
        task_queue="nobody-serves-this",
        static_summary=opening.title,
    )
    raw = b"".join([event.SerializeToString() async for event in handle.fetch_history_events()])
    await handle.terminate()
    assert article_id.encode() not in raw.replace(f"sealed/{article_id}".encode(), b"")
    assert "Một tiêu đề".encode() not in raw


async def test_sealed_payloads_open_with_their_key_only() -> None:
    """Changing a key without moving the histories must fail loudly."""
    sealed = await data_converter(KEY).encode(["nội dung"])
    assert await data_converter(KEY).decode(sealed, [str]) == ["nội dung"]
    with pytest.raises(InvalidTag):
        await data_converter(OTHER).decode(sealed, [str])
    plain = await DataConverter.default.encode(["cũ"])
    assert await data_converter(KEY).decode(plain, [str]) == ["cũ"]
