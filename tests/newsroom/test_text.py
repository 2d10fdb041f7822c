"""What a reader sees of clean HTML, and whether it is sound Vietnamese in Unicode."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.text import Block, BlockKind, as_clause, blocks, fingerprint, photo_digests, plain, quoted, words
from newsroom.wording.legacy_text import LegacyEncoding, is_syllable, is_unaccented, legacy_encoding

DIGEST = "ab" * 32


def test_blocks_come_in_reading_order_with_headings_and_pictures() -> None:
    html = f'<h2>Mục &amp; lục</h2><p>Một<br>hai</p><p><img src="photo:{DIGEST}"></p><ul><li>ba</li><li> </li></ul>'
    assert blocks(html) == (
        Block(kind=BlockKind.HEADING, text="Mục & lục"),
        Block(kind=BlockKind.TEXT, text="Một hai"),
        Block(kind=BlockKind.PHOTO, text=f"photo:{DIGEST}"),
        Block(kind=BlockKind.ITEM, text="ba"),
    )


def test_digests_keep_order_and_repeats_and_skip_other_addresses() -> None:
    html = f'<img src="photo:{DIGEST}"><img src="https://a.vn/b.jpg"><img src="photo:{DIGEST}"><img>'
    assert photo_digests(html) == (DIGEST, DIGEST)


@given(st.text())
def test_plain_text_is_settled_after_one_pass(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert unicodedata.is_normalized("NFC", plain(text))


@given(st.lists(st.text(max_size=20), max_size=6))
def test_a_fingerprint_is_blind_to_form_space_and_empty_lines(lines: list[str]) -> None:
    loose = [f"  {unicodedata.normalize('NFD', line)}\t" for line in lines]
    assert fingerprint(loose) == fingerprint([*lines, "", " "])


@given(st.text(alphabet="abc ", min_size=1).filter(str.strip))
def test_a_fingerprint_sees_every_other_change(text: str) -> None:
    assert fingerprint([text]) != fingerprint([f"{text}x"])


@pytest.mark.parametrize(("text", "count"), [("", 0), ("  ", 0), ("Cao Bằng", 2), ("a\u00a0b\nc", 3)])
def test_words_are_counted_as_an_editor_counts(text: str, count: int) -> None:
    assert words(text) == count


SOUND = re.findall(
    r"\w+",
    """
    giếng gì giặt giữ giúp gìn già quặng quý quốc quýt khuỷu nguệch ngoạc khuya xoèn xoẹt toàn thuở huơ
    ngoằn ngoèo nghiêng ghế kẻ cả xoong Tòa hoà Thúy thuý Nguyễn Phượng khuyến khích rượu chuối Uông Bí yêu ở ỷ
    """,
)


@pytest.mark.parametrize("word", SOUND)
def test_school_spelling_is_known_for_what_it_is(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize(
    "word", ["", "été", "garçon", "Céng", "hßa", "Coäng", "được được", "các̀", "ngiêng", "keo2", "strong"]
)
def test_other_spellings_are_not_syllables(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", LegacyEncoding.TCVN3),
        ("Uû ban nh©n d©n tØnh Cao B»ng häp phiªn th\u00adêng kú", LegacyEncoding.TCVN3),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", LegacyEncoding.VNI),
        ("UÛY BAN NHAÂN DAÂN TÆNH CAO BAÈNG", LegacyEncoding.VNI),
        ("Cộng hòa xã hội chủ nghĩa Việt Nam", None),
        ("Toà án hoà giải, thuỷ lợi, thú vị, cà phê, hộ gia đình", None),
        ("Le théâtre a été rénové près de l’hôtel de ville où naît l’été", None),
        ("Naïve café résumé, piñata, über, Ångström, São Paulo", None),
        ("né thé à été", None),
        ("Từ cũ viết “Céng hßa x· héi” trong bài chữ Việt đúng chuẩn, được giữ nguyên văn", None),
        ("Bia ViÖt, Céng", None),
        ("", None),
    ],
)
def test_text_of_an_old_font_is_told_from_vietnamese_and_other_languages(
    text: str, encoding: LegacyEncoding | None
) -> None:
    assert legacy_encoding(text) is encoding


@given(st.lists(st.sampled_from(SOUND), min_size=1, max_size=40))
def test_sound_vietnamese_is_never_taken_for_an_old_encoding(found: list[str]) -> None:
    assert legacy_encoding(" ".join(found)) is None
    assert not is_unaccented(" ".join([*found, "ở"]))


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    assert legacy_encoding(text) in {None, *LegacyEncoding}
    assert is_unaccented(text) in {True, False}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("chợ\n  phiên", "chợ phiên"),
        ("một hai ba bốn", "một hai b…"),
        ("a" * 10, "a" * 10),
        ("a" * 11, "a" * 9 + "…"),
        ("a\u202eb\x1b", "a�b�"),
        (" " * 1_000_000, "…"),
        ("", ""),
        (None, "None"),
        (2026, "2026"),
        ([["x"]], "…"),
        ({"a": 1}, "…"),
    ],
)
def test_what_was_sent_is_quoted_on_one_short_line(value: object, said: str) -> None:
    assert quoted(value, 10) == said


@given(st.text() | st.integers() | st.floats(), st.integers(1, 80))
def test_a_quotation_is_never_longer_than_asked_and_can_be_seen(value: object, most: int) -> None:
    assert len(quoted(value, most)) <= most
    assert quoted(value, most).isprintable()


@pytest.mark.parametrize("said", ["Sai số liệu", "Sai số liệu.", " Sai số liệu. ", "Sai số liệu...", "Sai số liệu ."])
def test_what_a_person_wrote_ends_no_sentence_of_ours(said: str) -> None:
    assert as_clause(said) == "Sai số liệu"


def test_a_quotation_never_writes_out_what_it_does_not_know() -> None:
    class Bomb(list[object]):
        def __str__(self) -> str:
            raise AssertionError("written out")

        __repr__ = __str__

    assert quoted(Bomb()) == quoted(1 << 100_000) == "…"
