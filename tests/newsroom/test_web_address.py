"""Which addresses may stand behind words, and which are turned away though a browser would follow them."""

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given

from newsroom.shown.web_address import is_link, is_site, web_host
from tests.support.addresses import ADDRESSES, SOUND, UNSOUND


@pytest.mark.parametrize(("url", "host"), SOUND.items())
def test_a_web_address_has_one_host(url: str, host: str) -> None:
    assert web_host(url) == host
    assert is_link(url)


@pytest.mark.parametrize("url", UNSOUND)
def test_what_could_be_read_in_two_ways_has_none(url: str) -> None:
    assert not web_host(url)
    assert not is_link(url)


@pytest.mark.parametrize("address", ["mailto:toasoan@caobang.gov.vn", "MAILTO:Toa.Soan+tin@caobang.gov.vn"])
def test_one_mailbox_may_be_linked(address: str) -> None:
    assert is_link(address)
    assert not web_host(address)


@pytest.mark.parametrize(
    "address",
    [
        "mailto:",
        "mailto:toasoan",
        "mailto:a@b",
        "mailto:a@gov.vn?bcc=b@gov.vn",
        "mailto:a@gov.vn\n",
        "mailto:a@gov.vn,b@c.vn",
    ],
)
def test_more_or_less_than_one_mailbox_may_not(address: str) -> None:
    assert not is_link(address)


@given(ADDRESSES)
@example("https://gov.vn")
def test_no_accepted_address_has_another_scheme_or_no_host(address: str) -> None:
    host = web_host(address)
    if host:
        parts = urlsplit(address)
        assert parts.scheme in {"http", "https"}
        assert parts.netloc.lower().partition(":")[0].removesuffix(".") == host
        assert address.isprintable()
        assert not {" ", "\\"} & set(address)
    if is_link(address) and not host:
        assert address.lower().startswith("mailto:")
        assert is_site(address.rpartition("@")[2].lower())
