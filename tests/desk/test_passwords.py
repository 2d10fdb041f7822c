"""Passwords: hashed as OWASP asks, checked for as long when the name is nobody's."""

import unicodedata

import pytest

from desk.accounts import passwords
from desk.accounts.passwords import Passwords

pytestmark = pytest.mark.rules

PASSWORD = "ruộng bậc thang mùa nước đổ"
OLD = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$0000000000000000000000"


async def test_a_password_fits_itself_however_it_is_composed_and_nothing_else() -> None:
    kept = await Passwords().hashed(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await Passwords().fits(unicodedata.normalize("NFD", PASSWORD), kept)
    for typed, hashed in ((f"{PASSWORD}.", kept), ("", kept), (PASSWORD, ""), (PASSWORD, "not a hash")):
        assert not await Passwords().fits(typed, hashed)


async def test_a_name_that_is_nobodys_costs_as_much_as_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hash that is looked at instead is of today's cost, and it is looked at."""
    asked: list[str] = []

    def fits(_typed: str, kept: str) -> bool:
        asked.append(kept)
        return True

    monkeypatch.setattr(passwords, "_fits", fits)
    assert not await Passwords().fits(PASSWORD, "")
    assert len(asked) == 1
    assert not Passwords().is_old(asked[0])


def test_a_hash_of_another_cost_is_old() -> None:
    assert Passwords().is_old(OLD)
