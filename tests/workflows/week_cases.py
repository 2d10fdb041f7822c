"""The articles of the week that something happens to: decided in the last second, attempted just after it, never
answered, taken over, re-assigned, sent back, withdrawn, forged, late at night.
"""

from datetime import timedelta
from typing import Final

from tests.workflows.week_script import ARTICLES, Piece, Said, Step, drawn, numbered
from tests.workflows.week_table import DEPUTY, EDITOR, ENGINEER, HEAD, SECRETARY, STANDING, Hour, on


def whole_week(articles: int = ARTICLES) -> tuple[Piece, ...]:
    """So many articles, in the order in which they come in: those that something happens to, and drawn ones."""
    cases = [*_around_the_moves(), *_nobody_answers(), *_own_articles(), *_refused(), *_sent_around(), *_on_channels()]
    return numbered([*cases, *drawn(articles - len(cases))])


def _piece(
    day: str, clock: str, topic: str, *steps: Step, kind: str = "news", author: str = "reporter-1", left: str = "",
    trouble: str = "",
) -> Piece:  # fmt: skip
    return Piece("", kind, topic, author, on(day, clock), steps, left, trouble)


def _edit(day: str, clock: str, by: str = EDITOR, code: str = "") -> Step:
    return Step(on(day, clock), "finish_edit", by, code=code)


def _approve(day: str, clock: str, by: str, code: str = "", *, how: str = "", **said: Hour) -> Step:
    return Step(on(day, clock), "approve", by, dict(said), code, how)


def _do(day: str, clock: str, act: str, by: str, **said: str) -> Step:
    given: Said = {**said}
    return Step(on(day, clock), act, by, given)


def _around_the_moves() -> list[Piece]:
    late = "not_entitled"
    return [
        # The standing deputy is back at 18:00:00 on Wednesday.
        _piece("wed", "16:50", "education", _edit("wed", "17:32"), _approve("wed", "17:59:59", DEPUTY)),
        _piece(
            "wed", "17:00", "health", _edit("wed", "17:32"), _approve("wed", "18:00:01", DEPUTY, late),
            _approve("wed", "18:21", STANDING),
        ),
        _piece("wed", "16:40", "committee_meeting", _edit("wed", "17:32"), _approve("wed", "17:59:59", DEPUTY)),
        _piece(
            "wed", "17:10", "party_meeting", _edit("wed", "17:42"), _approve("wed", "18:00:01", DEPUTY, late),
            _approve("wed", "18:31", STANDING),
        ),
        _piece("wed", "17:20", "economy", _edit("wed", "17:42"), _approve("wed", "17:59:59", EDITOR)),
        # The final editor takes the delegation back at 11:00:00 on Thursday.
        _piece("thu", "10:00", "law", _edit("thu", "10:32"), _approve("thu", "10:59:59", DEPUTY), kind="notice"),
        _piece(
            "thu", "10:10", "law", _edit("thu", "10:42"), _approve("thu", "11:00:01", DEPUTY, late),
            _approve("thu", "11:13", EDITOR), kind="directive",
        ),
        # The standing deputy is away from Tuesday 00:00:00.
        _piece("mon", "23:00", "economy", _edit("mon", "23:22"), _approve("mon", "23:59:59", STANDING)),
        _piece(
            "mon", "23:10", "tourism", _edit("mon", "23:32"), _approve("tue", "00:00:01", STANDING, late),
            _approve("tue", "06:40", DEPUTY),
        ),
        # The Head's authorisation ends at 12:00:00 on Friday.
        _piece("fri", "08:40", "council_session", _edit("fri", "09:02"), _approve("fri", "09:13", DEPUTY)),
        _piece(
            "fri", "11:00", "council_session", _edit("fri", "11:22"), _approve("fri", "12:00:01", DEPUTY, late),
            _approve("fri", "12:13", HEAD),
        ),
        # The deputy is away over the weekend; what he had lent goes on, the rest waits for the Head.
        _piece("sat", "09:10", "citizen_reception", _edit("sat", "09:42"), _approve("sat", "09:51", STANDING)),
        _piece(
            "sat", "09:20", "admin_reform", _edit("sat", "09:42"), _approve("sat", "09:53", DEPUTY, late),
            _approve("sat", "11:01", HEAD),
        ),
        _piece("sun", "14:40", "citizen_reception", _edit("sun", "15:02"), _approve("sun", "15:11", STANDING)),
        # The final editor is away on Thursday afternoon.
        _piece(
            "thu", "13:40", "culture_society", _edit("thu", "14:00", EDITOR, late), _edit("thu", "14:12", SECRETARY),
            _approve("thu", "14:23", STANDING),
        ),
        _piece(
            "thu", "13:50", "law", _edit("thu", "14:22", SECRETARY), _approve("thu", "14:30", EDITOR, late),
            _approve("thu", "14:41", STANDING), kind="press_release",
        ),
    ]  # fmt: skip


def _nobody_answers() -> list[Piece]:
    why = "Chưa thấy trả lời."
    return [
        _piece(
            "thu", "08:50", "economy", _edit("thu", "09:12"), _do("thu", "10:29", "take_over", HEAD, reason=why),
            _approve("thu", "10:33", HEAD),
        ),
        _piece(
            "fri", "13:00", "agriculture", _edit("fri", "13:22"),
            _do("fri", "14:31", "reassign", HEAD, to=DEPUTY, reason=why), _approve("fri", "14:43", DEPUTY),
        ),
        _piece(
            "mon", "09:10", "admin_reform", _edit("mon", "09:32"),
            _do("mon", "10:41", "reassign", HEAD, to=STANDING, reason=why), _approve("mon", "10:53", STANDING),
        ),
        # The acting head, on the day that the Head is away; and by name, while the Head is there.
        _piece(
            "wed", "10:00", "committee_meeting", _edit("wed", "10:22"),
            _do("wed", "10:31", "reassign", DEPUTY, to=EDITOR, reason=why), _approve("wed", "10:43", EDITOR),
        ),
        _piece(
            "fri", "09:00", "economy", _edit("fri", "09:22"),
            _do("fri", "09:31", "reassign", DEPUTY, to=EDITOR, reason=why), _approve("fri", "09:43", EDITOR),
        ),
        # Edited four hours too late.
        _piece("wed", "08:04", "environment", _edit("wed", "16:22"), _approve("wed", "16:35", DEPUTY)),
        _piece("tue", "15:04", "admin_reform", _edit("wed", "09:42"), _approve("wed", "09:55", DEPUTY)),
    ]  # fmt: skip


def _own_articles() -> list[Piece]:
    own = "own_article"
    return [
        _piece(
            "thu", "09:00", "culture_society", _edit("thu", "09:22"), _approve("thu", "09:30", STANDING, own),
            _approve("thu", "09:41", HEAD), author=STANDING,
        ),
        _piece(
            "mon", "14:00", "party_meeting", _edit("mon", "14:22"), _approve("mon", "14:31", HEAD, own),
            _approve("mon", "14:41", STANDING), author=HEAD,
        ),
        _piece(
            "tue", "10:00", "education", _edit("tue", "10:22"), _approve("tue", "10:31", DEPUTY, own),
            _approve("tue", "10:41", HEAD), author=DEPUTY,
        ),
        _piece(
            "mon", "15:00", "law", _edit("mon", "15:22"), _approve("mon", "15:31", EDITOR, own),
            _approve("mon", "15:41", STANDING), author=EDITOR, kind="notice",
        ),
    ]  # fmt: skip


def _refused() -> list[Piece]:
    no, early = "not_entitled", "wrong_stage"
    return [
        _piece(
            "tue", "08:00", "admin_reform", _approve("tue", "08:10", DEPUTY, early), _edit("tue", "08:22"),
            _approve("tue", "08:31", DEPUTY, "stale_text", how="stale"), _approve("tue", "08:41", DEPUTY),
        ),
        _piece(
            "mon", "11:00", "health", _edit("mon", "11:22"),
            _approve("mon", "11:31", STANDING, "bad_signature", how="forged"), _approve("mon", "11:41", STANDING),
        ),
        _piece(
            "mon", "13:30", "health", _edit("mon", "13:52"),
            _approve("mon", "14:03", STANDING, "expired_claim", how="old"), _approve("mon", "14:13", STANDING),
        ),
        _piece(
            "wed", "13:00", "law", _edit("wed", "13:22"), _approve("wed", "13:43", HEAD, "rival"),
            _approve("wed", "13:43", DEPUTY, "rival"),
        ),
        _piece(
            "thu", "15:00", "economy", _edit("thu", "15:22", SECRETARY), _approve("thu", "15:33", STANDING),
            _approve("thu", "15:43", STANDING, early),
        ),
        _piece(
            "mon", "08:20", "law", _edit("mon", "08:42"), _approve("mon", "08:51", DEPUTY, no),
            _approve("mon", "09:03", EDITOR), kind="legal_document",
        ),
        _piece(
            "tue", "11:00", "economy", _edit("tue", "11:22"), _approve("tue", "11:31", DEPUTY, no),
            _approve("tue", "11:43", HEAD),
        ),
        _piece(
            "mon", "16:00", "law", _edit("mon", "16:22"), _approve("mon", "16:31", HEAD, no),
            _approve("mon", "16:33", "reporter-2", no), _approve("mon", "16:43", STANDING),
        ),
        # Whom the Head assigned may decide, the absent owner may not, not even by phone.
        _piece(
            "tue", "14:00", "tourism", _edit("tue", "14:22"), _approve("tue", "14:31", STANDING, no),
            _approve("tue", "14:33", HEAD, no), _approve("tue", "14:43", DEPUTY),
        ),
    ]  # fmt: skip


def _sent_around() -> list[Piece]:
    why = "Cần trao đổi thêm."
    return [
        _piece(
            "fri", "09:10", "health", _edit("fri", "09:32"), _do("fri", "09:40", "withdraw", "reporter-1", reason=why),
        ),
        _piece(
            "thu", "08:00", "education", _edit("thu", "08:22"), _do("thu", "08:33", "refer", STANDING, reason=why),
            _do("thu", "10:03", "take_over", HEAD, reason=why), _approve("thu", "10:13", HEAD),
        ),
        _piece(
            "fri", "10:00", "environment", _edit("fri", "10:22"),
            _do("fri", "10:31", "ask_reroute", STANDING, reason=why),
            _do("fri", "10:40", "reassign", HEAD, to=DEPUTY, reason=why), _approve("fri", "10:53", DEPUTY),
        ),
        _piece(
            "sat", "08:00", "education", _do("sat", "09:00", "return_to_author", EDITOR, reason_code="form"),
            left="returned",
        ),
    ]  # fmt: skip


def _on_channels() -> list[Piece]:
    return [
        _piece(
            "thu", "20:00", "tourism", _edit("thu", "20:22"),
            _approve("thu", "20:33", STANDING, publish_at=on("fri", "07:00")),
        ),
        _piece(
            "sun", "10:00", "tourism", _edit("sun", "10:22"),
            _approve("sun", "10:33", STANDING, publish_at=on("next tue", "09:00")), left="scheduled",
        ),
        # In the night, where only publishing may disturb anybody.
        _piece(
            "fri", "21:00", "security_defence", _edit("fri", "21:22"), _approve("fri", "21:41", STANDING),
            Step(on("fri", "23:51"), "resume_channel", ENGINEER, {"channel": "fanpage"}), trouble="fanpage",
        ),
        _piece(
            "thu", "09:20", "tourism", _edit("thu", "09:42"), _approve("thu", "09:51", STANDING), trouble="zalo_oa",
        ),
    ]  # fmt: skip


BUSY_FOR: Final = timedelta(minutes=25)
"""How long Zalo asks to be left alone."""
