"""The acts on a real server: each is done by the right person and refused to the wrong one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from newsroom.board import Office
from newsroom.claims import Details
from newsroom.errors import InvalidInput, Refused
from newsroom.members.actors import Actor
from newsroom.stages import CLOSED, STAGE_TABLE, Act, Stage
from newsroom.standing import in_short
from tests.support.live import LiveNewsroom
from tests.support.lives import (
    REASON,
    at_stage,
    claim_of,
    desk_key,
    entries,
    manuscript,
    quiet_events,
    refusal_of,
    report_of,
    send,
    standing_of,
)
from tests.support.matters import lent
from tests.workflows.act_cases import CASES, FANPAGE, OWNER, Case, an_hour, another_approver


def test_every_act_has_a_case() -> None:
    """A new act without a case here would go untried on a real server."""
    assert {case.act for case in CASES} == set(Act)


async def _do(live: LiveNewsroom, member: Actor, case: Case, article_id: str, details: Details) -> Stage:
    if case.act is Act.RESUBMIT:
        text = manuscript(live, f"Bản đã sửa của {member.id}.")
        return (await live.desk.resubmit(member, article_id, manuscript=text)).stage
    return (await live.desk.act(member, case.act, article_id, details=details)).stage


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.act.value)
async def test_an_act_is_refused_to_the_wrong_person_and_accepted_from_the_right_one(
    live: LiveNewsroom, case: Case
) -> None:
    """Both answers come back to the person, and the ledger holds both with who and why."""
    async with case.under(live):
        await _try_and_do(live, case)


async def _try_and_do(live: LiveNewsroom, case: Case) -> None:
    article_id = await at_stage(live, case.stage, kind=case.of)
    await case.then(live)
    before = await standing_of(live, article_id)

    with pytest.raises(Refused) as refused:
        await _do(live, await live.member(case.stranger), case, article_id, (case.poor or case.details)())

    assert refused.value.code == case.code
    assert "giữ nguyên" in refused.value.message
    assert await standing_of(live, article_id) == before
    recorded = await entries(live, article_id, act=case.act.value, outcome="refused")
    assert [(body["member"], body["code"]) for body in recorded] == [(case.stranger, case.code)]

    stage = await _do(live, await live.member(case.right), case, article_id, case.details())

    assert stage is case.leads_to
    accepted = await entries(live, article_id, act=case.act.value, outcome="accepted")
    assert [body["member"] for body in accepted] == [case.right]
    assert accepted[0]["ground"]["clause"]


async def test_no_act_is_possible_at_a_stage_that_the_table_does_not_give_it(live: LiveNewsroom) -> None:
    """Every gap of the stage table refuses: at the validator while the workflow runs, and after its end."""
    anybody = replace(FANPAGE, to=live.holder(Office.DEPUTY).id)
    for stage in Stage:
        article_id = await at_stage(live, stage)
        before = await standing_of(live, article_id)
        events = await quiet_events(live, article_id)
        missing = [act for act in Act if (stage, act) not in STAGE_TABLE]
        for act in missing:
            with pytest.raises(Refused) as refused:
                await live.desk.act(live.holder(Office.HEAD), act, article_id, details=anybody)
            assert refused.value.code == "wrong_stage", (stage, act)
        assert await standing_of(live, article_id) == before
        assert await quiet_events(live, article_id) == events, stage
        recorded = await entries(live, article_id, outcome="refused", code="wrong_stage")
        assert [body["act"] for body in recorded] == missing, stage


async def test_a_decision_on_an_older_text_is_refused_without_a_trace_in_the_history(live: LiveNewsroom) -> None:
    """Who approves must have seen exactly the text that is published; the desk records the refusal."""
    article_id = await live.submit("Bản đầu.")
    seen = (await standing_of(live, article_id)).content_hash
    editor = live.holder(Office.FINAL_EDITOR)
    await live.desk.finish_edit(editor, article_id, manuscript=manuscript(live, "Bản đã biên tập."))
    events = await quiet_events(live, article_id)

    with pytest.raises(Refused) as refused:
        await live.desk.act(await live.owner(article_id), Act.APPROVE, article_id, seen=seen)

    assert refused.value.code == "stale_text"
    assert await quiet_events(live, article_id) == events
    assert len(await entries(live, article_id, act="approve", outcome="refused", code="stale_text")) == 1
    assert (await standing_of(live, article_id)).stage is Stage.AWAITING_APPROVAL


async def test_an_act_travels_only_under_its_own_name(live: LiveNewsroom) -> None:
    """A signed return must not be usable as an approval, and a claim on one article not on another."""
    article_id, other = await at_stage(live, Stage.AWAITING_APPROVAL), await at_stage(live, Stage.AWAITING_APPROVAL)
    owner = await live.owner(article_id)
    signed = desk_key(live).sign(await claim_of(live, Act.RETURN_FOR_EDIT, article_id, owner, details=REASON))

    assert (await refusal_of(send(live, Act.APPROVE, article_id, signed))).type == "bad_request"
    assert (await refusal_of(send(live, Act.RETURN_FOR_EDIT, other, signed))).type == "bad_request"
    for each in (article_id, other):
        assert (await standing_of(live, each)).stage is Stage.AWAITING_APPROVAL


async def test_a_claim_kept_for_later_is_refused(live: LiveNewsroom) -> None:
    """A stolen claim is good for minutes only."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    claim = await claim_of(live, Act.APPROVE, article_id, await live.owner(article_id))
    old = desk_key(live).sign(replace(claim, made_at=claim.made_at - timedelta(minutes=11)))

    assert (await refusal_of(send(live, Act.APPROVE, article_id, old))).type == "expired_claim"
    assert len(await entries(live, article_id, outcome="refused", code="expired_claim")) == 1


async def test_a_genuine_act_sent_again_under_another_update_id_has_no_second_effect(live: LiveNewsroom) -> None:
    """Who copies an act off the wire gains nothing, neither while its stage lasts nor later."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    claim = await claim_of(live, Act.TAKE_OVER, article_id, live.holder(Office.HEAD), details=REASON)
    signed = desk_key(live).sign(claim)
    await send(live, Act.TAKE_OVER, article_id, signed, update_id=claim.act_id)
    events = await quiet_events(live, article_id)

    assert (await refusal_of(send(live, Act.TAKE_OVER, article_id, signed))).type == "repeated_act"

    assert await quiet_events(live, article_id) == events
    assert len(await entries(live, article_id, act="take_over")) == 1


async def test_a_refused_act_sent_again_stays_refused(live: LiveNewsroom) -> None:
    """The first answer is the answer."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    signed = desk_key(live).sign(await claim_of(live, Act.APPROVE, article_id, await live.member("deputy")))

    codes = [(await refusal_of(send(live, Act.APPROVE, article_id, signed))).type for _ in range(2)]

    assert codes == ["not_entitled", "not_entitled"]
    assert len(await entries(live, article_id, act="approve")) == 1


async def test_the_same_update_id_twice_is_one_act_with_one_answer(live: LiveNewsroom) -> None:
    """A desk that lost the reply asks again and must not act again."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    claim = await claim_of(live, Act.REJECT, article_id, await live.owner(article_id), details=REASON)
    signed = desk_key(live).sign(claim)

    answers = [await send(live, Act.REJECT, article_id, signed, update_id=claim.act_id) for _ in range(2)]

    assert [answer.stage for answer in answers] == [Stage.REJECTED, Stage.REJECTED]
    assert len(await entries(live, article_id, act="reject")) == 1


async def test_the_author_never_decides_on_an_own_article(live: LiveNewsroom) -> None:
    """Separation of duties, also for somebody who holds an approving office."""
    article_id = await live.submit("Bài của Phó Trưởng Ban.", author=OWNER)
    await live.desk.finish_edit(live.holder(Office.FINAL_EDITOR), article_id)

    with pytest.raises(Refused) as refused:
        await live.desk.act(await live.member(OWNER), Act.APPROVE, article_id)

    assert refused.value.code == "own_article"
    assert (await live.owner(article_id)).office is Office.HEAD


async def test_the_workflow_and_the_storage_agree_at_every_open_stage(live: LiveNewsroom) -> None:
    """Two memories of one article must not drift apart."""
    for stage in set(Stage) - CLOSED - {Stage.PUBLISHING}:
        article_id = await at_stage(live, stage)
        assert (await report_of(live, article_id)).standing == in_short(await standing_of(live, article_id)), stage


async def test_a_check_is_asked_of_the_secretary_only_while_it_is_lent(live: LiveNewsroom) -> None:
    """Rule 69: without the final editor's word nobody checks first, and with it the final editor is not shut out."""
    secretary, editor = live.holder(Office.SECRETARY), live.holder(Office.FINAL_EDITOR)
    before = await at_stage(live, Stage.EDITING)
    with pytest.raises(Refused) as refused:
        await live.desk.act(secretary, Act.PRECHECK, before)
    assert refused.value.code == "not_entitled"
    async with lent(live, Office.FINAL_EDITOR, Office.SECRETARY, "precheck"):
        article_id = await at_stage(live, Stage.EDITING)
        assert (await standing_of(live, article_id)).seat.asked == secretary.id
        await live.desk.act(secretary, Act.PRECHECK, article_id)
        assert (await standing_of(live, article_id)).seat.asked == editor.id
        other = await at_stage(live, Stage.EDITING)
        assert (await live.desk.finish_edit(editor, other)).stage is Stage.AWAITING_APPROVAL


async def test_another_approver_decides_after_a_re_assignment_and_the_former_does_not(live: LiveNewsroom) -> None:
    """The Head's word moves the decision, not only the message; an impossible choice is refused with the choice."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    head, owner, deputy = live.holder(Office.HEAD), await live.owner(article_id), live.holder(Office.DEPUTY)
    mistakes = {"": InvalidInput, "khong-co": InvalidInput, "reporter-1": Refused, "secretary": Refused}
    for to, mistake in mistakes.items():
        with pytest.raises(mistake, match="chọn"):
            await live.desk.act(head, Act.REASSIGN, article_id, details=Details(reason="Đúng lĩnh vực", to=to))
    await live.desk.act(owner, Act.ASK_REROUTE, article_id, details=REASON)
    await live.desk.act(head, Act.REASSIGN, article_id, details=another_approver())
    with pytest.raises(Refused) as refused:
        await live.desk.act(owner, Act.APPROVE, article_id)
    assert refused.value.code == "not_entitled"
    assert (await live.desk.act(deputy, Act.APPROVE, article_id, details=an_hour())).stage is Stage.SCHEDULED
