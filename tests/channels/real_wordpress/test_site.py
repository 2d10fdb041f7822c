"""What is peculiar to WordPress, asked of a real one by the simulator's tests, and what only a real one can show."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from typing import Any, Final

import pytest

from activities.channels.calls import CallLimits
from activities.ports import ChannelTrouble, Trouble
from newsroom.article import ChannelName
from tests.channels.test_wordpress_site import *  # noqa: F403
from tests.channels.test_wordpress_site import story
from tests.support.real_wordpress import RealOutside
from tests.support.stand_ins import met, order
from workers.embedded.wordpress import PAGE_PART
from workers.embedded.wordpress_home import WordPressHome

OFF: Final = "<?php add_filter('wp_is_application_passwords_available', '__return_false');"
REVOKE: Final = """
$user = get_user_by('login', 'may-khac') ?: get_user_by('id', wp_insert_user([
    'user_login' => 'may-khac', 'user_pass' => wp_generate_password(), 'role' => '%s']));
$user->set_role('%s');
WP_Application_Passwords::delete_all_application_passwords($user->ID);
echo WP_Application_Passwords::create_new_application_password($user->ID, ['name' => 'x'])[0];
"""


async def stranger(sim: RealOutside, role: str) -> dict[str, Any]:
    """Another user of the site, with a good password."""
    return {"user": "may-khac", "application_password": await sim.site.php(REVOKE % (role, role))}


@pytest.fixture(name="plugin")
def _plugin(sim: RealOutside) -> Iterator[Callable[[str], object]]:
    path = sim.site.site / "wp-content" / "mu-plugins" / "thu.php"
    yield path.write_text
    path.unlink(missing_ok=True)


async def test_revoked_password_reaches_the_engineer(sim: RealOutside) -> None:
    known = await stranger(sim, "editor")
    await sim.wordpress(**known).health()
    await sim.site.php("WP_Application_Passwords::delete_all_application_passwords(username_exists('may-khac'));")
    trouble = await met(sim.wordpress(**known), "prepare", "", story())
    assert "mật khẩu ứng dụng" in trouble.explanation


async def test_switched_off_passwords_reach_the_engineer(sim: RealOutside, plugin: Callable[[str], object]) -> None:
    plugin(OFF)
    trouble = await met(sim.wordpress(), "prepare", "", story())
    assert (trouble.trouble, "mật khẩu ứng dụng" in trouble.explanation) == (Trouble.NEEDS_PERSON, True)


@pytest.mark.parametrize("role", ["subscriber", "contributor"])
async def test_missing_rights_are_named_before_the_first_article(sim: RealOutside, role: str) -> None:
    with pytest.raises(ChannelTrouble, match="không có quyền") as caught:
        await sim.wordpress(**await stranger(sim, role)).health()
    assert "đăng bài" in caught.value.evidence


async def test_author_is_enough(sim: RealOutside) -> None:
    known = await stranger(sim, "author")
    channel, wanted = sim.wordpress(**known), order(ChannelName.PORTAL)
    assert "dùng được" in await channel.health()
    found = await channel.prepare(wanted)
    await channel.reveal(found, wanted)
    shown = await channel.read(found, wanted)
    assert shown is not None
    assert shown.lines == wanted.post.lines
    await channel.remove(found, wanted)
    assert await sim.visible() == []


async def _wear(sim: RealOutside, theme: str) -> None:
    await sim.site.php(f"switch_theme('{theme}');")


@pytest.fixture(name="worn")
async def _worn(sim: RealOutside, home: WordPressHome) -> AsyncIterator[RealOutside]:
    yield sim
    shutil.copy(PAGE_PART, sim.site.site / "wp-content" / "mu-plugins")
    await _wear(sim, home.themes[-1])


async def test_every_stock_theme_shows_an_article_or_is_told_of_before_the_first(
    worn: RealOutside, home: WordPressHome
) -> None:
    """Every one of them failed after publication: no Open Graph, no summary, no article element."""
    assert len(home.themes) >= 3
    for theme in home.themes:
        await _wear(worn, theme)
        shutil.copy(PAGE_PART, worn.site.site / "wp-content" / "mu-plugins")
        await worn.emptied()
        channel, wanted = worn.wordpress(), order(ChannelName.PORTAL)
        assert "giao diện hiện đủ bài" in await channel.health()
        found = await channel.prepare(wanted)
        await channel.reveal(found, wanted)
        shown = await channel.read(found, wanted)
        assert shown is not None
        assert (theme, shown.lines) == (theme, wanted.post.lines)
        assert set(shown.photo_urls) == set(wanted.post.photos)
        (worn.site.site / "wp-content" / "mu-plugins" / PAGE_PART.name).unlink()
        with pytest.raises(ChannelTrouble, match="og:title, og:url") as caught:
            await channel.health()
        assert "giao-dien-cong.md" in caught.value.explanation


FAULTS: Final = ("server_error_before", "server_error_after", "killed_after", "fatal_after", "empty_after", "late")


@pytest.mark.parametrize("call", ["create_post", "update_post"])
async def test_one_post_shows_whatever_happens_inside_the_site(sim: RealOutside, call: str) -> None:
    # Only the struck call is to be given up soon: on a busy machine any other may take as long as it does.
    hurried = replace(sim, limits=CallLimits(answer_seconds=2))
    for fault in FAULTS:
        await sim.emptied()
        channel, wanted = sim.wordpress(), story()
        found = "" if call == "create_post" else await channel.prepare(wanted)
        await sim.strike("wordpress", call, fault)
        act = "prepare" if call == "create_post" else "reveal"
        trouble = await met(hurried.wordpress() if fault == "late" else channel, act, found, wanted)
        assert (fault, trouble.trouble) == (fault, Trouble.UNCLEAR)
        found = await channel.find(wanted, wanted.published_at) or await channel.prepare(wanted)
        if await channel.read(found, wanted) is None:
            await channel.reveal(found, wanted)
        shown = await channel.read(found, wanted)
        assert shown is not None
        assert shown.lines == wanted.post.lines
        assert len(await sim.visible()) == 1
