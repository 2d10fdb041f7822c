"""Each process with the secrets it needs, and no others."""

import asyncio

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from activities.storage.publishing.tokens import SealBroken
from newsroom.article import ChannelName
from tests.support.live import LiveNewsroom
from tests.support.spoken import said
from workers.__main__ import app
from workers.settings import environment_of
from workers.wiring.stores import opened_stores

_PAIR = "truy-cap-tam\nlam-moi-tam\n"


async def test_an_editorial_worker_opens_its_stores_without_the_key_of_the_tokens(live: LiveNewsroom) -> None:
    """A key that every process must have is everywhere; one that is missing where it is needed must say so."""
    settings = live.settings.model_copy(update={"token_key": SecretStr("")})
    async with opened_stores(settings) as stores:
        assert (await stores.boards.in_force()).number
        with pytest.raises(SealBroken, match="TOASOAN_TOKEN_KEY"):
            await stores.tokens.load(ChannelName.ZALO_OA)


async def test_tokens_are_looked_after_without_the_key_of_the_desk(live: LiveNewsroom) -> None:
    """Who mends a channel must not need what signs decisions."""
    settings = live.settings.model_copy(update={"desk_private_key": SecretStr("")})
    environment = {**environment_of(settings), "TOASOAN_DESK_PRIVATE_KEY": ""}
    runner = CliRunner(env=environment)
    assert "✓" in said(await asyncio.to_thread(runner.invoke, app, ["channels", "check"]))
    kept = await live.stores.tokens.load(ChannelName.ZALO_OA)
    assert kept is not None
    try:
        stored = await asyncio.to_thread(lambda: runner.invoke(app, ["channels", "token", "zalo_oa"], input=_PAIR))
        assert "Đã cất khóa mới" in said(stored)
    finally:
        await live.stores.tokens.save(ChannelName.ZALO_OA, kept)
