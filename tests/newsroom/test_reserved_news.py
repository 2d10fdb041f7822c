"""Reserved news is found by its words, whatever topics the author chose, and nothing else is taken for it."""

import time
import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.article import Topic
from newsroom.board_file import board_from
from newsroom.checklist.findings import Code
from newsroom.checklist.reserved import to_confirm
from newsroom.checklist.reserved_words import revealed
from newsroom.errors import InvalidBoard
from tests.newsroom.reserved_titles import NEAR_MISSES, RESERVED
from tests.support.samples import HEAD_TOPICS, board, board_data, content, contents

MOST_ASKED = 2


def topics_in(text: str) -> tuple[Topic, ...]:
    return revealed(board().reserved_news, text)


def test_the_table_is_long_enough_and_half_of_it_only_looks_reserved() -> None:
    titles = [title for _, title in RESERVED] + list(NEAR_MISSES)
    assert len(titles) == len(set(titles)) >= 60
    assert len(NEAR_MISSES) >= len(titles) // 2


@pytest.mark.parametrize(("topic", "title"), RESERVED)
def test_no_reserved_title_passes_unasked(topic: str, title: str) -> None:
    assert topic in topics_in(title)


def test_at_most_two_near_misses_are_asked_about() -> None:
    asked = [title for title in NEAR_MISSES if topics_in(title)]
    assert len(asked) <= MOST_ASKED, asked


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize("case", [str.upper, str.lower, str.title])
def test_neither_case_nor_unicode_form_hides_anything(form: Any, case: Any) -> None:
    for topic, title in RESERVED:
        assert topic in topics_in(unicodedata.normalize(form, case(title)))
    for title in NEAR_MISSES:
        assert topics_in(unicodedata.normalize(form, case(title))) == topics_in(title)


@pytest.mark.parametrize(("new", "old"), [("ủy", "uỷ"), ("Ủy", "Uỷ"), ("kỳ", "kì"), ("Kỳ", "Kì")])
def test_nor_does_the_place_of_the_tone_mark(new: str, old: str) -> None:
    for topic, title in RESERVED:
        assert topic in topics_in(title.replace(new, old))
        assert topic in topics_in(title.replace(old, new))


@pytest.mark.parametrize("often", [4_000, 40_000])
@pytest.mark.parametrize(
    ("one", "apart", "other"),
    [("Tỉnh ủy và ", "một hai ba bốn năm sáu bảy tám chín mười mười một ", "hội nghị "), ("tin. ", "", "")],
)
def test_a_text_of_any_length_is_read_in_its_own_time(one: str, apart: str, other: str, often: int) -> None:
    """The gate reads it again before each outgoing call: what an author sends must not hold all others up."""
    text = one * often + apart + other * often
    begun = time.process_time()
    assert topics_in(text) == ()
    assert time.process_time() - begun < often / 4_000


def test_the_body_is_read_as_the_title_is_and_sentence_by_sentence() -> None:
    said = "<p>Sáng 23/11, UBND tỉnh họp phiên thường kỳ.</p>"
    point = to_confirm(board(), replace(content(), body_html=said))[0]
    assert (point.code, point.field) == (Code.RESERVED_NEWS, "topics")
    assert point.place.startswith("đoạn 1")
    assert "committee_meeting" in point.message
    apart = "<p>Đoàn thăm trụ sở UBND tỉnh. Hội nghị của Sở Y tế họp hôm qua.</p><p>UBND tỉnh.</p><p>Họp.</p>"
    assert to_confirm(board(), replace(content(), body_html=apart)) == ()


@pytest.mark.parametrize("topic", HEAD_TOPICS)
def test_nothing_is_asked_of_a_text_with_a_reserved_topic(topic: Topic) -> None:
    text = replace(content(title="UBND tỉnh họp phiên thường kỳ tháng 11"), topics=(topic,))
    assert to_confirm(board(), text) == ()
    assert to_confirm(board(), replace(text, topics=())) != ()


@given(contents, st.sampled_from([title for _, title in RESERVED]))
def test_a_board_file_without_such_words_asks_nothing(text: Any, title: str) -> None:
    data = board_data()
    del data["reserved_news"]
    assert to_confirm(board_from(data), replace(text, title=title)) == ()


@given(st.text(max_size=200))
def test_any_text_at_all_can_be_read(text: str) -> None:
    assert set(topics_in(text)) <= set(HEAD_TOPICS)


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        (lambda data: data.update(reserved_news=[]), "reserved_news"),
        (lambda data: data["reserved_news"].pop("words"), "reserved_news.words"),
        (lambda data: data["reserved_news"].update(short=["UBND"]), "reserved_news.short"),
        (lambda data: data["reserved_news"]["short"].update(UBND=1), "reserved_news.short.UBND"),
        (lambda data: data["reserved_news"].update(elsewhere="Lạng Sơn"), "reserved_news.elsewhere"),
        (lambda data: data["reserved_news"]["words"][0].update(topic="weather"), "reserved_news.words[0].topic"),
        (lambda data: data["reserved_news"]["words"][0].update(bodies=["!"]), "reserved_news.words[0].bodies"),
        (lambda data: data["reserved_news"]["words"][1].pop("bodies"), "reserved_news.words[1]"),
        (lambda data: data["reserved_news"]["words"].__setitem__(1, "kỳ họp"), "reserved_news.words[1]"),
        (lambda data: data["when_widened"].update(deputy="deputy"), "when_widened.deputy"),
        (lambda data: data["when_widened"].update(deputy="reporter"), "when_widened.deputy"),
        (lambda data: data.update(when_widened="head"), "when_widened"),
    ],
)
def test_a_fault_in_the_words_is_named_by_its_field(spoil: Any, field: str) -> None:
    data = board_data()
    spoil(data)
    with pytest.raises(InvalidBoard) as refusal:
        board_from(data)
    assert refusal.value.field == field
