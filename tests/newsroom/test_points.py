"""Points of a text and comments of members: what they are called, when they stay closed, and who may do what."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.article import ArticleId, MemberId
from newsroom.board import Office
from newsroom.checklist.listed import ListedPoint, PointsOfText, SaidOfPoints, listed, still_open
from newsroom.checklist.points import (
    MOST_LETTERS,
    MOST_POINTS,
    Point,
    PointKind,
    check_few_enough,
    point_in_words,
    point_key,
    points_digest,
    points_from,
    points_text,
)
from newsroom.decisions import decide
from newsroom.errors import InvalidInput, RefusalCode, Refused
from newsroom.members.pointing import MOST_COMMENTS, check_pointing
from newsroom.notifications.comments import comment_notifications
from newsroom.roster import GrantKind, Presence, Roster
from newsroom.signed.canonical import Via
from newsroom.signed.pointing import NamedPoint, PointAct, PointClaim, point_claim_from, point_claim_text
from newsroom.stages import Act, Stage
from newsroom.standing import Standing
from tests.newsroom.rosters import (
    CONTRIBUTOR,
    DEPUTY,
    ENGINEER,
    FINAL_EDITOR,
    HEAD,
    OTHER_REPORTER,
    SECRETARY,
    STANDING_DEPUTY,
    away,
    lent,
    there,
)
from tests.support.samples import NOW, REPORTER, at_stage, board, claim, content, decided

pytestmark = pytest.mark.trust

HIDDEN = Point(kind=PointKind.HIDDEN_TEXT, place="đoạn 2", words="bản mật")
CHART = Point(kind=PointKind.CHART, place="sau đoạn 3")
WORD_COMMENT = Point(kind=PointKind.COMMENT, place="đoạn 1", words="Xem lại số liệu")
MINUTE = timedelta(minutes=1)
SEE_THE_FILE = (HEAD, STANDING_DEPUTY, DEPUTY, FINAL_EDITOR, SECRETARY, REPORTER)


def text(revision: int, *points: Point, after: timedelta = MINUTE) -> PointsOfText:
    return PointsOfText(revision=revision, at=NOW + revision * after, points=points)


def said(act: PointAct, member: MemberId = FINAL_EDITOR, **fields: Any) -> PointClaim:
    known = board().member(member)
    named: dict[str, Any] = {
        "act_id": f"{act}-{member}-{len(fields.get('text', ''))}",
        "article_id": ArticleId("CB-1"),
        "office": known.office if known else Office.CONTRIBUTOR,
        "made_at": NOW,
    }
    return PointClaim(act=act, member=member, **(named | fields))


def taken(one: PointClaim, at: timedelta) -> SaidOfPoints:
    return SaidOfPoints(at=NOW + at, claim=one)


def closing(*points: ListedPoint, member: MemberId = FINAL_EDITOR) -> PointClaim:
    return said(PointAct.CLOSE_POINTS, member, points=tuple(point.name for point in points))


@pytest.mark.parametrize("kind", PointKind)
def test_every_kind_says_what_happened_what_was_kept_and_what_to_do(kind: PointKind) -> None:
    sentence = point_in_words(Point(kind=kind, place="đoạn 1"))
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert ".." not in sentence
    assert "hãy" in sentence.lower()
    assert "đóng điểm này" in sentence


def test_no_two_kinds_say_the_same() -> None:
    assert len({point_in_words(Point(kind=kind, place="")) for kind in PointKind}) == len(PointKind)


class TestTheKey:
    def test_the_same_piece_is_the_same_point_wherever_it_stands(self) -> None:
        """Whoever closed it once would be asked again after each correction."""
        assert point_key(HIDDEN) == point_key(replace(HIDDEN, place="đoạn 5", words=" bản  mật\n"))
        assert point_key(HIDDEN) != point_key(replace(HIDDEN, words="bản mật 2"))
        assert point_key(HIDDEN) != point_key(replace(HIDDEN, kind=PointKind.STRUCK_TEXT))

    def test_what_has_no_words_is_known_by_its_place(self) -> None:
        """Otherwise closing one chart would close every other."""
        assert point_key(CHART) != point_key(replace(CHART, place="sau đoạn 9"))


class TestWhatIsKept:
    @given(st.lists(st.builds(Point, kind=st.sampled_from(PointKind), place=st.text(), words=st.text()), max_size=5))
    def test_points_come_back_as_they_were_and_their_digest_tells_any_change(self, points: list[Point]) -> None:
        assert points_from(points_text(points)) == tuple(points)
        assert bool(points_digest(points)) == bool(points)
        assert points_digest(points) != points_digest([*points, HIDDEN])

    @pytest.mark.parametrize("points", [(HIDDEN,) * (MOST_POINTS + 1), (replace(HIDDEN, words="x" * MOST_LETTERS),)])
    def test_more_than_a_person_can_go_through_is_refused_with_the_counts(self, points: tuple[Point, ...]) -> None:
        check_few_enough((HIDDEN,) * MOST_POINTS)
        with pytest.raises(InvalidInput) as refused:
            check_few_enough(points)
        assert str(len(points)) in str(refused.value)
        assert "Chưa có gì được lưu" in str(refused.value)


class TestTheList:
    def test_numbers_stay_while_texts_and_comments_come_and_go(self) -> None:
        comment = said(PointAct.COMMENT, REPORTER, text="Tên xã đã đổi")
        first = listed([text(1, HIDDEN, CHART)], [], [1])
        assert [(each.number, each.point) for each in first] == [(1, HIDDEN), (2, CHART)]
        later = listed([text(1, HIDDEN, CHART), text(2, CHART, WORD_COMMENT)], [taken(comment, 1.5 * MINUTE)], [2])
        assert [(each.number, each.point.words, each.by) for each in later] == [
            (2, "", None), (3, "Tên xã đã đổi", REPORTER), (4, "Xem lại số liệu", None),
        ]  # fmt: skip

    def test_what_was_closed_stays_closed_when_the_same_piece_comes_again(self) -> None:
        texts = [text(1, HIDDEN), text(2), text(3, replace(HIDDEN, place="đoạn 7"), CHART)]
        (point,) = listed(texts[:1], [], [1])
        done = [taken(closing(point), 1.5 * MINUTE)]
        assert listed(texts, done, [2]) == ()
        again, chart = listed(texts, done, [3])
        assert (again.is_open, again.closed_by, again.closed_at) == (False, FINAL_EDITOR, NOW + 1.5 * MINUTE)
        assert again.point.place == "đoạn 7"
        assert still_open([again, chart]) == ((2, CHART),)

    def test_the_same_piece_twice_in_one_text_is_one_point_at_both_places(self) -> None:
        (point,) = listed([text(1, HIDDEN, replace(HIDDEN, place="đoạn 4"))], [], [1])
        assert point.point.place == "đoạn 2; đoạn 4"

    def test_a_text_that_is_not_the_articles_yet_is_listed_beside_it(self) -> None:
        """The final editor sends a text with points of its own: they must be closable before it is taken."""
        texts = [text(1, HIDDEN), text(2, replace(HIDDEN, place="đoạn 9"), CHART)]
        assert [(each.number, each.revision) for each in listed(texts, [], [1, 2])] == [(1, 1), (2, 2)]
        assert still_open(listed(texts, [], [1])) == ((1, HIDDEN),)

    def test_a_comment_is_of_its_member_and_withdrawn_is_not_closed_by_the_editor(self) -> None:
        comments = [
            said(PointAct.COMMENT, member, text="Thiếu nguồn", act_id=f"c-{member}") for member in (REPORTER, HEAD)
        ]
        both = listed([], [taken(each, MINUTE) for each in comments], [1])
        assert [each.number for each in both] == [1, 2]
        withdrawal = said(PointAct.WITHDRAW_COMMENT, REPORTER, points=(both[0].name,))
        mine, other = listed([], [*(taken(each, MINUTE) for each in comments), taken(withdrawal, 2 * MINUTE)], [1])
        assert (mine.withdrawn, mine.is_open, other.is_open) == (True, False, True)


class TestTheClaim:
    def test_it_comes_back_as_it_was_signed(self) -> None:
        (point,) = listed([text(1, HIDDEN)], [], [1])
        for one in (said(PointAct.COMMENT, text="Thiếu nguồn", via=Via.SHELL), closing(point)):
            assert point_claim_from(point_claim_text(one)) == one

    @pytest.mark.parametrize("spoilt", ["", "{}", "[]", "null", '{"act":"comment"}'])
    def test_no_other_text_is_one(self, spoilt: str) -> None:
        with pytest.raises(Refused) as refused:
            point_claim_from(spoilt)
        assert refused.value.code is RefusalCode.BAD_REQUEST

    def test_it_says_in_words_what_was_closed(self) -> None:
        """The line must prove it when the text is gone."""
        (point,) = listed([text(1, HIDDEN)], [], [1])
        assert closing(point).points == (
            NamedPoint(number=1, key=point_key(HIDDEN), kind="hidden_text", place="đoạn 2", words="bản mật"),
        )


def judged(standing: Standing, one: PointClaim, *points: ListedPoint, known: Presence | None = None) -> str:
    """The code of the refusal; empty for what is allowed."""
    try:
        check_pointing(known or there(), standing, points, one)
    except Refused as refused:
        return refused.code
    return ""


class TestWhoMay:
    POINT = listed([text(1, HIDDEN)], [], [1])[0]

    @pytest.mark.parametrize("stage", Stage)
    @pytest.mark.parametrize(
        "member",
        [HEAD, STANDING_DEPUTY, DEPUTY, FINAL_EDITOR, SECRETARY, ENGINEER, REPORTER, OTHER_REPORTER, CONTRIBUTOR],
    )
    def test_points_are_closed_by_whoever_may_end_the_edit_and_by_nobody_else(
        self, member: MemberId, stage: Stage
    ) -> None:
        sees = member in {HEAD, STANDING_DEPUTY, DEPUTY, FINAL_EDITOR, SECRETARY, REPORTER}
        expected = "" if member == FINAL_EDITOR else "not_entitled"
        assert judged(at_stage(stage), closing(self.POINT, member=member), self.POINT) == expected
        over = stage in {Stage.PUBLISHED, Stage.PUBLISHING, Stage.REJECTED, Stage.WITHDRAWN, Stage.TAKEN_DOWN}
        comment = said(PointAct.COMMENT, member, text="Thiếu nguồn")
        assert judged(at_stage(stage), comment) == ("not_entitled" if not sees else "wrong_stage" if over else "")

    def test_the_last_edit_is_lent_with_its_points(self) -> None:
        """Exactly as finish_edit is judged: with the editor away, the stand-in closes and the editor does not."""
        known = there(away(FINAL_EDITOR), lent(GrantKind.LAST_EDIT, FINAL_EDITOR, DEPUTY))
        standing = at_stage(Stage.EDITING)
        for member in (DEPUTY, FINAL_EDITOR, HEAD):
            try:
                decided_by = decide_edit(standing, member, known.roster)
            except Refused:
                decided_by = False
            assert (judged(standing, closing(self.POINT, member=member), self.POINT, known=known) == "") is decided_by
        assert judged(standing, closing(self.POINT, member=DEPUTY), self.POINT, known=known) == ""

    def test_a_comment_is_withdrawn_by_who_made_it_and_by_nobody_else(self) -> None:
        comment = said(PointAct.COMMENT, REPORTER, text="Thiếu nguồn")
        (point,) = listed([], [taken(comment, MINUTE)], [1])
        for member, code in ((REPORTER, ""), (FINAL_EDITOR, "not_entitled"), (HEAD, "not_entitled")):
            taking_back = said(PointAct.WITHDRAW_COMMENT, member, points=(point.name,))
            assert judged(at_stage(Stage.EDITING), taking_back, point) == code

    def test_only_what_was_seen_is_closed_and_only_once(self) -> None:
        standing = at_stage(Stage.EDITING)
        other = replace(self.POINT.name, words="lời khác")
        for points in ((), (other,), (self.POINT.name, replace(self.POINT.name, key="x")), (self.POINT.name,) * 501):
            one = said(PointAct.CLOSE_POINTS, points=points)
            assert judged(standing, one, self.POINT) == "bad_request"
        done = replace(self.POINT, closed_by=FINAL_EDITOR, closed_at=NOW)
        assert judged(standing, closing(self.POINT), done) == "bad_request"

    @pytest.mark.parametrize("words", ["", "  ", "x" * 2_001])
    def test_a_comment_has_words_and_not_too_many(self, words: str) -> None:
        assert judged(at_stage(Stage.EDITING), said(PointAct.COMMENT, text=words)) == "bad_request"

    def test_nobody_fills_an_article_with_comments(self) -> None:
        mine = [replace(self.POINT, key=f"c-{n}", by=REPORTER, closed_by=REPORTER) for n in range(MOST_COMMENTS)]
        one = said(PointAct.COMMENT, REPORTER, text="Thiếu nguồn")
        assert judged(at_stage(Stage.EDITING), one, *mine[1:]) == ""
        assert judged(at_stage(Stage.EDITING), one, *mine) == "bad_request"

    def test_who_commented_is_not_told_of_it(self) -> None:
        one = said(PointAct.COMMENT, REPORTER, text="Tên xã đã đổi.")
        told = comment_notifications(there(), at_stage(Stage.EDITING), one, "Bài")
        assert {each.to for each in told} == {FINAL_EDITOR}
        assert "Tên xã đã đổi" in told[0].text


def decide_edit(standing: Standing, member: MemberId, known: Roster) -> bool:
    decide(board(), standing, claim(standing, Act.FINISH_EDIT, member), content(), NOW, known)
    return True


class TestTheSameTextAgain:
    def test_it_is_sent_again_with_a_reason_only(self) -> None:
        standing = at_stage(Stage.RETURNED)
        with pytest.raises(Refused) as refused:
            decided(standing, Act.RESUBMIT, REPORTER, new_hash="", new_revision=0)
        assert "lý do" in refused.value.message
        after = decided(
            standing, Act.RESUBMIT, REPORTER, new_hash="", new_revision=0, reason="Số liệu đã đúng"
        ).standing
        assert (after.stage, after.content_hash, after.revision) == (
            Stage.EDITING,
            standing.content_hash,
            standing.revision,
        )
