"""What a page shows, letter by letter, and how a difference is told."""

from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.article import ChannelName
from newsroom.publishing import (
    SHOWN_FORM,
    ChannelPost,
    Picture,
    channel_post,
    picture_named,
    shown_fingerprint,
    source_html,
)
from newsroom.shown.letters import link_target
from newsroom.text import Block, BlockKind, blocks, fingerprint
from newsroom.wording.shown import difference
from tests.newsroom.test_publishing import RICE, RIVER, picture
from tests.support.samples import OFFICIAL, content

PORTAL: Final = ChannelName.PORTAL
PAGE: Final = "https://cong.vn/w/bai"
TEXT: Final = replace(
    content(source=OFFICIAL),
    body_html=(
        '<p>Điều 1. Theo <a href="https://chinhphu.vn/a?b=1&amp;c=2">văn bản</a>, 10<sup>6</sup> đồng.</p>'
        "<h2>Mục <strong>I</strong></h2><ul><li>a) Thu <s>12 %</s> 15 %</li></ul><blockquote><p>H<sub>2</sub>O</p>"
        f"</blockquote>{picture(RICE)}<p>Nói <strong>rõ</strong> và <em>gọn</em>.</p>"
    ),
    photos=(RICE, RIVER),
)


def shown(post: ChannelPost, *changes: tuple[str, str]) -> tuple[Block, ...]:
    """The blocks of the page on which a portal prints the post, with some of its HTML replaced."""
    body, (placed, rest) = post.body_html, map(figure, post.pictures)
    printed = body.replace(picture(RICE), placed) + rest + source_html(OFFICIAL.name, OFFICIAL.url)
    html = f"<h1>{post.title}</h1><p>{post.summary}</p>{printed}<p>{TEXT.byline}</p>"
    for old, new in changes:
        assert old in html, (old, html)
        html = html.replace(old, new, 1)
    return blocks(html, PAGE)


def figure(used: Picture) -> str:
    return f'<figure><img src="{picture_named(used.digest).text}"><figcaption>{used.caption}</figcaption></figure>'


@pytest.mark.parametrize(
    ("html", "letters"),
    [
        ("10<sup>6</sup> m<sup>2</sup>", "10⁶ m²"),
        ("CO<sub>2</sub>, x<sub>i+1</sub>, 10<sup>-3</sup>", "CO₂, xᵢ₊₁, 10⁻³"),
        ("x<sup>Q</sup>, x<sup>1,5</sup>, y<sub>đất</sub>", "x^Q, x^(1,5), y_(đất)"),
        ("10<sup> 6 </sup>đồng", "10 ⁶ đồng"),
        ("a<sup></sup><sup> </sup>b", "a b"),
        ("Thu <s>12 %</s> 15 %", "Thu (gạch bỏ: 12 %) 15 %"),
        ("Thu<s> 10<sup>6</sup></s><s> đồng </s>nay", "Thu (gạch bỏ: 10⁶ đồng) nay"),
        ("<del>Bỏ</del><strike> cả</strike>", "(gạch bỏ: Bỏ cả)"),
        ("<s> </s>còn", "còn"),
        ("{<s>{}</s>}", "{(gạch bỏ: {})}"),
        ("10<sup><strong>6</strong></sup>", "10⁶"),
        ("Điều 1. a) 1.2.", "Điều 1. a) 1.2."),
    ],
)
def test_marks_stand_as_letters_where_none_can_be_shown(html: str, letters: str) -> None:
    assert [block.text for block in blocks(f"<p>{html}</p>")] == [letters]


def test_a_channel_of_plain_text_shows_no_marks_and_no_kinds() -> None:
    post = channel_post(TEXT, ChannelName.ZALO_OA)
    assert {block.kind for block in post.blocks} == {BlockKind.TEXT, BlockKind.CAPTION, BlockKind.PHOTO}
    assert not any(block.spans for block in post.blocks)
    assert post.lines == channel_post(TEXT, PORTAL).lines
    assert "a) Thu (gạch bỏ: 12 %) 15 %" in post.lines


def test_blocks_are_of_the_innermost_kind_also_where_tags_are_left_open() -> None:
    html = "<ul><li>một<li>hai</ul><p>ba</p><blockquote><ul><li>bốn</li></ul>năm</blockquote><table><tr><th>sáu<td>bảy"
    assert [(block.kind.value, block.text) for block in blocks(html)] == [
        ("item", "một"), ("item", "hai"), ("text", "ba"), ("item", "bốn"), ("quote", "năm"), ("cell", "sáu"),
        ("cell", "bảy"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.vn", "https://a.vn/"),
        ("HTTPS://A.vn/x", "https://a.vn/x"),
        ("https://a.vn/%c3%a1", "https://a.vn/á"),
        ("https://a.vn/a\u0301", "https://a.vn/%C3%A1"),
        ("/w/khac", "https://cong.vn/w/khac"),
        ("#muc", ""),
        (f"{PAGE}#muc", ""),
        ("mailto:a@b.vn", "mailto:a@b.vn"),
    ],
)
def test_one_target_written_in_two_ways_is_one(one: str, other: str) -> None:
    assert link_target(one, PAGE) == link_target(other, PAGE)


@pytest.mark.parametrize(
    ("one", "other"),
    [("https://a.vn/x", "https://a.vn/x/"), ("https://a.vn/X", "https://a.vn/x"), ("https://a.vn", "http://a.vn"),
     ("https://a.vn/?x=1", "https://a.vn/?x=2"), ("https://[", "https://a.vn")],
)  # fmt: skip
def test_two_targets_are_two(one: str, other: str) -> None:
    assert link_target(one, PAGE) != link_target(other, PAGE)


HARMLESS: Final[list[tuple[str, str]]] = [
    ('href="https://chinhphu.vn', 'target=_blank rel="nofollow" href="HTTPS://chinhphu.vn'),
    ("<h2>Mục <strong>I</strong></h2>", '<h3 id=i><a href="#i">Mục <b>I</b></a></h3>'),
    ("<strong>rõ</strong>", "<b><span>r</span>õ</b>"),
    ("<blockquote><p>", "<blockquote>"),
    ("<em>gọn", "<i>g</i><em>ọn"),
    ("<h1>", '<h1><a href="https://cong.vn/w/bai">'),
    ("<figcaption>", "<p class=chu-thich>"),
]


@pytest.mark.parametrize("change", HARMLESS, ids=[new for _, new in HARMLESS])
def test_what_a_theme_may_change_is_no_difference(change: tuple[str, str]) -> None:
    post = channel_post(TEXT, PORTAL)
    assert difference(post, shown(post, change)) == ""


def test_a_picture_of_ours_above_the_text_is_the_themes_and_any_other_is_not() -> None:
    post = channel_post(TEXT, PORTAL)
    page = shown(post)
    ours, foreign = picture_named(RIVER.digest), Block(kind=BlockKind.PHOTO, text="https://cong.vn/la.jpg")
    for at in (0, 1, 2):
        assert difference(post, (*page[:at], ours, *page[at:])) == ""
        assert "ảnh lạ https://cong.vn/la.jpg" in difference(post, (*page[:at], foreign, *page[at:]))
    assert difference(post, (*page[:4], ours, *page[4:])) == "ảnh 1 là ảnh khác của bài"


TO: Final = "“vănbản” dẫn tới https://chinhphu.vn/a?b=1&c=2"
DIFFERENT: Final[list[tuple[str, str, str]]] = [
    ("https://chinhphu.vn/a?b=1&amp;c=2", "https://khac.vn",
     f"liên kết ở đoạn 1: đã duyệt {TO}, đang hiện “vănbản” dẫn tới https://khac.vn/"),
    ('<a href="https://chinhphu.vn/a?b=1&amp;c=2">', "<a>", f"liên kết ở đoạn 1: đã duyệt {TO}, đang hiện không có"),
    ("Nguồn:", '<a href="https://khac.vn">Nguồn</a>:', "liên kết ở đoạn 8"),
    (OFFICIAL.url, "https://khac.vn/", f"liên kết ở đoạn 8: đã duyệt “BáoNhânDân” dẫn tới {OFFICIAL.url}"),
    ("Điều 1.", "Điều 9.", "đoạn 1: đã duyệt “Điều 1. Theo văn bản, 10⁶ đồng.”, đang hiện “Điều 9."),
    ("a) Thu", "b) Thu", "đoạn 3: đã duyệt “a) Thu"),
    ("<sup>6</sup>", "6", "10⁶ đồng.”, đang hiện “Điều 1. Theo văn bản, 106 đồng.”"),
    ("<sup>6</sup>", "⁶", "chỉ số trên ở đoạn 1: đã duyệt “6”, đang hiện không có"),
    ("<sub>2</sub>", "<em>2</em>", "đoạn 4: đã duyệt “H₂O”, đang hiện “H2O”"),
    ("<s>12 %</s>", "12 %", "đang hiện “a) Thu 12 % 15 %”"),
    ("<strong>rõ</strong>", "rõ", "chữ đậm ở đoạn 6: đã duyệt “rõ”, đang hiện không có"),
    ("<em>gọn</em>", "gọn", "chữ nghiêng ở đoạn 6"),
    ("<ul><li>", "<p>", "đoạn 3: đã duyệt là mục của danh sách, đang hiện là đoạn thường"),
    ("<h2>", "<p>", "đoạn 2: đã duyệt là đề mục, đang hiện là đoạn thường"),
    ("<p>Nói", "<p>Chen.</p><p>Nói", "thừa “Chen.” trước đoạn 6"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), DIFFERENT, ids=[f"{old}>{new}" for old, new, _ in DIFFERENT])
def test_whatever_else_changes_is_told(old: str, new: str, said: str) -> None:
    post = channel_post(TEXT, PORTAL)
    page = shown(post, (old, new))
    assert said in difference(post, page)
    assert shown_fingerprint(post.seen(page)) != post.fingerprint


def test_a_mark_that_moved_to_the_same_letter_elsewhere_is_told() -> None:
    post = channel_post(replace(TEXT, body_html="<p>x<sup>2</sup>y2</p>", photos=()), PORTAL)
    page = tuple(
        replace(block, spans=blocks("<p>x2y<sup>2</sup></p>")[0].spans) if block.spans and at == 2 else block
        for at, block in enumerate(post.blocks)
    )
    assert difference(post, page) == "dấu của chữ ở đoạn 1 đứng sai chỗ"


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        (lambda b: b.kind is BlockKind.PHOTO and b == picture_named(RICE.digest), "thiếu ảnh 1"),
        (lambda b: b == picture_named(RIVER.digest), "thiếu ảnh 2"),
        (lambda b: b.kind is BlockKind.ITEM, "thiếu đoạn 3 “a) Thu"),
        (lambda b: b.text == TEXT.summary, "thiếu tóm tắt"),
        (lambda b: b.text == TEXT.byline, "thiếu đoạn 9"),
    ],
)
def test_what_is_missing_is_named(gone: object, said: str) -> None:
    post = channel_post(TEXT, PORTAL)
    page = tuple(block for block in post.blocks if not gone(block))  # type: ignore[operator]
    assert said in difference(post, page)


def test_pictures_that_changed_places_are_told() -> None:
    text = replace(TEXT, body_html=f"<p>Một.</p>{picture(RICE)}<p>Hai.</p>{picture(RIVER)}", photos=())
    post = channel_post(text, PORTAL)
    rice, river = picture_named(RICE.digest), picture_named(RIVER.digest)
    swap = {rice: river, river: rice}
    assert "ảnh khác" in difference(post, tuple(swap.get(block, block) for block in post.blocks))
    moved = [block for block in post.blocks if block != rice]
    assert difference(post, (*moved[:4], rice, *moved[4:])) == "ảnh 1 đứng sai chỗ"


def test_one_photo_used_twice_has_the_words_of_each_use() -> None:
    again = replace(RICE, caption="Vẫn đồng ấy", alt="Đồng lúa lần hai")
    text = replace(TEXT, body_html=f"{picture(RICE)}<p>Giữa.</p>{picture(RICE)}", photos=(RICE, again))
    post = channel_post(text, PORTAL)
    assert [(use.caption, use.alt) for use in post.pictures] == [
        (f"{RICE.caption} Ảnh: {RICE.credit}", RICE.alt),
        (f"Vẫn đồng ấy Ảnh: {RICE.credit}", "Đồng lúa lần hai"),
    ]
    assert post.lines[2:5] == (post.pictures[0].caption, "Giữa.", post.pictures[1].caption)
    assert post.photos == (RICE.digest,)


PIECES: Final = st.sampled_from(
    ["mot", "2", " ", "<sup>2</sup>", "<strong>a</strong>", '<a href="https://a.vn/">b</a>']
)
TEXTS: Final = st.lists(PIECES, min_size=1, max_size=4).map("".join)
BODIES: Final = st.lists(
    st.one_of(
        TEXTS.map("<p>{}</p>".format), TEXTS.map("<li>{}</li>".format), st.sampled_from([picture(RICE), picture(RIVER)])
    ),
    min_size=1, max_size=5,
).map("".join)  # fmt: skip


@given(approved=BODIES, found=BODIES)
def test_a_difference_is_told_exactly_where_the_fingerprint_differs(approved: str, found: str) -> None:
    ours, theirs = (channel_post(replace(TEXT, body_html=body, photos=()), PORTAL) for body in (approved, found))
    same = shown_fingerprint(ours.seen(theirs.blocks)) == ours.fingerprint
    assert (difference(ours, theirs.blocks) == "") is same


def test_a_receipt_of_the_first_form_stays_valid() -> None:
    post = channel_post(TEXT, PORTAL)
    assert post.fingerprint.startswith(f"{SHOWN_FORM}:")
    assert post.fingerprints == {post.fingerprint, fingerprint(post.lines)}
