"""The place where the commands of the pages are typed."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
import pytest_asyncio

from newsroom.working_time import local
from tests.deploy.commands.place import Place, installed
from workers.stack import running_stack


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    """An installation on one machine, with everything running that `make up` starts."""
    folder = tmp_path_factory.mktemp("installed")
    async with running_stack(folder / "data", durable=False) as stack:
        here = Place(folder=installed(folder / "place", folder / "data"), stack=stack)
        now = local(datetime.now().astimezone())
        here.filled = {
            "ĐỊA_CHỈ_TRẠM_CANH": f"127.0.0.1:{stack.settings.watch_port}",
            "CODEC": f"127.0.0.1:{stack.settings.codec_port}",
            "FOLDER": "copies",
            "NGÀY": f"{now + timedelta(days=1):%Y-%m-%d}",
            "HOUR": f"{now:%H:%M}",
        }
        await here.open()
        try:
            yield here
        finally:
            await here.left()
