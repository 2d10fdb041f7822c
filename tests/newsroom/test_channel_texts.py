"""The own text of one channel: what a proposal may change, how long it may be, and where readers must see it."""

from dataclasses import replace
from typing import Final

import pytest

from newsroom.article import ChannelName, Content
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.channel_texts import check_own_text, too_long, with_own_text
from newsroom.matters.kinds import MatterAct
from newsroom.matters.reach import Reach
from newsroom.publishing import FACEBOOK_MESSAGE_CHARS, ZALO_DESCRIPTION_CHARS, channel_post
from tests.newsroom.rosters import FINAL_EDITOR, claim, why
from tests.support.samples import content

PORTAL, FANPAGE, ZALO = ChannelName
EVERYWHERE: Final = Reach(shown=tuple(ChannelName), sent=True)


def refused(after: Content, channel: str, code: RefusalCode, reach: Reach = EVERYWHERE) -> str:
    with pytest.raises(Refused) as refusal:
        check_own_text(claim(MatterAct.PROPOSE_AMENDMENT, FINAL_EDITOR, channel=channel), content(), after, reach)
    return why(refusal, code)


@pytest.mark.parametrize("channel", [FANPAGE, ZALO])
def test_the_other_channels_show_what_they_showed(channel: ChannelName) -> None:
    after = with_own_text(content(), channel, "Lời riêng.")
    for other in set(ChannelName) - {channel}:
        assert channel_post(after, other) == channel_post(content(), other)
    assert channel_post(after, channel) != channel_post(content(), channel)
    proposal = claim(MatterAct.PROPOSE_AMENDMENT, FINAL_EDITOR, channel=channel)
    assert check_own_text(proposal, content(), after, EVERYWHERE) is channel


@pytest.mark.parametrize(("channel", "most"), [(FANPAGE, FACEBOOK_MESSAGE_CHARS), (ZALO, ZALO_DESCRIPTION_CHARS)])
def test_it_is_as_long_as_the_channel_takes_and_no_longer(channel: ChannelName, most: int) -> None:
    assert too_long(with_own_text(content(), channel, "a" * most), channel) == ""
    more = with_own_text(content(), channel, "a" * (most + 1))
    assert str(most) in refused(more, channel, RefusalCode.BAD_REQUEST)


def test_nothing_else_goes_with_it() -> None:
    after = with_own_text(replace(content(), summary="Sapo khác."), FANPAGE, "Lời riêng.")
    assert "điều khác" in refused(after, FANPAGE, RefusalCode.BAD_REQUEST)


@pytest.mark.parametrize("channel", ["", "portal", "tiktok"])
def test_only_a_channel_with_words_of_its_own_is_named(channel: str) -> None:
    assert "channel" in refused(with_own_text(content(), FANPAGE, "Lời."), channel, RefusalCode.BAD_REQUEST)


def test_it_is_changed_where_readers_see_the_article() -> None:
    after, portal = with_own_text(content(), FANPAGE, "Lời."), Reach(shown=(PORTAL,), sent=True)
    assert "chưa hiện" in refused(after, FANPAGE, RefusalCode.WRONG_STAGE, portal)
