"""One running WordPress for the session, emptied before each test; what is asked of other channels is left out."""

import fcntl
import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.real_wordpress import FAULTS_PART, RealOutside, real_outside
from workers.embedded.wordpress import EmbeddedWordPress
from workers.embedded.wordpress_home import WordPressHome, wordpress_home


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a test that runs for every channel, the run for WordPress."""
    items[:] = [item for item in items if _about(item) in {"", "wordpress"}]


def _about(item: pytest.Item) -> str:
    asked = getattr(item, "callspec", None)
    ours = item.path.parent.name == "real_wordpress"
    return str(asked.params.get("name", "")) if asked and ours else ""


@pytest.fixture(scope="session")
def home(pytestconfig: pytest.Config) -> WordPressHome:
    """WordPress of the running release, in a long proof the newest that Debian has; fetched when it is not here."""
    folder = pytestconfig.rootpath / "var" / "tests"
    with (folder / "tools").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return wordpress_home(newest=pytestconfig.getoption("--proof") == "wordpress")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def site(tmp_path_factory: pytest.TempPathFactory, home: WordPressHome) -> AsyncIterator[EmbeddedWordPress]:
    """The running site."""
    async with EmbeddedWordPress(tmp_path_factory.mktemp("wordpress"), home) as opened:
        shutil.copy(FAULTS_PART, opened.site / "wp-content" / "mu-plugins")
        yield opened


@pytest_asyncio.fixture(name="sim", loop_scope="session")
async def _sim(site: EmbeddedWordPress) -> AsyncIterator[RealOutside]:
    opened = real_outside(site)
    await opened.emptied()
    yield opened
    await opened.client.aclose()
