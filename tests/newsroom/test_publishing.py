import unicodedata
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.article import ChannelName, ChannelText, Content, Kind, Photo
from newsroom.checklist.check import Facts, blocks_submission, check
from newsroom.publishing import (
    CHANNEL_LABELS,
    FACEBOOK_MESSAGE_CHARS,
    FACEBOOK_PHOTOS,
    OUTCOME_LABELS,
    PUBLISHING_ORDER,
    SETTLED,
    STOPPED,
    ZALO_AUTHOR_CHARS,
    ZALO_DESCRIPTION_CHARS,
    ZALO_TITLE_CHARS,
    Outcome,
    channel_post,
    shortened,
)
from newsroom.text import PHOTO_SCHEME, plain
from tests.support.samples import OFFICIAL, content, photo

FACTS = Facts(today="2026-11-23")
VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậềểễếệồổỗốộờởỡớợừửữứựỳỷỹýỵ"

prose = st.text(alphabet=f"{VIETNAMESE}    .,\n\u00a0", max_size=400)
own_texts = st.lists(
    st.builds(ChannelText, channel=st.sampled_from([ChannelName.FANPAGE, ChannelName.ZALO_OA]), text=prose), max_size=2
)
articles = st.builds(
    lambda title, summary, body, byline, own: replace(
        content(title=title), summary=summary, body_html=f"<p>{body}</p>", byline=byline, channel_texts=tuple(own)
    ),
    prose,
    prose,
    prose,
    prose.map(lambda text: text[:60]),
    own_texts,
)


def picture(of: Photo) -> str:
    return f'<img src="{PHOTO_SCHEME}{of.digest}">'


RICE, RIVER = photo("a", "Đồng lúa"), photo("b", "Sông Bằng")
ILLUSTRATED = replace(
    content(source=OFFICIAL),
    body_html=f"<h2>Gieo cấy</h2><p>Đoạn một.</p>{picture(RIVER)}<ul><li>Việc một</li><li>Việc hai</li></ul>",
    photos=(RICE, RIVER),
)


class TestPortal:
    def test_a_reader_sees_everything_in_order_with_unplaced_photos_last(self) -> None:
        assert channel_post(ILLUSTRATED, ChannelName.PORTAL).lines == (
            "Cao Bằng gieo cấy vụ xuân",
            "Toàn tỉnh gieo cấy xong trước ngày 20/11.",
            "Gieo cấy",
            "Đoạn một.",
            "Sông Bằng Ảnh: Hoàng Anh",
            "Việc một",
            "Việc hai",
            "Đồng lúa Ảnh: Hoàng Anh",
            "Nguồn: Báo Nhân Dân",
            "Nông Văn Hải",
        )

    def test_photos_come_in_the_order_in_which_they_are_shown(self) -> None:
        assert channel_post(ILLUSTRATED, ChannelName.PORTAL).photos == (RIVER.digest, RICE.digest)

    def test_a_photo_placed_twice_is_sent_once(self) -> None:
        twice = replace(ILLUSTRATED, body_html=picture(RICE) * 2)
        assert channel_post(twice, ChannelName.PORTAL).photos == (RICE.digest, RIVER.digest)

    def test_an_empty_summary_is_no_line(self) -> None:
        assert "" not in channel_post(replace(content(), summary=" "), ChannelName.PORTAL).lines


class TestFanpage:
    def test_it_shows_title_summary_and_source(self) -> None:
        assert channel_post(ILLUSTRATED, ChannelName.FANPAGE).lines == (
            "Cao Bằng gieo cấy vụ xuân",
            "Toàn tỉnh gieo cấy xong trước ngày 20/11.",
            "Nguồn: Báo Nhân Dân",
        )

    def test_a_text_of_its_own_takes_their_place_line_by_line(self) -> None:
        own = ChannelText(channel=ChannelName.FANPAGE, text="Bà con ơi!\n\n  Lúa   tốt rồi. ")
        post = channel_post(replace(ILLUSTRATED, channel_texts=(own,)), ChannelName.FANPAGE)
        assert post.lines == ("Bà con ơi!", "Lúa tốt rồi.")

    def test_a_text_for_zalo_changes_nothing_here(self) -> None:
        own = ChannelText(channel=ChannelName.ZALO_OA, text="Chỉ cho Zalo")
        with_own = replace(ILLUSTRATED, channel_texts=(own,))
        assert channel_post(with_own, ChannelName.FANPAGE) == channel_post(ILLUSTRATED, ChannelName.FANPAGE)

    def test_only_a_photo_story_brings_photos_and_not_more_than_facebook_takes(self) -> None:
        photos = tuple(photo(letter) for letter in "0123456789abcdef")
        story = replace(content(Kind.PHOTO_STORY), photos=photos)
        assert channel_post(story, ChannelName.FANPAGE).photos == tuple(p.digest for p in photos[:FACEBOOK_PHOTOS])
        assert channel_post(replace(story, kind=Kind.NEWS), ChannelName.FANPAGE).photos == ()


class TestZalo:
    def test_it_shows_the_whole_text_with_source_and_author(self) -> None:
        portal, zalo = (channel_post(ILLUSTRATED, c) for c in (ChannelName.PORTAL, ChannelName.ZALO_OA))
        assert zalo.lines == portal.lines

    def test_a_long_summary_is_cut_at_a_word(self) -> None:
        post = channel_post(replace(content(), summary="lúa tốt " * 100), ChannelName.ZALO_OA)
        assert len(post.summary) <= ZALO_DESCRIPTION_CHARS
        assert post.summary.endswith(("lúa…", "tốt…"))
        assert post.summary in post.lines

    def test_without_a_summary_the_title_describes_it(self) -> None:
        post = channel_post(replace(content(), summary=""), ChannelName.ZALO_OA)
        assert post.summary == content().title


class TestEveryChannel:
    @pytest.mark.parametrize("channel", ChannelName)
    @given(article=articles)
    def test_a_post_is_never_empty_and_its_lines_are_clean(self, channel: ChannelName, article: Content) -> None:
        article = replace(article, title=article.title + "Lúa")
        post = channel_post(article, channel)
        assert post.channel is channel
        assert post.lines
        assert all(line and line == plain(line) for line in post.lines)

    @pytest.mark.parametrize("channel", [ChannelName.FANPAGE, ChannelName.ZALO_OA])
    @pytest.mark.parametrize("blank", [" ", "\n\n", "\u00a0"])
    def test_a_blank_text_of_its_own_is_none(self, channel: ChannelName, blank: str) -> None:
        own = ChannelText(channel=channel, text=blank)
        assert (
            channel_post(replace(content(), channel_texts=(own,)), channel).lines
            == channel_post(content(), channel).lines
        )

    @given(article=articles)
    def test_what_passes_the_checklist_fits_every_channel(self, article: Content) -> None:
        if blocks_submission(check(article, FACTS)):
            return
        assert fits(article)

    @pytest.mark.parametrize(
        "article",
        [
            content(title="Dài" * 51),
            replace(content(), byline="Nông Văn Hải và các cộng sự ở mười xã vùng cao biên giới"),
            replace(content(), summary="lúa tốt " * 9000),
            replace(content(), channel_texts=(ChannelText(channel=ChannelName.FANPAGE, text="lúa " * 16_000),)),
        ],
        ids=["title", "byline", "summary", "own text"],
    )
    def test_what_fits_no_channel_does_not_pass_the_checklist(self, article: Content) -> None:
        assert fits(article) or blocks_submission(check(article, FACTS))


def fits(article: Content) -> bool:
    fanpage, zalo = (channel_post(article, c) for c in (ChannelName.FANPAGE, ChannelName.ZALO_OA))
    return (
        len("\n".join(fanpage.lines)) <= FACEBOOK_MESSAGE_CHARS
        and len(zalo.title) <= ZALO_TITLE_CHARS
        and len(zalo.summary) <= ZALO_DESCRIPTION_CHARS
        and len(plain(article.byline)) <= ZALO_AUTHOR_CHARS
    )


def everywhere(change: Callable[[str], str], article: Content) -> Content:
    return replace(
        article,
        title=change(article.title),
        summary=change(article.summary),
        body_html=change(article.body_html),
        byline=change(article.byline),
        channel_texts=tuple(replace(own, text=change(own.text)) for own in article.channel_texts),
    )


class TestFingerprint:
    @pytest.mark.parametrize("channel", ChannelName)
    @pytest.mark.parametrize(
        "change",
        [
            lambda text: unicodedata.normalize("NFD", text),
            lambda text: text.replace(" ", " \u00a0 "),
            lambda text: text.replace(" ", "\t"),
            lambda text: f" {text} ",
        ],
        ids=["NFD", "no-break space", "tab", "around"],
    )
    @given(article=articles)
    def test_it_is_blind_to_white_space_and_unicode_form(
        self, channel: ChannelName, change: Callable[[str], str], article: Content
    ) -> None:
        post, changed = channel_post(article, channel), channel_post(everywhere(change, article), channel)
        assert changed.fingerprint == post.fingerprint

    @pytest.mark.parametrize("channel", ChannelName)
    @pytest.mark.parametrize(("old", "new"), [("xuân", "xuan"), ("gieo", "Gieo"), ("Bằng", "Bàng"), ("vụ", "vụ,")])
    def test_it_sees_a_tone_a_capital_and_a_comma(self, channel: ChannelName, old: str, new: str) -> None:
        changed = replace(content(), title=content().title.replace(old, new))
        assert channel_post(changed, channel).fingerprint != channel_post(content(), channel).fingerprint

    @pytest.mark.parametrize("channel", [ChannelName.PORTAL, ChannelName.ZALO_OA])
    def test_it_sees_a_lost_paragraph_a_lost_caption_and_a_changed_order(self, channel: ChannelName) -> None:
        seen = channel_post(ILLUSTRATED, channel).fingerprint
        for changed in (
            replace(ILLUSTRATED, body_html=ILLUSTRATED.body_html.replace("<p>Đoạn một.</p>", "")),
            replace(ILLUSTRATED, photos=(RICE, replace(RIVER, caption=""))),
            replace(ILLUSTRATED, body_html=f"<p>Đoạn một.</p>{ILLUSTRATED.body_html.replace('<p>Đoạn một.</p>', '')}"),
        ):
            assert channel_post(changed, channel).fingerprint != seen


class TestShortened:
    @given(prose, st.integers(min_value=1, max_value=200))
    def test_it_is_never_too_long_and_only_cut_when_it_must_be(self, text: str, max_chars: int) -> None:
        short = shortened(text, max_chars)
        assert len(short) <= max_chars
        if len(plain(text)) <= max_chars:
            assert short == plain(text)
        else:
            assert short.endswith("…")
            assert plain(text).startswith(short.removesuffix("…"))

    def test_it_keeps_every_word_that_fits(self) -> None:
        assert shortened("lúa tốt rồi", 8) == "lúa tốt…"
        assert shortened("lúa tốt rồi", 7) == "lúa…"
        assert shortened("lúa, tốt rồi", 8) == "lúa…"


def test_the_portal_goes_first_and_every_channel_once() -> None:
    assert PUBLISHING_ORDER[0] == (ChannelName.PORTAL,)
    assert sorted(channel for wave in PUBLISHING_ORDER for channel in wave) == sorted(ChannelName)


def test_outcomes_are_settled_stopped_or_still_open() -> None:
    assert SETTLED.isdisjoint(STOPPED)
    assert set(Outcome) - SETTLED - STOPPED == {Outcome.WAITING, Outcome.AMBIGUOUS, Outcome.GIVEN_UP}
    assert OUTCOME_LABELS.keys() == set(Outcome)
    assert CHANNEL_LABELS.keys() == set(ChannelName)
