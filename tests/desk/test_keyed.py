"""What tells one request with a key from another, and that every refusal is a kind of problem."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from desk.api.keyed import Said
from desk.api.problems import KINDS
from desk.sign_in import NotSignedIn
from newsroom.errors import NewsroomError, RefusalCode

PATH = "/api/v1/articles/a1/approve"
CUTS = st.lists(st.integers(0, 400), max_size=8)


def digest(body: bytes, boundary: str, cuts: list[int], path: str = PATH, written: str = "boundary={}") -> str:
    """The digest of a body that comes in pieces."""
    said = Said(
        {"method": "POST", "path": path, "query_string": b""},
        Headers({"content-type": f"multipart/form-data; {written.format(boundary)}"}),
    )
    ends = sorted({min(cut, len(body)) for cut in cuts} | {0, len(body)})
    for begin, end in zip(ends, [*ends[1:], len(body)], strict=True):
        said.take(body[begin:end])
    return said.digest()


def form(boundary: str, text: bytes) -> bytes:
    line = f"--{boundary}".encode()
    return line + b'\r\nContent-Disposition: form-data; name="manuscript"\r\n\r\n' + text + b"\r\n" + line + b"--\r\n"


@given(st.binary(max_size=200), CUTS, CUTS)
def test_a_form_sent_again_is_known_by_what_it_says(text: bytes, first: list[int], then: list[int]) -> None:
    one, other = "9f2c5d7e41aa", "x-81b0ee21c3-f6"
    assert digest(form(one, text), one, first) == digest(form(other, text), other, then)


@pytest.mark.parametrize("written", ['boundary="{}"', "Boundary={}", "boundary={}; charset=utf-8", "x=y;boundary={}"])
def test_a_boundary_is_found_however_it_is_written(written: str) -> None:
    one, other = "9f2c5d7e41aa", "x-81b0ee21c3-f6"
    assert digest(form(one, b"a"), one, [], written=written) == digest(form(other, b"a"), other, [], written=written)


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_another_text_or_address_is_another_request(text: bytes, other: bytes) -> None:
    same = digest(form("b1c2", text), "b1c2", []) == digest(form("b1c2", other), "b1c2", [])
    assert same is (text.replace(b"b1c2", b"") == other.replace(b"b1c2", b""))
    elsewhere = digest(form("b1c2", text), "b1c2", [], PATH.replace("a1", "a2"))
    assert elsewhere != digest(form("b1c2", text), "b1c2", [])


def test_every_error_of_ours_is_a_kind_of_problem() -> None:
    """One without a row would be answered as an error that nobody foresaw."""

    def codes(error: type[NewsroomError]) -> set[str]:
        # Errors of commands and servers never reach the API.
        own = set() if error.__module__.startswith("workers") else {error.code}
        return own.union(*map(codes, error.__subclasses__()))

    assert NotSignedIn in NewsroomError.__subclasses__()
    assert {*RefusalCode} | codes(NewsroomError) <= KINDS.keys()
