"""Passwords, login names, and who looks after whose account."""

import unicodedata

import pytest

from newsroom.board import Office
from newsroom.errors import InvalidInput, RefusalCode, Refused
from newsroom.members.accounts import (
    KEEPERS,
    LEAST_PASSWORD,
    LONGEST_PASSWORD,
    check_keeper,
    check_password,
    login_name,
    password_text,
)
from tests.support.samples import board

pytestmark = pytest.mark.rules


@pytest.mark.parametrize("typed", ["mười hai ký tự", "x1y2z3w4v5u6", "ruộng bậc thang " * 15])
def test_length_is_all_that_is_asked_of_a_password(typed: str) -> None:
    check_password(typed, "reporter-1")


@pytest.mark.parametrize(
    "typed",
    ["", "ngắn", "a" * (LEAST_PASSWORD - 1), "a" * 40, "abab" * 9, "Reporter-1 của tôi", "ă" * (LONGEST_PASSWORD + 1)],
)
def test_what_is_guessed_first_is_no_password(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_password(typed, "reporter-1")
    assert refused.value.field == "password"


def test_the_same_letters_are_the_same_password_and_name_however_they_are_composed() -> None:
    said = "Nguyễn Thị Ánh Tuyết"
    apart = unicodedata.normalize("NFD", said)
    assert password_text(apart) == password_text(said) == said
    assert login_name(f"  {apart.upper()} ") == login_name(said) == said.casefold()


def test_who_looks_after_accounts_touches_neither_their_own_nor_the_heads() -> None:
    head = board().holder(Office.HEAD)
    other = board().holder(Office.ACCOUNTANT)
    for member in board().members:
        if member.office in KEEPERS:
            check_keeper(member, other)
        for of in (member, head, *(() if member.office in KEEPERS else (other,))):
            with pytest.raises(Refused) as refused:
                check_keeper(member, of)
            assert refused.value.code is RefusalCode.NOT_ENTITLED
