"""What a member is told who may not decide: why not, who may instead, and by which facts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.article import Content, Kind, MemberId
from newsroom.decisions import decide, may
from newsroom.errors import RefusalCode, Refused
from newsroom.roster import Absence, Grant, GrantKind
from newsroom.stages import ACTS, Act, Stage
from newsroom.standing import Standing
from tests.newsroom.rosters import (
    APPROVERS,
    DEPUTY,
    ENGINEER,
    FINAL_EDITOR,
    HEAD,
    HOUR,
    SECRETARY,
    STANDING_DEPUTY,
    assigned_to,
    away,
    everybody,
    lent,
    roster,
    subsets,
    why,
)
from tests.support.samples import HEAD_TOPICS, NOW, at_stage, board, claim, content, contents, details_for

WAITING, EDITING = at_stage(Stage.AWAITING_APPROVAL), at_stage(Stage.EDITING)
AWAY = "Đồng chí đang vắng mặt theo khai báo đến 17:00 23/11/2026"


def told(
    standing: Standing,
    act: Act,
    member: MemberId,
    *facts: Absence | Grant,
    code: RefusalCode = RefusalCode.NOT_ENTITLED,
) -> str:
    made = claim(standing, act, member, **details_for(act, standing))
    with pytest.raises(Refused) as refused:
        decide(board(), standing, made, content(), NOW, roster(*facts))
    return why(refused, code)


class TestWhyNotMe:
    def test_an_owner_who_is_away_hears_so_and_how_to_come_back(self) -> None:
        """Somebody back early would otherwise not know why the own inbox is empty."""
        message = told(WAITING, Act.APPROVE, STANDING_DEPUTY, away(STANDING_DEPUTY))
        assert f"{AWAY} nên việc đã chuyển; nếu đã về, hãy báo đã về rồi làm tiếp." in message
        assert "Người có quyền duyệt: Trưởng Ban Biên tập (chờ Trưởng Ban phân công)." in message

    def test_who_is_there_hears_nothing_of_being_away(self) -> None:
        assert "đang vắng mặt" not in told(WAITING, Act.APPROVE, DEPUTY, away(STANDING_DEPUTY))
        assert "đang vắng mặt" not in told(WAITING, Act.APPROVE, DEPUTY, away(DEPUTY, HOUR))

    def test_a_delegate_who_is_away_hears_so_too(self) -> None:
        grant = lent(GrantKind.DELEGATION, STANDING_DEPUTY, DEPUTY)
        assert AWAY in told(WAITING, Act.APPROVE, DEPUTY, grant, away(DEPUTY))

    def test_an_absent_final_editor_hears_it_at_the_editing_desk(self) -> None:
        message = told(EDITING, Act.FINISH_EDIT, FINAL_EDITOR, away(FINAL_EDITOR))
        assert AWAY in message
        assert "Chờ Trưởng Ban phân công người biên tập lần cuối." in message


class TestWhoInstead:
    @pytest.mark.parametrize(
        ("facts", "instead"),
        [
            ((), "Phó Trưởng Ban Thường trực."),
            (
                (lent(GrantKind.DELEGATION, STANDING_DEPUTY, FINAL_EDITOR),),
                "Ủy viên biên tập lần cuối (được ủy quyền).",
            ),
            (
                (away(STANDING_DEPUTY), assigned_to(FINAL_EDITOR, away(STANDING_DEPUTY))),
                "Ủy viên biên tập lần cuối (được phân công thay).",
            ),
            ((away(STANDING_DEPUTY),), "Trưởng Ban Biên tập (chờ Trưởng Ban phân công)."),
            (tuple(map(away, APPROVERS)), "người được phân công."),
        ],
    )
    def test_it_is_the_one_who_is_asked_with_the_title(self, facts: tuple[Absence | Grant, ...], instead: str) -> None:
        assert f"Người có quyền duyệt: {instead}" in told(WAITING, Act.APPROVE, SECRETARY, *facts)

    def test_an_acting_head_is_named_so(self) -> None:
        reserved = at_stage(Stage.AWAITING_APPROVAL, content(Kind.NEWS, HEAD_TOPICS[0]))
        message = told(reserved, Act.APPROVE, DEPUTY, away(HEAD))
        assert "Người có quyền duyệt: Phó Trưởng Ban Thường trực (thay Trưởng Ban)." in message

    def test_an_author_hears_who_decides_instead(self) -> None:
        own = at_stage(Stage.AWAITING_APPROVAL, author=DEPUTY)
        trip = away(STANDING_DEPUTY)
        grant = assigned_to(FINAL_EDITOR, trip)
        message = told(own, Act.APPROVE, DEPUTY, trip, grant, code=RefusalCode.OWN_ARTICLE)
        assert "Tác giả không được duyệt đăng bài của mình" in message
        assert "chờ Ủy viên biên tập lần cuối (được phân công thay)" in message

    def test_the_reasons_are_those_of_the_moment(self) -> None:
        grant = lent(GrantKind.DELEGATION, STANDING_DEPUTY, FINAL_EDITOR)
        message = told(WAITING, Act.APPROVE, DEPUTY, grant)
        assert WAITING.route.reasons[0] in message
        assert "ủy quyền duyệt cho Ủy viên biên tập lần cuối" in message
        assert "17:00 23/11/2026" in message


class TestItsWords:
    @pytest.mark.parametrize(
        ("standing", "act"),
        [(WAITING, Act.APPROVE), (WAITING, Act.REASSIGN), (WAITING, Act.REFER), (EDITING, Act.PRECHECK)],
    )
    def test_it_names_the_office_and_the_act(self, standing: Standing, act: Act) -> None:
        assert f"Kỹ sư phụ trách kỹ thuật không có quyền {ACTS[act].label} bài này" in told(standing, act, ENGINEER)

    @given(contents, everybody, everybody, subsets, st.sampled_from([Stage.EDITING, Stage.AWAITING_APPROVAL]))
    def test_whoever_is_refused_hears_a_whole_sentence(
        self, text: Content, author: MemberId, member: MemberId, gone: set[MemberId], stage: Stage
    ) -> None:
        standing, known = at_stage(stage, text, author), roster(*map(away, gone))
        for act in (Act.APPROVE, Act.FINISH_EDIT, Act.TAKE_OVER):
            if may(board(), standing, member, act, NOW, known):
                continue
            made = claim(standing, act, member, **details_for(act, standing))
            with pytest.raises(Refused) as refused:
                decide(board(), standing, made, text, NOW, known)
            message = refused.value.message
            assert message.rstrip().endswith(".")
            assert "None" not in message
            assert ("đang vắng mặt" in message) == (member in gone and refused.value.code is RefusalCode.NOT_ENTITLED)


@given(contents, everybody, everybody, subsets, st.sampled_from(Stage))
def test_the_menu_shows_what_the_roster_allows(
    text: Content, author: MemberId, member: MemberId, gone: set[MemberId], stage: Stage
) -> None:
    """A button that is refused, or a missing one: both make people phone."""
    trips = [away(member) for member in sorted(gone)]
    grants = [assigned_to(HEAD, trip) for trip in trips if trip.member != HEAD]
    known = roster(*trips, *grants, lent(GrantKind.PRECHECK, FINAL_EDITOR, SECRETARY))
    standing = at_stage(stage, text, author)
    for act in set(Act) - {Act.WAIVE_CHANNEL}:
        said = details_for(act, standing)
        if act is Act.REASSIGN:
            said["to"] = next((m for m in APPROVERS if m not in {*gone, author}), HEAD)
            if said["to"] in {*gone, author}:
                continue
        try:
            decide(board(), standing, claim(standing, act, member, **said), text, NOW, known)
        except Refused:
            allowed = False
        else:
            allowed = True
        assert may(board(), standing, member, act, NOW, known) == allowed, act


def test_a_member_who_is_away_keeps_the_own_articles_in_hand() -> None:
    """An author on leave may still withdraw what they wrote."""
    own = replace(WAITING, author=DEPUTY)
    made = claim(own, Act.WITHDRAW, DEPUTY, reason="Sai số liệu")
    assert decide(board(), own, made, content(), NOW, roster(away(DEPUTY))).standing.stage is Stage.WITHDRAWN


@pytest.mark.parametrize("member", [HEAD, STANDING_DEPUTY])
def test_nobody_is_offered_to_take_over_an_article_of_the_heads(member: MemberId) -> None:
    """Who acts for the Head takes over for the Head, who is the author."""
    gone = roster(*(away(HEAD) for _ in range(member != HEAD)))
    for stage in (Stage.EDITING, Stage.AWAITING_APPROVAL):
        assert not may(board(), at_stage(stage, author=HEAD), member, Act.TAKE_OVER, NOW, gone)
