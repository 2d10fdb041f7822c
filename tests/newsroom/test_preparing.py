"""How a meeting is prepared: who prepares what by when, papers as files, matters that are no article."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from newsroom.board import Office
from newsroom.errors import Refused
from newsroom.matters.acts import MatterClaim
from newsroom.matters.kinds import MatterAct, MeetingStage, Outcome
from newsroom.matters.meetings import Meeting, concluded, minuted, minutes_seal, paper_ground
from newsroom.matters.preparing import MOST_MATTERS, directed, raised
from newsroom.notifications.meetings import Lack, meeting_summary, nudge_notifications, nudges, to_convene
from tests.newsroom.rosters import away, roster, there
from tests.support.samples import NOW, board

_HOUR: Final = timedelta(hours=1)
_MEETING: Final = Meeting(
    id="m1", stage=MeetingStage.CALLED, starts_at=NOW + 5 * _HOUR, place="Phòng 2", topic="Định hướng"
)
_TASK: Final = {"to": "engineer", "title": "Báo cáo", "ends_at": (NOW + _HOUR).isoformat()}
_MATTER: Final = {"title": "Kế hoạch năm tới", "text": "Ba phương án."}

pytestmark = pytest.mark.rules


def claim(act: MatterAct, office: Office, said: dict[str, str]) -> MatterClaim:
    return MatterClaim(
        act_id="abcdefabcdefabcdef",
        act=act,
        matter="meeting/m1",
        member=board().holder(office).id,
        office=office,
        made_at=NOW,
        facts=said,
    )


def task(office: Office = Office.STANDING_DEPUTY, **said: str) -> MatterClaim:
    return claim(MatterAct.DIRECT_PREPARATION, office, {**_TASK, **said})


_SINGLE: Final = [office for office in Office if office not in {Office.REPORTER, Office.CONTRIBUTOR}]


class TestMatters:
    @pytest.mark.parametrize("office", _SINGLE)
    def test_rule_5_whoever_sits_in_the_meeting_brings_a_matter(self, office: Office) -> None:
        sits = {Office.HEAD, Office.STANDING_DEPUTY, Office.DEPUTY, Office.FINAL_EDITOR, Office.SECRETARY}
        said = claim(MatterAct.ADD_ITEM, office, _MATTER)
        if office in sits:
            matter, ground = raised(board(), _MEETING, said)
            assert (matter.title, matter.text, ground.rule) == ("Kế hoạch năm tới", "Ba phương án.", 5)
        else:
            with pytest.raises(Refused, match="Thành viên dự họp"):
                raised(board(), _MEETING, said)

    def test_an_agenda_is_never_too_long_to_be_concluded(self) -> None:
        """Any member of the board could keep a meeting, and the articles before it, from ever ending."""
        said = claim(MatterAct.ADD_ITEM, Office.DEPUTY, _MATTER)
        matter, _ = raised(board(), _MEETING, said)
        full = replace(_MEETING, matters=(matter,) * MOST_MATTERS)
        with pytest.raises(Refused, match=f"{MOST_MATTERS} vấn đề"):
            raised(board(), full, said)

    @pytest.mark.parametrize("missing", ["title", "text"])
    def test_one_without_a_name_or_a_text_is_named(self, missing: str) -> None:
        said = {name: text for name, text in _MATTER.items() if name != missing}
        with pytest.raises(Refused, match=rf"\({missing}\)"):
            raised(board(), _MEETING, claim(MatterAct.ADD_ITEM, Office.DEPUTY, said))

    def test_it_is_decided_in_the_minutes_and_signed_like_the_others(self) -> None:
        matter, _ = raised(board(), _MEETING, claim(MatterAct.ADD_ITEM, Office.DEPUTY, _MATTER))
        called = replace(_MEETING, matters=(matter,))
        undecided = claim(MatterAct.RECORD_MINUTES, Office.SECRETARY, {"minutes": "Biên bản"})
        with pytest.raises(Refused, match="cần ghi kết luận cho “Kế hoạch năm tới”"):
            minuted(board(), called, undecided, NOW)
        decided = replace(undecided, facts={"minutes": "Biên bản", f"decide.{matter.article_id}": "release"})
        after, _ = minuted(board(), called, decided, NOW)
        assert [item.outcome for item in after.agenda] == [Outcome.RELEASE]
        changed = replace(after, matters=(replace(matter, outcome=Outcome.REJECT, note="Không"),))
        signed = claim(MatterAct.CONCLUDE, Office.HEAD, {"seen": minutes_seal(after)})
        assert concluded(board(), roster(), after, signed, NOW)[0].stage is MeetingStage.CONCLUDED
        with pytest.raises(Refused, match="đã đổi"):
            concluded(board(), roster(), changed, signed, NOW)

    def test_its_words_do_not_go_to_the_workflow_server(self) -> None:
        matter, _ = raised(board(), _MEETING, claim(MatterAct.ADD_ITEM, Office.DEPUTY, _MATTER))
        assert "Kế hoạch năm tới" not in meeting_summary(replace(_MEETING, matters=(matter,)))


class TestPreparation:
    @pytest.mark.parametrize("office", _SINGLE)
    def test_rule_29_the_standing_deputy_and_the_head_direct(self, office: Office) -> None:
        if office in {Office.STANDING_DEPUTY, Office.HEAD}:
            given, ground = directed(board(), _MEETING, task(office), NOW)
            assert (given.member, given.what, given.due_at) == ("engineer", "Báo cáo", NOW + _HOUR)
            assert ground.rule == {Office.STANDING_DEPUTY: 29, Office.HEAD: 21}[office]
        else:
            with pytest.raises(Refused, match="không có quyền"):
                directed(board(), _MEETING, task(office), NOW)

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"to": "người lạ"}, "to"),
            ({"to": "reporter-1"}, "to"),
            ({"title": " "}, "title"),
            ({"ends_at": "mai"}, "ends_at"),
            ({"ends_at": (NOW - _HOUR).isoformat()}, "ends_at"),
            ({"ends_at": (NOW + 6 * _HOUR).isoformat()}, "ends_at"),
        ],
    )
    def test_what_is_wrong_is_named(self, said: dict[str, str], field: str) -> None:
        with pytest.raises(Refused, match=rf"\({field}\)"):
            directed(board(), _MEETING, task(Office.STANDING_DEPUTY, **said), NOW)

    def test_whoever_prepares_sends_a_paper_too(self) -> None:
        given, _ = directed(board(), _MEETING, task(), NOW)
        paper = claim(MatterAct.ADD_PAPER, Office.ENGINEER, {"title": "Báo cáo", "file": "0" * 64})
        with pytest.raises(Refused, match="không có quyền"):
            paper_ground(board(), _MEETING, paper)
        assert paper_ground(board(), replace(_MEETING, preparations=(given,)), paper).rule == 29

    def test_who_has_sent_nothing_by_the_hour_is_reminded_and_the_standing_deputy_hears(self) -> None:
        given, _ = directed(board(), _MEETING, task(), NOW)
        late = replace(_MEETING, preparations=(given,))
        nudge = nudges(late)[0]
        assert (nudge.at, nudge.lack) == (given.due_at, Lack.PREPARATION)
        told = nudge_notifications(there(at=given.due_at), late, nudge)
        assert [each.to for each in told] == ["engineer", "standing-deputy"]
        done = replace(_MEETING, preparations=(replace(given, done=True),))
        assert {nudge.lack for nudge in nudges(done)} == {Lack.MINUTES}


class TestConvening:
    def test_rule_5_the_head_or_who_acts_is_to_convene(self) -> None:
        assert [each.to for each in to_convene(there(), "“Bài”")] == ["head"]
        gone = there(away(board().holder(Office.HEAD).id))
        assert [(each.to, each.kind) for each in to_convene(gone, "“Bài”", again=True)] == [
            ("standing-deputy", "warning"),
            ("head", "news"),
        ]
