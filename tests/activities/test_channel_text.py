"""The own text of one channel is changed after the publication: that channel is called, and no other."""

from dataclasses import replace
from typing import Final

import pytest

from activities.storage.articles.proven import NotApproved
from newsroom.article import ChannelName, Content, content_hash
from newsroom.board import Office
from newsroom.errors import RefusalCode
from newsroom.matters.channel_texts import with_own_text
from newsroom.matters.kinds import AmendmentKind, MatterAct
from newsroom.publishing import FACEBOOK_MESSAGE_CHARS, ZALO_DESCRIPTION_CHARS, channel_post
from newsroom.stages import Stage
from tests.support.amenders import (
    Case,
    Printed,
    accepted,
    approved,
    carried_out,
    claim,
    new_matter,
    printed,
    proposal_facts,
    stage,
)
from tests.support.storages import Storage

PORTAL, FANPAGE, ZALO = ChannelName
OWN: Final = "Mời bà con xem lịch gieo cấy."

pytestmark = pytest.mark.trust


async def changed(storage: Storage, known: Printed, channel: ChannelName) -> Case:
    """Another own text of a channel, proposed by the final editor and approved by the Head."""
    text, matter = with_own_text(known.text, channel, OWN), new_matter()
    facts = await proposal_facts(storage, known.id, AmendmentKind.CHANNEL_TEXT, text) | {"channel": channel}
    await accepted(storage, MatterAct.PROPOSE_AMENDMENT, matter, Office.FINAL_EDITOR, **facts)
    answer = await accepted(storage, MatterAct.APPROVE_AMENDMENT, matter, Office.HEAD, new_hash=content_hash(text))
    assert answer.now is not None
    orders = {order.channel: order for order in answer.now.publish}
    return Case(printed=known, matter=matter, kind=AmendmentKind.CHANNEL_TEXT, text=text, orders=orders)


async def refused(storage: Storage, known: Printed, text: Content, channel: str, code: RefusalCode) -> str:
    facts = await proposal_facts(storage, known.id, AmendmentKind.CHANNEL_TEXT, text) | {"channel": channel}
    answer = await claim(storage, MatterAct.PROPOSE_AMENDMENT, new_matter(), Office.FINAL_EDITOR, **facts)
    assert (answer.accepted, answer.code) == (False, code), answer.message
    return answer.message


@pytest.mark.parametrize("channel", [FANPAGE, ZALO])
async def test_only_that_channel_is_called_and_only_there_readers_see_it(
    storage: Storage, channel: ChannelName
) -> None:
    known = await printed(storage, everywhere=True)
    before = {name: (len(wall.calls), wall.visible()[0].lines) for name, wall in known.walls.items()}
    case = await changed(storage, known, channel)
    assert set(case.orders) == {channel}
    await carried_out(storage, case)
    assert await stage(storage, case) == "done"
    assert case.text is not None
    for name, wall in known.walls.items():
        (post,) = wall.visible()
        if name is channel:
            assert post.lines == channel_post(case.text, name).lines
            assert OWN in str(post.lines)
        else:
            assert (len(wall.calls), post.lines) == before[name]
            assert "Cập nhật lúc" not in str(post.lines)
    standing = await storage.stores.articles.standing(known.id)
    assert (standing.stage, standing.approved_hash) == (Stage.PUBLISHED, content_hash(case.text))


async def test_a_row_gives_the_approval_no_other_channel(storage: Storage) -> None:
    """What was approved for the Fanpage alone is proven by what was signed, whatever a table says."""
    known = await printed(storage, everywhere=True)
    case = await changed(storage, known, FANPAGE)
    await storage.admin.execute("UPDATE amendments SET channels = '{portal,fanpage}' WHERE id = $1", case.id)
    with pytest.raises(NotApproved):
        await storage.stores.amending.claim(known.id, case.id, PORTAL)
    assert (await storage.stores.amending.claim(known.id, case.id, FANPAGE)).intent.channel is FANPAGE


@pytest.mark.parametrize(("channel", "most"), [(FANPAGE, FACEBOOK_MESSAGE_CHARS), (ZALO, ZALO_DESCRIPTION_CHARS)])
async def test_a_text_longer_than_the_channel_takes_is_refused_with_its_limit(
    storage: Storage, channel: ChannelName, most: int
) -> None:
    known = await printed(storage, everywhere=True)
    exactly, more = (with_own_text(known.text, channel, "a" * length) for length in (most, most + 1))
    assert str(most) in await refused(storage, known, more, channel, RefusalCode.BAD_REQUEST)
    facts = await proposal_facts(storage, known.id, AmendmentKind.CHANNEL_TEXT, exactly) | {"channel": channel}
    await accepted(storage, MatterAct.PROPOSE_AMENDMENT, new_matter(), Office.FINAL_EDITOR, **facts)


async def test_nothing_else_of_the_article_goes_this_way(storage: Storage) -> None:
    known = await printed(storage, everywhere=True)
    own = with_own_text(known.text, FANPAGE, OWN)
    both = with_own_text(own, ZALO, OWN)
    for other in (replace(own, summary="Sapo khác."), both):
        assert "điều khác" in await refused(storage, known, other, FANPAGE, RefusalCode.BAD_REQUEST)
    for none in ("portal", "tiktok", ""):
        assert "channel" in await refused(storage, known, own, none, RefusalCode.BAD_REQUEST)


async def test_a_channel_that_does_not_show_the_article_has_no_text_to_change(storage: Storage) -> None:
    known = await printed(storage)
    text = with_own_text(known.text, FANPAGE, OWN)
    assert "Fanpage chưa hiện" in await refused(storage, known, text, FANPAGE, RefusalCode.WRONG_STAGE)


async def test_it_takes_the_place_of_nothing_that_other_channels_wait_for(storage: Storage) -> None:
    """An update still on its way to the Portal would never have got there."""
    known = await printed(storage, everywhere=True)
    update = await approved(storage, known, AmendmentKind.UPDATE)
    assert update.text is not None
    known = replace(known, text=update.text)
    text, matter = with_own_text(known.text, FANPAGE, OWN), new_matter()
    facts = await proposal_facts(storage, known.id, AmendmentKind.CHANNEL_TEXT, text) | {"channel": FANPAGE}
    await accepted(storage, MatterAct.PROPOSE_AMENDMENT, matter, Office.FINAL_EDITOR, **facts)
    said = {"new_hash": content_hash(text)}
    answer = await claim(storage, MatterAct.APPROVE_AMENDMENT, matter, Office.HEAD, **said)
    assert (answer.accepted, answer.code) == (False, RefusalCode.BAD_REQUEST)
    assert update.id in answer.message
    await carried_out(storage, update)
    assert (await claim(storage, MatterAct.APPROVE_AMENDMENT, matter, Office.HEAD, **said)).accepted
