"""Front matter that unfolds: a few letters that would take gigabytes, refused in little time and memory."""

from typing import Final

import pytest

from desk.manuscript.meta import front_matter
from tests.desk.small_room import said_in_a_small_room
from tests.desk.test_intake import refused

BOMB: Final = """---
a: &a ["x","x","x","x","x","x","x","x","x"]
b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]
e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]
f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]
g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]
title: *g
kind: news
---
x
"""


def test_aliases_that_unfold_are_refused_where_they_begin() -> None:
    said = said_in_a_small_room(BOMB)
    assert said == (
        "metadata: phần khai đầu bài, dòng 2, có ký hiệu “&”, “*” hoặc “!” ở đầu một giá trị, hệ thống không nhận. "
        "Chưa có gì được lưu; hãy bỏ ký hiệu đó, hoặc đặt cả giá trị trong ngoặc kép, rồi gửi lại."
    )


@pytest.mark.parametrize(
    ("head", "place"),
    [
        ("title: a\nbyline: &b Hoàng Long", "dòng 3, có ký hiệu"),
        ("title: a\nbyline: *b", "dòng 3, có ký hiệu"),
        ("title: !!binary aGk=", "dòng 2, có ký hiệu"),
        ("title: !!set {a}", "dòng 2, có ký hiệu"),
        ("title: !khan", "dòng 2, có ký hiệu"),
        ("title: a\n" + "topics: " + "[" * 9 + "]" * 9, "dòng 3, lồng nhau quá 8 tầng"),
        ("title: a\ntopics:\n" + "- " * 9 + "a", "dòng 4, lồng nhau quá 8 tầng"),
        ("title: " + "a" * 65_536, "dài quá 64 nghìn ký tự"),
    ],
)
def test_what_unfolds_or_builds_is_refused_with_its_line(head: str, place: str) -> None:
    error = refused(f"---\n{head}\n---\nBài.", ".md")
    assert error.field == "metadata"
    assert place in error.message


@pytest.mark.parametrize(
    "head",
    [
        "title: " + "[" * 60_000,
        "title: " + "{a: " * 12_000,
        "title:\n" + "- " * 30_000,
        "? " * 30_000,
        "title: " + ":".join(["1"] * 30_000),
        "title: 0x" + "f" * 60_000,
        "kind: 0x" + "f" * 60_000,
        "kind: " + "[" + "a," * 30_000 + "]",
        "kind: {" + ",".join(f"k{n}: v" for n in range(6_000)) + "}",
        "\n".join(f"k{n}: v" for n in range(6_000)),
        "source: {name: a, url: b, published_on: [" + "a," * 30_000 + "]}",
    ],
    ids=lambda head: head[:24].strip(),
)
def test_hostile_front_matter_is_answered_in_a_small_room(head: str) -> None:
    said = said_in_a_small_room(f"---\n{head}\n---\nx\n")
    assert "Chưa có gì được lưu; hãy " in said
    assert len(said) < 600


def test_what_begins_with_such_a_sign_may_be_put_in_quotes() -> None:
    error = refused('---\ntitle: "&a *b !c"\nkind: "&k"\n---\nBài.', ".md", kind=None, title=None)
    assert "không có loại bài “&k”" in error.message


def test_what_is_stated_twice_is_refused_with_its_line() -> None:
    said = refused("---\nkind: news\ntitle: Một\ntitle: Hai\n---\nx", ".md").message
    assert "dòng 4, ghi mục “title” lần thứ hai" in said
    said = refused("---\nsource:\n  url: http://a.vn\n  url: http://b.vn\n---\nx", ".md").message
    assert "dòng 4, ghi mục “url” lần thứ hai" in said


def test_only_a_line_of_strokes_ends_front_matter() -> None:
    assert "sai cú pháp" in refused("---\ntitle: Một\n--- Chữ sau gạch\nx\n---\ny", ".md").message
    meta, below = front_matter("---\ntitle: Một\n---- \nx\n---\ny")
    assert (meta.title, below) == ("Một", "x\n---\ny")
    assert front_matter("---\n---\nx")[1] == "x"
