"""Every advice names an act that somebody has then: what people are told to do is tried on the rules."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from activities.channels.meanings import CHANGE, CONTINUE, rejected
from newsroom.article import ChannelName, ChannelText, content_hash
from newsroom.decisions import decide, may
from newsroom.errors import Refused
from newsroom.matters.acts import MATTER_ACTS, MatterClaim
from newsroom.matters.amendments import proposed
from newsroom.matters.kinds import AmendmentKind, MatterAct
from newsroom.matters.reach import Reach, check_reach
from newsroom.roster import Roster
from newsroom.stages import ACTS, Act, Stage, acts_at
from newsroom.standing import Standing
from tests.newsroom.rosters import ENGINEER, FINAL_EDITOR, HEAD, SECRETARY, STANDING_DEPUTY, away, claim, roster
from tests.support.samples import NOW, at_stage, board, content, details_for
from tests.support.samples import claim as said_on

pytestmark = pytest.mark.trust

ROOT: Final = Path(__file__).resolve().parents[2]
PRODUCT: Final = ("newsroom", "activities", "desk", "workflows", "workers")
NOBODYS: Final = ("trình duyệt lại", "sửa bài rồi gửi lại", "sửa nội dung rồi gửi lại")
"""Acts that no table has: a text that is approved is not sent again by anybody."""

UNDER_WAY: Final = at_stage(Stage.PUBLISHING)
PUBLISHED: Final = at_stage(Stage.PUBLISHED)
ONE: Final = Reach(shown=(ChannelName.PORTAL,), sent=True)
SENT: Final = Reach(sent=True)
ADAPTED: Final = replace(content(), channel_texts=(ChannelText(channel=ChannelName.ZALO_OA, text="Lời riêng."),))


def told(kind: AmendmentKind, standing: Standing, reach: Reach) -> str:
    """What a proposal is refused with."""
    with pytest.raises(Refused) as refusal:
        check_reach(claim(MatterAct.PROPOSE_AMENDMENT, FINAL_EDITOR), kind, standing, reach)
    return refusal.value.message


def can_adapt(reach: Reach) -> bool:
    said = {"kind": "adapt", "reason": "Zalo không nhận", "new_hash": content_hash(ADAPTED), "new_revision": "3"}
    return _proposes(claim(MatterAct.PROPOSE_AMENDMENT, FINAL_EDITOR, **said), UNDER_WAY, reach)


def can_take_down(standing: Standing, reach: Reach) -> bool:
    said = claim(MatterAct.PROPOSE_AMENDMENT, SECRETARY, kind="take_down", reason="Có lệnh")
    return _proposes(said, standing, reach)


def _proposes(said: MatterClaim, standing: Standing, reach: Reach) -> bool:
    texts = (content(), ADAPTED if said.facts["kind"] == "adapt" else None)
    return bool(proposed(board(), Roster(), standing, "7c1e", said, texts, NOW, reach))


def _take_over_of_the_heads_own() -> str:
    standing = at_stage(Stage.AWAITING_APPROVAL, author=HEAD)
    made = said_on(standing, Act.TAKE_OVER, STANDING_DEPUTY, **details_for(Act.TAKE_OVER, standing))
    with pytest.raises(Refused) as refusal:
        decide(board(), standing, made, content(), NOW, roster(away(HEAD)))
    return refusal.value.message


ADVICE: Final[dict[str, tuple[Callable[[], str], str, Callable[[], bool]]]] = {
    "a channel refuses the text": (
        lambda: rejected("Zalo không nhận").todo,
        CHANGE,
        lambda: can_adapt(SENT) and can_adapt(ONE),
    ),
    "a channel waits for a person": (
        lambda: CONTINUE,
        "cho đăng tiếp",
        lambda: may(board(), UNDER_WAY, ENGINEER, Act.RESUME_CHANNEL, NOW),
    ),
    "a correction before anybody reads it": (
        lambda: told(AmendmentKind.CORRECTION, UNDER_WAY, SENT),
        "sửa cho kênh chưa hiện bài",
        lambda: can_adapt(SENT),
    ),
    "nothing was sent yet": (
        lambda: told(AmendmentKind.TAKE_DOWN, UNDER_WAY, Reach()),
        ACTS[Act.TAKE_OVER].label,
        lambda: may(board(), UNDER_WAY, HEAD, Act.TAKE_OVER, NOW),
    ),
    "to adapt what every channel shows": (
        lambda: told(AmendmentKind.ADAPT, PUBLISHED, ONE),
        "cập nhật hoặc cải chính",
        lambda: can_take_down(PUBLISHED, ONE),
    ),
    "to take back what was sent": (
        lambda: (ROOT / "activities/storage/recording/articles.py").read_text(encoding="utf-8"),
        "hãy đề nghị gỡ bài",
        lambda: can_take_down(UNDER_WAY, SENT),
    ),
    "to take over the Head's own": (
        _take_over_of_the_heads_own,
        ACTS[Act.REASSIGN].label,
        lambda: may(
            board(), at_stage(Stage.AWAITING_APPROVAL, author=HEAD), STANDING_DEPUTY, Act.REASSIGN, NOW,
            roster(away(HEAD)),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("situation", ADVICE)
def test_what_is_advised_is_named_and_allowed(situation: str) -> None:
    said, act, allowed = ADVICE[situation]
    assert act in said(), said()
    assert allowed()


def test_the_words_of_the_proposal_are_those_of_the_table() -> None:
    assert MATTER_ACTS[MatterAct.PROPOSE_AMENDMENT].label.startswith(CHANGE)


@pytest.mark.parametrize("words", NOBODYS)
def test_nobody_is_told_to_do_what_nobody_can(words: str) -> None:
    files = [path for room in PRODUCT for path in (ROOT / room).rglob("*.py")]
    assert [path.name for path in files if words in path.read_text(encoding="utf-8")] == []


def test_the_other_words_of_the_head_are_acts_of_that_stage() -> None:
    for stage in (stage for stage in Stage if Act.TAKE_OVER in acts_at(stage)):
        standing = at_stage(stage, author=HEAD)
        made = said_on(standing, Act.TAKE_OVER, STANDING_DEPUTY, **details_for(Act.TAKE_OVER, standing))
        with pytest.raises(Refused) as refusal:
            decide(board(), standing, made, content(), NOW, roster(away(HEAD)))
        advised = refusal.value.message.partition("còn có thể: ")[2].partition(". ")[0].split(", ")
        labels = {ACTS[act].label for act in acts_at(stage)}
        assert advised != [""]
        assert all(any(label.startswith(part) or part in label for label in labels) for part in advised), advised
