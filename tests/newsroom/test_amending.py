"""How a published text is changed: what readers see of an update and of a correction, and how small a slip is."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.article import ChannelName, ChannelText, Content, Kind, Topic, content_hash
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.amendment_texts import (
    CORRECTION_HEADING,
    Correction,
    check_text,
    corrected,
    is_formal_correction,
    is_typo,
    says_when_updated,
    updated,
)
from newsroom.matters.kinds import AmendmentKind, MatterAct
from newsroom.publishing import channel_post
from tests.newsroom.rosters import FINAL_EDITOR, HEAD, REPORTER, claim, why
from tests.support.samples import DEPUTY_TOPICS, ECONOMY, HEAD_TOPICS, OFFICIAL, board, content, contents, photo

BEFORE: Final = content()
AT: Final = datetime(2026, 11, 24, 20, 5, tzinfo=UTC)
SAID: Final = Correction(wrong="gieo 100 ha", right="gieo 90 ha", section="Kinh tế", published_on=date(2026, 11, 23))
LINES: Final = (
    CORRECTION_HEADING,
    "Bài “Cao Bằng gieo cấy vụ xuân”, chuyên mục Kinh tế, đăng ngày 23/11/2026, có thông tin chưa chính xác.",
    "Thông tin đã đăng: gieo 100 ha",
    "Thông tin đúng: gieo 90 ha",
    "Ban Biên tập thành thật xin lỗi bạn đọc và các tổ chức, cá nhân liên quan.",
)
LONG: Final = replace(BEFORE, body_html=f"<p>{'Toàn tỉnh gieo cấy lúa xuân trên mọi cánh đồng. ' * 200}</p>")


def lines(text: Content, channel: ChannelName) -> tuple[str, ...]:
    return channel_post(text, channel).lines


class TestUpdates:
    def test_readers_see_when_in_the_newsrooms_time(self) -> None:
        """An update without its hour passes for the first text."""
        after = updated(BEFORE, AT)
        assert lines(after, ChannelName.PORTAL)[-2] == "Cập nhật lúc 03:05 ngày 25/11/2026."
        assert lines(after, ChannelName.ZALO_OA)[-2] == "Cập nhật lúc 03:05 ngày 25/11/2026."
        assert content_hash(after) != content_hash(BEFORE)

    def test_only_the_last_line_says_so(self) -> None:
        """A sentence of the article that begins alike is no mark."""
        assert says_when_updated(updated(BEFORE, AT))
        assert says_when_updated(updated(updated(BEFORE, AT), AT))
        assert not says_when_updated(BEFORE)
        assert not says_when_updated(replace(BEFORE, body_html="<p>Cập nhật lúc nào cũng khó.</p><p>Hết.</p>"))
        assert not says_when_updated(replace(BEFORE, body_html=""))


class TestCorrections:
    @pytest.mark.parametrize("channel", ChannelName)
    def test_every_channel_says_which_article_what_was_wrong_what_is_right_and_sorry(
        self, channel: ChannelName
    ) -> None:
        """Rule 9: a correction that only the Portal shows leaves the false copy on the pages."""
        after = corrected(replace(BEFORE, summary="Mới."), BEFORE, SAID)
        shown = lines(after, channel)
        at = shown.index(CORRECTION_HEADING)
        assert shown[at : at + 5] == LINES
        assert is_formal_correction(after)

    def test_letters_with_a_meaning_in_html_are_only_letters(self) -> None:
        """A wrong statement that contains a tag would have become part of the page."""
        said = replace(SAID, wrong="<b>5 < 6</b> & hết", right='"90 ha"\nvà\t10 ha')
        after = corrected(BEFORE, BEFORE, said)
        assert "<b>" not in after.body_html
        for channel in ChannelName:
            assert "Thông tin đã đăng: <b>5 < 6</b> & hết" in lines(after, channel)
            assert 'Thông tin đúng: "90 ha" và 10 ha' in lines(after, channel)
        assert is_formal_correction(after)

    def test_the_fanpages_own_text_gives_way_and_the_others_stay(self) -> None:
        """The Fanpage shows no body: its own text would have gone on saying what is false."""
        own = tuple(ChannelText(channel=channel, text=f"Riêng {channel}") for channel in ChannelName)
        after = corrected(replace(BEFORE, channel_texts=own), BEFORE, SAID)
        assert lines(after, ChannelName.FANPAGE) == (BEFORE.title, *LINES)
        assert ChannelText(channel=ChannelName.ZALO_OA, text="Riêng zalo_oa") in after.channel_texts
        assert is_formal_correction(after)

    @given(contents)
    def test_any_article_can_be_corrected(self, before: Content) -> None:
        assert is_formal_correction(corrected(before, before, SAID))
        assert not is_formal_correction(before)

    @pytest.mark.parametrize("missing", range(5))
    @pytest.mark.parametrize("channel", [ChannelName.PORTAL, ChannelName.FANPAGE])
    def test_a_correction_that_lacks_a_part_on_a_channel_is_none(self, missing: int, channel: ChannelName) -> None:
        """The heading alone would do, and readers would learn neither what was wrong nor that we are sorry."""
        whole, line = corrected(BEFORE, BEFORE, SAID), LINES[missing]
        if channel is ChannelName.PORTAL:
            tag = "h2" if missing == 0 else "p"
            part = replace(whole, body_html=whole.body_html.replace(f"<{tag}>{line}</{tag}>", ""))
        else:
            (own,) = whole.channel_texts
            part = replace(whole, channel_texts=(replace(own, text=own.text.replace(line, "")),))
        assert part != whole
        assert not is_formal_correction(part)


SLIPS: Final[dict[str, Callable[[Content], Content]]] = {
    "a letter in the title": lambda c: replace(c, title=c.title.replace("vụ", "vu")),
    "a date in the summary": lambda c: replace(c, summary=c.summary.replace("20", "21")),
    "a word of the body": lambda c: replace(c, body_html=c.body_html.replace("xã", "xa")),
    "the byline": lambda c: replace(c, byline="Nông Văn Hai"),
    "a caption": lambda c: replace(c, photos=(replace(c.photos[0], caption="Đồng lua"),)),
    "bold letters": lambda c: replace(c, body_html=c.body_html.replace("<p>Các", "<p><b>Các</b>")),
    "a letter of the Fanpage's text": lambda c: replace(
        c, channel_texts=(replace(c.channel_texts[0], text="Bài riêng cho trang."),)
    ),
}
MORE: Final[dict[str, Callable[[Content], Content]]] = {
    "nothing": lambda c: c,
    "a sentence": lambda c: replace(c, body_html=f"{c.body_html}<p>Các xã đã gieo cấy xong từ hôm qua.</p>"),
    "a sentence less": lambda c: replace(c, body_html="<p>Các xã đã gieo cấy xong.</p>"),
    "the kind": lambda c: replace(c, kind=Kind.FEATURE),
    "the topics": lambda c: replace(c, topics=(*c.topics, Topic("culture"))),
    "the source": lambda c: replace(c, source=OFFICIAL),
    "a photo": lambda c: replace(c, photos=(photo("b"),)),
    "a photo less": lambda c: replace(c, photos=()),
    "the whole caption": lambda c: replace(c, photos=(replace(c.photos[0], caption="Cảnh khác hẳn ở một nơi khác"),)),
    "the credit": lambda c: replace(c, photos=(replace(c.photos[0], credit="Một người hoàn toàn khác chụp"),)),
    "an address": lambda c: replace(c, body_html=c.body_html.replace("gov.vn/a", "gov.vn/b")),
    "an address more": lambda c: replace(c, body_html=c.body_html.replace("xong.", '<a href="x">xong.</a>')),
    "the Fanpage's text": lambda c: replace(
        c, channel_texts=(replace(c.channel_texts[0], text="Một nội dung khác hẳn, chưa ai từng đọc."),)
    ),
    "a channel's own text more": lambda c: replace(
        c, channel_texts=(*c.channel_texts, ChannelText(channel=ChannelName.ZALO_OA, text="Riêng"))
    ),
    "a channel's own text less": lambda c: replace(c, channel_texts=()),
}
RICH: Final = replace(
    BEFORE,
    body_html='<p>Các xã đã gieo cấy xong.</p><p>Xem <a href="https://caobang.gov.vn/a">kế hoạch</a> của tỉnh.</p>',
    photos=(photo("a"),),
    channel_texts=(ChannelText(channel=ChannelName.FANPAGE, text="Bài riêng cho trang"),),
)


class TestSlips:
    @pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
    def test_a_few_letters_go_the_short_way(self, slip: Callable[[Content], Content]) -> None:
        """Ambiguity A20: mending a slip must not take a whole new approval round with an update notice."""
        assert slip(RICH) != RICH
        assert is_typo(RICH, slip(RICH))

    @pytest.mark.parametrize("more", MORE.values(), ids=MORE.keys())
    def test_what_is_more_than_that_does_not(self, more: Callable[[Content], Content]) -> None:
        """An unmarked change of what readers are told, where it came from, or what they are led to."""
        assert not is_typo(RICH, more(RICH))

    def test_a_long_article_gives_no_room_for_a_sentence(self) -> None:
        """Five in a hundred letters of a long article are a paragraph."""
        more = LONG.body_html.replace("</p>", "Riêng huyện Hạ Lang không gieo được vì hạn nặng.</p>")
        assert not is_typo(LONG, replace(LONG, body_html=more))
        assert is_typo(LONG, replace(LONG, body_html=LONG.body_html.replace("cánh đồng", "cánh đông", 1)))

    def test_many_slips_are_no_slip(self) -> None:
        """A few letters here and there, in every paragraph, are another text."""
        assert is_typo(LONG, replace(LONG, body_html=LONG.body_html.replace("lúa", "lua", 19)))
        assert not is_typo(LONG, replace(LONG, body_html=LONG.body_html.replace("lúa", "lua", 30)))

    def test_a_long_text_is_compared_in_no_time(self) -> None:
        """Letter by letter it took minutes, in the transaction that every other act waits for."""
        names = " ".join(f"từ{number % 997}" for number in range(20_000))
        before, after = (replace(BEFORE, body_html=f"<p>{text}</p>") for text in (names, names[::-1]))
        began = time.monotonic()
        assert not is_typo(before, after)
        assert is_typo(before, replace(before, body_html=before.body_html.replace("từ5 ", "tư5 ", 1)))
        assert time.monotonic() - began < 10

    @given(st.sampled_from(list(SLIPS.values())))
    def test_a_slip_mended_is_a_slip_made(self, slip: Callable[[Content], Content]) -> None:
        assert is_typo(slip(RICH), RICH)


class TestWhatAProposalMustBring:
    def check(self, kind: AmendmentKind, after: Content | None, before: Content = BEFORE) -> None:
        proposal = claim(MatterAct.PROPOSE_AMENDMENT, FINAL_EDITOR)
        check_text(board(), REPORTER, proposal, kind, before, after)

    def refused(self, kind: AmendmentKind, after: Content | None, before: Content = BEFORE) -> str:
        with pytest.raises(Refused) as refusal:
            self.check(kind, after, before)
        return why(refusal, RefusalCode.BAD_REQUEST)

    def test_each_kind_brings_what_it_promises(self) -> None:
        self.check(AmendmentKind.TYPO, replace(BEFORE, byline="Nông Văn Hai"))
        self.check(AmendmentKind.UPDATE, updated(BEFORE, AT))
        self.check(AmendmentKind.CORRECTION, corrected(replace(BEFORE, summary="Mới."), BEFORE, SAID))

    @pytest.mark.parametrize("kind", [AmendmentKind.TYPO, AmendmentKind.UPDATE, AmendmentKind.CORRECTION])
    def test_without_another_text_there_is_nothing_to_approve(self, kind: AmendmentKind) -> None:
        assert "bản mới" in self.refused(kind, None)
        assert "bản mới" in self.refused(kind, BEFORE)

    def test_a_change_is_what_it_is_called(self) -> None:
        """The name decides what readers are told of it."""
        other = replace(BEFORE, body_html="<p>Một bài khác hẳn.</p>")
        assert "lỗi chính tả" in self.refused(AmendmentKind.TYPO, other)
        assert "Cập nhật lúc" in self.refused(AmendmentKind.UPDATE, other)
        assert "cải chính" in self.refused(AmendmentKind.CORRECTION, updated(other, AT))

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (BEFORE, replace(BEFORE, topics=(ECONOMY, HEAD_TOPICS[0]))),
            (BEFORE, replace(BEFORE, topics=DEPUTY_TOPICS)),
            (content(Kind.NEWS, HEAD_TOPICS[0]), content(Kind.NEWS)),
            (content(Kind.NOTICE), content(Kind.NEWS)),
        ],
        ids=["into R1", "into R2", "out of R1", "out of R3"],
    )
    def test_another_class_is_another_article(self, before: Content, after: Content) -> None:
        """A reserved topic would have entered by the back door, approved by whoever had the class before."""
        assert "thuộc quyền" in self.refused(AmendmentKind.UPDATE, updated(after, AT), before)

    def test_the_class_is_read_for_its_author(self) -> None:
        """The Head's own article lies with another office before and after alike."""
        proposal = claim(MatterAct.PROPOSE_AMENDMENT, FINAL_EDITOR)
        reserved = content(Kind.NEWS, HEAD_TOPICS[0])
        check_text(board(), HEAD, proposal, AmendmentKind.UPDATE, reserved, updated(reserved, AT))
