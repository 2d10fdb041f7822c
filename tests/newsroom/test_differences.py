"""What whoever decides on a change is shown: words, how they are set, addresses, photos, order."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.article import ChannelName, ChannelText, Content
from newsroom.wording.differences import differences
from tests.support.samples import OFFICIAL, content, photo

IMAGE = '<p><img src="photo:{}"></p>'
BODY = (
    "<h2>Mùa quýt</h2><p>Không được phép thu phí tại các chợ xã.</p>"
    '<p>Đạt 10<sup>6</sup> cây, xem <a href="https://a.vn/1">tại đây</a> nhé.</p>'
    "<ul><li>Trà Lĩnh</li><li>Quảng Hòa</li></ul><table><tbody><tr><td>Năm</td><td>Tấn</td></tr></tbody></table>"
)
BEFORE = replace(content(), photos=(photo("a"), photo("b")), body_html=BODY + IMAGE.format("a" * 64))


def changed(old: str, new: str) -> Content:
    assert old in BEFORE.body_html
    return replace(BEFORE, body_html=BEFORE.body_html.replace(old, new, 1))


def found(after: Content, before: Content = BEFORE) -> list[tuple[str, str, str]]:
    return [(each.place, each.before, each.after) for each in differences(before, after)]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Không được", "Được", [("đoạn 1", "Không được", "Được")]),
        ("Không", "<s>Không</s>", [("đoạn 1, kiểu chữ", "Không (chữ thường)", "Không (gạch ngang)")]),
        ("phép", "<strong>phép</strong>", [("đoạn 1, kiểu chữ", "phép (chữ thường)", "phép (in đậm)")]),
        ("xã.", "<s>huyện</s>.", [("đoạn 1", "xã.", "huyện (gạch ngang)·.")]),
        ("<sup>6</sup>", "6", [("đoạn 2, kiểu chữ", "10 (chữ thường)·6 (chỉ số trên)", "106 (chữ thường)")]),
        ("a.vn/1", "b.vn/1", [("đoạn 2, đường dẫn", "“tại đây” tới https://a.vn/1", "“tại đây” tới https://b.vn/1")]),
        (
            '<a href="https://a.vn/1">tại đây</a>',
            "tại đây",
            [("đoạn 2, đường dẫn", "“tại đây” tới https://a.vn/1", "")],
        ),
        ("<h2>Mùa quýt</h2>", "<p>Mùa quýt</p>", [("đoạn 1", "đề mục", "đoạn")]),
        ("<li>Trà Lĩnh</li>", "<li>Trà Lĩnh</li><li>Thạch An</li>", [("mục liệt kê 2", "", "Thạch An")]),
        ("<li>Quảng Hòa</li>", "", [("mục liệt kê 2 (bản trước)", "Quảng Hòa", "")]),
        ("<td>Tấn</td>", "<td>Tạ</td>", [("ô bảng 2", "Tấn", "Tạ")]),
        (IMAGE.format("a" * 64), "", [("ảnh đặt sau ô bảng 2", "ảnh 1", "")]),
        ("<h2>", f"{IMAGE.format('b' * 64)}<h2>", [("ảnh đặt đầu bài", "", "ảnh 2")]),
        ("photo:" + "a" * 64, "photo:" + "b" * 64, [("ảnh đặt sau ô bảng 2", "ảnh 1", "ảnh 2")]),
    ],
)
def test_the_body_is_shown_piece_by_piece(old: str, new: str, shown: list[tuple[str, str, str]]) -> None:
    assert found(changed(old, new)) == shown


def test_what_stands_beside_the_body_is_shown_too() -> None:
    own = ChannelText(channel=ChannelName.FANPAGE, text="Lời riêng")
    assert found(replace(BEFORE, title="Cao Bằng gieo cấy vụ mùa")) == [("tiêu đề", "xuân", "mùa")]
    assert found(replace(BEFORE, source=OFFICIAL))[0][0] == "nguồn"
    assert found(replace(BEFORE, channel_texts=(own,))) == [("lời đăng Fanpage", "", "Lời riêng")]
    photos = (replace(BEFORE.photos[0], alt="Ruộng"), photo("c"), photo("d", "Ảnh mới"))
    assert found(replace(BEFORE, photos=photos)) == [
        ("ảnh 1, lời mô tả", "Đồng lúa", "Ruộng"),
        ("tệp ảnh 2", "1600×900, tệp bbbbbbbb", "1600×900, tệp cccccccc"),
        ("tệp ảnh 3", "", "1600×900, tệp dddddddd"),
        ("ảnh 3", "", "Ảnh mới Ảnh: Hoàng Anh"),
        ("ảnh 3, lời mô tả", "", "Ảnh mới"),
    ]


def test_a_new_paragraph_is_not_laid_beside_another_one() -> None:
    before = replace(content(), body_html="<p>Một đoạn cũ về lúa.</p><p>Đoạn cuối.</p>")
    after = replace(before, body_html="<p>Đoạn chen vào.</p><p>Một đoạn cũ về ngô.</p><p>Đoạn cuối.</p>")
    assert found(after, before) == [("đoạn 1", "", "Đoạn chen vào."), ("đoạn 2", "lúa.", "ngô.")]


_TEXTS = st.text(alphabet="aá b<>/psup\u0301&;", max_size=40)


@given(_TEXTS, _TEXTS)
def test_any_two_bodies_are_compared_and_only_equal_ones_show_nothing(one: str, other: str) -> None:
    before, after = (replace(content(), body_html=f"<p>{body}</p>") for body in (one, other))
    assert found(before, before) == []
    assert isinstance(found(after, before), list)


def test_a_text_of_ten_thousand_words_all_other_is_compared_in_time() -> None:
    begun = time.process_time()
    before, after = (
        replace(content(), body_html="".join(f"<p>{word} {n} và hết.</p>" for n in range(2_000)))
        for word in ("một", "hai")
    )
    assert len(differences(before, after)) == 2_000
    assert time.process_time() - begun < 5
