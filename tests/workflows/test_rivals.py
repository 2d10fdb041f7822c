"""Several people at one article at once: exactly one of two rival acts counts, and the other person is told why."""

import asyncio

import pytest

from newsroom.article import ChannelName
from newsroom.board import Office
from newsroom.claims import Details
from newsroom.errors import NewsroomError, Refused
from newsroom.stages import Act, Stage
from tests.support.live import LiveNewsroom
from tests.support.lives import (
    REASON,
    at_stage,
    claim_of,
    desk_key,
    ended,
    entries,
    refusal_of,
    send,
    shown_on,
    standing_of,
    until_outcome,
)

_RIVALS = [
    (Act.RETURN_FOR_EDIT, Act.REJECT),
    (Act.APPROVE, Act.REJECT),
    (Act.APPROVE, Act.APPROVE),
    (Act.REJECT, Act.WITHDRAW),
]


@pytest.mark.parametrize(("one", "other"), _RIVALS)
async def test_of_two_acts_at_once_one_counts_and_the_other_is_refused(
    live: LiveNewsroom, one: Act, other: Act
) -> None:
    """The second is judged by what the first has left, whatever its own desk still showed."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    owner, head = await live.owner(article_id), live.holder(Office.HEAD)
    who = {Act.WITHDRAW: head}

    answers = await asyncio.gather(
        *(live.desk.act(who.get(act, owner), act, article_id, details=_why(act)) for act in (one, other)),
        return_exceptions=True,
    )

    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(refused) == 1, answers
    assert refused[0].code == "wrong_stage"
    decided = [body for act in {one, other} for body in await entries(live, article_id, act=act, outcome="accepted")]
    assert len(decided) == 1
    turned_down = [body for act in {one, other} for body in await entries(live, article_id, act=act, outcome="refused")]
    assert len(turned_down) == 1
    if decided[0]["act"] == "approve":
        await ended(live, article_id)
        assert await shown_on(live, article_id) == ["fanpage", "portal", "zalo_oa"]
    else:
        assert await shown_on(live, article_id) == []


def _why(act: Act) -> Details:
    return Details() if act is Act.APPROVE else REASON


async def test_an_approval_and_a_return_at_once_leave_no_doubt_whether_it_shows(live: LiveNewsroom) -> None:
    """One came too late, or the approval was taken back before anything was sent."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    owner = await live.owner(article_id)

    answers = await asyncio.gather(
        live.desk.act(owner, Act.APPROVE, article_id),
        live.desk.act(owner, Act.RETURN_FOR_EDIT, article_id, details=REASON),
        return_exceptions=True,
    )

    assert sum(isinstance(answer, Refused) for answer in answers) <= 1, answers
    returned = bool(await entries(live, article_id, act="return_for_edit", outcome="accepted"))
    if returned:
        assert (await standing_of(live, article_id)).stage is Stage.EDITING
        assert await shown_on(live, article_id) == []
        await live.desk.finish_edit(live.holder(Office.FINAL_EDITOR), article_id)
        await live.approve(article_id)
    await ended(live, article_id)
    assert await shown_on(live, article_id) == ["fanpage", "portal", "zalo_oa"]


async def test_an_approval_and_a_take_over_at_once_leave_no_doubt_who_approved(live: LiveNewsroom) -> None:
    """One came too late, or an approval was taken back before anything was sent."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    owner, head = await live.owner(article_id), live.holder(Office.HEAD)

    approved, taken = await asyncio.gather(
        live.desk.act(owner, Act.APPROVE, article_id),
        live.desk.act(head, Act.TAKE_OVER, article_id, details=REASON),
        return_exceptions=True,
    )

    standing = await standing_of(live, article_id)
    if isinstance(taken, Refused):
        assert not isinstance(approved, BaseException)
        assert standing.route.owner is owner.office
        await ended(live, article_id)
        return
    assert (standing.route.owner, standing.stage) == (Office.HEAD, Stage.AWAITING_APPROVAL)
    assert standing.approved_hash == ""
    assert await shown_on(live, article_id) == []


async def test_ten_hands_on_one_button_are_one_approval(live: LiveNewsroom) -> None:
    """Impatient clicking must not publish twice or fill the ledger with approvals."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    owner = await live.owner(article_id)

    answers = await asyncio.gather(
        *(live.desk.act(owner, Act.APPROVE, article_id) for _ in range(10)), return_exceptions=True
    )

    assert sum(not isinstance(answer, BaseException) for answer in answers) == 1, answers
    assert all(isinstance(answer, NewsroomError) for answer in answers if isinstance(answer, BaseException))
    assert len(await entries(live, article_id, act="approve", outcome="accepted")) == 1
    await ended(live, article_id)
    assert await shown_on(live, article_id) == ["fanpage", "portal", "zalo_oa"]


async def test_one_signed_act_under_two_update_ids_at_once_counts_once(live: LiveNewsroom) -> None:
    """A copy sent while the first is still being recorded finds it recorded."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    head = live.holder(Office.HEAD)
    signed = desk_key(live).sign(await claim_of(live, Act.TAKE_OVER, article_id, head, details=REASON))

    first, second = await asyncio.gather(
        *(send(live, Act.TAKE_OVER, article_id, signed) for _ in range(2)), return_exceptions=True
    )

    assert isinstance(first, BaseException) != isinstance(second, BaseException), (first, second)
    assert len(await entries(live, article_id, act="take_over")) == 1


async def test_acts_in_flight_at_the_end_are_answered(live: LiveNewsroom) -> None:
    """The workflow ends only after every act has its answer; an unfinished one would be an error of this test run."""
    for _ in range(3):
        article_id = await at_stage(live, Stage.PUBLISHING)
        await until_outcome(live, article_id, ChannelName.ZALO_OA, "published")
        owner, engineer = await live.owner(article_id), live.holder(Office.ENGINEER)
        fanpage = Details(channel=ChannelName.FANPAGE, reason="Trang đang bị khóa.")

        answers = await asyncio.gather(
            live.desk.act(owner, Act.WAIVE_CHANNEL, article_id, details=fanpage),
            *(live.desk.act(engineer, Act.RESUME_CHANNEL, article_id, details=fanpage) for _ in range(3)),
            return_exceptions=True,
        )

        for answer in answers:
            assert not isinstance(answer, BaseException) or isinstance(answer, Refused), answer
        assert (await ended(live, article_id)).standing.stage is Stage.PUBLISHED
        assert (await standing_of(live, article_id)).stage is Stage.PUBLISHED


async def test_a_late_act_on_a_closed_article_is_refused_by_the_server(live: LiveNewsroom) -> None:
    """Also past the desk."""
    article_id = await at_stage(live, Stage.PUBLISHED)
    claim = await claim_of(live, Act.WITHDRAW, article_id, live.holder(Office.HEAD), details=REASON)
    with pytest.raises(Exception, match="already completed"):
        await send(live, Act.WITHDRAW, article_id, desk_key(live).sign(claim))


async def test_a_forged_act_among_genuine_ones_holds_nobody_up(live: LiveNewsroom) -> None:
    """The lock that orders acts is not given to forgers for longer than one look."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    genuine = await claim_of(live, Act.TAKE_OVER, article_id, live.holder(Office.HEAD), details=REASON)
    forged = desk_key(live).sign(genuine)
    forged = type(forged)(claim=forged.claim, signature="AAAA" + forged.signature[4:])

    taking = asyncio.create_task(live.desk.act(live.holder(Office.HEAD), Act.TAKE_OVER, article_id, details=REASON))
    refusals = await asyncio.gather(*(refusal_of(send(live, Act.TAKE_OVER, article_id, forged)) for _ in range(4)))
    await taking

    assert [cause.type for cause in refusals] == ["bad_signature"] * 4
    assert (await standing_of(live, article_id)).route.owner is Office.HEAD
