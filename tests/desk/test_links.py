"""Addresses in manuscripts: every one that could become a link is a web address, or is said not to be."""

import pytest
from hypothesis import given

from desk.manuscript.cleaning import clean_body
from desk.manuscript.intake import read_manuscript
from newsroom.article import Kind
from newsroom.errors import InvalidInput
from newsroom.shown.web_address import is_link
from tests.desk.test_intake import META, TOPICS, read, refused
from tests.support.addresses import ADDRESSES, SOUND, UNSOUND, hrefs


def source(url: str) -> dict[str, str]:
    return {"name": "Báo Cao Bằng", "url": url, "published_on": "2026-11-20"}


@pytest.mark.parametrize("kind", Kind)
def test_a_source_that_runs_code_is_refused_for_every_kind(kind: Kind) -> None:
    error = refused("<p>Bài.</p>", kind=kind, source=source("javascript:alert(document.domain)"))
    assert error.field == "source.url"
    assert "“javascript:alert(document.domain)” không phải địa chỉ trang web đầy đủ" in error.message


@pytest.mark.parametrize(
    "url", [url for url in UNSOUND if url.strip() and url.strip() == url] + ["http://simulator:8900/a"]
)
def test_a_source_that_could_be_read_in_two_ways_is_refused(url: str) -> None:
    assert refused("<p>Bài.</p>", source=source(url)).field == "source.url"


@pytest.mark.parametrize("url", [url for url in SOUND if "simulator" not in url])
def test_a_full_address_is_kept_as_it_was_written(url: str) -> None:
    found = read("<p>Bài.</p>", source=source(f" {url}\n")).content.source
    assert found is not None
    assert found.url == url


def test_a_source_in_front_matter_is_looked_at_too() -> None:
    head = "source: {name: Báo Cao Bằng, url: 'javascript:alert(1)', published_on: 2026-11-20}"
    error = refused(f"---\n{head}\n---\nBài.", ".md")
    assert error.field == "source.url"


def test_a_source_without_an_address_is_left_to_the_checklist() -> None:
    found = read("<p>Bài.</p>", source=source("")).content.source
    assert found is not None
    assert found.url == ""


def test_a_link_that_leads_nowhere_is_dropped_its_words_stay_and_the_author_is_told() -> None:
    text = (
        '<p>Xem <a href="/tin/a">kế hoạch</a>, <a href="//evil.example">ở đây</a>, <a href="tel:0206">gọi</a>, '
        '<a href=" https://a.vn/b ">trang A</a>, <a href="mailto:toasoan@caobang.gov.vn">thư</a>.</p>'
    )
    found = read(text)
    assert found.content.body_html == (
        "<p>Xem kế hoạch, ở đây, gọi, "
        '<a href="https://a.vn/b">trang A</a>, <a href="mailto:toasoan@caobang.gov.vn">thư</a>.</p>'
    )
    (note,) = found.notes
    assert note.startswith("Đã bỏ 3 liên kết và giữ nguyên chữ: “kế hoạch” → “/tin/a”; “ở đây” → “//evil.example”; ")


def test_many_dropped_links_are_one_short_note() -> None:
    (note,) = read("<p>Bài</p>" + '<p><a href="/muc">Mục lục</a></p>' * 500).notes
    assert note.startswith("Đã bỏ 500 liên kết")
    assert len(note) < 700


@pytest.mark.parametrize("url", [url for url in UNSOUND if not url.lower().startswith(("java", "vb", "data:text"))])
def test_no_unsound_address_stays_in_a_body(url: str) -> None:
    if url.strip() == url:
        assert hrefs(clean_body(f'<p><a href="{url}">chữ</a></p>')) == []


@given(ADDRESSES)
def test_whatever_stays_in_a_body_may_be_linked(address: str) -> None:
    quoted = address.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    try:
        found = read_manuscript(
            f'<p>Bài <a href="{quoted}">chữ</a></p>'.encode(errors="replace"),
            filename="a.html",
            overrides=META,
            known_topics=TOPICS,
        )
    except InvalidInput:
        return
    assert "chữ" in found.content.body_html
    assert all(map(is_link, hrefs(found.content.body_html)))
