"""`make up PORTAL=wordpress` and `make up` with a portal of one's own."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import psutil
import pytest
from pydantic import SecretStr

from newsroom.article import ChannelName
from tests.support.stand_ins import order
from workers.embedded import EmbeddedWordPress
from workers.embedded.leftovers import all_gone
from workers.embedded.wordpress import PAGE_PART
from workers.embedded.wordpress_home import WordPressHome, is_fetched
from workers.settings import PortalKind
from workers.stack import Stack
from workers.trial_portal import portal_settings, trial_site
from workers.wiring.channels import built_channels
from workers.wiring.stores import opened_stores


async def test_newcomer_publishes_on_a_real_site(tmp_path: Path) -> None:
    told: list[str] = []
    portal = trial_site(tmp_path / "house" / "wordpress", told.append)
    stack = Stack(tmp_path / "house", durable=False, portal=portal, tell=told.append)
    try:
        await stack.start_servers()
        assert stack.settings.portal_kind is PortalKind.WORDPRESS
        assert stack.links.portal == stack.settings.wordpress_url
        assert any("Cổng WordPress: sẵn sàng" in line for line in told)
        async with httpx.AsyncClient() as http, opened_stores(stack.settings) as stores:
            channel = built_channels(stack.settings, http, stores.tokens)[ChannelName.PORTAL]
            assert "giao diện hiện đủ bài" in await channel.health()
            wanted = order(ChannelName.PORTAL)
            found = await channel.prepare(wanted)
            await channel.reveal(found, wanted)
            shown = await channel.read(found, wanted)
            assert shown is not None
            assert shown.lines == wanted.post.lines
            assert (await http.get(f"{stack.links.portal}/wp-login.php")).status_code == 200
    finally:
        await stack.stop()
    async with httpx.AsyncClient() as http:
        with pytest.raises(httpx.ConnectError):
            await http.get(stack.settings.wordpress_url)


async def test_site_is_the_same_after_a_restart(site: EmbeddedWordPress) -> None:
    """The address, the administrator and the articles stay; the newsroom gets a new password."""
    before, admin = site.address, site.admin_password
    title = "Bài trước khi khởi động lại"
    await site.php(f"wp_insert_post(['post_title' => '{title}', 'post_status' => 'publish', 'post_content' => 'x']);")
    await site.stop()
    await site.start()
    assert (site.address.url, site.address.version, site.admin_password) == (before.url, before.version, admin)
    async with httpx.AsyncClient() as http:
        posts = (await http.get(f"{site.address.url}/wp-json/wp/v2/posts")).json()
    assert title in {post["title"]["rendered"] for post in posts}


async def test_an_installation_that_was_cut_off_is_taken_up(home: WordPressHome, tmp_path: Path) -> None:
    """Its tables were there, so nothing more was ever made: the site had no administrator."""
    async with EmbeddedWordPress(tmp_path, home) as site:
        await site.php("global $wpdb; foreach (['users', 'usermeta'] as $t) $wpdb->query(\"delete from wp_$t\");")
        await site.stop()
        await site.start()
        password = site.admin_password
        known = await site.php(f"echo wp_authenticate('quan-tri', '{password}')->user_login ?? 'không';")
        assert known == "quan-tri"


def test_any_portal_by_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert portal_settings(None) == {}
    monkeypatch.setenv("TOASOAN_PORTAL_KIND", "wordpress")
    monkeypatch.setenv("TOASOAN_WORDPRESS_URL", "https://cong.example.org")
    monkeypatch.setenv("TOASOAN_WORDPRESS_PASSWORD", "abcd")
    assert portal_settings(None) == {
        "portal_kind": PortalKind.WORDPRESS,
        "wordpress_url": "https://cong.example.org",
        "wordpress_password": SecretStr("abcd"),
    }


DOOMED = """
import asyncio, sys
from pathlib import Path
from workers.embedded import EmbeddedWordPress
from workers.embedded.wordpress_home import wordpress_home

async def main(folder):
    await EmbeddedWordPress(folder, wordpress_home()).start()
    print("here", flush=True)
    await asyncio.sleep(60)

asyncio.run(main(Path(sys.argv[1])))
"""


def doomed(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", DOOMED, folder], stdout=subprocess.PIPE)


async def test_nothing_of_it_is_left_when_we_are_killed(home: WordPressHome, tmp_path: Path) -> None:
    """PHP's own server is a family of processes, and the others go on without the first."""
    assert home.themes
    with doomed(tmp_path / "site") as parent:
        assert parent.stdout is not None
        assert await asyncio.to_thread(parent.stdout.readline) == b"here\n"
        family = psutil.Process(parent.pid).children(recursive=True)
        parent.kill()
    assert len([each for each in family if "php" in each.name()]) > 4
    assert await all_gone(family, 10)


async def test_nothing_of_it_is_left_when_its_first_process_dies(home: WordPressHome, tmp_path: Path) -> None:
    site = await EmbeddedWordPress(tmp_path / "site", home).start()
    ours = psutil.Process().children(recursive=True)
    family = [each for each in ours if str(tmp_path) in " ".join(each.cmdline())]
    assert len(family) > 3
    assert site.pid is not None
    os.kill(site.pid, signal.SIGKILL)
    await site.stop()
    assert await all_gone(family, 10)


def test_the_programs_are_here_and_a_second_look_says_nothing(home: WordPressHome) -> None:
    assert len(home.themes) >= 3
    assert is_fetched()
    again = subprocess.run([PAGE_PART.parents[2] / ".ci" / "wordpress-tools"], capture_output=True, check=True)
    assert again.stdout + again.stderr == b""
