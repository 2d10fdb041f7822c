from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.article import ArticleId, ChannelName, Content, ContentHash, Kind, MemberId, content_from, content_hash
from newsroom.board import APPROVING_OFFICES, TAKEN_OVER, Office
from newsroom.claims import REASONS, Claim
from newsroom.decisions import LONGEST_EMBARGO, check_cheaply, decide, may
from newsroom.errors import RefusalCode, Refused
from newsroom.stages import Act, Stage, acts_at
from newsroom.standing import Standing
from tests.support.proofs import examples
from tests.support.samples import (
    DEPUTY_TOPICS,
    HEAD_TOPICS,
    NOW,
    REASON,
    at_stage,
    board,
    claim,
    content,
    contents,
    decided,
    details_for,
    member_of,
    members,
    photo,
    rewritten,
    submitted,
)

HEAD, STANDING_DEPUTY, DEPUTY = (member_of(office) for office in (Office.HEAD, Office.STANDING_DEPUTY, Office.DEPUTY))
FINAL_EDITOR, ENGINEER = member_of(Office.FINAL_EDITOR), member_of(Office.ENGINEER)
REPORTER, OTHER_REPORTER = MemberId("reporter-1"), MemberId("reporter-2")

WAITING = at_stage(Stage.AWAITING_APPROVAL)
OWNERS_ACTS = (Act.APPROVE, Act.REJECT, Act.RETURN_FOR_EDIT, Act.TAKE_OVER)


def refused(standing: Standing, made: Claim, text: Content | None = None, now: datetime = NOW) -> RefusalCode | str:
    with pytest.raises(Refused) as refusal:
        decide(board(), standing, made, text or content(), now)
    assert "giữ nguyên" in refusal.value.message
    return refusal.value.code


class TestFirstStanding:
    @pytest.mark.parametrize("kind", Kind)
    def test_every_item_begins_at_the_editing_desk_with_the_channels_of_its_kind(self, kind: Kind) -> None:
        standing = submitted(content(kind))
        assert standing.stage is Stage.EDITING
        assert standing.channels == board().kind_channels[kind]
        assert standing.channels[0] is ChannelName.PORTAL
        assert (standing.revision, standing.submitted_at, standing.since) == (1, NOW, NOW)
        assert standing.content_hash == content_hash(content(kind))
        assert not standing.approved_hash


class TestOwnArticles:
    @pytest.mark.parametrize("act", OWNERS_ACTS)
    @given(text=contents, author=members)
    def test_an_author_never_decides_on_the_own_article_whatever_the_office(
        self, act: Act, text: Content, author: MemberId
    ) -> None:
        standing = at_stage(Stage.AWAITING_APPROVAL, text, author)
        made = claim(standing, act, author, **details_for(act, standing))
        assert refused(standing, made, text) is RefusalCode.OWN_ARTICLE
        assert not may(board(), standing, author, act, NOW)

    @given(text=contents, author=members, office=st.sampled_from(sorted(APPROVING_OFFICES)))
    def test_not_even_when_the_route_names_the_author_as_owner(
        self, text: Content, author: MemberId, office: Office
    ) -> None:
        standing = at_stage(Stage.AWAITING_APPROVAL, text, author)
        standing = replace(standing, route=replace(standing.route, owner=office))
        assert refused(standing, claim(standing, Act.APPROVE, author), text) is RefusalCode.OWN_ARTICLE

    @given(text=contents, author=members)
    def test_there_is_always_somebody_else_who_may_approve(self, text: Content, author: MemberId) -> None:
        standing = at_stage(Stage.AWAITING_APPROVAL, text, author)
        entitled = [member.id for member in board().members if may(board(), standing, member.id, Act.APPROVE, NOW)]
        assert entitled == [board().holder(standing.route.owner).id]

    def test_the_head_cannot_take_over_the_own_article(self) -> None:
        standing = at_stage(Stage.AWAITING_APPROVAL, author=HEAD)
        assert refused(standing, claim(standing, Act.TAKE_OVER, HEAD, reason=REASON)) is RefusalCode.OWN_ARTICLE

    def test_the_final_editor_may_edit_the_own_notice_but_the_standing_deputy_approves_it(self) -> None:
        text = content(Kind.NOTICE)
        edited = decided(at_stage(Stage.EDITING, text, FINAL_EDITOR), Act.FINISH_EDIT, FINAL_EDITOR, text).standing
        assert edited.route.owner is Office.STANDING_DEPUTY
        approved = decided(edited, Act.APPROVE, STANDING_DEPUTY, text)
        assert approved.ground.office is Office.STANDING_DEPUTY


class TestWhoMayAct:
    @pytest.mark.parametrize(
        ("text", "owner", "rule"),
        [
            (content(Kind.NEWS, HEAD_TOPICS[0]), HEAD, 22),
            (content(Kind.NEWS, DEPUTY_TOPICS[0]), DEPUTY, 39),
            (content(Kind.DIRECTIVE), FINAL_EDITOR, 55),
            (content(Kind.NEWS), STANDING_DEPUTY, 30),
        ],
    )
    def test_only_the_owner_approves_on_the_ground_of_the_class(
        self, text: Content, owner: MemberId, rule: int
    ) -> None:
        standing = at_stage(Stage.AWAITING_APPROVAL, text)
        decision = decided(standing, Act.APPROVE, owner, text)
        assert (decision.ground.rule, decision.ground.reasons) == (rule, standing.route.reasons)
        for member in board().members:
            if member.id not in {owner, REPORTER}:
                assert refused(standing, claim(standing, Act.APPROVE, member.id), text) is RefusalCode.NOT_ENTITLED

    def test_a_refusal_says_who_may_approve_and_why(self) -> None:
        with pytest.raises(Refused) as refusal:
            decided(WAITING, Act.APPROVE, DEPUTY)
        assert "Phó Trưởng Ban Thường trực" in refusal.value.message
        assert WAITING.route.reasons[0] in refusal.value.message

    @pytest.mark.parametrize("stage", Stage)
    @given(text=contents, author=members, member=members)
    @examples(0.4)
    def test_the_menu_shows_exactly_what_a_complete_act_would_be_allowed(
        self, stage: Stage, text: Content, author: MemberId, member: MemberId
    ) -> None:
        standing = at_stage(stage, text, author)
        for act in Act:
            if act is Act.WAIVE_CHANNEL and standing.channels == (ChannelName.PORTAL,):
                continue
            try:
                decided(standing, act, member, text)
            except Refused:
                allowed = False
            else:
                allowed = True
            assert may(board(), standing, member, act, NOW) == allowed, act

    def test_a_stranger_is_unknown(self) -> None:
        assert refused(WAITING, claim(WAITING, Act.APPROVE, MemberId("ai-đó"))) is RefusalCode.UNKNOWN_MEMBER
        assert not may(board(), WAITING, MemberId("ai-đó"), Act.APPROVE, NOW)

    @pytest.mark.parametrize("office", sorted(set(Office) - {Office.STANDING_DEPUTY}))
    def test_an_office_that_the_member_does_not_hold_is_refused(self, office: Office) -> None:
        made = replace(claim(WAITING, Act.APPROVE, STANDING_DEPUTY), office=office)
        assert refused(WAITING, made) is RefusalCode.UNKNOWN_MEMBER

    def test_a_reporter_who_claims_the_owners_office_is_refused(self) -> None:
        made = replace(claim(WAITING, Act.APPROVE, OTHER_REPORTER), office=Office.STANDING_DEPUTY)
        assert refused(WAITING, made) is RefusalCode.UNKNOWN_MEMBER

    def test_another_reporter_can_neither_withdraw_nor_resubmit(self) -> None:
        returned = at_stage(Stage.RETURNED)
        for act in (Act.WITHDRAW, Act.RESUBMIT):
            made = claim(returned, act, OTHER_REPORTER, **details_for(act, returned))
            assert refused(returned, made) is RefusalCode.NOT_ENTITLED

    def test_the_head_acts_as_owner_before_acting_as_head(self) -> None:
        text = content(Kind.NEWS, HEAD_TOPICS[0])
        assert decided(at_stage(Stage.SCHEDULED, text), Act.RESCHEDULE, HEAD, text).ground.rule == 22
        assert decided(at_stage(Stage.SCHEDULED), Act.RESCHEDULE, HEAD).ground.rule == 17


class TestTheTextInHand:
    @pytest.mark.parametrize("stage", [stage for stage in Stage if acts_at(stage)])
    def test_an_act_on_an_older_text_is_refused_at_every_stage(self, stage: Stage) -> None:
        standing = at_stage(stage)
        for act in acts_at(stage):
            for member in board().members:
                made = claim(standing, act, member.id, **details_for(act, standing))
                stale = replace(made, content_hash=ContentHash("0" * 64))
                assert refused(standing, stale) is RefusalCode.STALE_TEXT

    def test_an_approval_for_another_article_is_refused(self) -> None:
        made = replace(claim(WAITING, Act.APPROVE, STANDING_DEPUTY), article_id=ArticleId("CB-2"))
        assert refused(WAITING, made) is RefusalCode.BAD_REQUEST

    def test_the_stage_is_looked_at_before_the_text(self) -> None:
        """Whoever opens a published article with an old page hears that it is published."""
        published = at_stage(Stage.PUBLISHED)
        made = replace(claim(published, Act.APPROVE, STANDING_DEPUTY), content_hash=ContentHash("0" * 64))
        assert refused(published, made) is RefusalCode.WRONG_STAGE

    def test_a_cheap_check_passes_what_fits(self) -> None:
        check_cheaply(WAITING, claim(WAITING, Act.APPROVE, OTHER_REPORTER))

    @given(text=contents, other=contents)
    def test_equal_hashes_mean_equal_texts(self, text: Content, other: Content) -> None:
        same = replace(text, topics=tuple(sorted(text.topics))) == replace(other, topics=tuple(sorted(other.topics)))
        assert (content_hash(text) == content_hash(other)) == same

    @pytest.mark.parametrize(
        "change",
        [
            lambda text: replace(text, title=f"{text.title}."),
            lambda text: replace(text, summary=""),
            lambda text: replace(text, body_html=text.body_html.replace("</p><p>", "")),
            lambda text: replace(text, byline="Người khác"),
            lambda text: replace(text, kind=Kind.FEATURE),
            lambda text: replace(text, topics=(*text.topics, HEAD_TOPICS[0])),
            lambda text: replace(text, photos=text.photos[::-1]),
            lambda text: replace(text, photos=(replace(text.photos[0], caption="Khác"), text.photos[1])),
            lambda text: replace(text, photos=(replace(text.photos[0], credit="Khác"), text.photos[1])),
            lambda text: replace(text, photos=(replace(text.photos[0], alt="Khác"), text.photos[1])),
        ],
    )
    def test_any_change_a_reader_could_see_changes_the_hash(self, change: Callable[[Content], Content]) -> None:
        text = replace(content(), photos=(photo("a"), photo("b")))
        assert content_hash(change(text)) != content_hash(text)

    def test_a_hash_is_blind_to_the_order_of_topics_and_to_the_unicode_form(self) -> None:
        text = content(Kind.NEWS, HEAD_TOPICS[0], DEPUTY_TOPICS[0], title="Cao B\u1eb1ng")
        twin = content(Kind.NEWS, DEPUTY_TOPICS[0], HEAD_TOPICS[0], title="Cao Ba\u0306\u0300ng")
        assert content_hash(text) == content_hash(twin)

    def test_a_stored_content_comes_back_whole(self) -> None:
        text = replace(content(Kind.REPOST), photos=(photo("a"),))
        assert content_from(asdict(text)) == text


class TestWhatFollows:
    def test_an_approval_names_the_text_and_starts_publishing(self) -> None:
        after = decided(WAITING, Act.APPROVE, STANDING_DEPUTY).standing
        assert (after.stage, after.approved_hash, after.approved_at) == (Stage.PUBLISHING, WAITING.content_hash, NOW)
        assert after.publish_at is None

    def test_an_approval_with_an_embargo_is_scheduled(self) -> None:
        at = NOW + timedelta(minutes=1)
        after = decided(WAITING, Act.APPROVE, STANDING_DEPUTY, publish_at=at).standing
        assert (after.stage, after.publish_at) == (Stage.SCHEDULED, at)

    def test_a_withdrawn_schedule_is_approved_no_more(self) -> None:
        after = decided(at_stage(Stage.SCHEDULED), Act.WITHDRAW, STANDING_DEPUTY).standing
        assert (after.stage, after.approved_hash, after.approved_at, after.publish_at) == (
            Stage.WITHDRAWN, "", None, None,
        )  # fmt: skip

    def test_a_new_text_brings_its_own_hash_channels_and_owner(self) -> None:
        returned = at_stage(Stage.RETURNED)
        text = content(Kind.NOTICE)
        after = decided(returned, Act.RESUBMIT, REPORTER, text, new_revision=2, new_hash=content_hash(text)).standing
        assert (after.stage, after.revision, after.content_hash) == (Stage.EDITING, 2, content_hash(text))
        assert after.channels == (ChannelName.PORTAL,)
        assert after.route.owner is Office.FINAL_EDITOR

    def test_topics_added_by_the_last_edit_move_the_article_to_the_head(self) -> None:
        text = content(Kind.NEWS, HEAD_TOPICS[1])
        after = decided(
            at_stage(Stage.EDITING), Act.FINISH_EDIT, FINAL_EDITOR, text, new_revision=2, new_hash=content_hash(text)
        ).standing
        assert after.route.owner is Office.HEAD

    def test_an_edit_without_a_new_text_keeps_the_text(self) -> None:
        after = decided(at_stage(Stage.EDITING), Act.FINISH_EDIT, FINAL_EDITOR).standing
        assert (after.revision, after.content_hash) == (1, WAITING.content_hash)

    @pytest.mark.parametrize("new_revision", [-1, 0, 1])
    def test_a_new_text_cannot_carry_the_number_of_an_older_one(self, new_revision: int) -> None:
        editing = at_stage(Stage.EDITING)
        text, new_hash = rewritten(content(), "Tiêu đề mới của bài")
        made = claim(editing, Act.FINISH_EDIT, FINAL_EDITOR, new_revision=new_revision, new_hash=new_hash)
        assert refused(editing, made, text) is RefusalCode.BAD_REQUEST

    def test_what_the_head_took_over_stays_with_the_head_through_a_return(self) -> None:
        taken = decided(WAITING, Act.TAKE_OVER, HEAD).standing
        assert (taken.route.name, taken.stage, taken.since) == (TAKEN_OVER, Stage.AWAITING_APPROVAL, WAITING.since)
        assert refused(taken, claim(taken, Act.APPROVE, STANDING_DEPUTY)) is RefusalCode.NOT_ENTITLED
        editing = decided(taken, Act.RETURN_FOR_EDIT, HEAD).standing
        text, new_hash = rewritten(content(), "Tiêu đề mới của bài")
        again = decided(editing, Act.FINISH_EDIT, FINAL_EDITOR, text, new_revision=2, new_hash=new_hash).standing
        assert again.route.owner is Office.HEAD
        assert decided(again, Act.APPROVE, HEAD, text).ground.rule == 17

    def test_a_waiver_takes_one_channel_and_no_time(self) -> None:
        standing = at_stage(Stage.PUBLISHING)
        after = decided(standing, Act.WAIVE_CHANNEL, STANDING_DEPUTY, channel=ChannelName.FANPAGE).standing
        assert after.channels == (ChannelName.PORTAL, ChannelName.ZALO_OA)
        assert after.since == standing.since
        gone = claim(after, Act.WAIVE_CHANNEL, STANDING_DEPUTY, channel=ChannelName.FANPAGE, reason=REASON)
        assert refused(after, gone) is RefusalCode.BAD_REQUEST

    def test_channels_switched_off_by_the_approver_are_left_out(self) -> None:
        off = (ChannelName.FANPAGE, ChannelName.ZALO_OA)
        after = decided(WAITING, Act.APPROVE, STANDING_DEPUTY, channels_off=off, reason=REASON).standing
        assert after.channels == (ChannelName.PORTAL,)

    def test_channels_switched_on_by_the_approver_are_added(self) -> None:
        """Ambiguity A17: a document goes to the Portal alone unless its approver says more."""
        notice = at_stage(Stage.AWAITING_APPROVAL, content(Kind.NOTICE))
        assert notice.channels == (ChannelName.PORTAL,)
        on = (ChannelName.ZALO_OA, ChannelName.FANPAGE)
        after = decided(notice, Act.APPROVE, FINAL_EDITOR, content(Kind.NOTICE), channels_on=on).standing
        assert after.channels == (ChannelName.PORTAL, *on)

    @pytest.mark.parametrize("act", [Act.RESCHEDULE, Act.WITHDRAW])
    def test_nothing_but_an_approval_switches_a_channel_on(self, act: Act) -> None:
        standing = at_stage(Stage.SCHEDULED, content(Kind.NOTICE))
        made = claim(standing, act, HEAD, **details_for(act, standing), channels_on=(ChannelName.FANPAGE,))
        assert refused(standing, made) is RefusalCode.BAD_REQUEST

    def test_a_channel_is_switched_on_once_and_not_off_too(self) -> None:
        for on, off in (((ChannelName.FANPAGE,), ()), ((ChannelName.PORTAL,), (ChannelName.FANPAGE,))):
            made = claim(WAITING, Act.APPROVE, STANDING_DEPUTY, channels_on=on, channels_off=off, reason=REASON)
            assert refused(WAITING, made) is RefusalCode.BAD_REQUEST

    @pytest.mark.parametrize("stage", [Stage.SCHEDULED, Stage.PUBLISHING])
    @pytest.mark.parametrize("member", [STANDING_DEPUTY, HEAD])
    def test_a_return_from_the_schedule_voids_the_approval(self, stage: Stage, member: MemberId) -> None:
        after = decided(at_stage(stage), Act.RETURN_FOR_EDIT, member).standing
        assert (after.stage, after.approved_hash, after.approved_at, after.publish_at) == (
            Stage.EDITING,
            "",
            None,
            None,
        )


class TestIncompleteActs:
    @pytest.mark.parametrize(
        ("stage", "act", "member"),
        [
            (Stage.EDITING, Act.RETURN_TO_AUTHOR, FINAL_EDITOR),
            (Stage.AWAITING_APPROVAL, Act.RETURN_FOR_EDIT, STANDING_DEPUTY),
            (Stage.AWAITING_APPROVAL, Act.REJECT, STANDING_DEPUTY),
            (Stage.AWAITING_APPROVAL, Act.TAKE_OVER, HEAD),
            (Stage.EDITING, Act.WITHDRAW, REPORTER),
            (Stage.SCHEDULED, Act.WITHDRAW, STANDING_DEPUTY),
            (Stage.PUBLISHING, Act.WAIVE_CHANNEL, STANDING_DEPUTY),
        ],
    )
    @pytest.mark.parametrize("reason", ["", "  \n\t "])
    def test_an_act_against_an_article_needs_a_reason(
        self, stage: Stage, act: Act, member: MemberId, reason: str
    ) -> None:
        standing = at_stage(stage)
        made = claim(standing, act, member, **(details_for(act, standing) | {"reason": reason}))
        assert refused(standing, made) is RefusalCode.BAD_REQUEST

    @pytest.mark.parametrize("code", ["", "vì không thích", "Other", "other "])
    @pytest.mark.parametrize("act", [Act.RETURN_FOR_EDIT, Act.REJECT])
    def test_a_return_or_a_rejection_names_a_reason_of_the_list(self, act: Act, code: str) -> None:
        made = claim(WAITING, act, STANDING_DEPUTY, reason=REASON, reason_code=code)
        assert refused(WAITING, made) is RefusalCode.BAD_REQUEST

    @pytest.mark.parametrize("code", sorted(REASONS))
    def test_every_reason_of_the_list_is_taken(self, code: str) -> None:
        assert decided(WAITING, Act.REJECT, STANDING_DEPUTY, reason_code=code).standing.stage is Stage.REJECTED

    @pytest.mark.parametrize("act", [Act.APPROVE, Act.FINISH_EDIT])
    def test_going_forward_needs_no_reason(self, act: Act) -> None:
        standing, member = (WAITING, STANDING_DEPUTY) if act is Act.APPROVE else (at_stage(Stage.EDITING), FINAL_EDITOR)
        assert decided(standing, act, member)

    @pytest.mark.parametrize("late", [timedelta(), timedelta(seconds=1), timedelta(days=400)])
    def test_an_embargo_that_has_passed_is_refused(self, late: timedelta) -> None:
        made = claim(WAITING, Act.APPROVE, STANDING_DEPUTY, publish_at=NOW - late)
        assert refused(WAITING, made) is RefusalCode.BAD_REQUEST

    def test_an_embargo_reaches_thirty_days_and_no_further(self) -> None:
        last = NOW + LONGEST_EMBARGO
        assert decided(WAITING, Act.APPROVE, STANDING_DEPUTY, publish_at=last).standing.publish_at == last
        made = claim(WAITING, Act.APPROVE, STANDING_DEPUTY, publish_at=last + timedelta(seconds=1))
        assert refused(WAITING, made) is RefusalCode.BAD_REQUEST

    def test_a_reschedule_keeps_to_the_same_limits(self) -> None:
        standing = at_stage(Stage.SCHEDULED)
        for publish_at in (None, NOW, NOW + LONGEST_EMBARGO + timedelta(seconds=1)):
            made = claim(standing, Act.RESCHEDULE, STANDING_DEPUTY, publish_at=publish_at)
            assert refused(standing, made) is RefusalCode.BAD_REQUEST

    @pytest.mark.parametrize("act", [Act.REJECT, Act.RETURN_FOR_EDIT, Act.WITHDRAW, Act.TAKE_OVER])
    def test_only_approvals_and_reschedules_carry_a_time(self, act: Act) -> None:
        member = HEAD if act in {Act.TAKE_OVER, Act.WITHDRAW} else STANDING_DEPUTY
        made = claim(WAITING, act, member, **details_for(act, WAITING), publish_at=NOW + timedelta(hours=1))
        assert refused(WAITING, made) is RefusalCode.BAD_REQUEST

    @pytest.mark.parametrize("stage", [Stage.SCHEDULED, Stage.PUBLISHING])
    @pytest.mark.parametrize("member", [HEAD, STANDING_DEPUTY])
    def test_nobody_waives_the_portal(self, stage: Stage, member: MemberId) -> None:
        standing = at_stage(stage)
        made = claim(standing, Act.WAIVE_CHANNEL, member, channel=ChannelName.PORTAL, reason=REASON)
        assert refused(standing, made) is RefusalCode.BAD_REQUEST

    def test_no_approval_leaves_the_portal_out(self) -> None:
        made = claim(WAITING, Act.APPROVE, STANDING_DEPUTY, channels_off=(ChannelName.PORTAL,), reason=REASON)
        assert refused(WAITING, made) is RefusalCode.BAD_REQUEST

    def test_switching_a_channel_off_needs_a_reason(self) -> None:
        made = claim(WAITING, Act.APPROVE, STANDING_DEPUTY, channels_off=(ChannelName.FANPAGE,))
        assert refused(WAITING, made) is RefusalCode.BAD_REQUEST

    @pytest.mark.parametrize("channel", [None, ChannelName.FANPAGE])
    def test_a_channel_that_the_article_does_not_go_to_cannot_be_resumed(self, channel: ChannelName | None) -> None:
        standing = at_stage(Stage.PUBLISHING, content(Kind.NOTICE))
        made = claim(standing, Act.RESUME_CHANNEL, ENGINEER, channel=channel)
        assert refused(standing, made) is RefusalCode.BAD_REQUEST

    def test_a_resubmission_brings_a_text(self) -> None:
        returned = at_stage(Stage.RETURNED)
        assert refused(returned, claim(returned, Act.RESUBMIT, REPORTER)) is RefusalCode.BAD_REQUEST

    def test_an_entitled_member_is_told_what_is_missing_and_another_that_it_is_not_theirs(self) -> None:
        made = claim(WAITING, Act.REJECT, DEPUTY)
        assert refused(WAITING, made) is RefusalCode.NOT_ENTITLED


@given(
    text=contents,
    author=members,
    acts=st.lists(st.tuples(st.sampled_from(Act), members, st.booleans(), contents), max_size=14),
)
@examples(2)
def test_whatever_people_try_nothing_unapproved_is_on_its_way_out(
    text: Content, author: MemberId, acts: list[tuple[Act, MemberId, bool, Content]]
) -> None:
    standing = submitted(text, author)
    approver: MemberId | None = None
    for act, member, embargo, new in acts:
        extra: dict[str, Any] = {"publish_at": NOW + timedelta(hours=1)} if embargo and act is Act.APPROVE else {}
        if act in {Act.RESUBMIT, Act.FINISH_EDIT}:
            extra = {"new_revision": standing.revision + 1, "new_hash": content_hash(new)}
        before = standing
        try:
            standing = decided(standing, act, member, new if extra.get("new_hash") else text, **extra).standing
        except Refused:
            continue
        text = new if extra.get("new_hash") else text
        approver = member if act is Act.APPROVE else approver
        assert standing.stage is not Stage.PUBLISHED
        assert (standing.article_id, standing.author, standing.submitted_at) == (
            before.article_id, before.author, before.submitted_at,
        )  # fmt: skip
        assert standing.content_hash == content_hash(text)
        assert ChannelName.PORTAL in standing.channels
        assert board().holder(standing.route.owner).id != author
        on_its_way = standing.stage in {Stage.SCHEDULED, Stage.PUBLISHING}
        assert on_its_way == bool(standing.approved_hash) == bool(standing.approved_at)
        if on_its_way:
            assert standing.approved_hash == content_hash(text)
            assert approver not in {None, author}
