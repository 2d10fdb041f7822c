"""The hash that an approval names: the same for the same content, another for any change a reader could see."""

import json
import unicodedata
from dataclasses import asdict, fields, replace
from typing import Any, Literal

from hypothesis import assume, given
from hypothesis import strategies as st

from newsroom.article import (
    ChannelName,
    ChannelText,
    Content,
    Kind,
    Photo,
    Source,
    Topic,
    canonical_content,
    content_from,
    content_hash,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(["Cao Bằng", "hoà", "ộ", "Å"])
TOPICS = st.text("abc_", min_size=1, max_size=8).map(Topic)
PHOTOS = st.builds(
    Photo,
    digest=st.text("0123456789abcdef", min_size=64, max_size=64),
    media_type=st.sampled_from(["image/jpeg", "image/png", "image/webp"]),
    width=st.integers(1, 9_000),
    height=st.integers(1, 9_000),
    size_bytes=st.integers(1, 20_000_000),
    caption=TEXT,
    credit=TEXT,
    alt=TEXT,
)
CONTENTS = st.builds(
    Content,
    kind=st.sampled_from(Kind),
    topics=st.lists(TOPICS, max_size=4).map(tuple),
    title=TEXT,
    summary=TEXT,
    body_html=TEXT,
    byline=TEXT,
    photos=st.lists(PHOTOS, max_size=3).map(tuple),
    source=st.none() | st.builds(Source, name=TEXT, url=TEXT, published_on=TEXT),
    channel_texts=st.lists(st.builds(ChannelText, channel=st.sampled_from(ChannelName), text=TEXT), max_size=3).map(
        tuple
    ),
)


def form(content: Content, name: Literal["NFC", "NFD"]) -> Content:
    """The content as it would come from a system that keeps text in another Unicode form."""

    def turned(value: Any) -> Any:
        match value:
            case str():
                return unicodedata.normalize(name, value)
            case dict():
                return {key: turned(item) for key, item in value.items()}
            case list() | tuple():
                return [turned(item) for item in value]
            case _:
                return value

    return content_from(turned(asdict(content)))


@given(CONTENTS)
def test_a_stored_content_comes_back_with_the_same_hash(content: Content) -> None:
    stored = json.loads(canonical_content(content))
    assert content_hash(content_from(stored)) == content_hash(content)
    assert len(content_hash(content)) == 64


@given(CONTENTS)
def test_the_unicode_form_does_not_change_the_hash(content: Content) -> None:
    assert content_hash(form(content, "NFD")) == content_hash(content) == content_hash(form(content, "NFC"))


@given(CONTENTS, st.randoms())
def test_the_order_of_topics_does_not_change_the_hash(content: Content, chance: Any) -> None:
    shuffled = list(content.topics)
    chance.shuffle(shuffled)
    assert content_hash(replace(content, topics=tuple(shuffled))) == content_hash(content)


@given(CONTENTS, CONTENTS)
def test_any_field_that_differs_changes_the_hash(one: Content, other: Content) -> None:
    for field in fields(Content):
        changed = replace(one, **{field.name: getattr(other, field.name)})
        same = form(changed, "NFC") == form(one, "NFC") or (
            field.name == "topics" and sorted(form(changed, "NFC").topics) == sorted(form(one, "NFC").topics)
        )
        assert (content_hash(changed) == content_hash(one)) is same, field.name


@given(CONTENTS, st.lists(PHOTOS, min_size=2, max_size=2, unique_by=lambda photo: photo.digest))
def test_the_order_of_photos_is_part_of_what_was_approved(content: Content, photos: list[Photo]) -> None:
    there, back = (replace(content, photos=tuple(order)) for order in (photos, photos[::-1]))
    assert content_hash(there) != content_hash(back)


@given(CONTENTS, TEXT)
def test_text_moved_between_neighbouring_fields_changes_the_hash(content: Content, text: str) -> None:
    assume(text and content.summary + text != text + content.summary)
    moved = replace(content, title=content.title + text, summary=content.summary)
    kept = replace(content, title=content.title, summary=text + content.summary)
    assert content_hash(moved) != content_hash(kept)


def test_the_hash_of_a_known_content_never_changes() -> None:
    content = Content(
        kind=Kind.NEWS,
        topics=(Topic("economy"), Topic("culture")),
        title="Khai mạc phiên chợ",
        summary="",
        body_html="<p>Bài.</p>",
        byline="PV",
    )
    assert canonical_content(content) == (
        '{"body_html":"<p>Bài.</p>","byline":"PV","channel_texts":[],"form":"toasoan-content-1","kind":"news",'
        '"photos":[],"source":null,"summary":"","title":"Khai mạc phiên chợ","topics":["culture","economy"]}'
    )
    assert content_hash(content) == "3a7263777724e6a260a940a9744fcc713322ef85dec70a71cf2efd1fd0fb81f3"
